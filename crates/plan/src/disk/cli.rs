//! A command line's manifest, its package and the binaries in that, by Cargo's own word.

use super::{Disk, Meant};
use crate::{
    Fact, PlanError,
    cli::CliBin,
    facts::{CliMember, CliPackage, CliRefusal},
};
use archwright_model::{nearest, project::Cli};
use camino::Utf8PathBuf;

pub(super) fn wrong(disk: Disk<'_>, cli: &Cli) -> Vec<PlanError> {
    let (key, repository) = (cli.key.as_str(), disk.repository);
    let refused = || repository.refused.get(key).map(|refusal| refused(cli, refusal));
    let binary = || bins(cli, repository.clis.get(key).and_then(Fact::known)?).err();
    manifest(disk, cli).or_else(refused).or_else(binary).into_iter().chain(packed(disk, cli)).collect()
}

/// Files of its archives that are not there.
fn packed(disk: Disk<'_>, cli: &Cli) -> Vec<PlanError> {
    let key = format!("cli.{}.archive.files", cli.key);
    let files = cli.archive.iter().flat_map(|archive| &archive.files).enumerate();
    let wrong = |(index, file): (usize, &Utf8PathBuf)| {
        let wrong = disk.path(&format!("cli `{}`", cli.key), "file of its archives", file, Meant::File)?;
        Some(wrong.about(format!("{key}[{index}]")).hint(format!("fix `files` in [cli.{}.archive]", cli.key)))
    };
    files.filter_map(wrong).collect()
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

/// The binaries, each with its package.
pub(crate) fn bins(cli: &Cli, package: &CliPackage) -> Result<Vec<CliBin>, PlanError> {
    if cli.bins.is_empty() {
        return Ok(vec![CliBin {
            name: bin(cli, package)?,
            package: Some(package.package.clone()),
            version: Some(package.version.clone()),
        }]);
    }
    cli.bins.iter().enumerate().map(|(index, name)| one_of_several(cli, package, index, name)).collect()
}

/// A binary of the package or, where none is named, of its workspace.
fn one_of_several(cli: &Cli, package: &CliPackage, index: usize, name: &str) -> Result<CliBin, PlanError> {
    let own = CliMember { package: package.package.clone(), version: package.version.clone(), bins: package.bins.clone() };
    let members = if cli.package.is_some() || package.members.is_empty() { vec![&own] } else { package.members.iter().collect() };
    let owners: Vec<_> = members.iter().filter(|member| member.bins.iter().any(|bin| bin == name)).collect();
    let key = &cli.key;
    let wrong = |what: String| PlanError::configuration(format!("cli `{key}`: {what}")).about(format!("cli.{key}.bins[{index}]"));
    match owners.as_slice() {
        [owner] => Ok(CliBin { name: name.into(), package: Some(owner.package.clone()), version: Some(owner.version.clone()) }),
        [] => {
            let known: Vec<_> = members.iter().flat_map(|member| member.bins.iter().cloned()).collect();
            let whose = match members.as_slice() {
                [only] => format!("package `{}`", only.package),
                _ => format!("the workspace of `{}`", cli.manifest),
            };
            Err(wrong(format!("{whose} has no binary `{name}`")).hint(one_of(name, "binaries", &known)))
        }
        [..] => {
            let packages: Vec<_> = owners.iter().map(|owner| owner.package.as_str()).collect();
            let what = format!("several packages have a binary `{name}`: {}", packages.join(", "));
            Err(wrong(what).hint(format!("set `package` in [cli.{key}] to one of them")))
        }
    }
}

/// The binary's name.
fn bin(cli: &Cli, package: &CliPackage) -> Result<String, PlanError> {
    let wrong = |what: String| PlanError::configuration(format!("cli `{}`: package `{}` has {what}", cli.key, package.package));
    let wrong = |what: String| wrong(what).about(format!("cli.{}.bin", cli.key));
    match (&cli.bin, package.bins.as_slice()) {
        (Some(bin), bins) if bins.contains(bin) => Ok(bin.clone()),
        (Some(bin), bins) => Err(wrong(format!("no binary `{bin}`")).hint(one_of(bin, "binaries", bins))),
        (None, [bin]) => Ok(bin.clone()),
        (None, []) => Err(wrong("no binary".into())),
        (None, bins) => {
            let known = bins.join(", ");
            Err(wrong("several binaries".into()).hint(format!("set `bin` in [cli.{}] to one of: {known}; or `bins` to several", cli.key)))
        }
    }
}

fn one_of(word: &str, what: &str, known: &[String]) -> String {
    let near = nearest(word, known.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    let known = if known.is_empty() { "none".into() } else { known.join(", ") };
    format!("{near}{what}: {known}")
}
