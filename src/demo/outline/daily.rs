//! Believable traffic: who moves how much at what time of day.
//!
//! A pure function of seed, key and minute, so that the same demo looks the same. Some keys are idle, few are heavy; people
//! use them in sessions, most in the evening, least before dawn (by the clock of Tehran, +03:30).

/// How much of a day's traffic falls into each hour, in thousandths.
const DAY: [i64; 24] = [48, 34, 22, 14, 10, 9, 12, 20, 30, 38, 42, 44, 46, 45, 44, 43, 44, 47, 52, 60, 70, 78, 80, 68];
const ZONE_MINUTES: i64 = 210;
/// Minutes of a session's slot; within one a key is in use or not.
const SLOT: i64 = 20;

/// Mixes numbers into one that looks random (`SplitMix64`'s finaliser, public domain).
const fn mix(a: u64, b: u64) -> u64 {
    let mut z = a.wrapping_add(b.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn part(number: u64, bound: u64) -> i64 {
    i64::try_from(number % bound).unwrap_or(0)
}

/// The number of a key.
pub fn key_number(seed: u64, id: &str) -> u64 {
    id.bytes().fold(mix(seed, 7), |number, byte| mix(number, u64::from(byte)))
}

/// What a key moves on an average day, in bytes.
pub fn daily_bytes(key: u64) -> i64 {
    let draw = part(mix(key, 1), 100);
    let megabytes = match draw {
        0..12 => 0,
        12..60 => 40 + part(mix(key, 2), 400),
        60..92 => 400 + part(mix(key, 2), 1_600),
        _ => 2_000 + part(mix(key, 2), 4_000),
    };
    megabytes * 1_000_000
}

/// What a key moves in a minute, in bytes.
pub fn minute_bytes(key: u64, minute: i64) -> i64 {
    let local = minute + ZONE_MINUTES;
    let hour = usize::try_from(local.div_euclid(60).rem_euclid(24)).unwrap_or(0);
    let slot = mix(key, u64::from_ne_bytes(local.div_euclid(SLOT).to_ne_bytes()));
    // In use a third of the time, so thrice as much while in use.
    if !slot.is_multiple_of(3) {
        return 0;
    }
    let share = daily_bytes(key) / 1_000 * DAY[hour] / 60 * 3;
    share / 100 * (50 + part(mix(slot, u64::from_ne_bytes(minute.to_ne_bytes())), 101))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_adds_up_and_evenings_are_busier_than_nights() {
        assert_eq!(DAY.iter().sum::<i64>(), 1_000);
        let (mut all, mut wanted, mut evening, mut night) = (0, 0, 0, 0);
        for n in 0..200 {
            let key = key_number(3, &n.to_string());
            wanted += daily_bytes(key);
            for minute in 0..24 * 60 {
                let bytes = minute_bytes(key, minute);
                all += bytes;
                match (minute + ZONE_MINUTES) / 60 % 24 {
                    20..=22 => evening += bytes,
                    3..=5 => night += bytes,
                    _ => {}
                }
            }
        }
        assert!(all > wanted * 8 / 10 && all < wanted * 12 / 10, "{all} of {wanted}");
        assert!(evening > 3 * night);
    }
}
