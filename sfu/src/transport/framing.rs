//! Datagrams on a stream: each behind its length in two bytes (RFC 4571 §2).

use thiserror::Error;

use crate::limits;

/// Bytes of the length before each datagram.
const LENGTH: usize = 2;

/// Longer than any datagram of ours or of a browser: the stream cannot be followed any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("expected a frame of at most {} bytes, came {came}", limits::PACKET_BYTES)]
pub struct TooLong {
    /// Bytes that were announced.
    pub came: usize,
}

/// Cuts a stream into the datagrams it carries. Keeps less than one datagram between calls.
#[derive(Debug, Default)]
pub struct Deframer {
    kept: Vec<u8>,
}

impl Deframer {
    /// Takes the next piece of the stream and gives every datagram that is whole to `take`.
    /// An empty frame is none (it only keeps the way open).
    ///
    /// # Errors
    /// If a frame is longer than a datagram may be. Nothing sensible can follow.
    pub fn read(&mut self, piece: &[u8], mut take: impl FnMut(&mut [u8])) -> Result<(), TooLong> {
        self.kept.extend_from_slice(piece);
        let mut at = 0;
        while let Some(length) = self.kept[at..].first_chunk::<LENGTH>() {
            let length = usize::from(u16::from_be_bytes(*length));
            if length > limits::PACKET_BYTES {
                return Err(TooLong { came: length });
            }
            let start = at + LENGTH;
            let Some(datagram) = self.kept.get_mut(start..start + length) else { break };
            if !datagram.is_empty() {
                take(datagram);
            }
            at = start + length;
        }
        self.kept.drain(..at);
        Ok(())
    }
}

/// Appends a datagram behind its length. One that is longer than a length can say does not
/// exist on any wire of ours and is left out.
pub fn frame(stream: &mut Vec<u8>, datagram: &[u8]) {
    if let Ok(length) = u16::try_from(datagram.len()) {
        stream.extend_from_slice(&length.to_be_bytes());
        stream.extend_from_slice(datagram);
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn deframed(pieces: &[&[u8]]) -> Result<Vec<Vec<u8>>, TooLong> {
        let (mut deframer, mut datagrams) = (Deframer::default(), Vec::new());
        for piece in pieces {
            deframer.read(piece, |datagram| datagrams.push(datagram.to_vec()))?;
        }
        Ok(datagrams)
    }

    proptest! {
        #[test]
        fn datagrams_come_out_as_they_went_in_however_the_stream_is_cut(
            datagrams in vec(vec(any::<u8>(), 1..200), 0..12),
            cuts in vec(1..90_usize, 1..8),
        ) {
            let mut stream = Vec::new();
            datagrams.iter().for_each(|datagram| frame(&mut stream, datagram));
            let (mut rest, mut pieces) = (stream.as_slice(), Vec::new());
            for cut in cuts.iter().cycle().take(stream.len()) {
                let (piece, after) = rest.split_at((*cut).min(rest.len()));
                pieces.push(piece);
                rest = after;
            }
            prop_assert_eq!(deframed(&pieces), Ok(datagrams));
        }

        #[test]
        fn any_stream_can_be_read(pieces in vec(vec(any::<u8>(), 0..3_000), 0..6)) {
            let mut deframer = Deframer::default();
            for piece in &pieces {
                if deframer.read(piece, |_| {}).is_err() {
                    break;
                }
                prop_assert!(deframer.kept.len() <= LENGTH + limits::PACKET_BYTES);
            }
        }
    }

    #[test]
    fn an_empty_frame_is_no_datagram() {
        assert_eq!(deframed(&[&[0, 0, 0, 1, 7]]), Ok(vec![vec![7]]));
    }

    #[test]
    fn a_frame_longer_than_a_datagram_ends_the_stream() {
        assert_eq!(deframed(&[&[0xff, 0xff]]), Err(TooLong { came: 65_535 }));
    }
}
