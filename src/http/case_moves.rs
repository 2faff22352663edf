//! Moving a case on, and the timeline of how it got where it is.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::SignedIn;
use super::case_access::{CaseInView, case_for};
use super::input::{Id, Json, Parameters};
use super::problem::Problems;
use super::{Api, Code, Problem};
use crate::access::{AccountId, InstitutionId, Office};
use crate::audit::{Action, Outcome, Subject};
use crate::cases::score::Score;
use crate::cases::{
    CaseAction, CaseId, CaseKind, CasePerson, CasePersonId, CaseState, Entity, Move, MoveRefusal, Step,
};
use crate::session::Timestamp;
use crate::session::role::Role;
use crate::store::{CaseChange, StepRecord};

/// Longest reason or note, in characters.
const WORDS: usize = 1000;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(move_case)).routes(routes!(timeline)).routes(routes!(mediators))
}

/// Where the case stands now.
#[derive(Serialize, ToSchema)]
struct Moved {
    /// Its state.
    state: CaseState,
}

/// An entry of the timeline.
#[derive(Serialize, ToSchema)]
struct TimelineEntry {
    /// Its number, from 1.
    number: u64,
    /// When.
    at: Timestamp,
    /// Who did it; left out for the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// What happened.
    step: Step,
}

/// Which mediators to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct MediatorFilter {
    /// Of which institution.
    institution: InstitutionId,
    /// For which kind of dispute: those who settle such come first.
    #[serde(default)]
    #[param(max_length = 100)]
    cause: String,
    /// Part of the name.
    #[serde(default)]
    #[param(max_length = 100)]
    q: String,
}

/// A mediator who can be chosen.
#[derive(Serialize, ToSchema)]
struct MediatorCard {
    /// Their account.
    id: AccountId,
    /// Their name.
    name: String,
    /// Cases under way.
    open: u32,
    /// Cases that ended.
    ended: u32,
    /// Share of those that were settled, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    success_percent: Option<u32>,
    /// The kind of dispute they settle most often.
    #[serde(skip_serializing_if = "Option::is_none")]
    best_cause: Option<String>,
}

/// Move a case on
///
/// Accept, decline, give to a mediator, confirm, give back, end, file, decide. What is
/// possible follows from where the case stands; who may do it from their relation to it.
#[utoipa::path(post, path = "/api/v1/cases/{id}/moves", tag = "cases", params(("id" = CaseId, Path)),
    request_body = Move, responses((status = 200, body = Moved), Problems))]
async fn move_case(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<CaseId>,
    Json(wish): Json<Move>,
) -> Result<axum::Json<Moved>, Problem> {
    let view = case_for(&api, &caller, id, wish.needs()).await?;
    let (field, text) = wish.longest_text();
    if text.chars().count() > WORDS {
        return Err(Problem::field(field, Code::TooLong));
    }
    let state = wish.from(view.case.kind, view.case.state).map_err(|refusal| match refusal {
        MoveRefusal::NotNow(_) => Problem::new(Code::NotNow),
        MoveRefusal::ReasonNeeded => Problem::field(field, Code::Required),
    })?;
    let now = api.clock.now();
    let (remove, add) = mediator_change(&api, &view, &wish).await?;
    let facts = wish.facts(&view.case.facts, now);
    let detail = json!({ "state": state });
    api.audit(&caller, Action::StepCase, Outcome::Granted, Subject::new("case", id), detail).await?;
    let change = CaseChange {
        case: id,
        to: Some((state, facts, view.case.version)),
        by: Some(caller.account.id),
        step: Step::Moved { r#move: wish, state },
        remove,
        add,
    };
    api.store.change_case(&change, now).await?;
    Ok(axum::Json(Moved { state }))
}

/// Who leaves and who joins the case with this move: its mediator changes.
async fn mediator_change(
    api: &Api,
    view: &CaseInView,
    wish: &Move,
) -> Result<(Vec<CasePersonId>, Vec<CasePerson>), Problem> {
    let before = view.people.iter().filter(|person| person.role == Role::Mediator).map(|person| person.id);
    match wish {
        Move::Return { .. } => Ok((before.collect(), Vec::new())),
        Move::Assign { mediator } => {
            let account = api.store.account(*mediator).await?.filter(|account| {
                account.institution == Some(view.case.institution)
                    && account.offices.contains(&Office::Mediator)
                    && account.disabled_since.is_none()
            });
            let account = account.ok_or_else(|| Problem::field("mediator", Code::NotAChoice))?;
            let joins = CasePerson {
                id: CasePersonId::random(),
                account: Some(account.id),
                name: account.name,
                role: Role::Mediator,
                side: None,
                entity: Entity::NaturalPerson,
                linked_to: None,
                protected_from: Vec::new(),
                special_authority: false,
                mobile: account.mobile,
                email: account.email,
            };
            Ok((before.collect(), vec![joins]))
        }
        _ => Ok((Vec::new(), Vec::new())),
    }
}

/// How a case got where it is
#[utoipa::path(get, path = "/api/v1/cases/{id}/timeline", tag = "cases", params(("id" = CaseId, Path)),
    responses((status = 200, body = Vec<TimelineEntry>), Problems))]
async fn timeline(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<CaseId>,
) -> Result<axum::Json<Vec<TimelineEntry>>, Problem> {
    case_for(&api, &caller, id, CaseAction::See).await?;
    let steps = api.store.steps_of_case(id).await?;
    let entry = |record: StepRecord| TimelineEntry {
        number: record.number,
        at: record.at,
        by: record.by_name,
        step: record.step,
    };
    Ok(axum::Json(steps.into_iter().map(entry).collect()))
}

/// Mediators to choose from
///
/// Recommended first: those who settle such disputes, then those with less to do (MC-02).
#[utoipa::path(get, path = "/api/v1/mediators", tag = "cases", params(MediatorFilter),
    responses((status = 200, body = Vec<MediatorCard>), Problems))]
async fn mediators(
    State(api): State<Api>,
    _caller: SignedIn,
    Parameters(filter): Parameters<MediatorFilter>,
) -> Result<axum::Json<Vec<MediatorCard>>, Problem> {
    let mut found = api.store.mediators(filter.institution).await?;
    found.retain(|mediator| mediator.name.contains(filter.q.trim()));
    let scores =
        super::statistics::scores(&api, filter.institution, Timestamp(i64::MIN), Timestamp(i64::MAX)).await?;
    let nobody = Score::default();
    let score = |account: AccountId| scores.get(&account).unwrap_or(&nobody);
    found.sort_by_key(|mediator| score(mediator.account).rank(&filter.cause));
    let card = |mediator: crate::store::MediatorRecord| {
        let score = score(mediator.account);
        MediatorCard {
            id: mediator.account,
            name: mediator.name,
            open: score.open,
            ended: score.ended,
            success_percent: score.success_percent(),
            best_cause: score.best_cause().map(|(cause, _)| cause.to_owned()),
        }
    };
    Ok(axum::Json(found.into_iter().map(card).collect()))
}

/// Whether a lawsuit's state follows from a session that was set.
pub fn after_session_set(kind: CaseKind, state: CaseState) -> Option<CaseState> {
    (kind == CaseKind::Litigation && state == CaseState::Preparing).then_some(CaseState::HearingSet)
}
