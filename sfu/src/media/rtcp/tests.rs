use proptest::prelude::*;

use super::*;
use crate::limits;
use crate::media::clock::NtpTime;

fn only(compound: &Compound) -> Report<'_> {
    let mut all = reports(compound.as_bytes());
    let first = all.next().expect("one report");
    assert!(all.next().is_none(), "exactly one report");
    first
}

#[test]
fn a_sender_report_states_both_clocks() {
    let statement =
        SenderStatement { ssrc: 7, wall: NtpTime(0x1234_5678_9abc_def0), media: 9, packets: 3, bytes: 4 };
    let mut compound = Compound::default();
    assert!(compound.sender_report(&statement));
    assert!(compound.description(7, "name"));
    let Report::Sender(report, blocks) = only(&compound) else { panic!("a sender report") };
    assert_eq!(report, SenderReport { ssrc: 7, wall: statement.wall, media: 9 });
    assert_eq!(blocks.iter().count(), 0);
    assert_eq!(compound.as_bytes().len() % 4, 0);
}

#[test]
fn reception_blocks_keep_every_field_and_the_sign_of_loss() {
    let block = ReceptionBlock {
        ssrc: 1,
        fraction_lost: 200,
        total_lost: -3,
        highest: 0x1_0007,
        jitter: 5,
        last_report: 6,
        delay: 7,
    };
    let mut compound = Compound::default();
    assert!(compound.receiver_report(9, &[block; 40]));
    let Report::Receiver(blocks) = only(&compound) else { panic!("a receiver report") };
    assert_eq!(blocks.iter().count(), 31, "more do not fit the count field");
    assert!(blocks.iter().all(|read| read == block));
}

#[test]
fn keyframe_requests_come_as_pli_and_as_fir() {
    let mut compound = Compound::default();
    assert!(compound.receiver_report(1, &[]));
    assert!(compound.picture_loss(1, 0xabcd));
    let wanted = reports(compound.as_bytes()).find_map(|report| match report {
        Report::Keyframes(keyframes) => keyframes.sources().next(),
        _ => None,
    });
    assert_eq!(wanted, Some(0xabcd));

    let mut fir = vec![0x84, 206, 0, 6, 0, 0, 0, 1, 0, 0, 0, 0];
    fir.extend([0, 0, 0, 8, 1, 0, 0, 0, 0, 0, 0, 9, 1, 0, 0, 0]);
    let Some(Report::Keyframes(keyframes)) = reports(&fir).next() else { panic!("a FIR") };
    assert_eq!(keyframes.sources().collect::<Vec<_>>(), [8, 9]);
}

#[test]
fn an_estimated_bitrate_is_mantissa_times_power_of_two() {
    let mut remb = vec![0x8f, 206, 0, 5, 0, 0, 0, 1, 0, 0, 0, 0];
    remb.extend(*b"REMB");
    remb.extend([1, (2 << 2) | 1, 0, 5, 0, 0, 0, 7]);
    assert_eq!(reports(&remb).next(), Some(Report::Bitrate((0x1_0005) << 2)));
    remb[17] = 0xff;
    assert!(reports(&remb).next().is_some(), "absurd exponents do not panic");
    remb[12] = b'X';
    assert_eq!(reports(&remb).next(), None, "another application's message");
}

#[test]
fn a_feedback_of_the_draft_is_read() {
    // Base 100, five packets: received +1 tick, lost, received +2, received late -1, run of 0.
    let body = [0, 100, 0, 5, 0, 0, 2, 7, 0xd1, 0x80, 1, 2, 0xff, 0xff, 0, 0];
    let feedback = TransportFeedback { body: &body };
    let mut read = Vec::new();
    assert!(feedback.arrivals(|arrival| read.push((arrival.sequence, arrival.at))));
    assert_eq!(read, [(100, Some(513)), (101, None), (102, Some(515)), (103, Some(514)), (104, None)]);
}

#[test]
fn feedback_that_promises_too_much_is_refused() {
    let endless = [0, 0, 0xff, 0xff, 0, 0, 0, 0, 0x1f, 0xff, 0x1f, 0xff];
    assert!(!TransportFeedback { body: &endless }.arrivals(|_| {}));
    let short_of_deltas = [0, 0, 0, 2, 0, 0, 0, 0, 0x20, 0x02, 1];
    let mut seen = 0;
    assert!(!TransportFeedback { body: &short_of_deltas }.arrivals(|_| seen += 1));
    assert_eq!(seen, 1);
}

fn arrivals() -> impl Strategy<Value = Vec<Arrival>> {
    let step = prop_oneof![4 => 0i64..200, 2 => -300i64..2_000, 1 => 2_000i64..30_000];
    prop::collection::vec((any::<bool>(), step), 1..limits::FEEDBACK_PACKETS_SENT).prop_map(|steps| {
        let mut at = 700;
        let mut all = vec![Arrival { sequence: 65_530, at: Some(at) }];
        for (index, (received, step)) in steps.into_iter().enumerate() {
            let sequence = 65_531u16.wrapping_add(index as u16);
            at += if received { step } else { 0 };
            all.push(Arrival { sequence, at: received.then_some(at) });
        }
        all
    })
}

proptest! {
    #[test]
    fn feedback_is_read_back_as_written(arrivals in arrivals()) {
        let mut compound = Compound::default();
        let count = compound.transport_feedback(1, 2, &arrivals, 3);
        prop_assert!(count > 0);
        let Report::Transport(feedback) = only(&compound) else { panic!("feedback") };
        let mut read = Vec::new();
        prop_assert!(feedback.arrivals(|arrival| read.push(arrival)));
        prop_assert_eq!(&read[..], &arrivals[..count]);
    }

    #[test]
    fn lost_numbers_are_read_back_as_written(
        first in any::<u16>(), steps in prop::collection::vec(1u16..40, 0..100),
    ) {
        let mut lost = vec![first];
        for step in steps {
            lost.push(lost[lost.len() - 1].wrapping_add(step));
        }
        let mut compound = Compound::default();
        let written = compound.lost(1, 2, &lost);
        let Report::Lost(numbers) = only(&compound) else { panic!("a NACK") };
        prop_assert_eq!(numbers.ssrc, 2);
        prop_assert_eq!(numbers.iter().collect::<Vec<_>>(), &lost[..written]);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(
        mut wire in prop::collection::vec(any::<u8>(), 0..300), kind in 200u8..207,
    ) {
        if wire.len() > 4 {
            wire[0] = 0x80 | (wire[0] & 0x1f);
            wire[1] = kind;
            let words = (wire.len() / 4 - 1) as u16;
            wire[2..4].copy_from_slice(&words.to_be_bytes());
        }
        for report in reports(&wire) {
            match report {
                Report::Sender(_, blocks) | Report::Receiver(blocks) => drop(blocks.iter().count()),
                Report::Lost(numbers) => drop(numbers.iter().count()),
                Report::Keyframes(keyframes) => drop(keyframes.sources().count()),
                Report::Transport(feedback) => drop(feedback.arrivals(|_| {})),
                Report::Bitrate(_) => {}
            }
        }
    }
}
