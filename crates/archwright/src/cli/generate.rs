//! `generate`: the other faces from the model, or a check that they have not drifted.

mod scripts;

use super::{
    Fault,
    args::{FaceName, GenerateArgs},
    session::Session,
};
use crate::files;
use archwright_model::{ExitKind, Project};
use archwright_task_plugin::{Existing, Face, FaceWrite, Invocation, Mode};
use camino::Utf8Path;
use std::{fs, io, os::unix::fs::PermissionsExt as _};

pub(super) fn run(session: &Session<'_>, args: &GenerateArgs) -> Result<u8, Fault> {
    let project = session.project()?;
    let said = args.command.as_deref().map(said).transpose()?;
    let mut drifted = false;
    for (face, existing) in chosen(project, args)? {
        let remembered = || face.remembered(&existing);
        let invocation = said.clone().or_else(remembered).unwrap_or_else(|| usual(project));
        if args.check {
            match face
                .check(project, &invocation, &existing)
                .map_err(|drift| drift.to_string())
                .and_then(|()| runs(project, face, &existing))
            {
                Ok(()) => session.out.print(&format!("{}: as archwright.toml says", face.name())),
                Err(drift) => {
                    drifted = true;
                    session.out.print(&drift);
                }
            }
            continue;
        }
        let writes = face
            .plan_write(project, &invocation, &existing)
            .map_err(|error| Fault::new(ExitKind::Configuration, error.to_string()).hint(error.hint()))?;
        for file in &writes.files {
            let outcome = write(project, file)?;
            session.out.print(&format!("{}  {outcome}", file.path));
        }
        writes.notes.iter().for_each(|note| session.out.print(note));
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

/// The faces that were asked for, else those that were written here, else the two usual ones; each with its files.
fn chosen(project: &Project, args: &GenerateArgs) -> Result<Vec<(Face, Existing)>, Fault> {
    if args.path.is_some() && !args.faces.contains(&FaceName::Script) {
        return Err(Fault::usage("--path says where the script stands, and none is asked for").hint("generate script --path FILE"));
    }
    let mut all = Vec::new();
    for face in Face::ALL {
        let asked = args.faces.iter().any(|name| face == of_name(*name));
        if args.faces.is_empty() || asked {
            let files =
                if face == Face::Script { scripts::existing(project, args.path.as_deref())? } else { vec![existing(project, face)?] };
            all.extend(files.into_iter().map(|existing| (face, existing)));
        }
    }
    if args.faces.is_empty() {
        if all.iter().any(|(face, existing)| face.is_written(existing)) {
            all.retain(|(face, existing)| face.is_written(existing));
        } else {
            all.retain(|(face, _)| matches!(face, Face::Make | Face::Task));
        }
    }
    Ok(all)
}

fn of_name(name: FaceName) -> Face {
    match name {
        FaceName::Make => Face::Make,
        FaceName::Task => Face::Task,
        FaceName::Just => Face::Just,
        FaceName::Script => Face::Script,
    }
}

/// The files that decide what is written.
fn existing(project: &Project, face: Face) -> Result<Existing, Fault> {
    let files = face.looks_at().map(|name| Ok(read(project, name)?.map(|text| (name.to_owned(), text))));
    Ok(files.collect::<Result<Vec<_>, Fault>>()?.into_iter().flatten().collect())
}

/// A file of the project; one that cannot be read is not taken for missing.
fn read(project: &Project, name: &str) -> Result<Option<String>, Fault> {
    match fs::read_to_string(project.path(name)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Fault::new(ExitKind::Machine, format!("cannot read `{name}`: {error}"))),
    }
}

fn write(project: &Project, file: &FaceWrite) -> Result<&'static str, Fault> {
    let path = project.path(&file.path);
    // A link stays one.
    let path = path.canonicalize_utf8().unwrap_or(path);
    let usual = match file.mode {
        Mode::Text => 0o644,
        Mode::Program => 0o755,
    };
    let there = mode(&path);
    let mode = there.map_or(usual, |mode| if file.mode == Mode::Program { mode | 0o111 } else { mode });
    if there == Some(mode) && fs::read_to_string(&path).is_ok_and(|there| there == file.contents) {
        return Ok("already so");
    }
    files::write_with_mode(&path, file.contents.as_bytes(), mode)
        .map_err(|error| Fault::new(ExitKind::Machine, format!("{path}: {error}")))?;
    Ok("written")
}

/// The permissions of a file, if it is there.
fn mode(path: &Utf8Path) -> Option<u32> {
    fs::metadata(path).ok().map(|meta| meta.permissions().mode() & 0o777)
}

/// A script that nobody can call is none.
fn runs(project: &Project, face: Face, existing: &Existing) -> Result<(), String> {
    let path = existing.path().filter(|path| face == Face::Script && mode(&project.path(path)).is_some_and(|mode| mode & 0o111 == 0));
    path.map_or(Ok(()), |path| Err(format!("`{path}` cannot be executed; run `chmod +x {path}`")))
}
