//! Differences found on a server, one at a time, with the decision's buttons right there.
//! A decision carries the version that was shown, and leads to the next one.

use crate::{
    bot::{
        context::Context,
        routes::{Action, Deed, Route},
        ui::{Button, View},
    },
    domain::{
        ids::{DifferenceId, ServerId},
        role::Permission,
    },
    service::{Outcome, servers},
    store::{
        self, Access,
        differences::{Difference, DifferenceKind, DifferenceState},
    },
    text::{Html, Text, label, tr},
};

/// The one to decide about.
#[derive(Debug, Clone)]
pub struct Model {
    server: ServerId,
    name: String,
    open: i64,
    /// Keys there that aren't the house's.
    foreign: i64,
    difference: Option<Difference>,
    /// Keys that the server has lost, and how many the house has on it.
    missing: i64,
    keys: i64,
    /// The reader may decide that they are deleted.
    may_remove: bool,
}

/// Reads the next one after `after`, or the first.
pub async fn load(
    access: &mut impl Access,
    context: Context<'_>,
    server: ServerId,
    after: Option<DifferenceId>,
) -> Outcome<Model> {
    let name = servers::present(access, server).await?.name;
    let mut found = store::differences::list(access, server, DifferenceState::Open, after, 1).await?;
    if found.is_empty() && after.is_some() {
        found = store::differences::list(access, server, DifferenceState::Open, None, 1).await?;
    }
    let open = store::differences::open_count(access, server).await?;
    // That a server was set up anew comes first, and can be decided anew where that was put off.
    let rebuilt = store::differences::rebuilt(access, server).await?;
    let first = rebuilt.filter(|d| after.is_none() && (d.state == DifferenceState::Open || open == 0));
    Ok(Model {
        server,
        name,
        open,
        foreign: store::differences::foreign_count(access, server).await?,
        difference: first.or_else(|| found.into_iter().next()),
        missing: store::keys::missing_count(access, server).await?,
        keys: store::servers::present_keys(access, server).await?,
        may_remove: context.may(Permission::ServerRemove),
    })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let path = [tr!(text, "servers-title"), Html::isolated(text, &model.name)];
    let view = View::titled(&path, &tr!(text, "differences-title"));
    let back = Route::Server { server: model.server };
    let Some(difference) = &model.difference else {
        return view.gap().line(tr!(text, "differences-none")).back(text, back);
    };
    if difference.kind == DifferenceKind::Rebuilt {
        return rebuilt(view, model, difference, text);
    }
    let name = difference.shown_name();
    let settle = |label: String, deed| {
        let (server, difference, version) = (model.server, difference.id, difference.version);
        Button::act(label, Action::Settle { server, difference, version, deed })
    };
    let delete = Route::DifferenceDelete { server: model.server, difference: difference.id, needs: false };
    let (line, first, second) = match difference.kind {
        DifferenceKind::Foreign => (
            tr!(text, "difference-foreign", name = name),
            settle(label!(text, "difference-adopt"), Deed::Adopt),
            Button::go(label!(text, "difference-delete"), delete),
        ),
        DifferenceKind::Missing | DifferenceKind::Rebuilt => (
            tr!(text, "difference-missing", name = name),
            settle(label!(text, "difference-restore"), Deed::Restore),
            Button::go(label!(text, "difference-accept"), delete),
        ),
    };
    let mut others = vec![settle(label!(text, "difference-ignore"), Deed::Ignore)];
    if model.open > 1 {
        let next = Route::Differences { server: model.server, after: Some(difference.id) };
        others.push(Button::go(label!(text, "button-next"), next));
    }
    view.line(tr!(text, "differences-open", count = model.open))
        .gap()
        .line(line)
        .maybe(moved(difference, text))
        .line(tr!(text, "difference-found", date = text.date_time(difference.found_at)))
        .row([first, second])
        .row(others)
        .row((model.foreign > 1 && difference.kind == DifferenceKind::Foreign).then(|| {
            let begin = Action::AdoptBegin { server: model.server };
            Button::act(label!(text, "server-adopt", count = model.foreign), begin)
        }))
        .back(text, back)
}

/// What a key that isn't the house's has moved, where that is known.
pub fn moved(difference: &Difference, text: &Text) -> Option<Html> {
    let moved = difference.moved.filter(|_| difference.kind == DifferenceKind::Foreign)?;
    Some(if moved.0 > 0 {
        tr!(text, "difference-moved", traffic = text.traffic(moved))
    } else {
        tr!(text, "difference-unused")
    })
}

/// The server was set up anew: one decision for all its keys.
fn rebuilt(view: View, model: &Model, difference: &Difference, text: &Text) -> View {
    let name = model.name.as_str();
    let settle = |label: String, deed| {
        let (server, version) = (model.server, difference.version);
        Button::act(label, Action::Settle { server, difference: difference.id, version, deed })
    };
    let mut deeds = vec![settle(label!(text, "rebuilt-restore"), Deed::Restore)];
    if model.may_remove {
        deeds.push(settle(label!(text, "rebuilt-delete"), Deed::Delete));
    }
    if difference.state == DifferenceState::Open {
        deeds.push(settle(label!(text, "rebuilt-leave"), Deed::Ignore));
    }
    if model.open > 1 {
        let next = Route::Differences { server: model.server, after: Some(difference.id) };
        deeds.push(Button::go(label!(text, "button-next"), next));
    }
    view.gap()
        .line(if model.missing >= model.keys {
            tr!(text, "rebuilt-all", name = name, count = model.keys)
        } else {
            tr!(text, "rebuilt-most", name = name, missing = model.missing, count = model.keys)
        })
        .line(tr!(text, "difference-found", date = text.date_time(difference.found_at)))
        .gap()
        .line(tr!(text, "rebuilt-say-restore"))
        .maybe(model.may_remove.then(|| tr!(text, "rebuilt-say-delete")))
        .line(tr!(text, "rebuilt-say-leave"))
        .column(deeds)
        .back(text, Route::Server { server: model.server })
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    let one = crate::bot::screens::sample::difference;
    let (server, may_remove) = (ServerId(1), true);
    let model = |difference, open| Model {
        server,
        name: "Frankfurt".to_owned(),
        open,
        foreign: open,
        difference,
        missing: 60,
        keys: 60,
        may_remove,
    };
    let left = Difference { state: DifferenceState::Ignored, ..one(DifferenceKind::Rebuilt, "") };
    let left = Model { missing: 57, may_remove: false, ..model(Some(left), 0) };
    vec![
        ("foreign", model(Some(one(DifferenceKind::Foreign, "my <phone>")), 2)),
        ("missing", model(Some(one(DifferenceKind::Missing, "")), 1)),
        ("none", model(None, 0)),
        ("rebuilt", model(Some(one(DifferenceKind::Rebuilt, "")), 2)),
        ("rebuilt-left", left),
    ]
}
