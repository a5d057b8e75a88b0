//! `SHA256SUMS`: one line per archive of a folder, as `sha256sum --check` reads it.

use crate::{StepError, files};
use archwright_model::ExitKind;
use camino::Utf8Path;
use std::{
    collections::BTreeMap,
    fs, io,
    sync::{Mutex, PoisonError},
};

/// Several command lines may share a folder, and are built side by side.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Adds these, digests by name; the lines of other files stay while the files are there. Whether all stood there already.
pub(super) fn add(file: &Utf8Path, sums: BTreeMap<String, String>) -> Result<bool, StepError> {
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let before = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(StepError::file(file, &error)),
    };
    let dir = file.parent().unwrap_or(file);
    let mut all = BTreeMap::new();
    for line in before.lines() {
        let (digest, name) = line.split_once("  ").filter(|(digest, _)| is_sha256(digest)).ok_or_else(|| {
            StepError::new(ExitKind::HostStep, format!("`{file}` is there, and is no list of SHA-256 digests; it is left as it is"))
                .hint("move it away, or choose another `dir` for the archives")
        })?;
        if dir.join(name).is_file() {
            all.insert(name.to_owned(), digest.to_owned());
        }
    }
    all.extend(sums);
    let text: String = all.iter().flat_map(|(name, digest)| [digest.as_str(), "  ", name.as_str(), "\n"]).collect();
    if text == before {
        return Ok(true);
    }
    files::write(file, text.as_bytes()).map_err(|error| StepError::file(file, &error))?;
    Ok(false)
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::add;
    use std::{collections::BTreeMap, fs};

    #[test]
    fn lines_of_others_stay_while_their_files_are_there() {
        let dir = tempfile::tempdir().unwrap();
        let dir = camino::Utf8Path::from_path(dir.path()).unwrap();
        let (file, sum) = (dir.join("SHA256SUMS"), |digit: &str| digit.repeat(64));
        fs::write(dir.join("other.zip"), "").unwrap();
        fs::write(&file, format!("{}  gone.zip\n{}  other.zip\n", sum("1"), sum("2"))).unwrap();
        let sums = BTreeMap::from([("a.tar.gz".to_owned(), sum("3"))]);
        assert!(!add(&file, sums.clone()).unwrap());
        assert_eq!(fs::read_to_string(&file).unwrap(), format!("{}  a.tar.gz\n{}  other.zip\n", sum("3"), sum("2")));
        fs::write(dir.join("a.tar.gz"), "").unwrap();
        assert!(add(&file, sums.clone()).unwrap());
        fs::write(&file, "notes of the release\n").unwrap();
        assert!(add(&file, sums).unwrap_err().to_string().ends_with("is no list of SHA-256 digests; it is left as it is"));
        assert_eq!(fs::read_to_string(&file).unwrap(), "notes of the release\n");
    }
}
