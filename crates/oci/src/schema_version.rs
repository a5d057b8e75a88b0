//! The schema version, which is 2 for everything that is read here.

use serde::de::{Deserialize, Deserializer, Error};
use serde::{Serialize, Serializer};
use serde_json::Value;

/// `schemaVersion: 2` (OCI image spec, `manifest.md`): any other number is no manifest of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SchemaVersion2;

impl Serialize for SchemaVersion2 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(2)
    }
}

impl<'de> Deserialize<'de> for SchemaVersion2 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Number(number) if number.as_u64() == Some(2) => Ok(Self),
            other => Err(Error::custom(format!("schema version `{other}` is not 2"))),
        }
    }
}
