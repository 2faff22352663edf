//! How an entry of a log is bound to the one before it.

use recorder::digest::Sha256;
use recorder::manifest::canonical::{CanonicalError, to_bytes};
use serde_json::{Value, json};

/// SHA-256 over the canonical JSON (RFC 8785) of `{"content": …, "previous": …}`, so that
/// anyone with the log and a JSON library can check it.
///
/// # Errors
/// If the content holds a fraction, for which we have no canonical form.
pub fn link(previous: Sha256, content: &Value) -> Result<Sha256, CanonicalError> {
    let bytes = to_bytes(&json!({ "content": content, "previous": previous }))?;
    Ok(Sha256::of(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_depends_on_content_and_predecessor() {
        let first = link(Sha256::NONE, &json!({"a": 1})).unwrap();
        assert_ne!(first, link(Sha256::NONE, &json!({"a": 2})).unwrap());
        assert_ne!(first, link(first, &json!({"a": 1})).unwrap());
    }

    #[test]
    fn a_link_can_be_computed_by_hand() {
        let text = format!(r#"{{"content":{{"a":1,"b":"x"}},"previous":"{}"}}"#, Sha256::NONE);
        assert_eq!(link(Sha256::NONE, &json!({"b": "x", "a": 1})).unwrap(), Sha256::of(text.as_bytes()));
    }
}
