//! What the measurements share: an instant Bot API, a house on a real disk, and how numbers are taken and shown.
//!
//! A time on a shared machine means little by itself. Each one is therefore taken beside something else in the same run,
//! in turns, and the median of the rounds is shown.
#![allow(dead_code, reason = "each measurement uses its part")]

pub mod bare;
pub mod fake;
pub mod house;
pub mod outline;

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

/// A new folder below the build's own, which lies on a real disk: where the system's folder for temporary files is
/// memory, a commit costs nothing.
pub fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder below the build's own");
    folder
}

/// The middle one.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// How many a second.
#[expect(clippy::cast_precision_loss, reason = "a round has some thousands")]
pub fn rate(count: usize, taken: Duration) -> f64 {
    count as f64 / taken.as_secs_f64()
}

/// Milliseconds.
pub fn ms(taken: Duration) -> f64 {
    taken.as_secs_f64() * 1_000.0
}

/// How long something takes, in milliseconds.
pub async fn timed<T>(work: impl Future<Output = T>) -> (f64, T) {
    let began = Instant::now();
    let done = work.await;
    (ms(began.elapsed()), done)
}

/// Says which of a number's aims is met.
pub fn verdict(met: bool) -> &'static str {
    if met { "met" } else { "MISSED" }
}
