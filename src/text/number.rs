//! Numbers as people read them.
//!
//! Integers and exact decimals only; nothing here rounds.

use super::{Text, digits};
use crate::domain::person::Numerals;

impl Text {
    /// An integer: `1,250`, `۱٬۲۵۰`.
    pub fn number(&self, n: i64) -> String {
        digits::grouped(n, self.reading().numerals)
    }
    /// `mantissa / 10^scale` with all its decimals: `decimal(1250, 2)` is `12.50`.
    pub fn decimal(&self, mantissa: i64, scale: u32) -> String {
        digits::decimal(mantissa.into(), scale, self.reading().numerals)
    }
    /// Whole percent: `62%`, `۶۲٪`.
    pub fn percent(&self, n: i64) -> String {
        let sign = match self.reading().numerals {
            Numerals::Latin => '%',
            Numerals::Persian => '\u{66A}',
        };
        format!("{}{sign}", self.number(n))
    }
    /// The percentages at which people are told of a quota, 100 among them: `80%, 90%, 100%`.
    pub fn percents(&self, thresholds: &[i64]) -> String {
        let all: Vec<String> = thresholds.iter().chain(&[100]).map(|n| self.percent(*n)).collect();
        all.join(if self.rtl() { "، " } else { ", " })
    }
    /// Digits of a text that is no number, such as an invoice's: `۲۰۲۶-۰۰۱۴`. Not for what is copied.
    pub fn digits(&self, text: &str) -> String {
        digits::digits(text, self.reading().numerals)
    }
}
