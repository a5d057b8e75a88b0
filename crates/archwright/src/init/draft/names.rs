//! Keys: short, lower-case, unique.

use camino::Utf8Path;

/// Folder names that say nothing about what is built there.
const GENERIC: [&str; 21] = [
    "docker",
    "dockerfile",
    "dockerfiles",
    "container",
    "containers",
    "containerfile",
    "build",
    "deploy",
    "deployment",
    "ci",
    "dev",
    "prod",
    "release",
    "images",
    "image",
    "src",
    "app",
    "apps",
    "services",
    "packages",
    "crates",
];

/// Names of images that would hide another verb: `docker-build-amd64`.
const TAKEN: [&str; 3] = ["amd64", "arm64", "local"];

/// A text as a key: lower-case letters and digits with single hyphens between them, at most 40; `fallback` if nothing is left.
pub(super) fn slug(text: &str, fallback: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let slug: String = words.collect::<Vec<_>>().join("-").to_ascii_lowercase().chars().take(40).collect();
    let slug = slug.trim_matches('-');
    if slug.is_empty() { fallback.to_owned() } else { slug.to_owned() }
}

/// The key of an image: the nearest part of its path that says something, else the project's name.
pub(super) fn of_image(dockerfile: &Utf8Path, project: &str, used: &[String]) -> String {
    let words = words(dockerfile);
    let telling: Vec<&str> = words.iter().map(String::as_str).filter(|word| !GENERIC.contains(word)).collect();
    let nearest = telling.first().map_or_else(|| slug(project, "app"), |word| (*word).to_owned());
    let all = words.iter().rev().map(String::as_str).collect::<Vec<_>>().join("-");
    let nearest = if TAKEN.contains(&nearest.as_str()) { format!("{nearest}-image") } else { nearest };
    unique(&[nearest, slug(&all, "image")], used)
}

/// The key of a UI: its folder's name without `-src`; `web` where that says no more than `ui` does.
pub(super) fn of_ui(folder: &Utf8Path, used: &[String]) -> String {
    let nearest = slug(folder.file_name().unwrap_or_default(), "web");
    let nearest = match nearest.trim_end_matches("-src") {
        "ui" | "src" => "web",
        telling => telling,
    };
    unique(&[nearest.to_owned(), slug(folder.as_str(), "web")], used)
}

/// The first candidate that is not used, else the last with a number.
pub(super) fn unique(candidates: &[String; 2], used: &[String]) -> String {
    let [_, last] = candidates;
    let numbered = (2..).map(|number| format!("{last}-{number}"));
    candidates.iter().cloned().chain(numbered).find(|key| !used.contains(key)).unwrap_or_default()
}

/// The parts of a Dockerfile's path as slugs, the nearest first: `docker/noetl/dev/api.Dockerfile` gives `api`, `dev`, `noetl`, `docker`.
fn words(dockerfile: &Utf8Path) -> Vec<String> {
    let name = dockerfile.file_name().unwrap_or_default();
    let stem = name.split('.').filter(|part| !["dockerfile", "containerfile"].contains(&part.to_ascii_lowercase().as_str()));
    let stem = stem.collect::<Vec<_>>().join("-");
    let folders = dockerfile.parent().into_iter().flat_map(Utf8Path::components).map(|part| part.as_str().to_owned());
    let parts = folders.chain([stem]).collect::<Vec<_>>();
    parts.iter().rev().map(|part| slug(part, "")).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{of_image, of_ui, slug};

    #[test]
    fn images_are_called_after_what_tells_them_apart() {
        for (path, key) in [
            ("Dockerfile", "my-project"),
            ("docker/Dockerfile", "my-project"),
            ("docker/noetl/dev/Dockerfile", "noetl"),
            ("Dockerfile.worker", "worker"),
            ("docker/api.Dockerfile", "api"),
            ("Dockerfile.dev", "my-project"),
            ("Services/API_Server/Dockerfile", "api-server"),
            ("docker/arm64/Dockerfile", "arm64-image"),
        ] {
            assert_eq!(of_image(path.as_ref(), "My Project", &[]), key, "{path}");
        }
    }

    #[test]
    fn keys_are_unique() {
        let mut used = Vec::new();
        for key in ["noetl", "docker-noetl-prod", "docker-noetl-prod-2"] {
            let path = if used.is_empty() { "docker/noetl/dev/Dockerfile" } else { "docker/noetl/prod/Dockerfile" };
            used.push(of_image(path.as_ref(), "p", &used));
            assert_eq!(used.last().unwrap(), key);
        }
        for (folder, used, key) in [("ui-src", "", "web"), ("", "", "web"), ("b/ui", "web", "b-ui"), ("console-src", "", "console")] {
            assert_eq!(of_ui(folder.as_ref(), &[used.to_owned()]), key);
        }
        assert_eq!(slug("Ünï", "x"), "n");
        assert_eq!(slug("---", "x"), "x");
    }
}
