//! What the media node reports, and who is told.

use std::collections::BTreeMap;

use rand::CryptoRng;
use sfu::id::{ParticipantId as NodeId, RoomId as NodeRoom, TrackId};
use sfu::media::Quality;
use sfu::node::{CloseCause, ConnectionState, Event, Lacking};
use sfu::plane::Link;
use signaling::livekit::request::Description;
use signaling::livekit::response::{ConnectionQuality, QualityReport, Speaker, StreamState};
use signaling::livekit::{DisconnectReason, Leave, LeaveAction, Response, TrackSid};

use super::{Effect, Live};
use crate::coordinator::placement::{Numbers, Track};
use crate::coordinator::record::{Negotiated, RecorderAct, describe};
use crate::session::{ParticipantId, Report, RoomId};

/// Below this score a connection is called poor, below the next good.
const POOR_BELOW: f32 = 2.5;
const GOOD_BELOW: f32 = 4.0;

impl<R: CryptoRng, N: Numbers> Live<R, N> {
    /// Takes in what the node reports. What concerns the session comes back as reports.
    pub fn node_says(&mut self, event: Event) -> Vec<Report> {
        self.world.acknowledge(&event);
        match event {
            Event::Placed { .. } | Event::Gated { .. } => self.settle(),
            Event::Answer { participant, offer_id, sdp, mid_to_track } => {
                let answer = self.description(offer_id, sdp, &mid_to_track);
                self.tell_media(participant, Response::Answer(answer));
            }
            Event::Offer { participant, offer_id, sdp, mid_to_track } => {
                let offer = self.description(offer_id, sdp, &mid_to_track);
                self.tell_media(participant, Response::Offer(offer));
            }
            Event::SectionsLacking { participant, lacking: Lacking { audios, videos } } => {
                self.tell_media(participant, Response::MediaSections { audios, videos });
            }
            Event::NegotiationFailed { participant, reason, .. } => self.start_over(participant, &reason),
            Event::Connection { participant, link, state } => {
                return self.connection(participant, link, state);
            }
            Event::Published { .. } => self.published(event),
            Event::Unpublished { track } => self.unpublished(track),
            Event::Data { from, channel, payload } => self.data_arrived(from, channel, &payload),
            Event::Speakers { room, levels } => self.speakers(room, &levels),
            Event::Quality { participant, score } => self.quality(participant, score),
            Event::StreamPaused { viewer, track, paused } => self.stream_paused(viewer, track, paused),
            Event::Used { track, qualities } => self.used(track, &qualities),
            Event::Tapped { .. } => {}
        }
        Vec::new()
    }

    fn tell_media(&mut self, participant: NodeId, response: Response) {
        let link = self.world.who_is(participant).and_then(|who| self.stays.get(&who)?.link);
        self.effects.extend(link.map(|link| Effect::Media(link, response)));
    }

    fn description(&self, id: u32, sdp: String, mid_to_track: &[(String, TrackId)]) -> Description {
        let named = |track: &TrackId| self.sid_of(*track);
        let map = mid_to_track.iter().filter_map(|(mid, track)| Some((mid.clone(), named(track)?)));
        Description { id, sdp, mid_to_track: map.collect::<BTreeMap<_, _>>() }
    }

    fn sid_of(&self, track: TrackId) -> Option<TrackSid> {
        self.stays.values().find_map(|stay| stay.tracks.get(&track)).map(|view| view.sid.clone())
    }

    /// A client whose descriptions cannot be used joins afresh.
    fn start_over(&mut self, participant: NodeId, reason: &str) {
        tracing::debug!(reason, "negotiation failed");
        let leave = Leave { reason: DisconnectReason::MediaFailure, action: LeaveAction::Reconnect };
        self.tell_media(participant, Response::Leave(leave));
    }

    /// The downward connection is what counts as being connected: through it one sees and
    /// hears (livekit-protocol.md §2.1, subscriber primary).
    fn connection(&mut self, participant: NodeId, link: Link, state: ConnectionState) -> Vec<Report> {
        let Some(who) = self.world.who_is(participant) else { return Vec::new() };
        if state == ConnectionState::Closed(CloseCause::Full) {
            self.end_stay(who, DisconnectReason::JoinFailure);
            self.settle();
            return vec![Report::Media { who, connected: false }];
        }
        if link == Link::Up {
            self.perhaps_dead(who, state);
            return Vec::new();
        }
        let connected = state == ConnectionState::Connected;
        let is_all = self.world.seat_of(who).is_some_and(|seat| seat.wire.is_one_connection());
        if let Some(stay) = self.stays.get_mut(&who) {
            stay.connected = connected;
        }
        if is_all {
            self.perhaps_dead(who, state);
        }
        self.settle();
        vec![Report::Media { who, connected }]
    }

    /// Somebody who only publishes, or only has one connection, is gone when that connection is.
    /// All others notice themselves and come back.
    fn perhaps_dead(&mut self, who: ParticipantId, state: ConnectionState) {
        let receives = self.stays.get(&who).is_none_or(|stay| stay.connected);
        if matches!(state, ConnectionState::Closed(_)) && !receives {
            self.end_stay(who, DisconnectReason::MediaFailure);
            self.settle();
        }
    }

    fn published(&mut self, event: Event) {
        let Event::Published { track, mid, codec, simulcast, payload_types, extensions } = event else {
            return;
        };
        let Some(who) = self.world.publisher_of(track) else { return };
        if let Some(view) = self.stays.get_mut(&who).and_then(|stay| stay.tracks.get_mut(&track)) {
            view.mid = mid;
            view.codec = Some(codec);
            view.simulcast = simulcast;
        }
        self.say_again_to_be_silent(who, track);
        let (seat, person) = (self.world.seat_of(who), self.session.participant(who));
        if let (Some(seat), Some(person)) = (seat, person)
            && let Some(source) = seat.tracks.get(&track).map(|track| track.source)
        {
            let participant = seat.node_id;
            let (payload_types, extensions) = (&payload_types, &extensions);
            let negotiated = Negotiated { track, participant, source, codec, payload_types, extensions };
            self.effects.push(Effect::Recorder(describe(&self.session, person, &negotiated)));
        }
        self.settle();
    }

    /// A client that is told to be silent right after it announced a microphone may not know the
    /// track yet, and miss it. Once the track is negotiated it does.
    fn say_again_to_be_silent(&mut self, who: ParticipantId, track: TrackId) {
        let waits = self.world.seat_of(who).and_then(|seat| seat.tracks.get(&track));
        let Some(stay) = self.stays.get(&who).filter(|_| waits.is_some_and(Track::waits_to_be_switched_off))
        else {
            return;
        };
        if let (Some(link), Some(view)) = (stay.link, stay.tracks.get(&track)) {
            let mute = Response::Mute { track: view.sid.clone(), muted: true };
            self.effects.push(Effect::Media(link, mute));
        }
    }

    /// A publisher ended a track: it vanishes from everybody's picture.
    fn unpublished(&mut self, track: TrackId) {
        let Some(who) = self.world.publisher_of(track) else { return };
        if let Some(stay) = self.stays.get_mut(&who) {
            stay.tracks.remove(&track);
        }
        let withdrawn = self.world.seat_of_mut(who).and_then(|seat| seat.withdraw(track));
        self.settle();
        self.effects.extend(withdrawn.map(Effect::Node));
    }

    /// Who speaks is told to those in the same room, and to the recorder if it listens there.
    fn speakers(&mut self, room: NodeRoom, levels: &[(NodeId, f32)]) {
        let recorded = self.world.node_room(RoomId::JOINT) == Some(room) && self.record.is_listening();
        if recorded {
            self.effects.push(Effect::Recorder(RecorderAct::Speakers(levels.to_vec())));
        }
        let people: Vec<_> =
            levels.iter().filter_map(|(node, level)| Some((self.world.who_is(*node)?, *level))).collect();
        let viewers: Vec<_> = self.stays.keys().copied().collect();
        for viewer in viewers {
            let speakers: Vec<_> =
                people.iter().filter_map(|(who, level)| self.speaker(viewer, *who, *level)).collect();
            let link = self.stays.get(&viewer).and_then(|stay| stay.link);
            if let (Some(link), false) = (link, speakers.is_empty()) {
                self.effects.push(Effect::Media(link, Response::Speakers(speakers)));
            }
        }
    }

    fn speaker(&self, viewer: ParticipantId, who: ParticipantId, level: f32) -> Option<Speaker> {
        let known = viewer == who || self.world.together_with(viewer).contains(&who);
        let stay = self.stays.get(&who).filter(|_| known)?;
        Some(Speaker { participant: stay.sid.clone(), level, active: level > 0.0 })
    }

    /// Quality is told to the person and to those who share their room.
    fn quality(&mut self, participant: NodeId, score: f32) {
        let Some(who) = self.world.who_is(participant) else { return };
        let Some(sid) = self.stays.get(&who).map(|stay| stay.sid.clone()) else { return };
        let quality = match score {
            score if score < POOR_BELOW => ConnectionQuality::Poor,
            score if score < GOOD_BELOW => ConnectionQuality::Good,
            _ => ConnectionQuality::Excellent,
        };
        for viewer in self.world.together_with(who).into_iter().chain([who]) {
            let report = QualityReport { participant: sid.clone(), quality, score };
            let link = self.stays.get(&viewer).and_then(|stay| stay.link);
            let told = Response::ConnectionQuality(vec![report]);
            self.effects.extend(link.map(|link| Effect::Media(link, told)));
        }
    }

    fn stream_paused(&mut self, viewer: NodeId, track: TrackId, paused: bool) {
        let publisher = self.world.publisher_of(track).and_then(|who| self.stays.get(&who));
        let Some(publisher) = publisher else { return };
        let Some(view) = publisher.tracks.get(&track) else { return };
        let state = StreamState { participant: publisher.sid.clone(), track: view.sid.clone(), paused };
        self.tell_media(viewer, Response::StreamState(vec![state]));
    }

    fn used(&mut self, track: TrackId, qualities: &[(Quality, bool)]) {
        let Some(stay) = self.world.publisher_of(track).and_then(|who| self.stays.get(&who)) else { return };
        let Some(view) = stay.tracks.get(&track) else { return };
        let (Some(link), Some(codec)) = (stay.link, view.codec) else { return };
        let used =
            Response::SubscribedQuality { track: view.sid.clone(), codec, qualities: qualities.to_vec() };
        self.effects.push(Effect::Media(link, used));
    }
}
