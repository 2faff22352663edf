//! The web client's files, built into the binary.
//!
//! `.br` and `.gz` are made when the client is built, never here. Files under `/assets/` have
//! their hash in the name and never change; every other path is a page of the client, so it
//! gets `index.html`, with the content policy of pages.

use std::borrow::Cow;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use data_encoding::HEXLOWER;
use rust_embed::{EmbeddedFile, RustEmbed};

use super::guard::page_policy;
use super::{Code, Problem};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/web-client/dist"]
#[allow_missing = true]
struct Client;

const PAGE: &str = "index.html";
/// Shown when the server was built without the client.
const MISSING: &str = include_str!("assets/missing.html");

/// Whether the web client was built into this server.
pub fn are_present() -> bool {
    Client::get(PAGE).is_some()
}

/// Answers everything that is neither API nor wire.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") || path.starts_with("health/") {
        return Problem::new(Code::NotFound).into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return Problem::new(Code::MethodNotAllowed).into_response();
    }
    match path {
        "" | PAGE => page(&headers),
        _ => file_or_page(path, &headers),
    }
}

fn file_or_page(path: &str, request: &HeaderMap) -> Response {
    match file(path, request) {
        Some(response) => response,
        None if path.starts_with("assets/") || has_extension(path) => {
            Problem::new(Code::NotFound).into_response()
        }
        None => page(request),
    }
}

fn has_extension(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.contains('.'))
}

fn file(path: &str, request: &HeaderMap) -> Option<Response> {
    let media_type = media_type(Client::get(path)?.metadata.mimetype());
    let (file, encoding) = best_encoding(path, request)?;
    let tag = format!("\"{}\"", HEXLOWER.encode(&file.metadata.sha256_hash()));
    let immutable = path.starts_with("assets/");
    let mut response = match matches(request, &tag) {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => Response::new(body(file)),
    };
    let headers = response.headers_mut();
    let fresh = if immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(fresh));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    headers.insert(header::ETAG, HeaderValue::try_from(tag).expect("hexadecimal digits"));
    headers.insert(header::CONTENT_TYPE, media_type);
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Some(response)
}

fn media_type(of_file: &str) -> HeaderValue {
    let text = of_file.starts_with("text/") || of_file.ends_with("javascript") || of_file.ends_with("json");
    let charset = if text { "; charset=utf-8" } else { "" };
    HeaderValue::try_from(format!("{of_file}{charset}")).expect("media types are ASCII")
}

fn best_encoding(path: &str, request: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let accepted =
        request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    for (word, extension) in [("br", "br"), ("gzip", "gz")] {
        let wanted =
            accepted.split(',').any(|part| part.split(';').next().is_some_and(|name| name.trim() == word));
        if wanted && let Some(file) = Client::get(&format!("{path}.{extension}")) {
            return Some((file, Some(word)));
        }
    }
    Client::get(path).map(|file| (file, None))
}

fn matches(request: &HeaderMap, tag: &str) -> bool {
    let known = request.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)
}

fn body(file: EmbeddedFile) -> Body {
    match file.data {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    }
}

fn page(request: &HeaderMap) -> Response {
    let Some(mut page) = file(PAGE, request) else {
        return (StatusCode::SERVICE_UNAVAILABLE, Html(MISSING)).into_response();
    };
    page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, page_policy(request));
    page
}
