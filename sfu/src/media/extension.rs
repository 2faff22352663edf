//! RTP header extensions by meaning. Their numbers differ on every connection.

/// A header extension this node understands (RFC 8285).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Extension {
    /// Media section id, RFC 8843.
    Mid,
    /// Encoding id, RFC 8852.
    Rid,
    /// Encoding id that a retransmission repairs, RFC 8852.
    RepairedRid,
    /// Client-to-mixer audio level, RFC 6464.
    AudioLevel,
    /// Absolute send time, 6.18 fixed point seconds.
    AbsSendTime,
    /// Transport-wide sequence number, draft-holmer-rmcat-transport-wide-cc-extensions-01.
    TransportCc,
    /// Dependency descriptor, AOM AV1 RTP specification appendix A.
    DependencyDescriptor,
    /// Coordination of video orientation, 3GPP TS 26.114.
    VideoOrientation,
    /// Limits of playout delay.
    PlayoutDelay,
    /// Absolute capture time.
    AbsCaptureTime,
}

impl Extension {
    /// All of them, in the order of their index.
    pub const ALL: [Self; 10] = [
        Self::Mid,
        Self::Rid,
        Self::RepairedRid,
        Self::AudioLevel,
        Self::AbsSendTime,
        Self::TransportCc,
        Self::DependencyDescriptor,
        Self::VideoOrientation,
        Self::PlayoutDelay,
        Self::AbsCaptureTime,
    ];

    /// The URI that names it in SDP.
    pub fn uri(self) -> &'static str {
        match self {
            Self::Mid => "urn:ietf:params:rtp-hdrext:sdes:mid",
            Self::Rid => "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
            Self::RepairedRid => "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
            Self::AudioLevel => "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
            Self::AbsSendTime => "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
            Self::TransportCc => "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
            Self::DependencyDescriptor => {
                "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
            }
            Self::VideoOrientation => "urn:3gpp:video-orientation",
            Self::PlayoutDelay => "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
            Self::AbsCaptureTime => "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time",
        }
    }

    /// The extension that a URI names, if this node understands it.
    pub fn from_uri(uri: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|extension| extension.uri() == uri)
    }
}

/// Which number stands for which extension on one connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExtensionMap {
    /// 0 means not negotiated: RFC 8285 reserves it for padding.
    ids: [u8; Extension::ALL.len()],
}

impl ExtensionMap {
    /// The same map with one more extension; 0 takes it away.
    #[must_use]
    pub fn with(mut self, extension: Extension, id: u8) -> Self {
        self.ids[extension as usize] = id;
        self
    }

    /// Its number, if negotiated.
    pub fn id(&self, extension: Extension) -> Option<u8> {
        Some(self.ids[extension as usize]).filter(|&id| id != 0)
    }

    /// Whether a number needs two-byte headers (RFC 8285 §4.3).
    pub fn has_wide_ids(&self) -> bool {
        self.ids.iter().any(|&id| id > 14)
    }

    /// This map with everything that `other` has.
    #[must_use]
    pub fn merged(mut self, other: &Self) -> Self {
        for (ours, &theirs) in self.ids.iter_mut().zip(&other.ids) {
            if theirs != 0 {
                *ours = theirs;
            }
        }
        self
    }

    /// What a number stands for.
    pub fn extension(&self, id: u8) -> Option<Extension> {
        if id == 0 {
            return None;
        }
        self.ids.iter().position(|&known| known == id).map(|index| Extension::ALL[index])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_extension_is_found_by_its_uri_and_stands_at_its_index() {
        for (index, extension) in Extension::ALL.into_iter().enumerate() {
            assert_eq!(Extension::from_uri(extension.uri()), Some(extension));
            assert_eq!(extension as usize, index);
        }
        assert_eq!(Extension::from_uri("urn:example:other"), None);
    }

    #[test]
    fn a_map_translates_both_ways_and_zero_is_never_an_extension() {
        let map = ExtensionMap::default().with(Extension::Mid, 4).with(Extension::TransportCc, 15);
        assert_eq!(map.id(Extension::TransportCc), Some(15));
        assert_eq!(map.extension(4), Some(Extension::Mid));
        assert_eq!(map.id(Extension::Rid), None);
        assert_eq!(map.extension(0), None);
    }
}
