//! What existing bake files say, by `docker buildx bake --print`: it reads them, their variables and functions, and builds nothing.

use crate::runner::Runner;
use archwright_model::{
    Command,
    project::{BakeSource, BuildSecret, SecretSource, SshKey},
    secret::holds_a_secret,
};
use archwright_plan::{Fact, facts::BakedTarget};
use serde::Deserialize;
use serde_json::Value;
use std::{collections::BTreeMap, time::Duration};

pub(super) fn observe(runner: &Runner, source: &BakeSource) -> Fact<BakedTarget> {
    if !runner.path(&source.file).exists() {
        return Fact::Unknown(format!("bake file `{}` is not there", source.file));
    }
    let command = Command::new("docker").args(["buildx", "bake", "--file", source.file.as_str(), "--print", source.target.as_str()]);
    match runner.within(Duration::from_secs(30)).capture(&command) {
        Err(error) => Fact::Unknown(error.to_string()),
        Ok(answer) if !answer.exit.is_success() => {
            let said = answer.stderr.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it does not say why");
            let said = said.strip_prefix("ERROR: ").unwrap_or(said);
            Fact::Unknown(format!("target `{}` of {}: {said}", source.target, source.file))
        }
        Ok(answer) => parse(&answer.stdout, source),
    }
}

fn parse(text: &str, source: &BakeSource) -> Fact<BakedTarget> {
    let unknown = |why: String| Fact::Unknown(format!("target `{}` of {}: {why}", source.target, source.file));
    let mut printed: Printed = match serde_json::from_str(text) {
        Ok(printed) => printed,
        Err(error) => return unknown(format!("buildx printed something else: {error}")),
    };
    let Some(target) = printed.target.remove(&source.target) else {
        let names: Vec<_> = printed.target.into_keys().collect();
        return unknown(format!("it is a group of {}: name one of them", names.join(", ")));
    };
    let args: BTreeMap<_, _> = target.args.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    if let Some((name, _)) = args.iter().find(|(name, value)| holds_a_secret(name, value)) {
        return unknown(format!("its build argument `{name}` is secret by its name: hand it over as a secret"));
    }
    let secrets = target.secret.iter().map(secret).collect::<Option<Vec<_>>>();
    let ssh = target.ssh.iter().map(ssh).collect::<Option<Vec<_>>>();
    let (Some(secrets), Some(ssh)) = (secrets, ssh) else { return unknown("one of its secrets or keys has no place".into()) };
    Fact::Known(BakedTarget {
        context: target.context,
        dockerfile: target.dockerfile,
        dockerfile_inline: target.dockerfile_inline,
        stage: target.stage,
        args,
        labels: target.labels.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
        contexts: target.contexts,
        secrets,
        ssh,
        tags: target.tags,
        no_cache_filter: target.no_cache_filter,
    })
}

/// `id=npm,env=NPM_TOKEN`, as older versions print it, or the same as an object.
fn secret(value: &Value) -> Option<BuildSecret> {
    let fields = fields(value);
    let id = fields.get("id")?.clone();
    let place = |name: &str| fields.get(name).filter(|text| !text.is_empty()).cloned();
    let is_env = place("type").is_some_and(|kind| kind == "env");
    let file = place("src").or_else(|| place("source"));
    let from = match (place("env"), file) {
        (Some(name), _) => SecretSource::Env(name),
        (None, Some(name)) if is_env => SecretSource::Env(name),
        (None, Some(file)) => SecretSource::File(file.into()),
        // Without a place it is the variable of that name.
        (None, None) => SecretSource::Env(id.clone()),
    };
    Some(BuildSecret { id, from })
}

/// `default`, `deploy=path`, or the same as an object.
fn ssh(value: &Value) -> Option<SshKey> {
    if let Value::String(text) = value {
        let (id, path) = text.split_once('=').map_or((text.as_str(), None), |(id, path)| (id, Some(path.into())));
        return Some(SshKey { id: id.into(), path });
    }
    let path = value["paths"].as_array().and_then(|paths| paths.first()?.as_str());
    Some(SshKey { id: value["id"].as_str()?.into(), path: path.map(Into::into) })
}

fn fields(value: &Value) -> BTreeMap<String, String> {
    match value {
        Value::String(text) => {
            text.split(',').filter_map(|field| field.split_once('=')).map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect()
        }
        Value::Object(map) => map.iter().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect(),
        _ => BTreeMap::new(),
    }
}

#[derive(Deserialize)]
struct Printed {
    #[serde(default)]
    target: BTreeMap<String, Target>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", default)]
struct Target {
    context: Option<String>,
    dockerfile: Option<String>,
    dockerfile_inline: Option<String>,
    #[serde(rename = "target")]
    stage: Option<String>,
    args: BTreeMap<String, Option<String>>,
    labels: BTreeMap<String, Option<String>>,
    contexts: BTreeMap<String, String>,
    secret: Vec<Value>,
    ssh: Vec<Value>,
    tags: Vec<String>,
    no_cache_filter: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::parse;
    use archwright_model::project::{BakeSource, BakeTags};
    use archwright_plan::facts::BakedTarget;

    fn read(text: &str) -> Result<BakedTarget, String> {
        let source = BakeSource { file: "docker-bake.hcl".into(), target: "app".into(), tags: BakeTags::OfFile };
        match parse(text, &source) {
            archwright_plan::Fact::Known(target) => Ok(target),
            archwright_plan::Fact::Unknown(why) => Err(why),
        }
    }

    /// buildx 0.29 prints objects where 0.13 prints lists of fields.
    #[test]
    fn both_spellings_of_secrets_and_keys() {
        let older = r#"{"target":{"app":{"context":".","dockerfile":"Dockerfile","args":{"A":"1","B":null},"secret":["id=npm,env=NPM","type=file,id=pip,src=/x"],"ssh":["default","deploy=/k"]}}}"#;
        let newer = r#"{"target":{"app":{"context":".","dockerfile":"Dockerfile","args":{"A":"1"},"secret":[{"id":"npm","env":"NPM"},{"id":"pip","src":"/x"}],"ssh":[{"id":"default"},{"id":"deploy","paths":["/k"]}]}}}"#;
        let read = read(older).map(|older| (older, read(newer).unwrap())).unwrap();
        assert_eq!(read.0, read.1);
        assert_eq!(read.0.secrets.iter().map(ToString::to_string).collect::<Vec<_>>(), ["npm from $NPM", "pip from /x"]);
        assert_eq!(read.0.ssh.iter().map(ToString::to_string).collect::<Vec<_>>(), ["default from $SSH_AUTH_SOCK", "deploy from /k"]);
    }

    #[test]
    fn a_group_and_a_secret_argument_are_refused() {
        let group = read(r#"{"group":{"app":{"targets":["a","b"]}},"target":{"a":{},"b":{}}}"#).unwrap_err();
        assert_eq!(group, "target `app` of docker-bake.hcl: it is a group of a, b: name one of them");
        let secret = read(r#"{"target":{"app":{"args":{"NPM_TOKEN":"npm_hunter2abc"}}}}"#).unwrap_err();
        assert!(secret.contains("`NPM_TOKEN` is secret") && !secret.contains("hunter2"), "{secret}");
    }
}
