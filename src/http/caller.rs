//! Who is calling: a browser by its cookie, a program by its bearer token.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{Api, Code, Problem};
use crate::access::{Caller, Token};

/// The cookie over TLS. The prefix makes browsers refuse it from anywhere but this host.
const SECURE_COOKIE: &str = "__Host-concord";
/// The cookie on localhost without TLS.
const LOCAL_COOKIE: &str = "concord";

/// Somebody who is signed in and has chosen their own password.
pub struct SignedIn(pub Caller);

/// Somebody who is signed in, even if the next thing they must do is choose a password.
pub struct JustSignedIn(pub Caller);

impl FromRequestParts<Api> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let JustSignedIn(caller) = JustSignedIn::from_request_parts(parts, api).await?;
        match caller.account.must_change_password {
            true => Err(Code::PasswordChangeNeeded.into()),
            false => Ok(Self(caller)),
        }
    }
}

impl FromRequestParts<Api> for JustSignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let presented = bearer(&parts.headers).or_else(|| cookie(&parts.headers, api));
        let Some(presented) = presented else { return Err(Code::SignInNeeded.into()) };
        let caller = api.access.caller(presented).await?;
        caller.map(Self).ok_or(Code::SignInNeeded.into())
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn cookie<'a>(headers: &'a HeaderMap, api: &Api) -> Option<&'a str> {
    let name = cookie_name(api);
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|line| line.split(';')).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then_some(value)
    })
}

fn cookie_name(api: &Api) -> &'static str {
    if api.config.listen.is_secure() { SECURE_COOKIE } else { LOCAL_COOKIE }
}

/// `Set-Cookie` for somebody who just signed in.
pub fn set_cookie(api: &Api, token: &Token) -> HeaderValue {
    let age = api.config.access.longest_hours * 3600;
    cookie_line(api, token.reveal(), age)
}

/// `Set-Cookie` that makes the browser forget.
pub fn clear_cookie(api: &Api) -> HeaderValue {
    cookie_line(api, "", 0)
}

fn cookie_line(api: &Api, value: &str, max_age: u32) -> HeaderValue {
    let secure = if api.config.listen.is_secure() { "; Secure" } else { "" };
    let line =
        format!("{}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Strict{secure}", cookie_name(api));
    HeaderValue::try_from(line).expect("tokens are base64url")
}

/// Refuses changes that another site has a browser ask for: whoever comes with our cookie
/// must come from our own pages.
pub async fn same_origin(State(api): State<Api>, request: Request, next: Next) -> Response {
    let looks_only = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let headers = request.headers();
    let allowed = looks_only
        || match headers.get(header::ORIGIN) {
            Some(origin) => is_ours(origin, headers, &api),
            None => cookie(headers, &api).is_none(),
        };
    match allowed {
        true => next.run(request).await,
        false => Problem::new(Code::ForeignOrigin).into_response(),
    }
}

/// The public address, or the host the request itself was sent to.
fn is_ours(origin: &HeaderValue, headers: &HeaderMap, api: &Api) -> bool {
    let Ok(origin) = origin.to_str() else { return false };
    let listen = &api.config.listen;
    if let Some(public) = &listen.public_url {
        return origin.eq_ignore_ascii_case(public.trim_end_matches('/'));
    }
    let scheme = if listen.is_tls() { "https" } else { "http" };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    !host.is_empty() && origin.eq_ignore_ascii_case(&format!("{scheme}://{host}"))
}
