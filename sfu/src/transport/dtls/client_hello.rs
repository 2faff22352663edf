//! What a client offers, read before the handshake starts: the library would take the client's
//! favourite protection profile, and Chromium's favourite is the slow one.

use bytes::BytesMut;

use super::record::{Fragment, records};
use crate::limits;

const CLIENT_HELLO: u8 = 1;
/// The `use_srtp` extension, RFC 5764 §4.1.1.
const USE_SRTP: u16 = 14;

/// Gathers a `ClientHello` that may come in several datagrams. Chromium's has two.
#[derive(Debug, Default)]
pub struct HelloCollector {
    held: Vec<BytesMut>,
    message: Vec<u8>,
    have: Vec<bool>,
}

impl HelloCollector {
    /// Takes a datagram; the protection profiles that the client offers once the whole message
    /// is there, possibly none.
    pub fn push(&mut self, datagram: BytesMut) -> Option<Vec<u16>> {
        for fragment in records(&datagram).flat_map(|record| record.fragments()) {
            self.add(&fragment);
        }
        if self.held.len() >= limits::EARLY_DATAGRAMS {
            self.held.remove(0);
        }
        self.held.push(datagram);
        let is_whole = !self.message.is_empty() && self.have.iter().all(|&have| have);
        is_whole.then(|| offered_profiles(&self.message).unwrap_or_default())
    }

    /// The datagrams so far, to be handled in order.
    pub fn take(&mut self) -> Vec<BytesMut> {
        std::mem::take(self).held
    }

    fn add(&mut self, fragment: &Fragment<'_>) {
        let is_first_message = fragment.kind == CLIENT_HELLO && fragment.sequence == 0;
        if !is_first_message || fragment.length > limits::CLIENT_HELLO_BYTES {
            return;
        }
        if self.message.len() != fragment.length {
            self.message = vec![0; fragment.length];
            self.have = vec![false; fragment.length];
        }
        let range = fragment.offset..fragment.offset + fragment.body.len();
        if let (Some(space), Some(have)) = (self.message.get_mut(range.clone()), self.have.get_mut(range)) {
            space.copy_from_slice(fragment.body);
            have.fill(true);
        }
    }
}

/// The profiles in the `use_srtp` extension (RFC 5246 §7.4.1.2, RFC 6347 §4.2.1).
fn offered_profiles(hello: &[u8]) -> Option<Vec<u16>> {
    let mut rest = hello.get(2 + 32..)?;
    let _session = take_list::<1>(&mut rest)?;
    let _cookie = take_list::<1>(&mut rest)?;
    let _cipher_suites = take_list::<2>(&mut rest)?;
    let _compression = take_list::<1>(&mut rest)?;
    let mut extensions = take_list::<2>(&mut rest)?;
    while let Some((kind, after)) = extensions.split_first_chunk::<2>() {
        extensions = after;
        let mut body = take_list::<2>(&mut extensions)?;
        if u16::from_be_bytes(*kind) == USE_SRTP {
            let profiles = take_list::<2>(&mut body)?;
            return Some(profiles.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]])).collect());
        }
    }
    None
}

/// Takes a vector with a length of `N` bytes in front.
fn take_list<'a, const N: usize>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, after) = rest.split_first_chunk::<N>()?;
    let length = length.iter().fold(0, |sum, &byte| sum << 8 | usize::from(byte));
    let (list, after) = after.split_at_checked(length)?;
    *rest = after;
    Some(list)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A `ClientHello` without anything but the profiles, as one message.
    fn hello(profiles: &[u16]) -> Vec<u8> {
        let mut body = [&[0xfe, 0xfd][..], &[7; 32], &[0], &[0], &[0, 2, 0xc0, 0x2b], &[1, 0]].concat();
        let list: Vec<u8> = profiles.iter().flat_map(|profile| profile.to_be_bytes()).collect();
        let use_srtp = [&(list.len() as u16).to_be_bytes()[..], &list, &[0]].concat();
        let extensions =
            [&[0, 23, 0, 0, 0, 14][..], &(use_srtp.len() as u16).to_be_bytes(), &use_srtp].concat();
        body.extend((extensions.len() as u16).to_be_bytes());
        body.extend(extensions);
        body
    }

    fn datagram(message: &[u8], range: std::ops::Range<usize>) -> BytesMut {
        let length = |number: usize| (number as u32).to_be_bytes()[1..].to_vec();
        let body = &message[range.clone()];
        let fragment = [
            vec![CLIENT_HELLO],
            length(message.len()),
            vec![0, 0],
            length(range.start),
            length(body.len()),
            body.to_vec(),
        ]
        .concat();
        let header = [&[22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0][..], &(fragment.len() as u16).to_be_bytes()];
        BytesMut::from(&[header.concat(), fragment].concat()[..])
    }

    /// proves: T9
    #[test]
    fn a_hello_in_two_datagrams_is_read_whole_in_any_order() {
        let message = hello(&[1, 7, 8]);
        for order in [[0..30, 30..message.len()], [30..message.len(), 0..30]] {
            let mut collector = HelloCollector::default();
            assert_eq!(collector.push(datagram(&message, order[0].clone())), None);
            let offered = collector.push(datagram(&message, order[1].clone()));
            assert_eq!(offered, Some(vec![1, 7, 8]));
            assert_eq!(collector.take().len(), 2);
        }
    }

    #[test]
    fn a_hello_without_the_extension_offers_nothing() {
        let mut body = hello(&[]);
        body.truncate(body.len() - 5);
        let end = body.len();
        body[end - 6..end - 4].copy_from_slice(&[0, 4]);
        assert_eq!(offered_profiles(&body[..end]), None);
    }

    proptest! {
        #[test]
        fn nothing_a_stranger_sends_can_harm(datagrams in prop::collection::vec(
            prop::collection::vec(any::<u8>(), 0..200), 0..20,
        )) {
            let mut collector = HelloCollector::default();
            for datagram in &datagrams {
                collector.push(BytesMut::from(&datagram[..]));
            }
            prop_assert!(collector.take().len() <= limits::EARLY_DATAGRAMS);
        }

        #[test]
        fn every_list_of_profiles_is_read_back(profiles in prop::collection::vec(any::<u16>(), 0..20)) {
            prop_assert_eq!(offered_profiles(&hello(&profiles)), Some(profiles));
        }
    }
}
