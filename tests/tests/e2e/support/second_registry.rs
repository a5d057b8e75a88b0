//! A second registry, with a store of its own: what is not pushed there, it does not have.

use archwright_tests::{
    engine::{
        daemon::{Daemon, free_port},
        which,
    },
    project::Project,
};
use camino::Utf8PathBuf;

/// A registry on loopback; it ends with this value.
pub struct SecondRegistry {
    /// Where it listens, `host:port`.
    pub address: String,
    _daemon: Daemon,
}

impl SecondRegistry {
    /// Its files lie in the project's folder.
    pub fn beside(project: &Project) -> Self {
        let (port, dir) = (free_port(), project.path("second-registry"));
        let settings = format!(
            "version: 0.1\nlog: {{level: warn}}\nstorage: {{filesystem: {{rootdirectory: {dir}/data}}, delete: {{enabled: true}}}}\nhttp: {{addr: \"127.0.0.1:{port}\"}}\n"
        );
        project.write("second-registry/registry.yml", &settings);
        let daemon = Daemon::start(&[program().as_str(), "serve", dir.join("registry.yml").as_str()], port, &dir);
        Self { address: format!("127.0.0.1:{port}"), _daemon: daemon }
    }
}

/// The registry's program: on the PATH, or beside the engine's other programs.
fn program() -> Utf8PathBuf {
    let beside = || which("crane")?.canonicalize_utf8().ok()?.parent().map(|dir| dir.join("docker-registry"));
    which("docker-registry").or_else(beside).filter(|file| file.is_file()).expect("`docker-registry` is on the PATH, or beside `crane`")
}
