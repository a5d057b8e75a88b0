//! Which versions a moving tag stands for, so that it never goes back.

use archwright_model::Tag;
use semver::Version;

/// The versions that a moving tag may point to: all for `latest`, those of one line for `1` and `1.4`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    numbers: Vec<u64>,
    suffix: String,
}

impl Line {
    /// The line of a tag with a variant's suffix; none for a tag that is one version, and for words such as `stable`, whose meaning
    /// nobody knows here.
    pub fn of(tag: &Tag, suffix: &str) -> Option<Self> {
        let text = tag.as_str().strip_suffix(suffix)?;
        let line = |numbers| Some(Self { numbers, suffix: suffix.to_owned() });
        if text == "latest" {
            return line(Vec::new());
        }
        let numbers: Option<Vec<u64>> = text.strip_prefix('v').unwrap_or(text).split('.').map(|part| part.parse().ok()).collect();
        numbers.filter(|numbers| numbers.len() < 3).and_then(line)
    }

    /// The tags of a repository that may stand for what the moving tag must not leave for `ours`, the highest version first.
    ///
    /// A release goes back if the tag points to a higher release: pre-releases hold nobody. A pre-release goes back from any release,
    /// and from a higher pre-release.
    pub fn held_by<'a>(&self, ours: &Version, tags: impl IntoIterator<Item = &'a Tag>) -> Vec<(Version, &'a Tag)> {
        let is_higher = |version: &Version| version.cmp_precedence(ours).is_gt();
        let holds = |version: &Version| match (version.pre.is_empty(), ours.pre.is_empty()) {
            (true, false) => true,
            (false, true) => false,
            (true, true) | (false, false) => is_higher(version),
        };
        let versions = tags.into_iter().filter_map(|tag| Some((version(tag, &self.suffix)?, tag)));
        let mut held: Vec<_> = versions.filter(|(version, _)| self.has(version) && holds(version)).collect();
        held.sort_by(|(one, _), (other, _)| other.cmp_precedence(one));
        held
    }

    fn has(&self, version: &Version) -> bool {
        [version.major, version.minor].iter().zip(&self.numbers).all(|(one, other)| one == other)
    }
}

/// The version that the tags of one image speak of, and the variant's suffix behind each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edition {
    /// The version, if it is one that can be compared.
    pub version: Option<Version>,
    /// The suffix.
    pub suffix: String,
}

impl Edition {
    /// That of tags without a variant: the highest of those that are versions.
    pub fn of<'a>(tags: impl IntoIterator<Item = &'a Tag>) -> Self {
        let version = tags.into_iter().filter_map(|tag| version(tag, "")).max_by(Version::cmp_precedence);
        Self { version, suffix: String::new() }
    }

    /// The versions among which a tag must not go back; none for those that are no moving tags, or where nothing can be compared.
    pub fn line(&self, tag: &Tag) -> Option<(Line, &Version)> {
        Some((Line::of(tag, &self.suffix)?, self.version.as_ref()?))
    }
}

/// The version that a tag is, without `v` and the variant's suffix.
pub(super) fn version(tag: &Tag, suffix: &str) -> Option<Version> {
    let text = tag.as_str().strip_suffix(suffix)?;
    Version::parse(text.strip_prefix('v').unwrap_or(text)).ok()
}

#[cfg(test)]
mod tests {
    use super::Line;
    use archwright_model::Tag;

    const THERE: &str = "1.3.0 1.4.0 v1.4.1 1.5.0-rc.1 2.0.0 2.0.0-redis 2.1.0-redis latest 1 1.4 stable 61f751a 2026-11-21";

    #[track_caller]
    fn check(tag: &str, suffix: &str, ours: &str, expected: &str) {
        let tags: Vec<Tag> = THERE.split(' ').map(|tag| tag.parse().unwrap()).collect();
        let held = Line::of(&tag.parse().unwrap(), suffix).map(|line| {
            let held = line.held_by(&ours.parse().unwrap(), &tags);
            held.into_iter().map(|(_, tag)| tag.to_string()).collect::<Vec<_>>().join(" ")
        });
        assert_eq!(held.as_deref().unwrap_or("no line"), expected, "{tag} to {ours}");
    }

    #[test]
    fn a_release_is_held_by_higher_releases_of_its_line() {
        check("latest", "", "1.4.0", "2.0.0 v1.4.1");
        check("latest", "", "2.0.0", "");
        check("1", "", "1.3.0", "v1.4.1 1.4.0");
        check("v1", "", "1.4.1", "");
        check("1.4", "", "1.4.0", "v1.4.1");
    }

    #[test]
    fn a_pre_release_is_held_by_every_release_and_by_higher_pre_releases() {
        // Another variant's tags read as pre-releases; `latest` points to none of its images.
        check("latest", "", "1.5.0-rc.2", "2.1.0-redis 2.0.0 2.0.0-redis v1.4.1 1.4.0 1.3.0");
        check("1", "", "1.5.0-rc.2", "v1.4.1 1.4.0 1.3.0");
        check("1", "", "1.5.0-alpha", "1.5.0-rc.1 v1.4.1 1.4.0 1.3.0");
        check("1.5", "", "1.5.0-rc.2", "");
    }

    #[test]
    fn a_variants_tags_are_compared_with_its_own() {
        check("latest-redis", "-redis", "2.0.0", "2.1.0-redis");
        check("1-redis", "-redis", "1.0.0", "");
    }

    #[test]
    fn what_has_no_line() {
        for tag in ["1.4.0", "stable", "61f751a", "2026-11-21", "3.11-slim"] {
            check(tag, "", "1.0.0", "no line");
        }
        check("latest", "-redis", "1.0.0", "no line");
    }
}
