//! Sessions: the caller's, one of them, and the ticket into it.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use signaling::token::Wire;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::SignedIn;
use super::input::{Id, Parameters};
use super::page::{self, Page};
use super::problem::Problems;
use super::{Api, Code, Problem};
use crate::access::{Caller, Office, Ticket};
use crate::audit::{Action, Outcome, Subject};
use crate::cases::CaseId;
use crate::session::phase::{Phase, SessionKind};
use crate::session::plan::Notice;
use crate::session::role::{Role, Side};
use crate::session::{ParticipantId, Plan, SessionId, Timestamp};
use crate::store::{Seat, SessionRecord};

/// Sessions that began this long ago may still be under way.
const UNDER_WAY_SECONDS: u32 = 12 * 3600;
/// Where the session channel is mounted.
const CHANNEL_PATH: &str = "/channel";
const DAY_SECONDS: u32 = 24 * 3600;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(sessions)).routes(routes!(session)).routes(routes!(enter))
}

/// Which of the caller's sessions.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum When {
    /// Under way or still to come.
    #[default]
    Next,
    /// Under way, or within the next 24 hours.
    Today,
    /// All.
    All,
}

/// What the list is narrowed by.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SessionFilter {
    /// Which of them.
    #[serde(default)]
    #[param(inline)]
    when: When,
    /// From the page before.
    cursor: Option<String>,
    /// Entries on a page, at most 100.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

/// A session in a list.
#[derive(Serialize, ToSchema)]
pub struct SessionCard {
    /// Its id.
    id: SessionId,
    /// The case it belongs to.
    case: CaseId,
    /// Mediation or hearing.
    kind: SessionKind,
    /// Its heading.
    title: String,
    /// When it is to begin.
    scheduled_at: Timestamp,
    /// Where it stands.
    phase: Phase,
    /// When it first was in session.
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<Timestamp>,
    /// When it was over.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<Timestamp>,
}

/// A session before it is entered.
#[derive(Serialize, ToSchema)]
struct SessionDetail {
    #[serde(flatten)]
    card: SessionCard,
    /// 案号 or mediation number.
    case_no: String,
    /// From when on people may enter (HE-04).
    entry_opens_at: Timestamp,
    /// Whether a ticket would be given now.
    may_enter: bool,
    /// Whether a device test must be on file before admission (HE-02).
    device_test_required: bool,
    /// What must be read and ticked before admission (HE-05).
    #[schema(value_type = Vec<NoticeText>)]
    notices: Vec<Notice>,
    /// Who is expected.
    people: Vec<Expected>,
    /// The caller's own place in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    me: Option<ParticipantId>,
}

/// A text to be read and ticked.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a type of the session, which knows nothing of HTTP")]
struct NoticeText {
    /// Stable name, for example `court_discipline`.
    id: String,
    /// The text in Chinese.
    zh: String,
    /// The text in English.
    en: String,
}

/// Somebody expected in a session.
#[derive(Serialize, ToSchema)]
struct Expected {
    /// Their place.
    id: ParticipantId,
    /// Their name.
    name: String,
    /// Their role.
    role: Role,
    /// Their side.
    #[serde(skip_serializing_if = "Option::is_none")]
    side: Option<Side>,
}

/// A ticket into a session.
#[derive(Serialize, ToSchema)]
struct Entry {
    /// The session.
    session: SessionId,
    /// The caller's place in it.
    participant: ParticipantId,
    /// Where the session channel is: a path on this server, to be opened as a WebSocket.
    channel: String,
    /// What the first frame on it carries. Good once, and only until `ends_at`.
    token: String,
    /// When the ticket is no longer good. A connection made with it goes on.
    ends_at: Timestamp,
}

impl SessionCard {
    /// A session as lists show it.
    pub fn of(record: SessionRecord) -> Self {
        Self {
            id: record.id,
            case: record.case,
            kind: record.kind,
            title: record.title,
            scheduled_at: record.scheduled_at,
            phase: record.phase,
            started_at: record.started_at,
            ended_at: record.ended_at,
        }
    }
}

/// The caller's sessions
///
/// Those they have a place in, earliest first.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "sessions", params(SessionFilter),
    responses((status = 200, body = Page<SessionCard>), Problems))]
async fn sessions(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Parameters(filter): Parameters<SessionFilter>,
) -> Result<Json<Page<SessionCard>>, Problem> {
    let now = api.clock.now();
    let (from, until) = match filter.when {
        When::Next => (now.minus_seconds(UNDER_WAY_SECONDS), Timestamp(i64::MAX)),
        When::Today => (now.minus_seconds(UNDER_WAY_SECONDS), now.plus_seconds(DAY_SECONDS)),
        When::All => (Timestamp(i64::MIN), Timestamp(i64::MAX)),
    };
    let after: Option<(Timestamp, SessionId)> = page::place(filter.cursor.as_deref())?;
    let (at, id) = after.map_or((from, String::new()), |(at, id)| (at, id.to_string()));
    let account = caller.account.id;
    let found = api.store.sessions_of_account(account, (at, &id), until, page::rows(filter.limit)).await?;
    Ok(Json(Page::of(found, filter.limit, |session| (session.scheduled_at, session.id), SessionCard::of)))
}

/// One session
#[utoipa::path(get, path = "/api/v1/sessions/{id}", tag = "sessions", params(("id" = SessionId, Path)),
    responses((status = 200, body = SessionDetail), Problems))]
async fn session(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<SessionId>,
) -> Result<Json<SessionDetail>, Problem> {
    let (record, plan, seat) = session_for(&api, &caller, id).await?;
    let now = api.clock.now();
    let opens = entry_opens(&plan);
    Ok(Json(SessionDetail {
        may_enter: seat.is_some() && may_enter(&record, &plan, now),
        me: seat.map(|seat| seat.participant),
        case_no: plan.case_no,
        entry_opens_at: opens,
        device_test_required: plan.rules.device_test_required,
        notices: plan.rules.notices,
        people: plan
            .people
            .into_iter()
            .map(|p| Expected { id: p.id, name: p.name, role: p.role, side: p.side })
            .collect(),
        card: SessionCard::of(record),
    }))
}

/// A ticket into a session
///
/// Whether somebody is then let out of the waiting room is decided in the session: by their
/// identity, the notices they ticked, their device test, and whoever presides.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/entry", tag = "sessions", params(("id" = SessionId, Path)),
    responses((status = 200, body = Entry), Problems))]
async fn enter(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<SessionId>,
) -> Result<Json<Entry>, Problem> {
    let (record, plan, seat) = session_for(&api, &caller, id).await?;
    let seat = seat.ok_or(Code::NotFound)?;
    let now = api.clock.now();
    let open = may_enter(&record, &plan, now);
    let outcome = if open { Outcome::Granted } else { Outcome::Refused };
    let detail = json!({ "participant": seat.participant });
    api.audit(&caller, Action::EnterSession, outcome, Subject::new("session", id), detail).await?;
    if !open {
        return Err(Code::NotNow.into());
    }
    let Ticket { token, ends } = api.access.tickets().entry(id, seat.participant, Wire::Channel, now);
    let channel = CHANNEL_PATH.to_owned();
    Ok(Json(Entry { session: id, participant: seat.participant, channel, token, ends_at: ends }))
}

/// The session, if the caller has a place in it or administers its institution.
pub async fn session_for(
    api: &Api,
    caller: &Caller,
    id: SessionId,
) -> Result<(SessionRecord, Plan, Option<Seat>), Problem> {
    let record = api.store.session(id).await?.ok_or(Code::NotFound)?;
    let seat = api.store.seat_of(id, caller.account.id).await?;
    if seat.is_none() && !administers(api, caller, record.case).await? {
        return Err(Code::NotFound.into());
    }
    let plan = api.store.session_plan(id).await?.ok_or(Code::NotFound)?;
    Ok((record, plan, seat))
}

async fn administers(api: &Api, caller: &Caller, case: CaseId) -> Result<bool, Problem> {
    if !caller.account.offices.contains(&Office::OrgAdmin) {
        return Ok(false);
    }
    let case = api.store.case(case).await?;
    Ok(case.is_some_and(|case| caller.account.institution == Some(case.institution)))
}

fn entry_opens(plan: &Plan) -> Timestamp {
    plan.scheduled_at.minus_seconds(plan.rules.entry_opens_seconds)
}

/// HE-04: from three hours before until it is over.
fn may_enter(record: &SessionRecord, plan: &Plan, now: Timestamp) -> bool {
    !record.phase.is_over() && (now >= entry_opens(plan) || record.phase != Phase::Scheduled)
}
