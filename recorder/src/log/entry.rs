//! What a block holds: packets and notices, each with its time of arrival.

use crate::time::RecordingTime;

/// The longest body: a UDP datagram, or an event with some room.
pub const BODY_BYTES_MAX: usize = 256 * 1024;

/// Bytes in front of a body: length, kind, time.
pub const HEAD_BYTES: usize = 4 + 1 + 8;

/// What an entry's body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum EntryKind {
    /// A whole RTP packet with its header extensions, decrypted, as its publisher sent it.
    Rtp = 0,
    /// A compound RTCP packet with the track's sender report.
    SenderReport = 1,
    /// Packets of this track were refused at the queue: how many, `u32` little endian.
    Dropped = 2,
    /// Packets come from another simulcast encoding from here on: SSRC as `u32` little
    /// endian, spatial step as `u8`.
    Layer = 3,
    /// The floor or the publisher silenced the track (`1`) or let it speak again (`0`).
    Silenced = 4,
    /// A session event or one of the recorder's own, JSON. Only in log 0.
    Event = 5,
}

impl EntryKind {
    pub(crate) fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            0 => Self::Rtp,
            1 => Self::SenderReport,
            2 => Self::Dropped,
            3 => Self::Layer,
            4 => Self::Silenced,
            5 => Self::Event,
            _ => return None,
        })
    }
}

/// One entry, borrowing its body from the block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// What it is.
    pub kind: EntryKind,
    /// When it arrived.
    pub time: RecordingTime,
    /// See [`EntryKind`].
    pub body: &'a [u8],
}

/// Appends an entry to a block's plaintext.
pub fn put(block: &mut Vec<u8>, entry: Entry<'_>) {
    let length = u32::try_from(entry.body.len()).expect("bodies are at most BODY_BYTES_MAX");
    block.extend_from_slice(&length.to_le_bytes());
    block.push(entry.kind as u8);
    block.extend_from_slice(&entry.time.0.to_le_bytes());
    block.extend_from_slice(entry.body);
}

/// Walks the entries of a block's plaintext. Stops, with [`Entries::malformed`] set, at the
/// first one that makes no sense; entries of a kind unknown to this version are passed over.
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    rest: &'a [u8],
    malformed: bool,
}

impl<'a> Entries<'a> {
    /// Of a decrypted block.
    pub fn of(block: &'a [u8]) -> Self {
        Self { rest: block, malformed: false }
    }

    /// Whether the walk ended early.
    pub fn malformed(&self) -> bool {
        self.malformed
    }

    fn take(&mut self) -> Option<(u8, RecordingTime, &'a [u8])> {
        let (head, rest) = self.rest.split_at_checked(HEAD_BYTES)?;
        let length = u32::from_le_bytes(head[..4].try_into().ok()?) as usize;
        if length > BODY_BYTES_MAX {
            return None;
        }
        let (body, rest) = rest.split_at_checked(length)?;
        self.rest = rest;
        Some((head[4], RecordingTime(u64::from_le_bytes(head[5..].try_into().ok()?)), body))
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        while !self.rest.is_empty() {
            let Some((kind, time, body)) = self.take() else {
                self.rest = &[];
                self.malformed = true;
                return None;
            };
            if let Some(kind) = EntryKind::from_byte(kind) {
                return Some(Entry { kind, time, body });
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(kind: EntryKind, time: u64, body: &[u8]) -> Entry<'_> {
        Entry { kind, time: RecordingTime(time), body }
    }

    #[test]
    fn entries_come_back_in_order() {
        let mut block = Vec::new();
        let written = [entry(EntryKind::Rtp, 1, b"abc"), entry(EntryKind::Silenced, 2, &[1])];
        written.iter().for_each(|e| put(&mut block, *e));
        assert_eq!(Entries::of(&block).collect::<Vec<_>>(), written);
    }

    #[test]
    fn a_kind_from_a_later_version_is_passed_over() {
        let mut block = Vec::new();
        put(&mut block, entry(EntryKind::Rtp, 1, b"later"));
        block[4] = 200;
        put(&mut block, entry(EntryKind::Rtp, 2, b"now"));
        let mut entries = Entries::of(&block);
        assert_eq!(entries.next().map(|e| e.body), Some(&b"now"[..]));
        assert!(entries.next().is_none() && !entries.malformed());
    }

    proptest! {
        #[test]
        fn any_bytes_can_be_walked(bytes: Vec<u8>) {
            Entries::of(&bytes).for_each(drop);
        }

        #[test]
        fn a_cut_block_yields_whole_entries_and_says_so(cut in 0usize..40) {
            let mut block = Vec::new();
            put(&mut block, entry(EntryKind::Rtp, 1, b"first"));
            put(&mut block, entry(EntryKind::Rtp, 2, b"second"));
            let mut entries = Entries::of(&block[..cut.min(block.len())]);
            let whole = entries.by_ref().count();
            let expected = usize::from(cut >= 18) + usize::from(cut >= block.len());
            prop_assert_eq!(whole, expected);
            prop_assert_eq!(entries.malformed(), ![0, 18].contains(&cut) && cut < block.len());
        }
    }
}
