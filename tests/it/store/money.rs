//! Plans and sales.

use super::{at, draft, fine, house};
use crate::harness::db::both;
use claviger::{
    domain::{
        money::{Currency, Money},
        plan::{Lifetime, PlanDraft, PlanState},
    },
    in_tx,
    store::{Db, plans, sales},
};

both!(a_plan_is_kept, a_sale_is_written_once);

async fn a_plan_is_kept(db: &Db) {
    in_tx!(db, |tx| {
        let id = plans::insert(tx, &draft(), at(0)).await?;
        let plan = plans::get(tx, id).await?.unwrap();
        assert_eq!((plan.lifetime, plan.price, plan.version), (Lifetime::Days(30), draft().price, 1));
        let other = PlanDraft {
            name: "Other".into(),
            lifetime: Lifetime::DaysFromFirstUse(7),
            quota: None,
            price: Money::new(1, Currency::parse("IRR").unwrap()),
        };
        assert!(plans::update(tx, id, 1, &other).await?);
        assert!(!plans::update(tx, id, 1, &draft()).await?);
        let plan = plans::get(tx, id).await?.unwrap();
        let as_draft = PlanDraft { name: plan.name, lifetime: plan.lifetime, quota: plan.quota, price: plan.price };
        assert_eq!((as_draft, plan.version), (other, 2));
        assert_eq!(plans::list(tx, PlanState::Active).await?.len(), 1);
        assert!(plans::set_state(tx, id, 2, PlanState::Archived).await?);
        assert!(!plans::set_state(tx, id, 2, PlanState::Active).await?);
        assert_eq!(plans::count(tx, PlanState::Active).await?, 0);
        assert_eq!(plans::list(tx, PlanState::Archived).await?[0].id, id);
        fine(())
    })
    .unwrap();
}

async fn a_sale_is_written_once(db: &Db) {
    let house = house(db).await;
    in_tx!(db, |tx| {
        let sale = sales::NewSale {
            once: "key:1",
            key: house.first_key,
            plan: house.plan,
            representative: Some(house.first),
            price: draft().price,
            now: at(4),
        };
        assert!(sales::insert(tx, &sale).await?);
        assert!(!sales::insert(tx, &sale).await?);
        let written = sales::for_key(tx, house.first_key).await?;
        assert_eq!((written.len(), written[0].price, written[0].sold_at), (1, draft().price, at(4)));
        assert_eq!((written[0].representative, written[0].plan), (Some(house.first), house.plan));
        assert!(sales::reverse(tx, house.first_key, at(9)).await?);
        assert!(!sales::reverse(tx, house.first_key, at(10)).await?);
        assert_eq!(sales::for_key(tx, house.first_key).await?[0].reversed_at, Some(at(9)));
        assert!(!sales::reverse(tx, house.own_key, at(9)).await?, "nothing was sold");
        fine(())
    })
    .unwrap();
}
