//! Whose words a payload carries: written into it by simulated publishers, found again by
//! whoever receives it, wherever in the packet it ended up.

use crate::id::{ParticipantId, TrackId};

const MAGIC: [u8; 8] = *b"\xc0ncord\xfa\xce";
/// Length of a label in bytes.
pub const LABEL_BYTES: usize = 8 + 8 + 8 + 8 + 4 + 2 + 2 + 8;
/// No frame.
pub const NO_FRAME: u32 = u32::MAX;

/// What a payload is a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// Who said it.
    pub publisher: ParticipantId,
    /// On which track.
    pub track: TrackId,
    /// When it arrived at the node, in the oracle's count of events.
    pub arrival: u64,
    /// Which frame (audio: which packet).
    pub frame: u32,
    /// Position among the packets of the frame.
    pub index: u16,
    /// How many packets the frame has.
    pub count: u16,
    /// Frames it refers to, [`NO_FRAME`] for none.
    pub references: [u32; 2],
}

impl Label {
    /// Writes the label at the end of `payload`, which must be long enough.
    pub fn write(&self, payload: &mut [u8]) {
        let at = payload.len() - LABEL_BYTES;
        let mut rest = &mut payload[at..];
        let mut put = |bytes: &[u8]| {
            let (space, after) = std::mem::take(&mut rest).split_at_mut(bytes.len());
            space.copy_from_slice(bytes);
            rest = after;
        };
        put(&MAGIC);
        put(&self.publisher.0.to_be_bytes());
        put(&self.track.0.to_be_bytes());
        put(&self.arrival.to_be_bytes());
        put(&self.frame.to_be_bytes());
        put(&self.index.to_be_bytes());
        put(&self.count.to_be_bytes());
        for reference in self.references {
            put(&reference.to_be_bytes());
        }
    }

    /// Every label anywhere in `bytes`.
    pub fn find_all(bytes: &[u8]) -> impl Iterator<Item = Self> {
        let starts = bytes.windows(LABEL_BYTES).filter(|window| window[0] == MAGIC[0]);
        starts.filter(|window| window[..8] == MAGIC).map(Self::read)
    }

    fn read(bytes: &[u8]) -> Self {
        let long = |at: usize| bytes[at..].first_chunk().map_or(0, |&bytes| u64::from_be_bytes(bytes));
        let word = |at: usize| bytes[at..].first_chunk().map_or(0, |&bytes| u32::from_be_bytes(bytes));
        let short = |at: usize| bytes[at..].first_chunk().map_or(0, |&bytes| u16::from_be_bytes(bytes));
        Self {
            publisher: ParticipantId(long(8)),
            track: TrackId(long(16)),
            arrival: long(24),
            frame: word(32),
            index: short(36),
            count: short(38),
            references: [word(40), word(44)],
        }
    }
}

/// Stamps every label in `bytes` with the time of arrival that `arrival` gives it.
pub fn stamp_each(bytes: &mut [u8], arrival: impl Fn(&Label) -> u64) {
    let mut at = 0;
    while at + LABEL_BYTES <= bytes.len() {
        if bytes[at] == MAGIC[0] && bytes[at..at + 8] == MAGIC {
            let label = Label::read(&bytes[at..at + LABEL_BYTES]);
            bytes[at + 24..at + 32].copy_from_slice(&arrival(&label).to_be_bytes());
            at += LABEL_BYTES;
        } else {
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_found_wherever_they_are_and_stamped_in_place() {
        let label = Label {
            publisher: ParticipantId(3),
            track: TrackId(4),
            arrival: 0,
            frame: 7,
            index: 1,
            count: 2,
            references: [6, NO_FRAME],
        };
        let mut payload = vec![0; 2 * LABEL_BYTES + 11];
        label.write(&mut payload[..LABEL_BYTES + 5]);
        label.write(&mut payload);
        stamp_each(&mut payload, |_| 99);
        let found: Vec<_> = Label::find_all(&payload).collect();
        assert_eq!(found, [Label { arrival: 99, ..label }; 2]);
        assert_eq!(Label::find_all(&payload[1..LABEL_BYTES]).count(), 0);
    }
}
