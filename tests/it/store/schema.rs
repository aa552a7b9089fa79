//! The schema: the same on both databases, and migrated without losing what is there.

use super::house;
use crate::harness::db::{both, postgres, sqlite};
use claviger::{
    on,
    store::{Db, StoreError, snapshot},
};

both!(migrating_again_keeps_everything, a_newer_schema_is_refused, whole);

async fn counts(db: &Db) -> Vec<(&'static str, i64)> {
    snapshot::counts(&mut db.read().await.unwrap()).await.unwrap()
}

async fn migrating_again_keeps_everything(db: &Db) {
    house(db).await;
    let before = counts(db).await;
    assert!(before.contains(&("access_key", 3)));
    db.migrate().await.unwrap();
    assert_eq!(counts(db).await, before);
}

async fn a_newer_schema_is_refused(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    on!(&mut tx, |c| async {
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'later', TRUE, $1, 0)",
        )
        .bind(&b"x"[..])
        .execute(c)
        .await
        .map(|_| ())
    })
    .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(db.migrate().await, Err(StoreError::Newer(9999)));
}

async fn whole(db: &Db) {
    house(db).await;
    assert_eq!(snapshot::integrity(&mut db.read().await.unwrap()).await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn both_databases_have_the_same_columns() {
    let lite = sqlite().await;
    let Some(post) = postgres("both_databases_have_the_same_columns").await else { return };
    let columns = |c: Vec<(String, String)>| c.into_iter().filter(|(t, _)| !t.starts_with('_')).collect::<Vec<_>>();
    let mut read = lite.db.read().await.unwrap();
    let a = on!(&mut read, |c| sqlx::query_as(
        "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY 1, 2"
    )
    .fetch_all(c))
    .unwrap();
    let mut read = post.db.read().await.unwrap();
    let b = on!(&mut read, |c| sqlx::query_as(
        "SELECT table_name::text COLLATE \"C\", column_name::text COLLATE \"C\" FROM information_schema.columns
         WHERE table_schema = 'public' ORDER BY 1, 2"
    )
    .fetch_all(c))
    .unwrap();
    let (a, b) = (columns(a), columns(b));
    assert_eq!(a, b);
    let mut tables: Vec<_> = a.into_iter().map(|(t, _)| t).collect();
    tables.dedup();
    let mut named: Vec<_> = snapshot::TABLES.to_vec();
    named.sort_unstable();
    assert_eq!(tables, named);
}
