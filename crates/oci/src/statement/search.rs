//! The search of a whole statement for what nobody should read, without keeping it.

use super::{ExposedSecret, Exposure, KnownSecrets};
use archwright_model::secret::{is_distinctive, names_a_secret, passwords};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use std::{borrow::Cow, fmt};

/// How `BuildKit` calls a build argument among the arguments of its frontend.
const BUILD_ARGUMENT: &str = "build-arg:";
/// How people call it; such a place is told first.
const ARGUMENT_PLACE: &str = "build argument";

/// What stands in a JSON document, build arguments first, each place once.
pub(super) fn exposures(bytes: &[u8], secrets: &dyn KnownSecrets) -> Result<Vec<Exposure>, serde_json::Error> {
    let mut search = Search { secrets, path: Vec::new(), found: Vec::new() };
    let mut document = serde_json::Deserializer::from_slice(bytes);
    (&mut document).deserialize_any(Walk(&mut search))?;
    document.end()?;
    search.found.sort_by_cached_key(|exposure| (!exposure.place.starts_with(ARGUMENT_PLACE), exposure.clone()));
    search.found.dedup();
    Ok(search.found)
}

struct Search<'a> {
    secrets: &'a dyn KnownSecrets,
    path: Vec<Segment>,
    found: Vec<Exposure>,
}

enum Segment {
    Key(String),
    Index(usize),
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index(index) => write!(f, "[{index}]"),
            Self::Key(key) if is_plain(key) => write!(f, ".{key}"),
            Self::Key(key) => write!(f, "[{key:?}]"),
        }
    }
}

impl Search<'_> {
    fn text(&mut self, text: &str) {
        if let Some(secret) = self.judged(text) {
            self.found.push(Exposure { secret, place: self.place() });
        }
    }

    fn judged(&self, text: &str) -> Option<ExposedSecret> {
        if self.secrets.are_in(text) {
            return Some(ExposedSecret::Known);
        }
        let argument = self.argument();
        let is_given = argument.is_some() || self.keys().any(|key| matches!(key, "proxy_env" | "proxyEnv"));
        if !passwords(text).is_empty() {
            return Some(if is_given { ExposedSecret::GivenPassword } else { ExposedSecret::Password });
        }
        match (argument, self.last_key()) {
            (Some(name), _) if names_a_secret(name) => named(text, ExposedSecret::GivenSecret),
            (_, Some("env")) => {
                let (name, value) = text.split_once('=')?;
                names_a_secret(name).then(|| named(value, ExposedSecret::Named))?
            }
            // The Dockerfile, in base64.
            (_, Some("data")) => {
                let bytes = STANDARD.decode(text).ok()?;
                let text = String::from_utf8(bytes).ok()?;
                let lines = || text.lines();
                let is_known = lines().any(|line| self.secrets.are_in(line));
                let has_password = || lines().any(|line| !passwords(line).is_empty());
                is_known.then_some(ExposedSecret::Known).or_else(|| has_password().then_some(ExposedSecret::Password))
            }
            _ => None,
        }
    }

    fn keys(&self) -> impl Iterator<Item = &str> {
        self.path.iter().filter_map(|segment| match segment {
            Segment::Key(key) => Some(key.as_str()),
            Segment::Index(_) => None,
        })
    }

    fn last_key(&self) -> Option<&str> {
        self.keys().last()
    }

    /// The build argument whose value stands here.
    fn argument(&self) -> Option<&str> {
        self.last_key()?.strip_prefix(BUILD_ARGUMENT)
    }

    fn place(&self) -> String {
        if let Some(name) = self.argument() {
            return format!("{ARGUMENT_PLACE} `{name}`");
        }
        let place: String = self.path.iter().map(Segment::to_string).collect();
        format!("`{}`", place.trim_start_matches('.'))
    }
}

fn named(value: &str, distinctive: ExposedSecret) -> Option<ExposedSecret> {
    match value {
        "" => None,
        value if is_distinctive(value) => Some(distinctive),
        _ => Some(ExposedSecret::Named),
    }
}

fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

struct Walk<'a, 's>(&'a mut Search<'s>);

impl<'de> DeserializeSeed<'de> for Walk<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.text(text);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            // A secret may be a key, and the place must not show it.
            let is_secret = self.0.secrets.are_in(&key) || !passwords(&key).is_empty();
            self.0.path.push(Segment::Key(if is_secret { archwright_model::secret::MASK.into() } else { key.into_owned() }));
            if is_secret {
                let place = self.0.place();
                self.0.found.push(Exposure { secret: ExposedSecret::Known, place });
            }
            map.next_value_seed(Walk(self.0))?;
            self.0.path.pop();
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        for index in 0.. {
            self.0.path.push(Segment::Index(index));
            let is_there = seq.next_element_seed(Walk(self.0))?.is_some();
            self.0.path.pop();
            if !is_there {
                break;
            }
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}
