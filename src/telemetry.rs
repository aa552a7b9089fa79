//! Structured logs: text or JSON lines on standard error.
//!
//! Every line passes a mask as the last line of defence: whoever logs takes care that no secret is in it, and this catches
//! what slips through. Libraries that log requests, queries or secrets are never heard below `warn`, whatever `RUST_LOG`
//! says. Lines have no colours, whose codes would stand between the mask and what it looks for.

mod mask;

pub use mask::mask;

use std::io::{self, Write};
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::{
    EnvFilter, Layer, Registry,
    filter::{FilterExt, filter_fn},
    fmt::MakeWriter,
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

/// Crates that are capped at `warn`. `yup_oauth2` logs secrets at `debug`, the others drown ours.
const CAPPED: &[&str] = &[
    "h2",
    "hyper",
    "hyper_util",
    "reqwest",
    "rustls",
    "sqlx",
    "sqlx_core",
    "sqlx_postgres",
    "sqlx_sqlite",
    "yup_oauth2",
];

/// Why logging can't begin.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The directives can't be read.
    #[error("RUST_LOG can't be read: {0}")]
    Directives(String),
    /// Something else logs in this process already.
    #[error("logging has begun already")]
    Twice,
}

/// Begins to log on standard error, panics too; once per process. `directives` are `EnvFilter`'s (such as `info`).
///
/// # Errors
/// Where the directives can't be read, or logging has begun already.
pub fn install(directives: &str, json: bool) -> Result<(), TelemetryError> {
    subscriber(directives, json, io::stderr)?.try_init().map_err(|_| TelemetryError::Twice)?;
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let message = panic.payload_as_str().unwrap_or("no message");
        tracing::error!(place, message, "a panic");
    }));
    Ok(())
}

fn subscriber<W>(directives: &str, json: bool, to: W) -> Result<Box<dyn Subscriber + Send + Sync>, TelemetryError>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let wanted = EnvFilter::try_new(directives).map_err(|error| TelemetryError::Directives(error.to_string()))?;
    let filter = wanted.and(filter_fn(bearable));
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(Masked(to));
    let lines = if json { lines.json().flatten_event(true).boxed() } else { lines.boxed() };
    Ok(Box::new(Registry::default().with(lines.with_filter(filter))))
}

fn bearable(metadata: &Metadata<'_>) -> bool {
    let origin = metadata.target().split("::").next().unwrap_or_default();
    *metadata.level() <= Level::WARN || !CAPPED.contains(&origin)
}

/// Eight letters by which a fault that a person saw is found in the log; made from eight random bytes.
pub fn reference(chance: [u8; 8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    chance.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}

/// Makes writers that mask.
struct Masked<W>(W);

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for Masked<W> {
    type Writer = Masking<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        Masking(self.0.make_writer())
    }

    fn make_writer_for(&'a self, metadata: &Metadata<'_>) -> Self::Writer {
        Masking(self.0.make_writer_for(metadata))
    }
}

/// Masks what it writes. A line comes in one piece, so no secret is cut in two.
struct Masking<W>(W);

impl<W: Write> Write for Masking<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.write_all(&mask(line))?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);
    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(directives: &str, json: bool, events: impl FnOnce()) -> String {
        let kept = Kept::default();
        let to = kept.clone();
        tracing::subscriber::with_default(subscriber(directives, json, move || to.clone()).unwrap(), events);
        String::from_utf8(kept.0.lock().unwrap().clone()).unwrap()
    }

    const TOKEN: &str = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr";

    #[test]
    fn secrets_are_masked_in_both_formats() {
        for json in [false, true] {
            let text = logged("info", json, || {
                tracing::info!(url = %format!("https://api.telegram.org/bot{TOKEN}/getMe"), "asked {TOKEN}");
                tracing::warn!(error = ?format!("ss://Y2hhY2hh@192.0.2.1:443/?outline=1"), "failed");
            });
            assert!(!text.contains("AAbb") && !text.contains("Y2hh"), "{text}");
            assert!(text.contains("123456789:***") && text.contains("ss://***") && text.contains("getMe"), "{text}");
            assert_eq!(text.lines().count(), 2);
        }
    }

    #[test]
    fn json_lines_are_json() {
        let text = logged("info", true, || tracing::info!(n = 1, token = TOKEN, "hello \"there\""));
        let line: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            (&line["message"], &line["n"], &line["level"]),
            (&"hello \"there\"".into(), &1.into(), &"INFO".into())
        );
    }

    #[test]
    fn noisy_crates_stay_capped() {
        let text = logged("trace,hyper=trace,sqlx::query=debug,yup_oauth2=debug", false, || {
            tracing::debug!(target: "hyper::client", "quiet");
            tracing::info!(target: "sqlx::query", "quiet");
            tracing::debug!(target: "yup_oauth2::storage", "quiet");
            tracing::warn!(target: "reqwest::connect", "heard");
            tracing::trace!("ours");
        });
        assert!(!text.contains("quiet") && text.contains("heard") && text.contains("ours"), "{text}");
    }

    #[test]
    fn levels_hold_and_nonsense_is_refused() {
        let text = logged("warn", false, || tracing::info!("unheard"));
        assert_eq!(text, "");
        assert!(matches!(subscriber("a=b=c", false, io::stderr), Err(TelemetryError::Directives(_))));
    }

    #[test]
    fn references_have_eight_clear_letters() {
        assert_eq!(reference([0, 1, 31, 32, 255, 24, 25, 8]), "AB9A923J");
    }
}
