//! RFC 8785: the one way to write a JSON value, so that equal values have equal hashes.
//!
//! Numbers are integers here: everything a manifest says (nanoseconds, bytes, counts) is one,
//! and the standard's way with fractions is its only hard part. A fraction is refused.

use serde::Serialize;
use serde_json::Value;
use thiserror::Error;

/// Why a value has no canonical form here.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum CanonicalError {
    /// See the module.
    #[error("expected integers below 2^53 only, got {0}")]
    Number(String),
    /// Not JSON at all: a map with keys that are no strings.
    #[error("expected something JSON can say: {0}")]
    Shape(String),
}

/// The largest integer every JSON reader agrees on.
const EXACT_MAX: u64 = 1 << 53;

/// The canonical bytes of `value`.
pub fn to_bytes(value: &impl Serialize) -> Result<Vec<u8>, CanonicalError> {
    let value = serde_json::to_value(value).map_err(|e| CanonicalError::Shape(e.to_string()))?;
    let mut out = String::new();
    write(&value, &mut out)?;
    Ok(out.into_bytes())
}

fn write(value: &Value, out: &mut String) -> Result<(), CanonicalError> {
    match value {
        Value::Number(number) => {
            let exact = number.as_i64().is_some_and(|n| n.unsigned_abs() <= EXACT_MAX);
            if !exact {
                return Err(CanonicalError::Number(number.to_string()));
            }
            out.push_str(&number.to_string());
        }
        Value::Array(items) => write_all(items, "[]", out, write)?,
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            write_all(&members, "{}", out, |(key, value), out| {
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write(value, out)
            })?;
        }
        // serde_json escapes exactly what the standard asks for, and nothing else.
        Value::Null | Value::Bool(_) | Value::String(_) => out.push_str(&value.to_string()),
    }
    Ok(())
}

fn write_all<T>(
    items: &[T],
    brackets: &str,
    out: &mut String,
    mut write_item: impl FnMut(&T, &mut String) -> Result<(), CanonicalError>,
) -> Result<(), CanonicalError> {
    out.push_str(&brackets[..1]);
    for (n, item) in items.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        write_item(item, out)?;
    }
    out.push_str(&brackets[1..]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn canonical(value: &Value) -> String {
        String::from_utf8(to_bytes(value).unwrap()).unwrap()
    }

    #[test]
    fn members_sort_by_utf_16_as_in_the_standards_example() {
        let value = json!({
            "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet With Dagesh",
            "1": "One", "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control",
            "\u{f6}": "Latin Small Letter O With Diaeresis",
        });
        let order = ["Carriage Return", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"];
        let text = canonical(&value);
        let places: Vec<_> = order.iter().map(|word| text.find(word).unwrap()).collect();
        assert!(places.is_sorted(), "{text}");
    }

    #[test]
    fn strings_are_escaped_as_the_standard_asks() {
        let value = json!({"s": "\u{20ac}$\u{f}\nA'B\"\\\"/\u{7f}"});
        assert_eq!(canonical(&value), "{\"s\":\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\"/\u{7f}\"}");
    }

    #[test]
    fn no_space_is_left_between_things() {
        assert_eq!(canonical(&json!({"b": [1, true, null], "a": {}})), r#"{"a":{},"b":[1,true,null]}"#);
    }

    #[test]
    fn fractions_and_inexact_integers_are_refused() {
        assert_eq!(to_bytes(&json!([0.5])), Err(CanonicalError::Number("0.5".into())));
        assert!(to_bytes(&json!(EXACT_MAX + 1)).is_err());
        assert!(to_bytes(&json!(u64::MAX)).is_err());
    }
}
