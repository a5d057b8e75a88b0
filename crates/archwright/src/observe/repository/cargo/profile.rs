//! How much a Cargo profile optimises while it links.

use crate::observe::Environment;
use archwright_plan::facts::LinkTime;
use camino::Utf8Path;
use std::fs;
use toml::{Table, Value};

/// `lto` of a profile of the workspace in that folder: its variable, else its own table, else that of the profile which it inherits.
pub(super) fn link_time(root: &Utf8Path, profile: &str, environment: &Environment) -> LinkTime {
    let manifest = fs::read_to_string(root.join("Cargo.toml")).ok().and_then(|text| text.parse::<Table>().ok()).unwrap_or_default();
    let tables = manifest.get("profile").and_then(Value::as_table);
    let table = |name: &str| tables.and_then(|tables| tables.get(name));
    let mut name = profile.to_owned();
    // Cargo refuses circles; a chain of ten is none that anybody has.
    for _ in 0..10 {
        let variable = format!("CARGO_PROFILE_{}_LTO", name.to_uppercase().replace('-', "_"));
        if let Some(set) = environment.get(&variable) {
            return of_word(set);
        }
        match table(&name).and_then(|table| table.get("lto")) {
            Some(Value::Boolean(true)) => return LinkTime::Fat,
            Some(Value::String(word)) => return of_word(word),
            Some(_) => return LinkTime::Plain,
            None => {}
        }
        let inherits = table(&name).and_then(|table| table.get("inherits")).and_then(Value::as_str);
        name = match (inherits, name.as_str()) {
            (Some(other), _) => other.to_owned(),
            // Cargo's own chain.
            (None, "bench") => "release".to_owned(),
            (None, _) => return LinkTime::Plain,
        };
    }
    LinkTime::Plain
}

fn of_word(word: &str) -> LinkTime {
    match word {
        "true" | "fat" => LinkTime::Fat,
        "thin" => LinkTime::Thin,
        _ => LinkTime::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::link_time;
    use crate::observe::Environment;
    use archwright_plan::facts::LinkTime::{Fat, Plain, Thin};
    use std::fs;

    #[test]
    fn of_a_profile_of_what_it_inherits_and_of_variables() {
        let dir = tempfile::tempdir().unwrap();
        let root = camino::Utf8Path::from_path(dir.path()).unwrap();
        let manifest = "[profile.release]\nlto = true\n[profile.dist]\ninherits = 'release'\n[profile.thin]\ninherits = 'dist'\nlto = 'thin'\n\
                        [profile.quick]\ninherits = 'dist'\nlto = 'off'\n[profile.turn]\ninherits = 'turn'\n";
        fs::write(root.join("Cargo.toml"), manifest).unwrap();
        let none = Environment::default();
        for (profile, expected) in
            [("release", Fat), ("bench", Fat), ("dist", Fat), ("thin", Thin), ("quick", Plain), ("dev", Plain), ("turn", Plain)]
        {
            assert_eq!(link_time(root, profile, &none), expected, "{profile}");
        }
        let set = Environment::of([("CARGO_PROFILE_RELEASE_LTO", "thin")]);
        assert_eq!(link_time(root, "dist", &set), Thin);
        assert_eq!(link_time(&root.join("nowhere"), "release", &none), Plain);
    }
}
