//! The sound of a recording: everybody mixed, and each person alone, all from second 0 on.

pub mod mix;
pub mod place;

use std::fs;
use std::path::{Path, PathBuf};

use recorder::bundle::levels::{Levels, PersonLevels};
use recorder::spec::Person;
use recorder::time::RecordingTime;
use recorder::timeline::frames::Frame;
use sfu::media::MediaKind;

use crate::job::progress::Step;
use crate::job::{JobError, finish_file, part_of};
use crate::mux::Coded;
use crate::mux::container::{Container, Form};
use crate::mux::sound::{RATE, SoundDecoder, SoundEncoder, SoundForm};
use crate::names;
use crate::source::{FrameStream, Recording, Track};
use mix::{LEVELS_PER_SECOND, Limiter, Meter};
use place::Placer;

/// The mix, also the sound of the composite.
pub const MIX: &str = "audio/mix.m4a";
/// Everybody as streams of one file.
const PEOPLE: &str = "audio/people.mka";
/// Loudness of everybody.
const LEVELS: &str = "audio/levels.json";

/// Sound is made in blocks of a second.
const BLOCK: u64 = RATE as u64;

/// What follows within 200 ms of a block is placed with it, so that sound which goes on over
/// the border does not fade.
const SOON: u64 = BLOCK / 5;

/// Makes all sound files.
pub fn write(recording: &Recording, out: &Path, step: &mut Step<'_>) -> Result<Levels, JobError> {
    fs::create_dir_all(out.join("audio"))?;
    let mut voices = voices(recording)?;
    let speakers: Vec<Person> = recording.people().into_iter().filter(|p| has_voice(&voices, p)).collect();
    let mut files = Files::create(out, &speakers)?;
    let samples = recording.end.0.div_ceil(1_000_000_000 / BLOCK);
    for from in (0..samples).step_by(BLOCK as usize) {
        let to = (from + BLOCK).min(samples);
        let mut mixed = vec![0.0; (to - from) as usize];
        for (speaker, file) in speakers.iter().zip(&mut files.people) {
            let mut alone = vec![0.0; mixed.len()];
            for voice in voices.iter_mut().filter(|voice| voice.person == speaker.id) {
                voice.add_to(to, &mut alone)?;
            }
            mixed.iter_mut().zip(&alone).for_each(|(sum, sample)| *sum += sample);
            file.put(&alone, files.everybody.as_mut())?;
        }
        files.mix.put(&mixed)?;
        step.reached(RecordingTime(to * (1_000_000_000 / BLOCK)));
    }
    let levels = files.finish(&speakers)?;
    fs::write(out.join(LEVELS), serde_json::to_vec(&levels)?)?;
    Ok(levels)
}

/// One track of sound being decoded.
struct Voice {
    person: String,
    frames: FrameStream,
    decoder: SoundDecoder,
    placer: Placer,
    next: Option<Frame>,
    samples: Vec<f32>,
}

fn voices(recording: &Recording) -> Result<Vec<Voice>, JobError> {
    let sound = recording.tracks.iter().filter(|track| track.kind() == MediaKind::Audio);
    sound.map(|track| Voice::new(recording, track)).collect()
}

fn has_voice(voices: &[Voice], person: &Person) -> bool {
    voices.iter().any(|voice| voice.person == person.id)
}

impl Voice {
    fn new(recording: &Recording, track: &Track) -> Result<Self, JobError> {
        let mut frames = recording.frames(track)?;
        Ok(Self {
            person: track.described.person.id.clone(),
            next: frames.next_frame()?,
            frames,
            decoder: SoundDecoder::opus()?,
            placer: Placer::default(),
            samples: Vec::new(),
        })
    }

    /// Adds what is heard up to sample `to` to `into`.
    fn add_to(&mut self, to: u64, into: &mut [f32]) -> Result<(), JobError> {
        while self.placer.ready() < to {
            let soon = |frame: &mut Frame| position(frame) < (to + SOON) as f64;
            let Some(frame) = self.next.take_if(soon) else { break };
            if frame.after_gap {
                self.placer.pause();
            }
            self.samples.clear();
            // A packet that cannot be decoded is silence, like one that was lost.
            if self.decoder.decode(&frame.data, &mut self.samples).is_ok() {
                self.placer.place(position(&frame), &self.samples);
            }
            self.next = self.frames.next_frame()?;
        }
        if self.placer.ready() < to {
            self.placer.pause();
        }
        self.placer.take(to, into);
        Ok(())
    }
}

/// Where a frame belongs, in samples.
fn position(frame: &Frame) -> f64 {
    frame.time.0 as f64 * (f64::from(RATE) / 1e9)
}

struct Files {
    mix: MixFile,
    people: Vec<PersonFile>,
    everybody: Option<(Container, PathBuf)>,
}

struct MixFile {
    container: Container,
    encoder: SoundEncoder,
    limiter: Limiter,
    /// Samples at the beginning that the limiter's delay put there.
    surplus: usize,
    path: PathBuf,
}

struct PersonFile {
    container: Container,
    encoder: SoundEncoder,
    meter: Meter,
    stream: usize,
    /// In the bundle.
    name: String,
    path: PathBuf,
}

impl Files {
    fn create(out: &Path, speakers: &[Person]) -> Result<Self, JobError> {
        let mut everybody = Container::create(&part_of(&out.join(PEOPLE)), Form::Matroska)?;
        let mut people = Vec::new();
        for (n, speaker) in speakers.iter().enumerate() {
            let name = names::sound_file(n + 1, speaker);
            let encoder = SoundEncoder::new(SoundForm::Opus)?;
            let mut container = Container::create(&part_of(&out.join(&name)), Form::WebM)?;
            container.add_sound(&encoder)?;
            container.begin(&name)?;
            let stream = everybody.add_sound(&encoder)?;
            everybody.name_stream(stream, &format!("{} {}", speaker.role_label, speaker.name));
            people.push(PersonFile {
                container,
                encoder,
                meter: Meter::default(),
                stream,
                path: out.join(&name),
                name,
            });
        }
        let everybody = if people.is_empty() {
            None
        } else {
            everybody.begin(PEOPLE)?;
            Some((everybody, out.join(PEOPLE)))
        };
        Ok(Self { mix: MixFile::create(out)?, people, everybody })
    }

    fn finish(self, speakers: &[Person]) -> Result<Levels, JobError> {
        let Self { mix, people, mut everybody } = self;
        mix.finish()?;
        let mut levels = Levels { per_second: LEVELS_PER_SECOND, people: Vec::new() };
        for (speaker, sound) in speakers.iter().zip(people) {
            let (person, file) = (speaker.id.clone(), sound.name.clone());
            levels.people.push(PersonLevels { person, file, levels: sound.finish(everybody.as_mut())? });
        }
        if let Some((container, path)) = everybody {
            container.finish()?;
            finish_file(&path)?;
        }
        Ok(levels)
    }
}

impl MixFile {
    fn create(out: &Path) -> Result<Self, JobError> {
        let path = out.join(MIX);
        let encoder = SoundEncoder::new(SoundForm::Aac)?;
        let mut container = Container::create(&part_of(&path), Form::Mp4)?;
        container.add_sound(&encoder)?;
        container.begin("mix")?;
        Ok(Self { container, encoder, limiter: Limiter::default(), surplus: Limiter::delay(), path })
    }

    fn put(&mut self, samples: &[f32]) -> Result<(), JobError> {
        let mut limited = samples.to_vec();
        self.limiter.limit(&mut limited);
        let surplus = self.surplus.min(limited.len());
        self.surplus -= surplus;
        for coded in self.encoder.encode(&limited[surplus..])? {
            self.container.write(0, coded)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), JobError> {
        self.put(&vec![0.0; Limiter::delay()])?;
        for coded in self.encoder.finish()? {
            self.container.write(0, coded)?;
        }
        self.container.finish()?;
        finish_file(&self.path)
    }
}

impl PersonFile {
    fn put(&mut self, samples: &[f32], everybody: Option<&mut (Container, PathBuf)>) -> Result<(), JobError> {
        self.meter.measure(samples);
        let coded = self.encoder.encode(samples)?;
        self.write(coded, everybody)
    }

    fn write(
        &mut self,
        coded: Vec<Coded>,
        mut everybody: Option<&mut (Container, PathBuf)>,
    ) -> Result<(), JobError> {
        for coded in coded {
            if let Some((everybody, _)) = &mut everybody {
                everybody.write(self.stream, coded.clone())?;
            }
            self.container.write(0, coded)?;
        }
        Ok(())
    }

    fn finish(mut self, everybody: Option<&mut (Container, PathBuf)>) -> Result<Vec<u8>, JobError> {
        let coded = self.encoder.finish()?;
        self.write(coded, everybody)?;
        self.container.finish()?;
        finish_file(&self.path)?;
        Ok(self.meter.levels)
    }
}
