//! The whole database as one `SQLite` file, and such a file poured into a `PostgreSQL` schema.
//!
//! `SQLite` copies itself; from and into `PostgreSQL` every table is copied by the columns that the server itself tells,
//! in one transaction, so that the copy is of one moment while others go on writing. Rows are streamed.

use super::address::make_file;
use super::db::{Access, Conn, Db, Tx};
use super::error::{Result, StoreError};
use super::snapshot::TABLES;
use chrono::{DateTime, NaiveDate, Utc};
use futures::TryStreamExt;
use sqlx::{
    AssertSqlSafe, Column, Connection, PgConnection, Postgres, QueryBuilder, Row, Sqlite, SqliteConnection, query,
    query_as, query_scalar,
};
use std::path::Path;

/// More values than this no statement binds, on either database.
const BOUND: usize = 30_000;
/// Rows in one statement.
const ROWS: usize = 500;

/// A value on its way, with the type of its column.
enum Cell {
    Int(Option<i64>),
    Short(Option<i32>),
    Real(Option<f64>),
    Bool(Option<bool>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
    Time(Option<DateTime<Utc>>),
    Day(Option<NaiveDate>),
}

/// A column: its name, its type by `PostgreSQL`'s name, and whether the database numbers it.
type Kinds = Vec<(String, String, bool)>;

macro_rules! cells {
    ($row:expr, $columns:expr) => {{
        let mut cells = Vec::with_capacity($columns.len());
        for (at, (name, kind, _)) in $columns.iter().enumerate() {
            cells.push(match kind.as_str() {
                "bigint" => Cell::Int($row.try_get(at)?),
                "integer" => Cell::Short($row.try_get(at)?),
                "double precision" => Cell::Real($row.try_get(at)?),
                "boolean" => Cell::Bool($row.try_get(at)?),
                "text" => Cell::Text($row.try_get(at)?),
                "bytea" => Cell::Bytes($row.try_get(at)?),
                "timestamp with time zone" => Cell::Time($row.try_get(at)?),
                "date" => Cell::Day($row.try_get(at)?),
                _ => return Err(StoreError::Unreadable(format!("column {name} is of an unknown kind"))),
            });
        }
        cells
    }};
}

macro_rules! insert {
    ($database:ty, $c:expr, $table:expr, $columns:expr, $overriding:literal, $rows:expr) => {{
        let names: Vec<&str> = $columns.iter().map(|(name, _, _)| name.as_str()).collect();
        let head = format!("INSERT INTO {} ({}) {}", $table, quoted(&names), $overriding);
        let mut builder = QueryBuilder::<$database>::new(head);
        builder.push_values($rows.drain(..), |mut row, cells: Vec<Cell>| {
            for cell in cells {
                match cell {
                    Cell::Int(v) => row.push_bind(v),
                    Cell::Short(v) => row.push_bind(v),
                    Cell::Real(v) => row.push_bind(v),
                    Cell::Bool(v) => row.push_bind(v),
                    Cell::Text(v) => row.push_bind(v),
                    Cell::Bytes(v) => row.push_bind(v),
                    Cell::Time(v) => row.push_bind(v),
                    Cell::Day(v) => row.push_bind(v),
                };
            }
        });
        // Rows of the last round are fewer than of the others: no statement is worth keeping.
        builder.build().persistent(false).execute(&mut *$c).await?;
    }};
}

macro_rules! stream {
    ($from:expr, $into:expr, $database:ty, $table:expr, $columns:expr, $overriding:literal) => {{
        let names: Vec<&str> = $columns.iter().map(|(name, _, _)| name.as_str()).collect();
        let text = format!("SELECT {} FROM {}", quoted(&names), $table);
        let most = (BOUND / names.len().max(1)).clamp(1, ROWS);
        let mut rows: Vec<Vec<Cell>> = Vec::with_capacity(most);
        let mut found = query(AssertSqlSafe(text)).fetch(&mut *$from);
        while let Some(row) = found.try_next().await? {
            debug_assert_eq!(row.column(0).name(), names[0]);
            rows.push(cells!(row, $columns));
            if rows.len() == most {
                insert!($database, $into, $table, $columns, $overriding, rows);
            }
        }
        drop(found);
        if !rows.is_empty() {
            insert!($database, $into, $table, $columns, $overriding, rows);
        }
    }};
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

/// A table's columns, as `PostgreSQL` tells them.
async fn columns(c: &mut PgConnection, table: &str) -> Result<Kinds> {
    let found: Kinds = query_as(
        "SELECT column_name::text, data_type::text, is_identity = 'YES' FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position",
    )
    .bind(table)
    .fetch_all(c)
    .await?;
    if found.is_empty() { Err(StoreError::Unreadable(format!("no table {table}"))) } else { Ok(found) }
}

/// Writes a copy of one moment to a new file, readable for its owner alone; the schema is this program's.
pub async fn write_to(db: &Db, to: &Path) -> Result<()> {
    let name = to.to_str().ok_or(StoreError::Address("the path is no text"))?;
    make_file(to).map_err(|e| StoreError::Unreachable(e.kind().to_string()))?;
    let mut read = db.read().await?;
    match read.conn() {
        Conn::Sqlite(c) => {
            query("VACUUM INTO $1").bind(name).execute(c).await?;
            Ok(())
        }
        Conn::Postgres(c) => {
            let lite = Db::open(&format!("sqlite://{name}")).await?;
            let copied = fill(c, &lite).await;
            lite.close().await;
            copied
        }
    }
}

async fn fill(c: &mut PgConnection, lite: &Db) -> Result<()> {
    lite.migrate().await?;
    let mut from = c.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let mut into = lite.begin().await?;
    {
        let Conn::Sqlite(into) = into.conn() else { return Err(StoreError::Address("a file is wanted")) };
        query("PRAGMA defer_foreign_keys = ON").execute(&mut *into).await?;
        query("DELETE FROM setting").execute(&mut *into).await?;
        for table in TABLES {
            from_postgres(&mut from, into, table).await?;
        }
    }
    into.commit().await?;
    from.rollback().await?;
    Ok(())
}

async fn from_postgres(from: &mut PgConnection, into: &mut SqliteConnection, table: &str) -> Result<()> {
    let columns = columns(from, table).await?;
    stream!(from, into, Sqlite, table, columns, "");
    if let Some((name, _, _)) = columns.iter().find(|(_, _, numbered)| *numbered) {
        // Numbers of rows that are gone aren't used again, in the copy neither.
        let sequence: String =
            query_scalar("SELECT pg_get_serial_sequence($1, $2)").bind(table).bind(name).fetch_one(&mut *from).await?;
        let text = format!("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}");
        let last: i64 = query_scalar(AssertSqlSafe(text)).fetch_one(&mut *from).await?;
        query("DELETE FROM sqlite_sequence WHERE name = $1").bind(table).execute(&mut *into).await?;
        query("INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)").bind(table).bind(last).execute(into).await?;
    }
    Ok(())
}

/// Pours all rows of a `SQLite` house into an empty `PostgreSQL` one of the same schema, in that transaction.
pub async fn pour(lite: &Db, into: &mut Tx) -> Result<()> {
    let mut read = lite.read().await?;
    let (Conn::Sqlite(from), Conn::Postgres(into)) = (read.conn(), into.conn()) else {
        return Err(StoreError::Address("from a file into a server"));
    };
    query("DELETE FROM setting").execute(&mut *into).await?;
    for table in TABLES {
        let columns = columns(into, table).await?;
        stream!(from, into, Postgres, table, columns, "OVERRIDING SYSTEM VALUE ");
        if let Some((name, _, _)) = columns.iter().find(|(_, _, numbered)| *numbered) {
            let last: Option<i64> = query_scalar("SELECT seq FROM sqlite_sequence WHERE name = $1")
                .bind(table)
                .fetch_optional(&mut *from)
                .await?;
            query("SELECT setval(pg_get_serial_sequence($1, $2), GREATEST($3, 1), $3 > 0)")
                .bind(table)
                .bind(name)
                .bind(last.unwrap_or_default())
                .execute(&mut *into)
                .await?;
        }
    }
    Ok(())
}
