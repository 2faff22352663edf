//! One published track and what of it is used.

use crate::forward::keyframe_gate::KeyframeGate;
use crate::forward::subscription::SubscriptionKey;
use crate::media::{Codec, Token};
use crate::plane::spec::{Format, PublicationSpec};

/// A track on its way through this node.
pub struct Publication {
    pub spec: PublicationSpec,
    pub open: bool,
    pub muted: bool,
    pub subscribers: Vec<SubscriptionKey>,
    pub encodings: Vec<EncodingState>,
}

/// What is known of one encoding beyond its declaration.
#[derive(Default)]
pub struct EncodingState {
    pub ssrc: Option<u32>,
    pub gate: KeyframeGate,
}

impl Publication {
    pub fn new(spec: PublicationSpec) -> Self {
        let encodings = spec
            .encodings
            .iter()
            .map(|declared| EncodingState { ssrc: declared.ssrc, ..EncodingState::default() })
            .collect();
        Self { open: spec.open, muted: false, subscribers: Vec::new(), encodings, spec }
    }

    /// Takes over newly negotiated facts; the gate and the subscribers stay.
    pub fn renegotiate(&mut self, spec: PublicationSpec) {
        let fresh = Self::new(spec);
        self.spec = fresh.spec;
        self.encodings = fresh.encodings;
    }

    pub fn codec(&self) -> Option<Codec> {
        self.spec.formats.first().map(|format| format.codec)
    }

    /// The format that a payload type names, directly or as redundant audio.
    pub fn format(&self, payload_type: u8) -> Option<&Format> {
        self.spec
            .formats
            .iter()
            .find(|format| format.payload_type == payload_type || format.red == Some(payload_type))
    }

    pub fn is_rtx(&self, payload_type: u8) -> bool {
        self.spec.formats.iter().any(|format| format.rtx == Some(payload_type))
    }

    /// The encoding that a RID names; without RIDs there is only one.
    pub fn encoding(&self, rid: Option<Token>) -> Option<usize> {
        self.spec.encodings.iter().position(|declared| declared.rid == rid)
    }
}
