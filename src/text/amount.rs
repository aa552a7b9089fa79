//! Traffic and money as people read them.
//!
//! Volumes count in powers of ten (1 GB is 10^9 bytes). A volume that was used is rounded down, as quotas are shown in
//! full; an amount of money is never rounded.

use super::{
    Arg, Form, Text,
    arg::{AsIs, isolated},
    digits, label,
};
use crate::domain::{money::Money, traffic::Traffic};
use fluent_bundle::FluentValue;

/// Bytes of a unit as a power of ten, from the largest.
const UNITS: [u32; 5] = [12, 9, 6, 3, 0];

/// Currencies whose minor unit nobody uses: shown without decimals where there are none to show.
const WHOLE: [&str; 16] =
    ["AFN", "AMD", "COP", "HUF", "IDR", "IQD", "IRR", "KES", "KZT", "LBP", "NGN", "PKR", "RSD", "TON", "USDT", "UZS"];

/// Whether amounts of that currency are usually whole.
pub(super) fn usually_whole(code: &str) -> bool {
    WHOLE.contains(&code)
}

impl Text {
    /// A volume to three or so digits, rounded down: `12.4 GB`, `500 MB`, `1.52 TB`.
    pub fn traffic(&self, traffic: Traffic) -> String {
        let bytes = traffic.0.max(0);
        let power = UNITS.into_iter().find(|p| bytes >= 10_i64.pow(*p)).unwrap_or(6);
        let whole = bytes / 10_i64.pow(power);
        let scale = match whole {
            _ if power < 9 => 0,
            ..10 => 2,
            10..100 => 1,
            100.. => 0,
        };
        self.volume(i128::from(bytes) / 10_i128.pow(power - scale), scale, power)
    }
    /// A volume in full: `1,234 GB`, `1.5 TB`; what was typed comes back as it was meant.
    pub fn traffic_in_full(&self, traffic: Traffic) -> String {
        let bytes = traffic.0.max(0);
        let exact = |p: &u32| bytes >= 10_i64.pow(*p) && bytes % 10_i64.pow(p.saturating_sub(2)) == 0;
        let power = UNITS.into_iter().find(exact).unwrap_or(if bytes == 0 { 9 } else { 0 });
        let scale = power.min(2);
        self.volume(i128::from(bytes / 10_i64.pow(power - scale)), scale, power)
    }
    fn volume(&self, mantissa: i128, scale: u32, power: u32) -> String {
        let (mantissa, scale) = digits::trimmed(mantissa, scale, 0);
        let amount = AsIs(digits::decimal(mantissa, scale, self.reading().numerals));
        match power {
            12 => label!(self, "unit-terabytes", amount = amount),
            9 => label!(self, "unit-gigabytes", amount = amount),
            6 => label!(self, "unit-megabytes", amount = amount),
            3 => label!(self, "unit-kilobytes", amount = amount),
            _ => label!(self, "unit-bytes", amount = amount),
        }
    }
    /// Used of a quota: `12.4 GB of 50 GB`, `12.4 GB, unlimited`.
    pub fn traffic_of(&self, used: Traffic, quota: Option<Traffic>) -> String {
        let used = AsIs(self.traffic(used));
        let Some(quota) = quota else { return label!(self, "unit-used", used = used) };
        label!(self, "unit-used-of", used = used, quota = AsIs(self.traffic_in_full(quota)))
    }
    /// A quota in full, or `unlimited`.
    pub fn quota(&self, quota: Option<Traffic>) -> String {
        quota.map_or_else(|| label!(self, "unit-unlimited"), |quota| self.traffic_in_full(quota))
    }
    /// An amount with its symbol or code: `€12.50`, `1,250,000 IRR`, or toman where the setting says so (`125,000 T`).
    pub fn money(&self, money: Money) -> String {
        let code = money.currency.code();
        let (minor, exponent) = (i128::from(money.minor), money.currency.exponent());
        let toman = code == "IRR" && self.toman();
        let scale = if toman { exponent + 1 } else { exponent };
        let whole = minor % 10_i128.pow(scale) == 0;
        let least =
            if toman || (whole && usually_whole(code)) { 0 } else { exponent.min(if exponent > 3 { 2 } else { 3 }) };
        let (mantissa, scale) = digits::trimmed(minor, scale, least);
        let numerals = self.reading().numerals;
        let unsigned = i128::try_from(mantissa.unsigned_abs()).unwrap_or(i128::MAX);
        let amount = AsIs(digits::decimal(unsigned, scale, numerals));
        let shown = if toman {
            label!(self, "unit-money-toman", amount = amount)
        } else {
            let id = format!("unit-money-of-{}", code.to_ascii_lowercase());
            self.lookup_with(&id, Form::Plain, &[("amount", &amount)])
                .unwrap_or_else(|| label!(self, "unit-money", amount = amount, code = AsIs(code.to_owned())))
        };
        if mantissa < 0 { format!("{}{shown}", digits::minus(numerals)) } else { shown }
    }
}

impl Arg for Traffic {
    fn value(&self, text: &Text, _: Form) -> FluentValue<'static> {
        isolated(&text.traffic(*self), text).into()
    }
}

impl Arg for Money {
    fn value(&self, text: &Text, _: Form) -> FluentValue<'static> {
        isolated(&text.money(*self), text).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        money::Currency,
        person::{Language, Reading},
    };

    fn texts(toman: bool) -> [Text; 2] {
        Language::ALL
            .iter()
            .map(|l| Text::new(Reading::usual(*l), chrono_tz::UTC, toman))
            .collect::<Vec<_>>()
            .try_into()
            .unwrap()
    }

    #[test]
    fn traffic() {
        let [en, fa] = texts(false);
        let shown = |b| en.traffic(Traffic(b));
        assert_eq!(shown(12_499_999_999), "12.4 GB");
        assert_eq!(shown(500_000_000), "500 MB");
        assert_eq!(shown(1_520_000_000_000), "1.52 TB");
        assert_eq!(shown(49_999_999_999), "49.9 GB");
        assert_eq!(shown(999_999_999_999), "999 GB");
        assert_eq!(shown(0), "0 MB");
        assert_eq!(shown(i64::MAX), "9,223,372 TB");
        assert_eq!(fa.traffic(Traffic(12_400_000_000)), "۱۲٫۴ گیگابایت");
        assert_eq!(en.quota(Some(Traffic::gb(1_234))), "1,234 GB");
        assert_eq!(en.quota(Some(Traffic::gb(1_500))), "1.5 TB");
        assert_eq!(en.quota(Some(Traffic(0))), "0 GB");
        assert_eq!(en.quota(None), "unlimited");
        assert_eq!(en.traffic_of(Traffic(12_400_000_000), Some(Traffic::gb(50))), "12.4 GB of 50 GB");
    }

    #[test]
    fn money() {
        let of = |minor, code| Money::new(minor, Currency::parse(code).unwrap());
        let [en, fa] = texts(false);
        assert_eq!(en.money(of(1_250, "EUR")), "€12.50");
        assert_eq!(en.money(of(500, "USD")), "$5.00");
        assert_eq!(en.money(of(1_250, "JPY")), "1,250 JPY");
        assert_eq!(en.money(of(1_234, "KWD")), "1.234 KWD");
        assert_eq!(en.money(of(12_500_000, "USDT")), "12.50 USDT");
        assert_eq!(en.money(of(5_000_000, "USDT")), "5 USDT");
        assert_eq!(en.money(of(125_000_000, "IRR")), "1,250,000 IRR");
        assert_eq!(en.money(of(-1_250, "EUR")), "\u{200E}-€12.50");
        assert_eq!(fa.money(of(125_000_000, "IRR")), "۱٬۲۵۰٬۰۰۰ ریال");
        let [en, fa] = texts(true);
        assert_eq!(en.money(of(1_250_000_000, "IRR")), "1,250,000 T");
        assert_eq!(fa.money(of(1_250_000_000, "IRR")), "۱٬۲۵۰٬۰۰۰ تومان");
        assert_eq!(en.money(of(1_500, "IRR")), "1.5 T");
        assert_eq!(en.money(of(i64::MIN, "EUR")), "\u{200E}-€92,233,720,368,547,758.08");
    }
}
