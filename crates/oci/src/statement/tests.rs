use super::*;
use crate::NoSecrets;
use serde_json::{Value, json};

struct Knows(&'static str);

impl KnownSecrets for Knows {
    fn are_in(&self, text: &str) -> bool {
        text.contains(self.0)
    }
}

/// What a statement with that predicate exposes, as `KIND PLACE`.
fn exposed(predicate: &Value, secrets: &dyn KnownSecrets) -> Vec<String> {
    let text = json!({ "predicateType": "https://slsa.dev/provenance/v0.2", "subject": null, "predicate": predicate }).to_string();
    let statement = Statement::parse(text.as_bytes(), secrets).unwrap();
    statement.exposures.iter().map(|exposure| format!("{:?} {}", exposure.secret, exposure.place)).collect()
}

fn arguments(arguments: &Value) -> Value {
    json!({ "invocation": { "parameters": { "args": arguments } } })
}

#[test]
fn build_arguments_that_are_secret() {
    for (argument, value, found) in [
        ("build-arg:HTTP_PROXY", "http://me:hunter2@proxy:3128", vec!["GivenPassword build argument `HTTP_PROXY`"]),
        ("build-arg:HTTP_PROXY", "http://proxy:3128", vec![]),
        ("build-arg:NPM_TOKEN", "npm_AbC12345xyz", vec!["GivenSecret build argument `NPM_TOKEN`"]),
        ("build-arg:NPM_TOKEN", "token", vec!["Named build argument `NPM_TOKEN`"]),
        ("build-arg:NPM_TOKEN", "", vec![]),
        ("build-arg:NPM_TOKEN_FILE", "/run/secrets/npm-Token1", vec![]),
        ("build-arg:MIRROR", "it is Known-2 here", vec!["Known build argument `MIRROR`"]),
        ("target", "NPM_TOKEN", vec![]),
    ] {
        assert_eq!(exposed(&arguments(&json!({ argument: value })), &Knows("Known-2")), found, "{argument}={value}");
    }
}

#[test]
fn all_of_a_statement_is_looked_at_and_each_place_told_once() {
    let meta = json!({
        "env": ["PATH=/bin", "DATABASE_URL=postgres://u:dbpass@db/x", "SECRET_KEY=Ab-12345678"],
        "proxy_env": { "http_proxy": "http://me:hunter2@proxy" },
        "args": ["/bin/sh", "-c", "echo Known-2"],
    });
    let dockerfile = STANDARD_DOCKERFILE;
    let predicate = json!({
        "buildConfig": { "llbDefinition": [1, { "op": { "exec": { "meta": meta } } }, null, 1.5, true, -1] },
        "https://mobyproject.org/buildkit@v1#metadata": { "source": { "infos": [{ "data": dockerfile }, { "data": "%%" }] } },
        "mapping": { "Known-2 as a key": 1 },
        "request": { "args": { "build-arg:DEPLOY_TOKEN": "token" } },
    });
    let exec = "predicate.buildConfig.llbDefinition[1].op.exec.meta";
    let buildkit = "predicate[\"https://mobyproject.org/buildkit@v1#metadata\"].source.infos[0].data";
    assert_eq!(
        exposed(&predicate, &Knows("Known-2")),
        [
            "Named build argument `DEPLOY_TOKEN`".into(),
            format!("Known `{exec}.args[2]`"),
            "Known `predicate.mapping[\"***\"]`".into(),
            format!("GivenPassword `{exec}.proxy_env.http_proxy`"),
            format!("Password `{exec}.env[1]`"),
            format!("Password `{buildkit}`"),
            format!("Named `{exec}.env[2]`"),
        ]
    );
}

/// `ENV DATABASE_URL=postgres://u:dbpass@db/x`.
const STANDARD_DOCKERFILE: &str = "RU5WIERBVEFCQVNFX1VSTD1wb3N0Z3JlczovL3U6ZGJwYXNzQGRiL3g=";

#[test]
fn subjects_and_what_is_no_statement() {
    let text = r#"{"predicateType":"p","subject":[{"name":"a","digest":{"sha256":"00"}}],"predicate":{}}"#;
    let statement = Statement::parse(text.as_bytes(), &NoSecrets).unwrap();
    let other: Digest = format!("sha256:{}", "0".repeat(64)).parse().unwrap();
    assert_eq!(statement.subjects.len(), 1);
    assert!(!statement.subjects[0].is(&other));
    let deep = format!("{{\"predicateType\":\"p\",\"predicate\":{}{}}}", "[".repeat(500), "]".repeat(500));
    for text in ["", "[]", "{}", r#"{"predicateType":"p"} hunter2"#, r#"{"predicateType":{"hunter2":1}}"#, deep.as_str()] {
        let error = Statement::parse(text.as_bytes(), &NoSecrets).unwrap_err().to_string();
        assert!(!error.contains("hunter2"), "{error}");
    }
}
