use proptest::prelude::*;

use super::*;
use crate::rtp::extend::TimestampExtender;

/// What a simulated sender does to its clocks.
#[derive(Clone, Copy, Debug)]
struct Sender {
    /// Of the media clock against true time.
    skew_ppm: i64,
    /// Of the wall clock in the reports against true time.
    ntp_skew_ppm: i64,
    /// The media clock stands still: from, for; milliseconds.
    stall: Option<(i64, i64)>,
    /// Reports let media time run on meanwhile, as Chromium's do.
    runs_on: bool,
    /// The network's delay grows for good: from, by; milliseconds.
    reroute: Option<(i64, i64)>,
    report_jitter_ms: i64,
    reports: bool,
}

const CALM: Sender = Sender {
    skew_ppm: 0,
    ntp_skew_ppm: 0,
    stall: None,
    runs_on: false,
    reroute: None,
    report_jitter_ms: 0,
    reports: true,
};

const MS: i64 = 1_000_000;
const LENGTH_MS: i64 = 600_000;

impl Sender {
    /// True time of capture to the unwrapped media timestamp.
    fn media(&self, ms: i64, rate: i64) -> i64 {
        let stood = self.stall.map_or(0, |(from, length)| (ms - from).clamp(0, length));
        let running = (ms - stood) * MS;
        (running + running / 1_000_000 * self.skew_ppm) * rate / 1_000_000_000 + (1 << 32) - 1000
    }

    fn delay_ms(&self, ms: i64) -> i64 {
        let jitter = if ms % 500 == 0 { 0 } else { ms * 7919 % 60 };
        30 + jitter + self.reroute.map_or(0, |(from, by)| if ms >= from { by } else { 0 })
    }

    fn stalls(&self, ms: i64) -> bool {
        self.stall.is_some_and(|(from, length)| (from..from + length).contains(&ms))
    }

    /// The stream as it was logged, and the true times of its frames.
    fn stream(&self, rate: i64, frame_ms: i64) -> (Stream, Vec<(i64, i64)>) {
        let mut stream = Stream::default();
        let mut truth = Vec::new();
        for ms in (0..LENGTH_MS).step_by(frame_ms as usize) {
            let received = RecordingTime(((ms + self.delay_ms(ms)) * MS) as u64);
            if !self.stalls(ms) {
                let timestamp = stream.timestamps.extend(self.media(ms, rate) as u32);
                stream.arrivals.push(Arrival { timestamp, received });
                truth.push((timestamp, ms * MS));
            }
            if self.reports && ms % (frame_ms * 50) == 0 && ms > 2000 {
                let jitter = (ms * 31 % 11 - 5) * self.report_jitter_ms * MS / 5;
                let ntp = (1 << 60) + ms * MS + ms * self.ntp_skew_ppm + jitter;
                let base = stream.arrivals.last().unwrap().timestamp;
                let stood = if self.stalls(ms) && self.runs_on { ms - self.stall.unwrap().0 } else { 0 };
                let at = self.media(ms, rate) + stood * rate / 1000;
                let timestamp = TimestampExtender::near(base, at as u32);
                stream.reports.push(Report { ntp, timestamp, received });
            }
        }
        stream.arrivals.sort_by_key(|arrival| arrival.received);
        (stream, truth)
    }
}

/// The worst error of sound against picture, and of the picture against true time, in ms,
/// outside two seconds around what happened.
fn errors(sound: Sender, picture: Sender) -> (i64, i64) {
    let (sound_stream, sound_truth) = sound.stream(48_000, 20);
    let (picture_stream, picture_truth) = picture.stream(90_000, 40);
    let clock = SenderClock::from_reports([&sound_stream, &picture_stream].into_iter());
    let sound_clock = StreamClock::new(&sound_stream, 48_000, &clock);
    let picture_clock = StreamClock::new(&picture_stream, 90_000, &clock);
    let error = |clock: &StreamClock, (timestamp, truth): (i64, i64)| nanos(clock.at(timestamp)) - truth;
    let (mut between, mut absolute) = (0, 0);
    for picture_frame in &picture_truth {
        let picture_error = error(&picture_clock, *picture_frame);
        absolute = absolute.max(picture_error.abs() / MS);
        let at = sound_truth.partition_point(|sound_frame| sound_frame.1 < picture_frame.1);
        if let Some(sound_frame) = sound_truth.get(at).filter(|frame| frame.1 - picture_frame.1 < 40 * MS) {
            between = between.max((error(&sound_clock, *sound_frame) - picture_error).abs() / MS);
        }
    }
    (between, absolute)
}

#[test]
fn a_calm_sender_is_in_sync_and_only_the_least_delay_remains() {
    let (between, absolute) = errors(CALM, CALM);
    assert!(between <= 2 && absolute <= 40, "{between} ms, {absolute} ms");
}

#[test]
fn crystals_200_ppm_apart_stay_in_sync() {
    let sound = Sender { skew_ppm: 100, ntp_skew_ppm: 50, ..CALM };
    let picture = Sender { skew_ppm: -100, ntp_skew_ppm: 50, ..CALM };
    let (between, absolute) = errors(sound, picture);
    assert!(between <= 5 && absolute <= 45, "{between} ms, {absolute} ms");
}

#[test]
fn reports_that_jitter_by_five_milliseconds_average_out() {
    let sender = Sender { report_jitter_ms: 5, skew_ppm: 80, ..CALM };
    let (between, absolute) = errors(sender, sender);
    assert!(between <= 8 && absolute <= 45, "{between} ms, {absolute} ms");
}

/// The media clock stands still for 8 s while the wall clock goes on: the sound after it
/// belongs 8 s later than its timestamps say.
#[test]
fn a_capture_stall_shifts_what_follows_and_nothing_before() {
    for runs_on in [false, true] {
        let sound = Sender { stall: Some((200_000, 8_000)), runs_on, ..CALM };
        let (between, absolute) = errors(sound, CALM);
        assert!(between <= 10 && absolute <= 40, "{between} ms, {absolute} ms, {runs_on}");
    }
}

#[test]
fn a_stall_is_found_without_any_reports() {
    let sound = Sender { stall: Some((200_000, 5_000)), reports: false, ..CALM };
    let picture = Sender { reports: false, ..CALM };
    let (between, absolute) = errors(sound, picture);
    assert!(between <= 40 && absolute <= 60, "{between} ms, {absolute} ms");
}

#[test]
fn a_longer_way_through_the_network_is_no_jump_of_the_clock() {
    let sound = Sender { reroute: Some((300_000, 250)), ..CALM };
    let (stream, _) = sound.stream(48_000, 20);
    assert!(cuts(&stream, 48_000).0.is_empty());
    let (between, _) = errors(sound, CALM);
    assert!(between <= 5, "{between} ms");
}

#[test]
fn a_stream_without_packets_has_a_clock_that_answers() {
    let clock = StreamClock::new(&Stream::default(), 48_000, &SenderClock::default());
    assert_eq!(clock.at(12345), RecordingTime::ZERO);
}

proptest! {
    #[test]
    fn any_stream_has_a_clock(
        arrivals: Vec<(i64, u64)>,
        reports: Vec<(i64, i64, u64)>,
        timestamp: i64,
    ) {
        let arrivals = arrivals.into_iter();
        let arrivals = arrivals.map(|(timestamp, at)| Arrival { timestamp, received: RecordingTime(at) }).collect();
        let reports = reports.into_iter();
        let reports = reports.map(|(ntp, timestamp, at)| Report { ntp, timestamp, received: RecordingTime(at) });
        let stream = Stream { arrivals, reports: reports.collect(), ..Stream::default() };
        let sender = SenderClock::from_reports(std::iter::once(&stream));
        StreamClock::new(&stream, 90_000, &sender).at(timestamp);
    }
}
