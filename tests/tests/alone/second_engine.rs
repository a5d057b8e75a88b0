//! A second engine comes, is killed, comes again and goes, and leaves nothing behind.

use crate::support::{
    alone, machine, processes,
    second::{DAEMONS, Second},
};
use archwright_tests::engine::{Engine, command::Command};
use camino::Utf8Path;
use std::{net::TcpListener, time::Duration};

/// The engine that the suite was given builds and runs as before.
#[track_caller]
fn the_first_still_works() {
    let docker = &Engine::get().docker;
    docker.docker(&["run", "--rm", "--quiet", "debian:bookworm-slim", "true"]).run().exits(0);
    Command::new("curl").args(["--silent", "--fail", &format!("http://{}/v2/", docker.registry)]).run().exits(0);
}

#[track_caller]
fn kill(second: &Second, daemons: &[&str]) {
    let pids: Vec<_> = daemons.iter().map(|daemon| second.pid(daemon)).collect();
    Command::new("kill").args(["-9"]).args(&pids).run().exits(0);
    while pids.iter().any(|pid| !ended(pid)) {
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn ended(pid: &str) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| stat.contains(") Z "))
        || !Utf8Path::new("/proc").join(pid).exists()
}

fn has_link(name: &str) -> bool {
    Utf8Path::new("/sys/class/net").join(name).exists()
}

/// Its daemons, by program.
fn daemons(second: &Second) -> Vec<String> {
    let running = processes::with(&format!("{}/", second.folder));
    let programs = running.iter().filter_map(|line| line.split(' ').nth(1)?.rsplit('/').next().map(str::to_owned));
    let mut programs: Vec<_> = programs.filter(|name| ["dockerd", "containerd", "docker-registry"].contains(&name.as_str())).collect();
    programs.sort();
    programs
}

#[test]
fn it_comes_and_goes_and_leaves_nothing_behind() {
    let _alone = alone();
    the_first_still_works();
    let before = machine::picture();
    let second = Second::new();
    second.up().tells("add the network bridge").tells("engine up in");
    assert_ne!(second.works(), Engine::get().docker.registry);
    // What a person leaves running: a container with a network of its own, an emulated one, a builder with its cache.
    let left = "docker run --detach --quiet debian:bookworm-slim sleep 1000
        test \"$(docker run --rm --quiet --platform linux/arm64 debian:bookworm-slim uname -m)\" = aarch64
        docker buildx create --name left-behind --driver docker-container --bootstrap";
    second.shell(left).run().exits(0);

    second.engine(&["down"]).run().exits(0).tells("engine down");
    let after = machine::picture();
    assert_eq!(after.difference(&before).collect::<Vec<_>>(), Vec::<&String>::new(), "`down` left behind");
    assert_eq!(before.difference(&after).collect::<Vec<_>>(), Vec::<&String>::new(), "`down` took away");
    assert_eq!(processes::with(second.folder.as_str()), Vec::<String>::new());
    the_first_still_works();

    second.engine(&["down"]).run().exits(0).tells("engine down");
    second.engine(&["status"]).run().exits(4);
    second.engine(&["env"]).run().exits(4).tells("cargo xtask engine up");
}

#[test]
fn what_was_killed_comes_up_again() {
    let _alone = alone();
    let second = Second::new();
    second.up();
    let registry = second.works();
    for killed in [&DAEMONS[..1], &DAEMONS[1..2], &DAEMONS[2..], &DAEMONS] {
        second.shell("docker run --detach --stop-signal KILL --quiet debian:bookworm-slim sleep 1000").run().exits(0);
        kill(&second, killed);
        second.up();
        assert_eq!(second.works(), registry, "after kill -9 of {killed:?}");
    }
    assert_eq!(daemons(&second), ["containerd", "docker-registry", "dockerd"]);
}

#[test]
fn notes_that_are_lost_are_no_loss() {
    let _alone = alone();
    let second = Second::new();
    second.up();
    let registry = second.works();
    for daemon in DAEMONS {
        std::fs::remove_file(second.folder.join(format!("run/{daemon}.pid"))).expect("a pid file");
    }
    second.up();
    assert_eq!(second.works(), registry);
    // As a machine that lost power leaves it.
    std::fs::write(second.folder.join("state.json"), "{ \"kind\": ").expect("a note");
    second.engine(&["status"]).run().exits(0).tells(&registry);
    second.up();
    assert_eq!(second.works(), registry);

    let bridge = second.bridge();
    std::fs::write(second.folder.join("state.json"), "").expect("a note");
    second.engine(&["down"]).run().exits(0);
    assert!(!has_link(&bridge));
    assert_eq!(daemons(&second), Vec::<String>::new());
}

#[test]
fn a_port_that_somebody_else_took_meanwhile_is_given_up_with_its_bridge() {
    let _alone = alone();
    let second = Second::new();
    second.up();
    let (registry, bridge) = (second.works(), second.bridge());
    kill(&second, &["registry"]);
    let theirs = TcpListener::bind(&registry).expect("the port is free");
    second.up();
    assert_ne!(second.works(), registry);
    assert!(!has_link(&bridge) && has_link(&second.bridge()));
    drop(theirs);
}

#[test]
fn two_at_once_bring_up_one() {
    let _alone = alone();
    let second = Second::new();
    let both = [second.engine(&["up"]).start(), second.engine(&["up"]).start()];
    for up in both {
        up.finish(Duration::from_secs(120)).exits(0);
    }
    second.works();
    assert_eq!(daemons(&second), ["containerd", "docker-registry", "dockerd"]);

    let (down, up) = (second.engine(&["down"]).start(), second.engine(&["up"]).start());
    down.finish(Duration::from_secs(60)).exits(0);
    up.finish(Duration::from_secs(120)).exits(0);
    second.up();
    second.works();
}
