//! What is written by hand stays, and what drifted is told.

mod support;

use archwright_task_plugin::{Existing, Face, Invocation, SectionError, merge};
use support::project;

const NEW: &str = "# frame\n\n# archwright:begin: by us\nnew: ## a\n# archwright:end\n";

#[test]
fn only_the_marked_section_is_replaced() {
    let there = "mine:\n\techo 1\n# archwright:begin: by us\nold:\n# archwright:end\nmore:\n\techo 2";
    let merged = merge(Some(there), NEW).unwrap();
    assert_eq!(merged, "mine:\n\techo 1\n# archwright:begin: by us\nnew: ## a\n# archwright:end\nmore:\n\techo 2");
    assert_eq!(merge(Some(&merged), NEW).unwrap(), merged);
    assert_eq!(merge(None, NEW).unwrap(), NEW);
}

#[test]
fn a_section_that_cannot_be_told_apart_is_left_alone() {
    for (there, error) in [
        ("all:\n", SectionError::Missing),
        ("", SectionError::Missing),
        ("# archwright:begin\nall:\n", SectionError::Unbalanced),
        ("# archwright:end\n# archwright:begin\n", SectionError::Unbalanced),
        ("# archwright:begin\n# archwright:begin\n# archwright:end\n", SectionError::Twice),
        ("# archwright:begin\n# archwright:end\n# archwright:begin\n# archwright:end\n", SectionError::Twice),
    ] {
        assert_eq!(merge(Some(there), NEW), Err(error), "{there:?}");
    }
}

#[test]
fn drift_names_the_file_the_line_and_the_fix() {
    let (face, xtask) = (Face::Make, Invocation::default());
    let good = face.render(&project(), &xtask);
    let drifted = good.replace("## Build all images for linux/amd64 only", "## edited");
    let existing = |text: String| -> Existing { [("Makefile".to_owned(), text)].into_iter().collect() };

    assert_eq!(face.check(&project(), &xtask, &existing(good.clone() + "\nmine:\n")), Ok(()));
    let drift = face.check(&project(), &xtask, &existing(drifted)).unwrap_err();
    let told = drift.to_string();
    assert!(told.starts_with("`Makefile` is not what archwright.toml gives; run `cargo xtask generate make`\n@@ line "), "{told}");
    assert!(told.ends_with("-docker-build-amd64: ## edited\n+docker-build-amd64: ## Build all images for linux/amd64 only"), "{told}");

    let missing = face.check(&project(), &xtask, &Existing::default()).unwrap_err();
    assert_eq!(missing.path, "Makefile");
    let half = good.replace("# archwright:end", "");
    let broken = face.check(&project(), &xtask, &existing(half)).unwrap_err().to_string();
    assert!(broken.contains("restore both markers"), "{broken}");
}
