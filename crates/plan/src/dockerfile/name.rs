//! What Dockerfiles are called.

/// Whether a file of that name is one: `Dockerfile`, `Dockerfile.api`, `api.Dockerfile`, `Containerfile`; not what only describes or
/// generates one.
pub fn is_dockerfile(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let other = ["dockerignore", "md", "txt", "j2", "tmpl", "template", "tpl", "in", "bak", "orig", "rej", "swp"];
    match lower.rsplit_once('.') {
        None => lower == "dockerfile" || lower == "containerfile",
        Some((_, "dockerfile" | "containerfile")) => true,
        Some((stem, end)) => (stem == "dockerfile" || stem == "containerfile") && !other.contains(&end) && !end.ends_with('~'),
    }
}

#[cfg(test)]
mod tests {
    use super::is_dockerfile;

    #[test]
    fn by_their_names() {
        assert!(["Dockerfile", "dockerfile", "Dockerfile.api", "api.Dockerfile", "Containerfile"].into_iter().all(is_dockerfile));
        assert!(
            !["Dockerfile.dockerignore", "Dockerfile.md", "Dockerfile.j2", "mydockerfile", ".dockerignore"].into_iter().any(is_dockerfile)
        );
    }
}
