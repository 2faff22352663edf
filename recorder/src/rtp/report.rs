//! Sender reports (RFC 3550 §6.4.1): the pairs of wall-clock and media time.

/// The useful part of a sender report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SenderReport {
    /// Whose stream.
    pub ssrc: u32,
    /// The sender's clock, nanoseconds since 1900; only differences mean anything.
    pub ntp: i64,
    /// Media time at that moment.
    pub timestamp: u32,
}

const SENDER_REPORT: u8 = 200;

/// The sender reports of a compound RTCP packet; ends at the first malformed one.
pub fn sender_reports(compound: &[u8]) -> impl Iterator<Item = SenderReport> {
    let mut rest = compound;
    std::iter::from_fn(move || {
        loop {
            let head = rest.first_chunk::<4>()?;
            let bytes = 4 * (usize::from(u16::from_be_bytes([head[2], head[3]])) + 1);
            let (packet, behind) = rest.split_at_checked(bytes)?;
            if head[0] >> 6 != 2 {
                return None;
            }
            rest = behind;
            if head[1] == SENDER_REPORT {
                return parse(packet);
            }
        }
    })
}

fn parse(packet: &[u8]) -> Option<SenderReport> {
    let body = packet.get(4..)?.first_chunk::<16>()?;
    let word = |at: usize| u32::from_be_bytes([body[at], body[at + 1], body[at + 2], body[at + 3]]);
    let fraction = (u64::from(word(8)) * 1_000_000_000) >> 32;
    let ntp = i64::from(word(4)) * 1_000_000_000 + fraction.cast_signed();
    Some(SenderReport { ssrc: word(0), ntp, timestamp: word(12) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_report_is_found_behind_other_packets() {
        let receiver_report = [0x80, 201, 0, 1, 0, 0, 0, 1];
        let mut report = vec![0x80, SENDER_REPORT, 0, 6, 0, 0, 0, 7];
        report.extend([0, 0, 0, 2, 0x80, 0, 0, 0, 0, 0, 0, 9]);
        report.extend([0; 8]);
        let compound = [&receiver_report[..], &report].concat();
        let expected = SenderReport { ssrc: 7, ntp: 2_500_000_000, timestamp: 9 };
        assert_eq!(sender_reports(&compound).collect::<Vec<_>>(), [expected]);
    }

    proptest! {
        #[test]
        fn any_bytes_can_be_read(bytes: Vec<u8>) {
            sender_reports(&bytes).for_each(drop);
        }
    }
}
