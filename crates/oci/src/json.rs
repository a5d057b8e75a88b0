//! How single fields of OCI JSON are read, so that an error names the field.

use crate::Descriptor;
use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error};
use serde_json::Value;

/// Fields that we do not know, in the order in which they came.
pub(crate) type Extra = serde_json::Map<String, Value>;

/// A byte count: 0 to 2⁶³−1, as the spec's `int64` allows (OCI image spec, `descriptor.md`).
pub(crate) fn size<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let value = Value::deserialize(deserializer)?;
    match value.as_u64() {
        Some(size) if i64::try_from(size).is_ok() => Ok(size),
        _ => Err(Error::custom(format!("size `{value}` is not a number of bytes"))),
    }
}

/// A list that Go may write as `null`.
pub(crate) fn nullable<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

/// Descriptors; an error names which one.
pub(crate) fn descriptors<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Descriptor>, D::Error> {
    let values = Option::<Vec<Value>>::deserialize(deserializer)?.unwrap_or_default();
    let read = |(position, value)| serde_json::from_value(value).map_err(|error| Error::custom(format!("descriptor {position}: {error}")));
    values.into_iter().enumerate().map(read).collect()
}
