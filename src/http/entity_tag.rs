//! Versions as entity tags: a change carries the version it was based on.

use axum::http::{HeaderMap, HeaderValue, header};

use super::{Code, Problem};

/// The tag of a version.
pub fn of_version(version: i64) -> HeaderValue {
    HeaderValue::try_from(format!("\"v{version}\"")).expect("digits and quotes")
}

/// The version a change is based on, from `If-Match`.
///
/// # Errors
/// `match_needed` if it is missing, `changed` if it cannot be one of ours.
pub fn expected_version(headers: &HeaderMap) -> Result<i64, Problem> {
    let value = headers.get(header::IF_MATCH).ok_or(Code::MatchNeeded)?;
    let version =
        value.to_str().ok().and_then(|tag| tag.strip_prefix("\"v")?.strip_suffix('"')?.parse().ok());
    version.ok_or_else(|| Code::Changed.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_reads_back_as_its_version() {
        let headers = HeaderMap::from_iter([(header::IF_MATCH, of_version(7))]);
        assert_eq!(expected_version(&headers).unwrap(), 7);
    }

    #[test]
    fn a_change_without_a_version_or_with_a_foreign_one_is_refused() {
        assert_eq!(expected_version(&HeaderMap::new()).unwrap_err().code(), Code::MatchNeeded);
        let foreign = HeaderMap::from_iter([(header::IF_MATCH, HeaderValue::from_static("*"))]);
        assert_eq!(expected_version(&foreign).unwrap_err().code(), Code::Changed);
    }
}
