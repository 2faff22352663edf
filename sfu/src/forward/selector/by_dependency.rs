//! Layers by what dependency descriptors say: exact for every codec and scalability mode.

use crate::media::Layer;
use crate::media::dependency::{Frame, Structure, Use};

/// Leaves out frames that the chosen decode target does without.
#[derive(Debug, Default)]
pub struct DependencyFilter {
    /// Decode target being forwarded.
    present: Option<usize>,
    withheld: Withheld,
    is_stuck: bool,
}

/// Which of the last frames were left out on purpose. Frames that are merely lost may still
/// be recovered, so they count as forwarded.
#[derive(Debug, Default)]
struct Withheld {
    newest: u16,
    /// Bit n: the frame `newest - n`.
    frames: u128,
}

impl DependencyFilter {
    /// Judges the first packet seen of a frame.
    pub fn judge(&mut self, frame: &Frame, structure: &Structure, target: Layer) -> bool {
        let wanted = structure.target_for(target).unwrap_or(0);
        let begins = frame.has_structure && frame.is_independent();
        if begins {
            // Nothing before a new sequence can be referred to.
            self.withheld = Withheld { newest: frame.number, frames: u128::MAX << 1 };
        }
        self.withheld.advance(frame.number);
        let is_decodable = frame.references().all(|number| !self.withheld.contains(number));
        if begins || self.present != Some(wanted) && is_decodable && frame.used_by(wanted) == Use::Switch {
            self.present = Some(wanted);
        }
        self.is_stuck = self.present.is_none_or(|present| {
            let (there, aim) = (structure.target(present), structure.target(wanted));
            there.spatial != aim.spatial
        });
        let forwards = is_decodable && self.uses(frame);
        if !forwards {
            self.withheld.insert(frame.number);
        }
        forwards
    }

    /// Whether the chosen decode target has this frame.
    pub fn uses(&self, frame: &Frame) -> bool {
        self.present.is_some_and(|present| frame.used_by(present) != Use::NotPresent)
    }

    /// Whether this frame is of the topmost spatial layer the viewer gets.
    pub fn is_top(&self, frame: &Frame, structure: &Structure) -> bool {
        self.present.is_some_and(|present| structure.target(present).spatial == frame.layer().spatial)
    }

    /// Whether another spatial layer is wanted that only a keyframe may open.
    pub fn is_stuck(&self) -> bool {
        self.is_stuck
    }
}

impl Withheld {
    fn advance(&mut self, number: u16) {
        let ahead = number.wrapping_sub(self.newest);
        if ahead != 0 && ahead < 0x8000 {
            self.frames = self.frames.checked_shl(u32::from(ahead)).unwrap_or(0);
            self.newest = number;
        }
    }

    fn insert(&mut self, number: u16) {
        let behind = self.newest.wrapping_sub(number);
        self.frames |= 1u128.checked_shl(u32::from(behind)).unwrap_or(0);
    }

    /// Frames beyond memory count as withheld: nobody refers that far back.
    fn contains(&self, number: u16) -> bool {
        let behind = self.newest.wrapping_sub(number);
        1u128.checked_shl(u32::from(behind)).is_none_or(|bit| self.frames & bit != 0)
    }
}
