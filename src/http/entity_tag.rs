//! Versions as entity tags.

use axum::http::HeaderValue;

/// The tag of a version.
pub fn of_version(version: i64) -> HeaderValue {
    HeaderValue::try_from(format!("\"v{version}\"")).expect("digits and quotes")
}
