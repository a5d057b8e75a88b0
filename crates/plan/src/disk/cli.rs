//! A command line's manifest, its package and the binary in that, by Cargo's own word.

use super::{Disk, Meant};
use crate::{
    Fact, PlanError,
    facts::{CliPackage, CliRefusal},
};
use archwright_model::{nearest, project::Cli};

pub(super) fn wrong(disk: Disk<'_>, cli: &Cli) -> Vec<PlanError> {
    let (key, repository) = (cli.key.as_str(), disk.repository);
    let refused = || repository.refused.get(key).map(|refusal| refused(cli, refusal));
    let binary = || bin(cli, repository.clis.get(key).and_then(Fact::known)?).err();
    manifest(disk, cli).or_else(refused).or_else(binary).into_iter().collect()
}

fn manifest(disk: Disk<'_>, cli: &Cli) -> Option<PlanError> {
    let wrong = disk.path(&format!("cli `{}`", cli.key), "manifest", &cli.manifest, Meant::File)?;
    Some(wrong.about(format!("cli.{}.manifest", cli.key)).hint(format!("fix `manifest` in [cli.{}]", cli.key)))
}

fn refused(cli: &Cli, refusal: &CliRefusal) -> PlanError {
    let (key, manifest) = (&cli.key, &cli.manifest);
    match (refusal, &cli.package) {
        (CliRefusal::Manifest(said), _) => PlanError::configuration(format!("cli `{key}`: Cargo cannot use `{manifest}`"))
            .about(format!("cli.{key}.manifest"))
            .details(said.iter().cloned())
            .hint("mend what Cargo says of it"),
        (CliRefusal::Package(known), Some(package)) => {
            PlanError::configuration(format!("cli `{key}`: `{manifest}` has no package `{package}`"))
                .about(format!("cli.{key}.package"))
                .hint(one_of(package, "packages", known))
        }
        (CliRefusal::Package(known), None) if known.is_empty() => {
            PlanError::configuration(format!("cli `{key}`: `{manifest}` has no package"))
                .about(format!("cli.{key}.manifest"))
                .hint(format!("name the package's own Cargo.toml as `manifest` in [cli.{key}]"))
        }
        (CliRefusal::Package(known), None) => PlanError::configuration(format!("cli `{key}`: `{manifest}` has several packages"))
            .about(format!("cli.{key}.manifest"))
            .hint(format!("set `package` in [cli.{key}] to one of: {}", known.join(", "))),
    }
}

/// The binary's name.
pub(crate) fn bin(cli: &Cli, package: &CliPackage) -> Result<String, PlanError> {
    let wrong = |what: String| PlanError::configuration(format!("cli `{}`: package `{}` has {what}", cli.key, package.package));
    let wrong = |what: String| wrong(what).about(format!("cli.{}.bin", cli.key));
    match (&cli.bin, package.bins.as_slice()) {
        (Some(bin), bins) if bins.contains(bin) => Ok(bin.clone()),
        (Some(bin), bins) => Err(wrong(format!("no binary `{bin}`")).hint(one_of(bin, "binaries", bins))),
        (None, [bin]) => Ok(bin.clone()),
        (None, []) => Err(wrong("no binary".into())),
        (None, bins) => {
            Err(wrong("several binaries".into()).hint(format!("set `bin` in [cli.{}] to one of: {}", cli.key, bins.join(", "))))
        }
    }
}

fn one_of(word: &str, what: &str, known: &[String]) -> String {
    let near = nearest(word, known.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    let known = if known.is_empty() { "none".into() } else { known.join(", ") };
    format!("{near}{what}: {known}")
}
