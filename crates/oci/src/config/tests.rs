use super::*;
use crate::NoSecrets;
use serde_json::{Value, json};

struct Knows(&'static [&'static str]);

impl KnownSecrets for Knows {
    fn are_in(&self, text: &str) -> bool {
        self.0.iter().any(|secret| if secret.len() < 8 { text == *secret } else { text.contains(secret) })
    }
}

/// What a config exposes, as `KIND PLACE`.
#[track_caller]
fn check(config: &Value, secrets: &dyn KnownSecrets, expected: &[&str]) {
    let exposures = ImageConfig::exposures(config.to_string().as_bytes(), secrets).unwrap();
    let told: Vec<_> = exposures.iter().map(|exposure| format!("{:?} {}", exposure.secret, exposure.place)).collect();
    assert_eq!(told, expected);
}

fn history(line: &str) -> Value {
    json!({ "history": [{ "created": "2026-01-01T00:00:00Z" }, { "created_by": line }] })
}

#[test]
fn known_secrets_wherever_they_stand() {
    let config = json!({
        "config": {
            "Env": ["PATH=/bin", "KEEP=npm_AbC12345xyz"],
            "Entrypoint": ["serve", "--key=npm_AbC12345xyz"],
            "Cmd": ["npm_AbC12345xyz"],
            "Labels": { "org.example.a": "npm_AbC12345xyz", "npm_AbC12345xyz": "" },
            "Healthcheck": { "Test": ["CMD", "curl", "-H", "npm_AbC12345xyz"] },
            "OnBuild": ["ENV LATER=npm_AbC12345xyz"],
        },
        "history": [
            { "created_by": "ARG NPM_TOKEN=npm_AbC12345xyz" },
            { "created_by": "RUN |1 NPM_TOKEN=npm_AbC12345xyz /bin/sh -c true # buildkit" },
            { "created_by": "RUN /bin/sh -c echo npm_AbC12345xyz # buildkit" },
            { "created_by": "COPY a b", "comment": "npm_AbC12345xyz" },
        ],
    });
    let places = [
        "Known build argument `NPM_TOKEN`",
        "Known `config.Cmd[0]`",
        "Known `config.Entrypoint[1]`",
        "Known `config.Healthcheck.Test[3]`",
        "Known `config.Labels[\"***\"]`",
        "Known `config.Labels[\"org.example.a\"]`",
        "Known `history[2].created_by`",
        "Known `history[3].comment`",
        "Known environment variable `KEEP`",
        "Known environment variable `LATER`",
    ];
    check(&config, &Knows(&["npm_AbC12345xyz"]), &places);
    // A plain word is a secret where it is the whole value.
    check(&history("RUN |1 A=hunter /bin/sh -c hunter"), &Knows(&["hunter"]), &["Known build argument `A`"]);
    check(&history("RUN /bin/sh -c hunter"), &Knows(&["hunter"]), &[]);
    // Whose password is `linux` can still build for it.
    let platform = json!({ "os": "linux", "architecture": "arm64", "variant": "v8", "config": { "Env": ["A=linux"] } });
    check(&platform, &Knows(&["linux", "arm64", "v8", "os", "config"]), &["Known environment variable `A`"]);
    // A name is not told where it shows something itself.
    check(&json!({ "config": { "Env": ["npm_AbC12345xyz=1"] } }), &Knows(&["npm_AbC12345xyz"]), &["Known `config.Env[0]`"]);
}

#[test]
fn what_looks_like_a_secret_in_somebody_elses_image() {
    for (line, expected) in [
        ("RUN |1 NPM_TOKEN=npm_AbC12345xyz /bin/sh -c npm ci # buildkit", vec!["GivenSecret build argument `NPM_TOKEN`"]),
        ("|1 NPM_TOKEN=npm_AbC12345xyz /bin/sh -c npm ci", vec!["GivenSecret build argument `NPM_TOKEN`"]),
        ("ARG NPM_TOKEN=npm_AbC12345xyz", vec!["GivenSecret build argument `NPM_TOKEN`"]),
        ("RUN |1 NPM_TOKEN=none /bin/sh -c npm ci", vec!["Named build argument `NPM_TOKEN`"]),
        ("RUN |1 NPM_TOKEN= /bin/sh -c npm ci", vec![]),
        ("ARG NPM_TOKEN", vec![]),
        ("RUN |1 HTTP_PROXY=http://me:hunter2@proxy /bin/sh -c npm ci", vec!["GivenPassword build argument `HTTP_PROXY`"]),
        ("RUN /bin/sh -c curl https://me:hunter2@example.org", vec!["Password `history[1].created_by`"]),
        ("ENV DB_PASSWORD=Change-me-1", vec!["Named environment variable `DB_PASSWORD`"]),
        ("RUN /bin/sh -c NPM_TOKEN=$(cat /run/secrets/npm) npm ci", vec![]),
    ] {
        check(&history(line), &NoSecrets, &expected);
    }
    check(
        &json!({ "config": { "Env": ["SECRET_KEY=Ab-12345678", "URL=a://b:hunter2@c", "GPG_KEY=7169605F62C7"] } }),
        &NoSecrets,
        &["Password environment variable `URL`", "Named environment variable `SECRET_KEY`"],
    );
}
