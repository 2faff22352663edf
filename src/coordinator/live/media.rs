//! The media wire: joins, resumes and what clients ask.

use rand::CryptoRng;
use sfu::id::TrackId;
use sfu::media::Source;
use sfu::node::{Command, Wanted, Wire};
use sfu::plane::Link;
use signaling::LinkId;
use signaling::livekit::request::{AddTrack, Candidate, Subscription, SyncState, Target, TrackSettings};
use signaling::livekit::response::{ClientConfiguration, Join, Reconnect, RequestOutcome, RequestResult};
use signaling::livekit::{
    DisconnectReason, JoinParams, Leave, ParticipantSid, Request, Response, Roster, Topology, TrackSid,
};

use super::stay::{self, Stay, TRACKS};
use super::{Effect, Live};
use crate::coordinator::placement::Numbers;
use crate::session::ParticipantId;
use crate::session::media::rights;
use crate::session::role::Roles;

impl<R: CryptoRng, N: Numbers> Live<R, N> {
    /// A socket of the media wire opened for somebody the session knows.
    pub fn open_media(&mut self, who: ParticipantId, link: LinkId, params: &JoinParams) {
        match &params.resuming {
            None => self.join(who, link, params),
            Some(resuming) => {
                let same = |stay: &&mut Stay| resuming.sid.as_ref().is_none_or(|sid| *sid == stay.sid);
                match self.stays.get_mut(&who).filter(same) {
                    Some(stay) => {
                        let old = stay.link.replace(link);
                        self.resume(who, link, old);
                        if let Some(state) = &resuming.sync_state {
                            self.sync(who, state);
                        }
                        self.asked_with_the_join(who, params);
                    }
                    None => {
                        self.effects.push(Effect::Media(link, Response::Leave(Leave::STATE_MISMATCH)));
                        self.effects.push(Effect::EndMedia(link));
                    }
                }
            }
        }
    }

    /// A fresh join. A stay that is still there gives way to it (INV-E04).
    fn join(&mut self, who: ParticipantId, link: LinkId, params: &JoinParams) {
        self.end_stay(who, DisconnectReason::DuplicateIdentity);
        let sid = ParticipantSid::mint(&mut self.supplies.random);
        let numbers = &mut self.supplies.numbers;
        let wire = match params.topology {
            Topology::TwoConnections => Wire::TwoConnections,
            Topology::OneConnection => Wire::OneConnection,
            Topology::OneOffer => Wire::OneOffer,
        };
        let commands = self.world.seat(who, sid.to_string(), params.auto_subscribe, wire, numbers);
        self.effects.extend(commands.into_iter().map(Effect::Node));
        let room = self.room_view(who);
        let stay = Stay::new(sid, link, self.now, room.clone());
        self.stays.insert(who, stay);
        let Some(me) = self.person(who) else { return };
        let (roster, me, others) = Roster::introduce(me, self.others(who));
        if let Some(stay) = self.stays.get_mut(&who) {
            stay.roster = Some(roster);
        }
        let takes_part = self.session.participant(who).is_some_and(|p| Roles::TAKING_PART.has(p.role));
        let join = Join {
            room,
            me,
            others,
            ice_servers: self.supplies.door.ice_servers(who, self.now.wall),
            configuration: ClientConfiguration::default(),
            subscriber_primary: wire == Wire::TwoConnections,
            fast_publish: takes_part,
            node: String::new(),
        };
        self.effects.push(Effect::Media(link, Response::Join(Box::new(join))));
        if let Some(seat) = self.world.seat_of(who) {
            self.effects.push(Effect::Node(Command::OpenDown { participant: seat.node_id }));
        }
        self.settle();
        self.refresh_token(who);
        self.asked_with_the_join(who, params);
    }

    /// With one connection clients publish and offer in the request to join.
    fn asked_with_the_join(&mut self, who: ParticipantId, params: &JoinParams) {
        for wish in &params.add_tracks {
            self.add_track(who, wish);
        }
        if let Some(offer) = params.offer.clone() {
            self.media_request(who, Request::Offer(offer));
        }
    }

    fn resume(&mut self, who: ParticipantId, link: LinkId, old: Option<LinkId>) {
        self.effects.extend(old.map(Effect::EndMedia));
        let reconnect = Reconnect {
            ice_servers: self.supplies.door.ice_servers(who, self.now.wall),
            configuration: ClientConfiguration::default(),
            last_data_sequence: self.stays.get(&who).map_or(0, |stay| stay.data.last_sequence),
            node: String::new(),
        };
        self.effects.push(Effect::Media(link, Response::Reconnect(reconnect)));
        let room = self.room_view(who);
        if let Some(roster) = self.stays.get_mut(&who).and_then(|stay| stay.roster.as_mut()) {
            let updates = roster.repeat();
            self.effects.push(Effect::Media(link, Response::Participants(updates)));
        }
        self.effects.push(Effect::Media(link, Response::Room(room)));
        if let Some(seat) = self.world.seat_of(who) {
            self.effects.push(Effect::Node(Command::RestartIce { participant: seat.node_id }));
        }
        self.settle();
        self.refresh_token(who);
    }

    /// A socket of the media wire is gone. The stay goes on until media or grace ends it.
    pub fn close_media(&mut self, who: ParticipantId, link: LinkId) {
        if let Some(stay) = self.stays.get_mut(&who)
            && stay.link == Some(link)
        {
            stay.link = None;
        }
    }

    /// What a client of the media wire asks.
    pub fn media_request(&mut self, who: ParticipantId, request: Request) {
        let Some(node_id) = self.world.seat_of(who).map(|seat| seat.node_id) else { return };
        match request {
            Request::Offer(offer) => {
                let (offer_id, sdp) = (offer.id, offer.sdp);
                self.effects.push(Effect::Node(Command::Offer { participant: node_id, offer_id, sdp }));
            }
            Request::Answer(answer) => {
                let (offer_id, sdp) = (answer.id, answer.sdp);
                self.effects.push(Effect::Node(Command::Answer { participant: node_id, offer_id, sdp }));
            }
            Request::Trickle(candidate) => self.trickle(node_id, candidate),
            Request::AddTrack(wish) => self.add_track(who, &wish),
            Request::Mute { track, muted } => self.mute_button(who, &track, muted),
            Request::Subscription(subscription) => self.subscribe(who, &subscription),
            Request::TrackSettings(settings) => self.tune(who, &settings),
            Request::SyncState(state) => self.sync(who, &state),
            Request::UpdateMetadata(update) => self.refuse_request(who, update.request_id),
            Request::UpdateVideoTrack { track, width, height } => self.resize(who, &track, width, height),
            Request::Leave => self.leave(who),
            // Publishers' own lists widen nothing here, and the session's policy overrides them.
            Request::SubscriptionPermission(_) | Request::UpdateAudioTrack { .. } | Request::Simulate(_) => {}
        }
    }

    /// A farewell needs none in return. The socket is known until its end is read: that is when the
    /// session hears that somebody has gone.
    fn leave(&mut self, who: ParticipantId) {
        self.end_stay_quietly(who);
        self.settle();
    }

    fn trickle(&mut self, participant: sfu::id::ParticipantId, candidate: Candidate) {
        let link = match candidate.target {
            Target::Publisher => Link::Up,
            Target::Subscriber => Link::Down,
        };
        if let Some(candidate) = candidate.candidate {
            self.effects.push(Effect::Node(Command::Candidate { participant, link, candidate }));
        }
    }

    /// A track gets its SID at once; it flows when the floor and the node say so.
    fn add_track(&mut self, who: ParticipantId, wish: &AddTrack) {
        let takes_part = self.session.participant(who).is_some_and(|p| Roles::TAKING_PART.has(p.role));
        let Some(stay) = self.stays.get_mut(&who) else { return };
        if !takes_part || !stay::is_plausible(wish) || stay.tracks.len() >= TRACKS {
            return;
        }
        let known = stay.tracks.values().find(|track| track.cid == wish.cid).cloned();
        if let Some(track) = known {
            let published = Response::TrackPublished { cid: wish.cid.clone(), track };
            self.effects.extend(stay.link.map(|link| Effect::Media(link, published)));
            return;
        }
        let id = TrackId(self.supplies.numbers.next());
        let view = stay::announced(TrackSid::mint(&mut self.supplies.random), wish);
        stay.tracks.insert(id, view.clone());
        if let Some(roster) = &mut stay.roster {
            roster.own_button(view.sid.clone(), wish.muted);
        }
        if let Some(seat) = self.world.seat_of_mut(who) {
            seat.announce(id, view.sid.to_string(), wish.source, wish.kind);
            let announcement = stay::announcement(id, seat.node_id, wish);
            self.effects.push(Effect::Node(Command::Announce(announcement)));
        }
        let published = Response::TrackPublished { cid: wish.cid.clone(), track: view };
        self.effects.extend(stay.link.map(|link| Effect::Media(link, published)));
        self.settle();
    }

    /// The client's own mute button. Speaking without the floor is answered by muting again;
    /// the gate is shut either way.
    fn mute_button(&mut self, who: ParticipantId, track: &TrackSid, muted: bool) {
        let Some(stay) = self.stays.get_mut(&who) else { return };
        let Some(id) = stay.track(track) else { return };
        let Some(view) = stay.tracks.get_mut(&id) else { return };
        if !self.world.seat_of_mut(who).is_none_or(|seat| seat.press_button(id, muted)) {
            let again = Response::Mute { track: track.clone(), muted: true };
            return self.effects.extend(stay.link.map(|link| Effect::Media(link, again)));
        }
        view.muted = muted;
        if let Some(roster) = &mut stay.roster {
            roster.own_button(track.clone(), muted);
        }
        self.effects.push(Effect::Node(Command::Muted { track: id, muted }));
        self.settle();
    }

    fn may_speak(&self, who: ParticipantId) -> bool {
        self.session.participant(who).is_some_and(|person| rights(&self.session, person).microphone)
    }

    /// Switches off the microphones that are on without a right to be heard.
    pub(super) fn echo_floor(&mut self) {
        let silenced = self.stays.keys().copied().filter(|who| !self.may_speak(*who));
        for who in silenced.collect::<Vec<_>>() {
            self.fall_silent(who);
        }
    }

    /// Switches somebody's microphone off on both sides: after a move it arrives off (INV-S02),
    /// and without the floor it is off. It is theirs to switch on again.
    pub(super) fn fall_silent(&mut self, who: ParticipantId) {
        let Some(stay) = self.stays.get_mut(&who) else { return };
        let microphones =
            stay.tracks.iter_mut().filter(|(_, track)| track.source == Source::Microphone && !track.muted);
        for (id, track) in microphones {
            track.muted = true;
            if let Some(seat) = self.world.seat_of_mut(who) {
                seat.hush(*id);
            }
            if let Some(roster) = &mut stay.roster {
                roster.own_button(track.sid.clone(), true);
            }
            let mute = Response::Mute { track: track.sid.clone(), muted: true };
            self.effects.extend(stay.link.map(|link| Effect::Media(link, mute)));
        }
    }

    /// What somebody wants to receive, of what their room offers.
    pub(super) fn subscribe(&mut self, who: ParticipantId, subscription: &Subscription) {
        let tracks: Vec<_> = subscription.tracks.iter().filter_map(|sid| self.track_of(sid)).collect();
        if let Some(seat) = self.world.seat_of_mut(who) {
            for track in tracks {
                seat.want(track, subscription.subscribe);
            }
        }
        self.settle();
    }

    fn tune(&mut self, who: ParticipantId, settings: &TrackSettings) {
        let Some(viewer) = self.world.seat_of(who).map(|seat| seat.node_id) else { return };
        let TrackSettings { disabled, quality, width, height, fps, .. } = *settings;
        let wanted = Wanted { disabled, quality, width, height, fps };
        let tracks: Vec<_> = settings.tracks.iter().filter_map(|sid| self.track_of(sid)).collect();
        tracing::debug!(participant.id = ?who, ?tracks, ?wanted, "what is shown changed");
        let tune = |track| Effect::Node(Command::Tune { viewer, track, wanted });
        self.effects.extend(tracks.into_iter().map(tune));
    }

    fn track_of(&self, sid: &TrackSid) -> Option<TrackId> {
        self.stays.values().find_map(|stay| stay.track(sid))
    }

    /// A client that resumes and publishes something unknown here must join afresh.
    fn sync(&mut self, who: ParticipantId, state: &SyncState) {
        let Some(stay) = self.stays.get(&who) else { return };
        let unknown = state.published.iter().any(|(_, sid)| stay.track(sid).is_none());
        if unknown {
            let link = stay.link;
            self.end_stay_quietly(who);
            if let Some(link) = link {
                self.effects.push(Effect::Media(link, Response::Leave(Leave::STATE_MISMATCH)));
                self.effects.push(Effect::EndMedia(link));
            }
            return;
        }
        if let Some(subscription) = state.subscription.clone() {
            self.subscribe(who, &subscription);
        }
    }

    fn end_stay_quietly(&mut self, who: ParticipantId) {
        if let Some(stay) = self.stays.get_mut(&who) {
            stay.link = None;
        }
        self.end_stay(who, DisconnectReason::StateMismatch);
    }

    fn resize(&mut self, who: ParticipantId, track: &TrackSid, width: u32, height: u32) {
        if let Some(stay) = self.stays.get_mut(&who)
            && let Some(id) = stay.track(track)
            && let Some(view) = stay.tracks.get_mut(&id)
        {
            (view.width, view.height) = (width, height);
        }
        self.settle();
    }

    /// Names and attributes come from the case, not from clients.
    fn refuse_request(&mut self, who: ParticipantId, request_id: u32) {
        let Some(link) = self.stays.get(&who).and_then(|stay| stay.link) else { return };
        let message = "name, metadata and attributes are set by the server".to_owned();
        let result = RequestResult { request_id, outcome: RequestOutcome::NotAllowed, message };
        self.effects.push(Effect::Media(link, Response::RequestResult(result)));
    }
}
