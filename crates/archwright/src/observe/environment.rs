//! The process's environment, read once.

use archwright_model::{Os, Platform};
use archwright_plan::Fact;
use camino::{Utf8Path, Utf8PathBuf};
use std::{
    collections::BTreeMap,
    env,
    ffi::{OsStr, OsString},
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{self, PathBuf},
};

/// Variables of the environment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment(BTreeMap<OsString, OsString>);

/// Variables that name a folder which both we and the tools that we start look into.
const FOLDERS: [&str; 6] = ["BUILDX_CONFIG", "CARGO_HOME", "DOCKER_CERT_PATH", "DOCKER_CONFIG", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"];

impl Environment {
    /// This process's. What names a folder from where the process was started is made absolute: children start elsewhere.
    #[expect(clippy::disallowed_methods, reason = "the one read of the environment")]
    pub fn of_process() -> Self {
        let absolute = |(name, value): (OsString, OsString)| {
            let is_folder = FOLDERS.iter().any(|folder| name == *folder) && !value.is_empty();
            let full = if is_folder { path::absolute(&value).ok() } else { None };
            (name, full.map_or(value, PathBuf::into_os_string))
        };
        Self(env::vars_os().map(absolute).collect())
    }

    /// An environment of these variables alone.
    pub fn of<K: Into<OsString>, V: Into<OsString>>(variables: impl IntoIterator<Item = (K, V)>) -> Self {
        Self(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// A variable's text; none if it is unset, empty or not UTF-8.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(OsStr::new(name)).and_then(|value| value.to_str()).filter(|value| !value.is_empty())
    }

    /// Every variable.
    pub fn iter(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.0.iter().map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }

    /// The user's home.
    pub fn home(&self) -> Option<Utf8PathBuf> {
        self.get("HOME").or_else(|| self.get("USERPROFILE")).map(Utf8PathBuf::from)
    }

    /// The folder of Docker's client configuration.
    pub fn docker_config_dir(&self) -> Option<Utf8PathBuf> {
        self.get("DOCKER_CONFIG").map(Utf8PathBuf::from).or_else(|| Some(self.home()?.join(".docker")))
    }

    /// The folder of buildx's records.
    pub fn buildx_dir(&self) -> Option<Utf8PathBuf> {
        self.get("BUILDX_CONFIG").map(Utf8PathBuf::from).or_else(|| Some(self.docker_config_dir()?.join("buildx")))
    }

    /// The folder for what can be made anew: `XDG_CACHE_HOME`, or where the system keeps it.
    pub fn cache_dir(&self) -> Option<Utf8PathBuf> {
        let usual = if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" };
        self.get("XDG_CACHE_HOME").map(Utf8PathBuf::from).or_else(|| Some(self.home()?.join(usual)))
    }

    /// Where a program is: on the PATH, or, if its name has a slash, at that path from the folder.
    pub fn which(&self, program: &str, dir: &Utf8Path) -> Option<Utf8PathBuf> {
        if program.contains('/') {
            return Some(dir.join(program)).filter(|path| is_executable(path));
        }
        let path = self.get("PATH")?;
        path.split(':').map(|folder| dir.join(folder).join(program)).find(|candidate| is_executable(candidate))
    }
}

fn is_executable(path: &Utf8Path) -> bool {
    fs::metadata(path).is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

/// This machine's platform, as this program was compiled for it.
pub(super) fn host() -> Fact<Platform> {
    let found = platform(env::consts::OS, env::consts::ARCH);
    found.map_or_else(|| Fact::Unknown(format!("`{}/{}` is no platform known here", env::consts::OS, env::consts::ARCH)), Fact::Known)
}

/// The platform of Rust's names.
fn platform(os: &str, arch: &str) -> Option<Platform> {
    Platform::new(Os::from_name(os)?, arch.parse::<Platform>().ok()?.arch(), None).ok()
}

#[cfg(test)]
mod tests {
    use super::platform;

    #[test]
    fn a_machine_that_is_not_known_is_no_other_machine() {
        assert_eq!(platform("linux", "aarch64").unwrap().to_string(), "linux/arm64");
        assert_eq!(platform("linux", "mips64"), None);
        assert_eq!(platform("hurd", "x86_64"), None);
    }
}
