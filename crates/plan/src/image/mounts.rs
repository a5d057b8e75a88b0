//! Secrets and keys that a Dockerfile asks for, beside those that its build is given: an id that is misspelt is no error of
//! BuildKit's, which mounts nothing.

use crate::{
    Run,
    dockerfile::{Dockerfile, Instruction, Verb},
};
use archwright_model::{nearest, project::Image};
use std::collections::BTreeSet;

/// What is given and not asked for, as far as the Dockerfile is known.
pub(super) fn notes(run: &Run<'_>, image: &Image) -> Vec<String> {
    let Some(dockerfile) = run.facts().repository.dockerfile(image) else { return Vec::new() };
    let read = Dockerfile::read(&dockerfile.text);
    if read.is_foreign() {
        return Vec::new();
    }
    let of =
        |kind| read.instructions.iter().filter(|one| matches!(one.verb, Verb::Run | Verb::Onbuild)).flat_map(move |one| asked(one, kind));
    let given = |kind: &'static str, what: &str, ids: Vec<&str>| -> Vec<String> {
        let asked: BTreeSet<String> = of(kind).collect();
        // What a variable names may be any of them.
        if asked.iter().any(|id| id.contains('$')) {
            return Vec::new();
        }
        let unused = ids.into_iter().filter(|id| !asked.contains(*id)).map(|id| {
            let near = nearest(id, asked.iter().map(String::as_str)).map(|near| format!(": it asks for `{near}`")).unwrap_or_default();
            format!(
                "image `{}`: no `RUN --mount=type={kind},id={id}` in {}, so {what} `{id}` goes nowhere{near}",
                image.key, image.dockerfile
            )
        });
        unused.collect()
    };
    let secrets = given("secret", "the secret", image.build.secrets.iter().map(|secret| secret.id.as_str()).collect());
    let keys = given("ssh", "the SSH key", image.build.ssh.iter().map(|key| key.id.as_str()).collect());
    secrets.into_iter().chain(keys).collect()
}

/// The ids of the mounts of a kind; a secret without one is called by the last part of its target, a key `default`.
fn asked(instruction: &Instruction, kind: &'static str) -> Vec<String> {
    let mounts = instruction.flags.iter().filter(|flag| flag.name == "mount").filter_map(|flag| flag.value.as_ref());
    let id = |text: &str| {
        let field = |wanted: &[&str]| {
            text.split(',')
                .filter_map(|field| field.split_once('='))
                .find(|(name, _)| wanted.contains(name))
                .map(|(_, value)| value.to_owned())
        };
        if field(&["type"]).as_deref() != Some(kind) {
            return None;
        }
        let target = || field(&["target", "dst", "destination"]).and_then(|path| path.rsplit('/').next().map(str::to_owned));
        field(&["id"]).or_else(|| if kind == "ssh" { Some("default".into()) } else { target() })
    };
    mounts.filter_map(|word| id(&word.text)).collect()
}

#[cfg(test)]
mod tests {
    use super::asked;
    use crate::dockerfile::Dockerfile;

    #[test]
    fn mounts_are_known_by_their_ids() {
        let text = "FROM a\nRUN --mount=type=secret,id=npm --mount=type=secret,target=/run/pip --mount=type=ssh --mount=type=ssh,id=deploy --mount=type=cache,target=/c make\n";
        let read = Dockerfile::read(text);
        let of = |kind| read.instructions.iter().flat_map(|one| asked(one, kind)).collect::<Vec<_>>();
        assert_eq!((of("secret"), of("ssh")), (vec!["npm".to_owned(), "pip".into()], vec!["default".to_owned(), "deploy".into()]));
    }
}
