//! People, representatives, strangers, and who acts.

use super::{at, fine, person};
use crate::harness::db::both;
use claviger::{
    domain::{
        ids::ChatId,
        person::{Calendar, Language, Numerals, PersonState, Reading},
        role::{Role, Scope},
    },
    in_tx,
    store::{Db, people},
};

both!(a_person_is_kept, who_acts, versions_guard, strangers_once);

async fn a_person_is_kept(db: &Db) {
    let id = in_tx!(db, |tx| person(tx, 5, Role::Owner).await).unwrap();
    let reading = Reading { language: Language::Fa, numerals: Numerals::Latin, calendar: Calendar::Jalali };
    in_tx!(db, |tx| {
        assert!(people::set_reading(tx, id, reading).await?);
        assert!(people::set_profile(tx, id, "Other", Some("other"), true).await?);
        assert!(!people::set_profile(tx, id, "Other", Some("other"), true).await?, "no news");
        assert!(people::set_reachable(tx, ChatId(5), false).await?);
        assert!(!people::set_reachable(tx, ChatId(5), false).await?);
        fine(())
    })
    .unwrap();
    let mut read = db.read().await.unwrap();
    let found = people::get(&mut read, id).await.unwrap().unwrap();
    assert_eq!(people::by_chat(&mut read, ChatId(5)).await.unwrap().as_ref(), Some(&found));
    assert_eq!((found.name.as_str(), found.username.as_deref()), ("Other", Some("other")));
    assert_eq!((found.reading, found.reachable, found.created_at), (reading, false, at(0)));
    assert_eq!(people::count_owners(&mut read).await.unwrap(), 1);
    assert!(people::with_role(&mut read, &[Role::Owner], true).await.unwrap().is_empty());
    assert_eq!(people::with_role(&mut read, &[Role::Admin, Role::Owner], false).await.unwrap(), [found]);
    assert!(people::with_role(&mut read, &[], false).await.unwrap().is_empty());
    let again = in_tx!(db, |tx| person(tx, 5, Role::Admin).await).unwrap();
    assert_eq!(again, id, "who comes back is the same");
    assert_eq!(people::get(&mut read, id).await.unwrap().unwrap().role, Role::Admin);
}

async fn who_acts(db: &Db) {
    let (seller, customer) = in_tx!(db, |tx| {
        person(tx, 1, Role::Operator).await?;
        let rep = person(tx, 2, Role::Representative).await?;
        person(tx, 3, Role::Representative).await?;
        let customer = person(tx, 4, Role::Customer).await?;
        let seller = people::insert_representative(tx, "Seller", Some(rep), at(0)).await?.unwrap();
        assert_eq!(people::insert_representative(tx, "Twice", Some(rep), at(0)).await?, None);
        fine((seller, customer))
    })
    .unwrap();
    let mut read = db.read().await.unwrap();
    let expected =
        [(1, Scope::House), (2, Scope::Representative(seller)), (3, Scope::Nothing), (4, Scope::Holder(customer))];
    for (chat, scope) in expected {
        assert_eq!(people::actor(&mut read, ChatId(chat)).await.unwrap().unwrap().1, scope);
    }
    assert_eq!(people::actor(&mut read, ChatId(9)).await.unwrap(), None);
    assert_eq!(people::representative(&mut read, seller).await.unwrap().as_deref(), Some("Seller"));
}

async fn versions_guard(db: &Db) {
    in_tx!(db, |tx| {
        let id = person(tx, 5, Role::Admin).await?;
        assert!(people::set_role(tx, id, 1, Role::Operator).await?);
        assert!(!people::set_role(tx, id, 1, Role::Owner).await?);
        assert!(people::set_state(tx, id, 2, PersonState::Suspended).await?);
        assert!(!people::set_state(tx, id, 2, PersonState::Active).await?);
        let found = people::get(tx, id).await?.unwrap();
        assert_eq!((found.role, found.state, found.version), (Role::Operator, PersonState::Suspended, 3));
        fine(())
    })
    .unwrap();
}

async fn strangers_once(db: &Db) {
    in_tx!(db, |tx| {
        assert!(people::remember_stranger(tx, ChatId(7), at(0)).await?);
        assert!(!people::remember_stranger(tx, ChatId(7), at(1)).await?);
        assert_eq!(people::forget_strangers(tx, at(0), 9).await?, 0);
        assert_eq!(people::forget_strangers(tx, at(1), 9).await?, 1);
        fine(())
    })
    .unwrap();
}
