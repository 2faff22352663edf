//! One continuous stream out of many sources.
//!
//! A viewer sees one SSRC whose numbers never jump, repeat or go back, whatever happens
//! behind it: another simulcast encoding, a publisher who starts anew, a closed gate, layers
//! that are left out. The stream is a chain of eras. Within an era the numbers of one source
//! are shifted by constants, less what was removed; the next era continues where it ended.

mod era;
mod removals;
mod timeline;

use std::time::Instant;

use crate::media::clock::ClockReading;
use crate::media::payload::PictureNumbers;
use era::Era;
use timeline::Timeline;

/// One run of one encoding of a publication: a source whose numbers are continuous.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceRun {
    /// Which encoding.
    pub encoding: u8,
    /// Which of its runs, see [`super::reception::Reception::run`].
    pub run: u32,
}

/// The numbers of a packet as its publisher sent it.
#[derive(Clone, Copy, Debug)]
pub struct Incoming {
    /// Whose numbers they are.
    pub source: SourceRun,
    /// Extended sequence number.
    pub sequence: u64,
    /// RTP timestamp.
    pub timestamp: u32,
    /// Picture numbers in the payload descriptor.
    pub pictures: PictureNumbers,
    /// Frame number in the dependency descriptor.
    pub frame: Option<u16>,
}

/// The numbers a packet leaves with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Extended sequence number.
    pub sequence: u64,
    /// RTP timestamp.
    pub timestamp: u32,
    /// Picture id, if the packet has one.
    pub picture_id: Option<u16>,
    /// Number of its picture of the lowest temporal layer, if the packet has one.
    pub base_index: Option<u8>,
    /// Dependency descriptor frame number, if the packet has one.
    pub frame: Option<u16>,
}

/// Where a packet stands relative to what was forwarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// The next of the present era (others before it may be missing).
    Next,
    /// Missing until now; its number is reserved.
    Late,
    /// Of a source that is not being forwarded.
    Foreign,
    /// Of a time before the present eras: it has no number.
    Past,
}

/// What the timestamps of a new era are aligned by.
#[derive(Clone, Copy, Debug)]
pub struct Alignment {
    /// Now.
    pub now: Instant,
    /// Hz of the media clock.
    pub clock_rate: u32,
    /// Clock readings of the source before and of the new one, if both are known.
    pub readings: Option<(ClockReading, ClockReading)>,
}

/// Maps the numbers of the publisher's sources onto one outgoing stream.
#[derive(Debug)]
pub struct Rewriter {
    present: Option<Era>,
    previous: Option<Era>,
    next_sequence: u64,
    timeline: Timeline,
    picture_id: Option<u16>,
    base_index: Option<u8>,
    frame: Option<u16>,
}

impl Rewriter {
    /// Starts with the given numbers, which should be random.
    pub fn new(sequence: u16, timestamp: u32) -> Self {
        Self {
            present: None,
            previous: None,
            // One cycle up, so that no arithmetic on extended numbers can go below zero.
            next_sequence: (1 << 16) + u64::from(sequence),
            timeline: Timeline::new(timestamp),
            picture_id: None,
            base_index: None,
            frame: None,
        }
    }

    /// Where a packet stands.
    pub fn position(&self, source: SourceRun, sequence: u64) -> Position {
        let era_of = |era: &&Era| era.source == source;
        if let Some(era) = self.present.as_ref().filter(era_of) {
            return era.position(sequence);
        }
        match self.previous.as_ref().filter(era_of) {
            // An era that ended takes no new packets.
            Some(era) if era.position(sequence) == Position::Late => Position::Late,
            Some(_) => Position::Past,
            None => Position::Foreign,
        }
    }

    /// The first packet of a source that was forwarded in its era.
    pub fn first(&self, source: SourceRun) -> Option<u64> {
        let mut eras = [&self.present, &self.previous].into_iter().flatten();
        eras.find(|era| era.source == source).map(Era::first)
    }

    /// The source being forwarded.
    pub fn source(&self) -> Option<SourceRun> {
        self.present.as_ref().map(|era| era.source)
    }

    /// The source whose clock the timestamps follow, also while nothing is forwarded.
    pub fn clock_source(&self) -> Option<SourceRun> {
        self.timeline.source()
    }

    /// Ends the present era; late packets of it are still welcome until the next but one.
    pub fn end_era(&mut self) {
        self.previous = self.present.take();
    }

    /// Ends everything: what comes next is new, what comes late is unwanted.
    pub fn cut(&mut self) {
        self.present = None;
        self.previous = None;
    }

    /// Ends everything, and what comes next is of another track: its sources have other clocks,
    /// even those of the same number. Numbers from `unused` on never left, so that the next
    /// packet gets them: a hole would be waited for, and count as loss.
    pub fn hand_over(&mut self, unused: Option<u64>) {
        self.cut();
        self.timeline.forget_source();
        self.next_sequence = unused.map_or(self.next_sequence, |first| first.min(self.next_sequence));
    }

    /// Begins an era with a packet.
    pub fn begin(&mut self, packet: &Incoming, alignment: &Alignment) -> Numbers {
        self.end_era();
        let shift =
            |last: Option<u16>, first: u16| last.map_or(0, |last| last.wrapping_add(1).wrapping_sub(first));
        let picture_id = packet.pictures.picture_id.map_or(0, |first| shift(self.picture_id, first.value));
        let base_index = packet.pictures.base_index.map_or(0, |first| {
            self.base_index.map_or(0, |last| last.wrapping_add(1).wrapping_sub(first.value))
        });
        let frame = packet.frame.map_or(0, |first| shift(self.frame, first));
        let shifts = era::Shifts {
            sequence: self.next_sequence.wrapping_sub(packet.sequence),
            timestamp: self.timeline.align(packet.source, packet.timestamp, alignment),
            picture_id,
            base_index,
            frame,
        };
        let era = Era::new(packet.source, packet.sequence, shifts);
        let numbers = era.numbers(packet);
        self.present = Some(era);
        self.advance(alignment.now, numbers);
        numbers
    }

    /// The numbers of a packet whose position is [`Position::Next`].
    pub fn forward(&mut self, now: Instant, packet: &Incoming) -> Option<Numbers> {
        let era = self.present.as_mut()?;
        era.advance(packet.sequence);
        let numbers = era.numbers(packet);
        self.advance(now, numbers);
        Some(numbers)
    }

    /// Leaves a packet out whose position is [`Position::Next`]: the numbers after it close
    /// the gap. `removes_picture` if picture ids shall close it too.
    pub fn remove(&mut self, packet: &Incoming, removes_picture: bool) {
        let Some(era) = self.present.as_mut() else { return };
        era.advance(packet.sequence);
        let picture = packet.pictures.picture_id.filter(|_| removes_picture).map(|id| id.value);
        era.remove(packet.sequence, picture);
        self.next_sequence = era.sequence_after();
    }

    /// The numbers of a packet whose position is [`Position::Late`].
    pub fn late(&self, packet: &Incoming) -> Option<Numbers> {
        let mut eras = [&self.present, &self.previous].into_iter().flatten();
        Some(eras.find(|era| era.source == packet.source)?.numbers(packet))
    }

    /// The outgoing media clock when the source's shows `media`.
    pub fn timestamp_of(&self, source: SourceRun, media: u32) -> Option<u32> {
        self.timeline.map(source, media)
    }

    /// The newest timestamp sent.
    pub fn newest_timestamp(&self) -> u32 {
        self.timeline.newest()
    }

    fn advance(&mut self, now: Instant, numbers: Numbers) {
        self.next_sequence = self.present.as_ref().map_or(self.next_sequence, Era::sequence_after);
        self.timeline.advance(now, numbers.timestamp);
        self.picture_id = numbers.picture_id.or(self.picture_id);
        self.base_index = numbers.base_index.or(self.base_index);
        self.frame = numbers.frame.or(self.frame);
    }
}

#[cfg(test)]
mod tests;
