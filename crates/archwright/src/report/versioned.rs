//! The version that every form of JSON begins with.

use serde::{
    Serialize, Serializer,
    ser::{Error as _, SerializeMap as _},
};

/// The version of every JSON form that is printed or written; `docs/schema` describes them.
///
/// A key that is added does not change it; one that goes, or means something else, does.
pub const SCHEMA_VERSION: u32 = 1;

/// A value with the version of its form in front: `{ "schema-version": 1, … }`.
#[derive(Debug, Clone)]
pub struct Versioned<T>(T);

impl<T> Versioned<T> {
    /// A value that becomes a JSON object.
    pub fn new(value: T) -> Self {
        Self(value)
    }
}

impl<T: Serialize> Serialize for Versioned<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = serde_json::to_value(&self.0).map_err(S::Error::custom)?;
        let object = value.as_object().ok_or_else(|| S::Error::custom("only an object has room for a version"))?;
        let mut map = serializer.serialize_map(Some(object.len() + 1))?;
        map.serialize_entry("schema-version", &SCHEMA_VERSION)?;
        object.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))?;
        map.end()
    }
}
