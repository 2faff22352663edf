//! The server API over live sessions: what a program with an API key may see, and what it may
//! do, which is no more than the session's own rules allow.
//!
//! In a session of a case a program acts for one of its people, named in the token (`sub`), and
//! the rules decide as if that person had asked. A room without a case has nobody to ask: there
//! a program may do what whoever leads may do.

mod destination;

use signaling::livekit::request::Subscription;
use signaling::livekit::room_service::{Data, Fault, FaultCode, Person, RoomAnswer, RoomRequest};
use signaling::livekit::{ParticipantView, TrackSid, TrackView};
use signaling::ws::{RoomCall, RoomHost};
use uuid::Uuid;

use self::destination::Destination;
use crate::coordinator::live::{Attendee, Direction, Overview};
use crate::coordinator::registry::Coordinator;
use crate::open_rooms::OpenRooms;
use crate::session::{Command, ParticipantId, Refusal, SessionId};
use crate::store::StoreError;

use sfu::media::Source;

/// What stands behind the server API. Cheap to clone.
#[derive(Clone)]
pub struct RoomService {
    coordinator: Coordinator,
    open_rooms: Option<OpenRooms>,
}

/// A call about one live session.
struct Call<'s> {
    service: &'s RoomService,
    session: SessionId,
    overview: Overview,
    key: String,
    acts_for: String,
}

impl RoomService {
    /// Over the live sessions, and the rooms without a case if there are any.
    pub fn new(coordinator: Coordinator, open_rooms: Option<OpenRooms>) -> Self {
        Self { coordinator, open_rooms }
    }

    async fn list(&self, names: &[String]) -> RoomAnswer {
        let mut rooms = Vec::new();
        for session in self.coordinator.live_sessions() {
            let overview = self.coordinator.overview(session).await;
            rooms.extend(overview.map(|overview| overview.room));
        }
        rooms.retain(|room| names.is_empty() || names.contains(&room.name));
        rooms.sort_by(|one, other| one.name.cmp(&other.name));
        RoomAnswer::Rooms(rooms)
    }

    async fn create(&self, name: &str) -> Result<RoomAnswer, Fault> {
        let why = "sessions are made from cases, by POST /api/v1/cases/{id}/sessions";
        let rooms = self.open_rooms.as_ref().ok_or_else(|| Fault::new(FaultCode::FailedPrecondition, why))?;
        let session = rooms.open_now(name).await.map_err(|error| unavailable(&error))?;
        let overview = self.coordinator.overview(session).await.ok_or_else(no_such_room)?;
        Ok(RoomAnswer::Room(Box::new(overview.room)))
    }

    /// The live session behind a room of the media wire.
    async fn find(&self, room: &str) -> Option<(SessionId, Overview)> {
        let open = self.open_rooms.as_ref().map(|_| OpenRooms::session_of(room));
        let of_a_case = Uuid::parse_str(room).ok().map(SessionId);
        for session in [open, of_a_case].into_iter().flatten() {
            if let Some(overview) = self.coordinator.overview(session).await {
                return Some((session, overview));
            }
        }
        None
    }

    async fn call(&self, room: String, key: String, acts_for: String) -> Result<Call<'_>, Fault> {
        let (session, overview) = self.find(&room).await.ok_or_else(no_such_room)?;
        Ok(Call { service: self, session, overview, key, acts_for })
    }
}

impl RoomHost for RoomService {
    async fn serve(&self, call: RoomCall) -> Result<RoomAnswer, Fault> {
        let RoomCall { request, key, acts_for } = call;
        let about = |room: String| self.call(room, key, acts_for);
        match request {
            RoomRequest::ListRooms { names } => Ok(self.list(&names).await),
            RoomRequest::CreateRoom { name } => self.create(&name).await,
            RoomRequest::DeleteRoom { room } => about(room).await?.delete().await,
            RoomRequest::ListParticipants { room } => Ok(about(room).await?.list()),
            RoomRequest::GetParticipant(person) => about(person.room.clone()).await?.get(&person),
            RoomRequest::RemoveParticipant(person) => about(person.room.clone()).await?.remove(&person).await,
            RoomRequest::MutePublishedTrack { person, track, muted } => {
                about(person.room.clone()).await?.mute(&person, &track, muted).await
            }
            RoomRequest::UpdateSubscriptions { person, tracks, subscribe } => {
                let subscription = Subscription { tracks, subscribe };
                about(person.room.clone()).await?.subscribe(&person, subscription).await
            }
            RoomRequest::SendData(data) => about(data.room.clone()).await?.send(data).await,
            RoomRequest::MoveParticipant { person, destination } => {
                about(person.room.clone()).await?.move_to(&person, &destination).await
            }
        }
    }
}

impl Call<'_> {
    fn list(self) -> RoomAnswer {
        RoomAnswer::Participants(self.overview.people.into_iter().filter_map(|person| person.seen).collect())
    }

    fn get(&self, person: &Person) -> Result<RoomAnswer, Fault> {
        let (_, seen) = self.present(person)?;
        Ok(RoomAnswer::Participant(Box::new(seen.clone())))
    }

    async fn delete(&self) -> Result<RoomAnswer, Fault> {
        self.direct(Direction::Dismiss, "a session of a case is closed by whoever leads it").await
    }

    async fn remove(&self, person: &Person) -> Result<RoomAnswer, Fault> {
        let who = self.attendee(person)?.id;
        let reason = format!("server API, key {}", self.key);
        self.act(Command::Remove { who, reason }).await
    }

    /// Silencing is an order: it holds in every room until it is lifted. Lifting it switches no
    /// microphone on; that is its owner's to do.
    async fn mute(&self, person: &Person, sid: &TrackSid, muted: bool) -> Result<RoomAnswer, Fault> {
        let (attendee, seen) = self.present(person)?;
        let track = seen.tracks.iter().find(|track| track.sid == *sid);
        let track = track.ok_or_else(|| Fault::new(FaultCode::NotFound, "no such track"))?;
        if track.source != Source::Microphone {
            let why = "only a microphone can be silenced from here";
            return Err(Fault::new(FaultCode::Unimplemented, why));
        }
        match self.act(Command::Mute { who: attendee.id, muted }).await {
            Err(fault) if fault.reason != Some(Refusal::NothingToDo.code()) => Err(fault),
            _ => Ok(RoomAnswer::Track(Box::new(TrackView { muted: muted || track.muted, ..track.clone() }))),
        }
    }

    async fn subscribe(&self, person: &Person, subscription: Subscription) -> Result<RoomAnswer, Fault> {
        let who = self.attendee(person)?.id;
        let why = "whoever takes part in a session of a case chooses what they receive";
        self.direct(Direction::Subscribe { who, subscription }, why).await
    }

    async fn send(&self, data: Data) -> Result<RoomAnswer, Fault> {
        let why = "nothing passes between the people of a case that its record does not know";
        self.direct(Direction::Send(data), why).await
    }

    async fn move_to(&self, person: &Person, destination: &str) -> Result<RoomAnswer, Fault> {
        let (attendee, seen) = self.present(person)?;
        match Destination::of(&self.overview, destination)? {
            Destination::Within(place) => self.act(place.command(attendee)).await,
            Destination::Elsewhere(room) => self.send_away(attendee, seen, room).await,
        }
    }

    async fn send_away(
        &self,
        attendee: &Attendee,
        seen: &ParticipantView,
        room: &str,
    ) -> Result<RoomAnswer, Fault> {
        let why = "nobody goes from one case to another; rooms of this session are named <session>/<room>";
        let rooms = self.service.open_rooms.as_ref().filter(|_| self.overview.open_door);
        let rooms = rooms.ok_or_else(|| Fault::new(FaultCode::FailedPrecondition, why))?;
        rooms.open_now(room).await.map_err(|error| unavailable(&error))?;
        let token = rooms.token(room, seen);
        self.direct(Direction::SendAway { who: attendee.id, token }, why).await
    }

    fn attendee(&self, person: &Person) -> Result<&Attendee, Fault> {
        let found = self.overview.people.iter().find(|attendee| attendee.identity == person.identity);
        found.ok_or_else(|| Fault::new(FaultCode::NotFound, "no such participant"))
    }

    fn present(&self, person: &Person) -> Result<(&Attendee, &ParticipantView), Fault> {
        let attendee = self.attendee(person)?;
        let seen = attendee.seen.as_ref();
        let seen = seen.ok_or_else(|| Fault::new(FaultCode::NotFound, "that participant is not here"))?;
        Ok((attendee, seen))
    }

    async fn direct(&self, direction: Direction, otherwise: &str) -> Result<RoomAnswer, Fault> {
        match self.service.coordinator.direct(self.session, direction).await {
            true => Ok(RoomAnswer::Done),
            false => Err(Fault::new(FaultCode::PermissionDenied, otherwise)),
        }
    }

    /// A command of the session, by whomever the token names.
    async fn act(&self, command: Command) -> Result<RoomAnswer, Fault> {
        let coordinator = &self.service.coordinator;
        let outcome = match &self.service.open_rooms {
            Some(rooms) if self.overview.open_door && self.acts_for.is_empty() => {
                rooms.act(self.session, &self.key, command).await
            }
            _ => coordinator.act(self.session, self.acting()?, command).await,
        };
        outcome.map(|()| RoomAnswer::Done).map_err(refused)
    }

    fn acting(&self) -> Result<ParticipantId, Fault> {
        let named = self.overview.people.iter().find(|person| person.identity.as_str() == self.acts_for);
        let why =
            "a session of a case is led by its people: name in the token (sub) the participant you act for";
        named.map(|person| person.id).ok_or_else(|| Fault::new(FaultCode::PermissionDenied, why))
    }
}

fn no_such_room() -> Fault {
    Fault::new(FaultCode::NotFound, "no such room, or nobody is in it")
}

fn unavailable(error: &StoreError) -> Fault {
    tracing::error!(%error, "a room could not be opened");
    Fault::new(FaultCode::Unavailable, "the server cannot save right now")
}

fn refused(refusal: Refusal) -> Fault {
    let code = match refusal {
        Refusal::NoSuchParticipant | Refusal::NoSuchRoom => FaultCode::NotFound,
        Refusal::NotAParticipant | Refusal::NotYourRole | Refusal::Removed => FaultCode::PermissionDenied,
        Refusal::TooMany => FaultCode::ResourceExhausted,
        Refusal::BadText => FaultCode::InvalidArgument,
        Refusal::CannotSave => FaultCode::Unavailable,
        _ => FaultCode::FailedPrecondition,
    };
    Fault { reason: Some(refusal.code()), ..Fault::new(code, refusal.sentence().en) }
}
