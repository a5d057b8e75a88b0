//! AW215: `--build-arg TARGETARCH=amd64`.

use crate::{
    dockerfile::PlatformArg,
    lint::{Case, Diagnostic, case, kinds},
};
use archwright_model::{Platform, Platforms, Severity};
use std::collections::BTreeSet;

/// What is wrong with a build argument that takes the place of a platform argument of BuildKit's.
pub struct Given {
    /// The platforms that it is wrong for.
    pub wrong: Vec<Platform>,
    /// A value that is right by chance is a warning.
    pub severity: Severity,
    /// What is wrong, in a sentence.
    pub message: String,
}

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let all: BTreeSet<_> = case.input.args.iter().flatten().collect();
    let of = |(name, value): (&String, &String)| {
        let Given { wrong, severity, message } = given(name, value, Some(case.input.platforms))?;
        let diagnostic = Diagnostic::new(case, &kinds::PLATFORM_ARG_GIVEN, None, &wrong, message);
        Some(diagnostic.severity(severity))
    };
    all.into_iter().filter_map(of).collect()
}

/// Judges a build argument by the platforms that are asked for, where these are known. What a variable comes to is not known.
pub fn given(name: &str, value: &str, platforms: Option<&Platforms>) -> Option<Given> {
    let arg = PlatformArg::named(name)?;
    let of = |platform: Platform| arg.value(platform, Platform::LINUX_AMD64);
    let usual = Platforms::usual();
    let asked = platforms.unwrap_or(&usual);
    let right: BTreeSet<_> = asked.iter().map(of).collect();
    let is_variable = value.contains(['$', '`', '{']);
    // One value cannot be right for platforms that need several.
    if is_variable && (platforms.is_none() || !arg.is_target() || right.len() < 2) {
        return None;
    }
    let all = case::list(asked.as_slice());
    let wrong: Vec<_> = case::distinct(asked.iter().filter(|platform| of(*platform) != value));
    let beats = "a build argument beats BuildKit's own value";
    let (severity, message) = if !arg.is_target() {
        (Severity::Error, format!("`{name}` is given as `{value}`, whatever the builder is: {beats}"))
    } else if is_variable {
        (Severity::Error, format!("`{name}` is given as `{value}`, one value for {all}: {beats}"))
    } else if wrong.is_empty() {
        (Severity::Warning, format!("`{name}` is given as `{value}`, which is right for {all} by chance only"))
    } else if platforms.is_none() {
        (Severity::Error, format!("`{name}` is given as `{value}`, whatever platform is built: {beats}"))
    } else {
        (Severity::Error, format!("`{name}` is given as `{value}`, and {} it too: {beats}", case::get(&wrong)))
    };
    Some(Given { wrong, severity, message })
}
