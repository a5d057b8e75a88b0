//! The plan is the truth: it needs no Docker, and the same facts give the same bytes.

use archwright_tests::{
    engine::{bare_path, command::Command},
    project::Project,
};

#[test]
fn without_docker_dry_run_and_plan_json_print_the_same_bytes_twice() {
    let project = Project::new("cli");
    let path = bare_path(&project.path("."), &["cargo", "rustc"]);
    for args in [&["docker-build", "--push", "--dry-run"][..], &["plan", "--json"], &["plan", "--bake"]] {
        let command = project.archwright(args).env("PATH", &path);
        let (first, second) = (command.run().exits(0), command.run().exits(0));
        assert!(
            first.stdout.contains("aarch64-unknown-linux-gnu") || first.stdout.contains("hello-linux-arm64"),
            "no plan:\n{}",
            first.stdout
        );
        assert_eq!(first.stdout, second.stdout, "{}", args.join(" "));
    }
    assert!(!project.path("target/archwright").exists(), "planning leaves nothing behind");
}

#[test]
fn a_plan_without_docker_says_what_is_unknown_and_does_not_run() {
    let project = Project::new("app");
    let path = bare_path(&project.path("."), &[]);
    let plan = project.archwright(&["plan", "--json"]).env("PATH", &path).run().exits(0).json();
    assert_eq!(plan["conditions"][0]["fact"], "docker", "{plan:#}");
    project.archwright(&["docker-build"]).env("PATH", &path).run().exits(4).tells("docker").tells("install Docker Engine");
}

#[test]
fn a_dry_run_does_what_it_prints_and_nothing_else() {
    let project = Project::new("app");
    project
        .archwright(&["docker-build", "--push", "--dry-run"])
        .run()
        .exits(0)
        .tells("docker buildx bake")
        .tells(&project.reference("app", "1.4.0"));
    assert!(!project.path("target").exists(), "a dry run leaves nothing behind");
    let registry = crate::support::registry::Registry::at(&project.docker.registry);
    assert_eq!(registry.find(&project.repository("app"), "latest"), None);
}

/// What the plan prints behind `$` is pasted in its order into a fresh copy: builder, command line, its copies, and the build.
#[test]
fn the_commands_of_the_plan_build_when_pasted() {
    let project = Project::with_own_builder("cli");
    let plan = project.archwright(&["docker-build", "--push", "--platforms", "linux/amd64", "--dry-run"]).run().exits(0).stdout;
    let commands: Vec<_> = plan.lines().filter_map(|line| line.trim().strip_prefix("$ ")).collect();
    let pipeline = commands.last().unwrap_or_else(|| panic!("no command in\n{plan}"));
    assert!(pipeline.starts_with("archwright plan --push --platforms linux/amd64 --bake | "), "{pipeline}");
    for wanted in ["printf ", "docker buildx create ", "cargo build ", "cp "] {
        assert!(commands.iter().any(|command| command.contains(wanted)), "no `{wanted}` in\n{plan}");
    }
    let program = archwright_tests::program::archwright();
    let programs = program.parent().expect("the program is in a folder");
    let path = format!("{programs}:{}", archwright_tests::engine::variable("PATH").unwrap_or_default());
    let shell = project.docker.on(Command::new("sh").args(["-ec", &commands.join("\n")]).dir(&project.path("")));
    let ended = shell.env("PATH", &path).run().exits(0);
    assert!(!format!("{}{}", ended.stdout, ended.stderr).contains("\"vertexes\""), "nobody reads JSON");
    let metadata = project.read("target/archwright/bake/build.json");
    assert!(metadata.contains("\"containerimage.digest\""), "{metadata}");
}

/// `{git-sha}` of a tree that is not that commit says so, as `{git-describe}` does, in the plan and in the run.
#[test]
fn a_tag_of_a_dirty_tree_says_so() {
    let project = Project::new("app");
    let git = |args: &[&str]| {
        let who = ["-c", "user.name=test", "-c", "user.email=test@invalid"];
        Command::new("git").args(who).args(args).dir(&project.path("")).run().exits(0).stdout
    };
    git(&["init", "--quiet"]);
    git(&["add", "Dockerfile", "greeting"]);
    git(&["commit", "--quiet", "--message", "first"]);
    let commit = git(&["rev-parse", "HEAD"])[..12].to_owned();
    let plan = || project.archwright(&["plan", "--push", "--tag", "{git-sha}", "--tag", "d-{git-describe}"]).run().exits(0);
    // A file that Git does not know, archwright.toml here, makes no tree dirty; `git describe` sees it so too.
    let clean = plan().tells(&format!("/app:{commit} ")).stdout;
    assert!(!clean.contains("-dirty") && !clean.contains("note:"), "{clean}");

    project.write("greeting", "another one\n");
    let note = format!("note: 1 file differs from commit {commit}");
    let dirty = plan().tells(&format!("/app:{commit}-dirty ")).tells(&note).stdout;
    assert_eq!(dirty.matches("-dirty  [").count(), 2, "{dirty}");
    let run = project.archwright(&["docker-build-amd64", "--push", "--tag", "{git-sha}"]).run().exits(0);
    run.tells(&note).tells(&format!("/app:{commit}-dirty  new"));
}

/// Variants that are left out are named, and how to have them.
#[test]
fn variants_beside_the_usual_one_are_named_as_not_built() {
    let project = Project::new("app");
    let variants = "\n[image.app.variant.full]\nsuffix = \"\"\n[image.app.variant.slim]\n";
    project.write("archwright.toml", &format!("{}{variants}", project.read("archwright.toml")));
    let note = "note: not built: app:slim";
    project.archwright(&["plan"]).run().exits(0).tells(note);
    project.archwright(&["docker-build-amd64"]).run().exits(0).tells(note).tells("--all builds every variant");
    for args in [&["plan", "--all"][..], &["plan", "app:full"], &["plan", "--variant", "full"]] {
        let plan = project.archwright(args).run().exits(0).stdout;
        assert!(!plan.contains("not built"), "{}: {plan}", args.join(" "));
    }
}

/// What the run would refuse before its first step stands in the plan, in the same words.
#[test]
fn the_plan_tells_what_the_run_refuses() {
    let project = Project::new("app");
    project.write("mine/notes.txt", "years of work\n");
    for output in ["oci:mine", "oci:/"] {
        let plan = project.archwright(&["plan", "--output", output]).run().exits(0).tells("to be settled before it can run");
        let refused = project.archwright(&["docker-build", "--output", output]).run().exits(2);
        let why =
            refused.stderr.lines().find_map(|line| line.strip_prefix("error: before the run: ")).unwrap_or_else(|| refused.fail("why"));
        assert!(plan.stdout.contains(why), "{why}\n{}", plan.stdout);
    }
}
