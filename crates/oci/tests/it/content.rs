//! Layers and the file systems that they make.

mod archive;
mod cache;
mod decoding;
mod file_system;
mod hostile;
mod large;
mod reading;
mod tape;
