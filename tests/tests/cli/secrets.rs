//! Secrets never show: not in plans, logs, errors, reports or state files, whoever prints them.

use crate::support::{Ended, Sandbox};
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

/// Neither shown nor kept in any file of ours.
#[track_caller]
fn nowhere(sandbox: &Sandbox, ended: Ended, texts: &[&str]) -> Ended {
    let ended = texts.iter().fold(ended, |ended, text| ended.hides(text));
    for name in sandbox.files() {
        let bytes = fs::read(sandbox.root().join(&name)).unwrap();
        let kept = texts.iter().find(|text| String::from_utf8_lossy(&bytes).contains(**text));
        // The user's own file has what the user wrote into it.
        assert!(kept.is_none() || name.starts_with("home/.docker/"), "{name} keeps {kept:?}\n{ended}");
    }
    ended
}

#[test]
fn no_verb_shows_or_keeps_them() {
    for (args, code) in [
        (["plan"].as_slice(), 0),
        (&["plan", "--json"], 0),
        (&["plan", "--bake"], 0),
        (&["facts"], 0),
        (&["docker-build", "--dry-run"], 0),
        (&["docker-build"], 0),
        (&["docker-build", "--json", "--progress", "json"], 0),
        (&["ui-build"], 0),
        (&["cli-build"], 0),
        (&["builder", "status"], 0),
        (&["generate", "make", "--check"], 10),
    ] {
        let sandbox = sandbox();
        nowhere(&sandbox, sandbox.run(args).exits(code), &[MARK]);
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
            let ended = nowhere(&sandbox, sandbox.run(args).exits(code), &[MARK]);
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

/// `me:hunter2` for the registry, as `docker login` keeps it.
const BASIC: &str = "bWU6aHVudGVyMg==";

/// A registry that refuses everybody, and shows what it was asked with.
fn refusing_registry() -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || listener.incoming().flatten().for_each(|stream| refuse(&stream, &sender)));
    (host, receiver)
}

fn refuse(mut stream: &TcpStream, asked: &mpsc::Sender<String>) {
    let mut head = String::new();
    let mut reader = BufReader::new(stream);
    while reader.read_line(&mut head).is_ok_and(|length| length > 2) {}
    let _ = asked.send(head);
    let answer = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"r\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let _ = stream.write_all(answer.as_bytes());
}

fn signed_in(sandbox: &Sandbox, host: &str) {
    let folder = sandbox.root().join("home/.docker");
    fs::create_dir_all(&folder).unwrap();
    let config = json!({ "auths": { host: { "auth": BASIC } } });
    fs::write(Utf8Path::new(&folder).join("config.json"), config.to_string()).unwrap();
}

#[test]
fn a_registry_that_refuses_the_password_does_not_make_us_tell_it() {
    let (host, asked) = refusing_registry();
    let (registry, reference) = (format!("{host}/noetl"), format!("{host}/noetl/app:latest"));
    for args in [["docker-build", "--push", "--registry", registry.as_str()].as_slice(), &["verify", reference.as_str()]] {
        let sandbox = Sandbox::image();
        signed_in(&sandbox, &host);
        nowhere(&sandbox, sandbox.run(args).exits(8), &[MARK, BASIC]);
        let heads: Vec<_> = asked.try_iter().collect();
        assert!(heads.iter().any(|head| head.contains(BASIC)), "the password was never used: {heads:#?}");
    }
}
