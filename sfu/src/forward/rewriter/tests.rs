use std::collections::HashSet;
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::media::clock::NtpTime;
use crate::media::payload::{BaseIndex, PictureId};
use crate::media::sequence::ticks_between;

#[expect(clippy::disallowed_methods, reason = "edge: a test needs one instant to count from")]
fn start() -> Instant {
    Instant::now()
}

const SMALL: SourceRun = SourceRun { encoding: 0, run: 0 };
const LARGE: SourceRun = SourceRun { encoding: 1, run: 0 };

fn packet(source: SourceRun, sequence: u64, timestamp: u32) -> Incoming {
    Incoming { source, sequence, timestamp, pictures: PictureNumbers::default(), frame: None }
}

fn picture(source: SourceRun, sequence: u64, id: u16, base: u8) -> Incoming {
    let pictures = PictureNumbers {
        picture_id: Some(PictureId { at: 2, value: id, is_wide: true }),
        base_index: Some(BaseIndex { at: 4, value: base }),
    };
    Incoming { pictures, frame: Some(id), ..packet(source, sequence, u32::from(id) * 3_000) }
}

fn at(now: Instant) -> Alignment {
    Alignment { now, clock_rate: 90_000, readings: None }
}

#[test]
fn a_stream_starts_at_its_own_numbers_and_crosses_the_wrap() {
    let now = start();
    let mut rewriter = Rewriter::new(65_535, u32::MAX);
    let first = rewriter.begin(&packet(SMALL, 70_000, 500), &at(now));
    assert_eq!((first.sequence as u16, first.timestamp), (65_535, u32::MAX));
    let second = rewriter.forward(now, &packet(SMALL, 70_001, 3_500)).unwrap();
    assert_eq!((second.sequence, second.timestamp), (first.sequence + 1, 2_999));
}

#[test]
fn a_switch_of_encodings_shows_in_no_number() {
    let now = start();
    let mut rewriter = Rewriter::new(10, 0);
    let last = rewriter.begin(&picture(SMALL, 70_000, 100, 7), &at(now));
    let later = now + Duration::from_millis(33);
    let first = rewriter.begin(&picture(LARGE, 90_000, 32_767, 200), &at(later));
    assert_eq!(first.sequence, last.sequence + 1);
    assert_eq!(first.picture_id, last.picture_id.map(|id| id + 1));
    assert_eq!(first.base_index, last.base_index.map(|base| base + 1));
    assert_eq!(first.frame, last.frame.map(|frame| frame + 1));
    assert_eq!(ticks_between(last.timestamp, first.timestamp), 2_970, "33 ms by our clock");
    let next = rewriter.forward(later, &picture(LARGE, 90_001, 0, 201)).unwrap();
    assert_eq!(next.picture_id.map(|id| id & 0x7fff), Some(102), "the source's picture ids wrapped");
}

#[test]
fn sender_reports_align_encodings_better_than_arrival() {
    let now = start();
    let reading = |media| ClockReading { wall: NtpTime(1 << 40), media, received: now };
    let mut rewriter = Rewriter::new(0, 1_000);
    rewriter.begin(&packet(SMALL, 70_000, 5_000), &at(now));
    let alignment = Alignment {
        readings: Some((reading(5_000), reading(800_000))),
        ..at(now + Duration::from_millis(300))
    };
    // Captured 40 ms after the last one, although it came 300 ms later.
    let first = rewriter.begin(&packet(LARGE, 90_000, 803_600), &alignment);
    assert_eq!(first.timestamp, 4_600);
    assert_eq!(rewriter.timestamp_of(LARGE, 803_600 + 90_000), Some(94_600));
    assert_eq!(rewriter.timestamp_of(SMALL, 5_000), None);
}

#[test]
fn time_never_stands_still_or_goes_back_at_a_switch() {
    let now = start();
    let reading = |media| ClockReading { wall: NtpTime(1 << 40), media, received: now };
    let mut rewriter = Rewriter::new(0, 1_000);
    rewriter.begin(&packet(SMALL, 70_000, 9_000), &at(now));
    let alignment = Alignment { readings: Some((reading(9_000), reading(9_000))), ..at(now) };
    let first = rewriter.begin(&packet(LARGE, 90_000, 3_000), &alignment);
    assert_eq!(first.timestamp, 1_001, "captured earlier than what was shown: shown next");
}

#[test]
fn a_silence_keeps_its_length_and_leaves_no_hole() {
    let now = start();
    let mut rewriter = Rewriter::new(0, 0);
    let before = rewriter.begin(&packet(SMALL, 70_000, 1_000), &at(now));
    rewriter.cut();
    let silence = Duration::from_secs(600);
    let after = rewriter.begin(&packet(SMALL, 100_000, 1_000 + 600 * 90_000), &at(now + silence));
    assert_eq!(after.sequence, before.sequence + 1);
    assert_eq!(ticks_between(before.timestamp, after.timestamp), 600 * 90_000);
    assert_eq!(rewriter.position(SMALL, 99_999), Position::Past, "said while the gate was closed");
}

#[test]
fn a_clock_that_lies_is_replaced_by_ours() {
    let now = start();
    let mut rewriter = Rewriter::new(0, 0);
    let before = rewriter.begin(&packet(SMALL, 70_000, 1_000), &at(now));
    rewriter.end_era();
    let after = rewriter.begin(&packet(SMALL, 70_001, 3_000_000_000), &at(now + Duration::from_secs(1)));
    assert_eq!(ticks_between(before.timestamp, after.timestamp), 90_000);
}

#[test]
fn removed_pictures_close_up_and_late_packets_find_their_place() {
    let now = start();
    let mut rewriter = Rewriter::new(0, 0);
    let first = rewriter.begin(&picture(SMALL, 70_000, 1, 1), &at(now));
    rewriter.remove(&picture(SMALL, 70_001, 2, 1), true);
    rewriter.remove(&picture(SMALL, 70_002, 2, 1), true);
    // 70_003 and 70_004 are missing.
    let after = rewriter.forward(now, &picture(SMALL, 70_005, 4, 2)).unwrap();
    assert_eq!(after.sequence, first.sequence + 3);
    assert_eq!(after.picture_id, Some(3));
    rewriter.remove(&picture(SMALL, 70_006, 5, 2), true);
    assert_eq!(rewriter.position(SMALL, 70_003), Position::Late);
    let late = rewriter.late(&picture(SMALL, 70_003, 3, 2)).unwrap();
    assert_eq!((late.sequence, late.picture_id), (first.sequence + 1, Some(2)));
    rewriter.begin(&picture(LARGE, 90_000, 7, 7), &at(now));
    let later = rewriter.late(&picture(SMALL, 70_004, 3, 2)).unwrap();
    assert_eq!(later.sequence, first.sequence + 2, "its era ended, its place is still free");
    assert_eq!(rewriter.position(SMALL, 70_007), Position::Past, "that era takes nothing new");
}

/// What happens to a stream, drawn at random.
#[derive(Clone, Debug)]
enum Step {
    Forward,
    Remove,
    Lose,
    Recover,
    Switch,
    Silence,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        20 => Just(Step::Forward),
        6 => Just(Step::Remove),
        4 => Just(Step::Lose),
        4 => Just(Step::Recover),
        1 => Just(Step::Switch),
        1 => Just(Step::Silence),
    ];
    prop::collection::vec(step, 1..400)
}

/// A publisher and a viewer around one rewriter, who check what comes out.
struct Trial {
    rewriter: Rewriter,
    now: Instant,
    source: SourceRun,
    sequence: u64,
    lost: Vec<Incoming>,
    used: HashSet<u64>,
    newest: Option<Numbers>,
    /// Numbers kept free for lost packets since the newest.
    reserved: u64,
    /// Of those, the ones that stay free even if the source ends here.
    committed: u64,
    is_same_era: bool,
}

impl Trial {
    fn new(sequence: u16, timestamp: u32) -> Self {
        Self {
            rewriter: Rewriter::new(sequence, timestamp),
            now: start(),
            source: SMALL,
            sequence: 80_000,
            lost: Vec::new(),
            used: HashSet::new(),
            newest: None,
            reserved: 0,
            committed: 0,
            is_same_era: false,
        }
    }

    fn incoming(&mut self) -> Incoming {
        self.sequence += 1;
        self.now += Duration::from_millis(33);
        picture(self.source, self.sequence, self.sequence as u16, self.sequence as u8)
    }

    fn take(&mut self, step: &Step) -> Result<(), TestCaseError> {
        match step {
            Step::Forward => {
                let packet = self.incoming();
                self.forward(&packet)?;
            }
            Step::Remove => {
                let packet = self.incoming();
                if self.rewriter.position(packet.source, packet.sequence) == Position::Next {
                    self.rewriter.remove(&packet, true);
                    self.committed = self.reserved;
                }
            }
            Step::Lose => {
                let packet = self.incoming();
                self.lost.push(packet);
                self.reserved += u64::from(self.rewriter.source() == Some(packet.source));
            }
            Step::Recover => self.recover()?,
            Step::Switch => {
                self.source = SourceRun { encoding: 1 - self.source.encoding, run: self.source.run + 1 };
                self.sequence += 30_000;
                self.end_era();
            }
            Step::Silence => {
                self.rewriter.cut();
                self.end_era();
            }
        }
        Ok(())
    }

    fn forward(&mut self, packet: &Incoming) -> Result<(), TestCaseError> {
        let numbers = match self.rewriter.position(packet.source, packet.sequence) {
            Position::Next => self.rewriter.forward(self.now, packet).unwrap(),
            Position::Foreign | Position::Past => self.rewriter.begin(packet, &at(self.now)),
            Position::Late => return Err(TestCaseError::fail("the newest packet cannot be late")),
        };
        prop_assert!(self.used.insert(numbers.sequence), "{} was used before", numbers.sequence);
        if let Some(before) = self.newest {
            prop_assert_eq!(numbers.sequence, before.sequence + 1 + self.reserved, "only losses leave holes");
            prop_assert!(ticks_between(before.timestamp, numbers.timestamp) > 0);
            let pictures = numbers.picture_id.unwrap().wrapping_sub(before.picture_id.unwrap());
            let missing = if self.is_same_era { self.reserved } else { 0 };
            prop_assert_eq!(u64::from(pictures), 1 + missing);
        }
        self.newest = Some(numbers);
        (self.reserved, self.committed, self.is_same_era) = (0, 0, true);
        Ok(())
    }

    fn end_era(&mut self) {
        self.reserved = self.committed;
        self.is_same_era = false;
    }

    fn recover(&mut self) -> Result<(), TestCaseError> {
        let Some(packet) = self.lost.pop() else { return Ok(()) };
        if self.rewriter.position(packet.source, packet.sequence) == Position::Late {
            let numbers = self.rewriter.late(&packet).unwrap();
            prop_assert!(self.used.insert(numbers.sequence), "{} was used before", numbers.sequence);
            prop_assert!(numbers.sequence < self.rewriter.next_sequence);
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn whatever_happens_no_number_is_used_twice_and_only_losses_leave_holes(
        steps in steps(), sequence in any::<u16>(), timestamp in any::<u32>(),
    ) {
        let mut trial = Trial::new(sequence, timestamp);
        for step in &steps {
            trial.take(step)?;
        }
    }
}
