//! Secrets never show: not in plans, logs, errors, reports or state files, whoever prints them.

use crate::support::{EVERY_VERB, Sandbox, nowhere};
use camino::Utf8Path;
use serde_json::json;
use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    thread,
};

/// In every one of them; nothing else that a run prints has it.
const MARK: &str = "hunter2";

const SECRETS: [(&str, &str); 4] = [
    ("NPM_TOKEN", "npm_hunter2-0123"),
    ("REGISTRY_PASSWORD", "hunter2-Registry"),
    ("AWS_SECRET_ACCESS_KEY", "AWS/hunter2+key"),
    ("HTTPS_PROXY", "http://me:hunter2%40home@proxy.invalid:3128"),
];

fn sandbox() -> Sandbox {
    SECRETS.iter().fold(Sandbox::noetl(), |sandbox, (name, value)| sandbox.env(name, value))
}

/// The user's own file has what the user wrote into it.
const OWN: &str = "home/.docker/";

#[test]
fn no_verb_shows_or_keeps_them() {
    for (args, code) in EVERY_VERB {
        let sandbox = sandbox();
        nowhere(&sandbox, sandbox.run(args).exits(code), &[MARK], OWN);
    }
}

/// A whole run leaves a report, the builder's record and configuration: these are looked at above.
#[test]
fn a_run_leaves_files_to_look_at() {
    let sandbox = sandbox();
    sandbox.run(&["docker-build"]).exits(0);
    let files = sandbox.files();
    for name in ["report.json", "ui/web.json"] {
        assert!(files.iter().any(|file| file.ends_with(name)), "{name} is not among {files:#?}");
    }
}

/// Each program prints its whole environment and fails; what it said is told, and the secrets in it are not.
#[test]
fn no_program_gets_them_shown() {
    for (call, code) in [("npm ci", 5), ("cargo build", 5), ("docker buildx create", 4), ("docker buildx bake", 6)] {
        for args in [["docker-build"].as_slice(), &["docker-build", "--json", "--progress", "json"]] {
            let sandbox = sandbox();
            sandbox.rules(json!([{ "call": call, "echo": true, "exit": 1 }]));
            let ended = nowhere(&sandbox, sandbox.run(args).exits(code), &[MARK], OWN);
            assert!(sandbox.log().iter().any(|line| line.starts_with(call)), "{ended}");
        }
    }
}

/// They reach the programs that need them all the same.
#[test]
fn children_get_them() {
    let sandbox = sandbox();
    sandbox.run(&["ui-build"]).exits(0);
    let npm = sandbox.calls().into_iter().find(|call| call.line() == "npm run build").unwrap();
    for (name, _) in SECRETS {
        assert!(npm.env.iter().any(|seen| seen == name), "no {name} in {:?}", npm.env);
    }
}

/// Where the Docker server is may have a password in it: `tcp://` behind a proxy, and `ssh://` by mistake.
#[test]
fn the_password_of_a_docker_host_is_nowhere() {
    for scheme in ["tcp", "ssh"] {
        let host = format!("{scheme}://user:hunter2@docker.invalid:2376");
        let sandbox = Sandbox::noetl().env("DOCKER_HOST", &host);
        let node = json!({ "Name": "noetl-builder0", "Endpoint": host, "Platforms": null });
        let record = json!({ "Name": "noetl-builder", "Driver": "remote", "Nodes": [node] });
        let folder = sandbox.root().join("home/.docker/buildx/instances");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("noetl-builder"), record.to_string()).unwrap();
        let shown = format!("{scheme}://user:***@docker.invalid:2376");
        let facts = nowhere(&sandbox, sandbox.run(&["facts"]).exits(0).shows(&shown), &[MARK], OWN).stdout;
        let plan = nowhere(&sandbox, sandbox.run(&["plan"]).exits(0).shows(&shown), &[MARK], OWN).stdout;
        for args in [["plan", "--json"].as_slice(), &["builder", "status"], &["docker-build", "--json"]] {
            nowhere(&sandbox, sandbox.run(args), &[MARK], OWN);
        }
        // Given back, they say the same.
        sandbox.write("facts.json", &facts);
        let same = sandbox.run(&["plan", "--facts", "facts.json"]).exits(0).stdout;
        assert_eq!(same.replace(" --facts facts.json", ""), plan);
        // A server that does not answer is told with where it should be.
        let error = format!("Cannot connect to the Docker daemon at {host}. Is the docker daemon running?");
        sandbox.docker_info(|info| info["ServerErrors"] = json!([error]));
        nowhere(&sandbox, sandbox.run(&["facts"]).exits(0).shows(&shown), &[MARK], OWN);
        nowhere(&sandbox, sandbox.run(&["docker-build"]).exits(4).says(&shown), &[MARK], OWN);
    }
}

/// `me:hunter2` for the registry, as `docker login` keeps it.
const BASIC: &str = "bWU6aHVudGVyMg==";

/// What a registry says to those it refuses: nothing, or more than it should, and rudely.
const SILENCE: &str = "";
const ECHO: &str = r#"{"errors":[{"code":"DENIED","message":"\u001b[2Jme:hun\u001b[0mter2, hunter2, bWU6aHVudGVyMg==\u0007"}]}"#;

/// A registry that refuses everybody, and shows what it was asked with.
fn refusing_registry(says: &'static str) -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || listener.incoming().flatten().for_each(|stream| refuse(&stream, &sender, says)));
    (host, receiver)
}

fn refuse(mut stream: &TcpStream, asked: &mpsc::Sender<String>, says: &str) {
    let mut head = String::new();
    let mut reader = BufReader::new(stream);
    while reader.read_line(&mut head).is_ok_and(|length| length > 2) {}
    let _ = asked.send(head);
    let head = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"r\"\r\nConnection: close\r\nContent-Length: ";
    let _ = write!(stream, "{head}{}\r\n\r\n{says}", says.len());
}

fn signed_in(sandbox: &Sandbox, host: &str) {
    let folder = sandbox.root().join("home/.docker");
    fs::create_dir_all(&folder).unwrap();
    let config = json!({ "auths": { host: { "auth": BASIC } } });
    fs::write(Utf8Path::new(&folder).join("config.json"), config.to_string()).unwrap();
}

#[test]
fn a_registry_that_refuses_the_password_does_not_make_us_tell_it() {
    for says in [SILENCE, ECHO] {
        let (host, asked) = refusing_registry(says);
        let (registry, reference) = (format!("{host}/noetl"), format!("{host}/noetl/app:latest"));
        for args in [
            ["docker-build", "--push", "--registry", registry.as_str()].as_slice(),
            &["docker-build", "--push", "--json", "--progress", "json", "--registry", registry.as_str()],
            &["verify", reference.as_str()],
        ] {
            let sandbox = Sandbox::image();
            signed_in(&sandbox, &host);
            let ended = nowhere(&sandbox, sandbox.run(args).exits(8), &[MARK, BASIC, "\u{1b}", "\u{7}"], OWN);
            assert!(says == SILENCE || ended.stderr.contains("***"), "what it says is told: {ended}");
            let heads: Vec<_> = asked.try_iter().collect();
            assert!(heads.iter().any(|head| head.contains(BASIC)), "the password was never used: {heads:#?}");
        }
    }
}
