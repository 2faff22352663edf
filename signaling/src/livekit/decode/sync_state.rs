//! What a client knows when it resumes.

use super::super::bounded::{self, Checked, list, tracks};
use super::super::limits::TRACKS_PER_REQUEST;
use super::super::proto;
use super::super::request::SyncState;
use super::super::sid::{ParticipantSid, TrackSid};
use super::description::description;
use super::subscription::subscription;
use super::track::cid;

/// The state a client brings along. Native clients leave descriptions without SDP in it.
pub fn sync_state(value: proto::SyncState) -> Checked<SyncState> {
    let has_sdp = |part: &proto::SessionDescription| !part.sdp.is_empty();
    let published = list("publish_tracks", value.publish_tracks, TRACKS_PER_REQUEST)?;
    let received = list("datachannel_receive_states", value.datachannel_receive_states, TRACKS_PER_REQUEST)?;
    Ok(SyncState {
        answer: value.answer.filter(has_sdp).map(|part| description(part, "answer")).transpose()?,
        offer: value.offer.filter(has_sdp).map(|part| description(part, "offer")).transpose()?,
        subscription: value.subscription.map(subscription).transpose()?,
        published: published.into_iter().map(own_track).collect::<Checked<_>>()?,
        disabled: tracks("track_sids_disabled", value.track_sids_disabled)?,
        received: received.iter().map(receive_state).collect::<Checked<_>>()?,
    })
}

fn own_track(value: proto::TrackPublishedResponse) -> Checked<(String, TrackSid)> {
    let sid = value.track.map(|track| track.sid).unwrap_or_default();
    Ok((cid(value.cid)?, bounded::track("track", &sid)?))
}

fn receive_state(value: &proto::DataChannelReceiveState) -> Checked<(ParticipantSid, u32)> {
    Ok((bounded::participant("publisher_sid", &value.publisher_sid)?, value.last_seq))
}
