//! What is known of images without asking a registry: the official ones, which have one tag for all platforms.

use archwright_model::platform::Arch;

/// Namespaces of Docker Hub with the official images of one architecture (github.com/docker-library/official-images).
const OF_ONE: [(&str, Arch); 9] = [
    ("amd64", Arch::Amd64),
    ("arm64v8", Arch::Arm64),
    ("arm32v5", Arch::Arm),
    ("arm32v6", Arch::Arm),
    ("arm32v7", Arch::Arm),
    ("i386", Arch::I386),
    ("ppc64le", Arch::Ppc64le),
    ("s390x", Arch::S390x),
    ("riscv64", Arch::Riscv64),
];

/// Official images that people name without a tag.
const COMMON: [&str; 28] = [
    "alpine",
    "amazonlinux",
    "archlinux",
    "busybox",
    "caddy",
    "centos",
    "debian",
    "docker",
    "fedora",
    "golang",
    "gradle",
    "httpd",
    "mariadb",
    "maven",
    "mongo",
    "mysql",
    "nginx",
    "node",
    "openjdk",
    "php",
    "postgres",
    "python",
    "redis",
    "registry",
    "ruby",
    "rust",
    "traefik",
    "ubuntu",
];

/// Whether a name without a tag is an official image's.
pub(super) fn is_common(name: &str) -> bool {
    COMMON.contains(&name)
}

fn on_hub(image: &str) -> &str {
    ["docker.io/", "index.docker.io/"].iter().find_map(|host| image.strip_prefix(host)).unwrap_or(image)
}

/// The architecture of an image from a namespace that holds one only: `arm64v8/debian`.
pub(super) fn namespace_arch(image: &str) -> Option<Arch> {
    let (namespace, _) = on_hub(image).split_once('/')?;
    OF_ONE.iter().find(|(name, _)| *name == namespace).map(|(_, arch)| *arch)
}

/// Name and tag of an official image: `python:3.11-slim`, `docker.io/library/debian`.
pub(super) fn official(image: &str) -> Option<(&str, Option<&str>)> {
    let name = on_hub(image);
    let name = name.strip_prefix("library/").unwrap_or(name);
    let (name, _) = name.split_once('@').unwrap_or((name, ""));
    let (name, tag) = name.split_once(':').map_or((name, None), |(name, tag)| (name, Some(tag)));
    (!name.contains('/') && !name.is_empty()).then_some((name, tag))
}
