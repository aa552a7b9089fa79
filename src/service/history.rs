//! What has happened to a key, read from the audit log: who did what, with what was before and what came after.
//!
//! Entries of older versions are read as far as they can be; what can't be is told by its stable code. Who isn't of the
//! reader's own is "the house" to a representative.

use super::{Outcome, keys};
use crate::{
    domain::{
        ids::{AuditId, CustomerId, KeyId, PersonId},
        key::{End, Key},
        role::{Actor, Scope},
        traffic::Traffic,
    },
    store::{self, Access, audit::Entry},
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::collections::HashMap;

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// A person, by name.
    Person(String),
    /// Somebody of the house, whose name isn't the reader's concern; or someone at the machine.
    House,
    /// Nobody: time, a server or a job.
    Itself,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Another name: the one before, and the one after.
    Name(String, String),
    /// Another quota; the flag says that it is the plan's again.
    Quota(Option<Traffic>, Option<Traffic>, bool),
    /// Another end; the flag says that it is as sold again.
    End(End, End, bool),
    /// It could not be made, by the failure's stored name.
    Failed(String),
    /// It is gone; the flag says that its sale was reversed.
    Deleted(bool),
    /// It was taken over from its server; what it was called there, where that is another name.
    Adopted(Option<String>),
    /// Somebody opened the link that makes it theirs: their name.
    Claimed(String),
    /// It was given to a customer, or taken from one: their name now, where they are written down still.
    Customer(bool, Option<String>),
    /// Something that its stable code says whole.
    Other(String),
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The audit's entry.
    pub id: AuditId,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub who: Who,
    /// What.
    pub what: What,
}

/// What happened to a key, newest first, before `before`. Callers have checked that the reader may see the key.
pub async fn of_key(
    access: &mut impl Access,
    reader: &Actor,
    key: KeyId,
    before: Option<AuditId>,
    limit: i64,
) -> Outcome<Vec<Event>> {
    let entries = store::audit::history(access, &keys::subject(key), before, limit).await?;
    let mut names = HashMap::new();
    let mut events = Vec::with_capacity(entries.len());
    for entry in entries {
        let mut what = what(&entry);
        let who = match what {
            // A customer's name is said with what they did, to whoever may see the key.
            What::Claimed(_) => Who::Itself,
            _ => who(access, reader, &entry.actor, &mut names).await?,
        };
        if let What::Customer(_, name) = &mut what {
            *name = customer(access, &entry.detail).await?;
        }
        events.push(Event { id: entry.id, at: entry.at, who, what });
    }
    Ok(events)
}

/// The person whose actor's name that is.
fn person(actor: &str) -> Option<PersonId> {
    actor.strip_prefix("person:")?.parse().ok().map(PersonId)
}

/// The customer that a key was given to, or, where it was given to nobody, the one that had it before.
async fn customer(access: &mut impl Access, detail: &str) -> Outcome<Option<String>> {
    let detail: Value = serde_json::from_str(detail).unwrap_or_default();
    let id = detail["after"].as_i64().or_else(|| detail["before"].as_i64());
    Ok(match id {
        Some(id) => store::customers::get(access, Scope::House, CustomerId(id)).await?.map(|found| found.name),
        None => None,
    })
}

async fn who(
    access: &mut impl Access,
    reader: &Actor,
    actor: &str,
    names: &mut HashMap<PersonId, String>,
) -> Outcome<Who> {
    let Some(id) = person(actor) else {
        return Ok(if actor.starts_with("job:") { Who::Itself } else { Who::House });
    };
    if reader.scope() != Scope::House && reader.person() != Some(id) {
        return Ok(Who::House);
    }
    if !names.contains_key(&id)
        && let Some(found) = store::people::get(access, id).await?
    {
        names.insert(id, found.name);
    }
    Ok(names.get(&id).cloned().map_or(Who::House, Who::Person))
}

fn what(entry: &Entry) -> What {
    let detail: Value = serde_json::from_str(&entry.detail).unwrap_or_default();
    let told = match entry.action.as_str() {
        "key.update" => changed(&detail),
        "key.failed" => detail["why"].as_str().map(|why| What::Failed(why.to_owned())),
        "key.deleted" => Some(What::Deleted(detail["sale_reversed"] == true)),
        "key.adopt" => Some(What::Adopted(renamed(&detail))),
        "key.claim" => detail["name"].as_str().map(|name| What::Claimed(name.to_owned())),
        "key.customer" => Some(What::Customer(!detail["after"].is_null(), None)),
        _ => None,
    };
    told.unwrap_or_else(|| What::Other(entry.action.clone()))
}

/// What an adopted key was called on its server, where that isn't its name now.
fn renamed(detail: &Value) -> Option<String> {
    let (name, there) = (detail["name"].as_str()?, detail["there"].as_str()?);
    (!there.trim().is_empty() && there.trim() != name).then(|| there.to_owned())
}

fn changed(detail: &Value) -> Option<What> {
    let before = &detail["before"];
    let quota = |value: &Value| serde_json::from_value::<Option<Traffic>>(value.clone()).ok();
    let (kind, after) = detail["after"].as_object()?.iter().next()?;
    match kind.as_str() {
        "Rename" => Some(What::Name(before.as_str()?.to_owned(), after.as_str()?.to_owned())),
        "Quota" | "QuotaOfPlan" => Some(What::Quota(quota(before)?, quota(after)?, kind == "QuotaOfPlan")),
        "Ends" | "EndOfPlan" => Some(What::End(end(before)?, end(after)?, kind == "EndOfPlan")),
        _ => None,
    }
}

/// An end as written: whole, or the bare moment of a change.
fn end(value: &Value) -> Option<End> {
    let moment = || serde_json::from_value::<Option<DateTime<Utc>>>(value.clone()).ok();
    let whole = serde_json::from_value(value.clone()).ok();
    whole.or_else(|| moment().map(|at| at.map_or(End::Never, End::At)))
}

/// Who suspended a key, as far as it is the reader's concern; `None` where nobody has.
pub async fn who_suspended(access: &mut impl Access, reader: &Actor, key: &Key) -> Outcome<Option<Who>> {
    if key.suspended_at.is_none() {
        return Ok(None);
    }
    let person = match key.suspended_by {
        // A seller's people are known to the seller, whoever acts for them by now.
        Some(id) if reader.scope() == Scope::House || !key.suspended_by_house => {
            store::people::get(access, id).await?.map(|person| person.name)
        }
        _ => None,
    };
    Ok(Some(person.map_or(if key.suspended_by_house { Who::House } else { Who::Itself }, Who::Person)))
}

/// Who asked for a key's deletion last; `None` where no person did.
pub async fn who_deleted(access: &mut impl Access, key: KeyId) -> Outcome<Option<PersonId>> {
    // What follows a deletion is few: it was sent again, changed by a job, or tried.
    let entries = store::audit::history(access, &keys::subject(key), None, 20).await?;
    Ok(entries.iter().find(|e| e.action == "key.delete").and_then(|e| person(&e.actor)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{service::keys::KeyChange, store::audit::AuditResult};
    use serde_json::json;

    fn told(action: &str, detail: &Value) -> What {
        what(&Entry {
            id: AuditId(1),
            at: DateTime::UNIX_EPOCH,
            actor: "person:1".to_owned(),
            chat: None,
            action: action.to_owned(),
            subject: "key:1".to_owned(),
            detail: detail.to_string(),
            result: AuditResult::Ok,
        })
    }

    #[test]
    fn changes_are_read_as_they_are_written() {
        let at = DateTime::UNIX_EPOCH;
        let update = |before: Value, after: Value| told("key.update", &json!({ "before": before, "after": after }));
        let name = KeyChange::Rename("b".to_owned());
        assert_eq!(update(json!("a"), json!(name)), What::Name("a".to_owned(), "b".to_owned()));
        let (from, to) = (Some(Traffic::gb(50)), Some(Traffic::gb(100)));
        assert_eq!(update(json!(from), json!(KeyChange::Quota(to))), What::Quota(from, to, false));
        assert_eq!(update(json!(from), json!(KeyChange::Quota(None))), What::Quota(from, None, false));
        assert_eq!(update(json!(null), json!({ "QuotaOfPlan": to })), What::Quota(None, to, true));
        let ends = json!(KeyChange::Ends(Some(at)));
        let sold = End::AfterFirstUse(30);
        assert_eq!(update(json!(sold), ends.clone()), What::End(sold, End::At(at), false));
        assert_eq!(update(json!(null), ends), What::End(End::Never, End::At(at), false));
        assert_eq!(update(json!(End::At(at)), json!(KeyChange::Ends(None))), What::End(End::At(at), End::Never, false));
        assert_eq!(update(json!(End::Never), json!({ "EndOfPlan": sold })), What::End(End::Never, sold, true));
    }

    #[test]
    fn what_can_t_be_read_is_told_by_its_code() {
        for detail in [json!({}), json!(null), json!({ "before": 1, "after": "x" }), json!({ "after": { "New": 1 } })] {
            assert_eq!(told("key.update", &detail), What::Other("key.update".to_owned()));
        }
        assert_eq!(told("key.deleted", &json!({ "sale_reversed": true })), What::Deleted(true));
        assert_eq!(told("key.adopt", &json!({ "name": "a", "there": " a " })), What::Adopted(None));
        assert_eq!(told("key.adopt", &json!({ "name": "key-7", "there": "" })), What::Adopted(None));
        let renamed = json!({ "name": "a (7)", "there": "a" });
        assert_eq!(told("key.adopt", &renamed), What::Adopted(Some("a".to_owned())));
        assert_eq!(told("key.claim", &json!({ "name": "Mina" })), What::Claimed("Mina".to_owned()));
        assert_eq!(told("key.customer", &json!({ "before": 3, "after": null })), What::Customer(false, None));
        assert_eq!(told("key.failed", &json!({ "why": "timeout" })), What::Failed("timeout".to_owned()));
    }
}
