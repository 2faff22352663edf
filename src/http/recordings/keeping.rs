//! Keeping a recording beyond its time, and destroying it.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use recorder::spec::RecordingId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::recording_for;
use crate::audit::{Action, Outcome, Subject};
use crate::cases::{CaseAction, Relation};
use crate::http::caller::SignedIn;
use crate::http::case_access::{CaseInView, case_for};
use crate::http::form::Form;
use crate::http::input::{self, Id};
use crate::http::problem::Problems;
use crate::http::{Api, Code, Problem, entity_tag};
use crate::recording::DestroyError;

/// Characters of a reason.
const REASON_MAX: usize = 500;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(hold)).routes(routes!(destroy)).routes(routes!(tombstone))
}

/// Whether a recording is kept beyond its time.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Hold {
    /// Why it must be kept; left out, it need not be kept any longer.
    #[schema(max_length = 500)]
    reason: Option<String>,
}

/// Why a recording is destroyed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Destruction {
    /// Stays in the signed statement.
    #[schema(max_length = 500)]
    reason: String,
}

/// What is left of a destroyed recording.
#[derive(Serialize, ToSchema)]
struct Statement {
    /// A compact JSON Web Signature, by the key that signs bundles: which recording, when, by
    /// whom, why, and the hash of its manifest.
    statement: String,
}

/// Keep a recording beyond its time, or no longer
///
/// While it is held nobody can destroy it. Whoever leads the session and the institution's
/// administration may. Needs `If-Match`.
#[utoipa::path(put, path = "/api/v1/recordings/{id}/hold", tag = "recordings", params(("id" = Uuid, Path)),
    request_body = Hold, responses((status = 204), Problems))]
async fn hold(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<RecordingId>,
    headers: HeaderMap,
    input::Json(hold): input::Json<Hold>,
) -> Result<StatusCode, Problem> {
    let version = entity_tag::expected_version(&headers)?;
    let mut form = Form::default();
    let reason = hold.reason.map(|reason| form.text("reason", &reason, REASON_MAX));
    form.done()?;
    let (_, _, case) = recording_for(&api, &caller, id).await?;
    if !administers(&case) && !case.may(CaseAction::ReleaseRecording) {
        return Err(Code::Forbidden.into());
    }
    let (subject, detail) = (Subject::new("recording", id), json!({ "hold": reason }));
    api.audit(&caller, Action::ManageRecording, Outcome::Granted, subject, detail).await?;
    api.store.hold_recording(id, reason.as_deref(), version, api.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Destroy a recording
///
/// Its log, its key and its files; a signed statement stays. Only the institution's
/// administration may, after confirming that it is them, and only what is closed and not held.
#[utoipa::path(delete, path = "/api/v1/recordings/{id}", tag = "recordings", params(("id" = Uuid, Path)),
    request_body = Destruction, responses((status = 204), Problems))]
async fn destroy(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<RecordingId>,
    input::Json(order): input::Json<Destruction>,
) -> Result<StatusCode, Problem> {
    let mut form = Form::default();
    let reason = form.text("reason", &order.reason, REASON_MAX);
    form.done()?;
    let (_, _, case) = recording_for(&api, &caller, id).await?;
    let subject = Subject::new("recording", id);
    if !administers(&case) {
        let detail = json!({ "destroyed": reason });
        api.audit(&caller, Action::ManageRecording, Outcome::Refused, subject, detail).await?;
        return Err(Code::Forbidden.into());
    }
    if !api.access.is_confirmed(&caller) {
        return Err(Code::ConfirmationNeeded.into());
    }
    let detail = json!({ "destroyed": reason });
    api.audit(&caller, Action::ManageRecording, Outcome::Granted, subject, detail).await?;
    let by = caller.account.id.to_string();
    match api.recordings.destroy(&api.store, id, by, reason).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(DestroyError::Kept) => Err(Code::NotNow.into()),
        Err(DestroyError::Store(error)) => Err(error.into()),
        Err(error @ DestroyError::Files(_)) => Err(Problem::fault(&error)),
    }
}

/// What is left of a destroyed recording
#[utoipa::path(get, path = "/api/v1/recordings/{id}/tombstone", tag = "recordings", params(("id" = Uuid, Path)),
    responses((status = 200, body = Statement), Problems))]
async fn tombstone(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<RecordingId>,
) -> Result<Json<Statement>, Problem> {
    let record = api.store.recording(id).await?.ok_or(Code::NotFound)?;
    case_for(&api, &caller, record.case, CaseAction::See).await?;
    let statement = api.store.tombstone(id).await?.ok_or(Code::NotFound)?;
    Ok(Json(Statement { statement }))
}

fn administers(case: &CaseInView) -> bool {
    case.relation == Relation::Administration
}
