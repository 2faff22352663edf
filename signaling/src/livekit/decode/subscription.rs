//! What a client wants to receive, and whom it wants to be received by.

use super::super::bounded::{self, Checked, bad, list, pixels, tracks};
use super::super::identity::Identity;
use super::super::limits::TRACKS_PER_REQUEST;
use super::super::proto;
use super::super::request::{Subscription, SubscriptionPermission, TrackPermission, TrackSettings};
use super::quality;

/// Highest frame rate worth asking for.
const FPS: u32 = 240;

/// Tracks to receive or to stop receiving. Whose they are is not taken from the client.
pub fn subscription(value: proto::UpdateSubscription) -> Checked<Subscription> {
    let grouped = list("participant_tracks", value.participant_tracks, TRACKS_PER_REQUEST)?;
    let sids = grouped.into_iter().flat_map(|group| group.track_sids);
    let all = value.track_sids.into_iter().chain(sids).take(TRACKS_PER_REQUEST + 1).collect();
    Ok(Subscription { tracks: tracks("track_sids", all)?, subscribe: value.subscribe })
}

/// How tracks are shown.
pub fn track_settings(value: proto::UpdateTrackSettings) -> Checked<TrackSettings> {
    if value.fps > FPS {
        return bad("fps", "at most 240 frames a second");
    }
    let off = value.quality == proto::VideoQuality::Off as i32;
    Ok(TrackSettings {
        tracks: tracks("track_sids", value.track_sids)?,
        disabled: value.disabled || off,
        quality: if off { sfu::media::Quality::Low } else { quality(value.quality)? },
        width: pixels("width", value.width)?,
        height: pixels("height", value.height)?,
        fps: value.fps,
    })
}

/// Who may subscribe to the client's tracks, as it wishes.
pub fn permission(value: proto::SubscriptionPermission) -> Checked<SubscriptionPermission> {
    let allowed = list("track_permissions", value.track_permissions, TRACKS_PER_REQUEST)?;
    Ok(SubscriptionPermission {
        all_participants: value.all_participants,
        allowed: allowed.into_iter().map(track_permission).collect::<Checked<_>>()?,
    })
}

fn track_permission(value: proto::TrackPermission) -> Checked<TrackPermission> {
    let sid = Some(value.participant_sid).filter(|sid| !sid.is_empty());
    let identity = Some(value.participant_identity).filter(|identity| !identity.is_empty());
    Ok(TrackPermission {
        sid: sid.map(|sid| bounded::participant("participant_sid", &sid)).transpose()?,
        identity: match identity.map(|identity| Identity::parse(&identity)) {
            None => None,
            Some(Ok(identity)) => Some(identity),
            Some(Err(_)) => return bad("participant_identity", "an identity"),
        },
        all_tracks: value.all_tracks,
        tracks: tracks("track_sids", value.track_sids)?,
    })
}
