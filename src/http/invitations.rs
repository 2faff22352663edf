//! Invitation links, as the person who got one uses them.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::address::{Device, From};
use super::caller::SignedIn;
use super::input;
use super::problem::Problems;
use super::{Api, Code, Problem, sign_in};
use crate::access::Refused;
use crate::cases::CaseId;
use crate::session::Timestamp;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(look)).routes(routes!(accept_new)).routes(routes!(accept))
}

/// The secret of a link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LinkSecret {
    /// What follows the `#` of the link.
    #[schema(max_length = 100)]
    token: String,
}

/// Accepting without an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAccount {
    /// What follows the `#` of the link.
    #[schema(max_length = 100)]
    token: String,
    /// The password to sign in with from now on.
    #[schema(max_length = 200)]
    password: String,
    /// For programs: answer with a token instead of setting a cookie.
    #[serde(default)]
    bearer: bool,
}

/// What a link is for. Nothing of the dispute.
#[derive(Serialize, ToSchema)]
struct Invitation {
    /// The name they were entered under.
    name: String,
    /// The institution that invites.
    institution: String,
    /// They have an account: sign in, then accept. Else choose a password.
    has_account: bool,
    /// When the link is no longer good.
    ends_at: Timestamp,
}

/// The case somebody now has a place in.
#[derive(Serialize, ToSchema)]
struct Joined {
    /// Which.
    case: CaseId,
}

/// See what a link is for
#[utoipa::path(post, path = "/api/v1/invitations/look", tag = "invitations", request_body = LinkSecret,
    responses((status = 200, body = Invitation), Problems))]
async fn look(
    State(api): State<Api>,
    From(from): From,
    input::Json(given): input::Json<LinkSecret>,
) -> Result<Json<Invitation>, Problem> {
    let found = api.access.look_at_invitation(&given.token, from).await.map_err(wrong_link)?;
    Ok(Json(Invitation {
        name: found.name,
        institution: found.institution,
        has_account: found.has_account,
        ends_at: found.ends,
    }))
}

/// Accept with a new account
///
/// The account gets the number or address the invitation went to.
#[utoipa::path(post, path = "/api/v1/invitations/accept-new", tag = "invitations", request_body = NewAccount,
    responses((status = 200, body = sign_in::SignedIn), Problems))]
async fn accept_new(
    State(api): State<Api>,
    From(from): From,
    Device(device): Device,
    input::Json(given): input::Json<NewAccount>,
) -> Result<Response, Problem> {
    let accepted = api.access.accept_with_new_account(&given.token, given.password, from, &device).await;
    sign_in::answer(&api, accepted.map_err(wrong_link)?, given.bearer).await
}

/// Accept with the account signed in
#[utoipa::path(post, path = "/api/v1/invitations/accept", tag = "invitations", request_body = LinkSecret,
    responses((status = 200, body = Joined), Problems))]
async fn accept(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    From(from): From,
    input::Json(given): input::Json<LinkSecret>,
) -> Result<Json<Joined>, Problem> {
    let case = api.access.accept_as(&caller, &given.token, from).await.map_err(wrong_link)?;
    Ok(Json(Joined { case }))
}

fn wrong_link(refused: Refused) -> Problem {
    match refused {
        Refused::Wrong => Code::WrongCode.into(),
        other => other.into(),
    }
}
