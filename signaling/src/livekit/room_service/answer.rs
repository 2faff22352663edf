//! What a call is answered with.

use prost::Message;
use serde::Serialize;

use super::super::encode;
use super::super::participant::ParticipantView;
use super::super::proto;
use super::super::room::RoomView;
use super::super::track::TrackView;
use super::Encoding;

/// The answer to a [`super::RoomRequest`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomAnswer {
    /// It was done; there is nothing to tell.
    Done,
    /// One room.
    Room(Box<RoomView>),
    /// Rooms.
    Rooms(Vec<RoomView>),
    /// One participant.
    Participant(Box<ParticipantView>),
    /// Participants.
    Participants(Vec<ParticipantView>),
    /// One track.
    Track(Box<TrackView>),
}

/// The only version of a participant that the server API tells of.
const VERSION: u32 = 0;

impl RoomAnswer {
    /// The body.
    pub fn encode(self, encoding: Encoding) -> Vec<u8> {
        match self {
            Self::Done => write(&proto::DeleteRoomResponse {}, encoding),
            Self::Room(room) => write(&encode::room(*room), encoding),
            Self::Rooms(rooms) => {
                let rooms = rooms.into_iter().map(encode::room).collect();
                write(&proto::ListRoomsResponse { rooms }, encoding)
            }
            Self::Participant(person) => write(&encode::participant(VERSION, *person), encoding),
            Self::Participants(people) => {
                let participants =
                    people.into_iter().map(|person| encode::participant(VERSION, person)).collect();
                write(&proto::ListParticipantsResponse { participants }, encoding)
            }
            Self::Track(track) => {
                let track = Some(encode::track(*track));
                write(&proto::MuteRoomTrackResponse { track }, encoding)
            }
        }
    }
}

fn write(message: &(impl Message + Serialize), encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Protobuf => message.encode_to_vec(),
        Encoding::Json => serde_json::to_vec(message).expect("protobuf messages have a JSON form"),
    }
}
