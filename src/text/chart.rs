//! Small pictures out of characters: bars and sparklines.
//!
//! No words and no digits, so they are the same for every reader.

/// A bar of ten cells for whole percent: `▓▓▓▓▓▓░░░░`. What isn't empty shows one cell at least, what isn't full never ten.
pub fn bar(percent: i64) -> String {
    let full = match percent {
        ..=0 => 0,
        100.. => 10,
        n => usize::try_from((n / 10).max(1)).unwrap_or(0),
    };
    "▓".repeat(full) + &"░".repeat(10 - full)
}

/// One character per value, oldest first, scaled to the largest: `▁▂▅█`. Negative values count as zero; at most 60 are shown,
/// the latest.
pub fn sparkline(values: &[i64]) -> String {
    const STEPS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let values = &values[values.len().saturating_sub(60)..];
    let most = i128::from(values.iter().copied().max().unwrap_or(0).max(1));
    let step = |v: i64| usize::try_from(i128::from(v.max(0)) * 7 / most).unwrap_or(0);
    values.iter().map(|v| STEPS[step(*v).min(7)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws() {
        assert_eq!(bar(0), "░░░░░░░░░░");
        assert_eq!(bar(1), "▓░░░░░░░░░");
        assert_eq!(bar(62), "▓▓▓▓▓▓░░░░");
        assert_eq!(bar(99), "▓▓▓▓▓▓▓▓▓░");
        assert_eq!(bar(i64::MAX), "▓▓▓▓▓▓▓▓▓▓");
        assert_eq!(sparkline(&[0, 1, 4, 8]), "▁▁▄█");
        assert_eq!(sparkline(&[]), "");
        assert_eq!(sparkline(&[i64::MIN, i64::MAX]), "▁█");
    }
}
