//! Sources keep their size, do not panic, and know no machine.

use crate::tree::{files, read, sources};

const OURS: [&str; 6] = ["crates", "task-plugin", "xtask", "tests", "examples", "benches"];
const PRODUCT: [&str; 5] = ["crates/model/src", "crates/plan/src", "crates/oci/src", "crates/archwright/src", "task-plugin/src"];

#[test]
fn no_file_is_longer_than_400_lines() {
    let long: Vec<_> =
        sources(&OURS).into_iter().map(|file| (read(&file).lines().count(), file)).filter(|(lines, _)| *lines > 400).collect();
    assert!(long.is_empty(), "{long:?}");
}

/// A panic is exit 1, our bug; what can go wrong has an error. Test modules stand at the end of their files.
#[test]
fn the_product_does_not_panic_on_purpose() {
    let mut found = Vec::new();
    for file in sources(&PRODUCT).into_iter().filter(|file| !file.as_str().ends_with("/tests.rs") && !file.as_str().contains("/tests/")) {
        let text = read(&file);
        let product = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for (number, line) in product.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            if [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!("].iter().any(|word| line.contains(word)) {
                found.push(format!("{file}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Exceptions from lints have a reason, and no test is ignored.
#[test]
fn exceptions_from_lints_have_reasons() {
    let mut found = Vec::new();
    for file in sources(&["crates", "task-plugin", "xtask", "tests"]) {
        let text = read(&file);
        for (attribute, rest) in ["#[allow(", "#![allow(", "#[expect(", "#![expect(", "#[ignore"]
            .iter()
            .flat_map(|start| text.split(start).skip(1).map(move |rest| (start, rest)))
        {
            let arguments = rest.split(")]").next().unwrap();
            let is_text = file.ends_with("tests/house/source.rs");
            if !is_text && (*attribute == "#[ignore" || !arguments.contains("reason = ")) {
                found.push(format!("{file}: {attribute}{}", arguments.chars().take(40).collect::<String>()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Paths of the machine that this was written on.
#[test]
fn no_file_knows_a_machine() {
    let paths = [concat!("/ro", "ot/"), concat!("/wo", "rk/")];
    let mut found = Vec::new();
    for file in files(&[""]) {
        for (number, line) in read(&file).lines().enumerate() {
            let mentions = paths.iter().any(|path| {
                line.match_indices(path).any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-}".contains(c)))
            });
            if mentions {
                found.push(format!("{file}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// A file without its own tests.
fn product(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap()
}

/// A program is started by name and arguments, never through a shell line put together from values.
#[test]
fn the_product_starts_no_shell() {
    for file in sources(&PRODUCT).into_iter().filter(|file| file.file_name() != Some("tests.rs")) {
        let text = read(&file);
        let text = product(&text);
        for shell in ["Command::new(\"sh\")", "Command::new(\"bash\")", "\"-c\""] {
            assert!(!text.contains(shell), "{file}: {shell}");
        }
    }
}

/// The only places of the product that do what `clippy.toml` forbids everywhere.
const EXCEPTIONS: [(&str, &str); 3] = [
    ("crates/archwright/src/runner/process.rs", "duct::cmd("),
    ("crates/archwright/src/cli/session.rs", "env::current_dir()"),
    ("crates/archwright/src/observe/environment.rs", "env::vars_os()"),
];

/// One spawner, one reader of the environment, one reader of the current directory.
#[test]
fn forbidden_methods_have_one_home_each() {
    let text = read("clippy.toml");
    for method in
        ["std::process::Command::new", "duct::cmd", "duct::cmd_path", "std::env::var", "std::env::vars_os", "std::env::current_dir"]
    {
        assert!(text.contains(&format!("{{ path = \"{method}\", reason = ")), "clippy.toml does not forbid {method}");
    }
    let excepted: Vec<_> = sources(&PRODUCT)
        .into_iter()
        .filter(|file| !file.as_str().contains("/tests/") && !file.as_str().ends_with("/tests.rs"))
        .filter(|file| read(file).contains("clippy::disallowed_methods"))
        .collect();
    let mut homes: Vec<_> = EXCEPTIONS.iter().map(|(file, _)| *file).collect();
    homes.sort_unstable();
    assert_eq!(excepted, homes);
    for (file, call) in EXCEPTIONS {
        assert_eq!(read(file).matches("clippy::disallowed_methods").count(), 1, "{file}");
        assert!(read(file).contains(call), "{file} has an exception and no `{call}`");
    }
}

/// What is shown goes through the writer that masks secrets, or to a reporter, who is told nothing secret.
#[test]
fn what_is_shown_leaves_in_one_place() {
    const WRITERS: [&str; 5] = ["cli/out.rs", "progress.rs", "progress/json.rs", "progress/plain.rs", "progress/terminal/rows.rs"];
    let mut found = Vec::new();
    for file in sources(&PRODUCT).into_iter().filter(|file| !WRITERS.iter().any(|home| *file == format!("crates/archwright/src/{home}"))) {
        let text = read(&file);
        let product = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for line in product.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let writes = ["println!", "eprintln!", " print!", "eprint!", "dbg!", "stdout()", "stderr()", "_stderr()"]
                .iter()
                .any(|word| line.contains(word));
            // Whether there is a terminal, and where clap would write, is asked and not written.
            if writes && !["is_terminal()", ".use_stderr()"].iter().any(|asked| line.contains(asked)) {
                found.push(format!("{file}: {}", line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// A file that is there is whole: it is written beside its place and renamed. What is nobody's but ours may be written at once.
#[test]
fn files_are_written_in_one_place() {
    let homes = [
        "crates/archwright/src/files.rs",
        "crates/oci/src/layout/files.rs",
        // The locks, whose text decides nothing, and the archive that is removed again.
        "crates/archwright/src/world/project_lock.rs",
        "crates/archwright/src/builder_lock.rs",
        "crates/archwright/src/steps/load.rs",
    ];
    let mut found = Vec::new();
    for file in sources(&PRODUCT).into_iter().filter(|file| !homes.contains(&file.as_str())) {
        if file.as_str().ends_with("/tests.rs") || file.as_str().contains("/tests/") {
            continue;
        }
        let text = read(&file);
        let product = product(&text);
        for call in ["fs::write(", "File::create", "File::options(", "OpenOptions"] {
            if product.contains(call) {
                found.push(format!("{file}: {call}"));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
