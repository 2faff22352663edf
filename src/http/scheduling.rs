//! Setting sessions: for a time, on the spot, and calling them off; and the device tests
//! before them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::SignedIn;
use super::case_access::{CaseInView, case_for};
use super::case_moves::after_session_set;
use super::form::Form;
use super::input::{self, Id};
use super::problem::Problems;
use super::sessions::{SessionCard, session_for};
use super::{Api, Code, Problem};
use crate::access::{AccountId, Caller};
use crate::audit::{Action, Outcome, Subject};
use crate::cases::{CaseAction, CaseId, CasePerson, CasePersonId, CaseState, DeviceTest, Step, schedule};
use crate::connectors::notices::{NewNotice, NoticeContent};
use crate::session::phase::Phase;
use crate::session::role::Roles;
use crate::session::{Command, ParticipantId, Plan, SessionId, Timestamp};
use crate::store::{CaseChange, DeviceTestRecord, Seat};

/// Longest heading, in characters.
const TITLE: usize = 100;
/// A device test counts for this long (HE-02).
const TEST_COUNTS_SECONDS: u32 = 3 * 24 * 60 * 60;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(set_session))
        .routes(routes!(cancel_session))
        .routes(routes!(device_tests, report_device_test))
}

/// A session to be set.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSession {
    /// The heading; counted through if left out. Must not reveal the dispute: it is in notices.
    #[schema(max_length = 100)]
    title: Option<String>,
    /// For when; left out for right now (MV-02).
    scheduled_at: Option<Timestamp>,
    /// Who takes part; everybody in the case if left out.
    people: Option<Vec<CasePersonId>>,
}

/// Why a session is called off.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Cancellation {
    /// In words.
    #[schema(max_length = 1000)]
    reason: String,
}

/// A device test on file.
#[derive(Serialize, ToSchema)]
struct DeviceTestCard {
    /// Whose.
    participant: ParticipantId,
    /// Their name.
    name: String,
    /// Whether it is the caller's own.
    mine: bool,
    /// What was found.
    #[serde(flatten)]
    test: DeviceTest,
    /// Whether all of it worked.
    passed: bool,
    /// When.
    at: Timestamp,
    /// Whether it is recent enough to count.
    counts: bool,
}

/// Set a session
///
/// Everybody with a number or an address gets a notice. A session for right now rings at every
/// open client of the people in it.
#[utoipa::path(post, path = "/api/v1/cases/{id}/sessions", tag = "sessions", params(("id" = CaseId, Path)),
    request_body = NewSession, responses((status = 201, body = SessionCard), Problems))]
async fn set_session(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<CaseId>,
    input::Json(new): input::Json<NewSession>,
) -> Result<(StatusCode, Json<SessionCard>), Problem> {
    let view = case_for(&api, &caller, id, CaseAction::Schedule).await?;
    if matches!(view.case.state, CaseState::Ended | CaseState::Declined | CaseState::Decided) {
        return Err(Code::NotNow.into());
    }
    let now = api.clock.now();
    let at = new.scheduled_at.unwrap_or(now);
    let mut form = Form::default();
    form.check(at >= now.minus_seconds(60), "scheduled_at", Code::InThePast);
    let title = form.optional("title", new.title.as_deref(), TITLE);
    let people = chosen(&view, new.people.as_deref());
    form.check(people.iter().any(|one| Roles::SUPERVISING.has(one.role)), "people", Code::Required);
    form.done()?;
    let title = match title {
        Some(title) => title,
        None => format!("第{}次", api.store.sessions_of_case(id).await?.len() + 1),
    };
    let (plan, seating) = schedule::plan(&view.case, &people, SessionId::random(), &title, at);
    let seats: Vec<Seat> = seating.into_iter().map(|seat| seat_of(seat, &people)).collect();
    let detail = json!({ "case": id, "at": at });
    let subject = Subject::new("session", plan.session);
    api.audit(&caller, Action::StepCase, Outcome::Granted, subject, detail).await?;
    api.store.create_session(id, &plan, &seats, now).await?;
    note(&api, &caller, &view, Step::SessionSet { session: plan.session, at }).await?;
    tell(&api, &view, &people, &plan, new.scheduled_at.is_none()).await?;
    let record = api.store.session(plan.session).await?.ok_or(Code::NotFound)?;
    Ok((StatusCode::CREATED, Json(SessionCard::of(record))))
}

fn chosen(view: &CaseInView, wanted: Option<&[CasePersonId]>) -> Vec<CasePerson> {
    let all = view.people.iter();
    match wanted {
        None => all.cloned().collect(),
        Some(ids) => all.filter(|person| ids.contains(&person.id)).cloned().collect(),
    }
}

fn seat_of((participant, person): (ParticipantId, CasePersonId), people: &[CasePerson]) -> Seat {
    let account = people.iter().find(|one| one.id == person).and_then(|one| one.account);
    Seat { participant, person: Some(person), account }
}

/// Puts it into the timeline, and moves a lawsuit on to "hearing set".
async fn note(api: &Api, caller: &Caller, view: &CaseInView, step: Step) -> Result<(), Problem> {
    let case = &view.case;
    let to = match &step {
        Step::SessionSet { .. } => after_session_set(case.kind, case.state),
        _ => None,
    };
    let change = CaseChange {
        case: case.id,
        to: to.map(|state| (state, case.facts.clone(), case.version)),
        by: Some(caller.account.id),
        step,
        remove: Vec::new(),
        add: Vec::new(),
    };
    Ok(api.store.change_case(&change, api.clock.now()).await?)
}

async fn tell(
    api: &Api,
    view: &CaseInView,
    people: &[CasePerson],
    plan: &Plan,
    right_now: bool,
) -> Result<(), Problem> {
    let link = format!("{}/sessions/{}", api.address, plan.session);
    for person in people {
        let Some(address) = person.mobile.clone().or_else(|| person.email.clone()) else { continue };
        let link = link.clone();
        let content = match right_now {
            true => NoticeContent::ComeNow { link },
            false => NoticeContent::SessionSet { at: plan.scheduled_at, link },
        };
        let notice =
            NewNotice { institution: Some(view.case.institution), account: person.account, address, content };
        api.store.create_notice(&notice, api.clock.now()).await?;
    }
    if right_now {
        let accounts: Vec<AccountId> = people.iter().filter_map(|person| person.account).collect();
        api.bell.ring(&accounts, plan.session, &plan.title);
    }
    Ok(())
}

/// Call a session off
///
/// Before it began, whoever sets sessions may; later only whoever leads it, as its rules say.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/cancellation", tag = "sessions",
    params(("id" = SessionId, Path)), request_body = Cancellation, responses((status = 204), Problems))]
async fn cancel_session(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<SessionId>,
    input::Json(given): input::Json<Cancellation>,
) -> Result<StatusCode, Problem> {
    let (record, plan, seat) = session_for(&api, &caller, id).await?;
    let view = case_for(&api, &caller, record.case, CaseAction::Schedule).await?;
    let mut form = Form::default();
    let reason = form.text("reason", &given.reason, 1000);
    form.done()?;
    if record.phase.is_over() {
        return Err(Code::NotNow.into());
    }
    let detail = json!({ "case": record.case });
    api.audit(&caller, Action::StepCase, Outcome::Granted, Subject::new("session", id), detail).await?;
    if !api.store.cancel_unopened(id, api.clock.now()).await? {
        let seat = seat.ok_or(Code::Forbidden)?;
        let command = Command::ChangePhase { to: Phase::Cancelled, reason: Some(reason), outcome: None };
        let acted = api.coordinator.act(id, seat.participant, command).await;
        acted.map_err(|refusal| Problem::from(&refusal))?;
    }
    note(&api, &caller, &view, Step::SessionCancelled { session: id }).await?;
    for person in &view.people {
        let Some(address) = person.mobile.clone().or_else(|| person.email.clone()) else { continue };
        let content = NoticeContent::SessionCancelled { at: plan.scheduled_at };
        let notice =
            NewNotice { institution: Some(view.case.institution), account: person.account, address, content };
        api.store.create_notice(&notice, api.clock.now()).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The device tests before a session
///
/// Those of the caller; whoever sets sessions sees everybody's.
#[utoipa::path(get, path = "/api/v1/sessions/{id}/device-tests", tag = "sessions",
    params(("id" = SessionId, Path)), responses((status = 200, body = Vec<DeviceTestCard>), Problems))]
async fn device_tests(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<SessionId>,
) -> Result<Json<Vec<DeviceTestCard>>, Problem> {
    let (record, plan, seat) = session_for(&api, &caller, id).await?;
    let all = case_for(&api, &caller, record.case, CaseAction::Schedule).await.is_ok();
    let mine = seat.map(|seat| seat.participant);
    let found = api.store.device_tests(id).await?;
    let seen = found.into_iter().filter(|test| all || Some(test.participant) == mine);
    let name = |who| plan.people.iter().find(|person| person.id == who).map(|person| person.name.clone());
    let cards = seen.map(|record| DeviceTestCard {
        participant: record.participant,
        name: name(record.participant).unwrap_or_default(),
        mine: Some(record.participant) == mine,
        test: record.test,
        passed: record.passed,
        at: record.at,
        counts: record.passed && record.at >= plan.scheduled_at.minus_seconds(TEST_COUNTS_SECONDS),
    });
    Ok(Json(cards.collect()))
}

/// Put a device test on file
///
/// It counts within the three days before the hearing (HE-02), and is told to the session.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/device-tests", tag = "sessions",
    params(("id" = SessionId, Path)), request_body = DeviceTest, responses((status = 204), Problems))]
async fn report_device_test(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<SessionId>,
    input::Json(test): input::Json<DeviceTest>,
) -> Result<StatusCode, Problem> {
    let (record, plan, seat) = session_for(&api, &caller, id).await?;
    let seat = seat.ok_or(Code::NotFound)?;
    let now = api.clock.now();
    if record.phase.is_over() {
        return Err(Code::NotNow.into());
    }
    let on_file = DeviceTestRecord { participant: seat.participant, test, passed: test.passed(), at: now };
    api.store.create_device_test(id, caller.account.id, &on_file).await?;
    if now >= plan.scheduled_at.minus_seconds(TEST_COUNTS_SECONDS) {
        let DeviceTest { microphone, speaker, camera, round_trip_ms, .. } = test;
        let command = Command::ReportDeviceTest { microphone, speaker, camera, round_trip_ms };
        let acted = api.coordinator.act(id, seat.participant, command).await;
        acted.map_err(|refusal| Problem::from(&refusal))?;
    }
    Ok(StatusCode::NO_CONTENT)
}
