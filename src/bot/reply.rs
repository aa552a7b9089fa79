//! What follows from an update, decided in its transaction and shown after its commit.
//! Pure data and words; nothing is sent from here.

use super::{routes::Route, ui::View};
use crate::{
    domain::batch::MOST,
    service::{
        AdoptionRefusal, KeyRefusal, ListFault, PeopleRefusal, PlanRefusal, Refusal, ServerRefusal, house::House,
        people::Known,
    },
    store::sessions::Session,
    text::{Html, Text, label},
};

/// What the chat is to show.
#[derive(Debug, Clone)]
pub enum Show {
    /// A screen.
    Screen(Route),
    /// The form that the session is in, with what was wrong with the last answer.
    Form(Option<Html>),
    /// A view that can't be asked for again: a revealed secret, the one answer to a stranger.
    Once(View),
    /// Nothing new.
    Nothing,
}

/// Where it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// In the place of the message that was tapped; below what came since.
    Here,
    /// In the place of the message that was tapped, wherever that stands by now: a tap that was meant for what it showed.
    Stay,
    /// As a new message; the old one loses its buttons.
    Below,
}

/// What follows from an update.
#[derive(Debug, Clone)]
pub struct Reply {
    /// What the chat is to show.
    pub show: Show,
    /// Where.
    pub spot: Spot,
    /// The words with which a tap is answered.
    pub toast: Option<String>,
    /// Whether the commands are to be set anew for this chat: role or language changed.
    pub commands: bool,
    /// Whether it answers a button of an old menu: several taps on one show the present menu once.
    pub old: bool,
}

impl Reply {
    /// Shows something in its usual place.
    pub const fn show(show: Show, spot: Spot) -> Self {
        Self { show, spot, toast: None, commands: false, old: false }
    }

    /// Nothing new.
    pub const fn nothing() -> Self {
        Self::show(Show::Nothing, Spot::Here)
    }

    /// With words for the tap.
    #[must_use]
    pub fn toast(mut self, words: impl Into<String>) -> Self {
        self.toast = Some(words.into());
        self
    }
}

/// A reply with what is needed to show it.
#[derive(Debug)]
pub struct Answer {
    /// What follows.
    pub reply: Reply,
    /// Who it is for; `None` for a stranger.
    pub known: Option<Known>,
    /// The house as it is after the change.
    pub house: House,
    /// How they read, after the change.
    pub text: Text,
    /// The session as it was changed to; that is marked as shown.
    pub session: Option<Session>,
}

/// Whether a refusal says that what was asked about is another by now, so that the question has to be asked anew.
pub const fn outdated(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::Stale | Refusal::WrongState | Refusal::Server(ServerRefusal::HasKeys(_) | ServerRefusal::OfferOver)
    )
}

/// A refusal in words for a person: what happened, and what to do.
pub fn refusal(text: &Text, refusal: &Refusal) -> String {
    let id = match refusal {
        Refusal::Adoption(why) => return adoption_refusal(text, why),
        Refusal::NotAllowed => "refusal-not-allowed",
        Refusal::NotFound => "refusal-not-found",
        Refusal::Stale => "refusal-stale",
        Refusal::WrongState => "refusal-wrong-state",
        Refusal::UndoOver => "refusal-undo-over",
        Refusal::OnlyLooking => "refusal-only-looking",
        Refusal::Suspended => "refusal-suspended",
        Refusal::People(why) => people_refusal(*why),
        Refusal::Key(why) => match why {
            KeyRefusal::NameTaken => "refusal-name-taken",
            KeyRefusal::BadName => "refusal-bad-name",
            KeyRefusal::NoServer => "refusal-no-server",
            KeyRefusal::ServerClosed => "refusal-server-closed",
            KeyRefusal::PlanArchived => "refusal-plan-archived",
            KeyRefusal::StoppedByHouse => "refusal-stopped-by-house",
            KeyRefusal::PastEnd => "refusal-past-end",
            KeyRefusal::LimitReached => "refusal-limit-reached",
            KeyRefusal::NoPlan => "refusal-no-plan",
            KeyRefusal::PlanNotTheirs => "refusal-plan-not-theirs",
            KeyRefusal::ServerNotTheirs => "refusal-server-not-theirs",
            KeyRefusal::Room(left) => return label!(text, "refusal-room", count = *left),
            KeyRefusal::NamesTaken => "refusal-names-taken",
            KeyRefusal::BatchSize => return label!(text, "refusal-batch-size", most = MOST),
            KeyRefusal::NoTests => "refusal-no-tests",
            KeyRefusal::TestsUsedUp(next) => {
                return label!(text, "refusal-tests-used-up", date = text.date_time(*next));
            }
        },
        Refusal::Server(why) => match why {
            ServerRefusal::Known(_) => "refusal-server-known",
            ServerRefusal::BadName => "refusal-bad-name",
            ServerRefusal::HasKeys(_) => "refusal-stale",
            ServerRefusal::OfferOver => "refusal-offer-over",
        },
        Refusal::Plan(why) => match why {
            PlanRefusal::BadPrice => "refusal-bad-price",
            PlanRefusal::BadName => "refusal-bad-name",
        },
    };
    text.lookup(id).unwrap_or_default()
}

fn adoption_refusal(text: &Text, why: &AdoptionRefusal) -> String {
    match why {
        AdoptionRefusal::BadPattern => label!(text, "refusal-bad-pattern"),
        AdoptionRefusal::PatternThere => label!(text, "refusal-pattern-there"),
        AdoptionRefusal::TooManyRules => label!(text, "refusal-too-many-rules"),
        AdoptionRefusal::List(faults, more) => list_refusal(text, faults, *more),
        AdoptionRefusal::Nothing => label!(text, "refusal-adopt-nothing"),
    }
}

/// All that is wrong with a list, a line each.
fn list_refusal(text: &Text, faults: &[(usize, ListFault)], more: usize) -> String {
    let mut lines = vec![label!(text, "refusal-list")];
    lines.extend(faults.iter().map(|(line, fault)| match fault {
        ListFault::Unreadable => label!(text, "refusal-list-unreadable", line = *line),
        ListFault::NoRepresentative(name) => label!(text, "refusal-list-seller", line = *line, name = name.as_str()),
        ListFault::NoPlan(name) => label!(text, "refusal-list-plan", line = *line, name = name.as_str()),
        ListFault::Twice(name) => label!(text, "refusal-list-twice", line = *line, name = name.as_str()),
    }));
    if more > 0 {
        lines.push(label!(text, "refusal-list-more", count = more));
    }
    lines.join("\n")
}

const fn people_refusal(why: PeopleRefusal) -> &'static str {
    match why {
        PeopleRefusal::LastOwner => "refusal-last-owner",
        PeopleRefusal::Above => "refusal-above",
        PeopleRefusal::Yourself => "refusal-yourself",
        PeopleRefusal::BadName => "refusal-bad-name",
        PeopleRefusal::BadLimit => "refusal-bad-limit",
        PeopleRefusal::ActsForOne => "refusal-acts-for-one",
        PeopleRefusal::NoInvitation => "refusal-no-invitation",
        PeopleRefusal::InvitationUsed => "refusal-invitation-used",
        PeopleRefusal::InvitationRevoked => "refusal-invitation-revoked",
        PeopleRefusal::InvitationExpired => "refusal-invitation-expired",
        PeopleRefusal::StaffAlready => "refusal-staff-already",
        PeopleRefusal::ThatAlready => "refusal-that-already",
        PeopleRefusal::KeyClaimed => "refusal-key-claimed",
        PeopleRefusal::CustomerAlready => "refusal-customer-already",
        PeopleRefusal::OtherSeller => "refusal-other-seller",
    }
}
