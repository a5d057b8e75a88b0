//! One table of registries: what the builder is told, our own client goes by too.

use crate::support::Sandbox;
use serde_json::json;
use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpListener,
    thread,
};

/// A registry under this machine's name, which is nobody's loopback: it speaks plain HTTP, has nothing, and says of every tag that it
/// points to [`digest`].
fn by_name() -> String {
    let listener = TcpListener::bind("0.0.0.0:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut begin = [0; 512];
            let read = stream.read(&mut begin).unwrap_or(0);
            // To a greeting of TLS, Go's server answers in plain text.
            let head = match begin[..read].split(|byte| *byte == b' ').next() {
                Some(b"GET") => "404 Not Found\r\nContent-Length: 0".to_owned(),
                Some(b"HEAD") => format!("200 OK\r\nContent-Length: 2\r\nContent-Type: {INDEX}\r\nDocker-Content-Digest: {}", digest()),
                _ => "400 Bad Request\r\nContent-Length: 0".to_owned(),
            };
            let _ = write!(stream, "HTTP/1.0 {head}\r\n\r\n");
        }
    });
    format!("{}:{port}", fs::read_to_string("/proc/sys/kernel/hostname").unwrap().trim().to_lowercase())
}

const INDEX: &str = "application/vnd.oci.image.index.v1+json";

fn digest() -> String {
    format!("sha256:{}", "1".repeat(64))
}

/// The first of a journal's registries has a table in the project, which says nothing of the second.
#[test]
fn every_registry_of_a_journal_is_reached_in_its_own_way() {
    let sandbox = Sandbox::image();
    let registries = [by_name(), by_name()];
    let moves = registries.each_ref().map(|registry| {
        let repository = format!("{registry}/app");
        json!({ "repository": repository, "tag": "1", "old": null, "new": digest(), "platforms": ["linux/amd64"], "done": false })
    });
    sandbox.write("journal.json", &json!({ "version": 1, "moves": moves }).to_string());
    sandbox.write("archwright.toml", &format!("[project]\n[image.app]\n[registry.\"{}\"]\nhttp = true\n", registries[0]));
    let resume = || sandbox.run(&["publish", "--resume", "journal.json"]);
    resume().exits(7).says("set `http = true` for the registry");
    sandbox.docker_info(|info| info["RegistryConfig"]["IndexConfigs"][&registries[1]] = json!({ "Secure": false }));
    resume().exits(0).shows("no tag had to move");
}

#[test]
fn what_the_docker_server_has_for_insecure_is_so_for_our_client() {
    let sandbox = Sandbox::image();
    let registry = by_name();
    let image = format!("{registry}/app:1");
    sandbox.run(&["verify", &image]).exits(7).says("if it speaks plain HTTP, set `http = true` for the registry");
    sandbox.docker_info(|info| info["RegistryConfig"]["IndexConfigs"][&registry] = json!({ "Secure": false }));
    sandbox.run(&["verify", &image]).exits(7).says("is not in the registry");
    // A table of another registry takes nothing away; one of its own is all there is to say.
    let table = |of: &str| sandbox.write("archwright.toml", &format!("[project]\n[image.app]\n[registry.\"{of}\"]\n"));
    table("registry.example.org");
    sandbox.run(&["verify", &image]).exits(7).says("is not in the registry");
    sandbox.run(&["plan"]).exits(0).shows(&format!("# {registry}: insecure registry of the Docker server"));
    table(&registry);
    sandbox.run(&["verify", &image]).exits(7).says("set `http = true`");
    sandbox.run(&["plan"]).exits(0).hides("insecure registry of the Docker server");
}

#[test]
fn an_authority_that_docker_is_given_is_told_to_the_builder_and_noticed_when_it_is_renewed() {
    let sandbox = Sandbox::image();
    let folder = sandbox.root().join("home/.docker/certs.d/registry.example.org:5000");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("ca.crt"), "one\n").unwrap();
    sandbox.run(&["builder", "ensure"]).exits(0).says("created");
    let config = sandbox.read("target/archwright/builder/noetl-builder.toml");
    assert_eq!(config, format!("[registry.\"registry.example.org:5000\"]\nca = [\"{folder}/ca.crt\"]\n"));
    let facts = sandbox.run(&["facts"]).exits(0).shows("docker-authorities.registry.example.org:5000").stdout;
    sandbox.run(&["builder", "ensure"]).exits(0).says("already so");
    fs::write(folder.join("ca.crt"), "another\n").unwrap();
    sandbox.run(&["builder", "ensure"]).exits(0).says("recreated: the file of an authority has other contents since");
    // Given back, they are what they were, whatever lies there now.
    sandbox.write("facts.json", &facts);
    fs::remove_dir_all(&folder).unwrap();
    sandbox.run(&["plan", "--facts", "facts.json"]).exits(0).shows("# registry.example.org:5000: signed by");
}
