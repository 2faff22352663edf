//! RTCP packets (RFC 3550 §6, RFC 4585).

/// Payload-specific feedback.
const PAYLOAD_FEEDBACK: u8 = 206;
/// Sender report.
const SENDER_REPORT: u8 = 200;

/// One packet of a compound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report<'a> {
    /// Sender report of one source; the whole packet.
    Sender {
        /// Whose clock.
        ssrc: u32,
        /// The packet.
        packet: &'a [u8],
    },
    /// A keyframe is needed (PLI or FIR).
    Keyframe {
        /// Of which source.
        ssrc: u32,
    },
}

/// Goes through a compound packet; malformed rests and unknown kinds are left out.
pub fn reports(mut rest: &[u8]) -> impl Iterator<Item = Report<'_>> {
    std::iter::from_fn(move || {
        loop {
            let head = rest.first_chunk::<4>()?;
            let length = 4 * (usize::from(u16::from_be_bytes([head[2], head[3]])) + 1);
            if head[0] >> 6 != 2 || rest.len() < length {
                return None;
            }
            let (packet, after) = rest.split_at(length);
            rest = after;
            if let Some(report) = report(packet) {
                return Some(report);
            }
        }
    })
}

fn report(packet: &[u8]) -> Option<Report<'_>> {
    let word = |at: usize| packet.get(at..at + 4)?.first_chunk().map(|&bytes| u32::from_be_bytes(bytes));
    match (packet[1], packet[0] & 0x1f) {
        (SENDER_REPORT, _) => Some(Report::Sender { ssrc: word(4)?, packet }),
        (PAYLOAD_FEEDBACK, 1) => Some(Report::Keyframe { ssrc: word(8)? }),
        (PAYLOAD_FEEDBACK, 4) => Some(Report::Keyframe { ssrc: word(12)? }),
        _ => None,
    }
}

/// A picture loss indication (RFC 4585 §6.3.1) behind an empty receiver report.
pub fn picture_loss(ours: u32, theirs: u32) -> [u8; 20] {
    let mut packet = [0; 20];
    packet[..4].copy_from_slice(&[0x80, 201, 0, 1]);
    packet[4..8].copy_from_slice(&ours.to_be_bytes());
    packet[8..12].copy_from_slice(&[0x81, PAYLOAD_FEEDBACK, 0, 2]);
    packet[12..16].copy_from_slice(&ours.to_be_bytes());
    packet[16..].copy_from_slice(&theirs.to_be_bytes());
    packet
}
