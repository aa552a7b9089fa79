//! Migrations on rows that were there before: what each adds is true of them as well.

use crate::harness::db::postgres_empty;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection, query_as, raw_sql};

/// As a house of the tenth migration has it: a key that the owner suspended, one that its seller did (after the owner), one
/// of which the log says nothing; one that was adopted, and one that was, with a past that nobody told.
const HOUSE: &str = "
INSERT INTO person (chat_id, name, role, state, language, numerals, calendar, reachable, created_at, version) VALUES
    (1, 'Omar', 'owner', 'active', 'en', 'latin', 'gregorian', TRUE, {now}, 1),
    (2, 'Sara', 'representative', 'active', 'en', 'latin', 'gregorian', TRUE, {now}, 1);
INSERT INTO server (name, kind, secret, remote_uid, host, state, health, fails, created_at, version) VALUES
    ('Frankfurt', 'outline', {blob}, 'u', 'h', 'enabled', 'up', 0, {now}, 1);
INSERT INTO access_key (server_id, name, name_folded, remote_id, phase, from_first_use, expiry_own, quota_own, desired_rev,
    synced_rev, created_at, version, suspended_at, made_by) VALUES
    (1, 'a', 'a', 'a', 'live', FALSE, FALSE, FALSE, 1, 1, {now}, 1, {now}, 1),
    (1, 'b', 'b', 'b', 'live', FALSE, FALSE, FALSE, 1, 1, {now}, 1, {now}, 1),
    (1, 'c', 'c', 'c', 'live', FALSE, FALSE, FALSE, 1, 1, {now}, 1, {now}, 1),
    (1, 'd', 'd', 'd', 'live', FALSE, FALSE, FALSE, 1, 1, {now}, 1, NULL, NULL),
    (1, 'e', 'e', 'e', 'live', FALSE, FALSE, FALSE, 1, 1, {now}, 1, NULL, 1);
INSERT INTO audit (at, actor, action, subject, detail, result) VALUES
    ({now}, 'person:1', 'key.suspend', 'key:1', '{}', 'ok'),
    ({now}, 'person:1', 'key.suspend', 'key:2', '{}', 'ok'),
    ({now}, 'person:2', 'key.suspend', 'key:2', '{}', 'ok');
INSERT INTO meter (key_id, server_id, total, reading, read_at, epoch_since, epoch_base, estimated, period_since,
    period_base, extra, told, era) VALUES
    (1, 1, 0, 0, 0, 0, 0, FALSE, {now}, 0, 0, 0, 0),
    (4, 1, 0, 0, 0, 0, 0, FALSE, {now}, 0, 0, 0, 0),
    (5, 1, 0, 0, 0, 0, 0, TRUE, {now}, 0, 0, 0, 0);
INSERT INTO difference (server_id, remote_id, kind, remote_name, state, found_at, version) VALUES
    (1, 'e', 'foreign', 'e', 'settled', {now}, 1);
";
const NOW: &str = "'2026-11-21T09:41:00+00:00'";
const AT: i64 = 1_795_254_060;
const DAYS_30: i64 = 30 * 86_400;
const FOUND: &str = "SELECT k.suspended_by, k.suspended_by_house, m.known_since FROM access_key k
    LEFT JOIN meter m ON m.key_id = k.id ORDER BY k.id";

type Row = (Option<i64>, bool, Option<i64>);

const EXPECTED: [Row; 5] = [
    (Some(1), true, None),
    (Some(2), false, None),
    (None, true, None),
    (None, false, Some(AT - DAYS_30)),
    (None, false, Some(AT)),
];

/// The migrations of one database, in their order.
fn migrations(database: &str) -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(database);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
}

/// All of them, with the house between the tenth and the eleventh.
fn script(database: &str, blob: &str) -> String {
    let mut all = migrations(database);
    all.insert(10, HOUSE.replace("{now}", NOW).replace("{blob}", blob));
    all.join("\n")
}

#[tokio::test]
async fn what_was_there_before_is_true_afterwards_on_sqlite() {
    let mut c = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    raw_sql(AssertSqlSafe(script("sqlite", "X'00'"))).execute(&mut c).await.unwrap();
    let found: Vec<Row> = query_as(FOUND).fetch_all(&mut c).await.unwrap();
    assert_eq!(found, EXPECTED);
}

#[tokio::test]
async fn what_was_there_before_is_true_afterwards_on_postgres() {
    let Some(url) = postgres_empty("what_was_there_before_is_true_afterwards_on_postgres").await else { return };
    let mut c = PgConnection::connect(&url).await.unwrap();
    raw_sql(AssertSqlSafe(script("postgres", "'\\x00'::bytea"))).execute(&mut c).await.unwrap();
    let found: Vec<Row> = query_as(FOUND).fetch_all(&mut c).await.unwrap();
    assert_eq!(found, EXPECTED);
}
