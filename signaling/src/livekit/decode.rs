//! A client's frame becomes a [`Request`], or is refused as a whole.

mod candidate;
mod description;
mod join;
mod metadata;
mod simulation;
mod subscription;
mod sync_state;
mod track;

use prost::Message;

use super::bounded::{self, BadMessage, Checked, bad};
use super::limits::MESSAGE_BYTES;
use super::proto::signal_request::Message as Arm;
use super::proto::{self, SignalRequest};
use super::request::Request;
use super::response::RequestResult;

pub use join::{from_join_request, from_query};

/// What a client's frame says.
#[derive(Clone, Debug, PartialEq)]
pub enum Incoming {
    /// A request for the host.
    Request(Request),
    /// The client shows that it is alive; both times are its own, in milliseconds.
    Ping {
        /// When it sent this.
        timestamp_ms: i64,
        /// Whether it speaks the newer form, which wants the time echoed.
        wants_echo: bool,
    },
    /// A request with an id that cannot be granted as it is; the client is told.
    Refused(RequestResult),
    /// Something this server does not know, from a newer client. Ignored.
    Unknown,
}

/// Reads one binary frame.
pub fn decode(frame: &[u8]) -> Checked<Incoming> {
    let frame = bounded::frame(frame, MESSAGE_BYTES)?;
    let message = SignalRequest::decode(frame).map_err(|_| BadMessage::NotTheProtocol)?;
    let Some(arm) = message.message else { return Ok(Incoming::Unknown) };
    match arm {
        Arm::Ping(timestamp_ms) => Ok(Incoming::Ping { timestamp_ms, wants_echo: false }),
        Arm::PingReq(ping) => Ok(Incoming::Ping { timestamp_ms: ping.timestamp, wants_echo: true }),
        Arm::UpdateMetadata(wish) => Ok(metadata::update(wish)),
        Arm::Simulate(scenario) => Ok(simulation::simulation(&scenario)?
            .map_or(Incoming::Unknown, |what| Incoming::Request(Request::Simulate(what)))),
        arm => request(arm).map(Incoming::Request),
    }
}

fn request(arm: Arm) -> Checked<Request> {
    Ok(match arm {
        Arm::Offer(offer) => Request::Offer(description::description(offer, "offer")?),
        Arm::Answer(answer) => Request::Answer(description::description(answer, "answer")?),
        Arm::Trickle(trickle) => Request::Trickle(candidate::candidate(&trickle)?),
        Arm::AddTrack(add) => Request::AddTrack(Box::new(track::add_track(add)?)),
        Arm::Mute(mute) => Request::Mute { track: bounded::track("mute", &mute.sid)?, muted: mute.muted },
        Arm::Subscription(wish) => Request::Subscription(subscription::subscription(wish)?),
        Arm::TrackSetting(wish) => Request::TrackSettings(subscription::track_settings(wish)?),
        Arm::SubscriptionPermission(wish) => Request::SubscriptionPermission(subscription::permission(wish)?),
        Arm::SyncState(state) => Request::SyncState(Box::new(sync_state::sync_state(state)?)),
        Arm::UpdateAudioTrack(wish) => track::update_audio(&wish)?,
        Arm::UpdateVideoTrack(wish) => track::update_video(&wish)?,
        Arm::Leave(_) => Request::Leave,
        Arm::Ping(_) | Arm::PingReq(_) | Arm::Simulate(_) | Arm::UpdateMetadata(_) => {
            return bad("message", "a request");
        }
    })
}

/// A quality a client may ask for.
fn quality(value: i32) -> Checked<sfu::media::Quality> {
    match proto::VideoQuality::try_from(value) {
        Ok(proto::VideoQuality::Low) => Ok(sfu::media::Quality::Low),
        Ok(proto::VideoQuality::Medium) => Ok(sfu::media::Quality::Medium),
        Ok(proto::VideoQuality::High) => Ok(sfu::media::Quality::High),
        Ok(proto::VideoQuality::Off) | Err(_) => bad("quality", "low, medium or high"),
    }
}

#[cfg(test)]
mod tests;
