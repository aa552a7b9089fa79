//! Asks before a key that differs is deleted: one there that isn't the house's, or the house's that is missing there.
//! Says what is known of it, and what is lost. Its button carries the version that was shown.

use crate::{
    bot::{
        context::Context,
        routes::{Action, Deed, NeedDeed, NeedRef, Route},
        ui::{Button, View},
    },
    domain::ids::{DifferenceId, ServerId},
    service::{Outcome, Refusal, servers},
    store::{
        self, Access,
        differences::{Difference, DifferenceKind, DifferenceState},
    },
    text::{Html, Text, label, tr},
};

/// The difference in question.
#[derive(Debug, Clone)]
pub struct Model {
    server: String,
    difference: Difference,
    /// It was come upon in what needs the reader, not in the server's list.
    needs: bool,
}

/// Reads it; what is settled can't be asked about any more.
pub async fn load(
    access: &mut impl Access,
    _: Context<'_>,
    (server, id): (ServerId, DifferenceId),
    needs: bool,
) -> Outcome<Model> {
    let name = servers::present(access, server).await?.name;
    let found = store::differences::get(access, id).await?.filter(|found| found.server == server);
    let difference = found.ok_or(Refusal::NotFound)?;
    if difference.state == DifferenceState::Settled || difference.kind == DifferenceKind::Rebuilt {
        return Err(Refusal::WrongState.into());
    }
    Ok(Model { server: name, difference, needs })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let found = &model.difference;
    let (server, difference, version) = (found.server, found.id, found.version);
    let path = [tr!(text, "servers-title"), Html::isolated(text, &model.server)];
    let view = View::titled(&path, &tr!(text, "key-delete-title")).gap();
    let name = found.shown_name();
    let (lost, deed, need_deed) = match found.kind {
        DifferenceKind::Foreign => (tr!(text, "difference-delete-there", name = name), Deed::Delete, NeedDeed::Delete),
        DifferenceKind::Missing | DifferenceKind::Rebuilt => {
            (tr!(text, "difference-delete-here", name = name), Deed::Adopt, NeedDeed::Adopt)
        }
    };
    let (yes, keep) = if model.needs {
        let need = NeedRef::Difference(difference);
        let same = NeedRef::Difference(DifferenceId(difference.0.saturating_add(1)));
        (Action::NeedDo { need, version, deed: need_deed }, Route::Needs { after: Some(same) })
    } else {
        let after = Some(DifferenceId(difference.0.saturating_add(1)));
        (Action::Settle { server, difference, version, deed }, Route::Differences { server, after })
    };
    view.line(lost)
        .maybe(super::differences::moved(found, text))
        .row([Button::act(label!(text, "key-delete-yes"), yes), Button::go(label!(text, "button-keep"), keep)])
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    use crate::{bot::screens::sample, domain::traffic::Traffic};
    let model = |difference, needs| Model { server: "Frankfurt".to_owned(), difference, needs };
    let foreign = sample::difference(DifferenceKind::Foreign, "my <phone>");
    let used = Difference { moved: Some(Traffic(12_300_000_000)), ..foreign.clone() };
    vec![
        ("foreign", model(foreign, true)),
        ("foreign-used", model(used, false)),
        ("missing", model(sample::difference(DifferenceKind::Missing, "phone-7"), false)),
    ]
}
