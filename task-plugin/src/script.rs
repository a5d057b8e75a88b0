//! The script face: a bash script with the options that build scripts written by hand have, for people and pipelines that call one.
//! bash 3.2, which macOS ships, understands everything here.

use crate::{Face, Invocation, section};
use archwright_model::Project;

/// A new script for a project, to stand at a path relative to it.
pub fn script(project: &Project, invocation: &Invocation, path: &str) -> String {
    render(project, invocation, path)
}

pub(crate) fn render(project: &Project, invocation: &Invocation, path: &str) -> String {
    let mut body = lines("set -euo pipefail\n");
    body.extend(usage(project, path));
    body.extend(lines(&FUNCTIONS.replace("@PATH@", path)));
    body.extend([
        "if [[ -n ${ARCHWRIGHT-} ]]; then".to_owned(),
        "  read -ra archwright <<<\"${ARCHWRIGHT}\"".to_owned(),
        "else".to_owned(),
        format!("  archwright=({invocation})"),
        "fi".to_owned(),
        "archwright+=(docker-build)".to_owned(),
        String::new(),
    ]);
    body.extend(lines(BEGIN));
    body.extend(options(project, path));
    body.extend(lines(&END.replace("@PATH@", path).replace("@ROOT@", &root(path))));
    let path = Some(path).filter(|path| *path != Face::Script.default_path());
    format!("{FRAME}{}", section::marked("", &invocation.generate(Face::Script, path), &body))
}

const FRAME: &str = "\
#!/usr/bin/env bash
# Builds the images of this project; --help tells how. What stands outside the marked section is yours, and is kept.

";

const FUNCTIONS: &str = r#"
refuse() {
  printf 'error: %s\n  fix: %s\n' "$1" "$2" >&2
  exit 2
}

# An option's value is the word behind it, and no other option.
needs_value() {
  if (($# < 2)) || [[ -z $2 || $2 == -* ]]; then
    refuse "$1 needs a value" '@PATH@ --help tells what each option takes'
  fi
}

"#;

const BEGIN: &str = r#"
# `build multi-arch agent`, as angreal's tasks are called.
if [[ ${1-} == build && ${2-} == multi-arch ]]; then
  shift 2
fi
while (($# > 0)); do
  if [[ $1 =~ ^--(platforms|backend|variant|name|tag|registry)= ]]; then
    set -- "${1%%=*}" "${1#*=}" "${@:2}"
  fi
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
"#;

const END: &str = r#"
  esac
  shift
done

CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")@ROOT@"
if ! command -v -- "${archwright[0]}" >/dev/null; then
  printf 'error: %s is not on PATH\n  fix: install it, or name another program: ARCHWRIGHT=... %s\n' "${archwright[0]}" '@PATH@' >&2
  exit 4
fi
exec "${archwright[@]}"
"#;

/// The cases of the options. A value goes on as it was given: archwright judges it.
fn options(project: &Project, path: &str) -> Vec<String> {
    let taking = |options: &str, flag: &str| {
        vec![
            format!("    {options})"),
            "      needs_value \"$@\"".to_owned(),
            format!("      archwright+=({flag} \"$2\")"),
            "      shift".to_owned(),
            "      ;;".to_owned(),
        ]
    };
    let mut cases = taking("-p | --platforms", "--platforms");
    cases.extend(taking("-b | --backend | --variant", "--variant"));
    cases.extend(taking("-n | --name", "--name"));
    cases.extend(taking("-t | --tag", "--tag"));
    cases.extend(taking("--registry", "--registry"));
    cases.push("    --push | --load | --test-only | --no-cache | --keep-going | --dry-run) archwright+=(\"$1\") ;;".into());
    cases.push("    --build-all) archwright+=(--all) ;;".into());
    cases.push("    --plain) archwright+=(--progress plain) ;;".into());
    let without: Vec<_> = left_out(project).map(|key| format!("--no-{key}")).collect();
    if !without.is_empty() {
        cases.push(format!("    {}) archwright+=(--except \"${{1#--no-}}\") ;;", without.join(" | ")));
    }
    cases.extend(lines(&REST.replace("@PATH@", path)));
    if project.image("all").is_none() {
        cases.push("    all) ;;".into());
    }
    cases.push("    *) archwright+=(\"$1\") ;;".into());
    cases
}

const REST: &str = r#"
    --)
      archwright+=("${@:2}")
      break
      ;;
    -*) refuse "there is no option $1" '@PATH@ --help lists them; flags of archwright itself stand behind --' ;;
"#;

/// The images that can be left out by an option of their own. `--no-cache` is another one.
fn left_out(project: &Project) -> impl Iterator<Item = &str> {
    let several = project.images.len() > 1;
    project.images.iter().map(|image| image.key.as_str()).filter(move |key| several && *key != "cache")
}

fn usage(project: &Project, path: &str) -> Vec<String> {
    let images: Vec<_> = project.images.iter().map(|image| image.key.as_str()).collect();
    let mut text = vec![
        String::new(),
        "usage() {".into(),
        "  cat <<'USAGE'".into(),
        format!("usage: {path} [OPTION]... [IMAGE[:VARIANT]...]"),
        format!("       {path} build multi-arch IMAGE|all [OPTION]..."),
        String::new(),
        "Builds images for their platforms, and proves each before any tag moves.".into(),
        format!("Images: {} [default: all]", images.join(", ")),
        String::new(),
        "Options:".into(),
        option("-p, --platforms LIST", &format!("platforms [default: {}]", project.platforms.value)),
    ];
    let mut variants: Vec<_> = project.images.iter().flat_map(|image| &image.variants).map(|variant| variant.key.as_str()).collect();
    let mut seen = std::collections::BTreeSet::new();
    variants.retain(|key| seen.insert(*key));
    if !variants.is_empty() {
        text.push(option("-b, --backend NAME", &format!("one variant: {}", variants.join("|"))));
        text.push(option("    --build-all", "every variant"));
    }
    text.push(option("-n, --name NAME", "another name for the image, with or without a registry"));
    text.push(option("-t, --tag TAG", "a tag in place of those of archwright.toml"));
    let registry = project.registry.as_ref().map(|registry| format!(" [default: {}]", registry.value)).unwrap_or_default();
    text.push(option("    --registry HOST/PATH", &format!("where images are pushed{registry}")));
    text.push(option("    --push", "push to the registry"));
    text.push(option("    --load", "load into Docker"));
    text.extend(left_out(project).map(|key| option(&format!("    --no-{key}"), &format!("leave {key} out"))));
    for (flag, help) in [
        ("    --test-only", "try the build; no image, no tag"),
        ("    --keep-going", "the failure of one does not stop the others"),
        ("    --no-cache", "build every step anew"),
        ("    --plain", "one line per event"),
        ("    --dry-run", "print the plan, do nothing"),
        ("-h, --help", "print this"),
        ("--", "what follows are flags of archwright itself"),
    ] {
        text.push(option(flag, help));
    }
    text.extend(["USAGE".to_owned(), "}".to_owned(), String::new()]);
    text
}

fn option(flag: &str, help: &str) -> String {
    format!("  {flag:<26} {help}")
}

/// From the folder of a file back to the project's.
fn root(path: &str) -> String {
    let depth = path.matches('/').count();
    "/..".repeat(depth)
}

/// The lines of a text, without the line ends at its begin and end that only make it readable here.
fn lines(text: &str) -> Vec<String> {
    let text = text.strip_prefix('\n').unwrap_or(text);
    text.lines().map(str::to_owned).collect()
}
