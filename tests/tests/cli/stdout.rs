//! A result that could not be written is no success; a reader that has what it wanted is no fault.

use crate::support::Sandbox;

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told() {
    for args in
        [["plan"].as_slice(), &["plan", "--json"], &["facts"], &["docker-build"], &["docker-build", "--json"], &["--help"], &["builder"]]
    {
        let sandbox = Sandbox::image();
        let ended = sandbox.start_by("exec \"$0\" \"$@\" >/dev/full", args).wait().exits(4);
        ended.says("error: cannot write to stdout: No space left on device").says("\n  fix: ");
    }
}

/// The first fault decides.
#[test]
#[cfg(target_os = "linux")]
fn another_fault_keeps_its_number() {
    let sandbox = Sandbox::image();
    sandbox.rules(serde_json::json!([{ "call": "docker buildx bake", "exit": 1 }]));
    sandbox.start_by("exec \"$0\" \"$@\" >/dev/full", &["docker-build", "--json"]).wait().exits(6).says("cannot write to stdout");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let sandbox = Sandbox::image();
    for args in [["plan"].as_slice(), &["plan", "--json"], &["--help"]] {
        let script = "{ \"$0\" \"$@\"; echo \"ended with $?\" >&2; } | exec 0<&-";
        sandbox.start_by(script, args).wait().prints("").complains("ended with 0\n");
    }
}
