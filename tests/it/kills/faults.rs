//! To come.
//! To come.
