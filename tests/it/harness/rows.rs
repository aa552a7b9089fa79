//! The database as anybody with the file sees it: every row of every table as text, whatever the store would say.

use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection, query};
use std::collections::BTreeMap;

/// Each table's rows, sorted; bytes as hexadecimal digits.
pub type Rows = BTreeMap<String, Vec<String>>;

/// All rows.
pub async fn dump(url: &str) -> Rows {
    if url.starts_with("sqlite:") { sqlite(url).await } else { postgres(url).await }
}

async fn sqlite(url: &str) -> Rows {
    let mut c = SqliteConnection::connect(url).await.unwrap();
    let mut out = Rows::new();
    let tables = query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    for table in tables.fetch_all(&mut c).await.unwrap() {
        let table: String = table.get(0);
        let columns = query(AssertSqlSafe(format!("SELECT name FROM pragma_table_info('{table}')")));
        let columns = columns.fetch_all(&mut c).await.unwrap();
        let parts: Vec<String> = columns
            .iter()
            .map(|row| row.get::<String, _>(0))
            .map(|name| format!("'{name}=' || quote({name})"))
            .collect();
        let sql = format!("SELECT {} FROM {table}", parts.join(" || ' | ' || "));
        let rows = query(AssertSqlSafe(sql)).fetch_all(&mut c).await.unwrap();
        out.insert(table, sorted(rows.iter().map(|row| row.get::<String, _>(0))));
    }
    c.close().await.unwrap();
    out
}

async fn postgres(url: &str) -> Rows {
    let mut c = PgConnection::connect(url).await.unwrap();
    let mut out = Rows::new();
    let tables = query("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'");
    for table in tables.fetch_all(&mut c).await.unwrap() {
        let table: String = table.get(0);
        let sql = format!("SELECT row_to_json(t)::text FROM {table} t");
        let rows = query(AssertSqlSafe(sql)).fetch_all(&mut c).await.unwrap();
        out.insert(table, sorted(rows.iter().map(|row| row.get::<String, _>(0))));
    }
    c.close().await.unwrap();
    out
}

fn sorted(rows: impl Iterator<Item = String>) -> Vec<String> {
    let mut rows: Vec<_> = rows.collect();
    rows.sort();
    rows
}

/// How many rows a table has.
pub fn count(rows: &Rows, table: &str) -> usize {
    rows.get(table).map_or(0, Vec::len)
}

/// Where a secret lies in clear text: as it is, or as the hexadecimal digits of its bytes.
pub fn holding<'a>(rows: &'a Rows, secret: &str) -> Vec<&'a str> {
    let digits = hex::encode(secret);
    let holds = |row: &String| row.contains(secret) || row.to_ascii_lowercase().contains(&digits);
    rows.iter().filter(|(_, rows)| rows.iter().any(holds)).map(|(table, _)| table.as_str()).collect()
}
