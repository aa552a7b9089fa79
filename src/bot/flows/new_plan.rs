//! The form for a new plan: name, duration, quota, price, and a last look.
//! Amounts that could be read in two ways are asked about, not guessed.

use super::asking::{Ask, Command, FormContext, Input, Step};
use crate::{
    bot::routes::Preset,
    domain::{
        money::Money,
        plan::{Lifetime, PlanDraft},
        traffic::Traffic,
    },
    service::plans::NAME_MAX,
    text::{Html, Text, label, tr, typed},
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum At {
    Name,
    Days,
    Start,
    Quota,
    Price,
    Sure,
    Look,
}

impl At {
    /// Which step that is, counted from 1.
    const fn number(self) -> i64 {
        match self {
            Self::Name => 1,
            Self::Days | Self::Start => 2,
            Self::Quota => 3,
            Self::Price | Self::Sure => 4,
            Self::Look => 5,
        }
    }
}

/// What was answered so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPlanForm {
    at: At,
    name: String,
    days: Option<u32>,
    from_first_use: bool,
    quota: Option<Traffic>,
    price: Option<Money>,
    /// The two ways to read an amount that could be read in two.
    readings: Option<(Money, Money)>,
    /// How many steps have an answer: of these the present one is shown, where one comes back to them.
    answered: i64,
}

/// Durations to tap.
const DAYS: [u32; 5] = [30, 60, 90, 180, 365];
/// Quotas to tap, in GB.
const QUOTAS: [i64; 5] = [20, 50, 100, 200, 500];

impl NewPlanForm {
    /// Begins empty, or with a ready-made plan that only lacks its price.
    pub fn new(preset: Option<Preset>, text: &Text) -> Self {
        let empty = Self {
            at: At::Name,
            name: String::new(),
            days: None,
            from_first_use: false,
            quota: None,
            price: None,
            readings: None,
            answered: 0,
        };
        let Some(preset) = preset else { return empty };
        let (days, quota) = preset_values(preset);
        Self { at: At::Price, name: preset_name(text, preset), days: Some(days), quota, answered: 3, ..empty }
    }

    const fn lifetime(&self) -> Lifetime {
        match self.days {
            None => Lifetime::Unlimited,
            Some(n) if self.from_first_use => Lifetime::DaysFromFirstUse(n),
            Some(n) => Lifetime::Days(n),
        }
    }

    pub(super) fn step(mut self, input: Input<'_>, context: FormContext<'_>) -> Step<Self> {
        let asked = self.at.number();
        let answered = match (self.at, input) {
            (_, Input::Back) => return self.back(),
            // The name that it has, or that came ready-made.
            (At::Name, Input::Choice(_)) if !self.name.is_empty() => {
                self.at = At::Days;
                Ok(())
            }
            (At::Name, Input::Text(name)) => typed::name(name, NAME_MAX).map(|name| {
                self.name = name;
                self.at = At::Days;
            }),
            (At::Days, Input::Text(days)) => typed::days(days).map(|days| self.set_days(days)),
            (At::Days, Input::Choice(n)) => {
                self.set_days(DAYS.get(n).copied());
                Ok(())
            }
            (At::Start, Input::Choice(n)) => {
                self.from_first_use = n == 1;
                self.at = At::Quota;
                Ok(())
            }
            (At::Quota, Input::Text(quota)) => typed::traffic(quota).map(|quota| self.set_quota(quota)),
            (At::Quota, Input::Choice(n)) => {
                self.set_quota(QUOTAS.get(n).copied().map(Traffic::gb));
                Ok(())
            }
            (At::Price, Input::Text(price)) => {
                typed::money(price, context.house.currency, context.house.toman).map(|read| self.set_price(read))
            }
            (At::Sure, Input::Choice(n)) => {
                self.price = self.readings.map(|(a, b)| if n == 0 { a } else { b });
                self.at = At::Look;
                Ok(())
            }
            (At::Look, Input::Choice(_)) => return self.done(),
            _ => {
                let problem = tr!(context.text, "form-tap-please");
                return Step::Wrong(self, problem);
            }
        };
        match answered {
            Ok(()) => {
                self.answered = self.answered.max(asked);
                Step::Ask(self)
            }
            Err(problem) => Step::Wrong(self, context.text.problem(problem)),
        }
    }

    fn set_days(&mut self, days: Option<u32>) {
        self.days = days;
        self.at = if days.is_some() { At::Start } else { At::Quota };
    }

    fn set_quota(&mut self, quota: Option<Traffic>) {
        self.quota = quota;
        self.at = At::Price;
    }

    fn set_price(&mut self, read: typed::Amount) {
        match read {
            typed::Amount::Clear(price) => {
                self.price = Some(price);
                self.at = At::Look;
            }
            typed::Amount::Ambiguous(a, b) => {
                self.readings = Some((a, b));
                self.at = At::Sure;
            }
        }
    }

    fn back(mut self) -> Step<Self> {
        self.at = match self.at {
            At::Name => return Step::Leave,
            At::Days => At::Name,
            At::Quota if self.days.is_some() => At::Start,
            At::Start | At::Quota => At::Days,
            At::Price => At::Quota,
            At::Sure | At::Look => At::Price,
        };
        Step::Ask(self)
    }

    fn done(self) -> Step<Self> {
        let lifetime = self.lifetime();
        match self.price {
            Some(price) => {
                let draft = PlanDraft { name: self.name, lifetime, quota: self.quota, price };
                Step::Done(Box::new(Command::NewPlan(draft)))
            }
            None => Step::Leave,
        }
    }

    pub(super) fn ask(&self, context: FormContext<'_>) -> Ask {
        let text = context.text;
        let step = self.at.number();
        let (mut lines, choices) = match self.at {
            At::Name => {
                let kept =
                    (!self.name.is_empty()).then(|| label!(text, "form-new-key-name", name = self.name.as_str()));
                (vec![tr!(text, "form-plan-ask-name")], kept.into_iter().collect())
            }
            At::Days => {
                let mut choices: Vec<_> = DAYS.iter().map(|n| text.days(*n)).collect();
                choices.push(label!(text, "form-plan-no-end"));
                (vec![tr!(text, "form-plan-ask-days")], choices)
            }
            At::Start => (
                vec![tr!(text, "form-plan-ask-start")],
                vec![label!(text, "form-plan-start-made"), label!(text, "form-plan-start-used")],
            ),
            At::Quota => {
                let mut choices: Vec<_> = QUOTAS.iter().map(|gb| text.traffic(Traffic::gb(*gb))).collect();
                choices.push(label!(text, "form-plan-no-quota"));
                (vec![tr!(text, "form-plan-ask-quota")], choices)
            }
            At::Price => (vec![ask_price(context)], vec![]),
            At::Sure => {
                let choices = self.readings.iter().flat_map(|(a, b)| [text.money(*a), text.money(*b)]).collect();
                (vec![tr!(text, "form-plan-ask-sure")], choices)
            }
            At::Look => (self.look(text), vec![label!(text, "form-plan-create")]),
        };
        lines.extend(self.now(text).map(|value| tr!(text, "form-now", value = value)));
        let title = tr!(text, "form-plan-title");
        let paired = matches!(self.at, At::Days | At::Quota | At::Sure);
        let back = self.at != At::Name;
        // What is asked about an answer belongs to that answer's step: it has no number of its own.
        let numbered = !matches!(self.at, At::Start | At::Sure);
        Ask { title, at: numbered.then_some((step, 5)), lines, choices, paired, back }
    }

    /// The present answer of a step that has one.
    fn now(&self, text: &Text) -> Option<String> {
        if self.answered < self.at.number() {
            return None;
        }
        match self.at {
            At::Days => Some(text.lifetime(self.lifetime())),
            At::Quota => Some(text.quota(self.quota)),
            At::Price => self.price.map(|price| text.money(price)),
            At::Name | At::Start | At::Sure | At::Look => None,
        }
    }

    fn look(&self, text: &Text) -> Vec<Html> {
        let price = self.price.map(|p| text.money(p)).unwrap_or_default();
        vec![
            tr!(text, "form-plan-look-name", name = self.name.as_str()),
            tr!(text, "plan-line-life", life = text.lifetime(self.lifetime())),
            tr!(text, "plan-line-quota", quota = text.quota(self.quota)),
            tr!(text, "plan-line-price", price = price),
        ]
    }
}

/// Asks for a price in the house's currency, with an example as its people write it.
pub(super) fn ask_price(context: FormContext<'_>) -> Html {
    let currency = context.house.currency;
    let toman = currency.code() == "IRR" && context.house.toman;
    let major = if toman { 2_500_000 } else { 5 };
    let example = Money::new(major * 10_i64.pow(currency.exponent()), currency);
    let name = if toman { label!(context.text, "house-unit-toman") } else { currency.code().to_owned() };
    tr!(context.text, "form-plan-ask-price", currency = name, example = example)
}

/// Days and quota of a ready-made plan.
pub const fn preset_values(preset: Preset) -> (u32, Option<Traffic>) {
    match preset {
        Preset::Month50 => (30, Some(Traffic::gb(50))),
        Preset::MonthUnlimited => (30, None),
        Preset::Quarter150 => (90, Some(Traffic::gb(150))),
    }
}

/// What a ready-made plan is called, in the reader's language. As it is stored and shown anywhere else, it has none of the
/// marks that keep its parts in their direction here.
pub fn preset_name(text: &Text, preset: Preset) -> String {
    let (days, quota) = preset_values(preset);
    let name = match quota {
        Some(_) => label!(text, "plan-preset", days = text.days(days), quota = text.quota(quota)),
        None => label!(text, "plan-preset-unlimited", days = text.days(days)),
    };
    name.replace(|c| matches!(c, '\u{2066}'..='\u{2069}'), "")
}
