//! One program: its machine, its loader, its libraries; of a script, its interpreter.

use super::command;
use super::compat;
use super::damage;
use super::judging::Judging;
use super::libraries;
use super::loader::{self, Flavour, Loader};
use super::view::{FileAt, Found};
use crate::code::fits::elf_fits;
use crate::code::{Elf, ElfKind, FileCode, Script};
use crate::config::RunConfig;
use crate::findings::{DAMAGED, FOREIGN_PROGRAM, INTERPRETER_MISSING, LOADER_MISSING, NOT_EXAMINED, NOT_RUNNABLE};
use archwright_model::Platform;

/// Why a file counts as a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The config says that it runs; who there.
    Runs(&'static str),
    /// It lies on `PATH`.
    OnPath,
}

/// So many scripts may run each other before Linux gives up (`BINPRM` recursion).
const DEEPEST: usize = 4;

pub(super) fn judge<'a>(judging: &mut Judging<'a>, run: &RunConfig, file: &FileAt<'a>, role: Role) {
    judge_at(judging, run, file, role, DEEPEST);
}

fn judge_at<'a>(judging: &mut Judging<'a>, run: &RunConfig, file: &FileAt<'a>, role: Role, depth: usize) {
    if !judging.programs.insert(file.path.clone().into_owned()) {
        return;
    }
    match (file.code, role) {
        (FileCode::Elf(elf), _) => judge_elf(judging, file, elf, role),
        (FileCode::BadElf(why), _) => {
            judging.judged.insert(file.path.clone().into_owned());
            judging.find(DAMAGED, file, format!("the ELF file is damaged: {why}"));
        }
        (FileCode::Script(script), _) if depth > 0 => judge_script(judging, run, file, script, role, depth),
        (FileCode::Script(_) | FileCode::None | FileCode::Archive | FileCode::JavaClass, Role::OnPath) => {}
        (FileCode::Script(_), Role::Runs(by)) => {
            judging.find(INTERPRETER_MISSING, file, format!("the {by}: scripts that run each other, more than {DEEPEST}"));
        }
        (FileCode::MachO(_), Role::Runs(by)) => foreign(judging, file, by, "it is a macOS binary (Mach-O)"),
        (FileCode::Pe(pe), Role::Runs(by)) if !pe.is_managed => foreign(judging, file, by, "it is a Windows binary (PE)"),
        // Those on `PATH` are looked at with everything else that is foreign.
        (FileCode::MachO(_) | FileCode::Pe(_), Role::OnPath) | (FileCode::Pe(_), Role::Runs(_)) => {
            if role == Role::OnPath {
                judging.on_path.insert(file.path.clone().into_owned());
            }
        }
        (FileCode::None | FileCode::Archive | FileCode::JavaClass, Role::Runs(by)) => {
            let message = format!("the {by} is neither a program nor a script that begins with `#!`: `exec format error`");
            judging.find(NOT_RUNNABLE, file, message);
        }
    }
}

fn foreign(judging: &mut Judging<'_>, file: &FileAt<'_>, by: &str, what: &str) {
    judging.judged.insert(file.path.clone().into_owned());
    if !judging.allows(file) {
        judging.find(FOREIGN_PROGRAM, file, format!("the {by} cannot run on {}: {what}", judging.platform()));
    }
}

fn judge_elf<'a>(judging: &mut Judging<'a>, file: &FileAt<'a>, elf: &'a Elf, role: Role) {
    if matches!(elf.kind, ElfKind::Relocatable | ElfKind::Core | ElfKind::Other(_)) {
        if let Role::Runs(by) = role {
            judging.find(NOT_RUNNABLE, file, format!("the {by} is an ELF file for a linker or a debugger, not a program"));
        }
        return;
    }
    // Libraries on `PATH` are no programs; what the config runs is one, whatever it says of itself.
    if elf.kind == ElfKind::Shared && role == Role::OnPath {
        return;
    }
    let platform = judging.platform();
    match (elf_fits(elf, platform), role) {
        (Ok(()), _) => judge_needs(judging, platform, file, elf),
        (Err(_), _) if compat::why_runs(judging.view, platform, elf).is_some() => {
            if let Some(second) = compat::platform(platform, elf) {
                judge_needs(judging, second, file, elf);
            }
        }
        (Err(_), Role::OnPath) => {
            judging.on_path.insert(file.path.clone().into_owned());
        }
        (Err(why), Role::Runs(by)) => foreign(judging, file, by, &why),
    }
}

/// What a program of that platform, the image's or that of a second ABI, needs to run.
fn judge_needs<'a>(judging: &mut Judging<'a>, platform: Platform, file: &FileAt<'a>, elf: &'a Elf) {
    judging.note_judged(file, elf);
    let before = judging.findings.len();
    damage::judge_program(judging, file, elf);
    if let Some(interpreter) = &elf.interpreter {
        match find_loader(judging, interpreter, elf) {
            Ok(loader) => {
                judging.note_judged(&loader.file, loader.elf);
                judging.tally.loaders.insert(loader.file.path.clone().into_owned());
                if elf.is_partial {
                    judging.find(NOT_EXAMINED, file, "what it needs of libraries lies too deep in it to be looked at".into());
                } else if loader.flavour != Flavour::Other && elf.defect.is_none() {
                    libraries::judge(judging, platform, file, elf, &loader);
                }
            }
            Err(why) => judging.find(LOADER_MISSING, file, format!("its loader `{interpreter}` {why}")),
        }
    }
    judging.tally.programs += usize::from(judging.findings.len() == before);
}

fn find_loader<'a>(judging: &Judging<'a>, interpreter: &str, elf: &Elf) -> Result<Loader<'a>, String> {
    let view = judging.view;
    match view.find(interpreter) {
        Found::File(file) => {
            let loader = libraries::misfit(elf, file.code)?;
            Ok(Loader { flavour: loader::flavour(view, interpreter, &file, loader), file, elf: loader })
        }
        other => Err(format!("{}{}", other.why_not(), loader::instead(view, interpreter))),
    }
}

fn judge_script<'a>(judging: &mut Judging<'a>, run: &RunConfig, file: &FileAt<'a>, script: &Script, role: Role, depth: usize) {
    let interpreter = command::program(judging.view, run, &script.interpreter);
    let found = interpreter.and_then(|interpreter| match script.program() {
        Some(program) => command::program(judging.view, run, program).map(|program| vec![interpreter, program]),
        None => Ok(vec![interpreter]),
    });
    match (found, role) {
        (Ok(programs), _) => {
            for program in programs {
                judge_at(judging, run, &program, role, depth - 1);
            }
        }
        // A Windows line end is part of the interpreter's name.
        (Err(why), Role::Runs(by))
            if script.interpreter.ends_with('\r') || script.argument.as_ref().is_some_and(|word| word.ends_with('\r')) =>
        {
            judging.find(INTERPRETER_MISSING, file, format!("the {by} is a script with Windows line ends: {}", why.replace('\r', "\\r")));
        }
        (Err(why), Role::Runs(by)) => judging.find(INTERPRETER_MISSING, file, format!("the {by} is a script, and {why}")),
        (Err(why), Role::OnPath) => {
            judging.idle_scripts.entry(why.replace('\r', "\\r")).or_insert_with(|| (file.clone(), 0)).1 += 1;
        }
    }
}
