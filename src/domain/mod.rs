//! The rules of the house, pure: no async, no SQL, no Telegram, no wall clock.
//!
//! Time and chance come in as arguments. Amounts are integers: minor units of a currency, bytes, days.
//! Every enum that is stored has a stable name (`as_str`, `parse`), which the database and the audit log keep.

pub mod adoption;
pub mod backup;
pub mod batch;
pub mod chance;
pub mod chart;
pub mod customer;
pub mod hours;
pub mod ids;
pub mod invitation;
pub mod job;
pub mod key;
pub mod money;
pub mod name_pattern;
pub mod notice;
pub mod person;
pub mod plan;
pub mod quiet;
pub mod quota;
pub mod representative;
pub mod role;
pub mod server;
pub mod test_key;
pub mod traffic;
pub mod undo;
pub mod usage;

/// The longest name of a house, in characters.
pub const HOUSE_NAME_MAX: usize = 40;

/// Gives a field-less enum its stable stored names: `as_str`, `parse` and the list of all values.
macro_rules! named {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $text)] $variant),+ }
        impl $name {
            /// All values, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The stable name that is stored.
            pub const fn as_str(self) -> &'static str { match self { $(Self::$variant => $text),+ } }
            /// The value with that stored name.
            pub fn parse(text: &str) -> Option<Self> { match text { $($text => Some(Self::$variant),)+ _ => None } }
        }
    };
}
pub(crate) use named;
