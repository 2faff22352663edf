//! Packets in any order, with any numbers, of sources that come and go.

use std::collections::HashSet;
use std::time::Duration;

use crate::forward::rewriter::{Alignment, Incoming, Position, Rewriter, SourceRun};
use crate::media::payload::{BaseIndex, PictureId, PictureNumbers};

/// Bytes that one step is made of: what to do, how far the sequence number moves, timestamp.
const STEP_BYTES: usize = 4;

/// Reads steps; no number may be used for two packets. The kind is which positions followed
/// which.
pub fn run(input: &[u8]) -> u64 {
    let (mut kind, mut last) = (0_u64, 0);
    let mut now = crate::sim::epoch();
    let mut rewriter = Rewriter::new(65_500, u32::MAX - 5_000);
    let mut given = HashSet::new();
    let (mut sequence, mut run) = (70_000_u64, 0);
    let mut seen = HashSet::new();
    for step in input.chunks_exact(STEP_BYTES).take(512) {
        now += Duration::from_millis(u64::from(step[3]));
        if step[0] & 0x70 == 0x70 {
            run += 1;
            sequence += 30_000;
        }
        sequence = sequence.saturating_add_signed(i64::from(step[1] as i8)).max(66_000);
        let source = SourceRun { encoding: step[0] >> 7, run };
        let packet = incoming(source, sequence, step);
        // A publisher's repetition was dropped before it came here.
        if !seen.insert((source.encoding, run, sequence)) {
            continue;
        }
        let position = rewriter.position(source, sequence);
        kind |= 1 << (last * 4 + position as u64);
        last = position as u64;
        let alignment = Alignment { now, clock_rate: 90_000, readings: None };
        let numbers = match (position, step[0] & 3) {
            (Position::Next, 0) => {
                rewriter.remove(&packet, step[0] & 4 != 0);
                continue;
            }
            (Position::Next, _) => rewriter.forward(now, &packet),
            (Position::Late, _) => rewriter.late(&packet),
            (Position::Foreign, _) => Some(rewriter.begin(&packet, &alignment)),
            (Position::Past, _) => continue,
        };
        let numbers = numbers.expect("a packet with a position has numbers");
        assert!(given.insert(numbers.sequence), "{} was used before", numbers.sequence);
    }
    kind
}

fn incoming(source: SourceRun, sequence: u64, step: &[u8]) -> Incoming {
    let value = u16::from_be_bytes([step[2], step[3]]);
    let pictures = PictureNumbers {
        picture_id: Some(PictureId { at: 2, value: value & 0x7fff, is_wide: true }),
        base_index: Some(BaseIndex { at: 4, value: step[3] }),
    };
    Incoming { source, sequence, timestamp: u32::from(value) << 16, pictures, frame: Some(value) }
}
