//! The file of what would become of a server's keys comes back as a list: unchanged it changes nothing, and what is
//! changed in it is what changes.

use super::adopting::{all, begin, file, grown, house_with};
use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER},
};
use claviger::{
    domain::{
        adoption::{Fate, Holder, Mapping, Rule, Terms},
        ids::{AdoptionId, CustomerId, PlanId, RepresentativeId},
        representative::RepresentativeState,
    },
    in_tx,
    service::adopting::{self, Ahead, Outlook},
    store,
};

stories!(
    a_file_of_what_would_happen_that_comes_back_unchanged_changes_nothing,
    what_is_changed_in_the_file_is_what_changes,
    customers_in_a_list_are_whoever_is_called_so,
);

const REZA: i64 = OWNER + 2;
const SARA: RepresentativeId = RepresentativeId(1);

/// What would become of the keys; in the rest of it, which lines of the mapping decide makes no difference.
async fn outlook(house: &House) -> (Vec<Ahead>, Outlook) {
    let now = house.app().opened.env.clock.now();
    let mut read = house.db().read().await.unwrap();
    let adoption = store::adoptions::get(&mut read, AdoptionId(1)).await.unwrap().unwrap();
    let rows = adopting::ahead(&mut read, &adoption, now).await.unwrap();
    let mut found = adopting::outlook(&mut read, &adoption, now).await.unwrap();
    assert_eq!(found.adopts, rows.iter().filter(|row| row.fate == Fate::Adopted).count());
    found.overview.lines.clear();
    found.overview.suggested.clear();
    found.overview.listed_stay = 0;
    (rows, found)
}

async fn decide(house: &House, mapping: &Mapping) {
    in_tx!(house.db(), |tx| {
        let version = store::adoptions::get(tx, AdoptionId(1)).await?.unwrap().version;
        store::adoptions::set_mapping(tx, AdoptionId(1), version, mapping).await
    })
    .unwrap();
}

async fn opened(house: &House) {
    house.asks(OWNER, "/start go-s_1", "Servers › Frankfurt").await;
    house.taps(OWNER, "Go on adopting keys").await;
    house.shows(OWNER, "on the server aren’t the house’s").await;
}

/// Asks for the file as people do.
async fn sent(house: &House) -> String {
    opened(house).await;
    house.taps(OWNER, "See what would happen").await;
    house.shows(OWNER, "Nothing has been changed yet").await;
    house.taps(OWNER, "The list as a file").await;
    file(house, "adopt-Frankfurt.csv").await
}

/// Sends it back without being asked for it: while an adoption is decided about, a table is its list.
async fn back_at_once(house: &House, text: &str, lines: usize) {
    house.asks(OWNER, "/menu", "🗝").await;
    house.api.send_document(OWNER, "adopt-Frankfurt.csv", text.as_bytes().to_vec(), "");
    house.shows(OWNER, &format!("Named in your list: {lines}")).await;
}

/// Sends it back as people do; so many lines are taken from it.
async fn back(house: &House, text: &str, lines: usize) {
    opened(house).await;
    house.taps(OWNER, "Send a list").await;
    house.shows(OWNER, "one line for each key").await;
    house.api.send_document(OWNER, "adopt-Frankfurt.csv", text.as_bytes().to_vec(), "");
    house.shows(OWNER, &format!("Named in your list: {lines}")).await;
}

fn terms(to: Option<RepresentativeId>, plan: Option<i64>, holder: Holder) -> Terms {
    Terms { to, plan: plan.map(PlanId), holder }
}

fn rule(pattern: &str, terms: Terms) -> Rule {
    Rule { pattern: pattern.to_owned(), terms }
}

/// Everything that can become of a key before it is taken over.
fn all_fates(reza: RepresentativeId, mina: CustomerId) -> Mapping {
    Mapping {
        rules: vec![
            // More than she may have; two of them have one name.
            rule("sara-*", terms(Some(SARA), Some(1), Holder::Each)),
            rule("ali*", terms(Some(reza), None, Holder::Nobody)),
            rule("guest_*", terms(Some(SARA), Some(99), Holder::Nobody)),
            rule("مینا*", terms(None, None, Holder::One(CustomerId(99)))),
            rule("*test*", terms(None, None, Holder::One(mina))),
        ],
        rest: None,
        listed: vec![
            ("boss".into(), Some(terms(None, Some(1), Holder::Named("Mina".into())))),
            ("no such".into(), Some(terms(Some(SARA), None, Holder::Nobody))),
            ("no other".into(), Some(terms(Some(reza), None, Holder::Each))),
        ],
        written: ["boss", "No Such", "No Other"].map(str::to_owned).to_vec(),
        ids: Vec::new(),
    }
}

async fn a_file_of_what_would_happen_that_comes_back_unchanged_changes_nothing(place: &Place) {
    let server = grown(86).await;
    let house = house_with(place, &server).await;
    let reza = house.representative(REZA, "Reza").await;
    let now = house.app().opened.env.clock.now();
    let mina = in_tx!(house.db(), |tx| {
        store::representatives::set_state(tx, reza, 1, RepresentativeState::Removed).await?;
        let few = store::representatives::Terms {
            name: "Sara’s shop",
            max_keys: Some(18),
            tests_a_day: 5,
            all_plans: true,
            all_servers: true,
        };
        store::representatives::update(tx, SARA, 1, &few).await?;
        store::customers::insert(tx, None, "Mina", None, now).await
    });
    let mut mapping = all_fates(reza, mina.unwrap().unwrap());
    begin(&house, 60).await;
    // Once with what nothing matches left on the server, once with a customer for each of it, the nameless ones too.
    for rest in [None, Some(terms(None, None, Holder::Each))] {
        mapping.rest = rest;
        decide(&house, &mapping).await;
        let before = outlook(&house).await;
        for (fate, count) in [(Fate::Limit, 3), (Fate::NoSeller, 15), (Fate::NoPlan, 5), (Fate::NoCustomer, 10)] {
            assert_eq!(before.0.iter().filter(|row| row.fate == fate).count(), count, "{fate:?}");
        }
        assert_eq!(before.0.iter().filter(|row| row.fate == Fate::Left).count() > 0, mapping.rest.is_none());
        assert_eq!((before.1.nameless, before.1.unknown.0), (if mapping.rest.is_none() { 0 } else { 2 }, 2));
        let text = sent(&house).await;
        assert!(
            text.contains(",Reza,,,no_seller\r\n") && text.contains(",Sara’s shop,,,not on the server\r\n"),
            "{text}"
        );
        for asked in [true, false] {
            if asked {
                back(&house, &text, 60).await;
            } else {
                back_at_once(&house, &text, 60).await;
            }
            let after = outlook(&house).await;
            assert_eq!(after, before);
            assert_eq!(sent(&house).await, text);
        }
    }
    house.mannerly();
}

async fn what_is_changed_in_the_file_is_what_changes(place: &Place) {
    let server = grown(87).await;
    let house = house_with(place, &server).await;
    begin(&house, 60).await;
    let mapping = Mapping {
        rules: vec![rule("sara-*", terms(Some(SARA), Some(1), Holder::Each))],
        rest: None,
        ..Mapping::default()
    };
    decide(&house, &mapping).await;
    let (before, _) = outlook(&house).await;
    let text = sent(&house).await;
    let changed = text.lines().map(|line| match line.split(',').next().unwrap() {
        // Stays after all; becomes somebody's after all, whatever the last column says; is the house's now.
        "Sara-01" => line.replace(",adopted", ",Left"),
        "boss" => line.replace(",,,,,left", ",,Sara's Shop,,,left"),
        "laptop" => line.replace(",left", ",adopted"),
        "Sara-02" => line.replace(",Sara’s shop,50 GB · 30 days,", ",,50 gb · 30 days,"),
        _ => line.to_owned(),
    });
    let changed: Vec<String> = changed.collect();
    back(&house, &changed.join("\n"), 60).await;
    let (after, _) = outlook(&house).await;
    let differing =
        before.iter().zip(&after).filter(|(before, after)| before != after).map(|(_, after)| {
            (after.found.name.as_str(), after.fate, after.seller.as_deref(), after.customer.as_deref())
        });
    let mut differing: Vec<_> = differing.collect();
    differing.sort_unstable_by_key(|row| row.0);
    let want = [
        ("Sara-01", Fate::Left, None, None),
        ("Sara-02", Fate::Adopted, None, Some("Sara-02")),
        ("boss", Fate::Adopted, Some("Sara’s shop"), None),
        ("laptop", Fate::Adopted, None, None),
        // The other of that name is gone, so that this one keeps it.
        ("sara-01", Fate::Adopted, Some("Sara’s shop"), Some("sara-01")),
    ];
    assert_eq!(differing, want);
    house.taps(OWNER, "See what would happen").await;
    house.shows(OWNER, "22 of 60 keys are taken over").await;
    house.taps(OWNER, "✅ Adopt 22 keys").await;
    let done = house.shows(OWNER, "22 keys are the house’s now").await;
    assert!(done.text.contains("38 keys stay on the server, as you said"), "{}", done.text);
    house.mannerly();
}

async fn customers_in_a_list_are_whoever_is_called_so(place: &Place) {
    let server = grown(88).await;
    let house = house_with(place, &server).await;
    let now = house.app().opened.env.clock.now();
    in_tx!(house.db(), |tx| store::customers::insert(tx, None, "علی کتابی", None, now).await).unwrap();
    begin(&house, 60).await;
    house.taps(OWNER, "Send a list").await;
    house.shows(OWNER, "one line for each key").await;
    let list = "name,whose,plan,customer\nboss,,,علي‌  كتابي\nBoss,,,علی کتابی\nlaptop,,,Mina\nx,,,MINA\nali1,Sara's shop,,mina";
    house.api.send_document(OWNER, "keys.csv", list.as_bytes().to_vec(), "");
    house.shows(OWNER, "Named in your list: 4").await;
    house.taps(OWNER, "✏ The rest").await;
    house.taps(OWNER, "Leave them on the server").await;
    house.taps(OWNER, "‹ Back").await;
    house.taps(OWNER, "See what would happen").await;
    house.shows(OWNER, "2 customers are written down").await;
    house.taps(OWNER, "✅ Adopt 4 keys").await;
    house.shows(OWNER, "4 keys are the house’s now").await;
    let mut held: Vec<_> = all(&house).await.into_iter().map(|row| (row.key.name, row.customer.unwrap())).collect();
    held.sort_unstable();
    let want = [("ali1", "mina"), ("boss", "علی کتابی"), ("laptop", "Mina"), ("x", "Mina")];
    assert_eq!(held, want.map(|(key, customer)| (key.to_owned(), customer.to_owned())));
    house.mannerly();
}
