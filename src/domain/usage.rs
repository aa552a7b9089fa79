//! Usage: what a key has moved in all, read from counters that fall.
