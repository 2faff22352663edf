//! The server API over HTTP: Twirp, version 7 of its wire protocol.
//!
//! `POST /twirp/livekit.RoomService/{method}`, as JSON or protobuf, with a token of an API key.
//! The token is checked before the body is read, the grant before the host is asked.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;

use super::entrance::{Entrance, address_of, token_of};
use super::host::Denial;
use crate::livekit::room_service::{BODY_BYTES, Encoding, Fault, FaultCode, RoomAnswer, RoomRequest};

/// What stands behind the server API.
pub trait RoomHost: Clone + Send + Sync + 'static {
    /// Does what was asked, or says why not.
    fn serve(&self, call: RoomCall) -> impl Future<Output = Result<RoomAnswer, Fault>> + Send;
}

/// A call whose token was checked, and grants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomCall {
    /// What is asked.
    pub request: RoomRequest,
    /// The key that signed the token.
    pub key: String,
    /// The participant in whose name the caller acts (`sub`); empty if none is named.
    pub acts_for: String,
}

/// Serves the server API.
pub fn server_api<H: RoomHost>(entrance: Entrance<H>) -> Router {
    Router::new().route("/twirp/livekit.RoomService/{method}", any(call::<H>)).with_state(entrance)
}

async fn call<H: RoomHost>(
    State(entrance): State<Entrance<H>>,
    Path(method): Path<String>,
    request: Request,
) -> Response {
    match answer(&entrance, &method, request).await {
        Ok((encoding, answer)) => {
            let content_type = (CONTENT_TYPE, HeaderValue::from_static(content_type(encoding)));
            ([content_type], answer.encode(encoding)).into_response()
        }
        Err(fault) => failed(&fault),
    }
}

async fn answer<H: RoomHost>(
    entrance: &Entrance<H>,
    method: &str,
    request: Request,
) -> Result<(Encoding, RoomAnswer), Fault> {
    if request.method() != axum::http::Method::POST {
        return Err(Fault::new(FaultCode::BadRoute, "expected a POST"));
    }
    let (parts, body) = request.into_parts();
    let token = token_of(&parts).unwrap_or_default();
    let (key, grant) = entrance.check_api(&token, address_of(&parts)).map_err(refused)?;
    let encoding = encoding_of(&parts.headers)?;
    let request = RoomRequest::decode(method, encoding, &read(body).await?)?;
    if !request.is_granted_by(&grant.video) {
        return Err(Fault::new(FaultCode::PermissionDenied, "the token does not grant this for this room"));
    }
    let call = RoomCall { request, key, acts_for: grant.identity };
    Ok((encoding, entrance.host.serve(call).await?))
}

fn encoding_of(headers: &HeaderMap) -> Result<Encoding, Fault> {
    let said = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match said.split(';').next().unwrap_or_default().trim() {
        "application/json" => Ok(Encoding::Json),
        "application/protobuf" => Ok(Encoding::Protobuf),
        _ => {
            let expected = "expected the content type application/json or application/protobuf";
            Err(Fault::new(FaultCode::BadRoute, expected))
        }
    }
}

async fn read(body: Body) -> Result<axum::body::Bytes, Fault> {
    let expected = format!("expected a body of at most {BODY_BYTES} bytes");
    to_bytes(body, BODY_BYTES).await.map_err(|_| Fault::new(FaultCode::InvalidArgument, expected))
}

fn refused(denial: Denial) -> Fault {
    match denial {
        Denial::TooMany => Fault::new(FaultCode::ResourceExhausted, "too many failed attempts from here"),
        _ => Fault::new(FaultCode::Unauthenticated, "expected a valid token of an API key"),
    }
}

fn failed(fault: &Fault) -> Response {
    let status = StatusCode::from_u16(fault.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let json = (CONTENT_TYPE, HeaderValue::from_static(content_type(Encoding::Json)));
    (status, [json], fault.body()).into_response()
}

fn content_type(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Json => "application/json",
        Encoding::Protobuf => "application/protobuf",
    }
}
