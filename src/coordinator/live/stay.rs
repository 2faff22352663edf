//! One person's stay on the media wire: from a fresh join to its end, across broken sockets.

use std::collections::BTreeMap;

use sfu::id::TrackId;
use sfu::media::{MediaKind, Source};
use sfu::node::{Announcement, DeclaredLayer};
use signaling::LinkId;
use signaling::livekit::request::AddTrack;
use signaling::livekit::{ParticipantSid, RoomView, Roster, TrackLayer, TrackSid, TrackView};

use super::Moment;
use super::data::DataSide;
use crate::session::Timestamp;

/// A stay on the media wire.
pub struct Stay {
    /// Its name on the wire. A resume keeps it, a fresh join makes a new one.
    pub sid: ParticipantSid,
    /// The socket, while there is one.
    pub link: Option<LinkId>,
    /// What this viewer was told about others; `None` until its join is answered.
    pub roster: Option<Roster>,
    /// What it was told about the room.
    pub room: RoomView,
    /// When it began.
    pub joined_at: Timestamp,
    /// The tracks it publishes, as the wire shows them.
    pub tracks: BTreeMap<TrackId, TrackView>,
    /// The downward connection is up.
    pub connected: bool,
    /// When it last got a token for its next connection.
    pub token_renewed_at: Timestamp,
    /// Its data channels.
    pub data: DataSide,
}

/// Most tracks one person may publish: camera, microphone, screen and its sound, twice, so
/// that a replaced device overlaps with the old one.
pub const TRACKS: usize = 8;

impl Stay {
    /// A stay that begins now.
    pub fn new(sid: ParticipantSid, link: LinkId, now: Moment, room: RoomView) -> Self {
        Self {
            sid,
            link: Some(link),
            roster: None,
            room,
            joined_at: now.wall,
            tracks: BTreeMap::new(),
            connected: false,
            token_renewed_at: now.wall,
            data: DataSide::new(now.instant),
        }
    }

    /// The number of a track by its SID.
    pub fn track(&self, sid: &TrackSid) -> Option<TrackId> {
        self.tracks.iter().find(|(_, track)| track.sid == *sid).map(|(id, _)| *id)
    }
}

/// The track as the wire shows it before anything is negotiated.
pub fn announced(sid: TrackSid, wish: &AddTrack) -> TrackView {
    TrackView {
        sid,
        kind: wish.kind,
        source: wish.source,
        name: wish.name.clone(),
        muted: wish.muted,
        width: wish.width,
        height: wish.height,
        codec: None,
        cid: wish.cid.clone(),
        mid: String::new(),
        layers: wish.layers.clone(),
        simulcast: wish.layers.len() > 1,
        stereo: wish.stereo,
        dtx: wish.dtx,
        red: wish.red,
        stream: wish.stream.clone(),
        encryption: wish.encryption,
    }
}

/// The same for the media node. It starts shut; the floor opens it.
pub fn announcement(track: TrackId, participant: sfu::id::ParticipantId, wish: &AddTrack) -> Announcement {
    let declared = |layer: &TrackLayer| DeclaredLayer {
        quality: layer.quality,
        width: layer.width,
        height: layer.height,
        bitrate_bps: layer.bitrate_bps,
    };
    Announcement {
        track,
        participant,
        cid: wish.cid.clone(),
        kind: wish.kind,
        source: wish.source,
        layers: wish.layers.iter().map(declared).collect(),
        open: false,
    }
}

/// A track must be what its source says.
pub fn is_plausible(wish: &AddTrack) -> bool {
    match wish.source {
        Source::Camera | Source::ScreenShare => wish.kind == MediaKind::Video,
        Source::Microphone | Source::ScreenShareAudio => wish.kind == MediaKind::Audio,
        Source::Unknown => false,
    }
}
