//! What holds for the repository as a whole, and would otherwise hold only until somebody forgets.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test: what fails here fails it")]

mod documents;
mod generated;
mod graph;
mod invariants;
mod seeds;
mod source;
mod tree;
