//! Media with one HTTP request: WHIP in (RFC 9725) and WHEP out (draft-ietf-wish-whep). `POST` an
//! offer to `/whip` or `/whep`, `DELETE` what it made.
//!
//! What a request makes is a client of the media wire that lives in this server: it joins,
//! announces what the offer sends, passes the offer on, and leaves. So nothing is decided here,
//! and what the host refuses to a browser it refuses to a camera or a screen on the wall.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Path, Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ALLOW, CONTENT_TYPE, HeaderMap, LOCATION,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response as HttpResponse};
use axum::routing::{options, post};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::entrance::{Entrance, address_of, token_of};
use super::host::{Denial, Host, MediaLink, MediaOpening, MediaUp};
use crate::Closed;
use crate::livekit::limits::SDP_BYTES;
use crate::livekit::request::{AddTrack, Description};
use crate::livekit::{BadMessage, JoinParams, Request as Ask, Response, Topology, TrackSid};
use crate::token::{Claims, Grant, Wire};
use crate::whep::WhepOffer;
use crate::whip::{BadOffer, CONTENT_TYPE as SDP, WhipOffer};

/// How long the host and the media plane may take to answer an offer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);

/// Why a request is not served, as a status and a sentence.
type Refused = (StatusCode, String);

/// Which way media flows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// WHIP: a camera publishes, and receives nothing.
    In,
    /// WHEP: a player receives, and publishes nothing.
    Out,
}

/// The connections of a server in one way, by the last part of their address.
#[derive(Clone)]
struct Door<H> {
    way: Way,
    entrance: Entrance<H>,
    connections: Connections,
}

type Connections = Arc<Mutex<HashMap<String, Connection>>>;

/// What one request made. Dropping `end` ends it.
struct Connection {
    owner: Grant,
    #[expect(dead_code, reason = "its end is the message")]
    end: oneshot::Sender<()>,
}

/// Serves WHIP and WHEP.
pub fn one_request<H: Host>(entrance: Entrance<H>) -> Router {
    door(Way::In, entrance.clone()).merge(door(Way::Out, entrance))
}

fn door<H: Host>(way: Way, entrance: Entrance<H>) -> Router {
    let path = way.path();
    let made = axum::routing::delete(end::<H>).merge(options(preflight)).fallback(not_offered);
    Router::new()
        .route(path, post(open::<H>).merge(options(preflight)).fallback(not_offered))
        .route(&format!("{path}/{{connection}}"), made)
        .with_state(Door { way, entrance, connections: Connections::default() })
}

async fn open<H: Host>(State(door): State<Door<H>>, request: Request) -> HttpResponse {
    match door.open(request).await {
        Ok((location, answer)) => {
            let headers = [(CONTENT_TYPE, SDP.to_owned()), (LOCATION, location)];
            for_every_page((StatusCode::CREATED, headers, answer).into_response())
        }
        Err(refused) => for_every_page(refused.into_response()),
    }
}

async fn end<H: Host>(
    State(door): State<Door<H>>,
    Path(connection): Path<String>,
    request: Request,
) -> HttpResponse {
    let outcome = door.end(&connection, &request.into_parts().0);
    for_every_page(outcome.map_or_else(IntoResponse::into_response, |()| StatusCode::OK.into_response()))
}

/// Trickled candidates and restarts are not offered: every address is in the answer (§4.3).
async fn not_offered() -> HttpResponse {
    let allow = [(ALLOW, HeaderValue::from_static("POST, DELETE, OPTIONS"))];
    for_every_page((StatusCode::METHOD_NOT_ALLOWED, allow).into_response())
}

async fn preflight() -> HttpResponse {
    let accepts = [(HeaderName::from_static("accept-post"), HeaderValue::from_static(SDP))];
    for_every_page((StatusCode::NO_CONTENT, accepts).into_response())
}

/// Pages of any origin may publish and watch: whoever has a token has it for that.
fn for_every_page(mut response: HttpResponse) -> HttpResponse {
    let headers = response.headers_mut();
    for (name, value) in [
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (ACCESS_CONTROL_ALLOW_METHODS, "POST, DELETE, OPTIONS"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type"),
        (ACCESS_CONTROL_EXPOSE_HEADERS, "location"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

impl Way {
    fn path(self) -> &'static str {
        match self {
            Self::In => "/whip",
            Self::Out => "/whep",
        }
    }

    /// How such a client joins.
    fn join(self) -> Result<JoinParams, BadMessage> {
        match self {
            Self::In => JoinParams::from_query("sdk=whip&auto_subscribe=0"),
            Self::Out => {
                let params = JoinParams::from_query("sdk=whep")?;
                Ok(JoinParams { topology: Topology::OneOffer, ..params })
            }
        }
    }

    /// The tracks and the description of an offer.
    fn read(self, body: &[u8]) -> Result<(Vec<AddTrack>, String), BadOffer> {
        match self {
            Self::In => WhipOffer::read(body).map(|offer| (offer.tracks, offer.sdp)),
            Self::Out => WhepOffer::read(body).map(|offer| (Vec::new(), offer.sdp)),
        }
    }
}

impl<H: Host> Door<H> {
    /// Where the connection lives, and the answer to its offer.
    async fn open(&self, request: Request) -> Result<(String, String), Refused> {
        let (parts, body) = request.into_parts();
        let (claims, address) = self.claims(&parts)?;
        must_be_sdp(&parts.headers)?;
        let too_long = || refused(StatusCode::PAYLOAD_TOO_LARGE, &BadOffer::TooLong { came: SDP_BYTES + 1 });
        let body = to_bytes(body, SDP_BYTES).await.map_err(|_| too_long())?;
        let (tracks, sdp) = self.way.read(&body).map_err(|bad| refused(StatusCode::BAD_REQUEST, &bad))?;
        let params = self.way.join().map_err(|bad| refused(StatusCode::BAD_REQUEST, &bad))?;
        let owner = claims.grant.clone();
        let opened = self.entrance.host.open_media(MediaOpening { claims, params, address }).await;
        let mut link = self.entrance.decided(opened, address).map_err(denied)?;
        let answered = tokio::time::timeout(ANSWERS_WITHIN, negotiate(&mut link, tracks, sdp)).await;
        let Ok(Some(answer)) = answered else {
            let _ = link.up.send((link.id, MediaUp::Request(Ask::Leave))).await;
            let _ = link.up.send((link.id, MediaUp::Closed(Closed::Malformed))).await;
            return Err((
                StatusCode::UNPROCESSABLE_ENTITY,
                "the media plane cannot use this offer".to_owned(),
            ));
        };
        let id = Uuid::new_v4().simple().to_string();
        let (end, ended) = oneshot::channel();
        self.connections().insert(id.clone(), Connection { owner, end });
        tokio::spawn(stay(link, ended, Arc::clone(&self.connections), id.clone()));
        Ok((format!("{}/{id}", self.way.path()), answer))
    }

    /// Only whoever opened it may end it; for all others it does not exist.
    fn end(&self, connection: &str, parts: &axum::http::request::Parts) -> Result<(), Refused> {
        let (claims, _) = self.claims(parts)?;
        let mut connections = self.connections();
        match connections.get(connection) {
            Some(one) if same_person(&one.owner, &claims.grant) => {
                connections.remove(connection);
                Ok(())
            }
            _ => Err((StatusCode::NOT_FOUND, "no such connection".to_owned())),
        }
    }

    fn claims(&self, parts: &axum::http::request::Parts) -> Result<(Claims, std::net::IpAddr), Refused> {
        let address = address_of(parts);
        let token = token_of(parts).unwrap_or_default();
        let claims = self.entrance.check(&token, Wire::Media, address).map_err(denied)?;
        Ok((claims, address))
    }

    fn connections(&self) -> MutexGuard<'_, HashMap<String, Connection>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Announces the tracks, passes the offer on, and waits for its answer.
async fn negotiate(link: &mut MediaLink, tracks: Vec<AddTrack>, sdp: String) -> Option<String> {
    for track in tracks {
        ask(link, Ask::AddTrack(Box::new(track))).await?;
    }
    let description = Description { id: 1, sdp, mid_to_track: Default::default() };
    ask(link, Ask::Offer(description)).await?;
    loop {
        match link.down.recv().await? {
            Response::Answer(answer) => return Some(answer.sdp),
            Response::Leave(_) => return None,
            Response::Mute { track, muted } => obey(link, track, muted).await?,
            _ => {}
        }
    }
}

async fn ask(link: &MediaLink, request: Ask) -> Option<()> {
    link.up.send((link.id, MediaUp::Request(request))).await.ok()
}

/// A camera has no button: what is switched off stays off until it publishes again.
async fn obey(link: &MediaLink, track: TrackSid, muted: bool) -> Option<()> {
    if muted { ask(link, Ask::Mute { track, muted }).await } else { Some(()) }
}

/// Holds the place of a connection until its client, the host or the media plane ends it.
async fn stay(mut link: MediaLink, mut ended: oneshot::Receiver<()>, all: Connections, id: String) {
    let closed = loop {
        tokio::select! {
            told = link.down.recv() => match told {
                None | Some(Response::Leave(_)) => break Closed::ByHost,
                Some(Response::Mute { track, muted }) => drop(obey(&link, track, muted).await),
                Some(_) => {}
            },
            _ = &mut ended => {
                ask(&link, Ask::Leave).await;
                break Closed::ByClient;
            }
        }
    };
    let _ = link.up.send((link.id, MediaUp::Closed(closed))).await;
    all.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
}

fn same_person(one: &Grant, other: &Grant) -> bool {
    match (one, other) {
        (Grant::Session(one), Grant::Session(other)) => one == other,
        (Grant::Api(one), Grant::Api(other)) => {
            one.identity == other.identity && one.video.room == other.video.room
        }
        _ => false,
    }
}

fn must_be_sdp(headers: &HeaderMap) -> Result<(), Refused> {
    let said = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match said.split(';').next().map(str::trim) {
        Some(SDP) => Ok(()),
        _ => Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, format!("expected the content type {SDP}"))),
    }
}

fn denied(denial: Denial) -> Refused {
    (denial.status(), "not with this token".to_owned())
}

fn refused(status: StatusCode, why: &impl ToString) -> Refused {
    (status, why.to_string())
}
