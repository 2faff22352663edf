//! The notice desk: what was to be sent in an institution's name, for whoever passes it on
//! where no service does.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::caller::SignedIn;
use super::problem::Problems;
use super::statistics::administered;
use super::{Api, Problem};
use crate::connectors::notices::NoticeContent;
use crate::session::Timestamp;
use crate::store::NoticeRecord;

/// Notices of this long are shown.
const SHOWN_SECONDS: u32 = 14 * 24 * 60 * 60;
const SHOWN: u32 = 500;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(notices))
}

/// A notice.
#[derive(Serialize, ToSchema)]
struct Notice {
    /// Its id.
    id: Uuid,
    /// Mobile number or e-mail address.
    address: String,
    /// What it says.
    content: NoticeContent,
    /// When it was written.
    created_at: Timestamp,
    /// How it stands.
    state: NoticeState,
}

/// How a notice stands.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum NoticeState {
    /// No service sends notices: somebody passes it on.
    ForTheDesk,
    /// The service has not taken it yet.
    OnItsWay,
    /// The service took it.
    Delivered,
    /// The service did not take it in time: somebody passes it on.
    NotDelivered,
}

impl NoticeState {
    fn of(record: &NoticeRecord, is_sent: bool) -> Self {
        match (record.delivered, is_sent) {
            (Some(_), _) => Self::Delivered,
            (None, _) if record.is_given_up => Self::NotDelivered,
            (None, true) => Self::OnItsWay,
            (None, false) => Self::ForTheDesk,
        }
    }
}

/// Notices of the last two weeks
///
/// Of the caller's institution, newest first. One-time codes are not among them: they would let
/// one person in as another.
#[utoipa::path(get, path = "/api/v1/notices", tag = "administration",
    responses((status = 200, body = Vec<Notice>), Problems))]
async fn notices(State(api): State<Api>, SignedIn(caller): SignedIn) -> Result<Json<Vec<Notice>>, Problem> {
    let institution = administered(&caller)?;
    let since = api.clock.now().minus_seconds(SHOWN_SECONDS);
    let found = api.store.notices_of(institution, since, SHOWN).await?;
    let shown = found.into_iter().filter(|notice| !matches!(notice.content, NoticeContent::Code { .. }));
    let is_sent = api.config.connectors.sends_notices();
    let notice = |record: NoticeRecord| Notice {
        id: record.id,
        state: NoticeState::of(&record, is_sent),
        address: record.address,
        content: record.content,
        created_at: record.created,
    };
    Ok(Json(shown.map(notice).collect()))
}
