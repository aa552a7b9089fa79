//! Every screen in every language, as pictures in text: what people read and which buttons they have.
//!
//! A changed screen shows here as a changed snapshot, to be looked at: `INSTA_UPDATE=always cargo test --test it screens`.

use claviger::{
    bot::{
        gallery,
        routes::{Action, Route, Target},
        ui::{Press, View},
    },
    domain::{
        person::{Language, Reading},
        role::{Permission, Role},
    },
    text::Text,
};
use std::fmt::Write;

fn text(language: Language) -> Text {
    Text::new(Reading::usual(language), chrono_tz::Tz::Europe__Berlin, true)
}

/// Marks that steer direction, made visible.
fn visible(text: &str) -> String {
    text.replace('\u{200F}', "⟨rlm⟩").replace('\u{200E}', "⟨lrm⟩").replace('\u{2068}', "⟨").replace('\u{2069}', "⟩")
}

fn picture(view: &View, text: &Text) -> String {
    let mut out = visible(&view.html(text));
    for row in &view.buttons {
        out.push('\n');
        for button in row {
            let does = match &button.press {
                Press::To(target) => target.encode(),
                Press::Copy(_) => "copy".to_owned(),
                Press::Link(url) => url.to_string(),
            };
            let _ = write!(out, "[{} | {does}] ", visible(&button.label));
        }
    }
    out
}

#[test]
fn all_screens_in_all_languages() {
    for language in Language::ALL {
        let text = text(*language);
        let mut all = String::new();
        for (name, view) in gallery::all(&text) {
            let _ = writeln!(all, "━━ {name}\n{}\n", picture(&view, &text));
        }
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("screens_{}", language.as_str()), all);
        });
    }
}

#[test]
fn screens_keep_telegrams_limits_and_lead_back() {
    for language in Language::ALL {
        let text = text(*language);
        for (name, view) in gallery::all(&text) {
            let html = view.html(&text);
            assert!(!html.is_empty() && html.encode_utf16().count() <= 4_096, "{name}: {} units", html.len());
            assert!(!view.buttons.is_empty(), "{name}: a dead end");
            let mut home = false;
            for button in view.buttons.iter().flatten() {
                let label = button.label.chars().count();
                assert!((1..=64).contains(&label), "{name}: a label of {label}: {}", button.label);
                assert!(!button.label.contains("??"), "{name}: {}", button.label);
                if let Press::To(target) = &button.press {
                    let data = target.encode();
                    assert!((1..=64).contains(&data.len()), "{name}: {data}");
                    assert_eq!(Target::decode(&data), Some(*target), "{name}: {data}");
                    home |= !matches!(target, Target::Do(_));
                }
            }
            // The first start has its steps and "later"; everything else leads somewhere by a plain tap.
            assert!(home || name.starts_with("setup"), "{name}: no way back");
        }
    }
}

/// Every route is reached from a button on some screen, or from a form: nothing is hidden.
#[test]
fn every_route_has_a_button() {
    let text = text(Language::En);
    let mut reached: Vec<&str> = vec!["h"];
    let mut done: Vec<&str> = Vec::new();
    for (_, view) in gallery::all(&text) {
        for button in view.buttons.iter().flatten() {
            match &button.press {
                Press::To(Target::Go(route) | Target::Open(route)) => reached.push(route.code()),
                Press::To(Target::Do(action) | Target::Also(action)) => done.push(action.code()),
                _ => {}
            }
        }
    }
    for route in Route::longest() {
        // Reached by what a form or a search leads to.
        let led = ["sa", "bw", "fd"].contains(&route.code());
        assert!(led || reached.contains(&route.code()), "no button leads to {}", route.code());
    }
    for action in Action::longest() {
        // Cancel stands below forms, joining a group below the notice that asks for it.
        assert!(
            ["x", "ng"].contains(&action.code()) || done.contains(&action.code()),
            "no button does {}",
            action.code()
        );
    }
}

/// What a role may not do has no permission by another name: each route and action asks the one table.
#[test]
fn the_table_of_roles_is_as_decided() {
    let mut table = String::new();
    for role in Role::ALL {
        let may: Vec<_> = Route::longest().iter().filter(|r| role.may(r.permission())).map(Route::code).collect();
        let acts: Vec<_> = Action::longest().iter().filter(|a| role.may(a.permission())).map(Action::code).collect();
        let _ = writeln!(table, "{}: {} ! {}", role.as_str(), may.join(" "), acts.join(" "));
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("roles", table);
    });
}

/// What a permission is called in the owner's guide.
const fn in_the_guide(permission: Permission) -> &'static str {
    match permission {
        Permission::Enter => "Come in, choose one’s own language, read the help",
        Permission::KeyRead => "See keys",
        Permission::KeyCreate => "Make keys",
        Permission::KeyChange => "Rename, suspend and resume keys",
        Permission::KeyGrant => "Change a key’s quota and end freely",
        Permission::KeyDelete => "Delete keys",
        Permission::ServerRead => "See servers and how they are",
        Permission::ServerChange => "Rename, pause and resume servers; decide about differences",
        Permission::ServerAdd => "Add servers",
        Permission::ServerRemove => "Remove servers",
        Permission::ServerReveal => "See a server’s management URL",
        Permission::PlanRead => "See plans and prices",
        Permission::PlanChange => "Make, change and archive plans",
        Permission::KeyHistory => "See what has happened to a key",
        Permission::PeopleRead => "See the house’s own people",
        Permission::PeopleChange => "Invite the house’s own people, change their roles, suspend and remove them",
        Permission::RepresentativeRead => "See representatives",
        Permission::RepresentativeChange => "Invite representatives, set what they may sell, suspend and remove them",
        Permission::ViewAs => "See the house as a representative does",
        Permission::CustomerRead => "See customers",
        Permission::CustomerChange => "Write customers down, give them keys, invite them",
        Permission::InvitationRead => "See and take back invitations",
        Permission::HouseHandOver => "Hand the house over to another owner",
        Permission::HouseChange => "Change the house’s name, currency and time zone",
        Permission::BackupManage => "Make, fetch and delete backups",
        Permission::BackupRestore => "Restore the house from a backup",
        Permission::AuditRead => "Read the record of everything",
    }
}

/// The guide's table of roles is the one table.
#[test]
fn the_guide_says_what_each_role_may_do() {
    let guide = include_str!("../../docs/owners-guide.md");
    for permission in Permission::ALL {
        let may = |role: &Role| if role.may(*permission) { "yes" } else { "–" };
        let row: Vec<_> = Role::ALL.iter().map(may).collect();
        let row = format!("| {} | {} |", in_the_guide(*permission), row.join(" | "));
        assert!(guide.contains(&row), "the owner's guide lacks:\n{row}");
    }
}
