//! Screens that show work in progress: which these are, and what becomes of the work when a chat leaves one.
//! What isn't done then is told by a message once it is.

use super::{context::Context, reply::Show, routes::Route};
use crate::{
    service::{Outcome, backup::records},
    store::{Tx, sessions::Session},
};

/// The chat turns to something else: what it followed, and isn't done, is sent as a message.
pub async fn leave(tx: &mut Tx, context: Context<'_>, session: &Session, to: &Show) -> Outcome<()> {
    let from = session.watch.as_deref().and_then(Route::decode);
    let stays = matches!(to, Show::Nothing) || matches!(to, Show::Screen(route) if Some(*route) == from);
    match from {
        Some(Route::Adding { job }) if !stays => crate::service::adding::left(tx, &context.known.actor, job).await,
        Some(Route::Key { key }) if !stays => crate::service::keys::left(tx, &context.known.actor, key).await,
        Some(Route::Adopt { adoption }) if !stays => {
            crate::service::adopting::left(tx, &context.known.actor, adoption).await
        }
        Some(Route::BackupWork { job }) if !stays => records::left(tx, &context.known.actor, job).await,
        _ => Ok(()),
    }
}

/// Screens that may change by themselves are followed.
pub const fn is_live(route: Route) -> bool {
    matches!(
        route,
        Route::Key { .. }
            | Route::Adding { .. }
            | Route::Server { .. }
            | Route::Adopt { .. }
            | Route::BackupWork { .. }
            | Route::Batch { .. }
    )
}
