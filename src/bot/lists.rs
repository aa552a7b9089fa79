//! A file with names, sent to the form that asks for them: fetched before the transaction that takes it, and small.
//! Any other file, and one that can't be fetched, is left as it came.

use super::{
    desk::Desk,
    flows::Form,
    incoming::{Coming, What},
};
use crate::{service::people, store};
use teloxide::{net::Download, requests::Requester, types::FileId};

/// As much as the longest list that a form takes may have.
const MOST_BYTES: u32 = 256 * 1024;

/// The same, with what a list says in the place of its file.
pub async fn fetched(desk: &Desk, coming: Coming) -> Coming {
    let What::Document { file, name, size } = &coming.what else { return coming };
    if name.ends_with("age") || *size > MOST_BYTES || !awaited(desk, &coming, name).await {
        return coming;
    }
    match fetch(desk, file).await {
        Some(text) => Coming { what: What::List(text), ..coming },
        None => coming,
    }
}

/// Whether who sends it is asked for names, or decides about an adoption, for which a table can be nothing but its list.
async fn awaited(desk: &Desk, coming: &Coming, name: &str) -> bool {
    let Ok(mut read) = desk.db.read().await else { return false };
    let Ok(Some(door)) = people::at_the_door(&mut read, coming.profile.chat).await else { return false };
    match door.session.form.as_deref().and_then(Form::restore) {
        Some(Form::ManyKeys(_)) => true,
        Some(Form::Adopt(form)) => form.takes_file(),
        Some(_) => false,
        None => {
            let draft = store::adoptions::draft_of(&mut read, door.known.person.id).await;
            [".csv", ".txt"].iter().any(|end| name.ends_with(end)) && draft.is_ok_and(|draft| draft.is_some())
        }
    }
}

async fn fetch(desk: &Desk, file: &str) -> Option<String> {
    let found = desk.telegram.get_file(FileId(file.to_owned())).await.ok()?;
    if found.size > MOST_BYTES {
        return None;
    }
    let mut bytes = Vec::new();
    desk.telegram.download_file(&found.path, &mut bytes).await.ok()?;
    bytes.truncate(usize::try_from(MOST_BYTES).unwrap_or(usize::MAX));
    // No text that names are read from has such a byte; what isn't text is asked for once more.
    (!bytes.contains(&0)).then(|| String::from_utf8_lossy(&bytes).into_owned())
}
