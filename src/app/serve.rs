//! Serving until the end, and starting again inside the process where a restored house is ready.
//! What a start needs is kept; everything else is built anew.

use super::{App, Parts, StartError};
use crate::config::Config;

/// Serves until `end` comes, or until Telegram refuses the token.
pub async fn serve(config: &Config, parts: &Parts, app: App, end: impl Future<Output = ()>) -> Result<(), StartError> {
    let mut end = std::pin::pin!(end);
    let mut app = app;
    loop {
        tokio::select! {
            () = &mut end => break,
            () = app.to_restart() => {}
            () = app.refused() => {
                app.stop().await;
                let api = config.telegram.api_url.host_str().unwrap_or_default().to_owned();
                return Err(StartError::TokenRefused { api });
            }
        }
        tracing::warn!("another house is ready: starting again with it");
        let address = app.address;
        app.stop().await;
        // A port that the system chose is kept.
        let mut config = config.clone();
        config.http.listen = address;
        app = App::start(&config, parts).await?;
    }
    app.stop().await;
    Ok(())
}
