//! One job: a recording becomes a bundle's files, step by step, and again from the last
//! finished step if it was killed.

pub mod progress;
pub mod steps;
pub mod touching;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use recorder::bundle::facts::{Facts, PartFacts, ServerClock, SpanFacts, TrackFacts};
use recorder::bundle::levels::Levels;
use recorder::bundle::seal::{facts_beside, work_beside};
use recorder::key::RecordingKey;
use recorder::log::reader::ReadError;
use recorder::time::RecordingTime;
use recorder::timeline::session::Session;
use thiserror::Error;

use crate::mux::picture::Encoding;
use crate::mux::{MuxError, text};
use crate::picture::Places;
use crate::picture::composer::Composer;
use crate::sound;
use crate::source::{Recording, SourceError};
use crate::{picture, texts, tracks};
use progress::Progress;
use steps::Steps;
use touching::Touching;

/// What made the files; another version of it starts jobs over.
pub const SOFTWARE: &str = concat!("concord-recorder ", env!("CARGO_PKG_VERSION"));

/// Said where no font has Chinese letters.
pub const NO_CHINESE_FONT: &str =
    "no font with Chinese letters is installed (fonts-noto-cjk): names in the composite are empty boxes";

/// Why a job ended without its files.
#[derive(Debug, Error)]
pub enum JobError {
    /// See there.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// See there.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// See there.
    #[error(transparent)]
    Mux(#[from] MuxError),
    /// A file could not be written: most likely the disk is full.
    #[error("expected to write the bundle's files")]
    File(#[from] io::Error),
    /// Something could not be said in JSON.
    #[error("expected to write JSON")]
    Json(#[from] serde_json::Error),
    /// There was nothing to join.
    #[error("expected at least one picture")]
    Nothing,
}

/// What to do.
pub struct Job {
    /// Folder of the recording.
    pub recording: PathBuf,
    /// Folder of the bundle.
    pub out: PathBuf,
    /// The recording's key.
    pub key: RecordingKey,
    /// How the composite is encoded.
    pub encoding: Encoding,
}

/// Shares of the work, as measured on an hour with four people.
mod share {
    pub const READ: f64 = 0.01;
    pub const SOUND: f64 = 0.12;
    pub const TRACKS: f64 = 0.02;
    pub const PICTURE: f64 = 0.84;
    pub const JOIN: f64 = 0.01;
}

/// Does the job. Text and sound come first, so that something can be listened to soon.
pub fn run<W: Write>(job: &Job, progress: &mut Progress<W>) -> Result<Facts, JobError> {
    let work = work_beside(&job.out);
    let (touching, died_at) = Touching::open(&work.join("touching"))?;
    let options = format!("{SOFTWARE} {} fps", job.encoding.fps);
    let mut steps = Steps::open(&work.join("steps.json"), &options);
    let mut avoid: Vec<u32> = steps.found("avoid").unwrap_or_default();
    if let Some(log) = died_at.filter(|log| !avoid.contains(log)) {
        avoid.push(log);
        steps.finish("avoid", &avoid)?;
    }
    let step = progress.step("read", share::READ, RecordingTime::ZERO);
    let recording = Recording::open(&job.recording, job.key.clone())?;
    texts::write(&recording, &job.out)?;
    drop(step);
    let levels = make_sound(job, &recording, &mut steps, progress)?;
    let tracks = make_tracks(job, &recording, &mut steps, progress)?;
    let people = recording.people();
    // Said before it begins: the first thing drawn loads fonts.
    drop(progress.step("picture", 0.0, RecordingTime::ZERO));
    let composer = picture::composer(&recording, &people, &levels, &avoid)?;
    make_picture(job, &recording, composer, &touching, &mut steps, progress)?;
    let mut facts = facts(&recording, tracks, &avoid);
    if !text::has_chinese()? {
        facts.defects.push(NO_CHINESE_FONT.into());
    }
    let path = facts_beside(&job.out);
    fs::write(part_of(&path), serde_json::to_vec_pretty(&facts)?)?;
    finish_file(&path)?;
    Ok(facts)
}

fn make_sound<W: Write>(
    job: &Job,
    recording: &Recording,
    steps: &mut Steps,
    progress: &mut Progress<W>,
) -> Result<Levels, JobError> {
    if let Some(levels) = steps.found("sound") {
        progress.skip(share::SOUND);
        return Ok(levels);
    }
    let levels = sound::write(recording, &job.out, &mut progress.step("sound", share::SOUND, recording.end))?;
    steps.finish("sound", &levels)?;
    Ok(levels)
}

fn make_tracks<W: Write>(
    job: &Job,
    recording: &Recording,
    steps: &mut Steps,
    progress: &mut Progress<W>,
) -> Result<Vec<TrackFacts>, JobError> {
    let share = share::TRACKS / recording.tracks.len().max(1) as f64;
    let mut all = Vec::new();
    for track in &recording.tracks {
        let name = format!("track {}", track.log);
        let found = match steps.found(&name) {
            Some(found) => {
                progress.skip(share);
                found
            }
            None => {
                let mut step = progress.step(&name, share, recording.end);
                let found = tracks::write(recording, track, &job.out, &mut step)?;
                steps.finish(&name, &found)?;
                found
            }
        };
        all.push(found);
    }
    Ok(all)
}

fn make_picture<W: Write>(
    job: &Job,
    recording: &Recording,
    mut composer: Composer<'_>,
    touching: &Touching,
    steps: &mut Steps,
    progress: &mut Progress<W>,
) -> Result<(), JobError> {
    if steps.found::<bool>("picture").is_some() {
        progress.skip(share::PICTURE + share::JOIN);
        return Ok(());
    }
    let (work, fps) = (work_beside(&job.out), job.encoding.fps);
    let places = Places { work: &work, out: &job.out };
    let chunks = picture::chunks(recording.end, fps);
    let mut skipped = false;
    for chunk in &chunks {
        let share = share::PICTURE / chunks.len() as f64;
        let name = format!("picture {}", chunk.number);
        if steps.found::<bool>(&name).is_some() {
            skipped = true;
            progress.skip(share);
            continue;
        }
        let from = picture::time_of(chunk.from, fps);
        if std::mem::take(&mut skipped) {
            composer.skip_to(from, touching)?;
        }
        let step = progress.step("picture", share, picture::time_of(chunk.to, fps));
        let mut step = step.beginning_at(from);
        picture::write_chunk(&mut composer, *chunk, job.encoding, places, touching, &mut step)?;
        drop(step);
        steps.finish(&name, &true)?;
    }
    drop(progress.step("join", share::JOIN, RecordingTime::ZERO));
    let title = format!("{} {}", recording.spec.case, recording.spec.title);
    picture::join(&chunks, fps, &texts::chapters(recording), &title, places)?;
    steps.finish("picture", &true)?;
    Ok(())
}

fn facts(recording: &Recording, tracks: Vec<TrackFacts>, avoid: &[u32]) -> Facts {
    let (session, end) = (&recording.session, recording.end);
    let part = |part: &recorder::timeline::session::SessionPart| PartFacts {
        number: part.number,
        from_us: part.from.0 / 1000,
        utc: part.utc,
        software: part.software.clone(),
        crashed_us: part.crashed.map(|time| time.0 / 1000),
    };
    let mut defects = recording.damage.clone();
    defects.extend(avoid.iter().map(|log| {
        format!("track {log}: its picture is not in the composite, decoding it ended the process")
    }));
    Facts {
        began: session.utc_of(RecordingTime::ZERO),
        length_us: end.0 / 1000,
        closed: session.closed.clone(),
        parts: session.parts.iter().map(part).collect(),
        pauses: session.pauses.iter().map(|span| SpanFacts::of(span, end)).collect(),
        outages: session.outages().iter().map(|span| SpanFacts::of(span, end)).collect(),
        clock: server_clock(session),
        people: recording.people(),
        tracks,
        undescribed: recording.undescribed.clone(),
        defects,
        finaliser: SOFTWARE.into(),
    }
}

/// How well recording time and UTC agree.
fn server_clock(session: &Session) -> ServerClock {
    let offset = |(time, utc): &(RecordingTime, recorder::time::Utc)| utc.0 - (time.0 / 1000).cast_signed();
    let offsets: Vec<i64> = session.clock.iter().map(offset).collect();
    let steps = offsets.windows(2).map(|pair| (pair[1] - pair[0]).unsigned_abs());
    let span = match (session.clock.first(), session.clock.last()) {
        (Some(first), Some(last)) => last.0.since(first.0).as_micros().max(1),
        _ => 1,
    };
    let drift = offsets.last().unwrap_or(&0) - offsets.first().unwrap_or(&0);
    ServerClock {
        readings: offsets.len() as u64,
        worst_step_us: steps.max().unwrap_or(0),
        drift_ppb: i64::try_from(i128::from(drift) * 1_000_000_000 / span.cast_signed()).unwrap_or(0),
    }
}

/// The name of a file until it is whole.
pub fn part_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

/// Gives a whole file its name.
pub fn finish_file(path: &Path) -> Result<(), JobError> {
    fs::File::open(part_of(path))?.sync_all()?;
    Ok(fs::rename(part_of(path), path)?)
}
