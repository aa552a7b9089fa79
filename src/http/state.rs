//! What handlers have at hand.
//!
//! Built once by `app`; cheap to clone for each request.

use crate::{
    service::{Env, intake::Intake},
    store::Db,
};
use secrecy::SecretString;

/// What handlers have at hand.
#[derive(Debug, Clone)]
pub struct State {
    /// The database.
    pub db: Db,
    /// Keys, chance, time.
    pub env: Env,
    /// Where updates go.
    pub intake: Intake,
    /// The word that Telegram sends along.
    pub webhook_secret: SecretString,
}
