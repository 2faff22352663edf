//! What every answer carries so that a browser protects the person using it (reliability S11).

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::Api;

/// Camera, microphone and screen for our own pages; nothing else for anybody.
const PERMISSIONS: &str = "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), \
    screen-wake-lock=(self), speaker-selection=(self), autoplay=(self), geolocation=(), usb=(), payment=()";

const FIXED: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// For answers that are not our pages: nothing may be loaded or run.
const INERT: &str =
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

/// Adds the headers. A page sets its own content policy first, and keeps it.
pub async fn headers(State(api): State<Api>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(INERT));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if api.config.listen.is_secure() && !api.config.listen.tls.self_signed {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    response
}

/// The content policy of our pages: everything from this server's own files, nothing that is
/// written into a page, and connections back to this server only. No script can make a Trusted
/// Types policy, so no text ever becomes markup or code.
pub fn page_policy(request: &HeaderMap) -> HeaderValue {
    let host = request.get(header::HOST).and_then(|host| host.to_str().ok()).filter(|host| is_host(host));
    // Older Safari does not take 'self' to include WebSockets.
    let sockets = host.map_or(String::new(), |host| format!(" ws://{host} wss://{host}"));
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; \
         connect-src 'self'{sockets}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    );
    HeaderValue::try_from(policy).expect("the host was checked, the rest is ours")
}

fn is_host(host: &str) -> bool {
    host.len() <= 255 && host.bytes().all(|c| c.is_ascii_alphanumeric() || b".-:[]".contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(host: &'static str) -> String {
        let request = HeaderMap::from_iter([(header::HOST, HeaderValue::from_static(host))]);
        page_policy(&request).to_str().unwrap().to_owned()
    }

    #[test]
    fn a_page_may_connect_back_to_the_host_it_came_from() {
        assert!(policy("court.example:8443").contains("wss://court.example:8443"));
    }

    #[test]
    fn a_page_runs_and_looks_like_nothing_but_its_own_files() {
        let policy = policy("court.example");
        assert!(!policy.contains("unsafe") && !policy.contains("nonce"), "{policy}");
        assert!(policy.contains("script-src 'self'; style-src 'self';"), "{policy}");
        assert!(policy.ends_with("require-trusted-types-for 'script'; trusted-types 'none'"), "{policy}");
    }

    #[test]
    fn a_forged_host_cannot_widen_the_policy() {
        let forged = policy("evil.example; script-src *");
        assert!(!forged.contains("evil"), "{forged}");
    }
}
