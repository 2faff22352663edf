//! What one viewer was told about participants, and the least that must be said to make it
//! equal to what the viewer may know now.
//!
//! This is how partitions work on the media wire: people who leave the viewer's room vanish
//! from the list given to [`Roster::observe`], so the viewer is told that they disconnected;
//! when they come back they are announced again, under the same SID with a higher version.
//! Stock clients of every version follow (livekit-protocol.md §2.10, mechanism A).
//!
//! A roster belongs to one stay. It survives the socket, so that a resume can repeat what a
//! lost socket swallowed.

use std::collections::{BTreeMap, VecDeque};

use super::identity::Identity;
use super::leave::DisconnectReason;
use super::participant::{ParticipantState, ParticipantUpdate, ParticipantView, Permission};
use super::sid::TrackSid;

/// Departures repeated on a resume. Nobody meets more people during one break of a socket.
const DEPARTED: usize = 64;

/// What one viewer was told.
#[derive(Clone, Debug)]
pub struct Roster {
    me: ParticipantView,
    others: BTreeMap<Identity, ParticipantView>,
    departed: VecDeque<ParticipantView>,
    own_buttons: BTreeMap<TrackSid, bool>,
    version: u32,
}

impl Roster {
    /// The picture for a join or a room move: the viewer itself, and everybody it may know of.
    pub fn introduce(
        me: ParticipantView,
        others: Vec<ParticipantView>,
    ) -> (Self, ParticipantUpdate, Vec<ParticipantUpdate>) {
        let mut roster = Self {
            me: me.clone(),
            others: BTreeMap::new(),
            departed: VecDeque::new(),
            own_buttons: BTreeMap::new(),
            version: 0,
        };
        let me = roster.numbered(me);
        let others = roster.observe_others(others);
        (roster, me, others)
    }

    /// The client says that its own mute button for a track is so: call it for every add
    /// request, every mute request, and every mute that the client was told and will echo.
    ///
    /// In its own info a client must find its own button: web clients answer any difference
    /// with a correction, for ever (livekit-protocol.md §2.8).
    pub fn own_button(&mut self, track: TrackSid, muted: bool) {
        self.own_buttons.insert(track, muted);
    }

    /// The least to send so that the viewer knows exactly this: itself as `me`, and `others`
    /// and nobody else. Departures come first, empty when nothing changed. Somebody's place in
    /// `others` means nothing; each identity may occur once.
    pub fn observe(&mut self, me: ParticipantView, others: Vec<ParticipantView>) -> Vec<ParticipantUpdate> {
        let mut updates = self.observe_others(others);
        if let Some(me) = self.observe_self(me) {
            updates.push(me);
        }
        updates
    }

    /// Everything again, for a resume: what was sent while the socket was lost is unknown.
    /// Includes those who departed and the viewer itself; native clients reconcile by both.
    pub fn repeat(&mut self) -> Vec<ParticipantUpdate> {
        let me = self.with_own_buttons(self.me.clone());
        let gone = self.departed.iter().cloned().collect::<Vec<_>>();
        let present = self.others.values().cloned().collect::<Vec<_>>();
        gone.into_iter().chain(present).chain([me]).map(|view| self.numbered(view)).collect()
    }

    /// Whether the viewer currently knows of `identity`: what the choke points for speakers,
    /// quality and data ask.
    pub fn knows(&self, identity: &Identity) -> bool {
        self.others.contains_key(identity)
    }

    fn observe_others(&mut self, others: Vec<ParticipantView>) -> Vec<ParticipantUpdate> {
        let now: BTreeMap<_, _> = others.into_iter().map(|view| (view.identity.clone(), view)).collect();
        let stale = |told: &&ParticipantView| now.get(&told.identity).is_none_or(|view| view.sid != told.sid);
        let leaving: Vec<_> = self.others.values().filter(stale).map(departed).collect();
        for gone in &leaving {
            self.others.remove(&gone.identity);
            self.remember_departure(gone.clone());
        }
        let fresh = now.into_values().filter(|view| self.others.get(&view.identity) != Some(view));
        let arriving: Vec<_> = fresh.collect();
        for view in &arriving {
            self.departed.retain(|gone| gone.sid != view.sid);
            self.others.insert(view.identity.clone(), view.clone());
        }
        leaving.into_iter().chain(arriving).map(|view| self.numbered(view)).collect()
    }

    fn observe_self(&mut self, me: ParticipantView) -> Option<ParticipantUpdate> {
        let tracks = &me.tracks;
        self.own_buttons.retain(|sid, _| tracks.iter().any(|track| track.sid == *sid));
        let me = self.with_own_buttons(me);
        let told = with_mutes_of(self.me.clone(), &me);
        self.me = me.clone();
        (told != me).then(|| self.numbered(me))
    }

    fn with_own_buttons(&self, mut me: ParticipantView) -> ParticipantView {
        for track in &mut me.tracks {
            if let Some(muted) = self.own_buttons.get(&track.sid) {
                track.muted = *muted;
            }
        }
        me
    }

    fn remember_departure(&mut self, gone: ParticipantView) {
        if self.departed.len() == DEPARTED {
            self.departed.pop_front();
        }
        self.departed.push_back(gone);
    }

    fn numbered(&mut self, participant: ParticipantView) -> ParticipantUpdate {
        self.version += 1;
        ParticipantUpdate { version: self.version, participant }
    }
}

/// The last word about somebody: nothing that was not told before, and not where they went.
fn departed(told: &ParticipantView) -> ParticipantView {
    ParticipantView {
        state: ParticipantState::Disconnected,
        metadata: String::new(),
        attributes: BTreeMap::new(),
        permission: Permission::default(),
        tracks: Vec::new(),
        disconnect_reason: DisconnectReason::Unknown,
        ..told.clone()
    }
}

/// `told` with the mute flags of `me`: a difference in those alone is not worth an update.
fn with_mutes_of(mut told: ParticipantView, me: &ParticipantView) -> ParticipantView {
    for track in &mut told.tracks {
        if let Some(now) = me.tracks.iter().find(|now| now.sid == track.sid) {
            track.muted = now.muted;
        }
    }
    told
}

#[cfg(test)]
mod tests;
