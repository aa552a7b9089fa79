//! The table against its own promises: buttons fit, codes are used once, and only what was written reads back.
//! Every entry is tried, so that a new one is without anybody thinking of it.

use super::*;
use proptest::prelude::*;

#[test]
fn everything_fits_a_button_and_reads_back() {
    for route in Route::longest() {
        for target in [Target::Go(route), Target::Open(route)] {
            let data = target.encode();
            assert!(data.len() <= 64, "{data}");
            assert_eq!(Target::decode(&data), Some(target));
        }
    }
    for action in Action::longest() {
        for target in [Target::Do(action), Target::Also(action)] {
            let data = target.encode();
            assert!(data.len() <= 64, "{data}");
            assert_eq!(Target::decode(&data), Some(target));
        }
    }
}

#[test]
fn codes_are_used_once() {
    let mut codes: Vec<_> = Route::longest().iter().map(Route::code).collect();
    codes.sort_unstable();
    assert!(codes.windows(2).all(|w| w[0] != w[1]));
    let mut codes: Vec<_> = Action::longest().iter().map(Action::code).collect();
    codes.sort_unstable();
    assert!(codes.windows(2).all(|w| w[0] != w[1]));
}

proptest! {
    #[test]
    fn any_bytes_are_decoded_without_a_panic_and_only_canonically(data in ".{0,80}") {
        if let Some(target) = Target::decode(&data) {
            prop_assert_eq!(target.encode(), data);
        }
    }

    #[test]
    fn numbers_read_back(n in any::<i64>()) {
        let mut text = String::new();
        n.write(&mut text);
        prop_assert_eq!(i64::read(&text), Some(n));
    }
}
