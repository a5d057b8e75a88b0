//! Drafts of repositories of many shapes, and what Cargo itself says to them.

use super::{Draft, How, Options, Scan, Source, apply, draft, scan};
use archwright_model::{ExitKind, Project, config};
use camino::{Utf8Path, Utf8PathBuf};
use std::fs;
use tempfile::TempDir;

mod cargo;
mod config_text;

/// A repository called `repo` in a temporary folder.
struct Repo {
    _dir: TempDir,
    root: Utf8PathBuf,
}

impl Repo {
    fn new(files: &[(&str, &str)]) -> Self {
        let dir = TempDir::new().unwrap();
        let root = Utf8PathBuf::from_path_buf(dir.path().canonicalize().unwrap()).unwrap().join("repo");
        for (path, text) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        fs::create_dir_all(&root).unwrap();
        Self { _dir: dir, root }
    }

    fn scan(&self) -> Scan {
        scan(&self.root).unwrap()
    }

    fn draft(&self) -> Draft {
        draft(&self.scan(), &Options { archwright: Source::Version("0.1".into()) })
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap()
    }
}

impl Draft {
    fn file(&self, path: &str) -> &str {
        self.files.iter().find(|file| file.path == path).map(|file| file.contents.as_str()).unwrap_or_default()
    }

    fn paths(&self) -> Vec<&str> {
        self.files.iter().map(|file| file.path.as_str()).collect()
    }

    /// The project that the drafted configuration describes; it must have no problem.
    #[track_caller]
    fn project(&self) -> Project {
        let text = self.file("archwright.toml");
        config::read(text, "archwright.toml".as_ref(), "/repo".as_ref()).unwrap_or_else(|error| panic!("{error}\n{text}"))
    }
}

#[test]
fn a_draft_is_written_once_and_never_over_anything() {
    let repo = Repo::new(&[("Dockerfile", "FROM scratch\n"), (".gitignore", "*.log"), (".cargo/config.toml", "[build]\njobs = 1\n")]);
    let draft = repo.draft();
    let written = apply(&repo.root, &draft).unwrap();
    assert_eq!(written.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), draft.paths());
    assert_eq!(written.iter().filter(|file| !file.created).count(), 2);
    assert_eq!(repo.read(".gitignore"), "*.log\ntarget/\n");
    assert!(repo.read(".cargo/config.toml").starts_with("[build]\njobs = 1\n\n[alias]\nxtask = "));

    let again = scan(&repo.root).unwrap_err();
    assert_eq!((again.exit(), again.to_string().as_str()), (ExitKind::Usage, "`archwright.toml` exists already"));
    let over = apply(&repo.root, &draft).unwrap_err();
    assert_eq!((over.exit(), over.to_string().as_str()), (ExitKind::Usage, "`xtask/Cargo.toml` exists already"));
}

#[test]
fn nothing_is_written_if_one_file_is_in_the_way() {
    let repo = Repo::new(&[(".gitignore", "a\n")]);
    let draft = repo.draft();
    fs::write(repo.root.join(".gitignore"), "b\n").unwrap();
    let error = apply(&repo.root, &draft).unwrap_err();
    assert_eq!((error.exit(), error.path()), (ExitKind::Usage, Utf8Path::new(".gitignore")));
    assert_eq!(fs::read_dir(&repo.root).unwrap().count(), 1);
}

#[test]
fn an_xtask_that_is_there_stays() {
    for (file, text) in [("xtask/Cargo.toml", ""), (".cargo/config.toml", "[alias]\nxtask = \"run -p tasks --\"\n")] {
        let draft = Repo::new(&[(file, text)]).draft();
        assert_eq!(draft.paths(), ["archwright.toml"]);
        assert!(draft.notes[0].ends_with("this line calls archwright: archwright::cli::main()"), "{}", draft.notes[0]);
        assert!(draft.notes[0].contains("archwright = \"0.1\""));
    }
}

#[test]
fn an_ignore_file_that_covers_every_target_stays() {
    for (ignore, stays) in [("target/\n", true), ("/x\n**/target\n", true), ("/target\n", false), ("# target\n", false)] {
        let draft = Repo::new(&[(".gitignore", ignore)]).draft();
        assert_eq!(draft.paths().contains(&".gitignore"), !stays, "{ignore:?}");
    }
    assert!(!Repo::new(&[]).draft().paths().contains(&".gitignore"));
}

#[test]
fn a_broken_manifest_stops_everything() {
    let error = scan(&Repo::new(&[("Cargo.toml", "[workspace\n")]).root).unwrap_err();
    assert_eq!((error.exit(), error.path()), (ExitKind::Configuration, Utf8Path::new("Cargo.toml")));
    assert!(error.to_string().starts_with("`Cargo.toml` is not valid TOML: "), "{error}");
    let error = scan(Utf8Path::new("/nowhere/at/all")).unwrap_err();
    assert_eq!(error.exit(), ExitKind::HostStep);
}

#[test]
fn every_new_file_is_a_file_to_create() {
    let draft = Repo::new(&[]).draft();
    assert_eq!(draft.paths(), ["xtask/Cargo.toml", "xtask/src/main.rs", ".cargo/config.toml", "archwright.toml"]);
    assert!(draft.files.iter().all(|file| file.how == How::Create));
}

#[test]
fn target_is_ignored_in_a_new_git_repository_and_the_next_step_can_be_done() {
    let empty = Repo::new(&[]).draft();
    assert_eq!(empty.file(".gitignore"), "");
    assert!(empty.next.starts_with("write a Dockerfile"), "{}", empty.next);
    let image = Repo::new(&[("Dockerfile", "FROM scratch\n"), (".git/config", "")]).draft();
    assert_eq!(image.file(".gitignore"), "target/\n");
    assert_eq!(image.next, "read archwright.toml, then `cargo xtask plan`");
}
