//! Files on their way out: whole or in ranges, so that a player can seek and a broken download
//! goes on (RFC 9110 §13, §14).

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use recorder::bundle::archive::Archive;
use recorder::vault::object::ReadAt;

use super::{Code, Problem};

/// Bytes read at once: from a store elsewhere each is a request.
const PIECE: u64 = 1024 * 1024;

/// What can be read at any place.
pub trait Source: Send + 'static {
    /// Fills the buffer from `offset`, as far as there are bytes.
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;
}

impl Source for File {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        FileExt::read_at(self, buffer, offset)
    }
}

impl Source for Box<dyn ReadAt> {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        ReadAt::read_at(self, offset, buffer)
    }
}

impl Source for Archive {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        Self::read_at(self, offset, buffer)
    }
}

/// Something to be sent.
pub struct Download<S> {
    /// Its length.
    pub bytes: u64,
    /// Its entity tag, with the quotes. Never changes while the content does not.
    pub tag: String,
    /// Its media type.
    pub media_type: &'static str,
    /// The name to keep it under; `None` to show it.
    pub name: Option<String>,
    /// Where its bytes come from.
    pub source: S,
}

/// Answers with the whole, a range, or "you have it already".
///
/// # Errors
/// `bad_range` if the range begins behind the end.
pub fn serve<S: Source>(download: Download<S>, request: &HeaderMap) -> Result<Response, Problem> {
    let text = |name| request.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if text(header::IF_NONE_MATCH).is_some_and(|known| holds(known, &download.tag)) {
        let tag = header_value(download.tag);
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let same = text(header::IF_RANGE).is_none_or(|tag| tag.trim() == download.tag);
    let asked = text(header::RANGE).filter(|_| same).and_then(|range| parse_range(range, download.bytes));
    let (status, range) = match asked {
        None => (StatusCode::OK, 0..download.bytes),
        Some(Asked::Part(range)) => (StatusCode::PARTIAL_CONTENT, range),
        Some(Asked::Outside) => return Err(Code::BadRange.into()),
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::ETAG, header_value(download.tag));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(download.media_type));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::CONTENT_LENGTH, (range.end - range.start).into());
    if status == StatusCode::PARTIAL_CONTENT {
        let place = format!("bytes {}-{}/{}", range.start, range.end - 1, download.bytes);
        headers.insert(header::CONTENT_RANGE, header_value(place));
    }
    if let Some(name) = download.name {
        headers.insert(header::CONTENT_DISPOSITION, disposition(&name));
    }
    Ok((status, headers, body(download.source, range)).into_response())
}

/// What a `Range` header asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Part(Range<u64>),
    Outside,
}

/// One range of bytes. Several at once, other units and nonsense count as not asked
/// (RFC 9110 §14.2 lets a server ignore them).
fn parse_range(value: &str, bytes: u64) -> Option<Asked> {
    let (first, last) = value.trim().strip_prefix("bytes=")?.split_once('-')?;
    let number = |text: &str| text.parse::<u64>().ok();
    let range = match (first.trim(), last.trim()) {
        ("", last) => bytes.saturating_sub(number(last)?)..bytes,
        (first, "") => number(first)?..bytes,
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            first..last.saturating_add(1).min(bytes)
        }
    };
    Some(if range.start < range.end { Asked::Part(range) } else { Asked::Outside })
}

fn holds(list: &str, tag: &str) -> bool {
    list.trim() == "*" || list.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)
}

/// RFC 6266 with RFC 8187: names of cases and people are not ASCII.
fn disposition(name: &str) -> HeaderValue {
    let mut encoded = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    header_value(format!("attachment; filename*=UTF-8''{encoded}"))
}

fn header_value(text: String) -> HeaderValue {
    HeaderValue::try_from(text).expect("digits, quotes and percent signs")
}

/// Reads piece by piece as the client takes them, away from the threads that serve.
fn body<S: Source>(source: S, range: Range<u64>) -> Body {
    let pieces = futures_util::stream::try_unfold((source, range), |(mut source, range)| async move {
        if range.is_empty() {
            return Ok(None);
        }
        let read = tokio::task::spawn_blocking(move || {
            let length = (range.end - range.start).min(PIECE);
            let mut buffer = vec![0; usize::try_from(length).expect("a piece is small")];
            let read = source.read_at(range.start, &mut buffer)?;
            buffer.truncate(read);
            match read {
                0 => Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
                _ => Ok((Bytes::from(buffer), (source, range.start + read as u64..range.end))),
            }
        });
        read.await.map_err(io::Error::other)?.map(Some)
    });
    Body::from_stream(pieces)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        let part = |range| Some(Asked::Part(range));
        assert_eq!(parse_range("bytes=0-9", 100), part(0..10));
        assert_eq!(parse_range("bytes=90-", 100), part(90..100));
        assert_eq!(parse_range("bytes=-10", 100), part(90..100));
        assert_eq!(parse_range("bytes=-500", 100), part(0..100));
        assert_eq!(parse_range("bytes=90-500", 100), part(90..100));
        assert_eq!(parse_range("bytes=100-", 100), Some(Asked::Outside));
        assert_eq!(parse_range("bytes=-0", 100), Some(Asked::Outside));
    }

    #[test]
    fn what_is_not_one_range_of_bytes_counts_as_not_asked() {
        for value in ["", "bytes=", "bytes=x-y", "bytes=9-3", "bytes=0-1,4-5", "lines=0-9", "bytes=-"] {
            assert_eq!(parse_range(value, 100), None, "{value}");
        }
    }

    proptest! {
        #[test]
        fn no_header_leads_outside_the_file(value in "(bytes=)?[0-9,x-]{0,24}", bytes in 0u64..1000) {
            if let Some(Asked::Part(range)) = parse_range(&value, bytes) {
                prop_assert!(range.start < range.end && range.end <= bytes);
            }
        }
    }

    fn download(source: File) -> Download<File> {
        Download {
            bytes: 6,
            tag: "\"t\"".into(),
            media_type: "text/plain",
            name: Some("王.txt".into()),
            source,
        }
    }

    fn six_bytes() -> File {
        let mut file = tempfile::tempfile().unwrap();
        io::Write::write_all(&mut file, b"abcdef").unwrap();
        file
    }

    async fn answer(headers: &[(header::HeaderName, &'static str)]) -> (StatusCode, HeaderMap, Bytes) {
        let request = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value)));
        let response = serve(download(six_bytes()), &request.collect()).unwrap();
        let (parts, body) = response.into_parts();
        (parts.status, parts.headers, axum::body::to_bytes(body, 100).await.unwrap())
    }

    #[tokio::test]
    async fn a_range_is_sent_with_its_place() {
        let (status, headers, body) = answer(&[(header::RANGE, "bytes=2-3")]).await;
        assert_eq!((status, &*body), (StatusCode::PARTIAL_CONTENT, &b"cd"[..]));
        assert_eq!(headers[header::CONTENT_RANGE], "bytes 2-3/6");
        assert_eq!(headers[header::CONTENT_DISPOSITION], "attachment; filename*=UTF-8''%E7%8E%8B.txt");
    }

    #[tokio::test]
    async fn a_range_of_something_else_gets_the_whole_instead() {
        let (status, _, body) = answer(&[(header::RANGE, "bytes=2-3"), (header::IF_RANGE, "\"old\"")]).await;
        assert_eq!((status, &*body), (StatusCode::OK, &b"abcdef"[..]));
    }

    #[tokio::test]
    async fn what_is_known_is_not_sent_again() {
        let (status, _, body) = answer(&[(header::IF_NONE_MATCH, "\"t\"")]).await;
        assert_eq!((status, body.len()), (StatusCode::NOT_MODIFIED, 0));
    }
}
