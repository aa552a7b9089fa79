//! Money: integers of minor units with a currency. No floats anywhere.
//!
//! Exponents follow ISO 4217; USDT and TON are book currencies with their own. How an amount is shown (toman for rial,
//! digits, separators) is `text`'s concern.

use serde::{Deserialize, Serialize};

/// A currency by its ISO 4217 code (or `USDT`, `TON`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency(&'static (&'static str, u32));

/// Code and exponent (how many decimals the minor unit has). ISO 4217, list one, as of 2026.
const CURRENCIES: &[(&str, u32)] = &[
    ("AED", 2),
    ("AFN", 2),
    ("AMD", 2),
    ("ARS", 2),
    ("AUD", 2),
    ("AZN", 2),
    ("BDT", 2),
    ("BGN", 2),
    ("BHD", 3),
    ("BRL", 2),
    ("BYN", 2),
    ("CAD", 2),
    ("CHF", 2),
    ("CLP", 0),
    ("CNY", 2),
    ("COP", 2),
    ("CZK", 2),
    ("DKK", 2),
    ("EGP", 2),
    ("EUR", 2),
    ("GBP", 2),
    ("GEL", 2),
    ("HKD", 2),
    ("HUF", 2),
    ("IDR", 2),
    ("ILS", 2),
    ("INR", 2),
    ("IQD", 3),
    ("IRR", 2),
    ("JOD", 3),
    ("JPY", 0),
    ("KES", 2),
    ("KGS", 2),
    ("KRW", 0),
    ("KWD", 3),
    ("KZT", 2),
    ("LBP", 2),
    ("MAD", 2),
    ("MDL", 2),
    ("MXN", 2),
    ("MYR", 2),
    ("NGN", 2),
    ("NOK", 2),
    ("NZD", 2),
    ("OMR", 3),
    ("PHP", 2),
    ("PKR", 2),
    ("PLN", 2),
    ("QAR", 2),
    ("RON", 2),
    ("RSD", 2),
    ("RUB", 2),
    ("SAR", 2),
    ("SEK", 2),
    ("SGD", 2),
    ("THB", 2),
    ("TJS", 2),
    ("TMT", 2),
    ("TND", 3),
    ("TON", 9),
    ("TRY", 2),
    ("TWD", 2),
    ("UAH", 2),
    ("USD", 2),
    ("USDT", 6),
    ("UZS", 2),
    ("VND", 0),
    ("ZAR", 2),
];

impl Currency {
    /// The euro: what a house keeps its books in until it says otherwise.
    pub const EUR: Self = Self(&("EUR", 2));

    /// The currency with that code, in upper or lower case.
    pub fn parse(code: &str) -> Option<Self> {
        CURRENCIES.iter().find(|(c, _)| c.eq_ignore_ascii_case(code)).map(Currency)
    }
    /// All currencies that the house can keep its books in.
    pub fn all() -> impl Iterator<Item = Self> {
        CURRENCIES.iter().map(Currency)
    }
    /// The ISO 4217 code.
    pub const fn code(self) -> &'static str {
        self.0.0
    }
    /// How many decimals the minor unit has.
    pub const fn exponent(self) -> u32 {
        self.0.1
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let code = String::deserialize(d)?;
        Self::parse(&code).ok_or_else(|| serde::de::Error::custom("unknown currency"))
    }
}

/// An amount in minor units of its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units: cents for EUR, rial hundredths for IRR.
    pub minor: i64,
    /// What they are units of.
    pub currency: Currency,
}

impl Money {
    /// An amount of minor units.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }
    /// The largest price that people may enter, in major units: far from overflow in every currency.
    pub const MAX_MAJOR: i64 = 1_000_000_000;
}
