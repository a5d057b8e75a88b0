//! `generate`: the Makefile and the Taskfile from the model, or a check that they have not drifted.

use super::{
    Fault,
    args::{FaceName, GenerateArgs},
    out::Out,
    session::Session,
};
use crate::files;
use archwright_model::{ExitKind, Project};
use archwright_task_plugin::{Existing, Face, Invocation};
use std::{fs, io};

pub(super) fn run(session: &Session<'_>, args: &GenerateArgs) -> Result<u8, Fault> {
    let project = session.project()?;
    let said = args.command.as_deref().map(said).transpose()?;
    let faces: &[FaceName] = if args.faces.is_empty() { &[FaceName::Make, FaceName::Task] } else { &args.faces };
    let mut drifted = false;
    for name in faces {
        let face = match name {
            FaceName::Make => Face::Make,
            FaceName::Task => Face::Task,
        };
        let existing = existing(project, face)?;
        let remembered = || face.remembered(&existing);
        let invocation = said.clone().or_else(remembered).unwrap_or_else(|| usual(project));
        if args.check {
            match face.check(project, &invocation, &existing) {
                Ok(()) => session.out.print(&format!("{}: as archwright.toml says", face.name())),
                Err(drift) => {
                    drifted = true;
                    session.out.print(&drift.to_string());
                }
            }
        } else {
            write(project, face, &invocation, &existing, &session.out)?;
        }
    }
    Ok(if drifted { ExitKind::Drift } else { ExitKind::Done }.code())
}

/// What `--command` says.
fn said(command: &str) -> Result<Invocation, Fault> {
    if command.trim().is_empty() || command.contains(char::is_control) {
        return Err(Fault::usage("--command is no command on one line").hint("for example --command 'cargo run -q -p tools --'"));
    }
    Ok(Invocation::said(command.trim()))
}

/// What is called where nobody said it: a Makefile that calls an xtask which is not there would fail at every verb.
fn usual(project: &Project) -> Invocation {
    if project.path("xtask/Cargo.toml").exists() { Invocation::default() } else { Invocation::installed() }
}

/// The files that decide what is written; one that cannot be read is not taken for missing.
fn existing(project: &Project, face: Face) -> Result<Existing, Fault> {
    let mut files = Vec::new();
    for name in face.looks_at() {
        match fs::read_to_string(project.path(name)) {
            Ok(text) => files.push(((*name).to_owned(), text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Fault::new(ExitKind::Machine, format!("cannot read `{name}`: {error}"))),
        }
    }
    Ok(files.into_iter().collect())
}

fn write(project: &Project, face: Face, invocation: &Invocation, existing: &Existing, out: &Out) -> Result<(), Fault> {
    let write = face
        .plan_write(project, invocation, existing)
        .map_err(|error| Fault::new(ExitKind::Configuration, error.to_string()).hint(error.hint()))?;
    let path = project.path(&write.path);
    let same = fs::read_to_string(&path).is_ok_and(|there| there == write.contents);
    if !same {
        files::write(&path, write.contents.as_bytes()).map_err(|error| Fault::new(ExitKind::Machine, format!("{path}: {error}")))?;
    }
    out.print(&format!("{}  {}", write.path, if same { "already so" } else { "written" }));
    if let Some(note) = write.note {
        out.print(&note);
    }
    Ok(())
}
