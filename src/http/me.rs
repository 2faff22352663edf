//! The caller's own account: who they are, their password, where they are signed in.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::address::From;
use super::caller::{JustSignedIn, SignedIn};
use super::input::{self, Id};
use super::problem::Problems;
use super::{Api, Code, Problem};
use crate::access::account::InstitutionKind;
use crate::access::{AccountId, InstitutionId, Office};
use crate::session::Timestamp;
use crate::store::{AccountRecord, InstitutionRecord, SignInRecord};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(me))
        .routes(routes!(change_password))
        .routes(routes!(send_confirmation_code))
        .routes(routes!(confirm))
        .routes(routes!(sign_ins, end_other_sign_ins))
        .routes(routes!(end_sign_in))
}

/// The caller.
#[derive(Serialize, ToSchema)]
pub struct Me {
    /// Their account.
    id: AccountId,
    /// Their name.
    name: String,
    /// Their mobile number.
    #[serde(skip_serializing_if = "Option::is_none")]
    mobile: Option<String>,
    /// Their e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// Offices held; none for parties and agents.
    offices: Vec<Office>,
    /// The institution they work for.
    #[serde(skip_serializing_if = "Option::is_none")]
    institution: Option<InstitutionCard>,
    /// `zh-CN` or `en`.
    language: String,
    /// The next thing to do is to choose a password; nothing else is answered before.
    must_change_password: bool,
}

/// An institution in a few words.
#[derive(Serialize, ToSchema)]
pub struct InstitutionCard {
    /// Its id.
    id: InstitutionId,
    /// Court or mediation organisation.
    kind: InstitutionKind,
    /// Its name.
    name: String,
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordChange {
    /// The present one.
    #[schema(max_length = 200)]
    present: String,
    /// The new one.
    #[schema(max_length = 200)]
    password: String,
}

/// Proof that it is still the same person.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Proof {
    /// Their password.
    Password(String),
    /// A one-time code sent for this.
    Code(String),
}

/// How long the second step counts.
#[derive(Serialize, ToSchema)]
struct Confirmed {
    /// Until then.
    until: Timestamp,
}

/// A place where the caller is signed in.
#[derive(Serialize, ToSchema)]
struct SignIn {
    /// Its id.
    id: Uuid,
    /// What browser and system it said it was.
    device: String,
    /// When it was made.
    created_at: Timestamp,
    /// When it was last used, to the minute.
    seen_at: Timestamp,
    /// Whether it is the one this request came by.
    here: bool,
}

impl InstitutionCard {
    /// An institution in a few words.
    pub fn of(found: InstitutionRecord) -> Self {
        Self { id: found.id, kind: found.kind, name: found.name }
    }
}

impl Me {
    /// An account as its owner sees it.
    pub async fn of(api: &Api, account: AccountRecord) -> Result<Self, Problem> {
        let institution = match account.institution {
            Some(id) => api.store.institution(id).await?,
            None => None,
        };
        Ok(Self {
            id: account.id,
            name: account.name,
            mobile: account.mobile,
            email: account.email,
            offices: account.offices,
            institution: institution.map(InstitutionCard::of),
            language: account.language,
            must_change_password: account.must_change_password,
        })
    }
}

/// Who the caller is
#[utoipa::path(get, path = "/api/v1/me", tag = "me", responses((status = 200, body = Me), Problems))]
async fn me(State(api): State<Api>, JustSignedIn(caller): JustSignedIn) -> Result<Json<Me>, Problem> {
    Me::of(&api, caller.account).await.map(Json)
}

/// Choose a new password
///
/// Ends the caller's sign-ins elsewhere.
#[utoipa::path(put, path = "/api/v1/me/password", tag = "me", request_body = PasswordChange,
    responses((status = 204), Problems))]
async fn change_password(
    State(api): State<Api>,
    JustSignedIn(caller): JustSignedIn,
    From(from): From,
    input::Json(given): input::Json<PasswordChange>,
) -> Result<StatusCode, Problem> {
    api.access.change_password(&caller, given.present, given.password, from).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send a code for the second step
#[utoipa::path(post, path = "/api/v1/me/confirmation/code", tag = "me", responses((status = 204), Problems))]
async fn send_confirmation_code(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    From(from): From,
) -> Result<StatusCode, Problem> {
    if !api.config.connectors.sends_notices() {
        return Err(Code::NotNow.into());
    }
    api.access.send_confirmation_code(&caller, from).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take the second step
///
/// Needed before signatures and administration; counts for ten minutes.
#[utoipa::path(post, path = "/api/v1/me/confirmation", tag = "me", request_body = Proof,
    responses((status = 200, body = Confirmed), Problems))]
async fn confirm(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    From(from): From,
    input::Json(proof): input::Json<Proof>,
) -> Result<Json<Confirmed>, Problem> {
    let until = match proof {
        Proof::Password(password) => api.access.confirm_with_password(&caller, password, from).await?,
        Proof::Code(code) => api.access.confirm_with_code(&caller, &code, from).await?,
    };
    Ok(Json(Confirmed { until }))
}

/// Where the caller is signed in
#[utoipa::path(get, path = "/api/v1/me/sign-ins", tag = "me",
    responses((status = 200, body = Vec<SignIn>), Problems))]
async fn sign_ins(State(api): State<Api>, SignedIn(caller): SignedIn) -> Result<Json<Vec<SignIn>>, Problem> {
    let here = caller.sign_in.id;
    let shown = |record: SignInRecord| SignIn {
        here: record.id == here,
        id: record.id,
        device: record.device,
        created_at: record.created,
        seen_at: record.seen,
    };
    Ok(Json(api.access.sign_ins(&caller).await?.into_iter().map(shown).collect()))
}

/// Sign out everywhere else
#[utoipa::path(delete, path = "/api/v1/me/sign-ins", tag = "me", responses((status = 204), Problems))]
async fn end_other_sign_ins(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
) -> Result<StatusCode, Problem> {
    api.access.end_other_sign_ins(&caller).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sign out in one place
#[utoipa::path(delete, path = "/api/v1/me/sign-ins/{id}", tag = "me", params(("id" = Uuid, Path)),
    responses((status = 204), Problems))]
async fn end_sign_in(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<Uuid>,
) -> Result<StatusCode, Problem> {
    match api.access.end_sign_in(&caller, id).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Code::NotFound.into()),
    }
}
