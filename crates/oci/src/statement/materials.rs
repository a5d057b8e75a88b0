//! What provenance says that an image was made of.

use super::subjects::named_repository;
use archwright_model::{Digest, Repository};
use serde_json::Value;

/// The images that a build took, by the digests under which it asked for them (SLSA provenance v0.2, `materials`; v1,
/// `resolvedDependencies`). Bytes that are no provenance name none.
pub fn materials(statement: &[u8]) -> Vec<(Repository, Digest)> {
    let statement: Value = serde_json::from_slice(statement).unwrap_or_default();
    let predicate = &statement["predicate"];
    let lists = [&predicate["materials"], &predicate["buildDefinition"]["resolvedDependencies"]];
    let image = |material: &Value| {
        let uri = material["uri"].as_str().filter(|uri| uri.starts_with("pkg:docker/"))?;
        let repository = named_repository(uri)?;
        let digest = format!("sha256:{}", material["digest"]["sha256"].as_str()?).parse().ok()?;
        Some((repository, digest))
    };
    lists.into_iter().filter_map(Value::as_array).flatten().filter_map(image).collect()
}

#[cfg(test)]
mod tests {
    use super::materials;

    #[test]
    fn images_are_told_from_other_materials_in_both_versions() {
        let list = format!(
            r#"[{{"uri":"pkg:docker/debian@bookworm-slim?platform=linux%2Famd64","digest":{{"sha256":"{}"}}}},
                {{"uri":"https://example.org/a.tar","digest":{{"sha256":"{}"}}}}, {{"uri":"pkg:docker/x@1"}}]"#,
            "a".repeat(64),
            "b".repeat(64),
        );
        for statement in [
            format!(r#"{{"predicate":{{"materials":{list}}}}}"#),
            format!(r#"{{"predicate":{{"buildDefinition":{{"resolvedDependencies":{list}}}}}}}"#),
        ] {
            let found: Vec<_> =
                materials(statement.as_bytes()).iter().map(|(repository, digest)| repository.pinned(digest).to_string()).collect();
            assert_eq!(found, [format!("debian@sha256:{}", "a".repeat(64))]);
        }
        assert!(materials(b"no json").is_empty() && materials(b"{}").is_empty());
    }
}
