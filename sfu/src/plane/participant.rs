//! One participant as the plane knows them.

use crate::id::TrackId;
use crate::limits;
use crate::plane::spec::PublicationSpec;

/// Somebody on this shard.
#[derive(Default)]
pub struct Participant {
    pub up: bool,
    pub down: bool,
    pub publications: Vec<TrackId>,
    pub subscriptions: Vec<TrackId>,
    sources: Vec<(u32, Binding)>,
}

/// What one SSRC of a participant carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    pub track: TrackId,
    pub encoding: usize,
    pub is_repair: bool,
}

impl Participant {
    /// What an SSRC carries, if known.
    pub fn binding(&self, ssrc: u32) -> Option<Binding> {
        self.sources.iter().find(|(known, _)| *known == ssrc).map(|(_, binding)| *binding)
    }

    /// Learns an SSRC.
    pub fn bind(&mut self, ssrc: u32, binding: Binding) {
        self.sources.retain(|(known, old)| *known != ssrc && *old != binding);
        if self.sources.len() >= limits::SSRCS_PER_PARTICIPANT {
            self.sources.remove(0);
        }
        self.sources.push((ssrc, binding));
    }

    /// Learns the SSRCs that SDP declares.
    pub fn declare(&mut self, spec: &PublicationSpec) {
        for (encoding, declared) in spec.encodings.iter().enumerate() {
            let binding = Binding { track: spec.track, encoding, is_repair: false };
            if let Some(ssrc) = declared.ssrc {
                self.bind(ssrc, binding);
            }
            if let Some(ssrc) = declared.rtx_ssrc {
                self.bind(ssrc, Binding { is_repair: true, ..binding });
            }
        }
    }

    /// Forgets a track's SSRCs.
    pub fn unbind(&mut self, track: TrackId) {
        self.sources.retain(|(_, binding)| binding.track != track);
    }
}
