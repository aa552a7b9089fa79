//! A server with many keys is let go: nothing shows them from that moment on, and they are put away little by little.
//!
//! Breaking that off loses nothing.

use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER, PATIENCE, outline},
    look::moment,
};
use claviger::{
    app::{self, Parts, SystemChance, SystemClock},
    domain::{
        ids::{ChatId, KeyId, ServerId},
        plan::Lifetime,
        role::Scope,
    },
    in_tx,
    ports::Clock,
    service::{
        people,
        servers::{self, ServerChange},
    },
    store::{self, Db, keys},
};
use std::sync::Arc;

stories!(a_server_with_many_keys_is_let_go_little_by_little,);

const KEYS: i64 = 1_201;

async fn fill(db: &Db, server: ServerId) {
    let now = SystemClock.now();
    in_tx!(db, |tx| {
        for n in 0..KEYS {
            let name = format!("many-{n}");
            let new = keys::NewKey {
                server,
                plan: None,
                representative: None,
                made_by: None,
                name: &name,
                remote_id: &name,
                lifetime: Lifetime::Unlimited,
                expires_at: None,
                quota: None,
                now,
            };
            let id = keys::insert(tx, &new).await?.unwrap();
            let hash = name.as_bytes().to_vec();
            let synced = keys::Synced { rev: 1, access_url: Some((b"sealed".to_vec(), hash)), at: now };
            keys::mark_synced(tx, id, &synced).await?;
            store::search::set_terms(tx, "key", id.0, &["many".to_owned(), name]).await?;
        }
        Ok::<_, store::StoreError>(())
    })
    .unwrap();
}

async fn present(db: &Db, server: ServerId) -> i64 {
    store::servers::present_keys(&mut db.read().await.unwrap(), server).await.unwrap()
}

async fn nothing_shows_them(db: &Db, some: KeyId) {
    let mut read = db.read().await.unwrap();
    let (scope, all) = (Scope::House, keys::KeyFilter::default());
    assert!(keys::list(&mut read, scope, &all, None, 9).await.unwrap().is_empty());
    assert_eq!(keys::get(&mut read, scope, some).await.unwrap(), None);
    assert_eq!(keys::row(&mut read, scope, some).await.unwrap(), None);
    assert_eq!(keys::access_url(&mut read, scope, some).await.unwrap(), None);
    assert_eq!(keys::by_url_hash(&mut read, scope, b"many-1200").await.unwrap(), None);
    assert!(store::search::find(&mut read, scope, &["many".to_owned()], 9).await.unwrap().is_empty());
}

async fn a_server_with_many_keys_is_let_go_little_by_little(place: &Place) {
    let mut house = House::start(place).await;
    let outline = outline(7, "Frankfurt").await;
    house.furnish(&outline).await;
    house.idle(&place.url).await;
    house.down().await;
    let parts = Parts { clock: Arc::new(SystemClock), chance: Arc::new(SystemChance) };
    let opened = app::open(&house.config, &parts).await.unwrap();
    let (db, env, server) = (opened.db, opened.env, ServerId(1));
    fill(&db, server).await;
    let mut read = db.read().await.unwrap();
    let last = keys::list(&mut read, Scope::House, &keys::KeyFilter::default(), None, 1).await.unwrap()[0].key.id;
    let owner = people::identify(&mut read, ChatId(OWNER)).await.unwrap().unwrap();
    let version = servers::present(&mut read, server).await.unwrap().version;
    drop(read);
    let now = SystemClock.now();
    let change = ServerChange::Remove { keys: KEYS };
    in_tx!(db, |tx| servers::change(tx, &env, &owner.actor, (server, version), &change, now).await).unwrap();
    assert!(present(&db, server).await > KEYS / 2, "not all in one transaction");
    nothing_shows_them(&db, last).await;
    // A run that was broken off after its first step.
    assert!(in_tx!(db, |tx| servers::leave_behind(tx, server, now).await).unwrap());
    assert!(present(&db, server).await > 0);
    nothing_shows_them(&db, last).await;
    db.close().await;
    house.up().await;
    let until = std::time::Instant::now() + PATIENCE;
    while present(house.db(), server).await > 0 {
        assert!(std::time::Instant::now() < until, "{} keys are left", present(house.db(), server).await);
        moment().await;
    }
    house.asks(OWNER, "/menu", "No servers yet").await;
    house.asks(OWNER, "many-7", "Nothing was found").await;
    let mut read = house.db().read().await.unwrap();
    assert!(!keys::name_taken(&mut read, None, "many-7").await.unwrap(), "its name is free");
}
