//! Rules of WHEP (draft-ietf-wish-whep): what one HTTP request may ask to watch. A player that
//! watches by WHEP is a participant like any other: the same tokens, the same rooms.

use crate::whip::{BadOffer, sections, text};

/// An offer to watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhepOffer {
    /// The description as it came.
    pub sdp: String,
}

impl WhepOffer {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// If it is not what a player offers. Whether the media plane can use it shows in its answer.
    pub fn read(body: &[u8]) -> Result<Self, BadOffer> {
        let sdp = text(body)?;
        let is_media = |section: &&str| section.starts_with("audio ") || section.starts_with("video ");
        let mut media = sections(sdp).filter(is_media).peekable();
        let is_player = media.peek().is_some() && media.all(only_receives);
        if is_player { Ok(Self { sdp: sdp.to_owned() }) } else { Err(BadOffer::NotAPlayer) }
    }
}

/// A section without a direction sends (RFC 8866 §6.7).
fn only_receives(section: &str) -> bool {
    section.lines().any(|line| line.trim() == "a=recvonly")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::livekit::limits::SDP_BYTES;

    const AUDIO: &str = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=recvonly\r\n";
    const VIDEO: &str = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=recvonly\r\n";

    fn offer(sections: &[&str]) -> Result<WhepOffer, BadOffer> {
        WhepOffer::read(format!("v=0\r\ns=-\r\n{}", sections.concat()).as_bytes())
    }

    #[test]
    fn a_player_asks_for_sound_and_picture_and_sends_nothing() {
        assert!(offer(&[AUDIO, VIDEO, VIDEO]).is_ok());
        assert!(offer(&[VIDEO, "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"]).is_ok());
        for sends in ["a=sendrecv", "a=sendonly", "a=inactive", "a=x"] {
            let section = AUDIO.replace("a=recvonly", sends);
            assert_eq!(offer(&[VIDEO, &section]), Err(BadOffer::NotAPlayer), "{sends}");
        }
        assert_eq!(offer(&[]), Err(BadOffer::NotAPlayer));
    }

    #[test]
    fn what_is_no_description_is_refused() {
        assert_eq!(WhepOffer::read(b"hello"), Err(BadOffer::NotSdp));
        assert_eq!(WhepOffer::read(b"v=0\xff"), Err(BadOffer::NotSdp));
        let came = SDP_BYTES + 1;
        assert_eq!(WhepOffer::read(&vec![b' '; came]), Err(BadOffer::TooLong { came }));
    }

    proptest! {
        #[test]
        fn no_body_of_a_stranger_makes_it_fall(body in "v=0(\r?\n(m=(audio|video|x)|a=recvonly).{0,20}){0,20}") {
            let _ = WhepOffer::read(body.as_bytes());
        }
    }
}
