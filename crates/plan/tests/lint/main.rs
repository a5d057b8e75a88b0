//! The lint from outside: `.dockerignore`, and Dockerfiles with what is said of them.

#![expect(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "a test: what fails here fails it")]

mod cases;
mod dockerignore;
mod scale;
