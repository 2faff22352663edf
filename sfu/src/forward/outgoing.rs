//! A packet as one viewer gets it, apart from its bytes.

use std::ops::Range;

use crate::forward::rewriter::{Numbers, SourceRun};
use crate::media::payload::PictureNumbers;
use crate::media::red::Blocks;
use crate::plane::spec::Format;
use crate::room::membership::Visit;

/// What changes between the packet that came and the packet that goes. Kept until it can no
/// longer be asked for again.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing {
    /// During which of its publisher's visits it came.
    pub visit: Visit,
    /// Where it is in its encoding's history.
    pub source: SourceRun,
    /// Its extended sequence number there.
    pub original: u64,
    /// The numbers it leaves with.
    pub numbers: Numbers,
    /// The marker bit it leaves with.
    pub marker: bool,
    /// The viewer's format for it.
    pub format: Format,
    /// What of the payload is sent.
    pub content: Content,
}

/// What of the payload is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// All of it.
    Whole,
    /// Redundant audio, with its blocks' payload types rewritten.
    Redundant,
    /// Only the primary block of redundant audio.
    Primary,
    /// Nothing: padding that fills a number reserved for a packet the viewer does not get.
    Nothing,
}

impl Outgoing {
    /// The payload type it leaves with.
    pub fn payload_type(&self) -> u8 {
        match (self.content, self.format.red) {
            (Content::Redundant, Some(red)) => red,
            _ => self.format.payload_type,
        }
    }

    /// Changes the numbers inside the payload at `payload` of a packet; which part of the
    /// packet is to be sent.
    pub fn edit(&self, pictures: &PictureNumbers, wire: &mut [u8], payload: Range<usize>) -> Range<usize> {
        match self.content {
            Content::Whole => {
                self.edit_pictures(pictures, &mut wire[payload.clone()]);
                payload
            }
            Content::Redundant => {
                self.edit_blocks(&mut wire[payload.clone()]);
                payload
            }
            Content::Primary => {
                let primary = Blocks::read(&wire[payload.clone()]).map(|blocks| blocks.primary());
                let primary = primary.unwrap_or_default();
                let start = payload.start + primary.start;
                start..start + primary.length
            }
            Content::Nothing => payload.start..payload.start,
        }
    }

    fn edit_pictures(&self, pictures: &PictureNumbers, payload: &mut [u8]) {
        if let (Some(id), Some(value)) = (pictures.picture_id, self.numbers.picture_id) {
            let at = usize::from(id.at);
            if id.is_wide {
                payload[at..at + 2].copy_from_slice(&(value | 0x8000).to_be_bytes());
            } else {
                payload[at] = value as u8 & 0x7f;
            }
        }
        if let (Some(base), Some(value)) = (pictures.base_index, self.numbers.base_index) {
            payload[usize::from(base.at)] = value;
        }
    }

    fn edit_blocks(&self, payload: &mut [u8]) {
        let Some(blocks) = Blocks::read(payload) else { return };
        for block in blocks.all() {
            payload[block.header_at] = (payload[block.header_at] & 0x80) | self.format.payload_type;
        }
    }
}
