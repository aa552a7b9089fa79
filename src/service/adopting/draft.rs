//! What people decide about an adoption: begin it, say which keys become whose, start it, stop it, give it up.
//!
//! Whoever may settle differences may do all of it; a server has one open adoption, whoever began it. Each change carries
//! the version that was shown.

use super::{
    csv::List,
    edit::{self, At, Edit},
    listed,
    names::normal,
    overview,
};
use crate::{
    domain::{
        adoption::{AdoptionState as S, Fate, Holder, Mapping, Rule, Terms},
        ids::{AdoptionId, PlanId, RepresentativeId, ServerId},
        job::JobKind,
        notice::Notice,
        plan::PlanState,
        representative::RepresentativeState,
        role::{Actor, Permission},
    },
    ports::Wake,
    service::{AdoptionRefusal, Env, Outcome, Refusal, audit, guarded, require, servers},
    store::{self, Access, Tx, adoptions::Adoption},
    text::fold,
};
use chrono::{DateTime, Utc};
use serde_json::json;

fn subject(adoption: &Adoption) -> String {
    format!("server:{}", adoption.server)
}

async fn enqueue(tx: &mut Tx, env: &Env, adoption: AdoptionId, server: ServerId, now: DateTime<Utc>) -> Outcome<()> {
    store::jobs::enqueue(tx, &JobKind::Adopt { adoption, server }, now, now).await?;
    tx.wake(&env.signals, Wake::Jobs);
    Ok(())
}

/// The open adoption of a server; begins one where there is none, by asking the server what it has.
pub async fn begin(tx: &mut Tx, env: &Env, actor: &Actor, server: ServerId, now: DateTime<Utc>) -> Outcome<AdoptionId> {
    require(actor, Permission::ServerChange)?;
    let Some(person) = actor.person() else { return Err(Refusal::NotAllowed.into()) };
    store::servers::lock(tx, server).await?;
    let name = servers::present(tx, server).await?.name;
    if let Some(open) = store::adoptions::open_of(tx, server).await? {
        if open.state == S::Silent {
            look_again(tx, env, actor, open.id, now).await?;
        }
        return Ok(open.id);
    }
    let mapping = Mapping::default();
    let id = store::adoptions::insert(tx, server, person, &mapping, now).await?.ok_or(Refusal::Stale)?;
    audit::note(tx, actor, "adoption.begin", &format!("server:{server}"), json!({ "server": name }), now).await?;
    enqueue(tx, env, id, server, now).await?;
    Ok(id)
}

async fn held(tx: &mut Tx, actor: &Actor, id: AdoptionId) -> Outcome<Adoption> {
    require(actor, Permission::ServerChange)?;
    let found = store::adoptions::lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    servers::present(tx, found.server).await?;
    Ok(found)
}

/// The same, as it was at `version`.
async fn held_at(tx: &mut Tx, actor: &Actor, (id, version): (AdoptionId, i64)) -> Outcome<Adoption> {
    let found = held(tx, actor, id).await?;
    guarded(found.version == version)?;
    Ok(found)
}

async fn pass(tx: &mut Tx, found: &Adoption, to: S, now: DateTime<Utc>) -> Outcome<()> {
    guarded(store::adoptions::pass(tx, found.id, (found.state, to), None, now).await?)
}

/// Asks the server anew; what was decided so far stays.
pub async fn look_again(tx: &mut Tx, env: &Env, actor: &Actor, id: AdoptionId, now: DateTime<Utc>) -> Outcome<()> {
    let found = held(tx, actor, id).await?;
    if !matches!(found.state, S::Draft | S::Silent) {
        return Err(Refusal::WrongState.into());
    }
    pass(tx, &found, S::Looking, now).await?;
    enqueue(tx, env, id, found.server, now).await
}

/// A change that people ask for by name: representatives and plans aren't looked up yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// As it is.
    Edit(Edit),
    /// A rule for the n-th pattern that is suggested.
    Suggested(usize),
    /// A rule for a typed pattern.
    Pattern(String),
    /// A pasted list.
    List(List),
}

/// Changes what is to become of the keys, as it was at `version`; gives the number of a rule that was added.
pub async fn change(
    tx: &mut Tx,
    actor: &Actor,
    at: (AdoptionId, i64),
    wish: Wish,
    now: DateTime<Utc>,
) -> Outcome<Option<At>> {
    let found = held_at(tx, actor, at).await?;
    if found.state != S::Draft {
        return Err(Refusal::WrongState.into());
    }
    let edit = match wish {
        Wish::Edit(edit) => {
            asked(tx, &found.mapping, &edit).await?;
            edit
        }
        Wish::Suggested(n) => {
            let patterns = overview::suggestions(tx, &found).await?;
            let pattern = patterns.into_iter().nth(n).ok_or(Refusal::Stale)?.pattern;
            Edit::Add(guessed(tx, pattern).await?)
        }
        Wish::Pattern(pattern) => Edit::Add(guessed(tx, pattern).await?),
        Wish::List(list) => Edit::List(listed::entries(tx, list, &found.mapping).await?),
    };
    let added = matches!(edit, Edit::Add(_)).then_some(At::Rule(found.mapping.rules.len()));
    let mut mapping = found.mapping.clone();
    edit::apply(&mut mapping, edit)?;
    guarded(store::adoptions::set_mapping(tx, found.id, found.version, &mapping).await?)?;
    let detail = json!({ "before": bounded(&found.mapping), "after": bounded(&mapping) });
    audit::note(tx, actor, "adoption.update", &subject(&found), detail, now).await?;
    Ok(added)
}

/// A mapping for the record: a long list by its length.
fn bounded(mapping: &Mapping) -> serde_json::Value {
    json!({ "rules": mapping.rules, "rest": mapping.rest, "listed": mapping.listed.len() })
}

/// Whether those that a change names are there.
async fn asked(tx: &mut Tx, mapping: &Mapping, edit: &Edit) -> Outcome<()> {
    match edit {
        Edit::Seller(_, Some(id)) => seller(tx, *id).await,
        Edit::Plan(_, Some(id)) => plan(tx, *id).await,
        Edit::Holder(at, Holder::One(id)) => {
            let customer = store::customers::lock(tx, *id).await?.ok_or(Refusal::NotFound)?;
            let to = edit::terms(mapping, *at).ok_or(Refusal::Stale)?.to;
            if customer.representative_id == to { Ok(()) } else { Err(Refusal::NotFound.into()) }
        }
        _ => Ok(()),
    }
}

async fn seller(access: &mut impl Access, id: RepresentativeId) -> Outcome<()> {
    let found = store::representatives::get(access, id).await?;
    let there = found.is_some_and(|found| found.state != RepresentativeState::Removed);
    if there { Ok(()) } else { Err(Refusal::NotFound.into()) }
}

async fn plan(access: &mut impl Access, id: PlanId) -> Outcome<()> {
    let sold = store::plans::get(access, id).await?.is_some_and(|plan| plan.state == PlanState::Active);
    if sold { Ok(()) } else { Err(Refusal::NotFound.into()) }
}

/// A rule for a pattern: it is the one representative's who is called so, where there is one.
async fn guessed(access: &mut impl Access, pattern: String) -> Outcome<Rule> {
    let word: String = normal(&pattern).chars().take_while(|c| c.is_alphabetic()).collect();
    let mut terms = Terms::default();
    if word.chars().count() > 1 {
        let found = store::representatives::list(access, std::slice::from_ref(&word), None, 20).await?.into_iter();
        let called = |name: &str| fold::terms(name).contains(&word);
        let mut found = found.map(|row| row.representative).filter(|one| called(&one.name));
        terms.to = found.next().filter(|_| found.next().is_none()).map(|one| one.id);
    }
    Ok(Rule { pattern, terms })
}

/// Takes the keys over, as it was shown at `version`: from now on a job does it. One that was stopped goes on.
pub async fn go(tx: &mut Tx, env: &Env, actor: &Actor, at: (AdoptionId, i64), now: DateTime<Utc>) -> Outcome<()> {
    let found = held_at(tx, actor, at).await?;
    if !matches!(found.state, S::Draft | S::Stopped) {
        return Err(Refusal::WrongState.into());
    }
    if overview::overview(tx, &found).await?.adopts() == 0 {
        return Err(Refusal::Adoption(AdoptionRefusal::Nothing).into());
    }
    pass(tx, &found, S::Running, now).await?;
    audit::note(tx, actor, "adoption.start", &subject(&found), bounded(&found.mapping), now).await?;
    enqueue(tx, env, found.id, found.server, now).await
}

/// Stops it: what is taken over already stays so.
pub async fn stop(tx: &mut Tx, actor: &Actor, id: AdoptionId, now: DateTime<Utc>) -> Outcome<()> {
    let found = held(tx, actor, id).await?;
    if found.state != S::Running {
        return Err(Refusal::WrongState.into());
    }
    pass(tx, &found, S::Stopped, now).await?;
    audit::note(tx, actor, "adoption.stop", &subject(&found), json!({}), now).await
}

/// Gives up what wasn't started, or leaves at that what was stopped; as it was at `version`.
pub async fn close(tx: &mut Tx, actor: &Actor, at: (AdoptionId, i64), now: DateTime<Utc>) -> Outcome<ServerId> {
    let found = held_at(tx, actor, at).await?;
    let to = match found.state {
        S::Draft | S::Silent | S::Looking => S::Dropped,
        S::Stopped => S::Done,
        S::Running | S::Done | S::Dropped => return Err(Refusal::WrongState.into()),
    };
    pass(tx, &found, to, now).await?;
    if to == S::Done {
        super::take::record(tx, actor, &found, now).await?;
    } else {
        audit::note(tx, actor, "adoption.drop", &subject(&found), json!({}), now).await?;
    }
    Ok(found.server)
}

/// Sends the actor the list of what became of each key, or of what would.
pub async fn export(tx: &mut Tx, env: &Env, actor: &Actor, id: AdoptionId, now: DateTime<Utc>) -> Outcome<()> {
    let found = held(tx, actor, id).await?;
    let Some(chat) = actor.chat() else { return Err(Refusal::NotAllowed.into()) };
    // While people decide, it says what would become of each.
    let wanted = (found.state != S::Draft).then_some(Fate::Adopted);
    let any = store::adoptions::fates(tx, id).await?.iter().any(|(fate, _)| *fate == wanted);
    if !any {
        return Err(Refusal::WrongState.into());
    }
    store::outbox::put(tx, None, chat, &Notice::AdoptionFile { adoption: id }, now, now).await?;
    audit::note(tx, actor, "adoption.export", &subject(&found), json!({}), now).await?;
    tx.wake(&env.signals, Wake::Outbox);
    Ok(())
}

/// Whoever watched it looks at something else now: how it ends is sent as a message.
pub async fn left(tx: &mut Tx, actor: &Actor, id: AdoptionId) -> Outcome<()> {
    let Some(chat) = actor.chat() else { return Ok(()) };
    let Some(found) = store::adoptions::get(tx, id).await? else { return Ok(()) };
    let kind = JobKind::Adopt { adoption: id, server: found.server };
    if let (S::Running, Some(job)) = (found.state, store::jobs::unfinished(tx, &kind).await?) {
        store::jobs::tell(tx, job.id, chat).await?;
    }
    Ok(())
}
