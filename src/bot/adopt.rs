//! What taps and forms do about adopting what a server has.
//! As everywhere, what the person may do is asked by the table first and by the use case again.

use super::{
    context::Context,
    flows::{Form, adopt::AdoptForm},
    led::Led,
    routes::{Action, AdoptionDeed, Route, RuleDeed},
};
use crate::{
    domain::{
        adoption::Holder,
        ids::{AdoptionId, ServerId},
    },
    service::{
        Outcome, Refusal,
        adopting::{self, At, Edit, Wish},
        require,
    },
    store::{self, Tx},
    text::label,
};

/// Whether an action is about that.
pub const fn concerns(action: Action) -> bool {
    matches!(
        action,
        Action::AdoptBegin { .. }
            | Action::AdoptSuggested { .. }
            | Action::AdoptPattern { .. }
            | Action::AdoptList { .. }
            | Action::AdoptRuleDo { .. }
            | Action::AdoptTo { .. }
            | Action::AdoptAs { .. }
            | Action::AdoptFor { .. }
            | Action::AdoptDo { .. }
    )
}

/// Does it.
pub async fn act(tx: &mut Tx, context: Context<'_>, action: Action) -> Outcome<Led> {
    let (env, actor, now) = (context.env, &context.known.actor, context.now);
    Ok(match action {
        Action::AdoptBegin { server } => {
            let adoption = adopting::begin(tx, env, actor, server, now).await?;
            Led::To(Route::Adopt { adoption }, None)
        }
        Action::AdoptSuggested { adoption, version, choice } => {
            let n = usize::try_from(choice).map_err(|_| Refusal::Stale)?;
            Led::To(wish(tx, context, (adoption, version), Wish::Suggested(n)).await?, None)
        }
        Action::AdoptPattern { adoption, rule } => {
            let found = draft(tx, context, adoption).await?;
            let rule = rule.map(|rule| match At::of(rule) {
                At::Rule(n) => found.mapping.rules.get(n).map(|rule| (n, rule.pattern.clone())),
                At::Rest => None,
            });
            let form = match rule {
                None => AdoptForm::pattern(adoption, found.version, None),
                Some(Some(rule)) => AdoptForm::pattern(adoption, found.version, Some(rule)),
                Some(None) => return Err(Refusal::Stale.into()),
            };
            Led::Form(Form::Adopt(form))
        }
        Action::AdoptList { adoption } => {
            let found = draft(tx, context, adoption).await?;
            Led::Form(Form::Adopt(AdoptForm::list(adoption, found.version)))
        }
        Action::AdoptDo { adoption, version, deed } => deed_on(tx, context, (adoption, version), deed).await?,
        other => edit(tx, context, other).await?,
    })
}

/// An adoption that is still being decided about.
async fn draft(tx: &mut Tx, context: Context<'_>, id: AdoptionId) -> Outcome<store::adoptions::Adoption> {
    require(&context.known.actor, crate::domain::role::Permission::ServerChange)?;
    let found = store::adoptions::get(tx, id).await?.ok_or(Refusal::NotFound)?;
    if found.state == crate::domain::adoption::AdoptionState::Draft {
        Ok(found)
    } else {
        Err(Refusal::WrongState.into())
    }
}

/// Changes the mapping; leads to a rule that was added, else to where such a change is made.
async fn wish(tx: &mut Tx, context: Context<'_>, at: (AdoptionId, i64), wish: Wish) -> Outcome<Route> {
    let adoption = at.0;
    let added = adopting::change(tx, &context.known.actor, at, wish, context.now).await?;
    Ok(match added {
        Some(at) => Route::AdoptRule { adoption, rule: at.number() },
        None => Route::Adopt { adoption },
    })
}

async fn edit(tx: &mut Tx, context: Context<'_>, action: Action) -> Outcome<Led> {
    let (at, rule, change) = match action {
        Action::AdoptRuleDo { adoption, version, rule, deed } => {
            let change = match (deed, At::of(rule)) {
                (RuleDeed::Nobody, at) => Edit::Holder(at, Holder::Nobody),
                (RuleDeed::Each, at) => Edit::Holder(at, Holder::Each),
                (RuleDeed::Take, _) => Edit::Rest(true),
                (RuleDeed::Leave, _) => Edit::Rest(false),
                (_, At::Rest) => return Err(Refusal::Stale.into()),
                (RuleDeed::Up, At::Rule(n)) => Edit::Up(n),
                (RuleDeed::Down, At::Rule(n)) => Edit::Down(n),
                (RuleDeed::Remove, At::Rule(n)) => Edit::Remove(n),
            };
            ((adoption, version), rule, change)
        }
        Action::AdoptTo { adoption, version, rule, to } => ((adoption, version), rule, Edit::Seller(At::of(rule), to)),
        Action::AdoptAs { adoption, version, rule, plan } => {
            ((adoption, version), rule, Edit::Plan(At::of(rule), plan))
        }
        Action::AdoptFor { adoption, version, rule, customer } => {
            ((adoption, version), rule, Edit::Holder(At::of(rule), Holder::One(customer)))
        }
        _ => return Err(Refusal::NotAllowed.into()),
    };
    let adoption = at.0;
    // Where the rule itself moves or goes, its page would show another.
    let moves = matches!(change, Edit::Up(_) | Edit::Down(_) | Edit::Remove(_));
    wish(tx, context, at, Wish::Edit(change)).await?;
    Ok(Led::To(if moves { Route::Adopt { adoption } } else { Route::AdoptRule { adoption, rule } }, None))
}

async fn deed_on(tx: &mut Tx, context: Context<'_>, at: (AdoptionId, i64), deed: AdoptionDeed) -> Outcome<Led> {
    let (env, actor, now, text) = (context.env, &context.known.actor, context.now, context.text);
    let adoption = at.0;
    match deed {
        AdoptionDeed::Again => adopting::look_again(tx, env, actor, adoption, now).await?,
        AdoptionDeed::Go => adopting::go(tx, env, actor, at, now).await?,
        AdoptionDeed::Stop => adopting::stop(tx, actor, adoption, now).await?,
        AdoptionDeed::Unlist => {
            adopting::change(tx, actor, at, Wish::Edit(Edit::List(Vec::new())), now).await?;
        }
        AdoptionDeed::Close => {
            let server: ServerId = adopting::close(tx, actor, at, now).await?;
            return Ok(Led::To(Route::Server { server }, None));
        }
        AdoptionDeed::File => {
            adopting::export(tx, env, actor, adoption, now).await?;
            return Ok(Led::Said(label!(text, "toast-sending")));
        }
    }
    Ok(Led::To(Route::Adopt { adoption }, None))
}

/// Does what a form asks for.
pub async fn perform(tx: &mut Tx, context: Context<'_>, at: (AdoptionId, i64), asked: &Wish) -> Outcome<Route> {
    let changed = match asked {
        Wish::Edit(Edit::Pattern(n, _)) => Some(Route::AdoptRule { adoption: at.0, rule: At::Rule(*n).number() }),
        _ => None,
    };
    let route = wish(tx, context, at, asked.clone()).await?;
    Ok(changed.unwrap_or(route))
}
