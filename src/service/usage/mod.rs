//! Metering: what keys have moved, and what follows from it.
//!
//! `count` makes cumulatives of a server's answer and keeps the last one in mind (`memory`); `fill` gives adopted keys
//! their past; `rules` is what the house says of quotas; `look` holds a key's cumulative against its quota, tells people and switches it off and on; `change` is
//! what people decide; `view` is what screens and pictures show. Who asks servers, and when, is the jobs' concern.

mod change;
mod count;
mod fill;
mod look;
mod memory;
mod rules;
mod view;
mod write;

pub use change::{QuotaChange, apply, set_plan_period, watch};
pub use count::{Figures, Fresh, Newcomer, Readings, Window};
pub use fill::{DAYS, Past, past};
pub use look::{audience, look, look_due, net, watches};
pub use memory::Meters;
pub use rules::{MOST, RuleChange, Rules, change_rules, rules, set_plan_stops};
pub use view::{KeyUsage, Lately, Picture, ask_picture, key_usage, lately, picture, sparklines};
pub use write::{AdoptedPast, Polled, begin_past, rebuilt, write};
