//! What may be asked.

use prost::Message;
use serde::de::DeserializeOwned;

use super::super::bounded::{self, Checked};
use super::super::identity::Identity;
use super::super::limits::{DATA_BYTES, NAME_BYTES, RECIPIENTS};
use super::super::proto::{self, data_packet::Kind};
use super::super::sid::TrackSid;
use super::{BODY_BYTES, Encoding, Fault, FaultCode};
use crate::token::VideoGrant;

/// Rooms in one question.
const ROOMS: usize = 1_000;
/// Bytes of a nonce.
const NONCE_BYTES: usize = 16;

/// A call of the room service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomRequest {
    /// Makes a room, if it does not exist.
    CreateRoom {
        /// Its name.
        name: String,
    },
    /// The rooms there are.
    ListRooms {
        /// Only these; all when empty.
        names: Vec<String>,
    },
    /// Ends a room for everybody in it.
    DeleteRoom {
        /// Which.
        room: String,
    },
    /// The people of a room.
    ListParticipants {
        /// Which.
        room: String,
    },
    /// One of them.
    GetParticipant(Person),
    /// Puts somebody out.
    RemoveParticipant(Person),
    /// Silences a track, or lifts that.
    MutePublishedTrack {
        /// Whose.
        person: Person,
        /// Which.
        track: TrackSid,
        /// `true` silences.
        muted: bool,
    },
    /// Chooses what somebody receives.
    UpdateSubscriptions {
        /// Who.
        person: Person,
        /// Which tracks.
        tracks: Vec<TrackSid>,
        /// Receive them, or no longer.
        subscribe: bool,
    },
    /// Sends data to people of a room.
    SendData(Data),
    /// Moves somebody to another room.
    MoveParticipant {
        /// Whom.
        person: Person,
        /// Where to.
        destination: String,
    },
}

/// Somebody in a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The room.
    pub room: String,
    /// Who.
    pub identity: Identity,
}

/// Data for people of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Data {
    /// The room.
    pub room: String,
    /// What.
    pub payload: Vec<u8>,
    /// For which part of an application.
    pub topic: Option<String>,
    /// May be lost on the way.
    pub lossy: bool,
    /// For whom; everybody when empty.
    pub to: Vec<Identity>,
    /// The sender's name for it: what comes again under the same name is not sent again.
    pub nonce: Option<[u8; NONCE_BYTES]>,
}

impl RoomRequest {
    /// Reads a call of `method`.
    ///
    /// # Errors
    /// If there is no such method, or the body is not what it asks for.
    pub fn decode(method: &str, encoding: Encoding, body: &[u8]) -> Result<Self, Fault> {
        let body = bounded::frame(body, BODY_BYTES)?;
        let request = match method {
            "CreateRoom" => create_room(&read(encoding, body)?)?,
            "ListRooms" => list_rooms(read(encoding, body)?)?,
            "DeleteRoom" => {
                let asked: proto::DeleteRoomRequest = read(encoding, body)?;
                Self::DeleteRoom { room: room(asked.room)? }
            }
            "ListParticipants" => {
                let asked: proto::ListParticipantsRequest = read(encoding, body)?;
                Self::ListParticipants { room: room(asked.room)? }
            }
            "GetParticipant" => Self::GetParticipant(someone(read(encoding, body)?)?),
            "RemoveParticipant" => Self::RemoveParticipant(someone(read(encoding, body)?)?),
            "MutePublishedTrack" => mute(read(encoding, body)?)?,
            "UpdateSubscriptions" => subscriptions(read(encoding, body)?)?,
            "SendData" => Self::SendData(data(read(encoding, body)?)?),
            "MoveParticipant" => move_participant(read(encoding, body)?)?,
            "UpdateParticipant" | "UpdateRoomMetadata" | "ForwardParticipant" | "PerformRpc" => {
                return Err(unimplemented(method));
            }
            _ => return Err(Fault::new(FaultCode::BadRoute, "expected a method of livekit.RoomService")),
        };
        Ok(request)
    }

    /// Whether a token with `grant` may ask this at all.
    pub fn is_granted_by(&self, grant: &VideoGrant) -> bool {
        match self {
            Self::ListRooms { .. } => grant.room_list,
            Self::CreateRoom { .. } | Self::DeleteRoom { .. } => grant.room_create,
            Self::MoveParticipant { person, destination } => {
                administers(grant, &person.room) && grant.destination_room == *destination
            }
            Self::ListParticipants { room } => administers(grant, room),
            Self::GetParticipant(person)
            | Self::RemoveParticipant(person)
            | Self::MutePublishedTrack { person, .. }
            | Self::UpdateSubscriptions { person, .. } => administers(grant, &person.room),
            Self::SendData(data) => administers(grant, &data.room),
        }
    }
}

fn administers(grant: &VideoGrant, room: &str) -> bool {
    grant.room_admin && grant.room == room
}

fn read<M: Message + Default + DeserializeOwned>(encoding: Encoding, body: &[u8]) -> Result<M, Fault> {
    let message = match encoding {
        Encoding::Protobuf => M::decode(body).ok(),
        Encoding::Json => serde_json::from_slice(body).ok(),
    };
    let expected = "expected a body of the type that its content type and the method say";
    message.ok_or_else(|| Fault::new(FaultCode::Malformed, expected))
}

fn unimplemented(method: &str) -> Fault {
    let why = "names, metadata and rights come from the case and its rules";
    Fault::new(FaultCode::Unimplemented, format!("{method} is not part of this server: {why}"))
}

fn create_room(asked: &proto::CreateRoomRequest) -> Result<RoomRequest, Fault> {
    if asked.max_participants != 0 || !asked.metadata.is_empty() {
        let why = "rooms have no max_participants and no metadata here; leave them out";
        return Err(Fault::new(FaultCode::Unimplemented, why));
    }
    Ok(RoomRequest::CreateRoom { name: room(asked.name.clone())? })
}

fn list_rooms(asked: proto::ListRoomsRequest) -> Checked<RoomRequest> {
    let names = bounded::list("names", asked.names, ROOMS)?;
    Ok(RoomRequest::ListRooms { names: names.into_iter().map(room).collect::<Checked<_>>()? })
}

fn someone(asked: proto::RoomParticipantIdentity) -> Checked<Person> {
    person(asked.room, &asked.identity)
}

fn mute(asked: proto::MuteRoomTrackRequest) -> Checked<RoomRequest> {
    let track = bounded::track("track_sid", &asked.track_sid)?;
    let person = person(asked.room, &asked.identity)?;
    Ok(RoomRequest::MutePublishedTrack { person, track, muted: asked.muted })
}

fn subscriptions(asked: proto::UpdateSubscriptionsRequest) -> Checked<RoomRequest> {
    let named = asked.participant_tracks.into_iter().flat_map(|listed| listed.track_sids);
    let tracks = bounded::tracks("track_sids", asked.track_sids.into_iter().chain(named).collect())?;
    let person = person(asked.room, &asked.identity)?;
    Ok(RoomRequest::UpdateSubscriptions { person, tracks, subscribe: asked.subscribe })
}

fn data(asked: proto::SendDataRequest) -> Checked<Data> {
    if asked.destination_identities.is_empty() && !asked.destination_sids.is_empty() {
        return bounded::bad("destination_identities", "identities where there are SIDs");
    }
    let lossy = asked.kind() == Kind::Lossy;
    let to = bounded::list("destination_identities", asked.destination_identities, RECIPIENTS)?;
    let identity =
        |text: String| Identity::parse(&text).or(bounded::bad("destination_identities", "identities"));
    let nonce = match asked.nonce.len() {
        0 => None,
        _ => Some(<[u8; NONCE_BYTES]>::try_from(asked.nonce).or(bounded::bad("nonce", "16 bytes"))?),
    };
    Ok(Data {
        room: room(asked.room)?,
        payload: bounded::frame(&asked.data, DATA_BYTES)?.to_vec(),
        topic: asked.topic.map(|topic| bounded::text("topic", topic, NAME_BYTES)).transpose()?,
        lossy,
        to: to.into_iter().map(identity).collect::<Checked<_>>()?,
        nonce,
    })
}

fn move_participant(asked: proto::MoveParticipantRequest) -> Checked<RoomRequest> {
    let person = person(asked.room, &asked.identity)?;
    Ok(RoomRequest::MoveParticipant { person, destination: room(asked.destination_room)? })
}

fn person(in_room: String, identity: &str) -> Checked<Person> {
    let identity = Identity::parse(identity).or(bounded::bad("identity", "an identity"))?;
    Ok(Person { room: room(in_room)?, identity })
}

fn room(name: String) -> Checked<String> {
    if name.is_empty() { bounded::bad("room", "a name") } else { bounded::name("room", name) }
}
