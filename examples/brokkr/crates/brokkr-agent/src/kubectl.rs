//! The tool that the image brings: one for each platform, downloaded while the image is built.

use std::{io, process::Command};

/// What it calls its version.
pub fn version() -> io::Result<String> {
    let output = Command::new("kubectl").args(["version", "--client"]).output();
    // "Exec format error" here is an image that has another machine's kubectl.
    let output = output.map_err(|error| io::Error::new(error.kind(), format!("kubectl does not run: {error}")))?;
    let said = String::from_utf8_lossy(&output.stdout);
    parse(&said).ok_or_else(|| io::Error::other(format!("kubectl tells no version: {}", said.trim())))
}

fn parse(said: &str) -> Option<String> {
    said.lines().find_map(|line| line.strip_prefix("Client Version: ")).map(|version| version.trim().to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_is_one_line_of_several() {
        let said = "Client Version: v1.34.1\nKustomize Version: v5.7.1\n";
        assert_eq!(super::parse(said), Some("v1.34.1".into()));
        assert_eq!(super::parse("error: unknown command\n"), None);
    }
}
