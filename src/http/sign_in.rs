//! Signing in and out.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::address::{Device, From};
use super::caller::{self, JustSignedIn};
use super::input::Json;
use super::me::Me;
use super::problem::Problems;
use super::{Api, Code, Problem};
use crate::access::{self, Refused};
use crate::session::Timestamp;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(sign_in))
        .routes(routes!(ways))
        .routes(routes!(send_code))
        .routes(routes!(sign_in_with_code))
        .routes(routes!(sign_out))
}

/// What somebody signs in with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Credentials {
    /// Mobile number or e-mail address.
    #[schema(max_length = 254)]
    identity: String,
    /// Password.
    #[schema(max_length = 200)]
    password: String,
    /// For programs: answer with a token instead of setting a cookie.
    #[serde(default)]
    bearer: bool,
}

/// Whom to send a code to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CodeRequest {
    /// Mobile number or e-mail address.
    #[schema(max_length = 254)]
    identity: String,
}

/// A one-time code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CodeCredentials {
    /// Mobile number or e-mail address.
    #[schema(max_length = 254)]
    identity: String,
    /// Six digits.
    #[schema(max_length = 20)]
    code: String,
    /// For programs: answer with a token instead of setting a cookie.
    #[serde(default)]
    bearer: bool,
}

/// Ways to sign in.
#[derive(Serialize, ToSchema)]
struct Ways {
    /// With a password: always.
    password: bool,
    /// With a one-time code.
    code: bool,
}

/// Somebody is signed in.
#[derive(Serialize, ToSchema)]
pub struct SignedIn {
    /// Who.
    me: Me,
    /// For programs that asked for it; pass it as `Authorization: Bearer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    /// When it ends at the latest.
    ends_at: Timestamp,
}

/// Sign in with a password
///
/// Sets a cookie, or answers with a token. What is wrong, name or password, is never said.
#[utoipa::path(post, path = "/api/v1/sign-in", tag = "sign-in", request_body = Credentials,
    responses((status = 200, body = SignedIn), Problems))]
async fn sign_in(
    State(api): State<Api>,
    From(from): From,
    Device(device): Device,
    Json(given): Json<Credentials>,
) -> Result<Response, Problem> {
    let signed_in = api.access.sign_in(&given.identity, given.password, from, &device).await?;
    answer(&api, signed_in, given.bearer).await
}

/// The ways to sign in
///
/// A one-time code is one of them where a service sends notices. Without one it would have to
/// be read out by staff, who could then sign in as anybody.
#[utoipa::path(get, path = "/api/v1/sign-in/ways", tag = "sign-in", responses((status = 200, body = Ways), Problems))]
async fn ways(State(api): State<Api>) -> axum::Json<Ways> {
    axum::Json(Ways { password: true, code: api.config.connectors.sends_notices() })
}

/// Send a one-time code
///
/// Answers the same whether anybody has that number or not. To one person a code is sent once
/// in a minute and ten times in an hour at most; a new one voids the one before.
#[utoipa::path(post, path = "/api/v1/sign-in/code", tag = "sign-in", request_body = CodeRequest,
    responses((status = 204), Problems))]
async fn send_code(
    State(api): State<Api>,
    From(from): From,
    Json(given): Json<CodeRequest>,
) -> Result<StatusCode, Problem> {
    if !api.config.connectors.sends_notices() {
        return Err(Code::NotNow.into());
    }
    api.access.send_sign_in_code(&given.identity, from).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sign in with a one-time code
#[utoipa::path(post, path = "/api/v1/sign-in/with-code", tag = "sign-in", request_body = CodeCredentials,
    responses((status = 200, body = SignedIn), Problems))]
async fn sign_in_with_code(
    State(api): State<Api>,
    From(from): From,
    Device(device): Device,
    Json(given): Json<CodeCredentials>,
) -> Result<Response, Problem> {
    let signed_in = api.access.sign_in_with_code(&given.identity, &given.code, from, &device).await;
    let signed_in = signed_in.map_err(|refused| match refused {
        Refused::Wrong => Code::WrongCode.into(),
        other => Problem::from(other),
    })?;
    answer(&api, signed_in, given.bearer).await
}

/// Sign out here
#[utoipa::path(post, path = "/api/v1/sign-out", tag = "sign-in", responses((status = 204), Problems))]
async fn sign_out(State(api): State<Api>, JustSignedIn(caller): JustSignedIn) -> Result<Response, Problem> {
    api.access.sign_out(&caller).await?;
    let forget = [(header::SET_COOKIE, caller::clear_cookie(&api))];
    Ok((StatusCode::NO_CONTENT, forget).into_response())
}

/// Tells somebody that they are in, by cookie or by token.
pub async fn answer(api: &Api, signed_in: access::SignedIn, bearer: bool) -> Result<Response, Problem> {
    let access::SignedIn { token, account, ends } = signed_in;
    let mut headers = HeaderMap::new();
    if !bearer {
        headers.insert(header::SET_COOKIE, caller::set_cookie(api, &token));
    }
    let token = bearer.then(|| token.reveal().to_owned());
    let body = SignedIn { me: Me::of(api, account).await?, token, ends_at: ends };
    Ok((headers, axum::Json(body)).into_response())
}
