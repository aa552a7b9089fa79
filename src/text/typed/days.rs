//! Stub.
use super::Problem;
use crate::domain::plan::Lifetime;
pub fn days(_text: &str) -> Result<Option<u32>, Problem> {
    Err(Problem::Days)
}
pub fn lifetime(_text: &str) -> Result<Lifetime, Problem> {
    Err(Problem::Days)
}
