//! What an action leads to: decided by the action, carried out by the step that called it.
//! A type of its own, so that actions can lie in several files.

use super::{flows::Form, routes::Route, ui::View};
use crate::domain::ids::RepresentativeId;

/// What an action leads to.
#[derive(Debug)]
pub enum Led {
    /// A screen, with words for the tap.
    To(Route, Option<String>),
    /// A form.
    Form(Form),
    /// Home, as a representative sees it, or as oneself.
    View(Option<RepresentativeId>),
    /// A view that can't be asked for again.
    Once(View),
    /// Nothing but words for the tap.
    Said(String),
}
