//! Invitations: written, found by their code's hash, good once.

use super::{at, fine, house, person};
use crate::harness::db::both;
use claviger::{
    domain::{
        ids::{InvitationId, PersonId},
        invitation::{Gift, Standing},
        role::{Role, Scope},
    },
    in_tx,
    store::{
        Db, Result, Tx, customers,
        invitations::{self, NewInvitation},
    },
};

both!(each_kind_is_kept, one_comes_in_by_it, ends, scoped);

async fn invite(tx: &mut Tx, hash: &[u8], gift: &Gift, by: PersonId) -> Result<InvitationId> {
    let (now, expires_at) = (at(0), at(100));
    let new =
        NewInvitation { code: b"sealed".to_vec(), code_hash: hash, gift, seller: None, made_by: by, now, expires_at };
    invitations::insert(tx, &new).await
}

async fn each_kind_is_kept(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        let owner = person(tx, 1, Role::Owner).await?;
        let customer = customers::insert(tx, None, "Ali", None, at(0)).await?.unwrap();
        let gifts = [
            Gift::Staff(Role::Admin),
            Gift::Representative("Sara".into()),
            Gift::HandRepresentative(house.first),
            Gift::HandCustomer(customer),
            Gift::House,
            Gift::Key(house.own_key),
        ];
        for (n, gift) in gifts.iter().enumerate() {
            let hash = [u8::try_from(n).unwrap()];
            let id = invite(tx, &hash, gift, owner).await?;
            let found = invitations::lock_by_code(tx, &hash).await?.unwrap();
            assert_eq!((found.id, &found.gift, found.made_by), (id, gift, owner));
            assert_eq!((found.standing(at(0)), found.standing(at(100))), (Standing::Open, Standing::Expired));
            assert_eq!(invitations::get(tx, Scope::House, id).await?, Some(found));
            assert_eq!(invitations::code(tx, id, at(0)).await?.as_deref(), Some(&b"sealed"[..]));
        }
        assert_eq!(invitations::lock_by_code(tx, b"none").await?, None);
        let open = invitations::open(tx, Scope::House, at(0), None, 4).await?;
        assert_eq!(open.len(), 4);
        let rest = invitations::open(tx, Scope::House, at(0), Some(open[3].id), 4).await?;
        assert_eq!(rest.len(), 2);
        assert!(invitations::open(tx, Scope::House, at(100), None, 4).await?.is_empty());
        fine(())
    })
    .unwrap();
}

async fn one_comes_in_by_it(db: &Db) {
    let (id, first, second) = in_tx!(db, |tx| {
        let owner = person(tx, 1, Role::Owner).await?;
        let first = person(tx, 2, Role::Operator).await?;
        let second = person(tx, 3, Role::Operator).await?;
        fine((invite(tx, b"h", &Gift::Staff(Role::Operator), owner).await?, first, second))
    })
    .unwrap();
    in_tx!(db, |tx| {
        assert!(!invitations::take(tx, id, first, at(100)).await?, "its time is over");
        assert!(invitations::take(tx, id, first, at(99)).await?);
        assert!(!invitations::take(tx, id, second, at(99)).await?);
        assert!(!invitations::revoke(tx, id, at(99)).await?);
        assert_eq!(invitations::code(tx, id, at(0)).await?, None);
        let found = invitations::lock_by_code(tx, b"h").await?.unwrap();
        assert_eq!((found.used_by, found.used_at, found.standing(at(0))), (Some(first), Some(at(99)), Standing::Used));
        fine(())
    })
    .unwrap();
}

async fn ends(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        let owner = person(tx, 1, Role::Owner).await?;
        let other = person(tx, 2, Role::Admin).await?;
        let one = invite(tx, b"1", &Gift::Key(house.own_key), owner).await?;
        let two = invite(tx, b"2", &Gift::Key(house.own_key), other).await?;
        let three = invite(tx, b"3", &Gift::Staff(Role::Operator), owner).await?;
        assert!(invitations::revoke(tx, one, at(1)).await?);
        assert!(!invitations::revoke(tx, one, at(1)).await?);
        assert!(!invitations::take(tx, one, other, at(1)).await?);
        assert_eq!(invitations::revoke_alike(tx, &Gift::Staff(Role::Operator), at(1)).await?, 0);
        assert_eq!(invitations::revoke_alike(tx, &Gift::Key(house.first_key), at(1)).await?, 0);
        assert_eq!(invitations::revoke_alike(tx, &Gift::Key(house.own_key), at(1)).await?, 1);
        assert_eq!(invitations::revoke_of(tx, other, at(1)).await?, 0);
        assert_eq!(invitations::code(tx, two, at(1)).await?, None);
        assert_eq!(invitations::forget_codes(tx, at(99)).await?, 0);
        assert_eq!(invitations::forget_codes(tx, at(100)).await?, 1);
        assert_eq!(invitations::forget_codes(tx, at(100)).await?, 0);
        assert_eq!(invitations::revoke_of(tx, owner, at(1)).await?, 1);
        let found = invitations::get(tx, Scope::House, three).await?.unwrap();
        assert_eq!(found.standing(at(2)), Standing::Revoked);
        fine(())
    })
    .unwrap();
}

async fn scoped(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        let owner = person(tx, 1, Role::Owner).await?;
        invite(tx, b"1", &Gift::Key(house.own_key), owner).await?;
        let gift = Gift::Key(house.first_key);
        let (now, expires_at) = (at(0), at(100));
        let seller = Some(house.first);
        let code = b"sealed".to_vec();
        let new = NewInvitation { code, code_hash: b"2", gift: &gift, seller, made_by: owner, now, expires_at };
        let theirs = invitations::insert(tx, &new).await?;
        for (scope, sees) in [
            (Scope::House, 2),
            (house.of_first(), 1),
            (Scope::Representative(house.second), 0),
            (Scope::Holder(owner), 0),
            (Scope::Nothing, 0),
        ] {
            assert_eq!(invitations::open(tx, scope, at(0), None, 9).await?.len(), sees);
            assert_eq!(invitations::get(tx, scope, theirs).await?.is_some(), sees > 0);
        }
        fine(())
    })
    .unwrap();
}
