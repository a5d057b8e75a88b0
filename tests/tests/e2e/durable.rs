//! The journal is on the disk itself before the first tag moves: a machine that loses power then can still finish the run.

use archwright_tests::{
    engine::{Engine, command::Command, which},
    project::Project,
};

/// Whether strace can watch a process here.
fn can_watch() -> bool {
    which("strace").is_some() && Command::new("strace").args(["-o", "/dev/null", "true"]).run().status.success()
}

/// The lines behind the first that holds that text.
#[track_caller]
fn behind<'a>(lines: &'a [&'a str], text: &str) -> &'a [&'a str] {
    let at = lines.iter().position(|line| line.contains(text)).unwrap_or_else(|| panic!("no `{text}` in {lines:#?}"));
    &lines[at + 1..]
}

#[test]
fn the_journal_is_synced_with_its_folder_before_the_first_tag_is_put() {
    if !can_watch() {
        eprintln!("skipped: strace is not there or may not watch (`apt-get install strace`)");
        return;
    }
    let project = Project::new("app");
    let log = project.path("calls");
    let strace = ["-f", "-y", "-e", "trace=fsync,rename,renameat,renameat2,sendto", "-s", "80", "-o", log.as_str()];
    let archwright = &Engine::get().archwright;
    let build = [archwright.as_str(), "docker-build", "--push", "--platforms", "linux/amd64"];
    project.docker.on(Command::new("strace").args(strace).args(build).dir(&project.path("."))).run().exits(0);

    let calls = project.read("calls");
    let dir = project.path("target/archwright");
    let put = calls.lines().position(|line| line.contains("PUT /v2/") && line.contains("/manifests/1.4.0 HTTP")).expect("the tag is put");
    let before_the_put: Vec<_> = calls.lines().take(put).collect();
    let journal = format!("{dir}/journal.json");
    let renamed = before_the_put.iter().find(|line| line.contains(&journal)).unwrap_or_else(|| panic!("no journal:\n{calls}"));
    let staged = renamed.split('"').nth(1).expect("a rename names two files");
    let rest = behind(&before_the_put, &format!("<{staged}>)"));
    let rest = behind(rest, &journal);
    behind(rest, &format!("<{dir}>)"));
}
