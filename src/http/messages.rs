//! The message board of a case: for everybody in it, or between one side and those who lead.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::caller::SignedIn;
use super::case_access::{CaseInView, case_for};
use super::form::Form;
use super::input::{self, Id, Parameters};
use super::page::{self, Page, PageQuery};
use super::problem::Problems;
use super::{Api, Code, Problem};
use crate::cases::{CaseAction, CaseId};
use crate::session::Timestamp;
use crate::session::role::{Role, Roles, Side};
use crate::store::{MessageQuery, MessageRecord};

/// Longest message, in characters.
const LONGEST: usize = 4000;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(messages, write_message))
}

/// A message on the board.
#[derive(Serialize, ToSchema)]
struct Message {
    /// Its id.
    id: Uuid,
    /// When it was written.
    at: Timestamp,
    /// Who wrote it.
    name: String,
    /// Their role.
    role: Role,
    /// Only for this side and those who lead; left out for everybody in the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    side: Option<Side>,
    /// What it says.
    body: String,
    /// Whether the caller wrote it.
    mine: bool,
}

/// A message to be written.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMessage {
    /// What it says.
    #[schema(max_length = 4000)]
    body: String,
    /// Only between the caller's side and those who lead. Whoever leads names the side.
    #[serde(default)]
    private: bool,
    /// The side, for those who lead.
    side: Option<Side>,
}

/// The message board of a case
///
/// Newest first. What another side wrote to those who lead is not in it.
#[utoipa::path(get, path = "/api/v1/cases/{id}/messages", tag = "cases", params(("id" = CaseId, Path), PageQuery),
    responses((status = 200, body = Page<Message>), Problems))]
async fn messages(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<CaseId>,
    Parameters(page): Parameters<PageQuery>,
) -> Result<Json<Page<Message>>, Problem> {
    let view = case_for(&api, &caller, id, CaseAction::WriteMessage).await?;
    let query = MessageQuery {
        case: id,
        seen_by: own_side(&view)?,
        after: page::place(page.cursor.as_deref())?,
        limit: page::rows(page.limit),
    };
    let found = api.store.messages(&query).await?;
    let me = caller.account.id;
    let message = |record: MessageRecord| Message {
        mine: record.by == me,
        id: record.id,
        at: record.at,
        name: record.by_name,
        role: record.by_role,
        side: record.side,
        body: record.body,
    };
    Ok(Json(Page::of(found, page.limit, |record| (record.at, record.id), message)))
}

/// Write on the message board
#[utoipa::path(post, path = "/api/v1/cases/{id}/messages", tag = "cases", params(("id" = CaseId, Path)),
    request_body = NewMessage, responses((status = 201, body = Message), Problems))]
async fn write_message(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<CaseId>,
    input::Json(new): input::Json<NewMessage>,
) -> Result<(StatusCode, Json<Message>), Problem> {
    let view = case_for(&api, &caller, id, CaseAction::WriteMessage).await?;
    let me = view.me.as_ref().ok_or(Code::Forbidden)?;
    let side = match (new.private, own_side(&view)?) {
        (false, _) => None,
        (true, Some(own)) => Some(own),
        (true, None) => Some(new.side.ok_or_else(|| Problem::field("side", Code::Required))?),
    };
    let mut form = Form::default();
    let body = form.text("body", &new.body, LONGEST);
    form.done()?;
    let record = MessageRecord {
        id: Uuid::new_v4(),
        at: api.clock.now(),
        by: caller.account.id,
        by_name: me.name.clone(),
        by_role: me.role,
        side,
        body,
    };
    api.store.create_message(id, &record).await?;
    let MessageRecord { id, at, by_name: name, by_role: role, side, body, .. } = record;
    Ok((StatusCode::CREATED, Json(Message { id, at, name, role, side, body, mine: true })))
}

/// The side whose messages somebody sees beside those for everybody; `None` for those who
/// lead, who see all.
///
/// # Errors
/// `forbidden` for somebody who neither leads nor stands on a side.
pub fn own_side(view: &CaseInView) -> Result<Option<Side>, Problem> {
    let me = view.me.as_ref().ok_or(Code::Forbidden)?;
    match (Roles::STAFF.has(me.role), me.side) {
        (true, _) => Ok(None),
        (false, Some(side)) => Ok(Some(side)),
        (false, None) => Err(Code::Forbidden.into()),
    }
}
