//! A private apt root: own sources, lists and archives, so that the machine's packages are neither changed nor
//! in need of an `apt-get update`. The machine's apt configuration (proxies, credentials) still applies.

use std::sync::Mutex;
use std::time::Duration;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};
use xshell::{Shell, cmd};

use super::context::Context;
use super::machine::Arch;
use super::mirror::Mirror;
use super::phase::Job;
use super::refusal::Refusal;

/// Lists younger than this are used as they are.
const FRESH: Duration = Duration::from_secs(24 * 3600);

/// Single programs may be taken from newer suites, by name (`package/sid`); all else is Debian 12's.
const PREFERENCES: &str = "Package: *\nPin: release n=trixie\nPin-Priority: 50\n\n\
                           Package: *\nPin: release n=sid\nPin-Priority: 40\n";

/// The private apt root.
#[derive(Debug)]
pub struct Apt {
    dir: Utf8PathBuf,
    refreshed: Mutex<bool>,
}

impl Apt {
    /// Names the folder; nothing is touched.
    pub fn new(dir: Utf8PathBuf) -> Self {
        Self { dir, refreshed: Mutex::new(false) }
    }

    /// Fetches the lists, once per call and at most once a day.
    fn refresh(&self, context: &Context, job: &Job) -> Result<()> {
        let mut refreshed = self.refreshed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if *refreshed {
            return Ok(());
        }
        let mirror = Mirror::find(context)?;
        let sources = mirror.sources_list(context.native.name());
        let stamp = self.dir.join("fresh");
        let age = stamp.metadata().and_then(|meta| meta.modified()).ok().and_then(|time| time.elapsed().ok());
        let known = std::fs::read_to_string(self.dir.join("sources.list")).unwrap_or_default();
        if known != sources || age.is_none_or(|age| age > FRESH) {
            std::fs::create_dir_all(self.dir.join("lists/partial"))?;
            std::fs::create_dir_all(self.dir.join("archives/partial"))?;
            std::fs::write(self.dir.join("preferences"), PREFERENCES)?;
            std::fs::write(self.dir.join("sources.list"), sources)?;
            let options = &self.options(context);
            job.run(cmd!(job.sh, "apt-get {options...} update -q -oAPT::Update::Error-Mode=any")).map_err(|_| {
                let log = std::fs::read_to_string(job.log()).unwrap_or_default();
                let why = log.lines().find_map(|line| line.strip_prefix("E: ")).unwrap_or("apt-get update failed");
                Refusal::machine(format!("apt cannot fetch Debian's package lists from {}: {why}", mirror.uri()))
                    .hint("name a mirror that this machine reaches: ARCHWRIGHT_DEBIAN_MIRROR=http://… cargo xtask engine up")
            })?;
            // Make the binary caches now, so that no two phases make them at once.
            let alone = &self.alone(context);
            job.run(cmd!(job.sh, "apt-get {options...} check -q"))?;
            job.run(cmd!(job.sh, "apt-get {alone...} check -q"))?;
            std::fs::write(&stamp, "")?;
        }
        *refreshed = true;
        Ok(())
    }

    /// Downloads packages, with those dependencies that the machine lacks, and returns the archives.
    pub fn download(&self, context: &Context, job: &Job, packages: &[&str]) -> Result<Vec<Utf8PathBuf>> {
        self.with_dependencies(context, job, &self.options(context), packages, &[])
    }

    /// Downloads packages with all that they depend on, whatever the machine has, except for `machines`: those are
    /// the machine's own, whichever its distribution calls them. Returns the archives.
    pub fn closure(&self, context: &Context, job: &Job, packages: &[&str], machines: &[&str]) -> Result<Vec<Utf8PathBuf>> {
        self.with_dependencies(context, job, &self.alone(context), packages, machines)
    }

    /// Downloads packages with all that they depend on, as a machine of that architecture and no other would.
    pub fn closure_of(&self, context: &Context, job: &Job, arch: Arch, packages: &[&str]) -> Result<Vec<Utf8PathBuf>> {
        self.refresh(context, job)?;
        let options = &self.only(context, arch);
        let simulated = job.read(cmd!(job.sh, "apt-get {options...} install -q -y --simulate {packages...}"))?;
        let wanted: Vec<String> = to_install(&simulated).map(|(_, exact)| exact).collect();
        self.fetch_by(job, options, &wanted)
    }

    fn with_dependencies(
        &self,
        context: &Context,
        job: &Job,
        options: &[String],
        packages: &[&str],
        machines: &[&str],
    ) -> Result<Vec<Utf8PathBuf>> {
        self.refresh(context, job)?;
        let simulated = job.read(cmd!(job.sh, "apt-get {options...} install -q -y --simulate {packages...}"))?;
        // What the machine has installed is not listed, but is wanted all the same: it is used by path.
        let asked: Vec<&str> = packages.iter().map(|package| package.split('/').next().unwrap_or(package)).collect();
        let missing = to_install(&simulated).filter(|(name, _)| !asked.contains(name) && !machines.contains(name)).map(|(_, exact)| exact);
        let wanted: Vec<String> = packages.iter().map(ToString::to_string).chain(missing).collect();
        self.fetch(context, job, &wanted)
    }

    /// Downloads exactly these packages, without their dependencies, and returns the archives.
    pub fn fetch(&self, context: &Context, job: &Job, packages: &[String]) -> Result<Vec<Utf8PathBuf>> {
        self.refresh(context, job)?;
        self.fetch_by(job, &self.alone(context), packages)
    }

    fn fetch_by(&self, job: &Job, options: &[String], packages: &[String]) -> Result<Vec<Utf8PathBuf>> {
        let archives = self.dir.join("archives");
        let uris = job.read(cmd!(job.sh, "apt-get {options...} download -q --print-uris {packages...}"))?;
        let sh = Shell::new()?;
        sh.change_dir(&archives);
        job.run(cmd!(sh, "apt-get {options...} download -q {packages...}"))?;
        Ok(archive_names(&uris).map(|name| archives.join(name)).collect())
    }

    /// As if the machine had no package: what it has of another origin, Ubuntu's say, would be newer and nowhere to
    /// be had.
    fn alone(&self, context: &Context) -> Vec<String> {
        let dir = &self.dir;
        let own = ["Dir::State::status=/dev/null".to_owned(), format!("Dir::Cache::pkgcache={dir}/alone.bin")];
        self.options(context).into_iter().chain(own.map(|option| format!("-o{option}"))).collect()
    }

    /// As a machine of that architecture that has no package.
    fn only(&self, context: &Context, arch: Arch) -> Vec<String> {
        let (dir, name) = (&self.dir, arch.name());
        let own = [
            format!("Dir::Cache::pkgcache={dir}/only-{name}.bin"),
            format!("Dir::Cache::srcpkgcache={dir}/only-{name}-src.bin"),
            format!("APT::Architecture={name}"),
            format!("APT::Architectures={name}"),
        ];
        self.alone(context).into_iter().chain(own.map(|option| format!("-o{option}"))).collect()
    }

    fn options(&self, context: &Context) -> Vec<String> {
        let dir = &self.dir;
        let (native, foreign) = (context.native.name(), context.native.foreign().name());
        [
            format!("Dir::Etc::SourceList={dir}/sources.list"),
            "Dir::Etc::SourceParts=/dev/null".to_owned(),
            format!("Dir::Etc::Preferences={dir}/preferences"),
            "Dir::Etc::PreferencesParts=/dev/null".to_owned(),
            format!("Dir::State::Lists={dir}/lists"),
            format!("Dir::Cache={dir}"),
            format!("Dir::Cache::Archives={dir}/archives"),
            format!("Dir::Cache::pkgcache={dir}/pkgcache.bin"),
            format!("Dir::Cache::srcpkgcache={dir}/srcpkgcache.bin"),
            format!("APT::Architecture={native}"),
            format!("APT::Architectures={native},{foreign}"),
            "APT::Install-Recommends=false".to_owned(),
            "APT::Keep-Downloaded-Packages=true".to_owned(),
            "APT::Sandbox::User=root".to_owned(),
            "Acquire::Languages=none".to_owned(),
            "Acquire::GzipIndexes=false".to_owned(),
            "Acquire::Retries=3".to_owned(),
            "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false".to_owned(),
            "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false".to_owned(),
            // Phases download side by side; each its own packages.
            "Debug::NoLocking=true".to_owned(),
        ]
        .into_iter()
        .map(|option| format!("-o{option}"))
        .collect()
    }
}

/// The packages in the output of `--simulate`, each with what names its exact version:
/// `Inst name [installed] (version origin [arch])`.
fn to_install(simulated: &str) -> impl Iterator<Item = (&str, String)> {
    simulated.lines().filter_map(|line| {
        let name = line.strip_prefix("Inst ")?.split_whitespace().next()?;
        let version = line.split_once('(')?.1.split_whitespace().next()?;
        Some((name, format!("{name}={version}")))
    })
}

/// The file names in the output of `--print-uris`: `'uri' name size hash`.
fn archive_names(uris: &str) -> impl Iterator<Item = &str> {
    uris.lines().filter(|line| line.starts_with('\'')).filter_map(|line| line.split_whitespace().nth(1))
}

/// Unpacks an archive below `root`, without the documentation. Links like Debian's `/lib` stay links.
pub fn unpack(job: &Job, archive: &Utf8Path, root: &Utf8Path) -> Result<()> {
    unpack_only(job, archive, root, &[])
}

/// As [`unpack`], only these members.
pub fn unpack_only(job: &Job, archive: &Utf8Path, root: &Utf8Path, members: &[String]) -> Result<()> {
    std::fs::create_dir_all(root)?;
    let script = "set -e; archive=$1 root=$2; shift 2; dpkg-deb --fsys-tarfile \"$archive\" | \
                  tar -x -C \"$root\" --keep-directory-symlink \
                  --exclude=./usr/share/doc/* --exclude=./usr/share/man/* --exclude=./usr/share/locale/* \
                  --exclude=./usr/share/info/* --exclude=./usr/share/lintian/* \"$@\"";
    job.run(cmd!(job.sh, "bash -o pipefail -c {script} unpack {archive} {root} {members...}"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn packages_of_a_simulation() {
        let simulated = "The following NEW packages will be installed:\n  runc\n\
                         Inst libx [1.0] (1.1+deb12u1 Debian:12/stable [amd64]) []\n\
                         Inst libc6:arm64 (2.36-9 Debian:12/stable [arm64])\nConf libx (1.1 Debian)\n";
        let packages: Vec<_> = super::to_install(simulated).map(|(_, exact)| exact).collect();
        assert_eq!(packages, ["libx=1.1+deb12u1", "libc6:arm64=2.36-9"]);
    }

    #[test]
    fn names_of_archives() {
        let uris = "Reading package lists...\n'http://m/x_1%2b2_all.deb' x_1+2_all.deb 12 MD5Sum:0\n\
                    'http://m/y_1%3a2_all.deb' y_1%3a2_all.deb 12 MD5Sum:0\n";
        let names: Vec<&str> = super::archive_names(uris).collect();
        assert_eq!(names, ["x_1+2_all.deb", "y_1%3a2_all.deb"]);
    }
}
