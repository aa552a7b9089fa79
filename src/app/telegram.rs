//! What a start says to Telegram: who are you, these are the commands, send updates there.
//!
//! Each is repeated until it is answered or the program ends; whether Telegram knows the bot is told to everybody who waits
//! for it.

use crate::{
    bot::{commands, desk::Desk},
    domain::person::Language,
    in_tx,
    service::house,
};
use teloxide::{ApiError, RequestError, payloads::SetWebhookSetters, requests::Requester, types::AllowedUpdate};
use tokio_util::sync::CancellationToken;

/// Retries a call to Telegram until it works or the program ends; a bot whose network comes up late starts all the same.
/// The first failure is told, and the others only to whoever wants details.
async fn insist<F, Fut>(desk: &Desk, stop: &CancellationToken, what: &str, call: F)
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<(), RequestError>>,
{
    let mut wait = 1;
    let mut told = false;
    while !stop.is_cancelled() {
        let answer = tokio::select! { answer = call() => answer, () = stop.cancelled() => return };
        match answer {
            Ok(()) => return,
            Err(error) if told => tracing::debug!(%error, what, "Telegram doesn't answer"),
            Err(error) => tracing::warn!(
                %error,
                what,
                "Telegram doesn't answer as it should; trying again until it does (where it is blocked, set HTTPS_PROXY)"
            ),
        }
        told = true;
        let pause = desk.env.clock.sleep_until(desk.now() + chrono::TimeDelta::seconds(wait));
        tokio::select! { () = pause => {}, () = stop.cancelled() => return }
        wait = (wait * 2).min(60);
    }
}

pub(super) async fn greet(desk: &Desk, language: Language, stop: &CancellationToken) {
    insist(desk, stop, "getMe", || async {
        let me = match desk.telegram.get_me().await {
            Err(RequestError::Api(ApiError::InvalidToken)) => {
                desk.env.signals.refused.cancel();
                return Ok(());
            }
            answer => answer?,
        };
        desk.env.signals.known.cancel();
        tracing::info!(bot = me.username(), "Telegram knows the bot");
        let learnt = in_tx!(desk.db, |tx| house::learn_bot(tx, me.username(), desk.now()).await);
        if let Err(error) = learnt {
            tracing::warn!(%error, "the bot's name can't be kept: invitations show their code until the next start");
        }
        Ok(())
    })
    .await;
    if !desk.env.signals.known.is_cancelled() {
        return;
    }
    // The commands are a comfort: the bot works without them, so one try is enough.
    if let Err(error) = commands::set_default(&desk.telegram, language).await {
        tracing::warn!(%error, "the commands can't be set");
    }
}

pub(super) async fn set_webhook(desk: &Desk, url: url::Url, secret: String, stop: &CancellationToken) {
    insist(desk, stop, "setWebhook", || async {
        let allowed = [
            AllowedUpdate::Message,
            AllowedUpdate::CallbackQuery,
            AllowedUpdate::MyChatMember,
            AllowedUpdate::InlineQuery,
        ];
        let set = desk.telegram.set_webhook(url.clone()).secret_token(secret.clone()).allowed_updates(allowed);
        set.await?;
        tracing::info!("updates come by webhook");
        Ok(())
    })
    .await;
}

pub(super) async fn leave_webhook(desk: &Desk, stop: &CancellationToken) {
    // What waits at Telegram is kept: payments may be among it.
    insist(desk, stop, "deleteWebhook", || async { desk.telegram.delete_webhook().await.map(|_| ()) }).await;
}
