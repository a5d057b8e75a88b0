//! A walk over a whole JSON document, that keeps none of it.

use super::{ARGUMENT_PLACE, ExposedSecret, Exposure, KnownSecrets};
use archwright_model::secret::{MASK, is_distinctive, passwords};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use std::{borrow::Cow, fmt};

/// What a text at a place of one kind of document shows, and what the place is called.
pub(crate) type Search = fn(&Path, &str, &dyn KnownSecrets) -> Vec<Exposure>;

/// Everything that a JSON document exposes, build arguments first, each place once.
pub(crate) fn exposures(bytes: &[u8], secrets: &dyn KnownSecrets, search: Search) -> Result<Vec<Exposure>, serde_json::Error> {
    let mut walked = Walked { secrets, search, at: Path(Vec::new()), found: Vec::new() };
    let mut document = serde_json::Deserializer::from_slice(bytes);
    (&mut document).deserialize_any(Walk(&mut walked))?;
    document.end()?;
    let mut found = walked.found;
    found.sort_by_cached_key(|exposure| (!exposure.place.starts_with(ARGUMENT_PLACE), exposure.clone()));
    found.dedup();
    Ok(found)
}

/// A place in a document, written as `jq` does, without the leading dot.
pub(crate) struct Path(Vec<Segment>);

enum Segment {
    Key(String),
    Index(usize),
}

impl Path {
    /// The keys on the way.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.iter().filter_map(|segment| match segment {
            Segment::Key(key) => Some(key.as_str()),
            Segment::Index(_) => None,
        })
    }

    /// The last of them.
    pub fn last_key(&self) -> Option<&str> {
        self.keys().next_back()
    }

    /// What the place shows.
    pub fn shows(&self, secret: ExposedSecret) -> Exposure {
        let path: String = self.0.iter().map(Segment::to_string).collect();
        Exposure { secret, place: format!("`{}`", path.trim_start_matches('.')) }
    }
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

fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

struct Walked<'a> {
    secrets: &'a dyn KnownSecrets,
    search: Search,
    at: Path,
    found: Vec<Exposure>,
}

struct Walk<'a, 's>(&'a mut Walked<'s>);

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
        let shown = (self.0.search)(&self.0.at, text, self.0.secrets);
        self.0.found.extend(shown);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            // A secret may be a key, and the place must not show it. A plain word is a key of the form: `name`, `os`.
            let is_known = is_distinctive(&key) && self.0.secrets.are_in(&key);
            let is_secret = is_known || !passwords(&key).is_empty();
            self.0.at.0.push(Segment::Key(if is_secret { MASK.into() } else { key.into_owned() }));
            if is_secret {
                self.0.found.push(self.0.at.shows(ExposedSecret::Known));
            }
            map.next_value_seed(Walk(self.0))?;
            self.0.at.0.pop();
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        for index in 0.. {
            self.0.at.0.push(Segment::Index(index));
            let is_there = seq.next_element_seed(Walk(self.0))?.is_some();
            self.0.at.0.pop();
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
