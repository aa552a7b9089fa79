//! All screens, drawn from their samples, for the pictures of every screen in every language.
//! Used by tests and documentation only; a new screen is added to the list here.

use super::{
    perform,
    screens::{adopt, backups, find, help, home, keys, needs, people, plans, servers, settings, setup, usage},
    ui::View,
};
use crate::{
    domain::ids::{ServerId, UndoId},
    text::Text,
};

/// Draws the samples of some screens, each under its name.
macro_rules! draw {
    ($out:ident, $text:ident; $($name:literal => $($screen:ident)::+),+ $(,)?) => {$(
        $out.extend($($screen)::+::samples().into_iter().map(|(sample, model)| {
            (format!("{}/{sample}", $name), $($screen)::+::view(&model, $text))
        }));
    )+};
}

/// Screens for adopting what a server has.
fn adoption(text: &Text) -> Vec<(String, View)> {
    let mut out = Vec::new();
    draw! { out, text;
        "adopt/page" => adopt::page,
        "adopt/rule" => adopt::rule,
        "adopt/seller" => adopt::seller,
        "adopt/plan" => adopt::plan,
        "adopt/holder" => adopt::holder,
        "adopt/outlook" => adopt::outlook,
    }
    out
}

/// Every sample of every screen: a name, and the view in that reader's language.
pub fn all(text: &Text) -> Vec<(String, View)> {
    let revealed = perform::revealed(ServerId(1), "Frankfurt", r#"{"apiUrl":"https://203.0.113.5:12345/AbC…"}"#, text);
    let mut out = vec![("find/ask".to_owned(), find::ask(text)), ("servers/revealed".to_owned(), revealed)];
    draw! { out, text;
        "home" => home,
        "needs" => needs::one,
        "help" => help,
        "find" => find,
        "keys/list" => keys::list,
        "keys/page" => keys::page,
        "keys/history" => keys::history,
        "keys/delete" => keys::delete,
        "keys/batch" => keys::batch,
        "usage" => usage,
        "servers/list" => servers::list,
        "servers/none-up" => servers::none_up,
        "servers/page" => servers::page,
        "servers/adding" => servers::adding,
        "servers/remove" => servers::remove,
        "servers/differences" => servers::differences,
        "servers/difference-delete" => servers::difference_delete,
        "home" => people::own,
        "people/list" => people::list,
        "people/page" => people::page,
        "people/role" => people::role,
        "people/remove" => people::remove,
        "people/invite" => people::invite,
        "people/invitations" => people::invitations,
        "people/invitation" => people::invitation,
        "representatives/list" => people::sellers,
        "representatives/page" => people::seller,
        "representatives/remove" => people::seller_remove,
        "representatives/sells" => people::sells,
        "customers/list" => people::customers,
        "customers/page" => people::customer,
        "customers/of-key" => people::key_customer,
        "plans/list" => plans::list,
        "plans/page" => plans::page,
        "settings" => settings,
        "settings/reading" => settings::reading,
        "settings/house" => settings::house,
        "settings/usage" => settings::usage,
        "settings/notices" => settings::notices,
        "settings/test-keys" => settings::test_keys,
        "setup" => setup,
        "backups/list" => backups::list,
        "backups/page" => backups::page,
        "backups/work" => backups::work,
        "backups/erase" => backups::erase,
        "backups/restore" => backups::restore,
        "backups/rules" => backups::rules,
        "backups/held" => backups::held,
    }
    out.extend(adoption(text));
    out.extend(decorated(text));
    out
}

/// Screens that are drawn of another's samples, or with something added.
fn decorated(text: &Text) -> Vec<(String, View)> {
    let mut out = Vec::new();
    out.extend(
        people::own::key_samples()
            .into_iter()
            .map(|(sample, model)| (format!("customers/own-key/{sample}"), people::own::view_key(&model, text))),
    );
    out.extend(keys::page::samples().into_iter().take(1).map(|(_, model)| {
        ("keys/page/changed".to_owned(), keys::page::view(&model, text).undo(text, Some(UndoId(4))))
    }));
    out.extend(
        home::samples()
            .into_iter()
            .filter(|(sample, _)| *sample == "representative")
            .map(|(_, model)| ("home/view-as".to_owned(), home::view(&model, text).seen_as(text, "Sara’s shop"))),
    );
    out
}
