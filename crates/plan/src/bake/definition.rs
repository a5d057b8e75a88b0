//! The bake file as JSON.

use super::{BakeOutput, BakeTarget, argument};
use archwright_model::{ImageRef, command::Arg};
use serde_json::{Map, Value, json};

/// The definition of some targets.
pub(super) fn render(targets: &[BakeTarget]) -> String {
    let mut all = Map::new();
    for target in targets {
        all.insert(target.name.clone(), one(target));
    }
    let names: Vec<_> = targets.iter().filter(|target| target.requested).map(|target| target.name.clone()).collect();
    let mut definition = json!({ "group": { "default": { "targets": names } }, "target": all });
    let variables: Map<_, _> = argument::secret(targets).into_keys().map(|name| (name, json!({ "default": "" }))).collect();
    if !variables.is_empty() {
        definition["variable"] = variables.into();
    }
    // Pretty printing of a `Value` cannot fail.
    serde_json::to_string_pretty(&definition).unwrap_or_default()
}

fn one(target: &BakeTarget) -> Value {
    let mut map = Map::new();
    map.insert("context".into(), text(target.context.as_str()));
    map.insert("dockerfile".into(), text(&dockerfile(target)));
    map.insert("platforms".into(), json!([target.platform.to_string()]));
    if let Some(stage) = &target.stage {
        map.insert("target".into(), text(stage));
    }
    if !target.args.is_empty() {
        map.insert(
            "args".into(),
            target.args.iter().map(|(name, value)| (escape(name), argument(target, name, value))).collect::<Map<_, _>>().into(),
        );
    }
    for (key, entries) in [("labels", &target.labels), ("contexts", &target.contexts)] {
        if !entries.is_empty() {
            map.insert(key.into(), entries.iter().map(|(name, value)| (escape(name), text(value))).collect::<Map<_, _>>().into());
        }
    }
    if !target.annotations.is_empty() {
        let all = target.annotations.iter().map(|(name, value)| text(&format!("manifest:{name}={value}")));
        map.insert("annotations".into(), all.collect::<Vec<_>>().into());
    }
    map.insert("attest".into(), target.attest.iter().map(|attest| text(attest)).collect::<Vec<_>>().into());
    map.insert("output".into(), json!([output(&target.output)]));
    if target.no_cache {
        map.insert("no-cache".into(), true.into());
    }
    map.into()
}

fn argument(target: &BakeTarget, name: &str, value: &Arg) -> Value {
    match value {
        Arg::Plain(value) => text(value),
        Arg::Secret(_) => format!("${{{}}}", argument::variable(&target.image, name)).into(),
    }
}

/// Bake looks for a Dockerfile below the context; ours is named from the project's folder.
fn dockerfile(target: &BakeTarget) -> String {
    if target.context == "." {
        return target.dockerfile.to_string();
    }
    if let Ok(below) = target.dockerfile.strip_prefix(&target.context) {
        return below.to_string();
    }
    format!("{}{}", "../".repeat(target.context.components().count()), target.dockerfile)
}

fn output(output: &BakeOutput) -> Value {
    match output {
        BakeOutput::PushByDigest(repository) => text(&format!(
            "type=image,name={},push-by-digest=true,name-canonical=true,push=true,oci-mediatypes=true",
            repository.canonical()
        )),
        BakeOutput::OciDir { dir, names } => {
            let names: Vec<_> = names.iter().map(|name| format!("{}:{}", name.repository().canonical(), tag(name))).collect();
            let names = if names.is_empty() { String::new() } else { format!(",\"name={}\"", names.join(",")) };
            text(&format!("type=oci,dest={dir},tar=false,oci-mediatypes=true{names}"))
        }
        BakeOutput::CacheOnly => text("type=cacheonly"),
    }
}

fn tag(name: &ImageRef) -> &str {
    name.tag().map_or("latest", |tag| tag.as_str())
}

fn text(text: &str) -> Value {
    Value::String(escape(text))
}

/// Bake evaluates `${…}` and `%{…}` in JSON as well; doubling the first character keeps them as they are.
fn escape(text: &str) -> String {
    text.replace("${", "$${").replace("%{", "%%{")
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn bake_sees_no_expression() {
        assert_eq!(escape("${HOME} %{if} $x 5%"), "$${HOME} %%{if} $x 5%");
    }
}
