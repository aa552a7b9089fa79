//! Forms of one question: a new value for one thing, with the present one shown.
//! The version of the record travels along: what was changed meanwhile is not overwritten.

mod place;

use super::{
    asking::{Ask, Command, FormContext, Input, Step},
    new_plan,
};
use crate::{
    bot::ui,
    domain::{
        HOUSE_NAME_MAX,
        ids::{BackupId, KeyId, PlanId, ServerId},
        key::{self, End},
        money::{Currency, Money},
        plan::Lifetime,
        quota::QuotaPeriod,
        test_key::{MOST_DAYS, MOST_TRAFFIC},
        traffic::Traffic,
    },
    service::{
        house::HouseChange,
        keys::KeyChange,
        plans,
        plans::PlanChange,
        servers,
        usage::{self, QuotaChange, RuleChange},
    },
    text::{Html, Text, label, tr, typed, typed::Problem},
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

/// What is asked for, with the value that holds now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// A key's name.
    KeyName(KeyId, i64, String),
    /// A key's quota, and its plan's where another was set over that.
    KeyQuota(KeyId, i64, Option<Traffic>, Option<Sold<Option<Traffic>>>),
    /// How much more a key gets.
    KeyTopUp(KeyId, i64, Traffic),
    /// In which time a key's quota may be used.
    KeyPeriod(KeyId, i64, Traffic, QuotaPeriod),
    /// A key's end, and the one it was sold with where another was set over that.
    KeyEnd(KeyId, i64, End, Option<Sold<End>>),
    /// A server's name.
    ServerName(ServerId, i64, String),
    /// A plan's name.
    PlanName(PlanId, i64, String),
    /// A plan's lifetime.
    PlanLife(PlanId, i64, Lifetime),
    /// A plan's quota.
    PlanQuota(PlanId, i64, Option<Traffic>),
    /// In which time a plan's quota may be used.
    PlanPeriod(PlanId, QuotaPeriod),
    /// A plan's price.
    PlanPrice(PlanId, i64, Money),
    /// At how many percent people are told of a quota.
    Thresholds(Vec<i64>),
    /// What opens an archive that was sent.
    BackupPassphrase(BackupId),
    /// The house's name.
    HouseName(String),
    /// The house's currency, and how many plans that are sold have their price in it.
    HouseCurrency(Currency, i64),
    /// The house's time zone.
    HouseZone(chrono_tz::Tz),
    /// What test keys may move.
    TestQuota(Traffic),
    /// How many days test keys live.
    TestDays(u32),
    /// How many test keys each of the house's own people may make in a day.
    TestsOfStaff(Option<i64>),
}

/// What a key was sold with. A record, for JSON has one `null` only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sold<T> {
    /// The value.
    pub value: T,
}

/// A form of one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prompt {
    what: What,
    /// The two ways to read an amount that could be read in two.
    readings: Option<(Money, Money)>,
    /// The currency that was chosen, where it is asked once more.
    sure: Option<Currency>,
    /// Whether it is a step of the first start, which it leads back to.
    setup: bool,
}

const QUOTAS: [i64; 5] = [20, 50, 100, 200, 500];
/// The longest passphrase, in characters.
const PASSPHRASE: usize = 500;
const TOP_UPS: [i64; 4] = [5, 10, 20, 50];
const THRESHOLDS: [&[i64]; 4] = [&[80, 90], &[50, 80, 95], &[90], &[]];
const TEST_GB: [i64; 4] = [1, 2, 5, 10];
const TEST_DAYS: [u32; 4] = [1, 2, 3, 7];
const TESTS_OF_STAFF: [i64; 5] = [0, 5, 10, 20, 50];
const DAYS: [u32; 5] = [7, 30, 60, 90, 365];
const CURRENCIES: [&str; 8] = ["EUR", "USD", "IRR", "RUB", "TRY", "AED", "GBP", "USDT"];
const ZONES: [&str; 8] = [
    "Asia/Tehran",
    "Europe/Berlin",
    "Europe/Moscow",
    "Europe/Istanbul",
    "Asia/Dubai",
    "Europe/London",
    "America/New_York",
    "UTC",
];

impl Prompt {
    /// Asks for one value.
    pub const fn new(what: What) -> Self {
        Self { what, readings: None, sure: None, setup: false }
    }

    /// As a step of the first start, where it is one.
    #[must_use]
    pub const fn of_setup(mut self, setup: bool) -> Self {
        self.setup = setup;
        self
    }

    pub(super) fn step(self, input: Input<'_>, context: FormContext<'_>) -> Step<Self> {
        let read = match input {
            Input::Back if self.sure.is_some() => return Step::Ask(Self { sure: None, ..self }),
            Input::Back => return Step::Leave,
            Input::Text(typed) => self.typed(typed, context),
            Input::Choice(n) => Ok(self.chosen(n, context)),
        };
        match read {
            Ok(Read::Value(Command::House(HouseChange::Currency(chosen)))) if self.asks_again(chosen) => {
                Step::Ask(Self { sure: Some(chosen), ..self })
            }
            Ok(Read::Value(command)) => Step::Done(Box::new(command)),
            Ok(Read::Twofold(a, b)) => Step::Ask(Self { readings: Some((a, b)), ..self }),
            Ok(Read::None) => Step::Wrong(self, tr!(context.text, "form-type-please")),
            Err(problem) => Step::Wrong(self, context.text.problem(problem)),
        }
    }

    /// Whether a currency is another one, with plans left in the old, and wasn't asked about yet.
    fn asks_again(&self, chosen: Currency) -> bool {
        matches!(self.what, What::HouseCurrency(now, plans) if now != chosen && plans > 0) && self.sure != Some(chosen)
    }

    fn typed(&self, typed: &str, context: FormContext<'_>) -> Result<Read, Problem> {
        let house = context.house;
        Ok(Read::Value(match &self.what {
            What::KeyName(id, v, _) => Command::Key(*id, *v, KeyChange::Rename(typed::name(typed, key::NAME_MAX)?)),
            What::KeyQuota(id, v, ..) => Command::Key(*id, *v, KeyChange::Quota(typed::traffic(typed)?)),
            What::KeyTopUp(id, v, _) => match typed::traffic(typed)? {
                Some(more) => Command::Key(*id, *v, KeyChange::Usage(QuotaChange::TopUp(more))),
                None => return Err(Problem::Traffic),
            },
            // Chosen, not typed.
            What::KeyPeriod(..) | What::PlanPeriod(..) => return Ok(Read::None),
            What::KeyEnd(id, v, ..) => {
                Command::Key(*id, *v, KeyChange::Ends(typed::when(typed, context.now, house.zone)?))
            }
            What::ServerName(id, v, _) => Command::ServerName(*id, *v, typed::name(typed, servers::NAME_MAX)?),
            What::PlanName(id, v, _) => Command::Plan(*id, *v, PlanChange::Name(typed::name(typed, plans::NAME_MAX)?)),
            What::PlanLife(id, v, now) => Command::Plan(*id, *v, PlanChange::Lifetime(life(*now, typed::days(typed)?))),
            What::PlanQuota(id, v, _) => Command::Plan(*id, *v, PlanChange::Quota(typed::traffic(typed)?)),
            What::PlanPrice(id, v, now) => match typed::money(typed, now.currency, house.toman)? {
                typed::Amount::Clear(price) => Command::Plan(*id, *v, PlanChange::Price(price)),
                typed::Amount::Ambiguous(a, b) => return Ok(Read::Twofold(a, b)),
            },
            What::BackupPassphrase(id) => match typed.trim() {
                "" => return Err(Problem::Empty),
                long if long.chars().count() > PASSPHRASE => return Err(Problem::TooLong { max: PASSPHRASE }),
                passphrase => Command::Unlock(*id, SecretString::from(passphrase.to_owned())),
            },
            What::Thresholds(_) => Command::UsageRule(RuleChange::Thresholds(typed::percents(typed, usage::MOST)?)),
            What::HouseName(_) => Command::House(HouseChange::Name(typed::name(typed, HOUSE_NAME_MAX)?)),
            What::HouseCurrency(..) => Command::House(HouseChange::Currency(typed::currency(typed)?)),
            What::TestQuota(_) => match typed::traffic(typed)?.filter(|quota| *quota <= MOST_TRAFFIC) {
                Some(quota) => Command::House(HouseChange::TestQuota(quota)),
                None => return Err(Problem::Traffic),
            },
            What::TestDays(_) => match typed::days(typed)?.filter(|days| *days <= MOST_DAYS) {
                Some(days) => Command::House(HouseChange::TestDays(days)),
                None => return Err(Problem::DaysTooMany { max: MOST_DAYS }),
            },
            What::TestsOfStaff(_) => match typed.trim().parse::<u16>() {
                Ok(most) => Command::House(HouseChange::TestsOfStaff(Some(i64::from(most)))),
                Err(_) => return Ok(Read::None),
            },
            What::HouseZone(_) => {
                Command::House(HouseChange::Zone(typed::time_zone(typed).map_err(|_| Problem::TimeZone)?))
            }
        }))
    }

    fn chosen(&self, n: usize, context: FormContext<'_>) -> Read {
        let quota = QUOTAS.get(n).copied().map(Traffic::gb);
        let days = DAYS.get(n).copied();
        Read::Value(match &self.what {
            // The last choice, behind "unlimited" and "no end": what the key was sold with.
            What::KeyQuota(id, v, _, Some(_)) if n > QUOTAS.len() => Command::Key(*id, *v, KeyChange::QuotaOfPlan),
            What::KeyEnd(id, v, _, Some(_)) if n > DAYS.len() => Command::Key(*id, *v, KeyChange::EndOfPlan),
            What::KeyQuota(id, v, ..) => Command::Key(*id, *v, KeyChange::Quota(quota)),
            What::KeyTopUp(id, v, _) => match TOP_UPS.get(n).copied().map(Traffic::gb) {
                Some(more) => Command::Key(*id, *v, KeyChange::Usage(QuotaChange::TopUp(more))),
                None => return Read::None,
            },
            What::KeyPeriod(id, v, quota, _) => match QuotaPeriod::ALL.get(n) {
                Some(period) => Command::Key(*id, *v, KeyChange::Usage(QuotaChange::Policy(Some(*quota), *period))),
                None => return Read::None,
            },
            What::PlanPeriod(id, _) => match QuotaPeriod::ALL.get(n) {
                Some(period) => Command::PlanPeriod(*id, *period),
                None => return Read::None,
            },
            What::KeyEnd(id, v, ..) => Command::Key(
                *id,
                *v,
                KeyChange::Ends(days.map(|d| context.now + chrono::TimeDelta::days(i64::from(d)))),
            ),
            What::PlanQuota(id, v, _) => Command::Plan(*id, *v, PlanChange::Quota(quota)),
            What::PlanLife(id, v, now) => Command::Plan(*id, *v, PlanChange::Lifetime(life(*now, days))),
            What::PlanPrice(id, v, _) => match self.readings {
                Some((a, b)) => Command::Plan(*id, *v, PlanChange::Price(if n == 0 { a } else { b })),
                None => return Read::None,
            },
            What::Thresholds(_) => match THRESHOLDS.get(n) {
                Some(thresholds) => Command::UsageRule(RuleChange::Thresholds(thresholds.to_vec())),
                None => return Read::None,
            },
            What::HouseCurrency(..) => match self.sure.or_else(|| CURRENCIES.get(n).and_then(|c| Currency::parse(c))) {
                Some(currency) => Command::House(HouseChange::Currency(currency)),
                None => return Read::None,
            },
            What::HouseZone(_) => match ZONES.get(n).and_then(|z| z.parse().ok()) {
                Some(zone) => Command::House(HouseChange::Zone(zone)),
                None => return Read::None,
            },
            What::KeyName(..)
            | What::ServerName(..)
            | What::PlanName(..)
            | What::HouseName(_)
            | What::BackupPassphrase(_) => return Read::None,
            What::TestQuota(_) => match TEST_GB.get(n).copied().map(Traffic::gb) {
                Some(quota) => Command::House(HouseChange::TestQuota(quota)),
                None => return Read::None,
            },
            What::TestDays(_) => match TEST_DAYS.get(n) {
                Some(days) => Command::House(HouseChange::TestDays(*days)),
                None => return Read::None,
            },
            What::TestsOfStaff(_) => Command::House(HouseChange::TestsOfStaff(TESTS_OF_STAFF.get(n).copied())),
        })
    }

    pub(super) fn ask(&self, context: FormContext<'_>) -> Ask {
        let text = context.text;
        let quotas = || {
            let gb = QUOTAS.iter().map(|gb| text.traffic(Traffic::gb(*gb)));
            gb.chain([label!(text, "form-plan-no-quota")]).collect::<Vec<_>>()
        };
        let days = || {
            let days = DAYS.iter().map(|n| text.days(*n));
            days.chain([label!(text, "form-plan-no-end")]).collect::<Vec<_>>()
        };
        let (question, now, choices) = match &self.what {
            What::KeyName(_, _, now) => (tr!(text, "form-key-name"), now.clone(), vec![]),
            What::KeyQuota(_, _, now, sold) => {
                let of_plan = sold.map(|sold| label!(text, "form-of-plan", value = text.quota(sold.value)));
                let choices = quotas().into_iter().chain(of_plan).collect();
                (tr!(text, "form-key-quota"), text.quota(*now), choices)
            }
            What::KeyTopUp(_, _, now) => {
                let choices = TOP_UPS.iter().map(|gb| text.traffic(Traffic::gb(*gb))).collect();
                (tr!(text, "form-key-topup"), text.quota(Some(*now)), choices)
            }
            What::KeyPeriod(_, _, _, now) | What::PlanPeriod(_, now) => {
                let choices = QuotaPeriod::ALL.iter().map(|period| ui::quota_period(text, *period)).collect();
                (tr!(text, "form-key-period"), ui::quota_period(text, *now), choices)
            }
            What::KeyEnd(_, _, now, sold) => {
                let of_plan = sold.map(|sold| label!(text, "form-of-plan", value = ui::end(text, sold.value)));
                (tr!(text, "form-key-end"), ui::end(text, *now), days().into_iter().chain(of_plan).collect())
            }
            What::ServerName(_, _, now) => (tr!(text, "form-server-name"), now.clone(), vec![]),
            What::PlanName(_, _, now) => (tr!(text, "form-plan-ask-name"), now.clone(), vec![]),
            What::PlanLife(_, _, now) => (tr!(text, "form-plan-ask-days"), text.lifetime(*now), days()),
            What::PlanQuota(_, _, now) => (tr!(text, "form-plan-ask-quota"), text.quota(*now), quotas()),
            What::PlanPrice(_, _, now) => {
                let choices = self.readings.iter().flat_map(|(a, b)| [text.money(*a), text.money(*b)]).collect();
                let question = if self.readings.is_some() {
                    tr!(text, "form-plan-ask-sure")
                } else {
                    new_plan::ask_price(context)
                };
                (question, text.money(*now), choices)
            }
            What::BackupPassphrase(_) => return self.ask_secret(text),
            What::Thresholds(now) => {
                let choices = THRESHOLDS.iter().map(|one| text.percents(one)).collect();
                (tr!(text, "form-thresholds"), text.percents(now), choices)
            }
            What::HouseName(now) => (tr!(text, "form-house-name"), now.clone(), vec![]),
            What::HouseCurrency(now, plans) => {
                let (question, choices) = match self.sure {
                    Some(new) => (
                        tr!(text, "form-currency-sure", count = *plans, old = now.code(), new = new.code()),
                        vec![label!(text, "form-currency-change", currency = new.code())],
                    ),
                    None => (tr!(text, "form-house-currency"), CURRENCIES.iter().map(|c| (*c).to_owned()).collect()),
                };
                (question, now.code().to_owned(), choices)
            }
            What::TestQuota(_) | What::TestDays(_) | What::TestsOfStaff(_) => self.of_tests(text),
            What::HouseZone(now) => {
                let choices = ZONES.iter().map(|z| (*z).to_owned()).collect();
                (tr!(text, "form-house-zone"), now.name().to_owned(), choices)
            }
        };
        let lines = vec![question, tr!(text, "form-now", value = now)];
        Ask { title: self.title(text), at: None, lines, choices, paired: true, back: self.sure.is_some() }
    }

    /// What is secret is asked for without what holds now.
    fn ask_secret(&self, text: &Text) -> Ask {
        let lines = vec![tr!(text, "form-backup-passphrase"), tr!(text, "form-backup-passphrase-care")];
        Ask { title: self.title(text), at: None, lines, choices: Vec::new(), paired: true, back: false }
    }

    /// What is asked about test keys, with the value that holds now and answers to tap.
    fn of_tests(&self, text: &Text) -> (Html, String, Vec<String>) {
        match &self.what {
            What::TestQuota(now) => {
                let choices = TEST_GB.iter().map(|gb| text.traffic(Traffic::gb(*gb))).collect();
                (tr!(text, "form-test-quota"), text.quota(Some(*now)), choices)
            }
            What::TestDays(now) => {
                (tr!(text, "form-test-days"), text.days(*now), TEST_DAYS.iter().map(|n| text.days(*n)).collect())
            }
            What::TestsOfStaff(now) => {
                let none = label!(text, "seller-no-limit");
                let choices = TESTS_OF_STAFF.iter().map(|n| text.number(*n)).chain([none.clone()]).collect();
                (tr!(text, "form-tests-of-staff"), now.map_or(none, |n| text.number(n)), choices)
            }
            _ => (Html::default(), String::new(), Vec::new()),
        }
    }
}

enum Read {
    Value(Command),
    Twofold(Money, Money),
    None,
}

/// Keeps a plan's start at first use when only its days change.
const fn life(now: Lifetime, days: Option<u32>) -> Lifetime {
    match (now, days) {
        (_, None) => Lifetime::Unlimited,
        (Lifetime::DaysFromFirstUse(_), Some(n)) => Lifetime::DaysFromFirstUse(n),
        (_, Some(n)) => Lifetime::Days(n),
    }
}
