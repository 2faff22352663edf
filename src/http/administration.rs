//! The administration of an institution: its people, its sessions under way, who read what.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::SignedIn;
use super::entity_tag;
use super::form::Form;
use super::input::{self, Id, Parameters};
use super::me::InstitutionCard;
use super::page::{self, Page};
use super::problem::Problems;
use super::statistics::administered;
use super::{Api, Code, Problem};
use crate::access::{AccountId, Office, Token};
use crate::audit::{Action, Outcome, Subject};
use crate::session::phase::{Phase, SessionKind};
use crate::session::{SessionId, Timestamp};
use crate::store::{AccountRecord, NewAccount};

/// Longest name, in characters.
const NAME: usize = 100;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(institutions))
        .routes(routes!(accounts, make_account))
        .routes(routes!(change_account))
        .routes(routes!(live_sessions))
}

/// Which accounts to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AccountFilter {
    /// Part of the name, the number or the address.
    #[serde(default)]
    #[param(max_length = 100)]
    q: String,
    /// From the page before.
    cursor: Option<String>,
    /// Entries on a page, at most 100.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

/// Somebody who works for the institution.
#[derive(Serialize, ToSchema)]
struct AccountCard {
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
    /// Offices held.
    offices: Vec<Office>,
    /// Since when nobody gets in any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled_since: Option<Timestamp>,
    /// For `If-Match`, as `"v…"`.
    version: i64,
}

/// An account to be made (ID-05).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewColleague {
    /// Their name.
    #[schema(max_length = 100)]
    name: String,
    /// Their mobile number; this or an address is needed.
    #[schema(max_length = 20)]
    mobile: Option<String>,
    /// Their e-mail address.
    #[schema(max_length = 254)]
    email: Option<String>,
    /// What they do for the institution.
    offices: Vec<Office>,
}

/// An account that was made.
#[derive(Serialize, ToSchema)]
struct MadeAccount {
    /// Their account.
    id: AccountId,
    /// Their first password, shown once. The first thing they must do is choose another.
    first_password: String,
}

/// What somebody may do from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AccountChange {
    /// Nobody gets in any more; sign-ins end.
    disabled: bool,
    /// What they do for the institution.
    offices: Vec<Office>,
}

/// A session under way.
#[derive(Serialize, ToSchema)]
struct LiveCard {
    /// Its id.
    id: SessionId,
    /// Mediation or hearing.
    kind: SessionKind,
    /// Its heading.
    title: String,
    /// The case's number.
    case_no: String,
    /// Where it stands.
    phase: Phase,
    /// When it was to begin.
    scheduled_at: Timestamp,
    /// When it first was in session.
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<Timestamp>,
    /// Whether it is being recorded.
    is_recorded: bool,
}

impl AccountCard {
    fn of(account: AccountRecord) -> Self {
        let AccountRecord { id, name, mobile, email, offices, disabled_since, version, .. } = account;
        Self { id, name, mobile, email, offices, disabled_since, version }
    }
}

/// All institutions
#[utoipa::path(get, path = "/api/v1/institutions", tag = "administration",
    responses((status = 200, body = Vec<InstitutionCard>), Problems))]
async fn institutions(
    State(api): State<Api>,
    _caller: SignedIn,
) -> Result<Json<Vec<InstitutionCard>>, Problem> {
    let found = api.store.institutions().await?;
    Ok(Json(found.into_iter().map(InstitutionCard::of).collect()))
}

/// The people of the caller's institution
#[utoipa::path(get, path = "/api/v1/accounts", tag = "administration", params(AccountFilter),
    responses((status = 200, body = Page<AccountCard>), Problems))]
async fn accounts(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Parameters(filter): Parameters<AccountFilter>,
) -> Result<Json<Page<AccountCard>>, Problem> {
    let institution = administered(&caller)?;
    let after: Option<(String, String)> = page::place(filter.cursor.as_deref())?;
    let (name, id) = after.unwrap_or_default();
    let limit = page::rows(filter.limit);
    let found = api.store.accounts_of(institution, filter.q.trim(), (&name, &id), limit).await?;
    let place = |account: &AccountRecord| (account.name.clone(), account.id);
    Ok(Json(Page::of(found, filter.limit, place, AccountCard::of)))
}

/// Make an account for a colleague
#[utoipa::path(post, path = "/api/v1/accounts", tag = "administration", request_body = NewColleague,
    responses((status = 201, body = MadeAccount), Problems))]
async fn make_account(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    input::Json(given): input::Json<NewColleague>,
) -> Result<(StatusCode, Json<MadeAccount>), Problem> {
    let institution = administered(&caller)?;
    let mut form = Form::default();
    let name = form.text("name", &given.name, NAME);
    let mobile = form.mobile("mobile", given.mobile.as_deref());
    let email = form.email("email", given.email.as_deref());
    form.check(mobile.is_some() || email.is_some(), "mobile", Code::Required);
    form.check(!given.offices.is_empty(), "offices", Code::Required);
    form.done()?;
    let first_password = Token::random().reveal()[..16].to_owned();
    let new = NewAccount {
        id: AccountId::random(),
        institution: Some(institution),
        name,
        mobile,
        email,
        password_hash: Some(api.access.passwords().hash(first_password.clone()).await),
        must_change_password: true,
        language: "zh-CN".to_owned(),
        offices: unique(given.offices),
    };
    let detail = json!({ "offices": new.offices });
    let subject = Subject::new("account", new.id);
    api.audit(&caller, Action::ManageAccount, Outcome::Granted, subject, detail).await?;
    let made = api.store.create_account(&new, api.clock.now()).await;
    made.map_err(|error| Problem::taken(error, if new.mobile.is_some() { "mobile" } else { "email" }))?;
    Ok((StatusCode::CREATED, Json(MadeAccount { id: new.id, first_password })))
}

fn unique(mut offices: Vec<Office>) -> Vec<Office> {
    offices.sort_unstable();
    offices.dedup();
    offices
}

/// Change what a colleague may do
///
/// Needs `If-Match`.
#[utoipa::path(put, path = "/api/v1/accounts/{id}", tag = "administration", params(("id" = AccountId, Path)),
    request_body = AccountChange, responses((status = 204), Problems))]
async fn change_account(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<AccountId>,
    headers: HeaderMap,
    input::Json(change): input::Json<AccountChange>,
) -> Result<StatusCode, Problem> {
    let institution = administered(&caller)?;
    let account = api.store.account(id).await?.filter(|one| one.institution == Some(institution));
    account.ok_or(Code::NotFound)?;
    let version = entity_tag::expected_version(&headers)?;
    if id == caller.account.id {
        // Nobody locks themselves out by a slip.
        return Err(Code::NotNow.into());
    }
    if change.offices.is_empty() {
        return Err(Problem::field("offices", Code::Required));
    }
    let offices = unique(change.offices);
    let detail = json!({ "disabled": change.disabled, "offices": offices });
    let subject = Subject::new("account", id);
    api.audit(&caller, Action::ManageAccount, Outcome::Granted, subject, detail).await?;
    let now = api.clock.now();
    api.store.change_account(id, version, change.disabled.then_some(now), &offices).await?;
    if change.disabled {
        api.store.revoke_other_sign_ins(id, None, now).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Sessions under way
///
/// Of the caller's institution: where they stand and whether they are recorded, never what is
/// said.
#[utoipa::path(get, path = "/api/v1/live-sessions", tag = "administration",
    responses((status = 200, body = Vec<LiveCard>), Problems))]
async fn live_sessions(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
) -> Result<Json<Vec<LiveCard>>, Problem> {
    let institution = administered(&caller)?;
    let found = api.store.live_sessions(institution).await?;
    let cards = found.into_iter().map(|live| LiveCard {
        id: live.id,
        kind: live.kind,
        title: live.title,
        case_no: live.case_no,
        phase: live.phase,
        scheduled_at: live.scheduled_at,
        started_at: live.started_at,
        is_recorded: live.is_recorded,
    });
    Ok(Json(cards.collect()))
}
