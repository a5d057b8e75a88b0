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
    check(&Face::Just.render(&project(), &Invocation::default()), "justfile");
    check(&Face::Script.render(&project(), &Invocation::default()), "build-multiarch.sh");
}

#[test]
fn beside_a_file_that_is_there_stands_one_that_it_includes() {
    for (face, own, own_text) in [
        (Face::Make, "GNUmakefile", "lint:\n\techo mine\n"),
        (Face::Task, "taskfile.yaml", "version: '3'\nincludes:\n  docs: ./docs\ntasks:\n  lint: echo mine\n"),
        (Face::Just, ".justfile", "lint:\n  echo mine\n"),
    ] {
        let existing: Existing = [(own.to_owned(), own_text.to_owned())].into_iter().collect();
        assert!(!face.is_written(&existing));
        let writes = face.plan_write(&project(), &Invocation::installed(), &existing).unwrap();
        let [ours, theirs] = writes.files.as_slice() else { panic!("{writes:?}") };
        assert_eq!((Some(ours.path.as_str()), theirs.path.as_str()), (face.included_path(), own));
        check(&ours.contents, &ours.path);
        check(&theirs.contents, &format!("including.{}", face.name()));
        assert_eq!(writes.notes, [""; 0]);

        let written: Existing = writes.files.iter().map(|file| (file.path.clone(), file.contents.clone())).collect();
        assert!(face.is_written(&written));
        assert_eq!(face.plan_write(&project(), &Invocation::installed(), &written), Ok(writes.clone()));
        assert_eq!(face.check(&project(), &Invocation::installed(), &written), Ok(()));

        let without: Existing = [(own.to_owned(), theirs.contents.clone())].into_iter().collect();
        assert!(face.is_written(&without), "a file that is gone is missed");
        assert_eq!(face.check(&project(), &Invocation::installed(), &without).unwrap_err().path, ours.path);
    }
}

#[test]
fn a_line_of_the_users_own_includes_it_too() {
    for (face, own, line) in [
        (Face::Make, "Makefile", "include archwright.mk"),
        (Face::Task, "Taskfile.yml", "includes: { ours: ./Taskfile.archwright.yml }"),
        (Face::Just, "justfile", "import 'archwright.just'"),
    ] {
        let existing: Existing = [(own.to_owned(), line.to_owned())].into_iter().collect();
        let writes = face.plan_write(&project(), &Invocation::installed(), &existing).unwrap();
        assert_eq!(writes.files.iter().map(|file| Some(file.path.as_str())).collect::<Vec<_>>(), [face.included_path()]);
        assert_eq!(writes.notes, [""; 0]);
    }
}

#[test]
fn where_only_the_author_can_include_it_the_line_is_told() {
    let own = "version: '3'\nincludes: { docs: ./docs }\nvars:\n  TAG: x\ntasks:\n  docker-build: echo mine\n";
    let existing: Existing = [("Taskfile.yml".to_owned(), own.to_owned())].into_iter().collect();
    let writes = Face::Task.plan_write(&project(), &Invocation::installed(), &existing).unwrap();
    assert_eq!(writes.files.len(), 1);
    assert!(!writes.files[0].contents.contains("  docker-build:\n") && !writes.files[0].contents.contains("\"TAG\""));
    assert_eq!(
        writes.notes,
        [
            "`Taskfile.yml` is yours and stays; add this to it by hand: includes: { archwright: { taskfile: ./Taskfile.archwright.yml, flatten: true } }",
            "`Taskfile.yml` has a `docker-build` of its own, which stays: ours is left out",
            "`Taskfile.yml` has a variable `TAG` of its own, which says nothing to us: flags go behind `--`",
        ]
    );
}

#[test]
fn a_script_that_is_not_ours_stays() {
    let path = "docker/build-noetl-images.sh";
    let existing: Existing = [(path.to_owned(), "#!/bin/bash\n".to_owned())].into_iter().collect();
    let error = Face::Script.plan_write(&project(), &Invocation::default(), &existing.at(path)).unwrap_err();
    assert_eq!(error.to_string(), format!("`{path}`: the file has no section from `# archwright:begin` to `# archwright:end`"));
}

#[test]
fn the_same_project_gives_the_same_bytes() {
    for face in Face::ALL {
        assert_eq!(face.render(&project(), &Invocation::default()), face.render(&project(), &Invocation::default()));
    }
}
