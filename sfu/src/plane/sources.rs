//! Which SSRC of a participant carries what. Sources are looked up among the participant's
//! own, so an SSRC that somebody else uses means nothing here (S5).

use crate::forward::publication::Publication;
use crate::limits;
use crate::plane::spec::PublicationSpec;
use crate::table::Key;

/// What one SSRC carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Which track.
    pub publication: Key<Publication>,
    /// Which of its encodings.
    pub encoding: u8,
    /// Retransmissions of it rather than itself.
    pub is_repair: bool,
}

/// The SSRCs of one participant, few enough to be looked through.
#[derive(Debug, Default)]
pub struct Sources {
    bound: Vec<(u32, Binding)>,
}

impl Sources {
    /// What an SSRC carries, if known.
    pub fn binding(&self, ssrc: u32) -> Option<Binding> {
        self.bound.iter().find(|(known, _)| *known == ssrc).map(|(_, binding)| *binding)
    }

    /// Learns an SSRC. What was bound to it, and whatever carried the same, is forgotten.
    pub fn bind(&mut self, ssrc: u32, binding: Binding) {
        self.bound.retain(|(known, old)| *known != ssrc && *old != binding);
        if self.bound.len() >= limits::SSRCS_PER_PARTICIPANT {
            self.bound.remove(0);
        }
        self.bound.push((ssrc, binding));
    }

    /// Learns the SSRCs that SDP declares.
    pub fn declare(&mut self, publication: Key<Publication>, spec: &PublicationSpec) {
        for (encoding, declared) in (0..).zip(&spec.encodings) {
            let binding = Binding { publication, encoding, is_repair: false };
            if let Some(ssrc) = declared.ssrc {
                self.bind(ssrc, binding);
            }
            if let Some(ssrc) = declared.rtx_ssrc {
                self.bind(ssrc, Binding { is_repair: true, ..binding });
            }
        }
    }

    /// Forgets a track.
    pub fn forget(&mut self, publication: Key<Publication>) {
        self.bound.retain(|(_, binding)| binding.publication != publication);
    }
}
