//! The HTTP API and the web client's files. The only place in the root package that names
//! `axum`: one file per group of endpoints.
#![expect(unused_qualifications, reason = "utoipa's macro qualifies the types of parameters")]

mod access_log;
mod address;
mod administration;
mod applications;
mod assets;
mod association;
mod bell;
mod caller;
mod case_access;
mod case_moves;
mod case_opening;
mod case_people;
mod cases;
mod download;
mod entity_tag;
mod form;
mod guard;
mod health;
mod idempotency;
mod input;
mod invitations;
mod language;
mod materials;
mod me;
mod messages;
mod metrics;
mod notices;
mod pace;
mod page;
mod problem;
mod proofs;
mod recordings;
mod scheduling;
mod server;
mod sessions;
mod sign_in;
mod statistics;
mod tls;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use serde_json::Value;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::access::{Access, Caller, Readings};
use crate::audit::{Action, Entry, Outcome, Subject};
use crate::clock::Clock;
use crate::config::{Config, Limits};
use crate::coordinator::registry::Coordinator;
use crate::materials::Materials;
use crate::recording::Recordings;
use crate::store::Store;

pub use assets::are_present as web_client_is_built;
pub use axum::Router as Wires;
pub use bell::Bell;
pub use metrics::{Measured, metrics};
pub use pace::Pace;
pub use problem::{Code, Problem};
pub use server::{Server, ServerError};
pub use tls::machine_addresses;

/// What the endpoints work with. Cheap to clone.
#[derive(Clone)]
pub struct Api {
    /// State.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Settings.
    pub config: Arc<Config>,
    /// Who may come in.
    pub access: Access,
    /// Live sessions.
    pub coordinator: Coordinator,
    /// What was recorded.
    pub recordings: Arc<Recordings>,
    /// Who is reading what.
    pub readings: Readings,
    /// Files of cases.
    pub materials: Materials,
    /// Rings at open clients.
    pub bell: Bell,
    /// How fast each address asks.
    pub pace: Pace,
    /// The address of this server, for links.
    pub address: String,
}

impl Api {
    /// Writes the audit before the answer leaves.
    async fn audit(
        &self,
        caller: &Caller,
        action: Action,
        outcome: Outcome,
        subject: Subject,
        detail: Value,
    ) -> Result<(), Problem> {
        let actor = caller.account.id.to_string();
        let entry = Entry { at: self.clock.now(), actor, action, outcome, subject, detail };
        self.store.append_audit(&entry).await?;
        Ok(())
    }
}

#[derive(OpenApi)]
#[openapi(info(
    title = "Concord",
    description = "Cases, sessions and records of video mediation and online hearings.",
    license(name = "Apache-2.0")
))]
struct Document;

/// The description of the API (OpenAPI 3.1), from which the web client's types are made.
pub fn document() -> String {
    endpoints(Limits::default().upload_part_bytes)
        .into_openapi()
        .to_pretty_json()
        .expect("the document is built of strings")
}

/// Everything this server answers, with `wires` (the sockets of session and media) beside it.
pub fn router(api: &Api, wires: Wires) -> Router {
    let (endpoints, document) =
        endpoints(api.config.limits.upload_part_bytes).with_state(api.clone()).split_for_parts();
    let document = document.to_json().expect("the document is built of strings");
    let described = axum::routing::get(|| async { ([("content-type", "application/json")], document) });
    endpoints
        .route("/api/openapi.json", described)
        .layer(axum::middleware::from_fn_with_state(api.clone(), idempotency::once))
        .layer(axum::middleware::from_fn_with_state(api.clone(), caller::same_origin))
        .layer(DefaultBodyLimit::max(api.config.limits.body_bytes))
        .layer(axum::middleware::from_fn_with_state(api.clone(), pace::keep))
        .merge(wires)
        .fallback(assets::serve)
        .layer(axum::middleware::from_fn_with_state(api.clone(), guard::headers))
        .layer(axum::middleware::from_fn(problem::speak))
}

fn endpoints(upload_part_bytes: usize) -> OpenApiRouter<Api> {
    let mut endpoints = OpenApiRouter::with_openapi(Document::openapi())
        .merge(health::routes())
        .merge(sign_in::routes())
        .merge(me::routes())
        .merge(invitations::routes())
        .merge(association::routes())
        .merge(cases::routes())
        .merge(sessions::routes())
        .merge(proofs::routes())
        .merge(recordings::routes())
        .merge(case_opening::routes())
        .merge(case_moves::routes())
        .merge(case_people::routes())
        .merge(messages::routes())
        .merge(materials::routes(upload_part_bytes))
        .merge(scheduling::routes())
        .merge(applications::routes())
        .merge(statistics::routes())
        .merge(access_log::routes())
        .merge(administration::routes())
        .merge(bell::routes())
        .merge(notices::routes());
    idempotency::describe(endpoints.get_openapi_mut());
    endpoints
}
