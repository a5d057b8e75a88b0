//! Client, buildx and server, from one `docker info`.

use crate::runner::{Runner, without_passwords};
use archwright_model::{Command, Platform};
use archwright_plan::{
    Fact,
    facts::{Docker, ImageStore, Server, ServerHost},
};
use serde::Deserialize;
use std::{collections::BTreeMap, fs, time::Duration};

pub(super) fn observe(runner: &Runner) -> Fact<Docker> {
    let command = Command::new("docker").args(["info", "--format", "{{json .}}"]);
    match runner.within(Duration::from_secs(20)).capture(&command) {
        Err(error) => Fact::Unknown(error.to_string()),
        Ok(answer) => parse(&answer.stdout, &answer.stderr, runner.environment().get("DOCKER_HOST"), &Kernel::here()),
    }
}

/// What tells one machine from another: the kernel's release and the name of the host.
#[derive(Debug, Default, PartialEq, Eq)]
struct Kernel {
    release: Option<String>,
    name: Option<String>,
}

impl Kernel {
    /// This machine's; nothing where there is no `/proc`, and a Docker server runs in a virtual machine.
    fn here() -> Self {
        let read = |file: &str| Some(fs::read_to_string(file).ok()?.trim().to_owned());
        Self { release: read("/proc/sys/kernel/osrelease"), name: read("/proc/sys/kernel/hostname") }
    }

    fn is_known(&self) -> bool {
        self.release.is_some() && self.name.is_some()
    }
}

/// Reads `docker info`'s JSON; a server that does not answer is in it too, as `ServerErrors`.
fn parse(stdout: &str, stderr: &str, docker_host: Option<&str>, here: &Kernel) -> Fact<Docker> {
    // Podman's own `info` tells its Buildah's version, whatever the format.
    if stdout.contains("buildahVersion") || stderr.to_lowercase().contains("podman") {
        return Fact::Unknown("`docker` is Podman's stand-in, which has no buildx; install Docker's client".into());
    }
    let mut info: Info = match serde_json::from_str(stdout) {
        Ok(info) => info,
        Err(error) => {
            let said = stderr.lines().next().unwrap_or("it printed nothing");
            return Fact::Unknown(format!("`docker info` printed no JSON ({error}): {said}"));
        }
    };
    let Some(client) = info.client.take() else {
        return Fact::Unknown("`docker info` tells nothing about the client; Docker 20.10 or newer is needed".into());
    };
    let buildx = client.plugins.iter().flatten().find(|plugin| plugin.name == "buildx");
    let endpoint = docker_host.map_or_else(|| format!("context {}", client.context.as_deref().unwrap_or("default")), without_passwords);
    Fact::Known(Docker {
        client: client.version.unwrap_or_default(),
        buildx: buildx.and_then(|plugin| plugin.version.as_deref()).map(version),
        server: server(info, &endpoint, here),
        endpoint,
    })
}

/// `v0.29.1-desktop.1` and Debian's `0.13.1+ds1` as `0.29.1` and `0.13.1`.
fn version(text: &str) -> String {
    let text = text.trim_start_matches('v');
    text.split(['-', '+', '~', ' ']).next().unwrap_or(text).to_owned()
}

fn server(info: Info, endpoint: &str, here: &Kernel) -> Fact<Server> {
    if let Some(error) = info.server_errors.first() {
        return Fact::Unknown(without_passwords(error.lines().next().unwrap_or(error).trim()));
    }
    let Some(version) = info.server_version.filter(|version| !version.is_empty()) else {
        return Fact::Unknown(format!("nothing answers at {endpoint}"));
    };
    let os = info.os_type.as_deref().unwrap_or("linux");
    let arch = info.architecture.as_deref().unwrap_or_default();
    let platform: Platform = match format!("{os}/{arch}").parse() {
        Ok(platform) => platform,
        Err(error) => return Fact::Unknown(format!("the Docker server's platform: {error}")),
    };
    let containerd = info.driver_status.iter().flatten().any(|pair| pair.iter().any(|text| text.starts_with("io.containerd.snapshotter")));
    let there = Kernel { release: info.kernel_version, name: info.name };
    let registry = info.registry_config.unwrap_or_default();
    let insecure = registry.index_configs.iter().filter(|(_, index)| !index.secure).map(|(host, _)| host.clone());
    Fact::Known(Server {
        id: info.id.filter(|id| !id.is_empty()),
        version,
        platform,
        host: if there.is_known() && there == *here { ServerHost::ThisMachine } else { ServerHost::AnotherMachine },
        image_store: if containerd { ImageStore::Containerd } else { ImageStore::Classic },
        insecure_registries: insecure.chain(registry.insecure_registry_cidrs.unwrap_or_default()).collect(),
        mirrors: registry.mirrors.unwrap_or_default(),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Info {
    #[serde(rename = "ClientInfo")]
    client: Option<ClientInfo>,
    #[serde(default)]
    server_errors: Vec<String>,
    #[serde(rename = "ID")]
    id: Option<String>,
    server_version: Option<String>,
    #[serde(rename = "OSType")]
    os_type: Option<String>,
    architecture: Option<String>,
    kernel_version: Option<String>,
    name: Option<String>,
    driver_status: Option<Vec<Vec<String>>>,
    registry_config: Option<RegistryConfig>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ClientInfo {
    version: Option<String>,
    context: Option<String>,
    plugins: Option<Vec<Plugin>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Plugin {
    name: String,
    version: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase")]
struct RegistryConfig {
    #[serde(default)]
    index_configs: BTreeMap<String, IndexConfig>,
    mirrors: Option<Vec<String>>,
    #[serde(rename = "InsecureRegistryCIDRs")]
    insecure_registry_cidrs: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct IndexConfig {
    #[serde(default)]
    secure: bool,
}
