//! An RTP packet (RFC 3550 §5.1) with its header extensions (RFC 8285), borrowed.

/// A parsed packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RtpPacket<'a> {
    /// Ends a frame of video; begins a talk spurt of audio.
    pub marker: bool,
    /// What the payload is.
    pub payload_type: u8,
    /// Counts packets, wraps at 2^16.
    pub sequence: u16,
    /// Media time, wraps at 2^32.
    pub timestamp: u32,
    /// Whose stream.
    pub ssrc: u32,
    /// Without padding.
    pub payload: &'a [u8],
    extensions: Option<(u16, &'a [u8])>,
}

const ONE_BYTE: u16 = 0xBEDE;
const TWO_BYTE: u16 = 0x1000;

impl<'a> RtpPacket<'a> {
    /// Parses a whole packet; `None` for anything malformed.
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (fixed, rest) = bytes.split_first_chunk::<12>()?;
        if fixed[0] >> 6 != 2 {
            return None;
        }
        let (_, rest) = rest.split_at_checked(4 * usize::from(fixed[0] & 0x0f))?;
        let (extensions, rest) = if fixed[0] & 0x10 == 0 { (None, rest) } else { extensions(rest)? };
        let payload = if fixed[0] & 0x20 == 0 { rest } else { without_padding(rest)? };
        Some(Self {
            marker: fixed[1] & 0x80 != 0,
            payload_type: fixed[1] & 0x7f,
            sequence: u16::from_be_bytes([fixed[2], fixed[3]]),
            timestamp: u32::from_be_bytes([fixed[4], fixed[5], fixed[6], fixed[7]]),
            ssrc: u32::from_be_bytes([fixed[8], fixed[9], fixed[10], fixed[11]]),
            payload,
            extensions,
        })
    }

    /// The data of header extension `id`, if the packet has it.
    pub fn extension(&self, id: u8) -> Option<&'a [u8]> {
        let (profile, mut rest) = self.extensions?;
        loop {
            let (found, data, behind) = element(profile, rest)?;
            if found == id {
                return Some(data);
            }
            rest = behind;
        }
    }
}

type Extensions<'a> = Option<(u16, &'a [u8])>;

fn extensions(bytes: &[u8]) -> Option<(Extensions<'_>, &[u8])> {
    let (head, rest) = bytes.split_first_chunk::<4>()?;
    let words = u16::from_be_bytes([head[2], head[3]]);
    let (data, rest) = rest.split_at_checked(4 * usize::from(words))?;
    Some((Some((u16::from_be_bytes([head[0], head[1]]), data)), rest))
}

fn without_padding(bytes: &[u8]) -> Option<&[u8]> {
    let padding = usize::from(*bytes.last()?);
    if padding == 0 { None } else { bytes.get(..bytes.len().checked_sub(padding)?) }
}

/// The next extension element: id, data, what follows.
fn element(profile: u16, mut bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    while let [0, rest @ ..] = bytes {
        bytes = rest;
    }
    let (id, length, rest) = match (profile, bytes) {
        (ONE_BYTE, [head, rest @ ..]) if head >> 4 != 15 => (head >> 4, usize::from(head & 0x0f) + 1, rest),
        (profile, [id, length, rest @ ..]) if profile & 0xfff0 == TWO_BYTE => {
            (*id, usize::from(*length), rest)
        }
        _ => return None,
    };
    let (data, rest) = rest.split_at_checked(length)?;
    Some((id, data, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLAIN: [u8; 14] = [0x80, 0xe0, 0x12, 0x34, 0, 0, 0, 9, 0xaa, 0xbb, 0xcc, 0xdd, 1, 2];

    #[test]
    fn a_plain_packet_is_read() {
        let packet = RtpPacket::parse(&PLAIN).unwrap();
        assert!(packet.marker);
        assert_eq!((packet.payload_type, packet.sequence, packet.timestamp), (96, 0x1234, 9));
        assert_eq!((packet.ssrc, packet.payload), (0xaabb_ccdd, &[1, 2][..]));
        assert_eq!(packet.extension(1), None);
    }

    #[test]
    fn one_byte_extensions_are_found_behind_padding() {
        let extensions = [0xbe, 0xde, 0, 2, 0x10, 0x8f, 0, 0, 0x31, 7, 8, 0];
        let bytes = [&[0x90][..], &PLAIN[1..12], &extensions, &[5]].concat();
        let packet = RtpPacket::parse(&bytes).unwrap();
        assert_eq!(packet.extension(1), Some(&[0x8f][..]));
        assert_eq!(packet.extension(3), Some(&[7, 8][..]));
        assert_eq!((packet.extension(2), packet.payload), (None, &[5][..]));
    }

    #[test]
    fn two_byte_extensions_may_be_empty() {
        let extensions = [0x10, 0, 0, 2, 16, 0, 17, 3, 1, 2, 3, 0];
        let bytes = [&[0x90][..], &PLAIN[1..12], &extensions, &[5]].concat();
        let packet = RtpPacket::parse(&bytes).unwrap();
        assert_eq!(packet.extension(16), Some(&[][..]));
        assert_eq!(packet.extension(17), Some(&[1, 2, 3][..]));
    }

    #[test]
    fn padding_is_taken_off_and_absurd_padding_refused() {
        let padded = [&[0xa0][..], &PLAIN[1..12], &[9, 0, 0, 3]].concat();
        assert_eq!(RtpPacket::parse(&padded).unwrap().payload, &[9]);
        for count in [0, 5, 255] {
            let bad = [&[0xa0][..], &PLAIN[1..12], &[9, 0, 0, count]].concat();
            assert_eq!(RtpPacket::parse(&bad), None);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_can_be_parsed(bytes: Vec<u8>, id: u8) {
            if let Some(packet) = RtpPacket::parse(&bytes) {
                let _ = packet.extension(id);
            }
        }
    }
}
