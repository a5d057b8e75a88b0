//! Ctrl-C: exit 130, nothing half done is called done, and no process outlives the run.

use crate::support::Sandbox;
use rustix::process::Signal;
use serde_json::json;
use std::io::Write as _;
use std::time::{Duration, Instant};

fn interrupted(sandbox: &Sandbox, args: &[&str], times: u32) -> Duration {
    let running = sandbox.start(args);
    running.until_a_fake_sleeps();
    let begun = Instant::now();
    for time in 0..times {
        if time > 0 {
            std::thread::sleep(Duration::from_millis(300));
        }
        running.interrupt();
    }
    running.wait().exits(130);
    begun.elapsed()
}

#[test]
fn during_npm_run_build_the_grandchild_goes_too() {
    let sandbox = Sandbox::noetl();
    sandbox.rules(json!([{ "call": "npm run build", "grandchild": "holds-pipes", "sleep": 50 }]));
    let elapsed = interrupted(&sandbox, &["docker-build"], 1);
    assert!(elapsed < Duration::from_secs(5), "it took {elapsed:?}");
    assert!(!sandbox.grandchild_lives());
    assert!(!sandbox.log().iter().any(|call| call.contains("bake")), "{:?}", sandbox.log());
    assert_eq!(sandbox.report()["exit"], 130);
    assert!(!sandbox.path("target/archwright/ui/web.json").exists(), "an interrupted UI is not recorded as built");
}

#[test]
fn a_child_that_ignores_sigterm_is_killed_by_the_second() {
    let sandbox = Sandbox::noetl();
    sandbox.rules(json!([{ "call": "npm run build", "ignore_term": true, "sleep": 50 }]));
    let elapsed = interrupted(&sandbox, &["ui-build"], 2);
    assert!(elapsed < Duration::from_secs(5), "it took {elapsed:?}");
}

#[test]
fn during_a_build_of_images_nothing_is_left_of_it() {
    let sandbox = Sandbox::image();
    sandbox.rules(json!([{ "call": "docker buildx bake", "grandchild": "quiet", "sleep": 50 }]));
    interrupted(&sandbox, &["docker-build"], 1);
    assert!(!sandbox.grandchild_lives());
    assert!(!sandbox.path("target/archwright/layout").exists(), "{}", sandbox.listing());
}

/// A blob that has no end: whoever reads it to its end stops because it was asked to.
#[test]
fn while_a_layout_is_verified() {
    let sandbox = Sandbox::image();
    sandbox.run(&["docker-build", "--output", "oci:out"]).exits(0);
    let root: serde_json::Value = serde_json::from_str(&sandbox.read("out/index.json")).unwrap();
    let blob = |digest: &serde_json::Value| format!("out/blobs/{}", digest.as_str().unwrap().replace(':', "/"));
    let read = |digest: &serde_json::Value| serde_json::from_str::<serde_json::Value>(&sandbox.read(&blob(digest))).unwrap();
    let image = read(&read(&root["manifests"][0]["digest"])["manifests"][0]["digest"]);
    let layer = sandbox.path(&blob(&image["layers"][0]["digest"]));
    std::fs::remove_file(&layer).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        layer.as_std_path(),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
        0,
    )
    .unwrap();
    let running = sandbox.start(&["verify", "oci:out", "oci:out"]);
    // It opens once the other side reads.
    let mut pipe = std::fs::OpenOptions::new().write(true).open(&layer).unwrap();
    running.interrupt();
    let deadline = Instant::now() + Duration::from_secs(30);
    while pipe.write_all(&[0; 4096]).is_ok() {
        assert!(Instant::now() < deadline, "it reads on");
    }
    let ended = running.wait().exits(130);
    assert_eq!(ended.stderr.matches("interrupted").count(), 1, "{ended}");
}

/// While facts are observed, nothing is unknown: the run was interrupted.
#[test]
fn while_docker_is_asked() {
    let sandbox = Sandbox::image();
    sandbox.rules(json!([{ "call": "docker info", "sleep": 50 }]));
    interrupted(&sandbox, &["docker-build"], 1);
}

#[test]
fn while_a_plan_is_made() {
    let sandbox = Sandbox::image();
    sandbox.rules(json!([{ "call": "docker info", "sleep": 50 }]));
    interrupted(&sandbox, &["plan"], 1);
}

/// A service that a build leaves in the background ends with the build, also when it holds no pipe of ours.
#[test]
fn no_process_outlives_a_run_that_ended_well() {
    for kind in ["quiet", "holds-pipes"] {
        let sandbox = Sandbox::noetl();
        sandbox.rules(json!([{ "call": "npm run build", "grandchild": kind }]));
        let begun = Instant::now();
        sandbox.run(&["ui-build"]).exits(0);
        assert!(begun.elapsed() < Duration::from_secs(10), "{kind}: it waited for the grandchild");
        assert!(!sandbox.grandchild_lives(), "{kind}: it outlives the run");
    }
}

#[test]
fn no_process_outlives_a_run_that_failed() {
    let sandbox = Sandbox::noetl();
    sandbox.rules(json!([{ "call": "npm run build", "grandchild": "quiet", "exit": 1 }]));
    sandbox.run(&["ui-build"]).exits(5);
    assert!(!sandbox.grandchild_lives());
}

/// A shell with job control, and some task runners, put what they start in groups of their own.
#[test]
fn a_grandchild_in_a_group_of_its_own_goes_too() {
    let sandbox = Sandbox::noetl();
    sandbox.rules(json!([{ "call": "npm run build", "grandchild": "other-group", "sleep": 50 }]));
    let elapsed = interrupted(&sandbox, &["ui-build"], 1);
    assert!(elapsed < Duration::from_secs(5), "it took {elapsed:?}");
    assert!(!sandbox.grandchild_lives());
}

/// A daemon that outlives its parent in a group of its own is let be, and nobody waits for the pipes that it holds.
#[test]
fn a_daemon_that_holds_the_pipes_does_not_hold_the_run() {
    let sandbox = Sandbox::noetl();
    sandbox.rules(json!([{ "call": "npm run build", "grandchild": "other-group" }]));
    let begun = Instant::now();
    sandbox.run(&["ui-build"]).exits(0).says("built dist");
    assert!(begun.elapsed() < Duration::from_secs(10), "it took {:?}", begun.elapsed());
}

#[test]
fn a_child_that_ignores_sigterm_is_killed_in_the_end() {
    let sandbox = Sandbox::noetl();
    sandbox.rules(json!([{ "call": "npm run build", "ignore_term": true, "sleep": 50 }]));
    let elapsed = interrupted(&sandbox, &["ui-build"], 1);
    assert!((9..20).contains(&elapsed.as_secs()), "it took {elapsed:?}");
}

#[test]
fn every_signal_that_ends_us_ends_what_we_started() {
    for signal in [Signal::TERM, Signal::HUP, Signal::QUIT] {
        let sandbox = Sandbox::noetl();
        sandbox.rules(json!([{ "call": "npm run build", "grandchild": "quiet", "sleep": 50 }]));
        let running = sandbox.start(&["ui-build"]);
        running.until_a_fake_sleeps();
        running.signal(signal);
        running.wait().exits(130);
        assert!(!sandbox.grandchild_lives(), "{signal:?}");
    }
}

#[test]
fn under_nohup_it_goes_on() {
    let sandbox = Sandbox::noetl();
    sandbox.rules(json!([{ "call": "npm run build", "sleep": 1 }]));
    let running = sandbox.start_under_nohup(&["ui-build"]);
    running.until_a_fake_sleeps();
    running.signal(Signal::HUP);
    running.wait().exits(0);
}
