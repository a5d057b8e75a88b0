//! Where loaders look for libraries.

mod cache;
mod conf;
mod distribution;
mod hwcaps;
mod tokens;

#[cfg(test)]
pub(super) use cache::tests::make as make_cache;

use super::FileSubject;
use super::view::{Found, View};
use archwright_model::{Arch, Platform};
use distribution::Distribution;
use std::collections::HashMap;

/// Where the loaders of an image look for the libraries of its own platform, before anything that a file says itself.
#[derive(Debug)]
pub(super) struct Directories {
    platform: Platform,
    /// `LD_LIBRARY_PATH` of the image's environment.
    pub environment: Vec<String>,
    /// glibc's cache: the paths of each name.
    cache: Cache,
    /// Whose glibc it is.
    distribution: Distribution,
    /// Where that looks without being told.
    glibc: Vec<String>,
    /// The names of the levels of processors whose directories it looks into, everywhere.
    levels: Vec<&'static str>,
    /// Where ldconfig looks, which only it reads.
    configured: Vec<String>,
    /// Where musl looks.
    musl: Vec<String>,
}

#[derive(Debug)]
enum Cache {
    Read(HashMap<String, Vec<String>>),
    /// It is there, and larger than anything that is kept, or in no form that is known: then where ldconfig looks stands for it.
    Unreadable,
    Missing,
}

impl Directories {
    pub fn read(view: &dyn View, subject: &FileSubject<'_>) -> Self {
        let platform = subject.platform;
        let environment = subject.run.and_then(|run| variable(&run.env, "LD_LIBRARY_PATH")).unwrap_or_default();
        let here = subject.run.and_then(|run| run.working_dir.as_deref()).unwrap_or("/");
        let cache = match view.find("/etc/ld.so.cache") {
            Found::File(file) => match file.text.and_then(cache::parse) {
                Some(names) => Cache::Read(names),
                None => Cache::Unreadable,
            },
            Found::Directory(_) | Found::Special | Found::Missing | Found::Dangling(_) | Found::Cycle => Cache::Missing,
        };
        let distribution = Distribution::of(view, platform);
        Self {
            platform,
            environment: split(environment, &[':', ';'], here),
            cache,
            glibc: distribution.directories(platform),
            distribution,
            levels: hwcaps::levels(platform),
            configured: conf::directories(view),
            musl: musl(view, platform),
        }
    }

    /// What glibc's loader finds by its cache and then by itself, in that order: paths, not all of which need be there.
    pub fn glibc(&self, name: &str, defaults: bool) -> Vec<String> {
        let mut paths = match &self.cache {
            Cache::Read(names) => {
                names.get(name).into_iter().flatten().filter(|path| hwcaps::counts(&self.levels, path)).cloned().collect()
            }
            Cache::Unreadable => self.configured.iter().flat_map(|directory| self.glibc_in(directory, name)).collect(),
            Cache::Missing => Vec::new(),
        };
        if defaults {
            paths.extend(self.glibc.iter().flat_map(|directory| self.glibc_in(directory, name)));
        }
        paths
    }

    /// What glibc's loader tries in one directory.
    pub fn glibc_in(&self, directory: &str, name: &str) -> Vec<String> {
        hwcaps::places(&self.levels, directory, name)
    }

    /// What an entry of `DT_RPATH` and the like stands for, in a file of that directory.
    pub fn expand(&self, entry: &str, origin: &str) -> Vec<String> {
        tokens::expand(entry, origin, self.platform, self.distribution)
    }

    /// What musl's loader finds by itself.
    pub fn musl(&self, name: &str) -> Vec<String> {
        self.musl.iter().map(|directory| format!("{directory}/{name}")).collect()
    }

    /// Where ldconfig would have put the library into the cache, had it run.
    pub fn configured(&self, name: &str) -> impl Iterator<Item = String> {
        self.configured.iter().map(move |directory| format!("{directory}/{name}"))
    }
}

/// A variable of an image's environment: of several with one name the last counts.
pub(super) fn variable<'a>(environment: &'a [String], name: &str) -> Option<&'a str> {
    environment.iter().rev().find_map(|entry| entry.split_once('=').filter(|(key, _)| *key == name)).map(|(_, value)| value)
}

/// A list of directories; an empty one is the current directory (ld.so(8)).
pub(super) fn split(list: &str, separators: &[char], here: &str) -> Vec<String> {
    if list.is_empty() {
        return Vec::new();
    }
    list.split(separators)
        .map(|directory| if directory.is_empty() { here.to_owned() } else { super::view::join(here, directory) })
        .collect()
}

/// Debian's multiarch tuple.
pub(super) fn multiarch(platform: Platform) -> &'static str {
    match platform.arch() {
        Arch::Amd64 => "x86_64-linux-gnu",
        Arch::Arm64 => "aarch64-linux-gnu",
        Arch::Arm if platform.variant().is_some_and(|variant| variant.level() < 6) => "arm-linux-gnueabi",
        Arch::Arm => "arm-linux-gnueabihf",
        Arch::I386 => "i386-linux-gnu",
        Arch::Ppc64le => "powerpc64le-linux-gnu",
        Arch::S390x => "s390x-linux-gnu",
        Arch::Riscv64 => "riscv64-linux-gnu",
        Arch::Loong64 => "loongarch64-linux-gnu",
    }
}

/// `/etc/ld-musl-ARCH.path`, else what is built in (musl, `ldso/dynlink.c`).
fn musl(view: &dyn View, platform: Platform) -> Vec<String> {
    let names: &[&str] = match platform.arch() {
        Arch::Amd64 => &["x86_64"],
        Arch::Arm64 => &["aarch64"],
        Arch::Arm => &["armhf", "arm"],
        Arch::I386 => &["i386"],
        Arch::Ppc64le => &["powerpc64le"],
        Arch::S390x => &["s390x"],
        Arch::Riscv64 => &["riscv64"],
        Arch::Loong64 => &["loongarch64"],
    };
    let file = names.iter().find_map(|name| view.find(&format!("/etc/ld-musl-{name}.path")).file());
    match file.and_then(|file| file.text) {
        Some(text) => {
            let text = String::from_utf8_lossy(text);
            text.split([':', '\n']).filter(|path| path.starts_with('/')).map(|path| path.trim_end_matches('/').to_owned()).collect()
        }
        None => ["/lib", "/usr/local/lib", "/usr/lib"].map(str::to_owned).into(),
    }
}
