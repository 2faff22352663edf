//! A recording opened for finalising: its session, its tracks, their clocks.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use recorder::bundle::facts::UndescribedTrack;
use recorder::event::Described;
use recorder::key::RecordingKey;
use recorder::log::folder::{EVENTS, RecordingFolder};
use recorder::log::reader::{LogReader, ReadError};
use recorder::spec::{Person, RecordingSpec, source_word};
use recorder::time::RecordingTime;
use recorder::timeline::clock::{ClockQuality, SenderClock};
use recorder::timeline::frames::{Frame, FrameCounts, FrameReader, TrackClocks};
use recorder::timeline::index::TrackIndex;
use recorder::timeline::session::{Session, Span};
use sfu::media::{Codec, MediaKind, Source as MediaSource};
use thiserror::Error;

/// Why a recording cannot be finalised at all.
#[derive(Debug, Error)]
pub enum SourceError {
    /// Its description is missing or damaged.
    #[error("expected a readable recording.json: {0}")]
    Spec(String),
    /// See there.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The key is another recording's, or the event log is gone.
    #[error("expected the recording's key to open its event log")]
    Locked,
}

/// The recording.
pub struct Recording {
    folder: RecordingFolder,
    key: RecordingKey,
    /// What was to be recorded.
    pub spec: RecordingSpec,
    /// What happened.
    pub session: Session,
    /// Tracks that were described and whose codec is known.
    pub tracks: Vec<Track>,
    /// The others.
    pub undescribed: Vec<UndescribedTrack>,
    /// Where all files end.
    pub end: RecordingTime,
    /// What could not be read.
    pub damage: Vec<String>,
}

/// A track.
#[derive(Clone)]
pub struct Track {
    /// Number of its log.
    pub log: u32,
    /// What it is.
    pub described: Described,
    /// Its codec.
    pub codec: Codec,
    /// What one pass over its log found.
    pub index: TrackIndex,
    /// How well its clock is known.
    pub quality: ClockQuality,
    clocks: TrackClocks,
}

/// No session lasts longer; a clock that says so is wrong.
const LENGTH_MAX: Duration = Duration::from_secs(48 * 3600);

impl Recording {
    /// Reads the event log, and every track's log once.
    pub fn open(path: &Path, key: RecordingKey) -> Result<Self, SourceError> {
        let folder = RecordingFolder::at(path);
        let spec = fs::read(folder.spec()).map_err(|e| SourceError::Spec(e.to_string()))?;
        let spec = serde_json::from_slice(&spec).map_err(|e| SourceError::Spec(e.to_string()))?;
        let mut damage = Vec::new();
        let session = read_session(&folder, &key, &mut damage)?;
        let mut recording = Self {
            folder,
            key,
            spec,
            end: session.end,
            session,
            tracks: Vec::new(),
            undescribed: Vec::new(),
            damage,
        };
        recording.read_tracks()?;
        recording.find_end();
        Ok(recording)
    }

    /// The frames of a track, from the beginning.
    pub fn frames(&self, track: &Track) -> Result<FrameStream, ReadError> {
        let Described { formats, extensions, .. } = &track.described;
        let mut frames = FrameReader::new(track.codec, track.clocks.clone(), formats, extensions);
        frames.excuse(self.explanations(track));
        let reader = LogReader::open(&self.folder, track.log, &self.key)?;
        Ok(FrameStream { reader, frames, done: false, end: self.end })
    }

    /// What explains that something of a track is missing.
    pub fn explanations(&self, track: &Track) -> Vec<Span> {
        let pauses = self.session.pauses.iter().cloned();
        pauses.chain(self.session.outages()).chain(track.index.silenced.iter().cloned()).collect()
    }

    /// Everybody who was there or was heard, in order of appearance.
    pub fn people(&self) -> Vec<Person> {
        let mut people: Vec<Person> = Vec::new();
        let joined = self.session.events.iter().filter_map(|(_, event)| match event {
            recorder::event::Event::Joined { person, .. } => Some(person),
            _ => None,
        });
        let described = self.tracks.iter().map(|track| &track.described.person);
        for person in joined.chain(described) {
            if people.iter().all(|known| known.id != person.id) {
                people.push(person.clone());
            }
        }
        people
    }

    fn read_tracks(&mut self) -> Result<(), ReadError> {
        let mut by_person: BTreeMap<String, Vec<(u32, Described, TrackIndex)>> = BTreeMap::new();
        for (log, described) in self.session.tracks.clone() {
            let index = self.read_index(log)?;
            by_person.entry(described.person.id.clone()).or_default().push((log, described, index));
        }
        for tracks in by_person.into_values() {
            let streams = tracks.iter().flat_map(|(_, _, index)| index.streams.values());
            let sender = SenderClock::from_reports(streams);
            for (log, described, index) in tracks {
                self.add_track(log, described, index, &sender);
            }
        }
        self.tracks.sort_by_key(|track| track.log);
        for log in self.session.undescribed.clone().into_keys() {
            let TrackIndex { packets, bytes, .. } = self.read_index(log)?;
            self.undescribed.push(UndescribedTrack { log, packets, bytes });
        }
        Ok(())
    }

    fn read_index(&mut self, log: u32) -> Result<TrackIndex, ReadError> {
        let mut index = TrackIndex::default();
        let mut reader = LogReader::open(&self.folder, log, &self.key)?;
        reader.for_each(|entry| index.add(entry))?;
        note_damage(&reader, &mut self.damage);
        Ok(index)
    }

    fn add_track(&mut self, log: u32, described: Described, mut index: TrackIndex, sender: &SenderClock) {
        let Some(codec) = codec_of(&described.codec) else {
            self.damage.push(format!("track {log}: expected a known codec, got {:?}", described.codec));
            let TrackIndex { packets, bytes, .. } = index;
            self.undescribed.push(UndescribedTrack { log, packets, bytes });
            return;
        };
        let clocks = TrackClocks::new(&index, codec, sender);
        let quality = clocks.quality(&index);
        // The clocks are made; a long session has millions of these.
        index.streams.values_mut().for_each(|stream| stream.arrivals = Vec::new());
        self.tracks.push(Track { log, described, codec, index, quality, clocks });
    }

    fn find_end(&mut self) {
        let spans = self.tracks.iter().filter_map(|track| track.index.span);
        let last = spans.map(|(_, last)| last).max().unwrap_or_default();
        self.end = self.end.max(last).min(RecordingTime::from_duration(LENGTH_MAX));
    }
}

impl Track {
    /// Sound or picture.
    pub fn kind(&self) -> MediaKind {
        self.codec.kind()
    }

    /// Whether it shows a screen.
    pub fn is_screen(&self) -> bool {
        self.described.source == source_word(MediaSource::ScreenShare)
    }
}

/// The frames of one track, read as they are wanted.
pub struct FrameStream {
    reader: LogReader,
    frames: FrameReader,
    done: bool,
    end: RecordingTime,
}

impl FrameStream {
    /// The next one; `None` at the end.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, ReadError> {
        loop {
            match self.frames.next_frame() {
                Some(frame) if frame.time > self.end.plus(Duration::from_secs(10)) => {}
                Some(frame) => return Ok(Some(frame)),
                None if self.done => return Ok(None),
                None => {
                    let frames = &mut self.frames;
                    if !self.reader.next_segment(|entry| frames.add(entry))? {
                        self.frames.finish();
                        self.done = true;
                    }
                }
            }
        }
    }

    /// What became of the packets.
    pub fn counts(&self) -> FrameCounts {
        self.frames.counts()
    }
}

fn read_session(
    folder: &RecordingFolder,
    key: &RecordingKey,
    damage: &mut Vec<String>,
) -> Result<Session, SourceError> {
    let mut session = Session::default();
    let mut reader = LogReader::open(folder, EVENTS, key)?;
    reader.for_each(|entry| session.add(entry.time, entry.body))?;
    note_damage(&reader, damage);
    if session.parts.is_empty() {
        return Err(SourceError::Locked);
    }
    if session.malformed > 0 {
        damage.push(format!("event log: {} entries are no events", session.malformed));
    }
    Ok(session)
}

fn note_damage(reader: &LogReader, damage: &mut Vec<String>) {
    let lines = reader.damage().iter();
    damage.extend(lines.map(|d| format!("log/{}, byte {}: {}", d.segment, d.offset, d.error)));
}

fn codec_of(mime_type: &str) -> Option<Codec> {
    let known = [Codec::Opus, Codec::Vp8, Codec::Vp9, Codec::H264, Codec::Av1];
    known.into_iter().find(|codec| codec.mime_type().eq_ignore_ascii_case(mime_type))
}
