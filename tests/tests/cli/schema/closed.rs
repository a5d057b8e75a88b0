//! A schema with every door shut: published ones are open, so that programs written against them survive a new field; ours must
//! name each.

use serde_json::{Map, Value, json};

/// Forbids what a schema does not name, in it and in every schema of it. One that takes any object guards nothing.
pub fn close(schema: &mut Value) {
    let Value::Object(keywords) = schema else { return };
    let names = |keyword: &str| keywords.contains_key(keyword);
    let (is_whole, is_closed) = (names("properties"), names("additionalProperties") || names("unevaluatedProperties"));
    assert!(is_whole || is_closed || !takes_objects(keywords), "an object that names nothing: {keywords:?}");
    if is_whole && !is_closed {
        keywords.insert("unevaluatedProperties".into(), json!(false));
    }
    inside(keywords, is_whole);
}

fn takes_objects(keywords: &Map<String, Value>) -> bool {
    match keywords.get("type") {
        Some(Value::Array(types)) => types.contains(&json!("object")),
        Some(kind) => kind == "object",
        None => false,
    }
}

/// Closes what judges parts of the value. Beside `properties`, a schema for the same value says only a part of what may be there.
fn inside(keywords: &mut Map<String, Value>, beside_properties: bool) {
    for (keyword, value) in keywords {
        match (keyword.as_str(), value) {
            ("properties" | "patternProperties" | "$defs", Value::Object(schemas)) => schemas.values_mut().for_each(close),
            ("prefixItems", Value::Array(schemas)) => schemas.iter_mut().for_each(close),
            ("items" | "additionalProperties", schema) => close(schema),
            ("anyOf" | "oneOf", Value::Array(schemas)) if !beside_properties => schemas.iter_mut().for_each(close),
            ("allOf" | "anyOf" | "oneOf", Value::Array(schemas)) => schemas.iter_mut().for_each(part),
            ("if" | "then" | "else" | "not", schema) => part(schema),
            _ => {}
        }
    }
}

fn part(schema: &mut Value) {
    if let Value::Object(keywords) = schema {
        inside(keywords, true);
    }
}
