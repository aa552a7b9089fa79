//! Reading and wording screens in a house of 1,000 keys and in one of 100,000, on `SQLite` and, where its programs are
//! installed, on `PostgreSQL`. Both houses are asked in turns. `cargo bench --bench lists`
#![allow(clippy::expect_used, reason = "a measurement that can't go on ends")]

mod ground;
#[path = "../tests/it/harness/db.rs"]
#[allow(dead_code, unused_macros, unused_imports, reason = "shared with the tests")]
mod places;

use claviger::{
    app::{Parts, open},
    bot::{
        context::Context,
        desk::Desk,
        routes::{KeyGroup, Route},
        site,
        ui::Screen,
    },
    config,
    domain::{
        ids::{ChatId, KeyId, ServerId},
        person::{Language, Reading},
        role::Role,
    },
    in_tx, on,
    service::{Env, Outcome, find, house, people},
    store::{self, Db},
};
use futures::TryFutureExt;
use ground::{fake::Fake, house::FIRST, median, timed, verdict};

const SMALL: i64 = 1_000;
const LARGE: i64 = 100_000;
const ROUNDS: usize = 300;

const KEYS: &str = "INSERT INTO access_key (server_id, name, name_folded, remote_id, phase, days, from_first_use, expiry_own, quota,
    quota_own, desired_rev, synced_rev, created_at, version)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
    SELECT 1 + i % 3, 'phone-' || i, 'phone-' || i, CAST(1000000 + i AS TEXT), CASE WHEN i % 50 = 0 THEN 'deleted' ELSE 'live' END, 30,
    FALSE, FALSE, 50000000000, FALSE, 1, 1, $2, 1 FROM n";
const TERMS: &str = "INSERT INTO search_term (subject_kind, subject_id, term)
    SELECT 'key', id, 'phone' FROM access_key UNION ALL SELECT 'key', id, SUBSTR(name, 7) FROM access_key";
const SERVERS: &str =
    "INSERT INTO server (name, kind, secret, remote_uid, host, state, health, fails, created_at, version)
    VALUES ('Frankfurt', 'outline', $1, 'a', 'a.example', 'enabled', 'up', 0, $2, 1),
    ('Oslo', 'outline', $1, 'b', 'b.example', 'enabled', 'up', 0, $2, 1),
    ('Riga', 'outline', $1, 'c', 'c.example', 'enabled', 'up', 0, $2, 1)";

/// Fills an empty house.
async fn fill(db: &Db, env: &Env, keys: i64) {
    let now = env.clock.now();
    in_tx!(db, |tx| {
        let reading = Reading::usual(Language::En);
        let chat = ChatId(FIRST);
        let owner = store::people::NewPerson { chat, name: "Omar", username: None, role: Role::Owner, reading, now };
        store::people::insert(tx, &owner).await?;
        on!(tx, |c| async {
            sqlx::query(SERVERS).bind(vec![7_u8; 40]).bind(now).execute(&mut *c).await?;
            sqlx::query(KEYS).bind(keys).bind(now).execute(&mut *c).await?;
            sqlx::query(TERMS).execute(&mut *c).await.map(|_| ())
        })
    })
    .expect("keys");
}

/// What a person looks at.
#[derive(Clone, Copy)]
enum Look {
    Screen(Route),
    Prefix(&'static str),
}

async fn look(db: &Db, env: &Env, what: Look) -> Outcome<usize> {
    let mut read = db.read().await?;
    let known = people::identify(&mut read, ChatId(FIRST)).await?.expect("the owner is known");
    let house = house::load(&mut read).await?;
    let text = Desk::text_for(&known.person, &house);
    let context = Context { env, known: &known, house: &house, text: &text, now: env.clock.now() };
    match what {
        Look::Screen(route) => {
            let view = site::render(&mut read, context, route).await?;
            Ok(Screen::of(&view, &text).html.len())
        }
        Look::Prefix(words) => Ok(find::keys(&mut read, env, context.scope(), words, None, 9).await?.len()),
    }
}

async fn compare(kind: &str, (small, large): (&Db, &Db), env: &Env) {
    let page = |group, server, before| Look::Screen(Route::Keys { group, server, before });
    let rows: [(&str, Look, bool); 8] = [
        ("keys, first page", page(KeyGroup::All, None, None), true),
        ("keys, a page in the middle", page(KeyGroup::All, None, Some(KeyId(SMALL / 2))), true),
        ("keys of one server", page(KeyGroup::All, Some(ServerId(2)), None), true),
        ("active keys", page(KeyGroup::Active, None, None), true),
        ("stopped keys (there are none)", page(KeyGroup::Stopped, None, None), false),
        ("Home", Look::Screen(Route::Home), false),
        ("search, a narrow prefix", Look::Prefix("phone 99"), false),
        ("search, a wide prefix", Look::Prefix("pho"), false),
    ];
    for (name, what, aimed) in rows {
        let (mut few, mut many, mut ratio) = (Vec::new(), Vec::new(), Vec::new());
        let (_, probe) = timed(look(large, env, what)).await;
        probe.expect("a screen");
        let rounds = if aimed { ROUNDS } else { ROUNDS / 5 };
        for round in 0..rounds + 20 {
            let (a, one) = timed(look(small, env, what)).await;
            let (b, other) = timed(look(large, env, what)).await;
            one.and(other).expect("a screen");
            if round >= 20 {
                few.push(a);
                many.push(b);
                ratio.push(b / a);
            }
        }
        let (few, many, ratio) = (median(few), median(many), median(ratio));
        let word =
            if aimed { format!("(aim < 5 ms, < 1.20: {})", verdict(many < 5.0 && ratio < 1.2)) } else { String::new() };
        println!("{kind:<10} {name:<30} {few:>8.3} ms {many:>8.3} ms  {ratio:>6.2} {word}");
    }
}

/// The rest of what the use cases need, with a small `SQLite` house.
async fn sqlite(name: &str, keys: i64) -> (Db, Env) {
    let folder = ground::folder(name);
    let settings = ground::house::settings(&Fake::start(), &folder, false);
    let config = config::read(|name| settings.get(name).cloned()).expect("settings");
    let opened = open(&config, &Parts::default()).await.expect("it opens");
    fill(&opened.db, &opened.env, keys).await;
    (opened.db, opened.env)
}

#[tokio::main]
async fn main() {
    println!("{:<10} {:<30} {:>11} {:>11}  ratio", "", "", "1,000 keys", "100,000");
    let (small, env) = sqlite("lists-small", SMALL).await;
    let (large, _) = sqlite("lists-large", LARGE).await;
    compare("SQLite", (&small, &large), &env).await;
    if let (Some(a), Some(b)) = (places::postgres("lists").await, places::postgres("lists").await) {
        fill(&a.db, &env, SMALL).await;
        fill(&b.db, &env, LARGE).await;
        for db in [&a.db, &b.db] {
            // What autovacuum does within a minute.
            let mut tx = db.begin().await.expect("a transaction");
            on!(&mut tx, |c| sqlx::query("ANALYZE").execute(c).map_ok(|_| ())).expect("statistics");
            tx.commit().await.expect("a commit");
        }
        compare("PostgreSQL", (&a.db, &b.db), &env).await;
    }
    for name in ["lists-small", "lists-large"] {
        let _ = std::fs::remove_dir_all(ground::folder(name));
    }
}
