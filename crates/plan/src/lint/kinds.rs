//! Every finding of the lint, in one table; documentation is generated from it.

use archwright_model::FindingKind;

archwright_model::finding_kinds! {
    "stories"

    PLATFORM_DEFAULT "AW201" Error
        "default on a platform argument of BuildKit's"
        "a default beats what BuildKit sets by itself, so every platform gets the default's files"
        "declare it without a default: `ARG TARGETARCH`"
    IMAGE_PLATFORM "AW202" Error
        "image on a platform that was not asked for"
        "the stage that is the image, or what it stands on, does not follow the platform that is asked for: the index lists a platform and holds another's files"
        "take `--platform` off the stage that is the image, and keep it for stages that only build"
    FIXED_TARGET "AW203" Error
        "compiled for one architecture"
        "what is compiled comes into the image of every platform, and is one platform's"
        "make the target follow `TARGETARCH`, with a `case` where the compiler has names of its own"
    TAG_SUFFIX "AW204" Error
        "base image of a name that does not exist"
        "official images have one tag for all platforms, so the build ends with `not found`"
        "take the architecture out of the name: BuildKit chooses the platform's image by itself"
    NEUTRAL_STAGE "AW205" Warning
        "the same files built once per platform"
        "what comes of the stage is the same for every platform, and is built for each, under emulation for the foreign ones"
        "begin the stage with `FROM --platform=$BUILDPLATFORM`, so that it runs once and natively"
    EMULATED_COMPILE "AW206" Note
        "compiler under emulation"
        "on a builder of one platform, the compiler itself is emulated for the others, five to ten times slower; with a native builder for each it is not"
        "run the compiler with `--platform=$BUILDPLATFORM` and let it compile for `TARGETARCH`, or build on native nodes"
    FIXED_DOWNLOAD "AW207" Error
        "download of one architecture"
        "every platform's image gets the file of one architecture"
        "put `TARGETARCH` in its place, with a `case` where the other side has names of its own"
    BUILDER_ASKED "AW208" Warning
        "machine asked in a stage that runs on the builder"
        "in a stage on `$BUILDPLATFORM`, `uname -m` and its like name the builder's architecture and not the image's"
        "use `TARGETARCH` for what goes into the image, and `BUILDARCH` where the builder's is meant"
    HOST_BINARY "AW209" Error
        "file of one architecture copied for every platform"
        "the path does not depend on the platform, so the images of all platforms get the same binary"
        "put the platform into the path: `COPY dist/${TARGETPLATFORM}/app /usr/bin/`"
    COPY_SOURCE "AW210" Error
        "source of a COPY that is not in the context"
        "the build fails at this instruction, after everything above it was built"
        "make the file, take the path's mistake out, or let `.dockerignore` pass it"
    UNTAKEN_ARG "AW211" Warning
        "build argument that nothing takes"
        "BuildKit says nothing, and the image is built as if it were not given"
        "declare it with `ARG` in the stage that uses it, or do not pass it"
    UNDECLARED_PLATFORM_ARG "AW212" Error
        "platform argument that the stage does not declare"
        "without `ARG` in its own stage it is empty there, on every platform"
        "declare it in the stage, above its first use"
    REFUSED "AW213" Error
        "what BuildKit refuses"
        "the build ends here, before anything is built"
        "mend it: `docker buildx build --check` says the same, in BuildKit's words"
    MISSING_BRANCH "AW214" Error
        "`case` or `if` that leaves out a platform"
        "on a platform that no branch is for, what the branches set stays empty or is another platform's, and the build goes on"
        "write a branch for each platform that is asked for, and let all others fail: `*) echo \"unsupported\" >&2; exit 1 ;;`, or the same behind `else`"
    PLATFORM_ARG_GIVEN "AW215" Error
        "build argument in the place of BuildKit's own"
        "a build argument beats what BuildKit sets by itself, so every platform gets the files of the one that is named"
        "do not pass it: BuildKit sets it for each platform"
    IGNORE_UNUSED "AW220" Warning
        "ignore comment that ignores nothing"
        "what it was written for is gone or was never there, and it would hide the next one"
        "take the comment away"
    IGNORE_WITHOUT_REASON "AW221" Warning
        "ignore comment without a reason"
        "whoever comes next cannot know whether it still holds"
        "write the reason behind the id: `# archwright: ignore=AW207 only amd64 machines run this image`"
    LOAD_OF_SEVERAL "AW230" Error
        "several platforms loaded into Docker"
        "the classic image store cannot hold them: `docker exporter does not currently support exporting manifest lists`; the containerd store holds all"
        "load the platform of this machine only, and push the others"
    FAILURE_SWALLOWED "AW231" Error
        "failure of a build that nobody sees"
        "the job is green, and there is no image, or an old one"
        "let the failure through: no `|| true`, and after a loop of tries a command that fails"
    FOREIGN_BUILDER "AW232" Warning
        "builder of somebody else"
        "it takes a builder whose name only resembles the wanted one, or makes a builder the user's current one for every other project"
        "name the builder in each command, `--builder NAME`, and look it up by `docker buildx inspect NAME`"
    CACHE_NEVER_WRITTEN "AW233" Warning
        "cache that is read and never written"
        "every build is a build without a cache, and nothing says so"
        "write it with `--cache-to` under the same reference, with `mode=max`"
    EMPTY_PART "AW234" Error
        "reference with an empty part"
        "`registry//name` is no reference: the build fails when it is tagged"
        "take one of the slashes away: at the end of the registry, or between it and the name"
    NO_DOCKERFILE "AW235" Error
        "build of a Dockerfile that is not there"
        "the build fails as soon as somebody calls it"
        "correct the path, or take the build away"
    TAG_OF_TWO_SETS "AW236" Warning
        "one tag with two sets of platforms"
        "whoever pushes last decides which platforms the tag has"
        "give each set a tag of its own, or build all platforms in both places"
    UNKNOWN_PLATFORM "AW237" Error
        "platform that there is not"
        "BuildKit takes any word for an architecture: no base image has it, and what stands on `scratch` is published for a machine that nobody has"
        "correct the platform"
    FATAL_COUNTER "AW238" Warning
        "count of failures that ends the script"
        "the first image that fails ends it: the others are not tried, and no summary is printed"
        "write `failed=$((failed + 1))`, which is no failure"
    RELEASE_TAG "AW239" Warning
        "tag of releases that goes back"
        "who pulls `latest` or `1` gets what is not yet a release, or an older one"
        "move it for releases only: `enable=${{ !contains(github.ref, '-') }}`, or in archwright `tags = [\"{version}\", \"{major}\", \"latest\"]`, which never go back"
    VERSIONS_DIFFER "AW240" Warning
        "places that name different versions of one project"
        "nobody can say which version runs, and a manifest may name an image that was never built"
        "keep it in one place, and take the others from there; `same-in` in archwright.toml holds them to it"
    LISTS_DIFFER "AW241" Warning
        "lists of what is built that disagree"
        "what one of them leaves out is not built there, and nothing says so"
        "keep the list in one place; from archwright.toml, `generate` writes the others"
}

/// The kind with that id.
pub fn explain(id: &str) -> Option<&'static FindingKind> {
    ALL.iter().find(|kind| kind.id.eq_ignore_ascii_case(id))
}

#[cfg(test)]
mod tests {
    use super::{ALL, explain};

    #[test]
    fn ids_rise_and_each_has_its_texts_and_its_story() {
        assert!(ALL.windows(2).all(|pair| pair[0].id < pair[1].id));
        for kind in ALL {
            assert!(kind.id.starts_with("AW2") && kind.id.len() == 5);
            for text in [kind.title, kind.why, kind.remedy] {
                assert!(!text.is_empty() && !text.ends_with('.'), "{text}");
            }
            assert!((8..=40).contains(&kind.story.lines().count()), "{}: {} lines", kind.id, kind.story.lines().count());
        }
        assert_eq!(explain("aw204").map(|kind| kind.id), Some("AW204"));
    }
}
