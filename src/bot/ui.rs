//! What a screen is made of: a text, and buttons below it.
//!
//! Screens say what, this says how: a bold title with its path, short lines, two buttons a row, a way back. Lines of
//! right-to-left readers begin with a mark, so that an emoji or a foreign name at their head turns nothing around.

use super::routes::{Route, Target};
use crate::{
    domain::{backup::BackupState, ids::UndoId, key::End, plan::Lifetime, quota::QuotaPeriod, traffic::Traffic},
    text::{Html, Text, label, tr},
};
use teloxide::types::{CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup};

/// How many items a page of a list has.
pub const PAGE: i64 = 8;
/// Cuts what was read (one more than a page) down to a page; gives the last one shown where there are more.
pub fn page<T>(rows: &mut Vec<T>) -> Option<&T> {
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = rows.len() > page;
    rows.truncate(page);
    rows.last().filter(|_| more)
}

/// Right-to-left mark.
const RLM: char = '\u{200F}';

/// What a button does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    /// Something of ours.
    To(Target),
    /// Puts a text into the person's clipboard.
    Copy(String),
    /// Opens a link.
    Link(url::Url),
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What it says.
    pub label: String,
    /// What it does.
    pub press: Press,
}

impl Button {
    /// A button of ours.
    pub fn to(label: impl Into<String>, target: Target) -> Self {
        Self { label: label.into(), press: Press::To(target) }
    }
    /// Shows a screen.
    pub fn go(label: impl Into<String>, route: Route) -> Self {
        Self::to(label, Target::Go(route))
    }
    /// Does something.
    pub fn act(label: impl Into<String>, action: super::routes::Action) -> Self {
        Self::to(label, Target::Do(action))
    }
}

/// A screen, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct View {
    lines: Vec<Html>,
    /// Words about what was just typed, below the title.
    pub note: Option<Html>,
    /// Rows of buttons.
    pub buttons: Vec<Vec<Button>>,
    /// Whether the screen changes by itself: something is under way that it shows.
    pub live: bool,
    /// Whether it says already as whom the reader looks.
    seen_as: bool,
    /// Whether it shows a secret: its message is taken out of the chat after a while.
    pub secret: bool,
}

impl View {
    /// A screen with a title; `path` leads to it from Home.
    pub fn titled(path: &[Html], title: &Html) -> Self {
        let mut head = Html::default();
        for step in path {
            head.push(step);
            head.push(&Html::plain(" › "));
        }
        head.push(title);
        Self { lines: vec![head.bold()], ..Self::default() }
    }

    /// A screen with a plain first line.
    pub fn plain(line: Html) -> Self {
        Self { lines: vec![line], ..Self::default() }
    }

    /// Adds a line.
    #[must_use]
    pub fn line(mut self, line: Html) -> Self {
        self.lines.push(line);
        self
    }

    /// Adds a line where there is one.
    #[must_use]
    pub fn maybe(mut self, line: Option<Html>) -> Self {
        self.lines.extend(line);
        self
    }

    /// Adds lines.
    #[must_use]
    pub fn lines(mut self, lines: impl IntoIterator<Item = Html>) -> Self {
        self.lines.extend(lines);
        self
    }

    /// Adds an empty line.
    #[must_use]
    pub fn gap(self) -> Self {
        self.line(Html::default())
    }

    /// Adds a row of buttons.
    #[must_use]
    pub fn row(mut self, buttons: impl IntoIterator<Item = Button>) -> Self {
        let row: Vec<_> = buttons.into_iter().collect();
        if !row.is_empty() {
            self.buttons.push(row);
        }
        self
    }

    /// Adds buttons, two a row.
    #[must_use]
    pub fn grid(mut self, buttons: impl IntoIterator<Item = Button>) -> Self {
        let mut row = Vec::with_capacity(2);
        for button in buttons {
            row.push(button);
            if row.len() == 2 {
                self.buttons.push(std::mem::take(&mut row));
            }
        }
        self.row(row)
    }

    /// Adds buttons, each in a row of its own.
    #[must_use]
    pub fn column(mut self, buttons: impl IntoIterator<Item = Button>) -> Self {
        self.buttons.extend(buttons.into_iter().map(|b| vec![b]));
        self
    }

    /// Adds the ways to a list's first page and to its next one, where there are such.
    #[must_use]
    pub fn turn(self, text: &Text, first: Option<Route>, next: Option<Route>) -> Self {
        let first = first.map(|route| Button::go(label!(text, "button-first-page"), route));
        let next = next.map(|route| Button::go(label!(text, "button-more"), route));
        self.row(first.into_iter().chain(next))
    }

    /// Adds the way back, and the way Home where that is another one.
    #[must_use]
    pub fn back(self, text: &Text, to: Route) -> Self {
        let home = Button::go(label!(text, "button-home"), Route::Home);
        if to == Route::Home {
            return self.row([home]);
        }
        self.row([Button::go(label!(text, "button-back"), to), home])
    }

    /// Adds the way to undo the reader's last change of what is shown, above the way back.
    #[must_use]
    pub fn undo(mut self, text: &Text, id: Option<UndoId>) -> Self {
        if let Some(undo) = id {
            let button = Button::act(label!(text, "button-undo"), super::routes::Action::Undo { undo });
            self.buttons.insert(self.buttons.len().saturating_sub(1), vec![button]);
        }
        self
    }

    /// Says before the title as whom the reader looks, and adds the way out of it, once.
    #[must_use]
    pub fn seen_as(mut self, text: &Text, name: &str) -> Self {
        if std::mem::replace(&mut self.seen_as, true) {
            return self;
        }
        let mut head = tr!(text, "view-mark", name = name);
        if let Some(title) = self.lines.first() {
            head.push(&Html::plain(" · "));
            head.push(title);
        }
        self.lines.splice(..self.lines.len().min(1), [head]);
        self.row([Button::act(label!(text, "view-end"), super::routes::Action::ViewEnd)])
    }

    /// The screen changes by itself.
    #[must_use]
    pub const fn live(mut self, live: bool) -> Self {
        self.live = live;
        self
    }

    /// It shows a secret.
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// The text as Telegram HTML.
    pub fn html(&self, text: &Text) -> String {
        let mut out = String::new();
        let title = self.lines.len().min(1);
        let lines = self.lines[..title].iter().chain(&self.note).chain(&self.lines[title..]);
        for (n, line) in lines.enumerate() {
            if n > 0 {
                out.push('\n');
            }
            if text.rtl() && !line.as_str().is_empty() {
                out.push(RLM);
            }
            out.push_str(line.as_str());
        }
        out
    }

    /// The buttons as Telegram takes them.
    pub fn keyboard(&self) -> InlineKeyboardMarkup {
        InlineKeyboardMarkup::new(self.buttons.iter().map(|row| row.iter().map(key)))
    }
}

fn key(button: &Button) -> InlineKeyboardButton {
    match &button.press {
        Press::To(target) => InlineKeyboardButton::callback(&button.label, target.encode()),
        Press::Copy(text) => {
            InlineKeyboardButton::copy_text_button(&button.label, CopyTextButton { text: text.clone() })
        }
        Press::Link(url) => InlineKeyboardButton::url(&button.label, url.clone()),
    }
}

/// The mark and word of a key's state.
pub fn key_state(text: &Text, state: crate::domain::key::KeyState) -> String {
    text.lookup(&format!("key-state-{}", state.as_str())).unwrap_or_default()
}

/// The mark and word of a server's state and health.
pub fn server_state(text: &Text, server: &crate::domain::server::Server) -> String {
    use crate::domain::server::ServerState;
    match server.state {
        ServerState::Enabled => text.lookup(&format!("server-health-{}", server.health.as_str())),
        state => text.lookup(&format!("server-state-{}", state.as_str())),
    }
    .unwrap_or_default()
}

/// What went wrong between the house and a server, and what to do.
pub fn trouble(text: &Text, name: &str) -> String {
    let known = text.lookup(&format!("server-trouble-{name}"));
    known.unwrap_or_else(|| label!(text, "server-trouble-other"))
}

/// Why a key's server hasn't done it yet. Servers are no concern of who doesn't see them.
pub fn key_trouble(text: &Text, name: &str, sees_server: bool) -> String {
    if !sees_server {
        return label!(text, "key-trouble-house");
    }
    text.lookup(&format!("key-trouble-{name}")).unwrap_or_else(|| known_trouble(text, name))
}

/// When a key ends.
pub fn end(text: &Text, end: End) -> String {
    match end {
        End::At(at) => text.date(at),
        End::AfterFirstUse(days) => text.lifetime(Lifetime::DaysFromFirstUse(days)),
        End::Never => label!(text, "key-no-end"),
    }
}

/// The same about a server that the house has: what to do about it is another thing there than for one that is pasted.
pub fn known_trouble(text: &Text, name: &str) -> String {
    text.lookup(&format!("server-known-{name}")).unwrap_or_else(|| trouble(text, name))
}

/// The mark of a backup's state.
pub const fn state_of_backup(state: BackupState) -> &'static str {
    match state {
        BackupState::Making => "⏳",
        BackupState::Good => "✅",
        BackupState::Failed | BackupState::Deleted => "⚠",
        BackupState::Offered => "📎",
    }
}

/// What went wrong with a backup, and what to do.
pub fn backup_trouble(text: &Text, name: &str) -> String {
    let known = text.lookup(&format!("backup-trouble-{name}"));
    known.unwrap_or_else(|| label!(text, "backup-trouble-other"))
}

/// A screen as it is sent.
#[derive(Debug, Clone)]
pub struct Screen {
    /// Telegram HTML.
    pub html: String,
    /// Buttons.
    pub keyboard: InlineKeyboardMarkup,
    /// The session's change that decided to show it, to be marked as shown.
    pub rev: Option<i64>,
}

impl Screen {
    /// Words a view.
    pub fn of(view: &View, text: &Text) -> Self {
        Self { html: view.html(text), keyboard: view.keyboard(), rev: None }
    }

    /// Text and buttons in one, to see whether anything has changed.
    pub fn fingerprint(&self) -> String {
        format!("{}\n{:?}", self.html, self.keyboard)
    }
}
/// In which time a quota may be used.
pub fn quota_period(text: &Text, period: QuotaPeriod) -> String {
    text.lookup(&format!("quota-period-{}", period.as_str())).unwrap_or_default()
}

/// A quota with its time: `50 GB`, `50 GB a month`, `unlimited`.
pub fn quota(text: &Text, quota: Option<Traffic>, period: QuotaPeriod) -> String {
    let amount = text.quota(quota);
    match period {
        _ if quota.is_none() => amount,
        QuotaPeriod::Total => amount,
        QuotaPeriod::Day => label!(text, "quota-day", quota = amount),
        QuotaPeriod::Week => label!(text, "quota-week", quota = amount),
        QuotaPeriod::Month => label!(text, "quota-month", quota = amount),
        QuotaPeriod::Billing => label!(text, "quota-billing", quota = amount),
    }
}
