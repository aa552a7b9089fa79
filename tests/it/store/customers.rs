//! Customers and representatives: whose they are, who they are, and what they hold.

use super::{at, fine, house, person};
use crate::harness::db::both;
use claviger::{
    domain::{
        representative::RepresentativeState,
        role::{Role, Scope},
    },
    in_tx,
    store::{
        Db,
        customers::{self, CustomerFilter},
        keys::{self, KeyFilter},
        people,
        representatives::{self, Terms},
        search,
    },
};

both!(
    a_customer_is_its_sellers,
    a_person_is_one_customer_of_each_seller,
    who_holds_a_key_sees_it,
    terms_of_a_representative,
    another_acts_for_them,
    lists_of_people,
);

async fn a_customer_is_its_sellers(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        let ours = customers::insert(tx, None, "Ali", None, at(0)).await?.unwrap();
        let theirs = customers::insert(tx, Some(house.first), "Ali", None, at(0)).await?.unwrap();
        search::set_terms(tx, customers::SUBJECT, theirs.0, &["ali".into(), "ali_v".into()]).await?;
        for (scope, sees) in
            [(Scope::House, 2), (house.of_first(), 1), (Scope::Representative(house.second), 0), (Scope::Nothing, 0)]
        {
            assert_eq!(customers::count(tx, scope).await?, sees);
            assert_eq!(customers::get(tx, scope, ours).await?.is_some(), sees == 2);
            assert_eq!(customers::row(tx, scope, theirs).await?.is_some(), sees > 0);
        }
        let of_first = CustomerFilter { representative: Some(house.first), ..CustomerFilter::default() };
        assert_eq!(customers::list(tx, Scope::House, &of_first, None, 9).await?.len(), 1);
        let found = CustomerFilter { terms: vec!["al".into()], ..CustomerFilter::default() };
        let list = customers::list(tx, Scope::House, &found, None, 9).await?;
        assert_eq!(list.iter().map(|row| row.customer.id).collect::<Vec<_>>(), [theirs]);
        assert_eq!(list[0].representative.as_deref(), Some("Seller"));
        assert!(customers::list(tx, Scope::House, &CustomerFilter::default(), Some(ours), 9).await?.is_empty());
        assert!(customers::update(tx, theirs, 1, "Reza", "pays late").await?);
        assert!(!customers::update(tx, theirs, 1, "Reza", "").await?);
        let kept = customers::lock(tx, theirs).await?.unwrap();
        assert_eq!((kept.name.as_str(), kept.note.as_str(), kept.version), ("Reza", "pays late", 2));
        fine(())
    })
    .unwrap();
}

async fn a_person_is_one_customer_of_each_seller(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        let mina = person(tx, 5, Role::Customer).await?;
        let one = customers::insert(tx, None, "Mina", Some(mina), at(0)).await?.unwrap();
        assert_eq!(customers::insert(tx, None, "Mina", Some(mina), at(0)).await?, None);
        let two = customers::insert(tx, Some(house.first), "Mina", Some(mina), at(0)).await?.unwrap();
        let free = customers::insert(tx, None, "Other", None, at(0)).await?.unwrap();
        assert!(!customers::set_person(tx, free, Some(mina)).await?);
        assert_eq!(customers::of_person(tx, None, mina).await?.map(|c| c.id), Some(one));
        assert_eq!(customers::of_person(tx, Some(house.first), mina).await?.map(|c| c.id), Some(two));
        assert_eq!(customers::of_person(tx, Some(house.second), mina).await?, None);
        assert_eq!(customers::all_of_person(tx, mina).await?.len(), 2);
        assert!(customers::set_person(tx, one, None).await?);
        assert!(customers::set_person(tx, free, Some(mina)).await?);
        fine(())
    })
    .unwrap();
}

async fn who_holds_a_key_sees_it(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        let mina = person(tx, 5, Role::Customer).await?;
        let scope = people::actor(tx, claviger::domain::ids::ChatId(5)).await?.unwrap().1;
        assert_eq!(scope, Scope::Holder(mina));
        let one = customers::insert(tx, Some(house.first), "Mina", Some(mina), at(0)).await?.unwrap();
        let key = keys::get(tx, Scope::House, house.first_key).await?.unwrap();
        assert!(keys::list(tx, scope, &KeyFilter::default(), None, 9).await?.is_empty());
        assert!(customers::give_key(tx, key.id, key.version, Some(one)).await?);
        assert!(!customers::give_key(tx, key.id, key.version, None).await?, "an old version");
        assert_eq!(keys::get(tx, scope, key.id).await?.unwrap().customer_id, Some(one));
        assert!(keys::row(tx, scope, key.id).await?.is_some());
        assert_eq!(keys::get(tx, scope, house.own_key).await?, None);
        assert_eq!(keys::row(tx, scope, house.second_key).await?, None);
        assert_eq!(keys::list(tx, scope, &KeyFilter::default(), None, 9).await?.len(), 1);
        assert_eq!(keys::count(tx, scope, &KeyFilter::default()).await?, 1);
        assert_eq!(keys::counts(tx, scope).await?.total, 1);
        let of_customer = KeyFilter { customer: Some(one), ..KeyFilter::default() };
        assert_eq!(keys::list(tx, Scope::House, &of_customer, None, 9).await?.len(), 1);
        search::set_terms(tx, "key", key.id.0, &["phone".into()]).await?;
        search::set_terms(tx, "key", house.own_key.0, &["phone".into()]).await?;
        assert_eq!(search::find(tx, scope, &["ph".into()], 9).await?, [key.id]);
        assert_eq!(customers::count(tx, scope).await?, 0, "a customer sees no customers");
        assert_eq!(customers::row(tx, Scope::House, one).await?.unwrap().keys, 1);
        fine(())
    })
    .unwrap();
}

async fn terms_of_a_representative(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        let before = representatives::get(tx, house.first).await?.unwrap();
        assert_eq!((before.state, before.max_keys, before.tests_a_day), (RepresentativeState::Active, None, 5));
        assert!(before.all_plans && before.all_servers);
        let terms = Terms { name: "Sara", max_keys: Some(3), tests_a_day: 0, all_plans: false, all_servers: false };
        assert!(representatives::update(tx, house.first, 1, &terms).await?);
        assert!(!representatives::update(tx, house.first, 1, &terms).await?);
        assert!(representatives::touch(tx, house.first, 2).await?);
        let after = representatives::lock(tx, house.first).await?.unwrap();
        assert_eq!((after.name.as_str(), after.max_keys, after.all_plans, after.version), ("Sara", Some(3), false, 3));
        assert!(representatives::allow_plan(tx, house.first, house.plan, true).await?);
        assert!(!representatives::allow_plan(tx, house.first, house.plan, true).await?);
        assert!(representatives::allow_server(tx, house.first, house.server, true).await?);
        assert_eq!(representatives::plans(tx, house.first).await?, [house.plan]);
        assert_eq!(representatives::servers(tx, house.first).await?, [house.server]);
        assert!(representatives::plans(tx, house.second).await?.is_empty());
        assert!(representatives::allow_plan(tx, house.first, house.plan, false).await?);
        assert!(representatives::allow_server(tx, house.first, house.server, false).await?);
        assert_eq!(representatives::living_keys(tx, house.first).await?, 1);
        let key = keys::get(tx, Scope::House, house.first_key).await?.unwrap();
        assert!(keys::begin_delete(tx, key.id, key.version).await?);
        assert_eq!(representatives::living_keys(tx, house.first).await?, 0);
        fine(())
    })
    .unwrap();
}

async fn another_acts_for_them(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        let new = person(tx, 77, Role::Representative).await?;
        let second = representatives::get(tx, house.second).await?.unwrap();
        assert!(!representatives::set_person(tx, house.first, second.person).await?, "acts for another");
        assert!(representatives::set_person(tx, house.first, Some(new)).await?);
        assert_eq!(representatives::of_person(tx, new).await?.map(|r| r.id), Some(house.first));
        search::set_terms(tx, representatives::SUBJECT, house.first.0, &["sara".into()]).await?;
        let found = representatives::list(tx, &["sa".into()], None, 9).await?;
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].active, found[0].stopped, found[0].person.as_deref()), (1, 0, Some("Person")));
        assert_eq!(representatives::row(tx, house.first).await?.as_ref(), found.first());
        assert_eq!(representatives::count(tx).await?, 2);
        assert!(representatives::set_state(tx, house.first, 2, RepresentativeState::Suspended).await?);
        assert!(!representatives::set_state(tx, house.first, 2, RepresentativeState::Active).await?);
        assert!(representatives::set_state(tx, house.first, 3, RepresentativeState::Removed).await?);
        assert_eq!(representatives::of_person(tx, new).await?, None, "nobody acts for one who is gone");
        assert!(!representatives::set_state(tx, house.first, 4, RepresentativeState::Active).await?);
        assert_eq!(representatives::list(tx, &[], None, 9).await?.len(), 1);
        fine(())
    })
    .unwrap();
}

async fn lists_of_people(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        let owner = person(tx, 1, Role::Owner).await?;
        let admin = person(tx, 2, Role::Admin).await?;
        let staff = people::list(tx, &[Role::Owner, Role::Admin], None, 9).await?;
        assert_eq!(staff.iter().map(|row| row.person.id).collect::<Vec<_>>(), [admin, owner]);
        assert_eq!(people::list(tx, &[Role::Owner, Role::Admin], Some(admin), 9).await?.len(), 1);
        assert!(people::list(tx, &[], None, 9).await?.is_empty());
        let sellers = people::list(tx, &[Role::Representative], None, 9).await?;
        assert_eq!(sellers[1].representative, Some((house.first, "Seller".to_owned())));
        assert_eq!(people::row(tx, owner).await?.map(|row| row.held), Some(0));
        assert!(people::seen(tx, owner, at(0)).await?);
        assert!(!people::seen(tx, owner, at(0)).await?);
        assert_eq!(people::get(tx, owner).await?.unwrap().seen_at, Some(at(0)));
        assert_eq!(people::lock_owners(tx).await?, [owner]);
        fine(())
    })
    .unwrap();
}
