//! A Git tag at the commit that reads as a version must be the version in `Cargo.toml`.

use super::CliBin;
use crate::{Fact, Facts, PlanError};
use archwright_model::project::{Cli, GitTag};
use semver::Version;

pub(super) fn check(facts: &Facts, cli: &Cli, bins: &[CliBin]) -> Result<(), PlanError> {
    match cli.git_tag {
        GitTag::Any => return Ok(()),
        GitTag::IsVersion => {}
    }
    let wrong =
        |why: String| PlanError::configuration(format!("cli `{}`: {why}", cli.key)).about(format!("cli.{}.tag-is-version", cli.key));
    let git = match &facts.repository.git {
        Fact::Known(git) => git,
        Fact::Unknown(why) => {
            let why = format!("whether a Git tag at the commit is its version is not known ({why})");
            return Err(wrong(why).hint("run it in the repository with its tags (`git fetch --tags`), or leave `tag-is-version` out"));
        }
    };
    for bin in bins {
        let (Some(package), Some(version)) = (&bin.package, &bin.version) else { continue };
        let tags: Vec<_> = git.tags.iter().filter_map(|tag| Some((tag, version_of(tag, &[package, cli.key.as_str()])?))).collect();
        let Some((tag, tagged)) = tags.first() else { continue };
        if !tags.iter().any(|(_, tagged)| tagged == version) {
            let why = format!("the commit has the tag `{tag}`, and package `{package}` has version {version}");
            return Err(wrong(why).hint(format!("set `version = \"{tagged}\"` in its Cargo.toml and tag that commit, or remove the tag")));
        }
    }
    Ok(())
}

/// The version that a tag says, alone or behind one of these names: `v1.4.0`, `tool-v1.4.0`, `tool@1.4.0`, `tool/1.4.0`. One of less
/// than three numbers moves, and says none.
fn version_of<'a>(tag: &'a str, names: &[&str]) -> Option<&'a str> {
    let behind = |name: &&str| tag.strip_prefix(*name)?.strip_prefix(['-', '@', '/', '_']);
    let rest = names.iter().find_map(behind).unwrap_or(tag);
    let version = rest.strip_prefix(['v', 'V']).unwrap_or(rest);
    Version::parse(version).is_ok().then_some(version)
}

#[cfg(test)]
mod tests {
    use super::version_of;

    #[test]
    fn tags_that_say_a_version() {
        for (tag, version) in [
            ("v1.4.0", Some("1.4.0")),
            ("1.4.0-rc.1", Some("1.4.0-rc.1")),
            ("tool-v1.4.0", Some("1.4.0")),
            ("my-tool/1.4.0", Some("1.4.0")),
            ("tool@1.4.0+b", Some("1.4.0+b")),
            ("other-v1.4.0", None),
            ("v1.4", None),
            ("v1", None),
            ("latest", None),
            ("2026-11-21", None),
        ] {
            assert_eq!(version_of(tag, &["tool", "my-tool"]), version, "{tag}");
        }
    }
}
