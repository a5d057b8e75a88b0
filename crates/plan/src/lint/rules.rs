//! The rules, each in a file of its own.

mod builder_asked;
mod copy_source;
mod emulated_compile;
mod fixed_download;
mod fixed_target;
mod given_platform_arg;
mod host_binary;
mod image_platform;
mod missing_branch;
mod named;
mod native_compile;
mod neutral_stage;
mod official;
mod platform_default;
mod refused;
mod tag_suffix;
mod undeclared;
mod untaken_arg;

use super::{Case, Diagnostic};

type Rule = fn(&Case<'_>) -> Vec<Diagnostic>;

/// All of them, in the order of their ids.
pub(super) const ALL: [Rule; 16] = [
    platform_default::check,
    image_platform::check,
    fixed_target::check,
    native_compile::check,
    tag_suffix::check,
    neutral_stage::check,
    emulated_compile::check,
    fixed_download::check,
    builder_asked::check,
    host_binary::check,
    copy_source::check,
    untaken_arg::check,
    undeclared::check,
    refused::check,
    missing_branch::check,
    given_platform_arg::check,
];

pub use given_platform_arg::{Given, given};
pub(super) use refused::first as refused;
pub use untaken_arg::untaken;
