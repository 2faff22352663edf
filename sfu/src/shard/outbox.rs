//! Datagrams on their way to one peer, in runs that leave in one call.

use crate::limits;
use crate::transport::path::Path;

/// Datagrams in order, back to back. Neighbours of one size to one address are one run: the
/// kernel cuts it into datagrams again (UDP segmentation offload), where every datagram but
/// the last must have the same size.
#[derive(Debug, Default)]
pub struct Outbox {
    bytes: Vec<u8>,
    runs: Vec<Run>,
}

#[derive(Debug)]
struct Run {
    path: Path,
    start: usize,
    length: usize,
    segment: usize,
    datagrams: usize,
    /// A shorter datagram came: nothing may follow.
    is_closed: bool,
}

/// Bytes an idle outbox keeps: a burst of a large picture.
const KEPT_BYTES: usize = 64 * 1024;

impl Outbox {
    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Appends one datagram made of a header, a payload and `room` bytes to be filled in.
    pub fn push(&mut self, path: Path, header: &[u8], payload: &[u8], room: usize) -> &mut [u8] {
        let start = self.bytes.len();
        let length = header.len() + payload.len() + room;
        self.bytes.extend_from_slice(header);
        self.bytes.extend_from_slice(payload);
        self.bytes.resize(start + length, 0);
        if !self.runs.last_mut().is_some_and(|run| run.takes(path, length)) {
            self.runs.push(Run { path, start, length, segment: length, datagrams: 1, is_closed: false });
        }
        &mut self.bytes[start..]
    }

    /// Gives every run to `send`, as address, bytes and segment size, and is empty then.
    pub fn drain(&mut self, mut send: impl FnMut(&Path, &[u8], usize)) {
        for run in &self.runs {
            send(&run.path, &self.bytes[run.start..run.start + run.length], run.segment);
        }
        self.runs.clear();
        self.bytes.clear();
        self.bytes.shrink_to(KEPT_BYTES);
    }
}

impl Run {
    /// Takes the next datagram in, if it may follow.
    fn takes(&mut self, path: Path, length: usize) -> bool {
        let fits =
            self.datagrams < limits::SEGMENTS_PER_SEND && self.length + length <= limits::BYTES_PER_SEND;
        if self.is_closed || path != self.path || length > self.segment || !fits {
            return false;
        }
        self.is_closed = length < self.segment;
        self.datagrams += 1;
        self.length += length;
        true
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr};

    use proptest::prelude::*;

    use super::*;
    use crate::transport::path::Carrier;

    fn path(port: u16) -> Path {
        let remote = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        Path { carrier: Carrier::Udp(0), remote, local: None }
    }

    fn drained(outbox: &mut Outbox) -> Vec<(u16, Vec<u8>, usize)> {
        let mut sent = Vec::new();
        outbox.drain(|path, bytes, segment| sent.push((path.remote.port(), bytes.to_vec(), segment)));
        sent
    }

    #[test]
    fn a_burst_of_one_picture_leaves_in_one_call() {
        let mut outbox = Outbox::default();
        for _ in 0..9 {
            outbox.push(path(1), &[1; 12], &[2; 1_000], 16);
        }
        outbox.push(path(1), &[1; 12], &[2; 300], 16);
        let sent = drained(&mut outbox);
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].2, 1_028);
        assert_eq!(sent[0].1.len(), 9 * 1_028 + 328);
        assert!(outbox.is_empty());
    }

    proptest! {
        #[test]
        fn what_goes_in_comes_out_in_order_and_uncut(
            datagrams in prop::collection::vec((1_u16..4, 1_usize..1_400), 0..200),
        ) {
            let mut outbox = Outbox::default();
            for (n, (port, length)) in datagrams.iter().enumerate() {
                outbox.push(path(*port), &vec![n as u8; *length], &[], 0);
            }
            let mut out = Vec::new();
            for (port, bytes, segment) in drained(&mut outbox) {
                prop_assert!(bytes.len() <= limits::BYTES_PER_SEND);
                prop_assert!(bytes.len().div_ceil(segment) <= limits::SEGMENTS_PER_SEND);
                out.extend(bytes.chunks(segment).map(|one| (port, one.len())));
            }
            prop_assert_eq!(out, datagrams);
        }
    }
}
