//! The house's own settings: name, currency, time zone, language for people yet unknown, and how far the first start is.
//!
//! The environment seeds an empty database; from then on what the bot's forms wrote holds.

use super::{Outcome, PeopleRefusal, Refusal, audit, require};
use crate::{
    domain::{
        money::Currency,
        named,
        person::Language,
        representative::MOST_TESTS,
        role::{Actor, Permission},
        test_key::{self, TestTerms},
        traffic::Traffic,
    },
    store::{self, Access, Tx},
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Mutex, PoisonError},
};

named! {
    /// A step of the first start, in its order.
    pub enum SetupStep {
        /// The owner's language.
        Language = "language",
        /// What the house is called.
        Name = "name",
        /// What its prices are in.
        Currency = "currency",
        /// Where its days begin.
        Zone = "zone",
        /// The first server.
        Server = "server",
        /// The first plan.
        Plan = "plan",
        /// A first key.
        Key = "key",
        /// Somebody who sells for the house.
        Representative = "representative",
        /// A first good backup.
        Backup = "backup",
    }
}

/// The house's settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct House {
    /// What it is called.
    pub name: String,
    /// What prices are in.
    pub currency: Currency,
    /// Whether rial are shown as toman (1 toman = 10 rial).
    pub toman: bool,
    /// Where its days begin.
    pub zone: Tz,
    /// For people who haven't chosen yet.
    pub language: Language,
    /// What test keys give, and how many there are in a day.
    pub tests: TestTerms,
    /// The bot's name at Telegram, once that was asked: links to it are made of it.
    pub bot: Option<String>,
    /// Steps of the first start that are done.
    pub setup: BTreeSet<SetupStep>,
    /// Steps of it that were skipped.
    pub skipped: BTreeSet<SetupStep>,
    /// Whether the first start was left for good.
    pub setup_over: bool,
}

impl Default for House {
    fn default() -> Self {
        Self {
            name: "Claviger".to_owned(),
            currency: Currency::EUR,
            toman: true,
            zone: Tz::UTC,
            language: Language::En,
            tests: TestTerms::default(),
            bot: None,
            setup: BTreeSet::new(),
            skipped: BTreeSet::new(),
            setup_over: false,
        }
    }
}

impl House {
    /// How many steps of the first start are done or skipped.
    pub fn passed(&self) -> usize {
        self.setup.union(&self.skipped).count()
    }

    /// The next step of the first start, unless it is over.
    pub fn next_step(&self) -> Option<SetupStep> {
        let open = |step: &SetupStep| !self.setup.contains(step) && !self.skipped.contains(step);
        if self.setup_over { None } else { SetupStep::ALL.iter().copied().find(open) }
    }
}

/// A change of one setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum HouseChange {
    /// Call it so.
    Name(String),
    /// Keep prices in this currency; plans keep theirs.
    Currency(Currency),
    /// Show rial as toman, or as they are.
    Toman(bool),
    /// Let days begin there.
    Zone(Tz),
    /// Speak so to people who haven't chosen.
    Language(Language),
    /// Give test keys that much traffic.
    TestQuota(Traffic),
    /// Let test keys live that many days.
    TestDays(u32),
    /// Let each of the house's own people make so many test keys in a day; `None` is as many as they like.
    TestsOfStaff(Option<i64>),
}

impl HouseChange {
    const fn name(&self) -> &'static str {
        match self {
            Self::Name(_) => "house.name",
            Self::Currency(_) => "house.currency",
            Self::Toman(_) => "house.toman",
            Self::Zone(_) => "house.zone",
            Self::Language(_) => "house.language",
            Self::TestQuota(_) => "tests.quota",
            Self::TestDays(_) => "tests.days",
            Self::TestsOfStaff(_) => "tests.staff",
        }
    }
    fn value(&self) -> String {
        match self {
            Self::Name(name) => name.clone(),
            Self::Currency(currency) => currency.code().to_owned(),
            Self::Toman(on) => on.to_string(),
            Self::Zone(zone) => zone.name().to_owned(),
            Self::Language(language) => language.as_str().to_owned(),
            Self::TestQuota(quota) => quota.0.to_string(),
            Self::TestDays(days) => days.to_string(),
            Self::TestsOfStaff(most) => most.map_or_else(|| "none".to_owned(), |n| n.to_string()),
        }
    }
    const fn step(&self) -> Option<SetupStep> {
        match self {
            Self::Name(_) => Some(SetupStep::Name),
            Self::Currency(_) => Some(SetupStep::Currency),
            Self::Zone(_) => Some(SetupStep::Zone),
            _ => None,
        }
    }
}

/// Reads the settings. A value that can't be read (written by a later version) falls back to its default.
pub async fn load(access: &mut impl Access) -> Outcome<House> {
    Ok(of(&store::settings::all(access).await?.into_iter().collect()))
}

/// What they say.
#[expect(clippy::implicit_hasher, reason = "settings come as they are read")]
pub fn of(all: &HashMap<String, String>) -> House {
    let mut house = House::default();
    let get = |name: &str| all.get(name).map(String::as_str);
    if let Some(name) = get("house.name") {
        name.clone_into(&mut house.name);
    }
    if let Some(currency) = get("house.currency").and_then(Currency::parse) {
        house.currency = currency;
    }
    if let Some(zone) = get("house.zone").and_then(|z| z.parse().ok()) {
        house.zone = zone;
    }
    if let Some(language) = get("house.language").and_then(Language::parse) {
        house.language = language;
    }
    house.tests = tests(get);
    house.bot = get(BOT).map(str::to_owned);
    house.toman = get("house.toman") != Some("false");
    house.setup_over = get("setup.over") == Some("true");
    let steps = |name| get(name).unwrap_or_default().split(' ').filter_map(SetupStep::parse).collect();
    (house.setup, house.skipped) = (steps("setup.done"), steps("setup.skipped"));
    house
}

fn tests<'a>(get: impl Fn(&str) -> Option<&'a str>) -> TestTerms {
    let usual = TestTerms::default();
    TestTerms {
        quota: get("tests.quota").and_then(|n| n.parse().ok()).map_or(usual.quota, Traffic),
        days: get("tests.days").and_then(|n| n.parse().ok()).unwrap_or(usual.days),
        staff_a_day: match get("tests.staff") {
            Some("none") => None,
            other => other.and_then(|n| n.parse().ok()).or(usual.staff_a_day),
        },
    }
}

/// Whether a setting may be so.
fn possible(change: &HouseChange) -> bool {
    match change {
        HouseChange::TestQuota(quota) => quota.0 > 0 && *quota <= test_key::MOST_TRAFFIC,
        HouseChange::TestDays(days) => (1..=test_key::MOST_DAYS).contains(days),
        HouseChange::TestsOfStaff(most) => most.is_none_or(|n| (0..=MOST_TESTS).contains(&n)),
        _ => true,
    }
}

/// The settings as they were read last. They are read anew where their number has grown.
#[derive(Debug, Default)]
pub struct Memory(Mutex<Option<(i64, House)>>);

impl Memory {
    /// The settings; `rev` is their number, where it is known already.
    pub async fn load(&self, access: &mut impl Access, rev: Option<i64>) -> Outcome<House> {
        let rev = match rev {
            Some(rev) => rev,
            None => store::settings::rev(access).await?,
        };
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, house)) = kept.filter(|(kept, _)| *kept == rev) {
            return Ok(house);
        }
        let house = load(access).await?;
        // Read after its number: never older than that says. What isn't committed may never be.
        if access.settled() {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((rev, house.clone()));
        }
        Ok(house)
    }
}

/// Changes one setting.
pub async fn change(tx: &mut Tx, actor: &Actor, change: HouseChange, now: DateTime<Utc>) -> Outcome<()> {
    require(actor, Permission::HouseChange)?;
    if !possible(&change) {
        return Err(Refusal::People(PeopleRefusal::BadLimit).into());
    }
    let before = store::settings::get(tx, change.name()).await?;
    store::settings::set(tx, change.name(), &change.value(), now).await?;
    let detail = serde_json::json!({ "setting": change.name(), "before": before, "after": change.value() });
    audit::note(tx, actor, "settings.update", "", detail, now).await?;
    match change.step() {
        Some(step) => passed(tx, step, now).await,
        None => Ok(()),
    }
}

/// Writes settings of the environment where the database has none yet.
pub async fn seed(tx: &mut Tx, seeds: &[HouseChange], now: DateTime<Utc>) -> Outcome<()> {
    for seed in seeds {
        if store::settings::get(tx, seed.name()).await?.is_none() {
            store::settings::set(tx, seed.name(), &seed.value(), now).await?;
        }
    }
    Ok(())
}

/// Marks a step of the first start as done. Called by the use cases that do it.
pub async fn passed(tx: &mut Tx, step: SetupStep, now: DateTime<Utc>) -> Outcome<()> {
    mark(tx, "setup.done", step, now).await
}

async fn mark(tx: &mut Tx, setting: &str, step: SetupStep, now: DateTime<Utc>) -> Outcome<()> {
    let marked = store::settings::get(tx, setting).await?.unwrap_or_default();
    if !marked.split(' ').any(|d| d == step.as_str()) {
        store::settings::set(tx, setting, format!("{marked} {}", step.as_str()).trim(), now).await?;
    }
    Ok(())
}

/// The setting that holds the bot's name at Telegram.
const BOT: &str = "bot.username";

/// Keeps the bot's name as Telegram tells it.
pub async fn learn_bot(tx: &mut Tx, username: &str, now: DateTime<Utc>) -> Outcome<()> {
    if store::settings::get(tx, BOT).await?.as_deref() != Some(username) {
        store::settings::set(tx, BOT, username, now).await?;
    }
    Ok(())
}

/// Skips a step of the first start.
pub async fn skip(tx: &mut Tx, actor: &Actor, step: SetupStep, now: DateTime<Utc>) -> Outcome<()> {
    require(actor, Permission::HouseChange)?;
    mark(tx, "setup.skipped", step, now).await
}

/// Ends the first start (`over`), or opens it again with what was skipped.
pub async fn setup_over(tx: &mut Tx, actor: &Actor, over: bool, now: DateTime<Utc>) -> Outcome<()> {
    require(actor, Permission::HouseChange)?;
    if !over {
        store::settings::set(tx, "setup.skipped", "", now).await?;
    }
    store::settings::set(tx, "setup.over", if over { "true" } else { "false" }, now).await?;
    audit::note(tx, actor, "settings.update", "", serde_json::json!({ "setting": "setup", "over": over }), now).await
}
