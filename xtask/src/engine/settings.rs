//! What the private engine's daemons are told: `containerd.toml`, `daemon.json`, and the docker client's plugin.

use anyhow::{Context as _, Result};
use camino::Utf8PathBuf;
use serde_json::{Value, json};

use super::artifact;
use super::context::{Context, Store};
use super::state::State;

/// What dockerd was told last time.
pub fn read(context: &Context) -> Option<Value> {
    serde_json::from_str(&std::fs::read_to_string(context.engine.join("daemon.json")).ok()?).ok()
}

/// Writes what the daemons are told.
pub fn write(context: &Context, state: &State) -> Result<()> {
    let (engine, run, registry) = (&context.engine, context.run(), state.registry());
    let put = |name: &str, text: String| std::fs::write(engine.join(name), text).with_context(|| format!("writing `{name}`"));
    // Plugins that would write outside the folder are off, or are sent into it.
    put(
        "containerd.toml",
        format!(
            "version = 3\nroot = \"{engine}/containerd\"\nstate = \"{run}/containerd\"\n\
             disabled_plugins = [\"io.containerd.grpc.v1.cri\", \"io.containerd.cri.v1.images\", \
             \"io.containerd.cri.v1.runtime\", \"io.containerd.nri.v1.nri\"]\n\
             [grpc]\naddress = \"{run}/containerd.sock\"\n\
             [plugins.\"io.containerd.internal.v1.opt\"]\npath = \"{engine}/opt\"\n"
        ),
    )?;
    // No rules and no forwarding: the machine's network stays as it is; containers reach it with --network host.
    let settings = json!({
        "data-root": format!("{engine}/data"),
        "exec-root": format!("{run}/exec"),
        "pidfile": format!("{run}/docker-own.pid"),
        "hosts": [format!("unix://{}", context.socket())],
        "containerd": format!("{run}/containerd.sock"),
        "features": { "containerd-snapshotter": state.store == Store::Containerd },
        "bridge": state.bridge(),
        "iptables": false,
        "ip6tables": false,
        "ip-forward": false,
        "exec-opts": ["native.cgroupdriver=cgroupfs"],
        "cgroup-parent": format!("/{}", state.cgroup()),
        "insecure-registries": [registry],
        "registry-mirrors": [format!("http://{registry}")],
    });
    put("daemon.json", serde_json::to_string_pretty(&settings)?)?;
    let plugin: Utf8PathBuf = context.root().join("usr/libexec/docker/cli-plugins/docker-buildx");
    artifact::link(&plugin, &context.docker_config().join("cli-plugins/docker-buildx"))
}
