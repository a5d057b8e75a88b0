//! Annotation keys that carry meaning, and their map.

use std::collections::BTreeMap;

/// Annotations, sorted by key as Go writes them.
pub type Annotations = BTreeMap<String, String>;

/// What an index entry is to another entry (`BuildKit`, `docs/attestations/attestation-storage.md`).
pub const REFERENCE_TYPE: &str = "vnd.docker.reference.type";
/// The value of [`REFERENCE_TYPE`] for an attestation.
pub const ATTESTATION_MANIFEST: &str = "attestation-manifest";
/// The digest of the entry that an attestation is about (same source).
pub const REFERENCE_DIGEST: &str = "vnd.docker.reference.digest";
/// The predicate type of an in-toto layer (same source).
pub const PREDICATE_TYPE: &str = "in-toto.io/predicate-type";
/// A tag in `index.json` (OCI image spec, `annotations.md`).
pub const REF_NAME: &str = "org.opencontainers.image.ref.name";
/// The whole reference in `index.json`, as containerd's importer reads it.
pub const IMAGE_NAME: &str = "io.containerd.image.name";
