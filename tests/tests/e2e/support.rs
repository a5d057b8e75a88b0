//! Witnesses and disturbances of the tests' own, independent of what they test.

pub mod binaries;
pub mod processes;
pub mod proxy;
pub mod registry;
