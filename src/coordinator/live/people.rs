//! People as the media wire shows them to each other.
//!
//! A viewer is shown those whose place the node has acknowledged to be in the viewer's own
//! room, and nobody else: the same table that media follows.

use std::collections::BTreeMap;

use rand::CryptoRng;
use serde_json::json;
use sfu::media::Source;
use signaling::livekit::{
    DisconnectReason, Identity, ParticipantKind, ParticipantState, ParticipantView, Permission, Response,
    RoomView, TrackView,
};

use super::stay::Stay;
use super::{Effect, Live};
use crate::coordinator::placement::Numbers;
use crate::session::media::rights;
use crate::session::role::Roles;
use crate::session::{Participant, ParticipantId};

impl<R: CryptoRng, N: Numbers> Live<R, N> {
    /// Tells every viewer what changed about the people they may know of.
    pub(super) fn send_rosters(&mut self) {
        let viewers: Vec<_> = self.stays.keys().copied().collect();
        for viewer in viewers {
            let (Some(me), others) = (self.person(viewer), self.others(viewer)) else { continue };
            let Some(stay) = self.stays.get_mut(&viewer) else { continue };
            let Some(roster) = &mut stay.roster else { continue };
            let updates = roster.observe(me, others);
            if let (Some(link), false) = (stay.link, updates.is_empty()) {
                self.effects.push(Effect::Media(link, Response::Participants(updates)));
            }
        }
    }

    /// Tells every viewer what changed about the room, above all that it is being recorded.
    pub(super) fn send_rooms(&mut self) {
        let viewers: Vec<_> = self.stays.keys().copied().collect();
        for viewer in viewers {
            let room = self.room_view(viewer);
            let Some(stay) = self.stays.get_mut(&viewer) else { continue };
            if stay.room != room {
                stay.room = room.clone();
                if let Some(link) = stay.link {
                    self.effects.push(Effect::Media(link, Response::Room(room)));
                }
            }
        }
    }

    /// The viewer itself, as the wire shows it.
    pub(super) fn person(&self, who: ParticipantId) -> Option<ParticipantView> {
        self.view_of(who, |_| true)
    }

    /// Everybody the viewer may know of.
    pub(super) fn others(&self, viewer: ParticipantId) -> Vec<ParticipantView> {
        let together = self.world.together_with(viewer);
        together.into_iter().filter_map(|who| self.view_of(who, |track| !track.mid.is_empty())).collect()
    }

    fn view_of(&self, who: ParticipantId, shown: impl Fn(&TrackView) -> bool) -> Option<ParticipantView> {
        let person = self.session.participant(who)?;
        let stay = self.stays.get(&who)?;
        Some(ParticipantView {
            sid: stay.sid.clone(),
            identity: identity_of(person)?,
            name: person.name.clone(),
            state: if stay.connected { ParticipantState::Active } else { ParticipantState::Joined },
            kind: ParticipantKind::Standard,
            metadata: String::new(),
            attributes: self.attributes(person),
            permission: self.permission(person),
            tracks: self.tracks(who, stay).into_iter().filter(|track| shown(track)).collect(),
            joined_at_ms: stay.joined_at.0 / 1_000,
            disconnect_reason: DisconnectReason::Unknown,
        })
    }

    /// A track that the floor has shut is shown as muted.
    fn tracks(&self, who: ParticipantId, stay: &Stay) -> Vec<TrackView> {
        let seat = self.world.seat_of(who);
        let flows = |id| {
            seat.and_then(|seat| seat.tracks.get(id)).is_some_and(super::super::placement::Track::is_open)
        };
        let shown = stay.tracks.iter().map(|(id, track)| {
            let mut track = track.clone();
            track.muted |= !flows(id);
            track
        });
        shown.collect()
    }

    /// A summary for clients that do not speak the session channel.
    fn attributes(&self, person: &Participant) -> BTreeMap<String, String> {
        let word = |value: serde_json::Value| value.as_str().map(str::to_owned);
        let role = word(json!(person.role)).map(|role| ("concord.role".to_owned(), role));
        let side = self.session.side_of(person).and_then(|side| word(json!(side)));
        let side = side.map(|side| ("concord.side".to_owned(), side));
        role.into_iter().chain(side).collect()
    }

    /// What clients show as permitted. The gates of the node are what enforces it.
    fn permission(&self, person: &Participant) -> Permission {
        let takes_part = Roles::TAKING_PART.has(person.role);
        let mut sources = vec![Source::Camera, Source::Microphone];
        if rights(&self.session, person).screen {
            sources.extend([Source::ScreenShare, Source::ScreenShareAudio]);
        }
        Permission {
            can_subscribe: true,
            can_publish: takes_part,
            can_publish_data: takes_part,
            sources: if takes_part { sources } else { Vec::new() },
            can_update_metadata: false,
            hidden: false,
        }
    }

    /// Rooms without a case have the name they were asked for by; others reveal nothing.
    fn room_name(&self) -> String {
        if self.session.rules.open_door { self.session.title.clone() } else { self.session.id.to_string() }
    }

    /// The room as the viewer sees it.
    pub(super) fn room_view(&self, viewer: ParticipantId) -> RoomView {
        let there = self.session.participant(viewer).is_some_and(|p| p.room == crate::session::RoomId::JOINT);
        let room = self.room_with(self.world.together_with(viewer).len() + 1);
        RoomView { active_recording: room.active_recording && there, ..room }
    }

    /// The room as whoever runs the server sees it.
    pub(super) fn whole_room(&self) -> RoomView {
        self.room_with(self.stays.len())
    }

    fn room_with(&self, people: usize) -> RoomView {
        RoomView {
            sid: self.room_sid.clone(),
            name: self.room_name(),
            metadata: String::new(),
            active_recording: self.session.recording.is_writing(),
            created_at_ms: self.session.scheduled_at.0 / 1_000,
            participants: u32::try_from(people).unwrap_or(u32::MAX),
            publishers: u32::try_from(people).unwrap_or(u32::MAX),
            max_participants: 0,
            empty_timeout_s: 0,
            departure_timeout_s: 0,
        }
    }
}

/// The identity of a person on the media wire.
pub(super) fn identity_of(person: &Participant) -> Option<Identity> {
    Identity::parse(&person.identity_on_wire).ok()
}
