//! What the plugin knows, by its version.

use crate::Run;

/// The version of buildx that the run goes by.
pub(crate) fn version<'a>(run: &'a Run<'_>) -> &'a str {
    run.facts().docker.known().and_then(|docker| docker.buildx.as_deref()).unwrap_or("unknown")
}

/// Whether buildx has that version or a later one; one that is not known has all.
pub(crate) fn is_at_least(run: &Run<'_>, wanted: (u32, u32)) -> bool {
    parse(version(run)).is_none_or(|found| found >= wanted)
}

fn parse(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(parse("0.13.1") < parse("0.25.0") && parse("1.0.0") > parse("0.99.0") && parse("0.9.0") < parse("0.13.0"));
        assert_eq!(parse("unknown"), None);
    }
}
