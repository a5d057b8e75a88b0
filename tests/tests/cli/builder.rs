//! The named builder: made once, recreated only if it is ours, and never anybody else's.

use crate::support::{Sandbox, check};
use serde_json::{Value, json};
use std::fs;

fn record(sandbox: &Sandbox) -> camino::Utf8PathBuf {
    sandbox.root().join("home/.docker/buildx/instances/noetl-builder")
}

/// A builder as somebody else made it, by `docker buildx create --driver DRIVER`.
fn foreign(sandbox: &Sandbox, driver: &str) -> String {
    let node = json!({ "Name": "noetl-builder0", "Endpoint": "unix:///var/run/docker.sock", "Platforms": null, "DriverOpts": { "network": "host" } });
    let text = json!({ "Name": "noetl-builder", "Driver": driver, "Nodes": [node], "Dynamic": false }).to_string();
    fs::create_dir_all(record(sandbox).parent().unwrap()).unwrap();
    fs::write(record(sandbox), &text).unwrap();
    text
}

fn buildx(sandbox: &Sandbox) -> Vec<String> {
    let log = sandbox.log().into_iter().filter_map(|call| call.strip_prefix("docker buildx ").map(str::to_owned));
    log.map(|call| call.split(' ').next().unwrap().to_owned()).collect()
}

#[test]
fn a_warm_builder_costs_no_call() {
    let sandbox = Sandbox::image();
    sandbox.run(&["docker-build"]).exits(0);
    assert_eq!(buildx(&sandbox), ["create", "inspect", "bake"]);
    sandbox.forget();
    let ended = sandbox.run(&["docker-build"]);
    check("builder-warm", &ended);
    ended.exits(0);
    assert_eq!(buildx(&sandbox), ["bake"]);
}

#[test]
fn ours_that_drifted_is_recreated() {
    let sandbox = Sandbox::image();
    sandbox.run(&["builder", "ensure"]).exits(0);
    sandbox.forget();
    sandbox.docker_info(|info| info["RegistryConfig"]["Mirrors"] = json!(["http://10.0.0.5:5000/"]));
    sandbox.run(&["docker-build"]).exits(0).says("recreated: it was made for other registry settings; its build cache is kept");
    assert_eq!(buildx(&sandbox), ["rm", "create", "inspect", "bake"]);
    let config = sandbox.read("target/archwright/builder/noetl-builder.toml");
    assert_eq!(config, "[registry.\"10.0.0.5:5000\"]\nhttp = true\n[registry.\"docker.io\"]\nmirrors = [\"10.0.0.5:5000\"]\n");
}

#[test]
fn a_foreign_one_that_is_able_is_used_as_it_is() {
    let sandbox = Sandbox::image();
    let before = foreign(&sandbox, "docker-container");
    sandbox.run(&["docker-build"]).exits(0).says("is not ours (docker-container) and is used as it is");
    assert_eq!(buildx(&sandbox), ["inspect", "bake"]);
    assert_eq!(fs::read_to_string(record(&sandbox)).unwrap(), before);
}

#[test]
fn one_that_is_not_able_is_refused_before_anything_is_done() {
    let sandbox = Sandbox::image();
    sandbox.docker_info(|info| info["DriverStatus"] = json!([["Backing Filesystem", "extfs"]]));
    let ended = sandbox.run(&["docker-build", "--push", "--builder", "default"]);
    check("builder-unable", &ended);
    ended.exits(4);
    sandbox
        .run(&["docker-build-amd64", "--load", "--builder", "default"])
        .exits(4)
        .says("cannot export an OCI layout from the server's classic image store")
        .says("turn on the server's containerd image store");
    sandbox.run(&["plan", "--builder", "default"]).exits(4);
    assert!(buildx(&sandbox).is_empty(), "{:?}", sandbox.log());
}

/// Docker Desktop's builder is called `desktop-linux`, and buildx has no record of it.
#[test]
fn the_builder_of_a_docker_context_is_the_servers_own() {
    let sandbox = Sandbox::image();
    // The SHA-256 of the name.
    let folder = "fe9c6bd7a66301f49ca9b6a70b217107cd1284598bfc254700c989b916da791e";
    let context = sandbox.root().join("home/.docker/contexts/meta").join(folder);
    fs::create_dir_all(&context).unwrap();
    fs::write(context.join("meta.json"), r#"{"Name":"desktop-linux"}"#).unwrap();
    let args = ["builder", "status", "--builder", "desktop-linux"];
    sandbox.run(&args).exits(0).prints("desktop-linux: the Docker server's own, used as it is\n");
    let ended = sandbox.run(&["docker-build", "--builder", "desktop-linux"]).exits(4);
    ended.says("builder: it is another Docker server's than the current one, context default").says("DOCKER_CONTEXT");
    sandbox.docker_info(|info| info["ClientInfo"]["Context"] = json!("desktop-linux"));
    sandbox.run(&["plan", "--builder", "desktop-linux"]).exits(0).hides("to be settled");
    sandbox.run(&["builder", "rm", "--builder", "desktop-linux"]).exits(2).says("is the Docker server's own and stays");
}

/// A proxy's credentials are driver options, and nobody needs to know them.
#[test]
fn driver_options_are_not_told() {
    let sandbox = Sandbox::image();
    let text = foreign(&sandbox, "docker-container").replace("\"network\":\"host\"", "\"env.HTTP_PROXY\":\"http://me:hunter2@proxy\"");
    assert!(text.contains("hunter2"));
    fs::write(record(&sandbox), text).unwrap();
    sandbox.run(&["facts"]).exits(0).hides("hunter2").hides("HTTP_PROXY");
    sandbox.run(&["plan", "--json"]).exits(0).hides("hunter2");
    sandbox.run(&["docker-build"]).exits(0).hides("hunter2");
    assert!(!sandbox.read("target/archwright/builder/noetl-builder.json").contains("hunter2"));
}

#[test]
fn a_renewed_authority_makes_it_anew() {
    let sandbox = Sandbox::image();
    let file = sandbox.read("archwright.toml") + "\n[registry.\"registry.example.org\"]\nca-file = \"ca.pem\"\n";
    sandbox.write("archwright.toml", &file);
    sandbox.run(&["docker-build"]).exits(3).says("cannot read").says("ca.pem");
    sandbox.write("ca.pem", "one\n");
    sandbox.run(&["builder", "ensure"]).exits(0).says("created");
    sandbox.run(&["builder", "ensure"]).exits(0).says("already so");
    sandbox.write("ca.pem", "another\n");
    sandbox
        .run(&["builder", "ensure"])
        .exits(0)
        .says("recreated: the file of an authority has other contents since; its build cache is kept");
}

#[test]
fn on_another_machine_it_is_asked_each_time() {
    let sandbox = Sandbox::noetl();
    sandbox.docker_info(|info| info["Name"] = json!("elsewhere"));
    sandbox.run(&["builder", "ensure"]).exits(0);
    sandbox.forget();
    sandbox.run(&["builder", "ensure"]).exits(0);
    assert_eq!(buildx(&sandbox), ["inspect"]);
}

#[test]
fn a_foreign_one_is_never_removed() {
    let sandbox = Sandbox::image();
    foreign(&sandbox, "docker-container");
    let message = "error: builder `noetl-builder` is not ours and stays\n  fix: `docker buildx rm noetl-builder` removes it\n";
    sandbox.run(&["builder", "rm"]).exits(2).prints("").complains(message);
    assert!(record(&sandbox).exists() && buildx(&sandbox).is_empty());
}

/// F3: a builder whose name only begins like ours is another builder.
#[test]
fn a_name_that_begins_like_ours_is_another_builder() {
    let sandbox = Sandbox::image();
    let text = foreign(&sandbox, "docker-container");
    fs::rename(record(&sandbox), record(&sandbox).with_file_name("noetl-builder-old")).unwrap();
    sandbox.run(&["docker-build"]).exits(0);
    assert_eq!(buildx(&sandbox), ["create", "inspect", "bake"]);
    assert_eq!(fs::read_to_string(record(&sandbox).with_file_name("noetl-builder-old")).unwrap(), text);
}

#[test]
fn a_platform_that_it_does_not_build() {
    let sandbox = Sandbox::noetl();
    sandbox.tool("platforms", "linux/amd64*, linux/amd64/v2, linux/386");
    sandbox.write("Dockerfile", &(sandbox.read("Dockerfile") + "RUN true\n"));
    let ended = sandbox.run(&["docker-build"]);
    check("builder-lacks-a-platform", &ended);
    ended.exits(4);
    assert!(!buildx(&sandbox).contains(&"bake".to_owned()));
}

/// BuildKit puts files into an image for any platform; only what runs needs a machine or an emulator.
#[test]
fn a_platform_that_it_does_not_build_and_that_nothing_runs_on() {
    let sandbox = Sandbox::noetl();
    sandbox.tool("platforms", "linux/amd64*, linux/amd64/v2, linux/386");
    for (dockerfile, exit) in [
        ("FROM debian:12\nCOPY --from=ui.web . /web\n", 0),
        (
            "FROM debian:12 AS unused\nRUN make\nFROM --platform=$BUILDPLATFORM debian:12 AS made\nRUN make\nFROM scratch\nCOPY --from=made /a /a\n",
            0,
        ),
        ("FROM debian:12 AS made\nRUN make\nFROM scratch\nCOPY --from=made /a /a\n", 4),
    ] {
        sandbox.write("Dockerfile", dockerfile);
        sandbox.run(&["docker-build"]).exits(exit);
    }
    let tested = sandbox.read("archwright.toml") + "\n[image.app.test]\ncommand = [\"true\"]\n";
    sandbox.write("archwright.toml", &tested);
    sandbox.write("Dockerfile", "FROM debian:12\nCOPY --from=ui.web . /web\n");
    sandbox.run(&["docker-build"]).exits(4);
}

#[test]
fn a_record_that_cannot_be_understood() {
    let sandbox = Sandbox::image();
    foreign(&sandbox, "docker-container");
    fs::write(record(&sandbox), "{").unwrap();
    sandbox.run(&["docker-build"]).exits(4).says("error: builder: builder `noetl-builder` is unknown: cannot understand");
    assert!(buildx(&sandbox).is_empty(), "{:?}", sandbox.log());
}

#[test]
fn status_and_rm() {
    let sandbox = Sandbox::image();
    sandbox.run(&["builder"]).exits(0).prints("noetl-builder: there is none of that name; the next run creates it\n");
    sandbox.run(&["builder", "rm"]).exits(0).prints("noetl-builder: there is none of that name\n");
    sandbox.run(&["builder", "ensure"]).exits(0);
    sandbox.run(&["builder", "status"]).exits(0).prints("noetl-builder: ours, builds linux/amd64\n");
    sandbox.forget();
    sandbox
        .run(&["builder", "rm"])
        .exits(0)
        .prints("noetl-builder: removed; its build cache stays until `docker volume rm buildx_buildkit_noetl-builder0_state`\n");
    assert_eq!(sandbox.log()[1..], ["docker buildx rm --keep-state noetl-builder"]);
    assert!(!record(&sandbox).exists());
    sandbox
        .run(&["builder", "status", "--builder", "other"])
        .exits(0)
        .prints("other: there is none of that name; the next run creates it\n");
}

/// A machine that cannot be asked is no machine without a builder.
#[test]
fn what_cannot_be_known_is_not_told() {
    let sandbox = Sandbox::image();
    sandbox.docker_info(|info| {
        info["ServerErrors"] = json!(["Cannot connect to the Docker daemon"]);
        info["ServerVersion"] = json!("");
    });
    let unreachable = "cannot know how builder `noetl-builder` stands: Cannot connect to the Docker daemon\n  fix: ";
    sandbox.run(&["builder", "status"]).exits(4).prints("").says(unreachable);
    sandbox.run(&["builder", "rm"]).exits(4).prints("").says(unreachable);
    sandbox.docker_info(|info| info["ClientInfo"]["Plugins"] = json!([]));
    sandbox.run(&["builder"]).exits(4).prints("").says("has no buildx plugin");
    sandbox.run(&["builder", "rm"]).exits(4).prints("").says("has no buildx plugin");
    sandbox.docker_info(|_| ());
    sandbox.run(&["builder", "ensure"]).exits(0);
    fs::write(record(&sandbox), "{").unwrap();
    sandbox.run(&["builder", "status"]).exits(4).prints("").says("cannot understand").says("docker buildx ls");
}

/// The record of a builder that was removed by hand, and made anew by somebody else, is not believed.
#[test]
fn what_an_earlier_builder_of_that_name_said_is_not_believed() {
    let sandbox = Sandbox::image();
    sandbox.run(&["builder", "ensure"]).exits(0);
    let mut text: Value = serde_json::from_str(&fs::read_to_string(record(&sandbox)).unwrap()).unwrap();
    text["Nodes"][0]["Endpoint"] = "ssh://other".into();
    fs::write(record(&sandbox), text.to_string()).unwrap();
    sandbox.forget();
    sandbox.run(&["docker-build"]).exits(0);
    assert_eq!(buildx(&sandbox), ["inspect", "bake"]);
}

#[test]
fn nobody_knows_where_builders_are_recorded() {
    let sandbox = Sandbox::image().env("HOME", "");
    sandbox.run(&["docker-build"]).exits(4).says("neither HOME nor DOCKER_CONFIG is set");
    assert!(buildx(&sandbox).is_empty(), "{:?}", sandbox.log());
}
