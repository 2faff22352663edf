//! Applications to the judge: filed by a side, decided by whoever presides (AP-02).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::caller::SignedIn;
use super::case_access::case_for;
use super::form::Form;
use super::input::{self, Id};
use super::problem::Problems;
use super::{Api, Code, Problem};
use crate::audit::{Action, Outcome, Subject};
use crate::cases::application::{Application, ApplicationKind, ApplicationState};
use crate::cases::{CaseAction, CaseId};
use crate::session::Timestamp;

/// Longest reason or opinion, in characters.
const LONGEST: usize = 4000;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(applications, apply)).routes(routes!(decide))
}

/// An application.
#[derive(Serialize, ToSchema)]
struct ApplicationCard {
    /// Its id.
    id: Uuid,
    /// For what.
    kind: ApplicationKind,
    /// Who filed it.
    by: String,
    /// Why.
    reason: String,
    /// When the hearing is that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    hearing_at: Option<Timestamp>,
    /// Where it stands.
    state: ApplicationState,
    /// What the judge wrote.
    opinion: String,
    /// When it was filed.
    created_at: Timestamp,
    /// When it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<Timestamp>,
}

/// An application to be filed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewApplication {
    /// For what.
    kind: ApplicationKind,
    /// Why.
    #[schema(max_length = 4000)]
    reason: String,
    /// When the hearing is that it is about; needed for a postponement.
    hearing_at: Option<Timestamp>,
}

/// What the judge decided.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Ruling {
    /// Granted or not.
    granted: bool,
    /// Why; needed for a refusal.
    #[serde(default)]
    #[schema(max_length = 4000)]
    opinion: String,
}

impl ApplicationCard {
    fn of(application: Application) -> Self {
        Self {
            id: application.id,
            kind: application.kind,
            by: application.by_name,
            reason: application.reason,
            hearing_at: application.hearing_at,
            state: application.state,
            opinion: application.opinion,
            created_at: application.created_at,
            decided_at: application.decided_at,
        }
    }
}

/// The applications in a case
///
/// Sides see their own; whoever decides sees all. Newest first.
#[utoipa::path(get, path = "/api/v1/cases/{id}/applications", tag = "applications",
    params(("id" = CaseId, Path)), responses((status = 200, body = Vec<ApplicationCard>), Problems))]
async fn applications(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<CaseId>,
) -> Result<Json<Vec<ApplicationCard>>, Problem> {
    let view = case_for(&api, &caller, id, CaseAction::ReadContent).await?;
    let all = view.may(CaseAction::DecideApplication) || view.may(CaseAction::Schedule);
    let found = api.store.applications(id).await?;
    let seen = found.into_iter().filter(|application| all || application.by == caller.account.id);
    Ok(Json(seen.map(ApplicationCard::of).collect()))
}

/// Apply to the judge
#[utoipa::path(post, path = "/api/v1/cases/{id}/applications", tag = "applications",
    params(("id" = CaseId, Path)), request_body = NewApplication,
    responses((status = 201, body = ApplicationCard), Problems))]
async fn apply(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<CaseId>,
    input::Json(new): input::Json<NewApplication>,
) -> Result<(StatusCode, Json<ApplicationCard>), Problem> {
    case_for(&api, &caller, id, CaseAction::Apply).await?;
    let now = api.clock.now();
    let mut form = Form::default();
    let reason = form.text("reason", &new.reason, LONGEST);
    if new.kind == ApplicationKind::Postponement {
        match new.hearing_at {
            None => form.wrong("hearing_at", Code::Required),
            Some(at) => form.check(at > now, "hearing_at", Code::InThePast),
        }
    }
    form.done()?;
    let application = Application {
        id: Uuid::new_v4(),
        case: id,
        kind: new.kind,
        by: caller.account.id,
        by_name: caller.account.name.clone(),
        reason,
        hearing_at: new.hearing_at,
        state: ApplicationState::Pending,
        opinion: String::new(),
        created_at: now,
        decided_at: None,
    };
    let subject = Subject::new("application", application.id);
    let detail = json!({ "case": id, "kind": new.kind });
    api.audit(&caller, Action::StepCase, Outcome::Granted, subject, detail).await?;
    api.store.create_application(&application).await?;
    Ok((StatusCode::CREATED, Json(ApplicationCard::of(application))))
}

/// Decide on an application
///
/// A decision is final here; a granted postponement is carried out by setting another session.
#[utoipa::path(post, path = "/api/v1/applications/{id}/decision", tag = "applications",
    params(("id" = Uuid, Path)), request_body = Ruling,
    responses((status = 200, body = ApplicationCard), Problems))]
async fn decide(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<Uuid>,
    input::Json(ruling): input::Json<Ruling>,
) -> Result<Json<ApplicationCard>, Problem> {
    let application = api.store.application(id).await?.ok_or(Code::NotFound)?;
    case_for(&api, &caller, application.case, CaseAction::DecideApplication).await?;
    let mut form = Form::default();
    let opinion = form.optional("opinion", Some(&ruling.opinion), LONGEST).unwrap_or_default();
    form.check(ruling.granted || !opinion.is_empty(), "opinion", Code::Required);
    form.done()?;
    let state = if ruling.granted { ApplicationState::Granted } else { ApplicationState::Refused };
    let now = api.clock.now();
    let detail = json!({ "case": application.case, "state": state });
    let subject = Subject::new("application", id);
    api.audit(&caller, Action::StepCase, Outcome::Granted, subject, detail).await?;
    if !api.store.decide_application(id, state, &opinion, caller.account.id, now).await? {
        return Err(Code::NotNow.into());
    }
    let decided = Application { state, opinion, decided_at: Some(now), ..application };
    Ok(Json(ApplicationCard::of(decided)))
}
