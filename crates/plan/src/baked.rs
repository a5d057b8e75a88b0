//! A project whose images are described in bake files, with what these say in its place. What the project says itself goes first.

use crate::{
    Fact, PlanError,
    facts::{BakedTarget, Repository},
};
use archwright_model::{
    Project,
    project::{BakeSource, BakeTags, BuildContext, Image, TagTemplate, is_remote},
};
use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

/// The project with every image that a bake file describes, as far as that file was read.
pub fn merged(project: &Project, repository: &Repository) -> Result<Project, PlanError> {
    let mut project = project.clone();
    for image in &mut project.images {
        let Some(source) = image.bake.take() else { continue };
        let key = format!("image.{}.bake.target", image.key);
        match repository.bakes.get(image.key.as_str()) {
            Some(Fact::Known(target)) => take(image, &source, target)?,
            Some(Fact::Unknown(why)) => {
                return Err(PlanError::configuration(format!("image `{}`: {why}", image.key))
                    .about(key)
                    .hint(format!("see what `docker buildx bake --file {} --print {}` says", source.file, source.target)));
            }
            None => {
                return Err(PlanError::machine(format!(
                    "image `{}`: nobody read target `{}` of {}",
                    image.key, source.target, source.file
                ))
                .about(key)
                .hint("give facts that were observed for this project"));
            }
        }
    }
    Ok(project)
}

fn take(image: &mut Image, source: &BakeSource, target: &BakedTarget) -> Result<(), PlanError> {
    let context = target.context.as_deref().unwrap_or(".");
    let dockerfile = target.dockerfile.as_deref().unwrap_or("Dockerfile");
    let fetched = is_remote(context);
    image.context = if fetched { context.into() } else { tidy(Utf8Path::new(context)) };
    image.dockerfile = if fetched { dockerfile.into() } else { tidy(&Utf8Path::new(context).join(dockerfile)) };
    if let Some(text) = &target.dockerfile_inline {
        image.dockerfile.clone_from(&source.file);
        image.build.dockerfile_inline = Some(text.clone());
    }
    image.stage = image.stage.take().or_else(|| target.stage.clone());
    for (name, value) in &target.args {
        image.build_args.entry(name.clone()).or_insert_with(|| value.clone());
    }
    for (name, value) in &target.labels {
        image.labels.entry(name.clone()).or_insert_with(|| value.clone());
    }
    let wrong = |what: &str, error: &dyn std::fmt::Display| {
        PlanError::configuration(format!("image `{}`: {what} of target `{}` in {}: {error}", image.key, source.target, source.file))
            .about(format!("image.{}.bake", image.key))
            .hint("mend it there")
    };
    let mut contexts = Vec::new();
    for (name, text) in &target.contexts {
        let context: BuildContext = text.parse().map_err(|error| wrong(&format!("context `{name}`"), &error))?;
        contexts.push((name.clone(), context));
    }
    let mut tags: Vec<TagTemplate> = Vec::new();
    if source.tags == BakeTags::OfFile {
        for name in &target.tags {
            let tag = name.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')).map_or("latest", |(_, tag)| tag);
            let tag = tag.parse().map_err(|error| wrong("a tag", &error))?;
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
    }
    for (name, context) in contexts {
        image.build.contexts.entry(name).or_insert(context);
    }
    if !tags.is_empty() {
        image.tags = tags;
    }
    let build = &mut image.build;
    let secrets = target.secrets.iter().filter(|secret| !build.secrets.iter().any(|own| own.id == secret.id)).cloned();
    let secrets: Vec<_> = secrets.collect();
    build.secrets.extend(secrets);
    let keys = target.ssh.iter().filter(|key| !build.ssh.iter().any(|own| own.id == key.id)).cloned();
    let keys: Vec<_> = keys.collect();
    build.ssh.extend(keys);
    if build.no_cache_filter.is_empty() {
        build.no_cache_filter.clone_from(&target.no_cache_filter);
    }
    Ok(())
}

/// Without `.`, and without `..` where something is before it; the project's own folder is `.`.
fn tidy(path: &Utf8Path) -> Utf8PathBuf {
    let mut tidy = Utf8PathBuf::new();
    for component in path.components() {
        match component {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir if tidy.file_name().is_some() => drop(tidy.pop()),
            other => tidy.push(other),
        }
    }
    if tidy.as_str().is_empty() { ".".into() } else { tidy }
}

#[cfg(test)]
mod tests {
    use super::{merged, tidy};
    use crate::{
        Fact,
        facts::{BakedTarget, Repository},
    };
    use archwright_model::config;

    #[test]
    fn what_the_project_says_goes_first() {
        let text = "[image.app]\nbuild-args = { A = 'ours' }\n[image.app.bake]\nfile = 'docker-bake.hcl'\ntarget = 'release'\n";
        let project = config::read(text, "archwright.toml".as_ref(), "/project".as_ref()).unwrap();
        let mut repository = Repository::unknown("nobody looked");
        let map = |pairs: &[(&str, &str)]| pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let target = BakedTarget {
            context: Some("services/app".into()),
            dockerfile: Some("../Dockerfile".into()),
            args: map(&[("A", "theirs"), ("B", "theirs")]),
            tags: vec!["ghcr.io/acme/app:1.4".into(), "localhost:5000/app".into()],
            contexts: map(&[("src", "https://github.com/acme/src.git")]),
            ..BakedTarget::default()
        };
        repository.bakes.insert("app".into(), Fact::Known(target));
        let merged = merged(&project, &repository).unwrap();
        let image = &merged.images[0];
        assert_eq!((image.context.as_str(), image.dockerfile.as_str()), ("services/app", "services/Dockerfile"));
        assert_eq!((image.build_args["A"].as_str(), image.build_args["B"].as_str()), ("ours", "theirs"));
        assert_eq!(image.tags.iter().map(ToString::to_string).collect::<Vec<_>>(), ["1.4", "latest"]);
        assert_eq!((image.build.contexts.len(), &image.bake), (1, &None));
    }

    #[test]
    fn what_could_not_be_read_is_told_with_its_key() {
        let text = "[image.app.bake]\nfile = 'docker-bake.hcl'\ntarget = 'app'\n";
        let project = config::read(text, "archwright.toml".as_ref(), "/project".as_ref()).unwrap();
        let mut repository = Repository::unknown("nobody looked");
        repository.bakes.insert("app".into(), Fact::Unknown("failed to find target app".into()));
        let error = merged(&project, &repository).unwrap_err();
        assert_eq!((error.to_string().as_str(), error.key()), ("image `app`: failed to find target app", Some("image.app.bake.target")));
    }

    #[test]
    fn paths_are_tidied() {
        for (path, expected) in [(".", "."), ("./a/../b", "b"), ("a/..", "."), ("../x", "../x"), ("/a/./b", "/a/b")] {
            assert_eq!(tidy(path.as_ref()), expected);
        }
    }
}
