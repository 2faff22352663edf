//! One part of a recording in the writer's hands: its logs, its taps, its pauses.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;
use std::io;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sfu::id::{ParticipantId, TrackId};
use sfu::media::MediaKind;

use super::board::{Board, Fault, TrackFacts};
use super::control::Answer;
use super::inlet::Inlet;
use super::pauses::Pauses;
use super::reception::Reception;
use super::sync::SyncWork;
use super::tap::MessageHead;
use crate::event::{Described, Own};
use crate::log::chain::{Chain, ChainEnd, Finished, Place};
use crate::log::checkpoint::{CheckpointFile, Head, Statement};
use crate::log::entry::{Entry, EntryKind};
use crate::log::folder::EVENTS;
use crate::rtp::packet::RtpPacket;
use crate::spec::TrackDescription;
use crate::status::Notice;
use crate::time::{RecordingTime, Utc};

/// `fdatasync` this often.
const SYNC_EVERY: Duration = Duration::from_secs(1);
/// A checkpoint, and a reading of the clock, this often.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(10);
/// After a failed write, try again this much later.
const RETRY_AFTER: Duration = Duration::from_millis(500);

/// One part of a recording being written.
pub struct Take {
    board: Arc<Board>,
    place: Arc<Place>,
    checkpoints: Arc<Mutex<CheckpointFile>>,
    events: Chain,
    earlier: Vec<Head>,
    tracks: BTreeMap<TrackId, TrackLog>,
    next_log: u32,
    inlets: Vec<Inlet>,
    pauses: Pauses,
    sound_only: bool,
    finished: Vec<Finished>,
    due: Due,
    bytes: u64,
}

/// When something is to be done next.
#[derive(Default)]
struct Due {
    sync: RecordingTime,
    checkpoint: RecordingTime,
    retry: RecordingTime,
}

struct TrackLog {
    chain: Chain,
    participant: ParticipantId,
    reception: Option<Reception>,
    newest: Option<RecordingTime>,
    packets: u64,
    dropped: u64,
}

/// Where a take begins.
pub struct Beginning {
    /// End of the event log.
    pub events: ChainEnd,
    /// Ends of the track logs of earlier parts.
    pub earlier: Vec<Head>,
    /// Which software, for the event log.
    pub software: String,
}

impl Take {
    /// A part that begins with the board's clock.
    pub fn new(
        board: Arc<Board>,
        place: Arc<Place>,
        checkpoints: CheckpointFile,
        beginning: Beginning,
    ) -> Self {
        let now = board.clock.offset;
        let mut take = Self {
            events: Chain::new(Arc::clone(&place), EVENTS, beginning.events),
            checkpoints: Arc::new(Mutex::new(checkpoints)),
            next_log: beginning.earlier.iter().map(|head| head.log).max().unwrap_or(EVENTS) + 1,
            earlier: beginning.earlier,
            tracks: BTreeMap::new(),
            inlets: Vec::new(),
            pauses: Pauses::default(),
            sound_only: false,
            finished: Vec::new(),
            due: Due { sync: now, checkpoint: now.plus(CHECKPOINT_EVERY), retry: now },
            bytes: 0,
            board,
            place,
        };
        let (part, utc) = (take.place.part, take.board.began);
        take.log(now, &Own::Began { part, utc, software: beginning.software });
        take
    }

    /// Its board.
    pub fn board(&self) -> &Arc<Board> {
        &self.board
    }

    /// Listens to one more tap.
    pub fn attach(&mut self, inlet: Inlet) {
        self.inlets.push(inlet);
    }

    /// Keeps a description, and the track's packets, from now on or already.
    pub fn describe(&mut self, at: Instant, description: &TrackDescription) {
        let (track, codec) = (description.track, description.codec);
        self.board.facts().tracks.entry(track).or_default().describe(description);
        let log = self.track(track, description.participant);
        let event = Own::Track(Described::new(log.chain.log(), description));
        if description.media() == MediaKind::Video && log.reception.is_none() {
            log.reception = Some(Reception::new(codec));
        }
        self.log(self.board.clock.at(at), &event);
    }

    /// Logs an event of the session.
    pub fn event(&mut self, at: Instant, json: &[u8]) {
        let time = self.board.clock.at(at);
        self.events.push(Entry { kind: EntryKind::Event, time, body: json });
    }

    /// Keeps nothing that arrived at `at` or later.
    pub fn pause(&mut self, at: Instant, reason: String) {
        let at = self.board.clock.at(at);
        self.pauses.begin(at);
        self.log(at, &Own::Paused { reason });
    }

    /// Keeps again what arrives at `at` or later.
    pub fn resume(&mut self, at: Instant) {
        let at = self.board.clock.at(at);
        self.pauses.end(at);
        self.log(at, &Own::Resumed);
        self.tracks.values_mut().filter_map(|log| log.reception.as_mut()).for_each(Reception::interrupted);
    }

    /// Empties the rings, writes, and says what must be told: the writer's work every 80 ms.
    pub fn tick(&mut self, now: Instant, utc: Utc) -> Vec<Notice> {
        let time = self.board.clock.at(now);
        self.drain();
        if time >= self.due.checkpoint {
            self.log(time, &Own::Clock { utc });
        }
        if time >= self.due.retry {
            let written = self.write(time);
            self.note_written(&written, time);
        }
        self.report(now);
        self.wishes(time)
    }

    /// Whether the last write failed for want of space.
    pub fn disk_is_full(&self) -> bool {
        self.board.facts().fault == Some(Fault::Full)
    }

    /// What the sync thread should do now, if it is free and the time has come.
    pub fn sync_work(&mut self, now: Instant, utc: Utc) -> Option<SyncWork> {
        let time = self.board.clock.at(now);
        let mut facts = self.board.facts();
        if facts.syncing_since.is_some() || time < self.due.sync {
            return None;
        }
        facts.syncing_since = Some(now);
        drop(facts);
        self.due.sync = time.plus(SYNC_EVERY);
        let checkpoint = time >= self.due.checkpoint;
        if checkpoint {
            self.due.checkpoint = time.plus(CHECKPOINT_EVERY);
        }
        Some(self.sync_now(time, utc, checkpoint.then_some(false), None))
    }

    /// The first work of a part: its beginning, confirmed by a checkpoint.
    pub fn begin(&mut self, now: Instant, utc: Utc, reply: Sender<Answer>) -> io::Result<SyncWork> {
        let time = self.board.clock.at(now);
        self.write(time)?;
        self.board.facts().syncing_since = Some(now);
        Ok(self.sync_now(time, utc, Some(false), Some(reply)))
    }

    /// The last work: everything kept, every segment ended, the last checkpoint.
    pub fn close(
        &mut self,
        at: Instant,
        utc: Utc,
        reason: String,
        reply: Sender<Answer>,
    ) -> io::Result<SyncWork> {
        let time = self.board.clock.at(at);
        self.drain();
        self.pauses.begin(time);
        self.write(time)?;
        self.log(time, &Own::Closed { reason, utc });
        self.write(time)?;
        self.chains().for_each(Chain::end_segment);
        self.report(at);
        Ok(self.sync_now(time, utc, Some(true), Some(reply)))
    }

    fn track(&mut self, track: TrackId, participant: ParticipantId) -> &mut TrackLog {
        match self.tracks.entry(track) {
            Slot::Occupied(slot) => slot.into_mut(),
            Slot::Vacant(slot) => {
                let chain = Chain::new(Arc::clone(&self.place), self.next_log, ChainEnd::default());
                self.next_log += 1;
                slot.insert(TrackLog::new(chain, participant))
            }
        }
    }

    fn log(&mut self, time: RecordingTime, event: &Own) {
        self.events.push(Entry { kind: EntryKind::Event, time, body: &event.to_log() });
    }

    fn drain(&mut self) {
        let mut inlets = std::mem::take(&mut self.inlets);
        for inlet in &mut inlets {
            inlet.drain(|head, body| self.keep(head, body));
        }
        inlets.retain(|inlet| !inlet.is_done());
        self.inlets = inlets;
    }

    fn keep(&mut self, head: MessageHead, body: &[u8]) {
        if self.pauses.cover(head.time) {
            return;
        }
        let sound_only = self.sound_only;
        let known = self.tracks.contains_key(&head.track);
        let log = self.track(head.track, head.participant);
        log.keep(head, body, sound_only);
        if !known {
            let (log, track, participant) = (log.chain.log(), head.track.0, head.participant.0);
            self.log(head.time, &Own::Heard { log, track, participant });
        }
    }

    fn chains(&mut self) -> impl Iterator<Item = &mut Chain> {
        std::iter::once(&mut self.events).chain(self.tracks.values_mut().map(|log| &mut log.chain))
    }

    /// Writes what every log gathered; tries all of them even if one fails.
    fn write(&mut self, now: RecordingTime) -> io::Result<()> {
        let mut outcome = Ok(());
        let (mut bytes, mut lost, mut finished) = (0, Vec::new(), Vec::new());
        for chain in self.chains() {
            match chain.flush() {
                Ok(written) => {
                    bytes += written;
                    lost.extend(chain.take_lost().map(|lost| (chain.log(), lost)));
                }
                Err(e) => outcome = Err(e),
            }
            chain.rotate(now);
            finished.append(&mut chain.take_finished());
        }
        for (log, lost) in lost {
            self.log(now, &Own::Lost { log, entries: lost.entries, since: lost.since.0 });
        }
        self.bytes += bytes;
        self.board.outlook.wrote(bytes);
        self.finished.append(&mut finished);
        outcome
    }

    fn note_written(&mut self, written: &io::Result<()>, now: RecordingTime) {
        if written.is_err() {
            self.due.retry = now.plus(RETRY_AFTER);
        }
        self.board.facts().fault = written.as_ref().err().map(|e| match e.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Fault::Full,
            _ => Fault::Broken,
        });
    }

    /// Brings the board up to date.
    fn report(&mut self, now: Instant) {
        let board = Arc::clone(&self.board);
        let mut facts = board.facts();
        facts.writer_seen = Some(now);
        facts.bytes = self.bytes;
        for (track, log) in &self.tracks {
            log.report(facts.tracks.entry(*track).or_default(), &board);
        }
        self.sound_only = board.outlook.sound_only();
    }

    fn wishes(&mut self, now: RecordingTime) -> Vec<Notice> {
        let recording = self.board.recording;
        let paused = self.pauses.cover(now);
        let wanting = self.tracks.iter_mut().filter_map(|(track, log)| {
            let wants = !paused && log.reception.as_mut()?.wants_keyframe(now);
            wants.then_some(Notice::KeyframeWanted { recording, track: *track })
        });
        wanting.collect()
    }

    fn sync_now(
        &mut self,
        time: RecordingTime,
        utc: Utc,
        checkpoint: Option<bool>,
        reply: Option<Sender<Answer>>,
    ) -> SyncWork {
        for chain in
            std::iter::once(&mut self.events).chain(self.tracks.values_mut().map(|log| &mut log.chain))
        {
            self.finished.append(&mut chain.take_finished());
        }
        let mut heads: Vec<_> = self.chains().filter_map(|chain| chain.head()).collect();
        heads.splice(heads.len().min(1)..heads.len().min(1), self.earlier.iter().cloned());
        SyncWork {
            board: Arc::clone(&self.board),
            place: Arc::clone(&self.place),
            checkpoints: Arc::clone(&self.checkpoints),
            finished: std::mem::take(&mut self.finished),
            open: self.chains().filter_map(|chain| chain.open_file()).collect(),
            up_to: utc,
            statement: checkpoint.map(|last| Statement { time, utc, heads, last }),
            reply,
        }
    }
}

impl TrackLog {
    fn new(chain: Chain, participant: ParticipantId) -> Self {
        Self { chain, participant, reception: None, newest: None, packets: 0, dropped: 0 }
    }

    fn keep(&mut self, head: MessageHead, body: &[u8], sound_only: bool) {
        if head.kind == EntryKind::Dropped {
            let refused = body.first_chunk().map_or(0, |count| u32::from_le_bytes(*count));
            self.dropped += u64::from(refused);
            self.interrupted();
        }
        let packet = head.kind == EntryKind::Rtp;
        if packet && sound_only && self.reception.is_some() {
            self.dropped += 1;
            return self.interrupted();
        }
        if self.chain.is_filling_up() {
            // Write early; a failure shows again, and is handled, at the next tick.
            let _ = self.chain.flush();
        }
        if !self.chain.push(Entry { kind: head.kind, time: head.time, body }) {
            self.dropped += 1;
            return self.interrupted();
        }
        if packet {
            self.packets += 1;
            self.newest = Some(head.time);
            if let (Some(reception), Some(packet)) = (&mut self.reception, RtpPacket::parse(body)) {
                reception.packet(&packet, head.time);
            }
        }
    }

    fn interrupted(&mut self) {
        if let Some(reception) = &mut self.reception {
            reception.interrupted();
        }
    }

    fn report(&self, facts: &mut TrackFacts, board: &Board) {
        let since = self.newest.map(|newest| newest.since(board.clock.offset));
        facts.participant = Some(self.participant);
        facts.last_instant = since.map(|since| board.clock.epoch + since);
        facts.last_packet = since.map(|since| board.began.plus(since));
        facts.packets = self.packets;
        facts.dropped = self.dropped;
    }
}
