//! Values between Rust and SQL: ids and words are text, times are microseconds.

use std::str::FromStr;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::StoreError;

/// The word of a plain enum, as its JSON spells it.
pub(super) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        other => unreachable!("only enums without data are stored as words, got {other:?}"),
    }
}

/// The enum a word stands for.
pub(super) fn from_word<T: DeserializeOwned>(word: &str) -> Result<T, StoreError> {
    serde_json::from_value(Value::from(word))
        .map_err(|_| StoreError::Corrupt { expected: std::any::type_name::<T>(), found: word.to_owned() })
}

/// The id or other value a text stands for.
pub(super) fn parse<T: FromStr>(text: &str) -> Result<T, StoreError> {
    let corrupt = |_| StoreError::Corrupt { expected: std::any::type_name::<T>(), found: text.to_owned() };
    text.parse().map_err(corrupt)
}

/// The same for a value that may be missing.
pub(super) fn parse_some<T: FromStr>(text: Option<&str>) -> Result<Option<T>, StoreError> {
    text.map(parse).transpose()
}

/// The value a JSON text stands for.
pub(super) fn from_json<T: DeserializeOwned>(value: Value) -> Result<T, StoreError> {
    serde_json::from_value(value).map_err(|error| StoreError::Corrupt {
        expected: std::any::type_name::<T>(),
        found: error.to_string(),
    })
}

/// As JSON, for a column of objects or arrays.
pub(super) fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("records have string keys only")
}

/// A count or size as SQL knows it.
pub(super) fn sql_int(n: impl TryInto<i64>) -> i64 {
    n.try_into().unwrap_or(i64::MAX)
}
