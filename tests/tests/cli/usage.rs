//! Command lines that mean nothing: exit 2, told on stderr, nothing done. Help is no fault.

use crate::support::{Sandbox, check};

/// F17: the seed printed its usage and exited 0.
#[test]
fn f17_an_unknown_flag_is_exit_2() {
    let sandbox = Sandbox::image();
    check("usage-unknown-flag", &sandbox.run(&["docker-build", "--platfroms", "linux/amd64"]));
    assert!(sandbox.log().is_empty());
}

#[test]
fn unknown_verb() {
    check("usage-unknown-verb", &Sandbox::image().run(&["docker-buidl"]));
    Sandbox::image().run(&["build"]).exits(2).says("did you mean `docker-build`?");
}

/// Every flag is known by its nearest one too, whatever verb it stands behind.
#[test]
fn the_nearest_is_told_first_and_alone() {
    for (args, told) in [
        (["docker-build-amd46"].as_slice(), "`docker-build-amd64`?"),
        (&["verfy"], "`verify`?"),
        (&["verify", "--jsno", "x"], "`--json`?"),
        (&["docker-build", "--progress", "plian"], "`plain`?"),
        (&["builder", "statsu"], "`status`?"),
    ] {
        Sandbox::image().run(args).exits(2).prints("").says(&format!("fix: did you mean {told}"));
    }
}

#[test]
fn an_empty_registry_is_no_registry() {
    let message = "error: --registry is empty: no registry is set\n  fix: give --registry HOST/PATH, or leave it out for `ghcr.io/noetl`\n";
    let project = "[project]\nregistry = 'ghcr.io/noetl'\n[image.app]\n";
    Sandbox::new(project).run(&["docker-build", "--registry", ""]).exits(2).prints("").complains(message);
}

/// A layout without `oci:` is no image of that name on Docker Hub; the folder above it names what is in it.
#[test]
fn a_layout_is_named_as_one() {
    let sandbox = Sandbox::image();
    sandbox.run(&["docker-build"]).exits(0);
    let layout = "target/archwright/layout/app";
    for named in [layout, "target/archwright", "oci:target/archwright", "oci:target"] {
        let ended = sandbox.run(&["verify", named]).says(&format!("fix: did you mean `oci:{layout}`?"));
        assert!(!ended.status.success(), "{ended}");
    }
    sandbox.run(&["verify", &format!("oci:{layout}")]).exits(0);
}

#[test]
fn nothing_near_is_no_suggestion() {
    Sandbox::image().run(&["docker-build", "--bad"]).exits(2).hides("did you mean").says("fix: `archwright docker-build --help`");
}

#[test]
fn references_that_name_nothing() {
    let sandbox = Sandbox::image();
    sandbox.run(&["verify", ""]).exits(2).hides("did you mean").says("is no reference").says("fix: ");
    sandbox.run(&["verify", "oci:"]).exits(2).says("`oci:` names no folder").says("fix: ");
    sandbox.run(&["verify", "oci:/nonexistent"]).exits(2).says("`/nonexistent` is no folder");
}

#[test]
fn help_is_a_verb_too() {
    let sandbox = Sandbox::image();
    let help = sandbox.run(&["plan", "--help"]).exits(0).stdout;
    sandbox.run(&["help", "plan"]).exits(0).prints(&help);
    sandbox.run(&["help"]).exits(0).shows("docker-build-local");
    sandbox.run(&["help", "plna"]).exits(2).says("plan");
}

#[test]
fn no_verb() {
    Sandbox::image().run(&[]).exits(2).prints("").says("Usage: archwright <COMMAND>");
}

#[test]
fn unknown_value() {
    check("usage-unknown-value", &Sandbox::image().run(&["docker-build", "--progress", "loud"]));
}

#[test]
fn missing_value() {
    check("usage-missing-value", &Sandbox::image().run(&["docker-build", "--platforms"]));
}

#[test]
fn push_and_load_exclude_each_other() {
    check("usage-push-and-load", &Sandbox::image().run(&["docker-build", "--push", "--load"]));
}

#[test]
fn flags_that_exclude_each_other() {
    for flags in [
        ["--push", "--test-only"].as_slice(),
        &["--push", "--output", "oci:out"],
        &["--load", "--output", "oci:out"],
        &["--load", "--test-only"],
        &["--all", "--variant", "redis"],
    ] {
        let args: Vec<_> = ["docker-build"].iter().chain(flags).copied().collect();
        Sandbox::image().run(&args).exits(2).prints("").says("cannot be used with");
    }
}

#[test]
fn a_verb_that_fixes_the_platform_takes_no_other() {
    for verb in ["docker-build-amd64", "docker-build-arm64", "docker-build-local"] {
        let sandbox = Sandbox::image();
        let message = format!("error: {verb} fixes the platform, and --platforms names another\n  fix: use docker-build --platforms\n");
        sandbox.run(&[verb, "--platforms", "linux/arm64"]).exits(2).prints("").complains(&message);
        assert!(sandbox.log().is_empty());
    }
}

#[test]
fn local_does_not_push() {
    let message = "error: docker-build-local loads, and --push pushes\n  fix: use docker-build --push\n";
    Sandbox::image().run(&["docker-build-local", "--push"]).exits(2).prints("").complains(message);
}

#[test]
fn an_unknown_platform_has_a_nearest_one() {
    check("usage-unknown-platform", &Sandbox::image().run(&["docker-build", "--platforms", "linux/amd65"]));
}

#[test]
fn no_platform_at_all() {
    let message = "error: flag --platforms names no platform\n  fix: for example linux/amd64,linux/arm64\n";
    Sandbox::image().run(&["docker-build", "--platforms", " , "]).exits(2).prints("").complains(message);
}

#[test]
fn a_registry_with_a_double_slash() {
    check("usage-registry", &Sandbox::image().run(&["docker-build", "--push", "--registry", "ghcr.io/x//y"]));
}

#[test]
fn a_registry_with_an_impossible_port() {
    let message = "invalid registry `host:0`: its port is not a number from 1 to 65535";
    Sandbox::image().run(&["docker-build", "--push", "--registry", "host:0/x"]).exits(2).prints("").says(message);
}

#[test]
fn an_output_of_no_known_form() {
    let message = "error: --output `out` is not oci:DIR\n  fix: did you mean `oci:out`?\n";
    Sandbox::image().run(&["docker-build", "--output", "out"]).exits(2).prints("").complains(message);
    for (output, fix) in [("oci-archive:app.tar", "`tar -cf FILE -C DIR .`"), ("type=oci,dest=app", "name a folder behind `oci:`")] {
        let ended = Sandbox::image().run(&["docker-build", "--output", output]).exits(2);
        assert!(ended.stderr.contains(fix) && !ended.stderr.contains("did you mean"), "{}", ended.stderr);
    }
}

#[test]
fn an_unknown_image_lists_those_there_are() {
    let message = "error: unknown image `ap`\n  fix: did you mean `app`? images: app\n";
    Sandbox::image().run(&["docker-build", "ap"]).exits(2).prints("").complains(message);
}

#[test]
fn a_push_without_a_registry() {
    let message = "error: nothing can be pushed: no registry is set\n  fix: give --registry HOST/PATH, or set [project] registry\n";
    Sandbox::new("[image.app]\n").run(&["docker-build", "--push"]).exits(2).prints("").complains(message);
}

#[test]
fn help_is_a_result() {
    let ended = Sandbox::noetl().run(&["--help"]);
    check("usage-help", &ended);
    ended.exits(0).complains("");
}

#[test]
fn every_verb_has_help() {
    let sandbox = Sandbox::noetl();
    let verbs =
        ["docker-build", "docker-build-app", "ui-build", "cli-build", "plan", "facts", "verify", "publish", "builder", "generate", "init"];
    for verb in verbs {
        for flag in ["--help", "-h"] {
            sandbox.run(&[verb, flag]).exits(0).complains("").shows(&format!("Usage: archwright {verb}"));
        }
    }
}

/// What the verb's name decides is no choice of its flags.
#[test]
fn help_leaves_out_what_a_verb_has_decided() {
    let sandbox = Sandbox::noetl();
    for (verb, hidden) in [
        ("docker-build-amd64", "--platforms"),
        ("docker-build-local", "--platforms"),
        ("docker-build-local", "--push"),
        ("ui-build", "--platforms"),
    ] {
        let help = sandbox.run(&[verb, "--help"]).exits(0).stdout;
        assert!(!help.contains(&format!("{hidden} ")) && !help.contains(&format!("{hidden}\n")), "{verb}: {help}");
    }
    sandbox.run(&["docker-build-app", "--help"]).exits(0).shows("--platforms <LIST>").shows("--push");
}

#[test]
fn the_version_is_a_result_even_beside_a_broken_configuration() {
    let version = format!("archwright {}\n", env!("CARGO_PKG_VERSION"));
    for flag in ["--version", "-V"] {
        Sandbox::image().run(&[flag]).exits(0).prints(&version).complains("");
        Sandbox::new("[broken").run(&[flag]).exits(0).prints(&version).complains("");
    }
}

#[test]
fn a_ui_has_no_platforms() {
    let message = "error: a UI is the same for every platform: ui-build takes no --platforms\n  fix: leave it out\n";
    Sandbox::noetl().run(&["ui-build", "--platforms", "linux/arm64"]).exits(2).prints("").complains(message);
}

#[test]
fn a_key_that_is_not_there_is_a_fault_of_the_command_line() {
    let ui = "error: there is no ui `wep`\n  fix: did you mean `web`? known: web\n";
    Sandbox::noetl().run(&["ui-build", "wep"]).exits(2).prints("").complains(ui);
    let cli = "error: there is no cli `toll`\n  fix: did you mean `tool`? known: tool\n";
    Sandbox::noetl().run(&["cli-build", "toll"]).exits(2).prints("").complains(cli);
}

/// An empty list is a mistake, never "nothing to do".
#[test]
fn an_empty_list_of_platforms_is_refused_by_every_verb() {
    for args in [["docker-build", "-p", ","].as_slice(), &["cli-build", "-p", ","], &["plan", "-p", ""], &["verify", "oci:out", "-p", ","]]
    {
        Sandbox::noetl().run(args).exits(2).prints("").says("names no platform");
    }
}
