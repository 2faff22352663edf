//! Which packets of a publication one viewer gets: the encoding, and the layers within it.
//!
//! What the viewer *should* get is the target, set by the allocator. What they *can* get
//! changes only where decoding can start, so the selector follows the target as soon as the
//! pictures allow.

mod by_dependency;
mod by_payload;

use crate::forward::received::Received;
use crate::forward::rewriter::SourceRun;
use crate::media::Layer;
use crate::media::dependency::Structure;
use crate::media::payload::Picture;
use by_dependency::DependencyFilter;
use by_payload::PayloadFilter;

/// What a viewer should get of a publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// Which encoding.
    pub encoding: u8,
    /// Highest layer within it.
    pub layer: Layer,
}

/// What to do with a packet of the encoding being forwarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes to the viewer.
    Forward {
        /// With the marker bit set: it ends the picture as this viewer sees it.
        marker: bool,
    },
    /// It does not, and neither does a hole.
    Remove,
}

/// Frames whose verdict is remembered for packets that come late.
const REMEMBERED: usize = 16;

/// Follows a target through a publication's packets.
#[derive(Debug, Default)]
pub struct Selector {
    target: Option<Target>,
    by_payload: PayloadFilter,
    by_dependency: DependencyFilter,
    verdicts: [Option<(FrameName, bool)>; REMEMBERED],
    newest: usize,
}

/// A frame of one layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FrameName {
    source: SourceRun,
    timestamp: u32,
    spatial: u8,
}

impl Selector {
    /// What the viewer should get; nothing while paused.
    pub fn target(&self) -> Option<Target> {
        self.target
    }

    /// Sets what the viewer should get.
    pub fn aim(&mut self, target: Option<Target>) {
        self.target = target;
    }

    /// Whether the stream may begin, or begin anew, with this packet while `present` is being
    /// forwarded (the encoding, if any).
    pub fn may_begin(&self, packet: &Received, present: Option<u8>) -> bool {
        let Some(target) = self.target else { return false };
        let is_welcome = match present {
            // Anything is better than nothing, unless it is more than was allowed.
            None => packet.source.encoding <= target.encoding,
            Some(present) => [target.encoding, present].contains(&packet.source.encoding),
        };
        is_welcome && packet.is_entry()
    }

    /// A keyframe of this encoding is needed before the target can be reached.
    pub fn waits_for(&self, present: Option<u8>) -> Option<u8> {
        let target = self.target?;
        let is_there = present == Some(target.encoding);
        let is_stuck = self.by_dependency.is_stuck();
        (!is_there || is_stuck).then_some(target.encoding)
    }

    /// Begins with a packet that [`Selector::may_begin`] allowed.
    pub fn begin(&mut self, packet: &Received, structure: Option<&Structure>) -> Verdict {
        self.by_payload = PayloadFilter::default();
        self.by_dependency = DependencyFilter::default();
        self.next(packet, structure)
    }

    /// Judges the next packet of the encoding being forwarded.
    pub fn next(&mut self, packet: &Received, structure: Option<&Structure>) -> Verdict {
        let marker = packet.packet.marker;
        let Some(picture) = &packet.picture else { return Verdict::Forward { marker } };
        let name = FrameName::of(packet);
        let forwards = match self.verdicts[self.newest] {
            Some((newest, verdict)) if newest == name => verdict,
            _ => {
                let verdict = self.judge(packet, picture, structure);
                self.newest = (self.newest + 1) % REMEMBERED;
                self.verdicts[self.newest] = Some((name, verdict));
                verdict
            }
        };
        if !forwards {
            return Verdict::Remove;
        }
        let ends_picture = match packet.dependency(structure) {
            Some((frame, structure)) => frame.ends && self.by_dependency.is_top(frame, structure),
            None => picture.ends_frame && self.by_payload.is_top(picture),
        };
        Verdict::Forward { marker: marker || ends_picture }
    }

    /// Whether a late packet belongs to a frame that was forwarded.
    pub fn wants_late(&self, packet: &Received) -> bool {
        let Some(picture) = &packet.picture else { return true };
        let name = FrameName::of(packet);
        let known = self.verdicts.iter().flatten().find(|(frame, _)| *frame == name);
        match (known, &packet.frame) {
            (Some((_, verdict)), _) => *verdict,
            (None, Some(frame)) => self.by_dependency.uses(frame),
            (None, None) => self.by_payload.includes(picture.layer),
        }
    }

    fn judge(&mut self, packet: &Received, picture: &Picture, structure: Option<&Structure>) -> bool {
        let target = self.layer_within(packet.source.encoding);
        match packet.dependency(structure) {
            Some((frame, structure)) => self.by_dependency.judge(frame, structure, target),
            None => self.by_payload.judge(picture, target),
        }
    }

    /// The layer to aim for within an encoding: while another encoding is awaited, the least
    /// that keeps the picture alive if it is a smaller one, else all there is.
    fn layer_within(&self, encoding: u8) -> Layer {
        let most = Layer { spatial: u8::MAX, temporal: u8::MAX };
        match self.target {
            Some(target) if target.encoding == encoding => target.layer,
            Some(target) if target.encoding < encoding => Layer { temporal: 0, ..most },
            Some(_) | None => most,
        }
    }
}

impl FrameName {
    fn of(packet: &Received) -> Self {
        Self { source: packet.source, timestamp: packet.packet.timestamp, spatial: packet.layer().spatial }
    }
}

#[cfg(test)]
mod tests;
