//! What secrets and keys of builds are taken from: whether it is there, never what it holds.

use super::Environment;
use archwright_model::{
    Project,
    project::{BuildOptions, SSH_AUTH_SOCK},
};
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::BTreeMap;

fn builds(project: &Project) -> impl Iterator<Item = &BuildOptions> {
    project.images.iter().map(|image| &image.build)
}

/// Files below `~` that the project names.
fn at_home(project: &Project) -> impl Iterator<Item = &Utf8PathBuf> {
    builds(project).flat_map(BuildOptions::files).map(|(_, _, file)| file).filter(|file| file.starts_with("~"))
}

/// The user's home, where the project names a file in it.
pub(super) fn home(project: &Project, environment: &Environment) -> Option<Utf8PathBuf> {
    at_home(project).next().and_then(|_| environment.home())
}

/// Those of the files in the home that are not there.
pub(super) fn missing_at_home(project: &Project, home: Option<&Utf8Path>) -> Vec<Utf8PathBuf> {
    let is_there = |file: &Utf8Path| home.zip(file.strip_prefix("~").ok()).is_some_and(|(home, below)| home.join(below).exists());
    at_home(project).filter(|file| !is_there(file)).cloned().collect()
}

/// Variables that a secret or an agent is to be taken from, and cannot be.
pub(super) fn unusable_variables(project: &Project, environment: &Environment) -> BTreeMap<String, String> {
    let wrong = |name: &str| match environment.get(name) {
        None => Some("is not set".to_owned()),
        Some(socket) if name == SSH_AUTH_SOCK && !Utf8Path::new(socket).exists() => Some(format!("names `{socket}`, which is not there")),
        Some(_) => None,
    };
    let names = builds(project).flat_map(BuildOptions::variables).map(|(_, _, name)| name);
    names.filter_map(|name| Some((name.to_owned(), wrong(name)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::{home, missing_at_home, unusable_variables};
    use crate::observe::Environment;
    use archwright_model::config;

    #[test]
    fn what_is_not_there_is_told_and_what_is_there_is_not_read() {
        let text = "[image.app]\nsecrets = [{ id = 'a', env = 'A' }, { id = 'b', env = 'B' }, { id = 'c', file = '~/no/such' }]\nssh = ['default']\n";
        let project = config::read(text, "archwright.toml".as_ref(), "/project".as_ref()).unwrap();
        let environment = Environment::of([("A", "x"), ("HOME", "/nowhere"), ("SSH_AUTH_SOCK", "/no/socket")]);
        let wrong = unusable_variables(&project, &environment);
        let wrong: Vec<_> = wrong.iter().map(|(name, why)| format!("{name} {why}")).collect();
        assert_eq!(wrong, ["B is not set", "SSH_AUTH_SOCK names `/no/socket`, which is not there"]);
        assert_eq!(home(&project, &environment).as_deref(), Some("/nowhere".into()));
        assert_eq!(missing_at_home(&project, Some("/nowhere".into())), ["~/no/such"]);
    }
}
