//! A command that is printed is what a shell starts: each word arrives as it was.

use archwright_model::Command;
use archwright_tests::process::{Start, start};
use camino::Utf8Path;
use std::collections::BTreeMap;

#[test]
fn words_arrive_as_they_are() {
    let words = ["it's", "", "a b", "$HOME `x` \"y\" \\", "-\u{1b}[1m 5% \\n\t'", "two\nlines\n\n", "x\u{1}\n", "\u{85}é"];
    let printed = Command::new("printf").arg("%s|").args(words).to_string();
    for shell in ["/bin/sh", "/bin/dash", "/bin/bash"].into_iter().filter(|shell| Utf8Path::new(shell).exists()) {
        let args = ["-c".to_owned(), printed.clone()];
        let child = start(&Start { program: shell, args: &args, dir: "/".into(), env: &BTreeMap::new() }).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), format!("{}|", words.join("|")), "{shell}: {printed}");
    }
}
