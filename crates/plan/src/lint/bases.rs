//! What the stages of a Dockerfile stand on, for one platform.

use crate::dockerfile::{Base, Build, Dockerfile, On, Reach, evaluate};
use archwright_model::Platform;
use std::collections::BTreeMap;

/// A stage and what it stands on, for one platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its name, in lower case as BuildKit compares it.
    pub name: Option<String>,
    /// What it stands on.
    pub base: BaseRef,
    /// The line of its `FROM`, from 1.
    pub line: usize,
    /// The column of the base's name there, from 1.
    pub column: usize,
    /// The platform that it is built for; none where that is the builder's own (`$BUILDPLATFORM`).
    pub platform: Option<Platform>,
    /// Whether the build needs it: BuildKit asks no registry for the base of a stage that it leaves out.
    pub needed: bool,
}

/// What a stage stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BaseRef {
    /// An image, as BuildKit would ask for it: variables filled in, not normalised.
    Image(String),
    /// An earlier stage, by its name.
    Stage(String),
    /// Nothing.
    Scratch,
    /// Something whose name cannot be made out, as it is written.
    Unknown(String),
}

/// The stages of a Dockerfile with what they stand on, for one platform, in their order. `target` is the stage that is the image, the
/// last if none is named. Named contexts that take the place of a base are the caller's to know.
pub fn stages(text: &str, build_args: &BTreeMap<String, String>, platform: Platform, target: Option<&str>) -> Vec<Stage> {
    let dockerfile = Dockerfile::read(text);
    if dockerfile.is_foreign() {
        return Vec::new();
    }
    // Of the builder's platform only that it is the builder's can be said here.
    let evaluated = evaluate(&dockerfile, &Build { args: build_args, target, platform, builder: platform });
    let stage = |stage: &crate::dockerfile::Stage| {
        let from = &dockerfile.instructions[stage.from];
        let start = from.words().first().map_or(from.keyword.span.start, |word| word.span.start);
        let position = dockerfile.source.position(start);
        let base = match &stage.base {
            Base::Image(name) => BaseRef::Image(name.clone()),
            Base::Stage(at) => BaseRef::Stage(evaluated.stages[*at].name.clone().unwrap_or_default()),
            Base::Scratch => BaseRef::Scratch,
            Base::Unknown(written) => BaseRef::Unknown(written.clone()),
        };
        let platform = (stage.on != On::Builder).then_some(stage.platform);
        let needed = stage.reach > Reach::Unused;
        Stage { name: stage.name.clone(), base, line: position.line, column: position.column, platform, needed }
    };
    evaluated.stages.iter().map(stage).collect()
}

#[cfg(test)]
mod tests {
    use super::{BaseRef, stages};
    use archwright_model::Platform;
    use std::collections::BTreeMap;

    #[test]
    fn bases_are_those_of_the_platform() {
        let text = "ARG V=12\nARG BASE=debian:${V}\nFROM --platform=$BUILDPLATFORM rust:1 AS Build\nFROM scratch AS x-amd64\nFROM ${BASE} AS x-arm64\nFROM \\\n  x-${TARGETARCH}\nCOPY --from=build /a /a\n";
        let args = BTreeMap::from([("V".to_owned(), "13".to_owned())]);
        let found = stages(text, &args, Platform::LINUX_ARM64, None);
        let shown: Vec<_> = found.iter().map(|stage| (stage.base.clone(), stage.line, stage.column, stage.needed)).collect();
        assert_eq!(
            shown,
            [
                (BaseRef::Image("rust:1".into()), 3, 32, true),
                (BaseRef::Scratch, 4, 6, false),
                (BaseRef::Image("debian:13".into()), 5, 6, true),
                (BaseRef::Stage("x-arm64".into()), 7, 3, true),
            ]
        );
        assert_eq!((found[0].platform, found[3].platform), (None, Some(Platform::LINUX_ARM64)));
        assert_eq!(stages("# syntax=acme/buildpacks\nFROM x", &args, Platform::LINUX_ARM64, None), []);
        assert_eq!(stages("FROM ${NONE}", &args, Platform::LINUX_ARM64, None)[0].base, BaseRef::Unknown("${NONE}".into()));
    }
}
