//! The paths of both wires.
//!
//! | path | what |
//! |---|---|
//! | `/rtc` | media wire, two peer connections |
//! | `/rtc/validate` | why `/rtc` would be refused, for clients whose upgrade failed |
//! | `/rtc/v1`, `/rtc/v1/validate` | the same with one peer connection; 404 unless switched on |
//! | `/channel` | session channel |
//!
//! URLs carry tokens: whoever logs requests must leave out their queries.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::ACCESS_CONTROL_ALLOW_ORIGIN;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::entrance::{Entrance, address_of, token_of};
use super::host::{Denial, Host, MediaOpening};
use super::upgrade::Upgrade;
use super::{channel, media};
use crate::channel::limits::FRAME_BYTES;
use crate::livekit::limits::MESSAGE_BYTES;
use crate::livekit::{JoinParams, Topology};
use crate::token::Wire;

/// Serves both wires.
pub fn routes<H: Host>(entrance: Entrance<H>) -> Router {
    let routes = Router::new()
        .route("/rtc", get(open_two::<H>))
        .route("/rtc/validate", get(validate_two::<H>))
        .route("/channel", get(open_channel::<H>))
        // Clients try newer wires first. They must hear 404, whatever the web server around
        // these paths says of addresses it does not know.
        .route("/rtc/{*newer}", get(async || StatusCode::NOT_FOUND));
    let routes = if entrance.settings.one_connection {
        routes.route("/rtc/v1", get(open_one::<H>)).route("/rtc/v1/validate", get(validate_one::<H>))
    } else {
        routes
    };
    routes.with_state(entrance)
}

async fn open_two<H: Host>(
    State(entrance): State<Entrance<H>>,
    upgrade: Upgrade,
    request: Request,
) -> Response {
    open_media(entrance, upgrade, &request.into_parts().0, Topology::TwoConnections).await
}

async fn open_one<H: Host>(
    State(entrance): State<Entrance<H>>,
    upgrade: Upgrade,
    request: Request,
) -> Response {
    open_media(entrance, upgrade, &request.into_parts().0, Topology::OneConnection).await
}

async fn validate_two<H: Host>(State(entrance): State<Entrance<H>>, request: Request) -> Response {
    validate(entrance, &request.into_parts().0, Topology::TwoConnections).await
}

async fn validate_one<H: Host>(State(entrance): State<Entrance<H>>, request: Request) -> Response {
    validate(entrance, &request.into_parts().0, Topology::OneConnection).await
}

async fn open_media<H: Host>(
    entrance: Entrance<H>,
    upgrade: Upgrade,
    parts: &Parts,
    topology: Topology,
) -> Response {
    let opening = match media_opening(&entrance, parts, topology) {
        Ok(opening) => opening,
        Err(refused) => return refused.into_response(),
    };
    let (address, resuming) = (opening.address, opening.params.resuming.is_some());
    let link = match entrance.decided(entrance.host.open_media(opening).await, address) {
        Ok(link) => link,
        Err(denial) => return denial.status().into_response(),
    };
    let counts = entrance.counts();
    upgrade.accept(MESSAGE_BYTES, move |socket| media::run(socket, link, resuming, counts))
}

/// Readable by the scripts of any page: it tells a token's bearer about that token only.
async fn validate<H: Host>(entrance: Entrance<H>, parts: &Parts, topology: Topology) -> Response {
    let status = match media_opening(&entrance, parts, topology) {
        Ok(opening) => {
            let address = opening.address;
            let decision = entrance.host.may_open_media(&opening).await;
            entrance.decided(decision, address).map_or_else(Denial::status, |()| StatusCode::OK)
        }
        Err(refused) => refused,
    };
    let text = if status.is_success() { "success" } else { "refused" };
    let any_origin = (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    (status, [any_origin], text).into_response()
}

/// The token is checked before anything else is read.
fn media_opening<H: Host>(
    entrance: &Entrance<H>,
    parts: &Parts,
    topology: Topology,
) -> Result<MediaOpening, StatusCode> {
    let address = address_of(parts);
    let token = token_of(parts).unwrap_or_default();
    let claims = entrance.check(&token, Wire::Media, address).map_err(Denial::status)?;
    let query = parts.uri.query().unwrap_or_default();
    let params = match topology {
        Topology::TwoConnections | Topology::OneOffer => JoinParams::from_query(query),
        Topology::OneConnection => JoinParams::from_join_request(query),
    };
    let params = params.map_err(|_| StatusCode::BAD_REQUEST)?;
    Ok(MediaOpening { claims, params, address })
}

async fn open_channel<H: Host>(
    State(entrance): State<Entrance<H>>,
    upgrade: Upgrade,
    request: Request,
) -> Response {
    let address = address_of(&request.into_parts().0);
    upgrade.accept(FRAME_BYTES, move |socket| channel::run(socket, entrance, address))
}
