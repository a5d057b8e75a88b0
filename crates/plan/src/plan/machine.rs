//! What this machine is, for the head of a plan.

use crate::{
    Fact, Run,
    facts::{ImageStore, Server},
};

/// Host, Docker server and builder nodes, as far as they are known.
pub(super) fn lines(run: &Run<'_>) -> Vec<String> {
    let facts = run.facts();
    let said = |about: &[&str]| {
        let origins: Vec<_> = about.iter().filter_map(|fact| facts.origins.get(*fact)).map(ToString::to_string).collect();
        if origins.is_empty() { String::new() } else { format!(" ({})", origins.join(", ")) }
    };
    let mut lines = vec![match &facts.host {
        Fact::Known(platform) => format!("host {platform}"),
        Fact::Unknown(why) => format!("host unknown: {why}"),
    }];
    if let Some(docker) = facts.docker.known() {
        if let Some(server) = docker.server.known() {
            let store = match server.image_store {
                ImageStore::Containerd => "containerd",
                ImageStore::Classic => "classic",
            };
            let (Server { version, platform, .. }, endpoint) = (server, &docker.endpoint);
            let origins = said(&["docker.endpoint", "docker"]);
            lines.push(format!("Docker server {version} {platform}, {store} image store, at {endpoint}{origins}"));
        }
        lines.extend(docker.buildx.as_ref().map(|version| format!("buildx {version}{}", said(&["docker"]))));
    }
    for node in facts.builder.known().into_iter().flatten().flat_map(|builder| &builder.nodes) {
        let platforms = if node.platforms.is_empty() { String::new() } else { format!(" for {}", node.platforms) };
        lines.push(format!("builder node {} at {}{platforms}{}", node.name, node.endpoint, said(&["builder"])));
    }
    lines
}
