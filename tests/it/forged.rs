//! Forged buttons: every route and action with ids that aren't one's own, by everybody who may not.
//!
//! The list comes from the table itself, so that a new entry is tried without anybody thinking of it. What is answered
//! about another's record is what is answered about a record that isn't there, and nothing changes.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER, PATIENCE, outline},
    look::moment,
    rows::{self, Rows},
};
use claviger::{
    bot::{
        commands,
        routes::{About, Action, Route, Target},
    },
    demo::outline::OutlineSim,
    domain::{
        chart::UsageOf,
        ids::{
            AdoptionId, AuditId, BackupId, BatchId, ChatId, CustomerId, DifferenceId, FilterId, InvitationId, JobId,
            KeyId, PersonId, PlanId, RepresentativeId, ServerId, UndoId,
        },
        invitation::Gift,
        person::Language,
        role::Role,
    },
    in_tx,
    service::{customers, invitations, people},
    store,
};

stories!(
    a_representative_sees_and_changes_nothing_of_anothers,
    another_representative_sees_and_changes_nothing_of_theirs,
    a_customer_sees_and_changes_nothing,
    a_stranger_sees_and_changes_nothing,
    an_operator_comes_by_no_more_than_allowed,
);

const SARA: i64 = OWNER + 1;
const MINA: i64 = OWNER + 2;
const NOBODY: i64 = OWNER + 3;
const OTHER: i64 = OWNER + 40;

struct World {
    house: House,
    server: OutlineSim,
    /// The house's key, another representative's, and one of the person's own.
    secrets: Vec<String>,
}

/// A house with keys of everybody's, a difference, a job and a stored query.
async fn world(place: &Place) -> World {
    let house = House::start(place).await;
    let server = outline(61, "Frankfurt").await;
    house.furnish(&server).await;
    house.api.add_user(crate::harness::house::person(OTHER, "Reza", "en"));
    house.representative(SARA, "Sara's shop").await;
    house.representative(OTHER, "Reza's shop").await;
    house.know(MINA, "Mina", Role::Customer, Language::En).await;
    let mut secrets = vec![house.make_key("house-secret").await.text, server.api_url()];
    for (who, name) in [(OTHER, "reza-secret"), (SARA, "sara-own")] {
        house.asks(who, "/newkey", "Which plan").await;
        house.taps(who, "50 GB · 30 days").await;
        house.types(who, name);
        house.taps(who, "Create").await;
        let picture = house.sees(who, "ss://").await;
        if who == OTHER {
            secrets.push(picture.text);
        }
        house.shows(who, "🟢 Active").await;
    }
    server.create_key_by_hand("hand-secret");
    house.asks(OWNER, "/start go-s_1", "").await;
    house.taps(OWNER, "Check now").await;
    house.sees(OWNER, "something differs").await;
    house.asks(OWNER, "/start go-s_1", "").await;
    house.taps(OWNER, "Adopt 1 key").await;
    house.shows(OWNER, "1 key on the server isn’t the house’s").await;
    house.asks(OWNER, "secret nothing", "Nothing was found").await;
    secrets.extend(
        ["house-secret", "reza-secret", "hand-secret", "secret nothing", "Reza", "Frankfurt"].map(str::to_owned),
    );
    secrets.extend(["house-guest", "reza-guest", "invited-secret"].map(str::to_owned));
    acquaint(&house).await;
    World { house, server, secrets }
}

/// Customers of everybody's, of whom Mina is Sara's, and an invitation of the house's and of each representative's.
async fn acquaint(house: &House) {
    let env = &house.app().opened.env;
    let now = env.clock.now();
    let actor = async |chat: i64| {
        let mut read = house.db().read().await.unwrap();
        people::identify(&mut read, ChatId(chat)).await.unwrap().unwrap().actor
    };
    for (who, name, key) in [(OWNER, "house-guest", 1), (OTHER, "reza-guest", 2), (SARA, "sara-guest", 3)] {
        let actor = actor(who).await;
        let customer =
            in_tx!(house.db(), |tx| customers::create(tx, &actor, name, Some(KeyId(key)), now).await).unwrap();
        let gift = match who {
            OWNER => Gift::Representative("invited-secret".to_owned()),
            _ => Gift::Key(KeyId(key)),
        };
        in_tx!(house.db(), |tx| invitations::make(tx, env, &actor, &gift, now).await).unwrap();
        if who == SARA {
            let mina = house.know(MINA, "Mina", Role::Customer, Language::En).await;
            assert!(in_tx!(house.db(), |tx| store::customers::set_person(tx, customer, Some(mina)).await).unwrap());
        }
        house.sees(who, "Good once, until").await;
    }
    let until = std::time::Instant::now() + PATIENCE;
    while store::outbox::counts(&mut house.db().read().await.unwrap()).await.unwrap().waiting > 0 {
        assert!(std::time::Instant::now() < until, "something isn't sent");
        moment().await;
    }
}

const fn about(key: i64, other: i64, number: i64) -> About {
    About {
        batch: BatchId(other),
        key: KeyId(key),
        server: ServerId(other),
        plan: PlanId(1),
        filter: FilterId(other),
        difference: DifferenceId(other),
        adoption: AdoptionId(other),
        job: JobId(other),
        audit: AuditId(other),
        backup: BackupId(other),
        person: PersonId(other),
        representative: RepresentativeId(other),
        customer: CustomerId(key),
        invitation: InvitationId(key),
        undo: UndoId(other),
        number,
    }
}

/// A record that isn't there.
const ABSENT: i64 = 9_999_991;

fn targets(about: &About) -> Vec<Target> {
    let routes = Route::every(about).into_iter().flat_map(|r| [Target::Go(r), Target::Open(r)]);
    // A picture of one's own is sent later, between other answers.
    let own = |action: &Action| matches!(action, Action::Chart { of: UsageOf::All, .. });
    let actions = Action::every(about).into_iter().filter(|a| !own(a)).flat_map(|a| [Target::Do(a), Target::Also(a)]);
    routes.chain(actions).collect()
}

/// What a person gets for some data: the words for the tap, and what the chat says then.
async fn tapped(house: &House, who: i64, data: &str) -> Vec<String> {
    let before = house.handled(who).await.id;
    let tap = house.api.tap(who, before, data);
    let mut said = vec![house.words(&tap).await];
    let end = house.handled(who).await.id;
    let chat = house.api.chat_from(who, before);
    let new = chat.iter().filter(|m| m.from_bot && m.id < end);
    said.extend(new.map(|m| timeless(&m.text)));
    said
}

/// A text without its times of day, which may pass from one minute to the next between two looks.
fn timeless(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let time = |at: usize| {
        let digit = |n: usize| chars.get(at + n).is_some_and(|c| c.is_numeric());
        digit(0) && digit(1) && chars.get(at + 2) == Some(&':') && digit(3) && digit(4)
    };
    let (mut out, mut at) = (String::new(), 0);
    while at < chars.len() {
        if time(at) {
            at += 5;
        } else {
            out.push(chars[at]);
            at += 1;
        }
    }
    out
}

/// All that matters of the database: what watching, reading and being refused write is left out.
async fn kept(place: &Place) -> Rows {
    let own = [
        "inbox",
        "session",
        "audit",
        "audit_seal",
        "refusal",
        "stranger",
        "lease",
        "schedule",
        "job",
        "list_filter",
        "poll",
    ];
    // What a person wants to be told is their own.
    let wishes = ["notice_choice", "quiet_time"];
    let mut rows = rows::dump(&place.url).await;
    rows.retain(|table, _| !own.contains(&table.as_str()) && !wishes.contains(&table.as_str()));
    for (table, columns) in [
        ("server", &["checked_at", "latency_ms", "health", "health_since", "fails", "trouble"][..]),
        ("person", &["language", "numerals", "calendar", "version", "seen_at"]),
        ("difference", &["remote_moved"]),
    ] {
        for row in rows.get_mut(table).unwrap() {
            let fields = if row.starts_with('{') { row.split(",\"") } else { row.split(" | ") };
            let of = |field: &&str| !columns.iter().any(|c| field.trim_start_matches('"').starts_with(c));
            *row = fields.filter(of).collect::<Vec<_>>().join(" ");
        }
    }
    rows
}

/// Tries everything about the given records, beside records that aren't there.
async fn nothing_comes_of(world: &World, place: &Place, who: i64, theirs: &[About]) {
    let World { house, secrets, .. } = world;
    house.types(who, "/menu");
    let before = kept(place).await;
    for about_them in theirs {
        let absent = About { plan: about_them.plan, ..about(ABSENT, ABSENT, about_them.number) };
        for (target, nothing) in targets(about_them).into_iter().zip(targets(&absent)) {
            // Leaves the form, or sends the person a message of their own a little later: about nobody's record.
            if let Target::Do(Action::Cancel | Action::NoticeTest) | Target::Also(Action::NoticeTest) = target {
                continue;
            }
            let data = target.encode();
            // What one's own keys have moved is one's own.
            if who == SARA && data.contains(":r1") {
                continue;
            }
            let got = tapped(house, who, &data).await;
            let none = tapped(house, who, &nothing.encode()).await;
            // Where a page of one's own list begins isn't a record that one is shown.
            if !["ks:", "fd:", "is:", "cs:"].iter().any(|list| data.contains(list)) {
                assert_eq!(got, none, "{target:?} ({data}) tells whether it is there");
            }
            for secret in secrets {
                assert!(!got.iter().any(|text| text.contains(secret.as_str())), "{data} shows {secret}: {got:?}");
            }
        }
        for route in Route::every(about_them) {
            house.types(who, &format!("/start {}", commands::link_payload(route)));
        }
        for command in commands::COMMANDS {
            house.types(who, &format!("/{}", command.name));
            house.types(who, "secret");
        }
        house.handled(who).await;
        for message in house.api.chat(who).iter().filter(|m| m.from_bot) {
            let seen = secrets.iter().find(|s| message.text.contains(s.as_str()));
            assert!(seen.is_none(), "{seen:?} in {}", message.text);
            assert!(!message.buttons.iter().flatten().any(|b| secrets.iter().any(|s| b.label.contains(s.as_str()))));
        }
    }
    house.idle(&place.url).await;
    assert_eq!(kept(place).await, before);
    assert_eq!(world.server.truth().len(), 4);
    house.mannerly();
}

async fn a_representative_sees_and_changes_nothing_of_anothers(place: &Place) {
    let world = world(place).await;
    let version = 2;
    let reza = About { representative: RepresentativeId(2), person: PersonId(3), ..about(2, 1, version) };
    nothing_comes_of(&world, place, SARA, &[about(1, 1, version), reza]).await;
    let rows = rows::dump(&place.url).await;
    let refused: Vec<_> = rows["audit"].iter().filter(|r| r.contains("refused")).collect();
    assert!(!refused.is_empty(), "what was tried is on record");
    let folded = |action: &str| {
        let one = |r: &&&String| r.contains(&format!("'{action}'")) || r.contains(&format!("\"action\":\"{action}\""));
        refused.iter().filter(one).count()
    };
    for action in ["kx", "kf", "sx", "k", "s"] {
        assert!((1..=2).contains(&folded(action)), "{action} is folded by the hour: {}", folded(action));
    }
}

async fn another_representative_sees_and_changes_nothing_of_theirs(place: &Place) {
    let mut world = world(place).await;
    world.secrets.retain(|secret| !secret.contains("eza") && !secret.starts_with("ss://"));
    world.secrets.extend(["sara-own", "sara-guest", "Sara"].map(str::to_owned));
    let sara = About { person: PersonId(2), ..about(3, 1, 2) };
    nothing_comes_of(&world, place, OTHER, &[sara]).await;
}

async fn a_customer_sees_and_changes_nothing(place: &Place) {
    let mut world = world(place).await;
    // Where one's own key is, is one's own.
    world.secrets.retain(|secret| secret != "Frankfurt");
    world.secrets.push("sara-guest".to_owned());
    let all = About { plan: PlanId(ABSENT), ..about(1, 1, 2) };
    let of_reza = About { plan: PlanId(ABSENT), representative: RepresentativeId(2), ..about(2, 1, 2) };
    nothing_comes_of(&world, place, MINA, &[all, of_reza]).await;
    assert!(world.house.said(MINA, "sara-own") > 0, "what they hold is theirs to see");
    assert_eq!(world.house.said(MINA, "Price"), 0);
}

async fn a_stranger_sees_and_changes_nothing(place: &Place) {
    let World { house, server, .. } = world(place).await;
    house.types(NOBODY, "/start");
    let hello = house.sees(NOBODY, "This is the office of").await.id;
    let before = kept(place).await;
    for target in targets(&about(1, 1, 2)) {
        let tap = house.api.tap(NOBODY, hello, &target.encode());
        assert_eq!(house.words(&tap).await, "", "{target:?}");
    }
    for route in Route::every(&about(1, 1, 2)) {
        house.types(NOBODY, &format!("/start {}", commands::link_payload(route)));
    }
    for command in commands::COMMANDS {
        house.types(NOBODY, &format!("/{}", command.name));
    }
    house.idle(&place.url).await;
    moment().await;
    assert_eq!(house.api.chat(NOBODY).iter().filter(|m| m.from_bot).count(), 1, "{}", house.picture(NOBODY));
    assert_eq!(kept(place).await, before);
    assert_eq!(server.truth().len(), 4);
    house.mannerly();
}

async fn an_operator_comes_by_no_more_than_allowed(place: &Place) {
    let World { house, server, .. } = world(place).await;
    house.know(NOBODY, "Oskar", Role::Operator, Language::En).await;
    let rows = |rows: Rows| (rows["server"].clone(), rows["plan"].clone(), rows["setting"].clone());
    let before = rows(kept(place).await);
    for target in targets(&about(ABSENT, 1, 1)) {
        let action = match target {
            Target::Do(action) | Target::Also(action) => action.permission(),
            Target::Go(route) | Target::Open(route) => route.permission(),
            _ => continue,
        };
        if !Role::Operator.may(action) {
            let said = tapped(&house, NOBODY, &target.encode()).await;
            assert!(said.iter().any(|s| s.contains("Your role doesn’t allow that")), "{target:?}: {said:?}");
        }
    }
    // What the table lets through is asked once more where it destroys or shows a secret.
    for data in ["!sx:1:1:0:d", "!sx:1:1:3:d", "!sx:1:2:3:d", "sv:1", ">sv:1"] {
        let said = tapped(&house, NOBODY, data).await;
        assert!(!said.iter().any(|s| s.contains("Type ") || s.contains(&server.api_url())), "{data}: {said:?}");
    }
    for word in ["remove", "show"] {
        house.types(NOBODY, word);
    }
    house.handled(NOBODY).await;
    assert_eq!(rows(kept(place).await), before);
    house.api.until(PATIENCE, |_| Some(())).await;
    house.mannerly();
}
