//! Requests that may be sent again. Whoever lost the answer repeats the request with the same
//! `Idempotency-Key`: what it makes is made once, and the first answer is given again
//! (draft-ietf-httpapi-idempotency-key-header-07).

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use recorder::digest::Sha256;
use serde::{Deserialize, Serialize};
use tracing::warn;
use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, OpenApi, Type};

use super::caller::JustSignedIn;
use super::{Api, Code, Problem, input};
use crate::access::AccountId;
use crate::store::{Earlier, KeptAnswer};

const NAME: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that an answer is an earlier one.
const REPEATED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Longest key, in bytes.
const LONGEST: usize = 100;

/// The paths whose `POST` makes something. Not among them is what answers with a secret (a first
/// password, a link to join): answers are kept, and secrets are not.
const MAKING: [&str; 7] = [
    "/api/v1/cases",
    "/api/v1/cases/{id}/applications",
    "/api/v1/cases/{id}/materials",
    "/api/v1/cases/{id}/messages",
    "/api/v1/cases/{id}/people",
    "/api/v1/cases/{id}/sessions",
    "/api/v1/recordings/{id}/copies",
];

/// Names the header in the description of every operation that takes it.
pub fn describe(document: &mut OpenApi) {
    let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(LONGEST));
    let parameter = ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .description(Some("Chosen by the caller. The same request with the same key is done once."))
        .schema(Some(text))
        .build();
    for path in MAKING {
        let item = document.paths.paths.get_mut(path).expect("MAKING names paths of this API");
        let operation = item.post.as_mut().expect("MAKING names paths that take POST");
        operation.parameters.get_or_insert_default().push(parameter.clone().into());
    }
}

/// Does a request that carries a key once.
///
/// # Errors
/// `key_reused` if another request came with the key, `not_now` while the first is under way.
pub async fn once(State(api): State<Api>, request: Request, next: Next) -> Result<Response, Problem> {
    let makes = request.method() == Method::POST
        && request.extensions().get::<MatchedPath>().is_some_and(|path| MAKING.contains(&path.as_str()));
    match request.headers().get(NAME).cloned().filter(|_| makes) {
        Some(key) => with_key(api, readable(&key)?.to_owned(), request, next).await,
        None => Ok(next.run(request).await),
    }
}

fn readable(key: &HeaderValue) -> Result<&str, Problem> {
    let key = key.to_str().ok().filter(|key| (1..=LONGEST).contains(&key.len()));
    key.ok_or_else(|| Code::InvalidQuery.into())
}

async fn with_key(api: Api, key: String, request: Request, next: Next) -> Result<Response, Problem> {
    let (mut parts, body) = request.into_parts();
    let JustSignedIn(caller) = JustSignedIn::from_request_parts(&mut parts, &api).await?;
    let account = caller.account.id;
    let body = Request::from_parts(parts.clone(), body);
    let body = Bytes::from_request(body, &()).await.map_err(input::unread)?;
    let digest = Sha256::of(&[parts.uri.path().as_bytes(), b"\n", &body].concat());
    match api.store.take_key(account, &key, digest, api.clock.now()).await? {
        Earlier::Nothing => {
            let first = first(api, account, key, Request::from_parts(parts, Body::from(body)), next);
            // In a task of its own: a caller who hangs up does not leave the work half done.
            tokio::spawn(first).await.map_err(|error| Problem::fault(&error))
        }
        Earlier::Answered(kept) => repeated(&kept),
        Earlier::UnderWay => Err(Problem::new(Code::NotNow).retry_after(1)),
        Earlier::Another => Err(Code::KeyReused.into()),
    }
}

/// What is kept of an answer beside its status.
#[derive(Serialize, Deserialize)]
struct Written {
    location: Option<String>,
    body: String,
}

/// Does it, and keeps the answer if something was made. After a refusal the key is free again.
async fn first(api: Api, account: AccountId, key: String, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if !response.status().is_success() {
        let released = api.store.release_key(account, &key).await;
        released.unwrap_or_else(|error| warn!(%error, "an idempotency key stays taken"));
        return response;
    }
    let status = response.status().as_u16();
    let (parts, body) = response.into_parts();
    let body = match axum::body::to_bytes(body, api.config.limits.body_bytes).await {
        Ok(body) => body,
        Err(error) => return Problem::fault(&error).into_response(),
    };
    let location = parts.headers.get(header::LOCATION).and_then(|place| place.to_str().ok());
    let written =
        Written { location: location.map(str::to_owned), body: String::from_utf8_lossy(&body).into_owned() };
    let answer = serde_json::to_string(&written).expect("two texts");
    // It is made, and its maker shall know. A repetition finds the key taken and makes nothing.
    let kept = api.store.keep_answer(account, &key, &KeptAnswer { status, answer }).await;
    kept.unwrap_or_else(|error| warn!(%error, "an answer is not kept for its idempotency key"));
    Response::from_parts(parts, Body::from(body))
}

fn repeated(kept: &KeptAnswer) -> Result<Response, Problem> {
    let written: Written = serde_json::from_str(&kept.answer).map_err(|error| Problem::fault(&error))?;
    let mut headers = HeaderMap::from_iter([(REPEATED, HeaderValue::from_static("true"))]);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(place) = written.location.and_then(|place| place.try_into().ok()) {
        headers.insert(header::LOCATION, place);
    }
    let status = axum::http::StatusCode::from_u16(kept.status);
    let status = status.map_err(|error| Problem::fault(&error))?;
    Ok((status, headers, written.body).into_response())
}
