//! Chance, as it comes in from outside.
//!
//! A trait, so that tests and the demo can repeat what happened; secrets are only ever made from the system's own source.

/// Chance.
pub trait Chance: Send + Sync + std::fmt::Debug {
    /// Fills the bytes from a source fit for secrets.
    fn fill(&self, bytes: &mut [u8]);
}

impl dyn Chance {
    /// A number below `bound` (which is at least 1), without bias that matters below 2^60.
    pub fn below(&self, bound: u64) -> u64 {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        // The remainder of a 128-bit number by one below 2^64 is less than bound, so it fits.
        u64::try_from(u128::from_le_bytes(bytes) % u128::from(bound.max(1))).unwrap_or(0)
    }
}
