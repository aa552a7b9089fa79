//! Stub.
use super::Problem;
use crate::domain::traffic::Traffic;
pub fn traffic(_text: &str) -> Result<Option<Traffic>, Problem> {
    Err(Problem::Traffic)
}
