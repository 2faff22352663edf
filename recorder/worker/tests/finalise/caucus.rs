//! Many sessions at once, each with caucuses of its own at random moments: what is said in them
//! is handed to the recorder all the same, and must be in none of the files.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};
use recorder::finalise::JobState;
use recorder::finalise::queue::Priority;
use recorder::key::SigningKey;
use recorder::spec::{RecordingSpec, TrackDescription};
use recorder::{Recorder, Recording};
use serde_json::json;
use sfu::id::{ParticipantId, TrackId};
use sfu::media::tap::{Tap, TapContent, TapPacket};
use sfu::media::{Codec, Source};

use crate::support::look::{every_sound, tone};
use crate::support::media::{CodedFrame, opus};
use crate::support::packetise::Packetiser;
use crate::support::script::{person, spec};
use crate::support::server::{ended, finaliser, recorder, unpacked};

const PEOPLE: usize = 3;
/// The tone of a person in the open, and in a caucus.
const TONES: [(u32, u32); PEOPLE] = [(440, 2350), (740, 2750), (1130, 3150)];
/// Packets of 20 ms in a session.
const PACKETS: usize = 250;
/// Decibels below full scale.
const LOUD: f32 = -30.0;
const SILENT: f32 = -55.0;

/// Sessions per run; `make record-trials` sets more.
fn sessions() -> usize {
    std::env::var("CAUCUS_SESSIONS").map_or(3, |count| count.parse().unwrap())
}

/// The packets from which on everybody is in a caucus or out of it, by turns. The first half
/// second and the last are open.
fn turns(random: &mut TestRng) -> Vec<usize> {
    let mut turns: Vec<usize> = (0..2 * (1 + random.next_u32() % 3))
        .map(|_| 25 + random.next_u32() as usize % (PACKETS - 50))
        .collect();
    turns.sort_unstable();
    turns.dedup();
    turns.truncate(turns.len() / 2 * 2);
    turns
}

struct Session {
    spec: RecordingSpec,
    recording: Recording,
    taps: Vec<Box<dyn Tap>>,
    packetisers: Vec<Packetiser>,
    turns: Vec<usize>,
    in_caucus: bool,
}

impl Session {
    fn start(recorder: &Recorder, random: &mut TestRng) -> Self {
        let spec = spec();
        let recording = recorder.start(&spec).unwrap();
        for n in 0..PEOPLE {
            recording.event(&json!({"type": "joined", "person": person(n)})).unwrap();
            recording.track(TrackDescription {
                track: TrackId(n as u64),
                participant: ParticipantId(n as u64),
                person: person(n),
                source: Source::Microphone,
                codec: Codec::Opus,
                formats: Vec::new(),
                extensions: Vec::new(),
            });
        }
        let taps = (0..PEOPLE).map(|_| recording.tap()).collect();
        let packetisers = (0..PEOPLE).map(|n| Packetiser::new(n as u32 + 1, 111)).collect();
        Self { spec, recording, taps, packetisers, turns: turns(random), in_caucus: false }
    }

    /// What happens in 20 ms.
    fn step(&mut self, n: usize, voices: &[[Vec<CodedFrame>; 2]]) {
        if self.turns.contains(&n) {
            self.in_caucus = !self.in_caucus;
            if self.in_caucus { self.recording.pause("单方会谈") } else { self.recording.resume() }
        }
        for (who, tap) in self.taps.iter_mut().enumerate() {
            let packet = self.packetisers[who].opus(&voices[who][usize::from(self.in_caucus)][n]);
            let (participant, track) = (ParticipantId(who as u64), TrackId(who as u64));
            let (received, content) = (Instant::now(), TapContent::Rtp(&packet));
            assert!(tap.push(TapPacket { participant, track, received, content }));
        }
    }
}

fn voices(folder: &Path) -> Vec<[Vec<CodedFrame>; 2]> {
    let sine = |hz: u32| opus(folder, &hz.to_string(), &format!("aevalsrc=0.3*sin(2*PI*t*{hz}):s=48000"), 6);
    TONES.iter().map(|(open, secret)| [sine(*open), sine(*secret)]).collect()
}

/// proves: INV-R04. In no output of any session is a tone of its caucuses, and in each are the
/// tones of what was said in the open.
#[test]
fn nothing_said_in_a_caucus_is_in_any_file_of_any_session() {
    let folder = tempfile::tempdir().unwrap();
    let voices = voices(folder.path());
    let key = Arc::new(SigningKey::generate().unwrap());
    let recorder = recorder(folder.path(), &key);
    let mut random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut running: Vec<Session> = (0..sessions()).map(|_| Session::start(&recorder, &mut random)).collect();
    let began = Instant::now();
    for n in 0..PACKETS {
        let due = began + Duration::from_millis(20 * n as u64);
        while let Some(left) = due.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            std::thread::park_timeout(left);
        }
        running.iter_mut().for_each(|session| session.step(n, &voices));
    }
    running.iter().for_each(|session| session.recording.close("闭庭").unwrap());
    let (finaliser, _) = finaliser(folder.path(), &key);
    running.iter().for_each(|session| finaliser.submit(session.spec.id, Priority::Normal));
    for Session { spec, turns, .. } in &running {
        assert_eq!(ended(&finaliser, spec.id), JobState::Done);
        let sounds = every_sound(&unpacked(folder.path(), spec.id));
        assert_eq!(sounds.len(), 2 + 3 * PEOPLE, "composite, mix; alone, together, as sent");
        for (place, sound) in &sounds {
            let level = |hz: u32| tone(sound, hz as f32, 0.0, 60.0);
            assert!(TONES.iter().any(|(open, _)| level(*open) > LOUD), "{place} is silent");
            for (_, secret) in TONES {
                let level = level(secret);
                assert!(level < SILENT, "{place} holds {secret} Hz at {level} dB, turns {turns:?}");
            }
        }
    }
}
