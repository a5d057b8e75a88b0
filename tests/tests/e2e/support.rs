//! Witnesses and disturbances of the tests' own, independent of what they test.

pub mod binaries;
pub mod example;
pub mod faulty;
pub mod processes;
pub mod proxy;
pub mod registry;
pub mod second_registry;
pub mod storage_host;
pub mod token_server;
