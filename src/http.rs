//! The HTTP API and the web client's files. The only place in the root package that names
//! `axum`: one file per group of endpoints.

mod assets;
mod guard;
mod health;
mod language;
mod problem;
mod server;
mod tls;

use std::sync::Arc;

use axum::Router;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::clock::Clock;
use crate::config::Config;
use crate::store::Store;

pub use assets::are_present as web_client_is_built;
pub use axum::Router as Wires;
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
}

#[derive(OpenApi)]
#[openapi(info(
    title = "Concord",
    description = "Cases, sessions and records of video mediation and online hearings.",
    license(name = "Apache-2.0")
))]
struct Document;

/// Everything this server answers, with `wires` (the sockets of session and media) beside it.
pub fn router(api: &Api, wires: Wires) -> Router {
    let (endpoints, document) = endpoints().with_state(api.clone()).split_for_parts();
    let document = document.to_json().expect("the document is built of strings");
    let described = axum::routing::get(|| async { ([("content-type", "application/json")], document) });
    endpoints
        .route("/api/openapi.json", described)
        .merge(wires)
        .fallback(assets::serve)
        .layer(axum::middleware::from_fn_with_state(api.clone(), guard::headers))
        .layer(axum::middleware::from_fn(problem::speak))
}

fn endpoints() -> OpenApiRouter<Api> {
    OpenApiRouter::with_openapi(Document::openapi()).merge(health::routes())
}
