//! People: invited by a link, bound by their role, looked at, handed over; customers who claim their key.

use crate::harness::{
    db::{Place, stories},
    house::{House, OWNER, PATIENCE, outline},
    rows,
};
use claviger::demo::outline::OutlineSim;

stories!(
    a_representative_comes_by_a_link_and_sells_within_limits,
    an_invitation_is_good_once_and_can_be_taken_back,
    wrong_codes_are_on_record_and_cost_one_entry,
    roles_are_given_by_those_above,
    a_customer_claims_a_key,
    looking_as_a_representative_changes_nothing,
    who_is_suspended_looks_and_sells_nothing,
    people_are_found_by_name,
);

const SARA: i64 = OWNER + 1;
const MINA: i64 = OWNER + 2;
const NOBODY: i64 = OWNER + 3;

pub(super) async fn furnished(place: &Place, seed: u64) -> (House, OutlineSim) {
    let house = House::start(place).await;
    let server = outline(seed, "Frankfurt").await;
    house.furnish(&server).await;
    (house, server)
}

/// The code in an invitation's message: four groups of four.
pub(super) fn code(text: &str) -> String {
    let group = |part: &str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let code = |at: usize| {
        let found = text.get(at..at + 19)?;
        let parts: Vec<&str> = found.split('-').collect();
        (parts.len() == 4 && parts.into_iter().all(group)).then(|| found.to_owned())
    };
    (0..text.len()).find_map(code).unwrap_or_else(|| panic!("no code in {text}"))
}

/// Waits for the invitation that comes after a message, and gives its code.
pub(super) async fn invitation(house: &House, who: i64, after: i32) -> String {
    let found = house.api.until(PATIENCE, |hand| {
        let mut new = hand.chat(who).into_iter().filter(|m| m.from_bot && m.id > after);
        new.find(|m| m.text.contains("Good once, until"))
    });
    let message = found.await.unwrap_or_else(|| panic!("no invitation:\n{}", house.picture(who)));
    assert!(message.buttons.is_empty(), "it is forwarded as it is");
    code(&message.text)
}

pub(super) fn last(house: &House, who: i64) -> i32 {
    house.api.chat(who).last().map_or(0, |m| m.id)
}

/// The owner invites a representative, who comes in.
pub(super) async fn seller(house: &House, who: i64, name: &str) {
    let code = invite_seller(house, name).await;
    house.types(who, &format!("/start {code}"));
    house.sees(who, &format!("· {name}")).await;
}

pub(super) async fn invite_seller(house: &House, name: &str) -> String {
    house.asks(OWNER, "/reps", "Representatives").await;
    house.taps(OWNER, "➕ Representative").await;
    house.shows(OWNER, "What is the representative called").await;
    let after = last(house, OWNER);
    house.types(OWNER, name);
    invitation(house, OWNER, after).await
}

pub(super) async fn sells(house: &House, who: i64, name: &str) {
    house.asks(who, "/newkey", "Which plan").await;
    house.taps(who, "50 GB · 30 days").await;
    house.shows(who, "What is it called").await;
    house.asks(who, name, "3/3").await;
    house.taps(who, "Create").await;
    house.shows(who, "🟢 Active").await;
}

async fn a_representative_comes_by_a_link_and_sells_within_limits(place: &Place) {
    let (house, _server) = furnished(place, 101).await;
    house.make_key("house-1").await;
    seller(&house, SARA, "Sara shop").await;
    house.sees(OWNER, "Sara came in").await;
    sells(&house, SARA, "sara-1").await;
    house.asks(SARA, "/menu", "1 active").await;
    house.asks(SARA, "house", "Nothing was found").await;
    house.asks(OWNER, "/reps", "Representatives").await;
    house.taps(OWNER, "Sara shop").await;
    house.shows(OWNER, "Keys at a time: no limit").await;
    house.taps(OWNER, "Limit").await;
    house.shows(OWNER, "How many keys").await;
    house.asks(OWNER, "many", "I can’t read that as a number").await;
    let page = house.asks(OWNER, "2", "Keys at a time: 2").await;
    assert!(!page.text.contains("stay"), "{}", page.text);
    sells(&house, SARA, "sara-2").await;
    house.types(SARA, "/newkey");
    house.sees(SARA, "You have as many keys as you may have").await;
    house.asks(OWNER, "/reps", "Representatives").await;
    house.taps(OWNER, "Sara shop").await;
    house.shows(OWNER, "Keys: 2 active").await;
    house.taps(OWNER, "Limit").await;
    house.shows(OWNER, "How many keys").await;
    house.asks(OWNER, "1", "2 keys are there and stay. New ones can be made only when there are fewer than 1.").await;
    house.taps(OWNER, "Limit").await;
    house.shows(OWNER, "How many keys").await;
    house.asks(OWNER, "unlimited", "no limit").await;
    house.taps(OWNER, "🏷 Plans").await;
    house.shows(OWNER, "Everything may be sold").await;
    house.taps(OWNER, "✅ All plans").await;
    house.shows(OWNER, "Only what is ticked").await;
    house.types(SARA, "/newkey");
    house.sees(SARA, "There is no plan that you may sell").await;
    house.asks(SARA, "/start go-ps_0", "🏷 Plans").await;
    assert!(house.living(SARA).button("50 GB").is_none());
    house.mannerly();
}

async fn an_invitation_is_good_once_and_can_be_taken_back(place: &Place) {
    let (house, _server) = furnished(place, 102).await;
    let first = invite_seller(&house, "Sara shop").await;
    house.types(SARA, &format!("/start {}", first.to_lowercase()));
    house.sees(SARA, "· Sara shop").await;
    house.types(NOBODY, &format!("/start {first}"));
    house.sees(NOBODY, "doesn’t work, or not any more").await;
    let second = invite_seller(&house, "Reza shop").await;
    house.types(SARA, &second);
    house.sees(SARA, "You have a role in this house already").await;
    house.asks(OWNER, "/invite", "Whom do you invite").await;
    house.taps(OWNER, "Back").await;
    house.shows(OWNER, "👥 People").await;
    house.taps(OWNER, "📨 Invitations").await;
    house.shows(OWNER, "📨 Invitations").await;
    house.taps(OWNER, "Reza shop").await;
    house.shows(OWNER, "Open until").await;
    house.taps(OWNER, "Take it back").await;
    house.shows(OWNER, "Taken back").await;
    let told = house.answer_to(NOBODY, &second).await;
    let never = house.answer_to(NOBODY, "/start ABCDEFGHJKLMNPQR").await;
    assert!(told.text.contains("ask who gave it to you for a new one"), "{}", told.text);
    assert_eq!(told.text, never.text, "whether it ever was one isn't told");
    let rows = rows::dump(&place.url).await;
    assert_eq!(rows::count(&rows, "person"), 2);
    assert_eq!(rows::count(&rows, "representative"), 1);
    let codes = |code: &str| rows.values().flatten().filter(|row| row.contains(code)).count();
    assert_eq!((codes(&first), codes(&second)), (0, 0), "no code lies in the database");
    house.mannerly();
}

async fn wrong_codes_are_on_record_and_cost_one_entry(place: &Place) {
    let house = House::start(place).await;
    house.types(NOBODY, "/start");
    house.sees(NOBODY, "This is the office of").await;
    let from_bot = || house.api.chat(NOBODY).iter().filter(|m| m.from_bot).count();
    for wrong in ["ABCD-EFGH-JKLM-NPQR", "/start ABCDEFGHJKLMNPQR", "abcd efgh jklm npqs", "/start 0", "/start go-k_1"]
    {
        house.types(NOBODY, wrong);
    }
    house.types(NOBODY, "/start go-keys_of_others");
    house.idle(&place.url).await;
    assert_eq!((house.said(NOBODY, "doesn’t work"), from_bot()), (5, 6), "{}", house.picture(NOBODY));
    for wrong in ["ABCD-EFGH", "hello there", "/start ABCDEFGHJKLMNPQS"] {
        house.types(NOBODY, wrong);
    }
    house.types(NOBODY, &"A".repeat(4_000));
    house.idle(&place.url).await;
    assert_eq!(from_bot(), 6, "who tries many isn't answered for the rest of the hour");
    let rows = rows::dump(&place.url).await;
    assert_eq!(rows["audit"].iter().filter(|row| row.contains("auth.failed")).count(), 1);
    assert_eq!(rows::count(&rows, "person"), 0);
}

async fn staff(house: &House, who: i64, role: &str) {
    house.asks(OWNER, "/invite", "Whom do you invite").await;
    let after = last(house, OWNER);
    house.taps(OWNER, &format!("✉ {role}")).await;
    let code = invitation(house, OWNER, after).await;
    house.types(who, &format!("/start {code}"));
    house.sees(who, "Claviger").await;
}

async fn roles_are_given_by_those_above(place: &Place) {
    let (house, _server) = furnished(place, 103).await;
    staff(&house, SARA, "Admin").await;
    staff(&house, MINA, "Operator").await;
    // Mina reads Persian.
    house.types(MINA, "/invite");
    house.handled(MINA).await;
    assert_eq!(house.said(MINA, "چه کسی را دعوت می‌کنید"), 0, "an operator invites nobody");
    let people = house.asks(SARA, "/start go-ws_s_", "👥 People").await;
    assert!(people.button("Hand over the house").is_none());
    house.taps(SARA, "Omar").await;
    let page = house.shows(SARA, "Role: Owner").await;
    assert!(page.button("Suspend").is_none() && page.button("Remove").is_none(), "an admin decides about no owner");
    for forged in ["!wx:1:1:s", "!wx:1:1:d", "!wo:1:1:operator"] {
        let tap = house.api.tap(SARA, page.id, forged);
        assert!(house.words(&tap).await.contains("Only owners decide about owners"), "{forged}");
    }
    house.asks(OWNER, "/start go-w_2", "Role: Admin").await;
    house.taps(OWNER, "🎓 Role").await;
    house.shows(OWNER, "Operator: keys").await;
    house.taps(OWNER, "Operator").await;
    house.shows(OWNER, "Role: Operator").await;
    house.sees(SARA, "You have another role in this house now: Operator").await;
    house.types(SARA, "/addserver");
    house.sees(SARA, "Your role doesn’t allow that").await;
    house.taps(OWNER, "⏸ Suspend").await;
    house.shows(OWNER, "⏸ Suspended").await;
    let before = house.api.chat(SARA).len();
    house.types(SARA, "/menu");
    house.idle(&place.url).await;
    let new = house.api.chat(SARA).split_off(before);
    assert!(!new.iter().any(|m| m.from_bot && m.text.contains("Keys")), "who is suspended is shown nothing");
    house.taps(OWNER, "▶ Resume").await;
    house.shows(OWNER, "🟢 May act").await;
    house.asks(SARA, "/menu", "Servers: 1 of 1 up").await;
    house.taps(OWNER, "🗑 Remove").await;
    house.shows(OWNER, "Remove this person?").await;
    house.taps(OWNER, "🗑 Remove").await;
    house.shows(OWNER, "🗑 Removed").await;
    // Nobody takes the last owner away, not even themselves.
    let own = house.asks(OWNER, "/start go-w_1", "Role: Owner").await;
    assert!(own.button("Suspend").is_none() && own.button("Remove").is_none());
    for forged in ["!wx:1:1:s", "!wx:1:1:d", "!wo:1:1:admin"] {
        let tap = house.api.tap(OWNER, house.living(OWNER).id, forged);
        assert!(house.words(&tap).await.contains("Nobody decides about their own role"), "{forged}");
    }
    house.mannerly();
}

async fn a_customer_claims_a_key(place: &Place) {
    let (house, _server) = furnished(place, 105).await;
    house.make_key("house-1").await;
    house.make_key("phone-7").await;
    house.asks(OWNER, "phone-7", "🟢 Active").await;
    house.taps(OWNER, "👤 Customer").await;
    house.shows(OWNER, "This key has no customer").await;
    let after = last(&house, OWNER);
    house.taps(OWNER, "Link to claim it").await;
    let code = invitation(&house, OWNER, after).await;
    house.types(NOBODY, &format!("/start {code}"));
    let home = house.sees(NOBODY, "Claviger › phone-7").await;
    assert!(home.text.contains("🟢 Active") && home.text.contains("of 50 GB"), "{}", home.text);
    house.sees(OWNER, "Nobody came in: the key phone-7").await;
    house.taps(NOBODY, "📲 Connect").await;
    house.sees(NOBODY, "ss://").await;
    house.asks(NOBODY, "house", "Nothing was found").await;
    house.asks(OWNER, "phone-7", "Customer: Nobody").await;
    let choose = house.asks(OWNER, "/start go-kc_2_", "Customer: Nobody").await;
    assert!(choose.button("Link to claim it").is_none(), "a claimed key is claimed by nobody else");
    // The house's other key is given to the same customer from its page.
    house.asks(OWNER, "/start go-kc_1_", "no customer").await;
    house.taps(OWNER, "👤 Nobody").await;
    house.shows(OWNER, "Customer: Nobody").await;
    let home = house.asks(NOBODY, "/menu", "house-1").await;
    assert!(home.button("phone-7").is_some());
    house.taps(NOBODY, "house-1").await;
    house.shows(NOBODY, "🟢 Active").await;
    // Who is a customer of one can become a representative, and what they hold stays theirs.
    let code = invite_seller(&house, "Sara shop").await;
    house.types(NOBODY, &code);
    house.sees(NOBODY, "· Sara shop").await;
    // A note and a name of the customer's.
    house.asks(OWNER, "/start go-c_1_", "Keys: 2").await;
    house.taps(OWNER, "📝 Note").await;
    house.shows(OWNER, "What do you want to remember").await;
    house.asks(OWNER, "pays <late>", "Note: pays <late>").await;
    house.taps(OWNER, "✏ Rename").await;
    house.shows(OWNER, "What is the customer called").await;
    house.asks(OWNER, "Ali", "Customers › Ali").await;
    house.mannerly();
}

async fn looking_as_a_representative_changes_nothing(place: &Place) {
    let (mut house, server) = furnished(place, 106).await;
    house.make_key("house-1").await;
    seller(&house, SARA, "Sara shop").await;
    sells(&house, SARA, "sara-1").await;
    house.asks(OWNER, "/reps", "Representatives").await;
    house.taps(OWNER, "Sara shop").await;
    house.shows(OWNER, "Representatives › Sara shop").await;
    house.taps(OWNER, "👁 View as").await;
    let home = house.shows(OWNER, "👁 As Sara shop").await;
    assert!(home.button("Servers").is_none() && home.button("Stop viewing").is_some());
    let keys = house.asks(OWNER, "/keys", "👁 As Sara shop · 🗝 Keys").await;
    assert!(keys.button("sara-1").is_some() && keys.button("house-1").is_none());
    house.asks(OWNER, "house-1", "Nothing was found").await;
    // A refusal of anything leads out of it, too.
    house.types(OWNER, "/addserver");
    let refused = house.sees(OWNER, "Your role doesn’t allow that").await;
    assert!(refused.button("Stop viewing").is_some() && refused.text.contains("👁 As Sara shop"), "{}", refused.text);
    let refused = house.answer_to(OWNER, "/start go-s_1").await;
    assert!(refused.button("Stop viewing").is_some(), "{}", house.picture(OWNER));
    let refused = house.answer_to(OWNER, "/nothing").await;
    assert!(refused.button("Stop viewing").is_some(), "{}", house.picture(OWNER));
    for data in ["!kx:2:2:s", "!k+::", "!c+:", "!re:1:n", "!px:1:1:1", "!ll:fa", "!kf:2:0", "!kl:2", "+kl:2"] {
        let tap = house.api.tap(OWNER, house.living(OWNER).id, data);
        let said = house.words(&tap).await;
        let shown = house.handled(OWNER).await;
        let refused = said.contains("You are only looking") || house.said(OWNER, "Your role doesn’t allow that") > 0;
        assert!(refused, "{data}: {said:?} {}", shown.text);
    }
    assert_eq!(server.truth().len(), 2);
    house.down().await;
    house.up().await;
    house.asks(OWNER, "/menu", "👁 As Sara shop").await;
    house.taps(OWNER, "Stop viewing").await;
    let home = house.shows(OWNER, "Servers: 1 of 1 up").await;
    assert!(!home.text.contains("👁"), "{}", home.text);
    let rows = rows::dump(&place.url).await;
    let noted = |action: &str| rows["audit"].iter().filter(|row| row.contains(action)).count();
    assert_eq!((noted("representative.view_end"), noted("representative.view")), (1, 2));
    house.mannerly();
}

async fn who_is_suspended_looks_and_sells_nothing(place: &Place) {
    let (house, _server) = furnished(place, 107).await;
    seller(&house, SARA, "Sara shop").await;
    sells(&house, SARA, "sara-1").await;
    house.asks(OWNER, "/reps", "Representatives").await;
    house.taps(OWNER, "Sara shop").await;
    house.shows(OWNER, "Representatives › Sara shop").await;
    house.taps(OWNER, "⏸ Suspend").await;
    house.shows(OWNER, "⏸ Suspended").await;
    let home = house.asks(SARA, "/menu", "⏸ You are suspended").await;
    assert!(home.button("New key").is_none());
    house.types(SARA, "/newkey");
    house.sees(SARA, "You are suspended: you can look, and change nothing").await;
    let page = house.asks(SARA, "sara-1", "🟢 Active").await;
    assert!(page.button("Suspend").is_none() && page.button("Delete").is_none());
    house.taps(OWNER, "▶ Resume").await;
    house.shows(OWNER, "🟢 Sells").await;
    sells(&house, SARA, "sara-2").await;
    house.mannerly();
}

async fn people_are_found_by_name(place: &Place) {
    let (house, _server) = furnished(place, 109).await;
    seller(&house, SARA, "Kaveh mobile").await;
    house.asks(OWNER, "kave", "Representatives › Kaveh mobile").await;
    // By who acts for it, too.
    house.asks(OWNER, "sara", "Representatives › Kaveh mobile").await;
    house.asks(SARA, "/start go-cs__", "No customers yet").await;
    house.taps(SARA, "➕ New customer").await;
    house.shows(SARA, "What is the customer called").await;
    house.asks(SARA, "كامران", "Telegram: not linked yet").await;
    house.asks(SARA, "کامر", "Telegram: not linked yet").await;
    house.asks(OWNER, "کامران", "Telegram: not linked yet").await;
    house.make_key("kaveh-phone").await;
    let both = house.asks(OWNER, "kaveh", "Found for kaveh").await;
    assert!(both.button("Kaveh mobile").is_some() && both.button("kaveh-phone").is_some());
    house.asks(SARA, "mobile", "Nothing was found").await;
    house.mannerly();
}
