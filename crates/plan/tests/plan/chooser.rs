//! Which tool compiles a binary for which platform, and why: a table in, a table out.

use crate::case::{check, folder, updates};
use archwright_model::{Platforms, Project, config};
use archwright_plan::{Fact, Facts, Plan, Request, Run, Work, compose};
use std::{fmt::Write as _, fs};

#[test]
fn a_binary_of_several() {
    check("cli-bin-of-several");
}

#[test]
fn a_binary_that_is_not_there() {
    check("cli-bin-misspelt");
}

#[test]
fn a_manifest_that_is_not_there() {
    check("cli-manifest-missing");
}

#[test]
fn every_key_reaches_cargo() {
    check("cli-every-key");
}

#[test]
fn a_toolchain_of_its_own() {
    check("cli-toolchain-of-its-own");
}

#[test]
fn the_verb_alone() {
    check("cli-build-alone");
}

/// Two links that do not fit into the memory at a time are two calls.
#[test]
fn links_that_do_not_fit_are_made_one_after_the_other() {
    check("cli-limits");
}

/// A machine: installed targets, linkers by triple, programs on the PATH. The host is amd64.
struct Machine {
    name: &'static str,
    targets: &'static [&'static str],
    linkers: &'static [(&'static str, &'static str)],
    tools: &'static [&'static str],
}

const GNU_ARM64: &str = "aarch64-unknown-linux-gnu";
const GNU_AMD64: &str = "x86_64-unknown-linux-gnu";
const MUSL_ARM64: &str = "aarch64-unknown-linux-musl";
const MUSL_AMD64: &str = "x86_64-unknown-linux-musl";
const GCC: (&str, &str) = (GNU_ARM64, "aarch64-linux-gnu-gcc");

const MACHINES: [Machine; 8] = [
    Machine { name: "fresh rustup", targets: &[GNU_AMD64], linkers: &[], tools: &[] },
    Machine { name: "target without linker", targets: &[GNU_AMD64, GNU_ARM64], linkers: &[], tools: &[] },
    Machine { name: "target and linker", targets: &[GNU_AMD64, GNU_ARM64], linkers: &[GCC], tools: &[] },
    Machine { name: "zigbuild", targets: &[GNU_AMD64, GNU_ARM64], linkers: &[], tools: &["cargo-zigbuild"] },
    Machine { name: "zigbuild without target", targets: &[GNU_AMD64], linkers: &[], tools: &["cargo-zigbuild"] },
    Machine { name: "cross", targets: &[GNU_AMD64], linkers: &[], tools: &["cross"] },
    Machine {
        name: "everything",
        targets: &[GNU_AMD64, GNU_ARM64, MUSL_AMD64, MUSL_ARM64],
        linkers: &[GCC],
        tools: &["cargo-zigbuild", "cross"],
    },
    Machine { name: "musl targets, no linker", targets: &[GNU_AMD64, MUSL_AMD64, MUSL_ARM64], linkers: &[], tools: &[] },
];

#[test]
fn the_first_tool_that_can_is_chosen_and_says_why() {
    let mut table = String::new();
    for machine in &MACHINES {
        writeln!(table, "# {}", machine.name).unwrap();
        for settings in ["libc = 'gnu'", "libc = 'musl'", "libc = 'gnu-static'", "toolchain = 'zigbuild'", "toolchain = 'cross'"] {
            writeln!(table, "{settings}").unwrap();
            for platform in ["linux/amd64", "linux/arm64"] {
                writeln!(table, "  {platform}: {}", choice(machine, settings, &platform.parse().unwrap())).unwrap();
            }
        }
    }
    let file = folder("chooser.txt");
    if updates() {
        fs::write(&file, table).unwrap();
        return;
    }
    assert_eq!(table, fs::read_to_string(&file).unwrap_or_default(), "UPDATE_EXPECT=1 takes what is new");
}

fn choice(machine: &Machine, settings: &str, platforms: &Platforms) -> String {
    let (project, facts, request) = (project(settings), facts(machine), Request::default());
    let run = Run::new(&project, &facts, &request).unwrap();
    let mut plan = Plan::new(&run);
    if let Err(error) = compose::clis(&mut plan, &run, &[], platforms) {
        return format!("exit {}: {error}\n    fix: {}", error.exit().code(), error.fix().unwrap_or("-"));
    }
    if let [condition, ..] = plan.conditions() {
        return format!("{}: {}\n    fix: {}", condition.fact, condition.why, condition.fix.as_deref().unwrap_or("-"));
    }
    let Work::BuildCli(work) = &plan.steps()[0].work else { panic!("no command line") };
    let commands: Vec<_> = work.commands.iter().map(ToString::to_string).collect();
    format!(
        "{}, {}\n    $ {}",
        work.builds[0].tool.as_ref().map_or("no tool", archwright_plan::cli::Tool::name),
        work.builds[0].reason,
        commands.join("\n    $ ")
    )
}

fn project(settings: &str) -> Project {
    let text = format!("[cli.tool]\nmanifest = 'Cargo.toml'\n{settings}\n[image.app]\nneeds = ['cli.tool']\n");
    config::read(&text, "archwright.toml".as_ref(), "/project".as_ref()).unwrap()
}

fn facts(machine: &Machine) -> Facts {
    let mut facts: serde_json::Value = serde_json::from_str(&fs::read_to_string(folder("facts.json")).unwrap()).unwrap();
    let linkers: serde_json::Map<_, _> = machine.linkers.iter().map(|(triple, linker)| ((*triple).into(), (*linker).into())).collect();
    let tools: serde_json::Map<_, _> = machine.tools.iter().map(|name| ((*name).into(), format!("/usr/bin/{name}").into())).collect();
    facts["rust"]["known"]["targets"] = machine.targets.to_vec().into();
    facts["rust"]["known"]["linkers"] = linkers.into();
    facts["tools"] = tools.into();
    serde_json::from_value(facts).unwrap()
}

/// Debian's names have no underscore, and it has no compiler for musl: the one for glibc links there as well.
#[test]
fn remedies_name_packages_that_debian_has() {
    for machine in &MACHINES {
        for settings in ["libc = 'gnu'", "libc = 'musl'"] {
            for platform in ["linux/amd64", "linux/arm64"] {
                let choice = choice(machine, settings, &platform.parse().unwrap());
                let package = choice.split("apt-get install ").nth(1).and_then(|rest| rest.split('`').next());
                let exists = package.is_none_or(|name| ["gcc-x86-64-linux-gnu", "gcc-aarch64-linux-gnu"].contains(&name));
                assert!(exists, "{}, {settings}, {platform}: {choice}", machine.name);
            }
        }
    }
}

/// rustup adds a standard library to a toolchain that it knows by name, and cannot to one that is named by its folder.
#[test]
fn a_toolchain_of_its_own_is_added_to_where_it_is() {
    let fresh = &MACHINES[0];
    let fix = |toolchain: &str| {
        let (project, request) = (project("libc = 'musl'"), Request::default());
        let mut facts = facts(fresh);
        let Fact::Known(rust) = &mut facts.rust else { panic!("no Rust") };
        rust.toolchain = Some(toolchain.into());
        let run = Run::new(&project, &facts, &request).unwrap();
        let mut plan = Plan::new(&run);
        compose::clis(&mut plan, &run, &[], &"linux/amd64".parse().unwrap()).unwrap();
        plan.conditions()[0].fix.clone().unwrap()
    };
    assert_eq!(fix("beta"), "run `rustup target add --toolchain beta x86_64-unknown-linux-musl`");
    let folder = fix("/opt/rust");
    assert!(folder.starts_with("install `rust-std` for x86_64-unknown-linux-musl into `/opt/rust`, "), "{folder}");
}

#[test]
fn no_package_is_made_up_for_another_system() {
    for platform in ["windows/amd64", "darwin/arm64"] {
        let choice = choice(&MACHINES[0], "", &platform.parse().unwrap());
        assert!(choice.contains(&format!("leave {platform} out")) && !choice.contains("apt-get"), "{choice}");
    }
}

/// rust-cross/cargo-zigbuild#231: zig links glibc dynamically only.
#[test]
fn static_glibc_is_never_linked_by_zig() {
    for machine in &MACHINES {
        let choice = choice(machine, "libc = 'gnu-static'", &"linux/arm64".parse().unwrap());
        assert!(!choice.starts_with("cargo-zigbuild"), "{}: {choice}", machine.name);
    }
}
