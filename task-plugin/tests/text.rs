//! The generated files, letter by letter.

mod support;

use archwright_model::{Project, config};
use archwright_task_plugin::{Existing, Face, Invocation, VerbKind, verbs};
use support::{check, project};

#[test]
fn every_verb_stands_in_the_table_once() {
    let verbs = verbs(&project());
    let lines: Vec<_> = verbs.iter().map(|verb| format!("{:<24} {}", verb.name, verb.help)).collect();
    check(&(lines.join("\n") + "\n"), "verbs.txt");
    for verb in &verbs {
        assert_eq!(verbs.iter().filter(|other| other.name == verb.name).count(), 1, "{}", verb.name);
    }
    assert_eq!(verbs[0].kind, VerbKind::Build);
}

/// The model refuses images and targets that would hide one of these.
#[test]
fn every_verb_of_our_own_is_reserved_in_the_model() {
    for verb in verbs(&project()) {
        let users = matches!(verb.kind, VerbKind::Image(_) | VerbKind::Target(_));
        assert_ne!(config::VERBS.contains(&verb.name.as_str()), users, "{}", verb.name);
    }
    assert!(config::VERBS.contains(&"help"), "the Makefile's own");
}

#[test]
fn without_uis_and_clis_there_are_no_verbs_for_them() {
    let names: Vec<_> = verbs(&Project::new("/work")).into_iter().map(|verb| verb.name).collect();
    assert!(!names.iter().any(|name| name == "ui-build" || name == "cli-build"), "{names:?}");
}

#[test]
fn a_new_project_gets_files_of_its_own() {
    check(&Face::Make.render(&project(), &Invocation::default()), "Makefile");
    check(&Face::Task.render(&project(), &Invocation::default()), "Taskfile.yml");
}

#[test]
fn beside_a_file_that_is_there_stands_one_to_include() {
    for (face, own, line) in [
        (Face::Make, "GNUmakefile", "include archwright.mk"),
        (Face::Task, "taskfile.yaml", "includes: { archwright: { taskfile: ./Taskfile.archwright.yml, flatten: true } }"),
    ] {
        let existing: Existing = [(own.to_owned(), "lint:\n\techo mine\n".to_owned())].into_iter().collect();
        let write = face.plan_write(&project(), &Invocation::installed(), &existing).unwrap();
        assert_eq!(write.path, face.included_path());
        let note = write.note.unwrap();
        assert!(note.contains(own) && note.ends_with(line), "{note}");
        check(&write.contents, &write.path);

        let included: Existing = [(own.to_owned(), line.to_owned()), (write.path, write.contents)].into_iter().collect();
        assert_eq!(face.plan_write(&project(), &Invocation::installed(), &included).unwrap().note, None);
        assert_eq!(face.check(&project(), &Invocation::installed(), &included), Ok(()));
    }
}

#[test]
fn the_same_project_gives_the_same_bytes() {
    for face in [Face::Make, Face::Task] {
        assert_eq!(face.render(&project(), &Invocation::default()), face.render(&project(), &Invocation::default()));
    }
}
