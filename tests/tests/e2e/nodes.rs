//! A builder with two nodes: each platform is built on its own node, and no tag appears that nobody asked for.

use crate::support::{binaries::file_in_image, registry::Registry};
use archwright_tests::{
    engine::daemon::{Daemon, free_port},
    project::Project,
};

/// A buildkitd of its own, whose build containers search the domain `NAME.test`: what is built there can tell.
fn node(project: &Project, name: &str) -> (Daemon, String) {
    let (registry, port) = (&project.docker.registry, free_port());
    let config = format!(
        "[dns]\nsearchDomains = [\"{name}.test\"]\n[registry.\"docker.io\"]\nmirrors = [\"{registry}\"]\n[registry.\"{registry}\"]\nhttp = true\n"
    );
    project.write(&format!("nodes/{name}.toml"), &config);
    let (dir, address) = (project.path("nodes"), format!("tcp://127.0.0.1:{port}"));
    let [config, root, otel] = ["toml", "root", "sock"].map(|end| dir.join(format!("{name}.{end}")).into_string());
    let program = ["buildkitd", "--config", &config, "--root", &root, "--addr", &address, "--otel-socket-path", &otel];
    let workers = ["--containerd-worker=false", "--oci-worker-net", "host"];
    (Daemon::start(&[&program[..], &workers].concat(), port, &dir), address)
}

/// A project whose builder has a node for each platform.
fn project_with_two_nodes() -> (Project, [Daemon; 2]) {
    let project = Project::with_own_builder("app");
    project.write("Dockerfile", "FROM debian:bookworm-slim\nRUN cat /etc/resolv.conf > /node\nCOPY greeting /greeting\n");
    let ((first, amd64), (second, arm64)) = (node(&project, "node-of-amd64"), node(&project, "node-of-arm64"));
    let create = |platform: &str, endpoint: &str, more: &[&str]| {
        let create = ["buildx", "create", "--name", &project.builder, "--driver", "remote", "--platform", platform];
        project.docker(&create).args(more).args([endpoint]).run().exits(0);
    };
    create("linux/amd64", &amd64, &[]);
    create("linux/arm64", &arm64, &["--append"]);
    (project, [first, second])
}

#[test]
fn each_platform_is_built_on_its_node_and_no_latest_appears_unless_asked_for() {
    let (project, _nodes) = project_with_two_nodes();
    let registry = Registry::at(&project.docker.registry);
    let repository = project.repository("app");

    project.archwright(&["docker-build", "--push", "--tag", "on-two-nodes"]).run().exits(0);
    assert_eq!(registry.tags(&repository), ["on-two-nodes"], "buildx's own merge would have written `latest`");
    let index = registry.need(&repository, "on-two-nodes");
    assert_eq!(index.platforms(), ["linux/amd64", "linux/arm64"]);
    assert_eq!(index.attested(), index.images());
    for arch in ["amd64", "arm64"] {
        let seen = file_in_image(&project, "app", &index.image(&format!("linux/{arch}")), "node");
        let seen = String::from_utf8_lossy(&seen).into_owned();
        assert!(seen.contains(&format!("node-of-{arch}.test")), "linux/{arch} was built where /etc/resolv.conf says:\n{seen}");
    }

    project.archwright(&["docker-build"]).run().exits(0);
    project.archwright(&["verify", "oci:target/archwright/layout/app", "--platforms", "linux/amd64,linux/arm64"]).run().exits(0);
    assert_eq!(registry.tags(&repository), ["on-two-nodes"]);
}
