//! What runs on this machine, from `/proc`.

use std::fs;

/// The processes whose command line or environment holds that text; those that ended and were not waited for are none.
pub fn with(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").expect("/proc").flatten() {
        let Ok(pid) = entry.file_name().to_string_lossy().parse::<u32>() else { continue };
        // A process may end while it is looked at.
        let read = |name: &str| {
            fs::read(entry.path().join(name)).map(|bytes| String::from_utf8_lossy(&bytes).replace('\0', " ")).unwrap_or_default()
        };
        let command = read("cmdline");
        if !command.is_empty() && (command.contains(text) || read("environ").contains(text)) {
            found.push(format!("{pid} {command}"));
        }
    }
    found
}
