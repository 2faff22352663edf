//! What programs are told about a room: found by comparing who is on the media wire now with
//! who was when they were last told, so that no way in or out can be forgotten.

use std::collections::BTreeMap;

use rand::CryptoRng;
use sfu::id::TrackId;
use signaling::livekit::webhook::{RoomNews, Webhook};
use signaling::livekit::{ParticipantView, RoomView, TrackView};

use super::Live;
use crate::coordinator::placement::Numbers;
use crate::session::ParticipantId;

/// What was told so far.
#[derive(Debug, Default)]
pub struct Told(BTreeMap<ParticipantId, Known>);

/// One stay that was told of.
#[derive(Debug)]
struct Known {
    person: ParticipantView,
    tracks: BTreeMap<TrackId, TrackView>,
}

impl<R: CryptoRng, N: Numbers> Live<R, N> {
    /// What is new since this was last asked, in order. `fresh` makes ids.
    pub fn news(&mut self, mut fresh: impl FnMut() -> String) -> Vec<Webhook> {
        let now = self.stays.keys().filter_map(|who| Some((*who, self.known(*who)?))).collect();
        let news = std::mem::take(&mut self.told).replaced_by(now, &mut self.told);
        let at = self.now.wall.0 / 1_000_000;
        let room: RoomView = self.whole_room();
        news.into_iter().map(|news| Webhook { id: fresh(), at, room: room.clone(), news }).collect()
    }

    /// A stay and its tracks that can be received. A muted track still can.
    fn known(&self, who: ParticipantId) -> Option<Known> {
        let mut person = self.person(who)?;
        person.tracks.clear();
        let live = self.stays.get(&who)?.tracks.iter().filter(|(_, track)| !track.mid.is_empty());
        Some(Known { person, tracks: live.map(|(id, track)| (*id, track.clone())).collect() })
    }
}

impl Told {
    /// The news between this and `now`, which is put into `place`.
    fn replaced_by(self, now: BTreeMap<ParticipantId, Known>, place: &mut Self) -> Vec<RoomNews> {
        let (before, mut news) = (self.0, Vec::new());
        if before.is_empty() && !now.is_empty() {
            news.push(RoomNews::RoomStarted);
        }
        let stayed = |who: &ParticipantId, known: &Known| {
            now.get(who).is_some_and(|other| other.person.sid == known.person.sid)
        };
        for (_, gone) in before.iter().filter(|(who, known)| !stayed(who, known)) {
            news.extend(gone.tracks.values().map(|track| gone.unpublished(track)));
            news.push(RoomNews::ParticipantLeft(Box::new(gone.person.clone())));
        }
        for (who, here) in &now {
            let old = before.get(who).filter(|known| stayed(who, known));
            news.extend(here.changes_since(old));
        }
        if now.is_empty() && !before.is_empty() {
            news.push(RoomNews::RoomFinished);
        }
        place.0 = now;
        news
    }
}

impl Known {
    fn changes_since(&self, old: Option<&Self>) -> Vec<RoomNews> {
        let joined = old.is_none().then(|| RoomNews::ParticipantJoined(Box::new(self.person.clone())));
        let had = |id: &TrackId| old.is_some_and(|old| old.tracks.contains_key(id));
        let ended =
            old.into_iter().flat_map(|old| &old.tracks).filter(|(id, _)| !self.tracks.contains_key(id));
        let ended = ended.map(|(_, track)| self.unpublished(track));
        let begun = self.tracks.iter().filter(|(id, _)| !had(id));
        let begun = begun.map(|(_, track)| {
            RoomNews::TrackPublished(Box::new(self.person.clone()), Box::new(track.clone()))
        });
        joined.into_iter().chain(ended).chain(begun).collect()
    }

    fn unpublished(&self, track: &TrackView) -> RoomNews {
        RoomNews::TrackUnpublished(Box::new(self.person.clone()), Box::new(track.clone()))
    }
}
