//! A bell at every open client: rings when somebody starts a session on the spot (MV-02).

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::Stream;
use serde::Serialize;
use tokio::sync::broadcast;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Api;
use super::caller::SignedIn;
use super::problem::Problems;
use crate::access::AccountId;
use crate::session::SessionId;

/// Rings that wait for a slow client; older ones are lost, and the list of sessions has them.
const WAITING: usize = 256;
/// So that a proxy does not take the silence for the end.
const PULSE: Duration = Duration::from_secs(20);

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(listen))
}

/// Somebody waits in a session right now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ComeNow {
    /// The session.
    session: SessionId,
    /// Its heading.
    title: String,
}

/// The bell. Cheap to clone.
#[derive(Clone)]
pub struct Bell(broadcast::Sender<(AccountId, ComeNow)>);

impl Default for Bell {
    fn default() -> Self {
        Self(broadcast::Sender::new(WAITING))
    }
}

impl Bell {
    /// Rings for these people.
    pub fn ring(&self, accounts: &[AccountId], session: SessionId, title: &str) {
        for account in accounts {
            // Nobody listens: the notice reaches them another way.
            let _ = self.0.send((*account, ComeNow { session, title: title.to_owned() }));
        }
    }
}

/// Listen for the bell
///
/// Server-sent events named `come_now`, as long as the client is open.
#[utoipa::path(get, path = "/api/v1/me/bell", tag = "me",
    responses((status = 200, body = ComeNow, content_type = "text/event-stream"), Problems))]
async fn listen(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let me = caller.account.id;
    let rings = futures_util::stream::unfold(api.bell.0.subscribe(), move |mut rings| async move {
        loop {
            match rings.recv().await {
                Ok((account, ring)) if account == me => {
                    let event = Event::default().event("come_now").json_data(ring).unwrap_or_default();
                    return Some((Ok(event), rings));
                }
                Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    });
    Sse::new(rings).keep_alive(KeepAlive::new().interval(PULSE))
}
