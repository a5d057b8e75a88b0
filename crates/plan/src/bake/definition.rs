//! The bake file as JSON.

use super::{BakeOptions, BakeOutput, BakeTarget, argument};
use archwright_model::{ImageRef, command::Arg, project::is_remote};
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
    match &target.options.dockerfile_inline {
        Some(inline) => map.insert("dockerfile-inline".into(), text(inline)),
        None => map.insert("dockerfile".into(), text(&dockerfile(target))),
    };
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
    map.insert("output".into(), json!([output(&target.output, &target.options.output)]));
    if target.no_cache {
        map.insert("no-cache".into(), true.into());
    }
    options(&target.options, &mut map);
    map.into()
}

/// Each under the name that bake has for it.
fn options(options: &BakeOptions, map: &mut Map<String, Value>) {
    let lists = [
        ("secret", &options.secrets),
        ("ssh", &options.ssh),
        ("cache-from", &options.cache_from),
        ("cache-to", &options.cache_to),
        ("no-cache-filter", &options.no_cache_filter),
        ("ulimits", &options.ulimits),
    ];
    for (key, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        map.insert(key.into(), list.iter().map(|item| text(item)).collect::<Vec<_>>().into());
    }
    if options.pull {
        map.insert("pull".into(), true.into());
    }
    if !options.extra_hosts.is_empty() {
        let hosts = options.extra_hosts.iter().map(|(name, address)| (escape(name), text(address)));
        map.insert("extra-hosts".into(), hosts.collect::<Map<_, _>>().into());
    }
    for (key, value) in [("shm-size", &options.shm_size), ("network", &options.network)] {
        if let Some(value) = value {
            map.insert(key.into(), text(value));
        }
    }
}

fn argument(target: &BakeTarget, name: &str, value: &Arg) -> Value {
    match value {
        Arg::Plain(value) => text(value),
        Arg::Secret(_) => format!("${{{}}}", argument::variable(&target.image, name)).into(),
    }
}

/// Bake looks for a Dockerfile below the context; ours is named from the project's folder.
fn dockerfile(target: &BakeTarget) -> String {
    // Of what BuildKit fetches, the Dockerfile is looked for in it.
    if target.context == "." || is_remote(target.context.as_str()) {
        return target.dockerfile.to_string();
    }
    if let Ok(below) = target.dockerfile.strip_prefix(&target.context) {
        return below.to_string();
    }
    format!("{}{}", "../".repeat(target.context.components().count()), target.dockerfile)
}

fn output(output: &BakeOutput, attributes: &[String]) -> Value {
    let more = attributes.iter().fold(String::new(), |more, attribute| more + "," + attribute);
    match output {
        BakeOutput::PushByDigest(repository) => text(&format!(
            "type=image,name={},push-by-digest=true,name-canonical=true,push=true,oci-mediatypes=true{more}",
            repository.canonical()
        )),
        BakeOutput::OciDir { dir, names } => {
            let names: Vec<_> = names.iter().map(|name| format!("{}:{}", name.repository().canonical(), tag(name))).collect();
            let names = if names.is_empty() { String::new() } else { format!(",\"name={}\"", names.join(",")) };
            text(&format!("type=oci,dest={dir},tar=false,oci-mediatypes=true{more}{names}"))
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
