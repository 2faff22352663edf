//! Transport-wide congestion control feedback
//! (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).

use std::time::Duration;

use super::TransportFeedback;
use crate::limits;

/// Unit of arrival times.
pub const ARRIVAL_TICK: Duration = Duration::from_micros(250);
/// Ticks in one unit of the reference time, 64 ms.
const TICKS_PER_REFERENCE: i64 = 256;

const NOT_RECEIVED: u8 = 0;
const SMALL_DELTA: u8 = 1;
const LARGE_DELTA: u8 = 2;

/// Longest run a run-length chunk can describe.
const LONGEST_RUN: usize = 0x1fff;

/// What became of one packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Transport-wide sequence number.
    pub sequence: u16,
    /// When it arrived, in [`ARRIVAL_TICK`]s of the receiver's clock (which wraps with the
    /// 24-bit reference time); `None` if it had not when the feedback was sent.
    pub at: Option<i64>,
}

impl TransportFeedback<'_> {
    /// Calls `visit` for every packet reported on, in order of sequence number. Stops where
    /// the message is malformed; `false` if it was.
    pub fn arrivals(&self, mut visit: impl FnMut(Arrival)) -> bool {
        let Some(head) = self.body.first_chunk::<8>() else { return false };
        let first = u16::from_be_bytes([head[0], head[1]]);
        let count = usize::from(u16::from_be_bytes([head[2], head[3]]));
        if count > limits::FEEDBACK_PACKETS {
            return false;
        }
        let Some(mut deltas) = deltas_of(&self.body[8..], count) else { return false };
        let reference = u32::from_be_bytes([0, head[4], head[5], head[6]]);
        let mut at = i64::from(reference) * TICKS_PER_REFERENCE;
        let mut sequence = first;
        for symbol in symbols(&self.body[8..]).take(count) {
            let Some(delta) = take_delta(&mut deltas, symbol) else { return false };
            at += delta.unwrap_or(0);
            visit(Arrival { sequence, at: delta.map(|_| at) });
            sequence = sequence.wrapping_add(1);
        }
        true
    }
}

/// The arrival deltas, which follow the chunks that describe `count` packets.
fn deltas_of(chunks: &[u8], count: usize) -> Option<&[u8]> {
    let mut described = 0;
    let mut rest = chunks;
    while described < count {
        let (chunk, after) = rest.split_first_chunk::<2>()?;
        described += symbols_in(u16::from_be_bytes(*chunk));
        rest = after;
    }
    Some(rest)
}

fn symbols_in(chunk: u16) -> usize {
    match chunk >> 14 {
        0b10 => 14,
        0b11 => 7,
        _ => usize::from(chunk) & LONGEST_RUN,
    }
}

fn symbols(chunks: &[u8]) -> impl Iterator<Item = u8> {
    chunks.chunks_exact(2).flat_map(|bytes| {
        let chunk = u16::from_be_bytes([bytes[0], bytes[1]]);
        (0..symbols_in(chunk)).map(move |index| match chunk >> 14 {
            0b10 => (chunk >> (13 - index)) as u8 & 0b1,
            0b11 => (chunk >> (12 - 2 * index)) as u8 & 0b11,
            _ => (chunk >> 13) as u8 & 0b11,
        })
    })
}

/// `None`: malformed. `Some(None)`: not received.
fn take_delta(deltas: &mut &[u8], symbol: u8) -> Option<Option<i64>> {
    match symbol {
        NOT_RECEIVED => Some(None),
        SMALL_DELTA => {
            let (&delta, rest) = deltas.split_first()?;
            *deltas = rest;
            Some(Some(i64::from(delta)))
        }
        LARGE_DELTA => {
            let (delta, rest) = deltas.split_first_chunk::<2>()?;
            *deltas = rest;
            Some(Some(i64::from(i16::from_be_bytes(*delta))))
        }
        _ => None,
    }
}

/// Writes the body of a feedback message into `buffer`: as many of `arrivals` (consecutive,
/// at least one of them arrived) as fit. Gives the length, padded to words, and how many
/// arrivals were written; `None` if not even the first fits.
pub(super) fn write(buffer: &mut [u8], arrivals: &[Arrival], number: u8) -> Option<(usize, usize)> {
    let first_time = arrivals.iter().find_map(|arrival| arrival.at)?;
    let reference = first_time.div_euclid(TICKS_PER_REFERENCE);
    let mut draft = Draft::new(reference * TICKS_PER_REFERENCE);
    let count = draft.fill(arrivals, buffer.len().checked_sub(8)?)?;
    buffer[..2].copy_from_slice(&arrivals[0].sequence.to_be_bytes());
    buffer[2..4].copy_from_slice(&(count as u16).to_be_bytes());
    buffer[4..7].copy_from_slice(&(reference as u32).to_be_bytes()[1..]);
    buffer[7] = number;
    let mut length = 8;
    for chunk in draft.chunks() {
        buffer[length..length + 2].copy_from_slice(&chunk.to_be_bytes());
        length += 2;
    }
    buffer[length..length + draft.deltas_length].copy_from_slice(&draft.deltas[..draft.deltas_length]);
    length += draft.deltas_length;
    let padded = length.next_multiple_of(4);
    buffer[length..padded].fill(0);
    Some((padded, count))
}

/// Symbols and deltas before they are packed.
struct Draft {
    symbols: [u8; limits::FEEDBACK_PACKETS_SENT],
    count: usize,
    deltas: [u8; 2 * limits::FEEDBACK_PACKETS_SENT],
    deltas_length: usize,
    previous: i64,
}

impl Draft {
    fn new(previous: i64) -> Self {
        Self {
            symbols: [NOT_RECEIVED; limits::FEEDBACK_PACKETS_SENT],
            count: 0,
            deltas: [0; 2 * limits::FEEDBACK_PACKETS_SENT],
            deltas_length: 0,
            previous,
        }
    }

    /// Takes arrivals while they fit into `space`; how many.
    fn fill(&mut self, arrivals: &[Arrival], space: usize) -> Option<usize> {
        for arrival in arrivals.iter().take(self.symbols.len()) {
            // Seven symbols to a chunk is the worst packing; up to three bytes of padding.
            let chunks = 2 * (self.count / 7 + 1);
            if chunks + self.deltas_length + 2 + 3 > space || !self.push(*arrival) {
                break;
            }
        }
        (self.count > 0).then_some(self.count)
    }

    /// `false` if the time since the previous arrival is too long for a delta.
    fn push(&mut self, arrival: Arrival) -> bool {
        let Some(at) = arrival.at else {
            self.count += 1;
            return true;
        };
        let delta = at - self.previous;
        let (symbol, bytes) = match (u8::try_from(delta), i16::try_from(delta)) {
            (Ok(small), _) => (SMALL_DELTA, [small, 0]),
            (_, Ok(large)) => (LARGE_DELTA, large.to_be_bytes()),
            _ => return false,
        };
        let length = usize::from(symbol);
        self.deltas[self.deltas_length..self.deltas_length + length].copy_from_slice(&bytes[..length]);
        self.deltas_length += length;
        self.symbols[self.count] = symbol;
        self.count += 1;
        self.previous = at;
        true
    }

    fn chunks(&self) -> impl Iterator<Item = u16> {
        let mut rest = &self.symbols[..self.count];
        std::iter::from_fn(move || {
            let first = *rest.first()?;
            let run = rest.iter().take_while(|&&symbol| symbol == first).count().min(LONGEST_RUN);
            let (chunk, taken) = if run >= 14 || run == rest.len() {
                ((u16::from(first) << 13) | run as u16, run)
            } else if rest.iter().take(14).all(|&symbol| symbol <= SMALL_DELTA) {
                (0x8000 | packed(rest, 14, 1), rest.len().min(14))
            } else {
                (0xc000 | packed(rest, 7, 2), rest.len().min(7))
            };
            rest = &rest[taken..];
            Some(chunk)
        })
    }
}

/// The first `count` symbols of `width` bits each; missing ones are 0.
fn packed(symbols: &[u8], count: usize, width: usize) -> u16 {
    (0..count).fold(0, |bits, index| {
        (bits << width) | u16::from(symbols.get(index).copied().unwrap_or(NOT_RECEIVED))
    })
}
