//! Which command, file or variable says each fact.

use super::{Environment, Question, ci, references, repository::wants_time};
use archwright_model::project::{BuilderName, VersionSource};
use archwright_plan::facts::{Authorities, FactOrigin};
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::BTreeMap;

/// The origins of what a question asks, by the paths of the facts.
pub(super) fn origins(
    environment: &Environment,
    question: &Question<'_>,
    builder: &BuilderName,
    docker_authorities: &Authorities,
) -> BTreeMap<String, FactOrigin> {
    let project = question.project;
    let mut all = BTreeMap::new();
    let mut say = |fact: &str, origin| all.insert(fact.to_owned(), origin);
    let command = |line: &str| FactOrigin::Command(line.to_owned());
    let variable = |name: &str| environment.get(name).map(|_| FactOrigin::Environment(name.to_owned()));
    say("host", FactOrigin::Program);
    say("emulated", FactOrigin::File("/proc/sys/fs/binfmt_misc".into()));
    let own = project.registries.values().filter_map(|settings| settings.ca_file.as_ref());
    for file in own.chain(docker_authorities.values().flatten()) {
        say(&format!("authorities.{file}"), FactOrigin::File(file.clone()));
    }
    for (registry, files) in docker_authorities {
        let folder = files.first().and_then(|file| file.parent()).unwrap_or_else(|| "certs.d".into());
        say(&format!("docker-authorities.{registry}"), FactOrigin::File(folder.to_owned()));
    }
    say("tools", FactOrigin::Environment("PATH".into()));
    if let Some(dir) = environment.buildx_dir() {
        let file = dir.join("instances").join(builder.as_str().to_lowercase());
        say("builder", FactOrigin::File(below(&project.root, &file)));
    }
    if question.docker {
        say("docker", command("docker info"));
        variable("DOCKER_HOST").map(|origin| say("docker.endpoint", origin));
    }
    if question.rust {
        say("rust", command("rustc --print sysroot"));
        variable("ARCHWRIGHT_RUST_TOOLCHAIN").map(|origin| say("rust.toolchain", origin));
        for cli in &project.clis {
            say(&format!("repository.clis.{}", cli.key), command(&format!("cargo metadata --manifest-path {}", cli.manifest)));
        }
    }
    variable("HOME").filter(|_| references::home(project, environment).is_some()).map(|origin| say("home", origin));
    let unusable = references::unusable_variables(project, environment);
    if !unusable.is_empty() {
        let names: Vec<_> = unusable.into_keys().collect();
        say("unusable-variables", FactOrigin::Environment(names.join(", ")));
    }
    variable("SOURCE_DATE_EPOCH").map(|origin| say("source-date-epoch", origin));
    if wants_time(question) {
        say("clock", variable("SOURCE_DATE_EPOCH").unwrap_or(FactOrigin::Program));
    }
    if let Some((mark, _)) = ci::MARKS.iter().find(|(mark, _)| environment.get(mark).is_some()) {
        say("ci", FactOrigin::Environment((*mark).to_owned()));
    }
    if !project.same_version_in.is_empty() {
        say("repository.versions", FactOrigin::File(".".into()));
    }
    say("repository.git", command("git describe --tags --always --dirty"));
    if let Some(version) = &project.version {
        say(
            "repository.version",
            match &version.value {
                VersionSource::File(path) | VersionSource::Cargo(path) | VersionSource::PackageJson(path) => FactOrigin::File(path.clone()),
                VersionSource::GitDescribe => command("git describe --tags --always --dirty"),
                VersionSource::Literal(_) => FactOrigin::File("archwright.toml".into()),
            },
        );
    }
    for fact in ["missing", "not-files", "not-folders", "dockerfiles", "contexts"] {
        say(&format!("repository.{fact}"), FactOrigin::File(".".into()));
    }
    for (key, bake) in project.images.iter().filter_map(|image| Some((&image.key, image.bake.as_ref()?))) {
        let line = format!("docker buildx bake --file {} --print {}", bake.file, bake.target);
        say(&format!("repository.bakes.{key}"), command(&line));
    }
    for ui in &project.uis {
        say(&format!("repository.uis.{}", ui.key), FactOrigin::File(ui.dir.clone()));
    }
    all
}

fn below(root: &Utf8Path, file: &Utf8Path) -> Utf8PathBuf {
    file.strip_prefix(root).unwrap_or(file).to_owned()
}

#[cfg(test)]
mod tests {
    use super::origins;
    use crate::observe::{Environment, Question};
    use archwright_model::{
        Platform, Project, Sourced,
        project::{Cli, Ui, VersionSource},
    };
    use archwright_plan::{
        Facts, Request,
        facts::{Authorities, UiFolder},
    };
    use serde_json::Value;

    fn project() -> Project {
        let mut project = Project::new("/project");
        project.version = Some(Sourced::code(VersionSource::File("VERSION".into())));
        project.uis.push(Ui::new("web".parse().unwrap(), "ui"));
        project.clis.push(Cli::new("tool".parse().unwrap(), "tool/Cargo.toml"));
        project
    }

    /// A fact of which nobody knows who said it would be one too many.
    #[test]
    fn every_fact_has_one() {
        let project = project();
        let question = Question { project: &project, request: &Request::default(), docker: true, rust: true };
        let environment = Environment::of([("HOME", "/home/me"), ("SOURCE_DATE_EPOCH", "0")]);
        let mut facts = Facts::unknown(Platform::LINUX_AMD64, "nobody looked");
        facts.source_date_epoch = Some("0".into());
        facts.repository.uis.insert(
            "web".into(),
            UiFolder {
                lockfile: None,
                yarn: None,
                scripts: archwright_plan::Fact::Known(Vec::new()),
                workspace: None,
                members: Vec::new(),
                files: Vec::new(),
                variables: Vec::new(),
            },
        );
        facts.repository.clis.insert("tool".into(), archwright_plan::Fact::Unknown("nobody looked".into()));
        facts.origins = origins(&environment, &question, &project.builder.value, &Authorities::new());
        let facts = serde_json::to_value(&facts).unwrap();
        let has = |fact: &str| facts["origins"].get(fact).is_some();
        let missing: Vec<_> = paths(&facts).into_iter().filter(|fact| !has(fact)).collect();
        assert_eq!(missing, [""; 0]);
    }

    /// The facts of one level, and those inside the repository one by one.
    fn paths(facts: &Value) -> Vec<String> {
        let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        let mut all: Vec<_> = keys(facts)
            .into_iter()
            .filter(|key| !["repository", "authorities", "docker-authorities", "origins"].contains(&key.as_str()))
            .collect();
        for key in keys(&facts["repository"]) {
            match key.as_str() {
                "clis" | "uis" => all.extend(keys(&facts["repository"][&key]).into_iter().map(|item| format!("repository.{key}.{item}"))),
                _ => all.push(format!("repository.{key}")),
            }
        }
        all
    }

    #[test]
    fn variables_come_before_commands() {
        let project = project();
        let question = Question { project: &project, request: &Request::default(), docker: true, rust: false };
        let said = |environment: &Environment| {
            let all = origins(environment, &question, &project.builder.value, &Authorities::new());
            (all.get("docker").map(ToString::to_string), all.get("docker.endpoint").map(ToString::to_string))
        };
        let info = Some("`docker info`".to_owned());
        assert_eq!(said(&Environment::default()), (info.clone(), None));
        let host = Environment::of([("DOCKER_HOST", "tcp://builder:2376")]);
        assert_eq!(said(&host), (info, Some("environment DOCKER_HOST".into())));
    }
}
