//! Every finding of the proof, in one table; documentation is generated from it.

pub use archwright_model::finding::FindingKind;

archwright_model::finding_kinds! {
    "findings"

    PLATFORM_MISSING "AW101" Error
        "platform missing"
        "a machine of that platform cannot pull the image, or runs another platform's under emulation"
        "build the platform and publish again, or take it off the list of platforms"
    PLATFORM_NOT_ASKED "AW102" Error
        "platform not asked for"
        "nobody asked for it, so nobody tested it; it may be left over from another build"
        "add the platform to the list of platforms, or publish again without it"
    CONFIG_PLATFORM "AW103" Error
        "config is not of the entry's platform"
        "the index promises one platform and the image says another: the container starts with `exec format error`"
        "build this platform with `--platform`, and look for a fixed platform in the Dockerfile's `FROM`"
    PLATFORM_TWICE "AW104" Error
        "platform twice"
        "which of the two is pulled depends on the client"
        "publish again with one image for the platform"
    BLOB_MISSING "AW105" Error
        "part of the image is not there"
        "the pull fails on every machine that does not have the part by chance"
        "push the image again; if the registry removes untagged content, publish sooner after the build"
        / "build it again; a layout that was copied needs its whole folder, `blobs` and all"
    ATTESTATION_ORPHAN "AW106" Warning
        "attestation of no image here"
        "nobody can find it by the image that it speaks of"
        "compose the index from the images and attestations of one build"
    ENTRY_UNKNOWN "AW107" Error
        "unknown/unknown entry that is no attestation"
        "no client can choose it, and nothing says what it is"
        "publish again without the entry"
    MANIFEST_BAD "AW108" Error
        "part of the image is not what its reference says"
        "the content was changed, cut or stored under a wrong type; clients refuse it or disagree on it"
        "build and push the image again; if it stays, the registry or a proxy before it changes content"
        / "build it again; a layout that was copied lost or changed something on the way"
    ATTESTATION_MISSING "AW109" Error
        "attestation missing where asked"
        "policies that check provenance or contents refuse the image"
        "set `provenance = \"min\"` or `sbom = true` in the image's table of `archwright.toml`, and build and publish it again, on a builder that can (not the classic image store)"
    ENTRY_UNSUPPORTED "AW110" Error
        "nested index or unsupported media type"
        "container engines do not look inside such an entry"
        "publish one flat index of image manifests"
    PLATFORM_UNNAMED "AW111" Warning
        "entry names no platform"
        "clients must read the config to know it, and many take the first entry instead"
        "publish again with a platform on every entry"
    LAYER_COUNT "AW112" Error
        "number of layers is not the config's"
        "manifest and config are of different builds; the image cannot be unpacked"
        "build and push the image again"
    PLATFORM_UNRECOGNISED "AW113" Note
        "platform that is not known here"
        "it was read, but its platform could not be compared with anything"
        "nothing, if the platform is meant"
    SECRET_SHOWN "AW114" Error
        "secret in an attestation"
        "whoever may pull the image can read it, also by its digest alone, before any tag moves"
        "set `provenance = \"min\"`, which leaves build arguments out of what is attested, and take the argument in no stage that the image is made of, whose history shows it (AW116); `RUN --mount=type=secret` shows it nowhere; a proxy's password comes from `proxies` in Docker's config.json; what was pushed with it is in the registry, so change the secret"
        / "set `provenance = \"min\"`, which leaves build arguments out of what is attested, and take the argument in no stage that the image is made of, whose history shows it (AW116); `RUN --mount=type=secret` shows it nowhere; a proxy's password comes from `proxies` in Docker's config.json"
    ATTESTATION_SUBJECT "AW115" Error
        "attestation does not speak of its image"
        "whoever checks provenance by the image's digest refuses it, or trusts what is said of another image"
        "build and push the image again, with its name; do not attach attestations of other builds"
    SECRET_IN_CONFIG "AW116" Error
        "secret in the image's config"
        "`docker history` and `docker inspect` show it to whoever may pull the image, also by its digest alone, before any tag moves"
        "use it in an earlier stage and copy from there what it was needed for, or with `RUN --mount=type=secret`, and in no `ENV`, `LABEL` or `ARG` of the stages that the image is made of; what was pushed with it is in the registry, so change the secret"
    PLATFORM_NOT_THERE "AW117" Note
        "platform that is not loaded"
        "the index names it and the Docker server has not pulled it, so that nothing of it was looked at"
        "verify the image in its registry, or pull the platform first: `docker pull --platform`"
    LAYER_UNDECODABLE "AW120" Error
        "layer that cannot be unpacked"
        "its bytes are those that the manifest names, and they are no layer: every pull fails"
        "build and push the image again, with another tool if it stays"
    LAYER_DIFF_ID "AW121" Error
        "layer is not the config's"
        "manifest and config are of different layers: pulls fail, or the container has other files than the config was made for"
        "build and push the image again, manifest and config together"
    LAYER_COMPRESSION "AW122" Error
        "layer is not of its media type"
        "engines that go by the media type cannot unpack it, and those that look at the bytes do: it depends on the machine"
        "push the image again with `oci-mediatypes=true` and one compression; look at what is between the build and the registry"
    LAYER_HOSTILE "AW123" Error
        "layer that is larger than anybody needs"
        "a pull fills the disk or does not end"
        "look at what brings the layer, and leave out files of zeros; do not run an image that is not yours"
    LAYER_ENTRY "AW124" Error
        "entry that no runtime unpacks"
        "the pull fails where each layer is unpacked on its own, as the overlay drivers do"
        "build the layer with BuildKit, which writes no such entries, or mend the tool that wrote it"
    LAYER_TRAILING "AW125" Warning
        "content behind the end of a layer's archive"
        "engines stop at the end of the archive: what stands behind it is in the image's size and not in the container"
        "write the files of the layer into one archive; `cat` does not join two"
    NOT_RUNNABLE "AW130" Error
        "what the container runs cannot start"
        "the container ends before it has begun, on every machine"
        "check `ENTRYPOINT`, `CMD`, `HEALTHCHECK` and `PATH` against what the final stage copies, and its mode bits"
    FOREIGN_PROGRAM "AW131" Error
        "program of another machine"
        "it ends with `exec format error` on the platform that the image is for"
        "get the program for each platform: `TARGETARCH` in the download's URL, `COPY --from` a stage of the target's platform, or a per-platform context"
    LOADER_MISSING "AW132" Error
        "loader of a program is not there"
        "the kernel answers `no such file or directory`, though the program is there"
        "build the program for the C library of the base image, link it statically, or take a base that has the loader"
    LIBRARY_MISSING "AW133" Error
        "needed library is not found"
        "the loader ends the program before its first line"
        "install the package that has the library in the final stage, or copy the library to where the loader looks"
    VERSION_MISSING "AW134" Error
        "library is too old for what needs it"
        "the loader ends the program with `version not found`"
        "build on a base that is as old as the one it runs on, or take a newer base for the final stage"
    LIBC_MIXED "AW135" Warning
        "built for glibc, loaded by musl"
        "musl has not all that glibc has: it fails when a symbol is missing, at start or much later"
        "build it on the image's own base, take a base with glibc, or install `gcompat`"
    CPU_LEVEL "AW136" Error
        "needs a newer processor than the platform promises"
        "older processors of the platform end it with `illegal instruction`, or the loader refuses it"
        "build for the level that the platform names, or publish the image under the variant that it needs"
    INTERPRETER_MISSING "AW137" Error
        "interpreter of a script is not there"
        "the kernel answers `no such file or directory`, though the script is there"
        "install the interpreter in the final stage, or correct the script's first line"
    DAMAGED "AW138" Error
        "ELF file that runs is damaged"
        "it cannot be loaded, or ends in the middle"
        "build it again; a download was cut off, or a tool that strips or packs it broke it"
    LIBRARY_MISSING_ASIDE "AW139" Note
        "library of an optional part is not there"
        "what needs it does not work; often nobody uses it"
        "nothing, if the part is not used; else install the library"
    FOREIGN_FILE "AW140" Error
        "file of another machine"
        "whatever loads it on this platform fails, at start or much later"
        "build or fetch it for each platform; if it is meant to be there, say so with `allow-foreign = [{ path = \"…\", why = \"…\" }]`"
    FOREIGN_KNOWN "AW141" Note
        "files of another machine, known by kind"
        "nothing on this platform loads them"
        "nothing"
    FOREIGN_ALLOWED "AW142" Note
        "files of another machine that are allowed"
        "somebody answers for them"
        "nothing"
    ALLOWANCE_UNUSED "AW143" Warning
        "allowance that allows nothing"
        "it would hide the next foreign file there, which nobody looked at"
        "delete it from `allow-foreign`"
    NOT_EXAMINED "AW144" Note
        "content that is not looked into"
        "native code inside an archive, the libraries of a program of many megabytes, and what rpm's package database says are not judged"
        "nothing, unless native code is unpacked from it at run time; then test the image on each platform; what a package of rpm's brought on purpose, `allow-foreign` names"
    SAME_LAYERS "AW145" Error
        "two platforms with the same files"
        "native code fits one of them at most; the other's containers do not start"
        "look for a fixed platform in `FROM`, or for a build that ran once and was tagged twice"
    ATTESTATION_NAME "AW150" Note
        "attestation names another repository"
        "policies that compare names as well as digests refuse the image here, or read what is said of another place"
        "nothing, if the image was copied here on purpose; else publish it with `docker-build --push`, which names every repository that it goes to"
}

/// The kind with that id.
pub fn explain(id: &str) -> Option<&'static FindingKind> {
    ALL.iter().find(|kind| kind.id.eq_ignore_ascii_case(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_and_texts_are_sentences_without_full_stop() {
        assert!(ALL.windows(2).all(|pair| pair[0].id < pair[1].id));
        for kind in ALL {
            assert!(kind.id.starts_with("AW1") && kind.id.len() == 5);
            for text in [kind.title, kind.why, kind.remedy].into_iter().chain(kind.in_layout) {
                assert!(!text.is_empty() && !text.ends_with('.'), "{text}");
            }
        }
        assert_eq!(explain("aw103").map(|kind| kind.title), Some("config is not of the entry's platform"));
        assert_eq!(explain("AW999"), None);
    }

    #[test]
    fn every_kind_has_its_story() {
        for kind in ALL {
            let story = kind.story;
            assert!(story.lines().count() >= 8 && story.contains("\n## "), "{} has no story", kind.id);
        }
    }

    #[test]
    fn no_registry_has_a_part_in_a_layout() {
        let remedy = |subject: &str| MANIFEST_BAD.at(None, subject, String::new()).remedy;
        assert!(remedy("ghcr.io/noetl/server@sha256:0").contains("registry"));
        assert!(!remedy("oci:target/archwright/layout/server@sha256:0").contains("registry"));
    }
}
