//! Who read and changed what in a case, and in everything that belongs to it.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::SignedIn;
use super::case_access::case_for;
use super::input::{Id, Parameters};
use super::page::{self, Page, PageQuery};
use super::problem::Problems;
use super::{Api, Problem};
use crate::audit::{Action, Logged, Outcome};
use crate::cases::{CaseAction, CaseId};
use crate::session::Timestamp;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(access_log))
}

/// An entry of an access log.
#[derive(Serialize, ToSchema)]
struct AccessEntry {
    /// Its number in the audit of this server.
    seq: u64,
    /// When.
    at: Timestamp,
    /// Who: an account's id, `server` or `stranger`.
    actor: String,
    /// The account's name today.
    #[serde(skip_serializing_if = "Option::is_none")]
    actor_name: Option<String>,
    /// What was attempted.
    action: Action,
    /// Whether it was done.
    outcome: Outcome,
    /// What it was about: a kind and an id.
    subject: String,
    /// Further facts.
    #[schema(value_type = Object)]
    detail: Value,
}

impl AccessEntry {
    fn of((Logged { seq, entry, .. }, actor_name): (Logged, Option<String>)) -> Self {
        Self {
            seq,
            at: entry.at,
            actor: entry.actor,
            actor_name,
            action: entry.action,
            outcome: entry.outcome,
            subject: entry.subject.0,
            detail: entry.detail,
        }
    }
}

/// Who read and changed what in a case
///
/// The case, its people, sessions, recordings (destroyed ones too), materials and applications;
/// newest first.
#[utoipa::path(get, path = "/api/v1/cases/{id}/access-log", tag = "administration",
    params(("id" = CaseId, Path), PageQuery), responses((status = 200, body = Page<AccessEntry>), Problems))]
async fn access_log(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<CaseId>,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Json<Page<AccessEntry>>, Problem> {
    case_for(&api, &caller, id, CaseAction::ReadAccessLog).await?;
    let before: Option<u64> = page::place(query.cursor.as_deref())?;
    let found = api.store.access_to_case(id, before, page::rows(query.limit)).await?;
    Ok(Json(Page::of(found, query.limit, |(logged, _)| logged.seq, AccessEntry::of)))
}
