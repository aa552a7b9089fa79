//! What people really type, understood: `50gb`, `۵۰ گیگ`, `2 months`, `1405/09/30`, `۱٬۲۵۰٬۰۰۰ تومان`.
//!
//! Digits may be Latin, Persian or Arabic-Indic. Every function takes any text without panicking and answers with a value or
//! a [`Problem`] that `Text::problem` turns into one line with an example. What could mean two things is not guessed.

mod date;
mod days;
mod hours;
mod list;
mod money;
mod name;
mod number;
mod percents;
mod problem;
mod traffic;
mod unit;
mod zone;

pub use date::when;
pub use days::{days, lifetime};
pub use hours::hours;
pub use list::{List, list};
pub use money::{Amount, currency, money};
pub use name::name;
pub use percents::percents;
pub use problem::Problem;
pub use traffic::traffic;
pub use zone::{NoSuchZone, time_zone};
