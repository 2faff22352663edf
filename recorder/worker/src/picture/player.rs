//! One video track being played: decoded up to a moment.

use std::time::Duration;

use recorder::payload::Size;
use recorder::time::RecordingTime;
use recorder::timeline::frames::Frame;
use recorder::timeline::session::Span;

use crate::job::JobError;
use crate::job::touching::Touching;
use crate::mux::picture::{Picture, PictureDecoder, Scaler};
use crate::source::{FrameStream, Recording, Track};

/// A picture older than this is not shown as if it were live.
const STALE: Duration = Duration::from_secs(2);

/// Frames kept while looking for a place to begin decoding: five minutes without a keyframe.
const SKIPPED_MAX: usize = 9000;

/// What is to be shown of a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Its picture.
    Live,
    /// Nothing: the camera is off, or was never on.
    Off,
    /// Nothing, though there should be something.
    Interrupted,
}

/// One video track.
pub struct Player {
    /// Number of its log.
    pub log: u32,
    /// Whose, by place in the list of people.
    pub person: usize,
    /// Whether it shows a screen.
    pub screen: bool,
    /// Whether the picture is another than when last asked.
    pub fresh: bool,
    /// Scales its picture to its tile.
    pub scaler: Scaler,
    frames: FrameStream,
    decoder: PictureDecoder,
    next: Option<Frame>,
    picture: Option<Picture>,
    quarter_turns: u8,
    pictured: RecordingTime,
    span: (RecordingTime, RecordingTime),
    silenced: Vec<Span>,
}

impl Player {
    /// Of a track, from the beginning.
    pub fn new(recording: &Recording, track: &Track, person: usize) -> Result<Self, JobError> {
        let mut frames = recording.frames(track)?;
        Ok(Self {
            log: track.log,
            person,
            screen: track.is_screen(),
            fresh: false,
            scaler: Scaler::default(),
            next: frames.next_frame()?,
            frames,
            decoder: PictureDecoder::new(track.codec, 1)?,
            picture: None,
            quarter_turns: 0,
            pictured: RecordingTime::ZERO,
            span: track.index.span.unwrap_or_default(),
            silenced: track.index.silenced.clone(),
        })
    }

    /// Skips to `time` without decoding more than what its picture is built on.
    pub fn skip_to(&mut self, time: RecordingTime, touching: &Touching) -> Result<(), JobError> {
        let mut since_keyframe: Vec<Frame> = Vec::new();
        while let Some(frame) = self.next.take_if(|frame| frame.time <= time) {
            if frame.keyframe {
                since_keyframe.clear();
            }
            if since_keyframe.len() < SKIPPED_MAX {
                since_keyframe.push(frame);
            }
            self.next = self.frames.next_frame()?;
        }
        since_keyframe.into_iter().try_for_each(|frame| self.decode(&frame, touching))
    }

    /// Decodes everything up to `time`.
    pub fn advance(&mut self, time: RecordingTime, touching: &Touching) -> Result<(), JobError> {
        while let Some(frame) = self.next.take_if(|frame| frame.time <= time) {
            self.decode(&frame, touching)?;
            self.next = self.frames.next_frame()?;
        }
        Ok(())
    }

    /// What is to be shown at `time`.
    pub fn view(&self, time: RecordingTime) -> View {
        let there = (self.span.0..self.span.1.plus(STALE)).contains(&time);
        let silenced = self.silenced.iter().any(|span| (span.from..span.to).contains(&time));
        match (there && !silenced, time.since(self.pictured) < STALE && self.picture.is_some()) {
            (true, true) => View::Live,
            (true, false) if time.since(self.span.0) >= STALE => View::Interrupted,
            _ => View::Off,
        }
    }

    /// When it began to send.
    pub fn began(&self) -> RecordingTime {
        self.span.0
    }

    /// The picture, its quarter turns, and the scaler that fits it into a tile.
    pub fn picture(&mut self) -> Option<(&Picture, u8, &mut Scaler)> {
        let picture = self.picture.as_ref()?;
        Some((picture, self.quarter_turns, &mut self.scaler))
    }

    /// Size of the picture as it is to be seen.
    pub fn size(&self) -> Option<Size> {
        let size = self.picture.as_ref()?.size();
        let turned = self.quarter_turns % 2 == 1;
        Some(if turned { Size { width: size.height, height: size.width } } else { size })
    }

    fn decode(&mut self, frame: &Frame, touching: &Touching) -> Result<(), JobError> {
        touching.touch(self.log)?;
        // What cannot be decoded is not shown; the next keyframe may be fine.
        if let Ok(Some(picture)) = self.decoder.decode(&frame.data) {
            self.picture = Some(picture);
            self.quarter_turns = frame.quarter_turns;
            self.pictured = frame.time;
            self.fresh = true;
        }
        Ok(())
    }
}
