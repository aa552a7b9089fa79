//! Stub.
use super::Problem;
use crate::domain::money::{Currency, Money};
/// An amount as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// It means this.
    Clear(Money),
    /// It can mean either: `1.250` is 1.25 or 1,250. To be asked, not guessed.
    Ambiguous(Money, Money),
}
pub fn money(_text: &str, _currency: Currency, _toman: bool) -> Result<Amount, Problem> {
    Err(Problem::Money)
}
pub fn currency(_text: &str) -> Result<Currency, Problem> {
    Err(Problem::Currency)
}
