//! Binaries that somebody else built: each goes into the images of its own platform, or nowhere.

use crate::support::{after, plan, plan_of, project_in_a_folder, pushed, world};
use archwright::{
    Custom, Plan, PlanError, PlatformBinary, Project, Report, Request, Run, StepError, World,
    binary::{Amd64, Arm64},
    execute,
    model::{Command, ExitKind, Platform},
    plan::{StepId, Work},
};
use camino::{Utf8Path, Utf8PathBuf};
use std::fs;

/// `EM_X86_64` and `EM_AARCH64`.
const AMD64: u16 = 62;
const ARM64: u16 = 183;

/// The smallest 64-bit ELF executable of a machine: its header and one empty segment.
fn executable(machine: u16) -> Vec<u8> {
    let mut file = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0".to_vec();
    file.extend(machine.to_le_bytes());
    file.extend([1, 0, 0, 0]);
    file.extend([0_u64, 64, 0].iter().flat_map(|word| word.to_le_bytes()));
    file.extend([0_u16, 0, 64, 56, 1, 0, 0, 0].iter().flat_map(|half| half.to_le_bytes()));
    file.extend([1_u32, 4].iter().flat_map(|word| word.to_le_bytes()));
    file.extend([0_u64; 6].iter().flat_map(|word| word.to_le_bytes()));
    file
}

fn put(project: &Project, name: &str, machine: u16) -> Utf8PathBuf {
    let file = project.path(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, executable(machine)).unwrap();
    file
}

fn staged(project: &Project, platform: &str) -> Utf8PathBuf {
    let slug = platform.replace('/', "-");
    project.path(format!("target/archwright/artifacts/prebuilt.kubectl/{slug}/{platform}/kubectl"))
}

#[test]
fn each_platform_of_an_image_gets_its_own() {
    let plan = plan(&pushed(), |plan, run| {
        let builder = plan.add(run.builder()?)?;
        let fetch = plan.add(Custom::command("fetch", Command::new("make").arg("kubectl")))?;
        let (amd64, arm64) = (fetch.binary::<Amd64>("out/amd64/kubectl"), fetch.binary::<Arm64>("out/arm64/kubectl"));
        let kubectl = plan.add(run.prebuilt("kubectl")?.linux_amd64(amd64).linux_arm64(arm64))?;
        plan.add(run.image("agent")?.with(&kubectl).on(&builder)).map(drop)
    })
    .unwrap();
    assert_eq!(after(&plan, "prebuilt.kubectl"), ["fetch"]);
    assert_eq!(after(&plan, "build"), ["prebuilt.kubectl", "builder"]);
    assert_eq!(after(&plan, "fetch"), ["preflight"]);
    let Work::Build(build) = &plan.step(&StepId::new("build")).unwrap().work else { panic!("no build") };
    for target in &build.targets {
        let own = format!("target/archwright/artifacts/prebuilt.kubectl/{}", target.platform.slug());
        assert_eq!(target.contexts["prebuilt.kubectl"], own);
    }
}

/// Planning reads no file; the run looks at each before anything is done.
#[test]
fn a_file_of_another_platform_ends_the_run_before_anything_is_done() {
    let (_dir, project) = project_in_a_folder();
    put(&project, "vendor/kubectl-amd64", AMD64);
    for (file, why) in [("vendor/kubectl-amd64", "it is for amd64, not for linux/arm64"), ("vendor/nobody", "No such file or directory")] {
        let report = executed(&project, ARM64, |plan, run| {
            plan.add(Custom::call("fetch", "downloads kubectl"))?;
            let arm64 = PlatformBinary::<Arm64>::at(file);
            let amd64 = PlatformBinary::for_platform(Platform::LINUX_AMD64, "vendor/kubectl-amd64");
            plan.add(run.prebuilt("kubectl")?.linux_arm64(arm64).other(amd64)).map(drop)
        });
        assert_eq!(report.exit, ExitKind::Configuration.code(), "{report:?}");
        let failed = report.steps.iter().find(|step| step.failure.is_some()).unwrap();
        assert!(failed.note.contains(file) && failed.note.contains(why), "{failed:?}");
        assert!(!project.path("kubectl-amd64").exists(), "a step ran");
    }
}

/// What is missing and what is in the way, each file and each closure of it.
#[test]
fn all_that_is_in_the_way_is_told_at_once() {
    let (_dir, project) = project_in_a_folder();
    put(&project, "vendor/kubectl", AMD64);
    let plan = plan_of(&project, &Request::default(), |plan, run| {
        let builder = plan.add(run.builder()?)?;
        let (amd64, arm64) = (PlatformBinary::<Amd64>::at("vendor/nobody"), PlatformBinary::<Arm64>::at("vendor/kubectl"));
        let kubectl = plan.add(run.prebuilt("kubectl")?.linux_amd64(amd64).linux_arm64(arm64))?;
        plan.add(Custom::call("smoke", "nobody handed it over"))?;
        plan.add(run.image("agent")?.with(&kubectl).on(&builder)).map(drop)
    })
    .unwrap();
    let report = execute(&plan, &world(project));
    let told: Vec<_> = report.steps.iter().map(|step| step.note.as_str()).collect();
    for why in ["nobody looked", "vendor/nobody", "it is for amd64, not for linux/arm64", "no closure is registered for step `smoke`"] {
        assert!(told.iter().any(|note| note.contains(why)), "{why} is not among {told:#?}");
    }
}

#[test]
fn an_image_with_a_platform_too_many_is_refused() {
    let (_dir, project) = project_in_a_folder();
    let file = put(&project, "vendor/kubectl", AMD64);
    let compose = |plan: &mut Plan, run: &Run<'_>| {
        let builder = plan.add(run.builder()?)?;
        let kubectl = plan.add(run.prebuilt("kubectl")?.linux_amd64(PlatformBinary::at(&file)))?;
        plan.add(run.image("agent")?.with(&kubectl).on(&builder)).map(drop)
    };
    let refused = plan(&Request::default(), compose).unwrap_err();
    assert_eq!(refused.to_string(), "image `agent` is built for linux/arm64, and `prebuilt.kubectl`, given to it, is not");
    let twice = plan(&Request::default(), |plan, run| {
        let binary = PlatformBinary::<Amd64>::at(&file);
        let same = PlatformBinary::for_platform(Platform::LINUX_AMD64, &file);
        plan.add(run.prebuilt("kubectl")?.linux_amd64(binary).other(same)).map(drop)
    });
    assert_eq!(twice.unwrap_err().to_string(), "`prebuilt.kubectl` has two binaries for linux/amd64");
}

/// A step makes two files, and they are staged.
fn run(arm64_machine: u16) -> (tempfile::TempDir, Project, Report) {
    let (dir, project) = project_in_a_folder();
    let report = executed(&project, arm64_machine, compose);
    (dir, project, report)
}

/// Executes a plan whose step `fetch`, if it has one, makes two files.
fn executed(project: &Project, arm64_machine: u16, compose: impl Fn(&mut Plan, &Run<'_>) -> Result<(), PlanError>) -> Report {
    let plan = plan_of(project, &Request::default(), compose).unwrap();
    let root = project.root.clone();
    let world: World = world(project.clone()).action("fetch", move |_| {
        let write = |name: &str, machine| fs::write(root.join(name), executable(machine)).map_err(|error| failed(&root, &error));
        write("kubectl-amd64", AMD64)?;
        write("kubectl-arm64", arm64_machine)
    });
    execute(&plan, &world)
}

fn failed(root: &Utf8Path, error: &std::io::Error) -> StepError {
    StepError::new(ExitKind::HostStep, format!("{root}: {error}"))
}

fn compose(plan: &mut Plan, run: &Run<'_>) -> Result<(), PlanError> {
    let fetch = plan.add(Custom::call("fetch", "downloads kubectl"))?;
    let (amd64, arm64) = (fetch.binary("kubectl-amd64"), fetch.binary("kubectl-arm64"));
    plan.add(run.prebuilt("kubectl")?.linux_amd64(amd64).linux_arm64(arm64)).map(drop)
}

#[test]
fn what_a_step_makes_is_staged_for_its_platform() {
    let (_dir, project, report) = run(ARM64);
    assert!(report.is_success(), "{report:?}");
    assert_eq!(fs::read(staged(&project, "linux/amd64")).unwrap(), executable(AMD64));
    assert_eq!(fs::read(staged(&project, "linux/arm64")).unwrap(), executable(ARM64));
}

/// What a step of the user's own says of its files is believed only after a look.
#[test]
fn a_step_that_makes_the_wrong_one_fails_the_run_before_any_image() {
    let (_dir, project, report) = run(AMD64);
    assert_eq!(report.exit, ExitKind::HostStep.code());
    let failed = report.steps.iter().find(|step| step.failure.is_some()).unwrap();
    assert_eq!(failed.id.as_str(), "prebuilt.kubectl");
    assert_eq!(failed.note, format!("`{}`: it is for amd64, not for linux/arm64", project.path("kubectl-arm64")));
    assert!(!staged(&project, "linux/arm64").exists());
}
