//! Who brought a tap, and waits for what it is answered: by a webhook, the answer goes back the way the tap came, which
//! saves a call. That is for taps that only lead somewhere: what is stored is acknowledged as soon as it is safe.
//!
//! Nobody waits long, and an answer that nobody waits for any more is given back to who has it, to be sent as a call. Where
//! an answer is lost on its way back, a button's clock runs out: no more than that.

use serde_json::Value;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::oneshot;

/// Who waits for the answer to which tap.
#[derive(Debug, Default)]
pub struct Callers(Mutex<HashMap<String, oneshot::Sender<Value>>>);

/// One who waits.
#[derive(Debug)]
pub struct Waiting {
    callers: Arc<Callers>,
    query: String,
    answer: oneshot::Receiver<Value>,
}

impl Callers {
    fn waiting(&self) -> MutexGuard<'_, HashMap<String, oneshot::Sender<Value>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits, from now on, for the answer to a tap.
    pub fn wait(self: &Arc<Self>, query: &str) -> Waiting {
        let (told, answer) = oneshot::channel();
        self.waiting().insert(query.to_owned(), told);
        Waiting { callers: self.clone(), query: query.to_owned(), answer }
    }

    /// Whether somebody waits for the answer to this tap.
    pub fn has(&self, query: &str) -> bool {
        self.waiting().contains_key(query)
    }

    /// Nobody is to wait any more for this one: its answer comes as a call.
    pub fn release(&self, query: &str) {
        self.waiting().remove(query);
    }

    /// Gives the answer to who waits for it; back, where nobody does.
    pub fn tell(&self, query: &str, answer: Value) -> Result<(), Value> {
        let waiting = self.waiting().remove(query);
        match waiting {
            Some(told) => told.send(answer),
            None => Err(answer),
        }
    }
}

impl Waiting {
    /// The answer, if it comes before `patience` is over.
    pub async fn answer(mut self, patience: impl Future<Output = ()>) -> Option<Value> {
        tokio::select! {
            biased;
            told = &mut self.answer => return told.ok(),
            () = patience => {}
        }
        // From here on it is sent as a call; what was told in this very moment still counts.
        self.answer.close();
        self.answer.try_recv().ok()
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.answer.close();
        let mut waiting = self.callers.waiting();
        // A tap that came twice has another who waits by now.
        if waiting.get(&self.query).is_some_and(oneshot::Sender::is_closed) {
            waiting.remove(&self.query);
        }
    }
}
