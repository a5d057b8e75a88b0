//! `plan --why KEY`: every value has an origin.

use crate::support::Sandbox;

const PROJECT: &str = r#"[project]
version = { file = "VERSION" }

[defaults.image]
labels = { vendor = "acme" }
provenance = "max"

[image.app]
tags = ["{version}", { tag = "pr-{pr}", when = "pull-request" }]
labels = { title = "app" }
matrix.backend.values = ["redis", "kafka"]

[image.app.variant.redis]
description = "Redis streams"

[target.docker-build-release]
output = "push"
"#;

#[test]
fn of_every_value() {
    let sandbox = Sandbox::new(PROJECT);
    sandbox.write("VERSION", "1.4.0\n");
    for (key, line) in [
        ("platforms", "platforms = linux/amd64,linux/arm64 (default)"),
        ("project.version.file", "project.version.file = VERSION (archwright.toml:2)"),
        ("image.app.tags", "image.app.tags = {version}, pr-{pr} when pull-request (archwright.toml:9)"),
        ("image.app.provenance", "image.app.provenance = max (archwright.toml:6)"),
        ("image.app.labels.vendor", "image.app.labels.vendor = acme (archwright.toml:5)"),
        ("image.app.labels.title", "image.app.labels.title = app (archwright.toml:10)"),
        ("image.app.context", "image.app.context = . (default)"),
        ("image.app.platforms", "image.app.platforms = linux/amd64, linux/arm64 (default)"),
        ("image.app.variant.redis.description", "image.app.variant.redis.description = Redis streams (archwright.toml:14)"),
        ("image.app.variant.kafka.suffix", "image.app.variant.kafka.suffix = -kafka (archwright.toml:11)"),
        ("image.app.variant.kafka.build-args.BACKEND", "image.app.variant.kafka.build-args.BACKEND = kafka (archwright.toml:11)"),
        ("target.docker-build-release.output", "target.docker-build-release.output = push (archwright.toml:17)"),
    ] {
        sandbox.run(&["plan", "--why", key]).exits(0).complains("").prints(&format!("{line}\n"));
    }
}

#[test]
fn one_that_is_not_there_has_its_nearest() {
    let sandbox = Sandbox::new(PROJECT);
    sandbox.write("VERSION", "1.4.0\n");
    sandbox
        .run(&["plan", "--why", "image.app.tag"])
        .exits(2)
        .prints("")
        .says("error: the plan has no value `image.app.tag`")
        .says("did you mean `image.app.tags`?");
    sandbox.run(&["plan", "--why", "zzz"]).exits(2).says("values: registry, platforms, builder");
}
