//! Amounts of money: `1,250,000`, `۱٬۲۵۰٬۰۰۰ تومان`, `1.250,50`, `250 هزار تومان`, `€12.50`.
//!
//! Read exactly. `1.250` euro is 1.25 or 1,250: both readings come back, to be asked about.

use super::{
    Problem,
    number::{self, Decimal, Reading},
    unit,
};
use crate::{
    domain::money::{Currency, Money},
    text::{amount::usually_whole, fold::fold},
};

/// An amount as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// It means this.
    Clear(Money),
    /// It can mean either: `1.250` is 1.25 or 1,250. To be asked, not guessed.
    Ambiguous(Money, Money),
}

/// An amount of `currency`, in which it is asked for; zero is one. `toman` says whether a number alone means toman where
/// the currency is IRR.
pub fn money(text: &str, currency: Currency, toman: bool) -> Result<Amount, Problem> {
    let unread = unread(text, currency);
    let answer = unit::answer(text).ok_or(if text.trim().is_empty() { Problem::Empty } else { unread })?;
    if matches!(answer.as_str(), "free" | "رایگان" | "مجانی") {
        return Ok(Amount::Clear(Money::new(0, currency)));
    }
    let (before, number, after) = number::parts(&answer).ok_or(unread)?;
    let negative = before.contains(MINUS) || after.starts_with(MINUS);
    let words = format!("{} {}", before.replace(MINUS, " "), after.replace(MINUS, " "));
    let mut factor = 10_i128.pow(currency.exponent());
    let mut in_toman = toman;
    let mut multiplied = false;
    for word in words.split_whitespace() {
        if let Some(times) = multiplier(word).filter(|_| !multiplied) {
            (factor, multiplied) = (factor * times, true);
        } else {
            in_toman = in_currency(word, currency)?.unwrap_or(in_toman);
        }
    }
    if negative {
        return Err(Problem::MoneyNegative { currency });
    }
    if in_toman && currency.code() == "IRR" {
        factor *= 10;
    }
    let exact = |decimal: Decimal| amount(decimal, factor, currency);
    match number::read(number).ok_or(unread)? {
        Reading::One(decimal) => exact(decimal).map(Amount::Clear),
        // Nobody writes hundredths of a rial.
        Reading::Two { grouped, .. } if !multiplied && currency.exponent() <= 3 && usually_whole(currency.code()) => {
            exact(grouped).map(Amount::Clear)
        }
        Reading::Two { fine, grouped, .. } => match (exact(fine), exact(grouped)) {
            (Ok(fine), Ok(grouped)) if fine == grouped => Ok(Amount::Clear(fine)),
            (Ok(fine), Ok(grouped)) => Ok(Amount::Ambiguous(fine, grouped)),
            (Ok(one), Err(_)) | (_, Ok(one)) => Ok(Amount::Clear(one)),
            (Err(_), Err(problem)) => Err(problem),
        },
    }
}

/// What is wrong with what can't be read: so many digits are an amount all the same.
fn unread(text: &str, currency: Currency) -> Problem {
    match text.chars().filter(|c| c.is_numeric()).count() {
        19.. => Problem::MoneyTooLarge { currency },
        _ => Problem::Money { currency },
    }
}

const MINUS: [char; 4] = ['-', '\u{2212}', '\u{2013}', '\u{2010}'];

fn amount(decimal: Decimal, factor: i128, currency: Currency) -> Result<Money, Problem> {
    let most = i128::from(Money::MAX_MAJOR) * 10_i128.pow(currency.exponent());
    if decimal.floor_of(factor).is_none_or(|minor| minor > most) {
        return Err(Problem::MoneyTooLarge { currency });
    }
    let minor = decimal.of(factor).ok_or(Problem::MoneyTooFine { decimals: currency.exponent(), currency })?;
    i64::try_from(minor).map(|minor| Money::new(minor, currency)).map_err(|_| Problem::MoneyTooLarge { currency })
}

fn multiplier(word: &str) -> Option<i128> {
    match word {
        "k" | "thousand" | "hezar" | "هزار" | "هزارتا" => Some(1_000),
        "m" | "mln" | "million" | "milyon" | "میلیون" | "ملیون" => Some(1_000_000),
        _ => None,
    }
}

/// Whether a word beside an amount of that currency says toman; `None` where it leaves that open.
fn in_currency(word: &str, currency: Currency) -> Result<Option<bool>, Problem> {
    let code = currency.code();
    if TOMAN.contains(&word) {
        return if code == "IRR" { Ok(Some(true)) } else { Err(Problem::OtherCurrency { currency }) };
    }
    if word.eq_ignore_ascii_case(code) || names(word).is_some_and(|codes| codes.contains(&code)) {
        return Ok((code == "IRR").then_some(false));
    }
    let other = Currency::parse(word).is_some() || names(word).is_some();
    Err(if other { Problem::OtherCurrency { currency } } else { Problem::Money { currency } })
}

const TOMAN: [&str; 8] = ["t", "toman", "tomans", "tuman", "tumans", "تومان", "تومن", "ت"];

/// A currency by its code, its sign or its name; where several have the name, the best known.
pub fn currency(text: &str) -> Result<Currency, Problem> {
    let answer = unit::answer(text).ok_or(if text.trim().is_empty() { Problem::Empty } else { Problem::Currency })?;
    let code = if TOMAN[1..].contains(&answer.as_str()) { Some("IRR") } else { names(&answer).map(|codes| codes[0]) };
    Currency::parse(code.unwrap_or(&answer)).ok_or(Problem::Currency)
}

fn names(word: &str) -> Option<&'static [&'static str]> {
    NAMES.iter().find(|(words, _)| words.split(' ').any(|w| fold(w) == word)).map(|(_, codes)| *codes)
}

/// Signs and names, and the currencies that they can stand for, the best known first.
const NAMES: [(&str, &[&str]); 19] = [
    ("€ euro euros eur. یورو", &["EUR"]),
    (
        "$ us$ dollar dollars دلار buck bucks",
        &["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP"],
    ),
    ("£ pound pounds پوند", &["GBP", "EGP", "LBP"]),
    ("ریال rial rials riyal riyals", &["IRR", "SAR", "QAR", "OMR"]),
    ("₽ rouble roubles ruble rubles روبل", &["RUB", "BYN"]),
    ("₺ lira liras لیر لیره", &["TRY", "LBP"]),
    ("درهم dirham dirhams", &["AED", "MAD"]),
    ("دینار dinar dinars", &["IQD", "KWD", "JOD", "BHD", "TND", "RSD"]),
    ("افغانی afghani afghanis", &["AFN"]),
    ("تتر tether", &["USDT"]),
    ("toncoin تون", &["TON"]),
    ("¥ yen yuan", &["JPY", "CNY"]),
    ("₹ rupee rupees روپیه", &["INR", "PKR"]),
    ("₴ hryvnia", &["UAH"]),
    ("₩ won", &["KRW"]),
    ("₸ tenge", &["KZT"]),
    ("₾ lari", &["GEL"]),
    ("֏ dram", &["AMD"]),
    ("manat منات", &["AZN", "TMT"]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::person::{Language, Reading as Reads},
        text::Text,
    };
    use proptest::prelude::*;

    fn in_code(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }
    fn read(text: &str, code: &str, toman: bool) -> Result<i64, Problem> {
        match money(text, in_code(code), toman)? {
            Amount::Clear(money) => Ok(money.minor),
            Amount::Ambiguous(..) => panic!("{text} is ambiguous"),
        }
    }

    #[test]
    fn understands() {
        for (text, code, minor) in [
            ("1,250,000", "EUR", 125_000_000),
            ("1.250,50", "EUR", 125_050),
            ("1250.5", "EUR", 125_050),
            ("1 250", "EUR", 125_000),
            ("€12.50", "EUR", 1_250),
            ("12,50 €", "EUR", 1_250),
            ("12.5 eur", "EUR", 1_250),
            ("free", "EUR", 0),
            ("0", "EUR", 0),
            ("$5", "USD", 500),
            ("۵ دلار", "USD", 500),
            ("1.255", "EUR", 125_500),
            ("1.250", "JPY", 1_250),
            ("1,250,000 T", "IRR", 1_250_000_000),
            ("۱٬۲۵۰٬۰۰۰ تومان", "IRR", 1_250_000_000),
            ("۲۵۰ هزار تومان", "IRR", 250_000_000),
            ("250k toman", "IRR", 250_000_000),
            ("یک میلیون تومن", "IRR", 1_000_000_000),
            ("1,250,000 rial", "IRR", 125_000_000),
            ("1,250,000 ﷼", "IRR", 125_000_000),
            ("1,250", "IRR", 125_000),
            ("0.5 TON", "TON", 500_000_000),
        ] {
            assert_eq!(read(text, code, false), Ok(minor), "{text}");
        }
        assert_eq!(read("125,000", "IRR", true), Ok(125_000_000));
        assert_eq!(read("125,000 ریال", "IRR", true), Ok(12_500_000));
        let eur = in_code("EUR");
        let both = Amount::Ambiguous(Money::new(125, eur), Money::new(125_000, eur));
        assert_eq!(money("1.250", eur, false), Ok(both));
        assert_eq!(money("1,250 €", eur, false), Ok(both));
        for (text, problem) in [
            ("", Problem::Empty),
            ("-5", Problem::MoneyNegative { currency: eur }),
            ("\u{200E}-€5", Problem::MoneyNegative { currency: eur }),
            ("5 apples", Problem::Money { currency: eur }),
            ("lots", Problem::Money { currency: eur }),
            ("$5", Problem::OtherCurrency { currency: eur }),
            ("5 toman", Problem::OtherCurrency { currency: eur }),
            ("5 chf", Problem::OtherCurrency { currency: eur }),
            ("1.2345", Problem::MoneyTooFine { decimals: 2, currency: eur }),
            ("1000000001", Problem::MoneyTooLarge { currency: eur }),
            ("1 000 000 000 000 000 000 000 000 000", Problem::MoneyTooLarge { currency: eur }),
            (&"9".repeat(300), Problem::MoneyTooLarge { currency: eur }),
            ("999999999999999999999999k", Problem::MoneyTooLarge { currency: eur }),
        ] {
            assert_eq!(money(text, eur, false), Err(problem), "{text}");
        }
        for (text, code) in
            [("eur", "EUR"), ("Toman", "IRR"), ("﷼", "IRR"), ("$", "USD"), ("usdt", "USDT"), ("تتر", "USDT")]
        {
            assert_eq!(currency(text), Ok(in_code(code)), "{text}");
        }
        assert_eq!(currency("t"), Err(Problem::Currency));
    }

    proptest! {
        #[test]
        fn total(text in any::<String>(), like in "[-€]?[0-9۰-۹., ]{0,30} ?[a-z]{0,4}") {
            for text in [text, like] {
                for code in ["EUR", "IRR", "TON", "JPY"] {
                    let _ = (money(&text, in_code(code), true), currency(&text));
                }
            }
        }
        #[test]
        fn what_is_shown_is_understood(major in 0..Money::MAX_MAJOR, part in any::<u32>(), toman in any::<bool>()) {
            for currency in Currency::all() {
                let unit = 10_i64.pow(currency.exponent());
                let shown = Money::new(major * unit + i64::from(part) % unit, currency);
                for language in Language::ALL {
                    let text = Text::new(Reads::usual(*language), chrono_tz::UTC, toman).money(shown);
                    match money(&text, currency, toman) {
                        Ok(Amount::Clear(money)) => prop_assert_eq!(money, shown),
                        Ok(Amount::Ambiguous(a, b)) => prop_assert!(a == shown || b == shown, "{}", text),
                        Err(problem) => prop_assert!(false, "{}: {:?}", text, problem),
                    }
                }
            }
        }
    }
}
