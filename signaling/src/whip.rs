//! Rules of WHIP (RFC 9725): what one HTTP request may bring in, and what it means on the media
//! wire. A camera that publishes by WHIP is a participant like any other: the same tokens, the
//! same rooms, the same gates.

use sfu::media::{MediaKind, Source};

use crate::livekit::Encryption;
use crate::livekit::limits::{CID_BYTES, SDP_BYTES};
use crate::livekit::request::AddTrack;

/// The content type of an offer and of its answer.
pub const CONTENT_TYPE: &str = "application/sdp";

/// An offer to publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhipOffer {
    /// The description as it came.
    pub sdp: String,
    /// What it sends: a microphone, a camera, or both.
    pub tracks: Vec<AddTrack>,
}

/// Why an offer is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadOffer {
    /// Longer than any offer needs to be.
    #[error("expected at most {SDP_BYTES} bytes of SDP, came {came}")]
    TooLong {
        /// Bytes that came.
        came: usize,
    },
    /// Not text, or not a session description.
    #[error("expected a session description")]
    NotSdp,
    /// It sends nothing, or more than one camera and one microphone.
    #[error("expected one sending section of audio, of video, or of both")]
    WrongSections,
    /// It sends, or receives nothing.
    #[error("expected sections of audio or video, all of which only receive")]
    NotAPlayer,
}

impl WhipOffer {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// If it is not what a camera offers. Whether the media plane can use it shows in its answer.
    pub fn read(body: &[u8]) -> Result<Self, BadOffer> {
        let sdp = text(body)?;
        let tracks: Vec<_> = sections(sdp).filter_map(sending_track).collect();
        let of = |kind| tracks.iter().filter(|track| track.kind == kind).count();
        if tracks.is_empty() || of(MediaKind::Audio) > 1 || of(MediaKind::Video) > 1 {
            return Err(BadOffer::WrongSections);
        }
        Ok(Self { sdp: sdp.to_owned(), tracks })
    }
}

/// A body that looks like a session description.
pub(crate) fn text(body: &[u8]) -> Result<&str, BadOffer> {
    if body.len() > SDP_BYTES {
        return Err(BadOffer::TooLong { came: body.len() });
    }
    let sdp = str::from_utf8(body).map_err(|_| BadOffer::NotSdp)?;
    if sdp.starts_with("v=0") { Ok(sdp) } else { Err(BadOffer::NotSdp) }
}

/// Its media sections, each without its `m=`.
pub(crate) fn sections(sdp: &str) -> impl Iterator<Item = &str> {
    sdp.split("\nm=").skip(1)
}

/// The track of one section, without its `m=`, if it sends.
fn sending_track(section: &str) -> Option<AddTrack> {
    let (kind, source) = match section.split(' ').next()? {
        "audio" => (MediaKind::Audio, Source::Microphone),
        "video" => (MediaKind::Video, Source::Camera),
        _ => return None,
    };
    let mut lines = section.lines().map(str::trim);
    if lines.clone().any(|line| matches!(line, "a=recvonly" | "a=inactive")) {
        return None;
    }
    // `msid` is a stream and a track; without it the section is recognised by its kind.
    let msid = lines.find_map(|line| line.strip_prefix("a=msid:")).and_then(|msid| msid.split(' ').nth(1));
    let cid =
        msid.filter(|cid| cid.len() <= CID_BYTES).map_or_else(|| format!("whip {kind:?}"), str::to_owned);
    Some(AddTrack {
        cid,
        kind,
        source,
        name: String::new(),
        muted: false,
        width: 0,
        height: 0,
        layers: Vec::new(),
        codecs: Vec::new(),
        sid: None,
        stereo: false,
        dtx: false,
        red: false,
        stream: String::new(),
        encryption: Encryption::None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const AUDIO: &str = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=sendonly\r\na=msid:s mic\r\n";
    const VIDEO: &str = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=sendrecv\r\n";

    fn offer(sections: &[&str]) -> Result<WhipOffer, BadOffer> {
        WhipOffer::read(format!("v=0\r\ns=-\r\n{}", sections.concat()).as_bytes())
    }

    #[test]
    fn a_camera_with_sound_brings_two_tracks() {
        let tracks = offer(&[AUDIO, VIDEO]).unwrap().tracks;
        let sources: Vec<_> = tracks.iter().map(|track| (track.source, track.cid.as_str())).collect();
        assert_eq!(sources, [(Source::Microphone, "mic"), (Source::Camera, "whip Video")]);
    }

    #[test]
    fn what_sends_nothing_or_too_much_is_refused() {
        let receives = VIDEO.replace("sendrecv", "recvonly");
        assert_eq!(offer(&[&receives]), Err(BadOffer::WrongSections));
        assert_eq!(offer(&[]), Err(BadOffer::WrongSections));
        assert_eq!(offer(&[VIDEO, VIDEO]), Err(BadOffer::WrongSections));
        assert_eq!(offer(&[VIDEO, &receives]).unwrap().tracks.len(), 1);
        assert_eq!(WhipOffer::read(b"hello"), Err(BadOffer::NotSdp));
        assert_eq!(WhipOffer::read(b"v=0\xff"), Err(BadOffer::NotSdp));
        let came = SDP_BYTES + 1;
        assert_eq!(WhipOffer::read(&vec![b' '; came]), Err(BadOffer::TooLong { came }));
    }

    proptest! {
        #[test]
        fn no_body_of_a_stranger_makes_it_fall(body in "v=0(\r?\n(m=(audio|video|x)|a=(msid:|recvonly)).{0,20}){0,20}") {
            let _ = WhipOffer::read(body.as_bytes());
        }
    }
}
