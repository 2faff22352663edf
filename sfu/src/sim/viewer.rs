//! A simulated viewer, as a browser is one: it asks for what is missing, reports arrivals,
//! plays speech 400 ms after it was said and shows frames when all they need is there.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::{Duration, Instant};

use super::camera::FRAMES_PER_ENCODING;
use super::label::{Label, NO_FRAME};
use super::packet::extensions;
use crate::bandwidth::arrivals::Arrivals;
use crate::media::clock::{NtpTime, short_seconds};
use crate::media::rtcp::{Compound, ReceptionBlock, Report, reports};
use crate::media::rtp::Packet;
use crate::media::sequence;

/// Speech that takes longer is not heard.
const PLAYOUT: Duration = Duration::from_millis(400);
/// Pictures are shown no sooner: a browser's buffer grows with loss until two rounds of
/// repetition fit into it.
const PICTURE_PLAYOUT: Duration = Duration::from_millis(700);
const FEEDBACK_TIME: Duration = Duration::from_millis(50);
const NACK_TIME: Duration = Duration::from_millis(20);
const NACK_AGAIN: Duration = Duration::from_millis(100);
const NACK_TIMES: u8 = 10;
const REPORT_TIME: Duration = Duration::from_secs(1);
/// Without a new frame for so long, a keyframe is asked for.
const PATIENCE: Duration = Duration::from_millis(1_000);
/// Frames kept while they wait for others.
const WAITING_FRAMES: usize = 60;
/// A picture that stands for longer is frozen.
const FREEZE: Duration = Duration::from_millis(200);

/// One viewer of one camera.
pub struct Viewer {
    began: Instant,
    /// The source of speech.
    pub voice_ssrc: u32,
    /// The source of pictures.
    pub video_ssrc: u32,
    /// How it reports.
    pub reports_arrivals: bool,
    arrivals: Arrivals,
    streams: BTreeMap<u32, Stream>,
    heard: BTreeMap<u32, u64>,
    frames: HashMap<u32, HashSet<u16>>,
    /// Frames that wait for others.
    complete: BTreeMap<u32, Label>,
    shown: HashSet<u32>,
    /// Every frame shown: when, and of which encoding.
    pub screen: Vec<(Instant, u8)>,
    /// How long packets took, in milliseconds, and when.
    pub latencies: Vec<(Instant, u64)>,
    /// Packets that came twice on one source under one number, unasked.
    pub duplicates: u64,
    last_keyframe_request: Option<Instant>,
    /// Keyframes asked for.
    pub keyframe_requests: u32,
    next_feedback: Instant,
    next_nack: Instant,
    next_report: Instant,
    last_sender_report: Option<(NtpTime, Instant)>,
}

#[derive(Default)]
struct Stream {
    highest: u64,
    seen: HashSet<u64>,
    missing: BTreeMap<u64, (Instant, u8)>,
    /// Asked for, so that a second one is no surprise.
    asked: HashSet<u64>,
    lost_before: u64,
    expected_before: u64,
    first: u64,
}

impl Viewer {
    /// A viewer who is sent speech and pictures on these sources.
    pub fn new(voice_ssrc: u32, video_ssrc: u32, now: Instant) -> Self {
        Self {
            began: now,
            voice_ssrc,
            video_ssrc,
            reports_arrivals: true,
            arrivals: Arrivals::default(),
            streams: BTreeMap::new(),
            heard: BTreeMap::new(),
            frames: HashMap::new(),
            complete: BTreeMap::new(),
            shown: HashSet::new(),
            screen: Vec::new(),
            latencies: Vec::new(),
            duplicates: 0,
            last_keyframe_request: None,
            keyframe_requests: 0,
            next_feedback: now + FEEDBACK_TIME,
            next_nack: now + NACK_TIME,
            next_report: now + REPORT_TIME,
            last_sender_report: None,
        }
    }

    /// Takes RTP or RTCP.
    pub fn take(&mut self, now: Instant, wire: &[u8]) {
        if (192..224).contains(&wire[1]) {
            return self.take_reports(now, wire);
        }
        let Some(packet) = Packet::parse(wire, &extensions()) else { return };
        if let Some(number) = packet.extensions.transport_cc.filter(|_| self.reports_arrivals) {
            self.arrivals.record(now, number);
        }
        let is_repair = ![self.voice_ssrc, self.video_ssrc].contains(&packet.ssrc);
        if !is_repair && !self.streams.entry(packet.ssrc).or_default().place(now, packet.sequence) {
            self.duplicates += 1;
            return;
        }
        let body = packet.payload.of(wire);
        if is_repair && let Some(number) = body.first_chunk::<2>() {
            self.streams.entry(self.video_ssrc).or_default().repaired(u16::from_be_bytes(*number));
        }
        for label in Label::find_all(body) {
            self.perceive(now, &label);
        }
    }

    /// What is due to be sent.
    pub fn send(&mut self, now: Instant) -> Vec<Vec<u8>> {
        let mut outbox = Vec::new();
        if now >= self.next_feedback {
            self.next_feedback = now + FEEDBACK_TIME;
            let mut compound = Compound::default();
            while self.arrivals.report(&mut compound, 9, self.video_ssrc) {
                outbox.push(compound.as_bytes().to_vec());
                compound.truncate(0);
            }
        }
        if now >= self.next_nack {
            self.next_nack = now + NACK_TIME;
            self.ask(now, &mut outbox);
        }
        if now >= self.next_report {
            self.next_report = now + REPORT_TIME;
            outbox.push(self.report(now));
        }
        outbox
    }

    /// Share of the speech from one packet to another that was not heard in time, and the
    /// longest gap.
    pub fn speech_lost(&self, range: std::ops::Range<u32>) -> (f64, Duration) {
        let is_heard =
            |number: &u32| self.heard.get(number).is_some_and(|&took| took <= PLAYOUT.as_millis() as u64);
        let (mut lost, mut gap, mut longest) = (0, 0, 0);
        for number in range.clone() {
            gap = if is_heard(&number) { 0 } else { gap + 1 };
            lost += u32::from(gap > 0);
            longest = longest.max(gap);
        }
        (f64::from(lost) / range.len() as f64, Duration::from_millis(20) * longest)
    }

    /// For how much of a time the picture stood still.
    pub fn frozen(&self, from: Instant, to: Instant) -> f64 {
        let mut shown: Vec<Instant> = self.screen.iter().map(|(at, _)| *at).collect();
        shown.retain(|at| (from..to).contains(at));
        shown.sort_unstable();
        let mut frozen = Duration::ZERO;
        let mut before = from;
        for at in shown.into_iter().chain([to]) {
            let gap = at.saturating_duration_since(before);
            frozen += if gap > FREEZE { gap } else { Duration::ZERO };
            before = at;
        }
        frozen.as_secs_f64() / (to - from).as_secs_f64()
    }

    /// The encodings shown in a time, one after the other.
    pub fn encodings(&self, from: Instant, to: Instant) -> Vec<u8> {
        let mut shown = self.screen.clone();
        shown.retain(|(at, _)| (from..to).contains(at));
        shown.sort_unstable();
        let mut encodings: Vec<u8> = shown.into_iter().map(|(_, encoding)| encoding).collect();
        encodings.dedup();
        encodings
    }

    /// So many per cent of packets took at most so many milliseconds.
    pub fn latency(&self, from: Instant, to: Instant, percent: usize) -> u64 {
        let within = self.latencies.iter().filter(|(at, _)| (from..to).contains(at));
        let mut latencies: Vec<u64> = within.map(|(_, took)| *took).collect();
        latencies.sort_unstable();
        latencies
            .get((latencies.len() * percent / 100).min(latencies.len().saturating_sub(1)))
            .copied()
            .unwrap_or(0)
    }

    fn perceive(&mut self, now: Instant, label: &Label) {
        let since = now.saturating_duration_since(self.began).as_millis() as u64;
        let took = since.saturating_sub(label.arrival);
        if label.references[0] == NO_FRAME && label.track.0 % 10 == 1 {
            let known = self.heard.entry(label.frame).or_insert(took);
            *known = took.min(*known);
            return;
        }
        let parts = self.frames.entry(label.frame).or_default();
        if parts.insert(label.index) {
            self.latencies.push((now, took));
        }
        if parts.len() == usize::from(label.count) {
            self.complete.insert(label.frame, *label);
            self.show(now);
        }
    }

    /// Shows every complete frame whose reference is there, in order.
    fn show(&mut self, now: Instant) {
        for (frame, label) in std::mem::take(&mut self.complete) {
            let base = label.references[0];
            if base != NO_FRAME && !self.shown.contains(&base) {
                self.complete.insert(frame, label);
            } else if self.shown.insert(frame) {
                let due = self.began + Duration::from_millis(label.arrival) + PICTURE_PLAYOUT;
                self.screen.push((due.max(now), (frame / FRAMES_PER_ENCODING) as u8));
            }
        }
        while self.complete.len() > WAITING_FRAMES {
            self.complete.pop_first();
        }
    }

    fn take_reports(&mut self, now: Instant, wire: &[u8]) {
        for report in reports(wire) {
            if let Report::Sender(report, _) = report {
                self.last_sender_report = Some((report.wall, now));
            }
        }
    }

    fn ask(&mut self, now: Instant, outbox: &mut Vec<Vec<u8>>) {
        for (&ssrc, stream) in &mut self.streams {
            let numbers = stream.ask(now);
            if !numbers.is_empty() {
                let mut compound = Compound::default();
                compound.lost(9, ssrc, &numbers);
                outbox.push(compound.as_bytes().to_vec());
            }
        }
        let newest = self.screen.last().map_or(self.began, |(at, _)| *at);
        let asked = self.last_keyframe_request.map_or(newest, |asked| asked.max(newest));
        let is_fed = self.latencies.last().is_some_and(|(at, _)| now < *at + PATIENCE);
        if is_fed && now > asked + PATIENCE {
            self.last_keyframe_request = Some(now);
            self.keyframe_requests += 1;
            let mut compound = Compound::default();
            compound.picture_loss(9, self.video_ssrc);
            outbox.push(compound.as_bytes().to_vec());
        }
    }

    fn report(&mut self, now: Instant) -> Vec<u8> {
        let (last_report, delay) = self
            .last_sender_report
            .map_or((0, Duration::ZERO), |(wall, at)| (wall.middle(), now.saturating_duration_since(at)));
        let blocks: Vec<ReceptionBlock> = self
            .streams
            .iter_mut()
            .map(|(&ssrc, stream)| ReceptionBlock {
                ssrc,
                fraction_lost: stream.fraction_lost(),
                highest: stream.highest as u32,
                last_report,
                delay: short_seconds(delay),
                ..ReceptionBlock::default()
            })
            .collect();
        let mut compound = Compound::default();
        compound.receiver_report(9, &blocks);
        compound.as_bytes().to_vec()
    }
}

impl Stream {
    /// Notes a number; `false` if it was seen before and not asked for.
    fn place(&mut self, now: Instant, number: u16) -> bool {
        if self.seen.is_empty() {
            self.highest = sequence::first(number);
            self.first = self.highest;
        }
        let number = sequence::extend(number, self.highest);
        for skipped in self.highest + 1..number {
            self.missing.insert(skipped, (now, 0));
        }
        self.highest = self.highest.max(number);
        self.missing.remove(&number);
        self.seen.insert(number) || self.asked.contains(&number)
    }

    fn repaired(&mut self, number: u16) {
        self.missing.remove(&sequence::extend(number, self.highest));
    }

    fn ask(&mut self, now: Instant) -> Vec<u16> {
        self.missing.retain(|_, (_, times)| *times < NACK_TIMES);
        let mut numbers = Vec::new();
        for (&number, (at, times)) in &mut self.missing {
            if *times == 0 || now >= *at + NACK_AGAIN {
                (*at, *times) = (now, *times + 1);
                self.asked.insert(number);
                numbers.push(number as u16);
            }
        }
        numbers.truncate(60);
        numbers
    }

    fn fraction_lost(&mut self) -> u8 {
        let expected = self.highest + 1 - self.first;
        let lost = expected - self.seen.len() as u64;
        let interval = expected - std::mem::replace(&mut self.expected_before, expected);
        let newly = lost.saturating_sub(std::mem::replace(&mut self.lost_before, lost));
        (newly * 256).checked_div(interval).unwrap_or(0).min(255) as u8
    }
}
