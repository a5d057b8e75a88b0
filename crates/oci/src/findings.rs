//! Every finding of the proof, in one table; documentation is generated from it.

pub use archwright_model::finding::FindingKind;

use archwright_model::Severity;

macro_rules! table {
    ($($name:ident $id:literal $severity:ident $title:literal $why:literal $remedy:literal $(/ $layout:literal)?)*) => {
        $(
            #[doc = concat!($id, ": ", $title, ".")]
            pub const $name: FindingKind = FindingKind {
                id: $id,
                title: $title,
                severity: Severity::$severity,
                why: $why,
                remedy: $remedy,
                in_layout: [$(Some($layout),)? None][0],
                story: include_str!(concat!("findings/", $id, ".md")),
            };
        )*
        /// All of them, by id.
        pub const ALL: &[FindingKind] = &[$($name),*];
    };
}

table! {
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
        "build with `--provenance` or `--sbom` as configured, on a builder that can (not the classic image store)"
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
    ATTESTATION_SUBJECT "AW115" Error
        "attestation does not speak of its image"
        "whoever checks provenance by the image's digest refuses it, or trusts what is said of another image"
        "build and push the image again, with its name; do not attach attestations of other builds"
    SECRET_IN_CONFIG "AW116" Error
        "secret in the image's config"
        "`docker history` and `docker inspect` show it to whoever may pull the image, also by its digest alone, before any tag moves"
        "use it in an earlier stage and copy from there what it was needed for, or with `RUN --mount=type=secret`, and in no `ENV`, `LABEL` or `ARG` of the stages that the image is made of; what was pushed with it is in the registry, so change the secret"
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
    fn no_registry_has_a_part_in_a_layout() {
        let remedy = |subject: &str| MANIFEST_BAD.at(None, subject, String::new()).remedy;
        assert!(remedy("ghcr.io/noetl/server@sha256:0").contains("registry"));
        assert!(!remedy("oci:target/archwright/layout/server@sha256:0").contains("registry"));
    }
}
