//! Authorities that sign registries' certificates: each registry's `ca-file`, and those that Docker is given.
//!
//! What the files hold is a fact too, so that a renewed certificate is noticed.

use super::Environment;
use archwright_model::{Project, Registry};
use archwright_oci::digest::sha256;
use archwright_plan::{Fact, facts::Authorities};
use camino::Utf8PathBuf;
use std::{collections::BTreeMap, fs};

/// What the authorities of a project's registries and Docker's hold.
pub(super) fn observe(project: &Project, docker: &Authorities) -> BTreeMap<Utf8PathBuf, Fact<String>> {
    let files = project.registries.values().filter_map(|settings| settings.ca_file.as_ref());
    let contents = |file: &Utf8PathBuf| match fs::read(project.path(file)) {
        Ok(bytes) => Fact::Known(sha256(&bytes).to_string()),
        Err(error) => Fact::Unknown(format!("cannot read {}: {error}", project.path(file))),
    };
    files.chain(docker.values().flatten()).map(|file| (file.clone(), contents(file))).collect()
}

/// The folders in which Docker looks: of Docker Desktop, of a rootless server, of any other (moby, `registry/config.go`, `CertsDir`).
pub(super) fn folders(environment: &Environment) -> Vec<Utf8PathBuf> {
    let config = environment.get("XDG_CONFIG_HOME").map(Utf8PathBuf::from).or_else(|| Some(environment.home()?.join(".config")));
    let desktop = environment.home().map(|home| home.join(".docker/certs.d"));
    let rootless = config.map(|config| config.join("docker/certs.d"));
    desktop.into_iter().chain(rootless).chain([Utf8PathBuf::from("/etc/docker/certs.d")]).collect()
}

/// Every `HOST[:PORT]/*.crt` of these folders that can be read; other files there are for clients.
pub(super) fn of_docker(folders: &[Utf8PathBuf]) -> Authorities {
    let mut found = Authorities::new();
    for host in folders.iter().filter_map(|folder| folder.read_dir_utf8().ok()).flatten().flatten() {
        let (Ok(registry), Ok(files)) = (host.file_name().parse::<Registry>(), host.path().read_dir_utf8()) else { continue };
        let files = files.flatten().map(camino::Utf8DirEntry::into_path).filter(|file| file.extension() == Some("crt"));
        let mut files: Vec<_> = files.filter(|file| fs::read(file).is_ok()).collect();
        files.sort();
        if !files.is_empty() {
            found.entry(registry).or_default().extend(files);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{folders, of_docker};
    use crate::observe::Environment;
    use camino::Utf8Path;
    use std::fs;

    #[test]
    fn those_of_each_host_in_docker_s_folders() {
        let dir = tempfile::tempdir().unwrap();
        let dir = Utf8Path::from_path(dir.path()).unwrap();
        for file in ["a/reg.example:5000/ca.crt", "a/reg.example:5000/client.cert", "a/not a host/ca.crt", "b/reg.example:5000/b.crt"] {
            let file = dir.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "x").unwrap();
        }
        let found = of_docker(&[dir.join("a"), dir.join("b"), dir.join("none")]);
        let files = vec![dir.join("a/reg.example:5000/ca.crt"), dir.join("b/reg.example:5000/b.crt")];
        assert_eq!(found.into_iter().collect::<Vec<_>>(), [("reg.example:5000".parse().unwrap(), files)]);
    }

    #[test]
    fn docker_s_folders() {
        let environment = Environment::of([("HOME", "/home/me")]);
        assert_eq!(folders(&environment), ["/home/me/.docker/certs.d", "/home/me/.config/docker/certs.d", "/etc/docker/certs.d"]);
        assert_eq!(folders(&Environment::default()), ["/etc/docker/certs.d"]);
    }
}
