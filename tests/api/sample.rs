//! The smallest body that the API's document allows, so that a request gets as far as its object.

use serde_json::{Map, Value, json};

/// For the request body of an operation; `None` if it has none that is JSON.
pub fn body(document: &Value, operation: &Value) -> Option<Value> {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    schema.is_object().then(|| sample(document, schema))
}

fn sample(document: &Value, schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let schema = document.pointer(name.trim_start_matches('#')).unwrap();
        return sample(document, schema);
    }
    if let Some(first) = schema["enum"].get(0).or(schema.get("const")) {
        return first.clone();
    }
    if let Some(first) = schema["oneOf"].get(0) {
        return sample(document, first);
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let parts = parts.iter().filter_map(|part| sample(document, part).as_object().cloned());
        return Value::Object(parts.flatten().collect());
    }
    // A list of types ends with null where null is allowed.
    match schema["type"].as_str().or(schema["type"][0].as_str()) {
        Some("object") => object(document, schema),
        Some("array") => json!([]),
        Some("boolean") => json!(true),
        Some("integer" | "number") => {
            schema.get("minimum").filter(|least| **least != 0).cloned().unwrap_or(json!(1))
        }
        _ if schema["format"] == "uuid" => json!("00000000-0000-4000-8000-000000000000"),
        _ => json!("一"),
    }
}

fn object(document: &Value, schema: &Value) -> Value {
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let fields = required.map(|name| (name.to_owned(), sample(document, &schema["properties"][name])));
    Value::Object(fields.collect::<Map<_, _>>())
}
