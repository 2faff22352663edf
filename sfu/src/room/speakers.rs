//! Who speaks, from the audio levels that clients send with each packet (RFC 6464).

use crate::id::{ParticipantId, TrackId};

/// Quieter than this is not speech, in -dBov: an open window, a fan, breath.
const QUIETEST: u8 = 45;
/// Share of packets in one interval that must be louder: a cough is not a speech.
const SPEECH_SHARE: f32 = 0.3;
/// Weight of the newest interval in the smoothed level.
const SMOOTHING: f32 = 0.5;
/// Levels are told in steps, so that not every breath is news.
const STEPS: f32 = 8.0;

/// The voices of one room.
#[derive(Debug, Default)]
pub struct Speakers {
    voices: Vec<Voice>,
}

#[derive(Clone, Copy, Debug)]
struct Voice {
    participant: ParticipantId,
    track: TrackId,
    packets: u32,
    loud_packets: u32,
    energy: f32,
    level: f32,
    told: f32,
}

impl Speakers {
    /// Counts a packet with its level: 0 is loudest, 127 silence. `true` if it is the first
    /// of a voice since nobody spoke, so that an interval has to begin.
    pub fn hear(&mut self, participant: ParticipantId, track: TrackId, level: u8) -> bool {
        let is_quiet = self.voices.is_empty();
        let level = level & 0x7f;
        let is_known = self.voices.iter().any(|voice| voice.track == track);
        if !is_known && level > QUIETEST {
            return false;
        }
        if !is_known {
            self.voices.push(Voice::new(participant, track));
        }
        let Some(voice) = self.voices.iter_mut().find(|voice| voice.track == track) else { return false };
        voice.packets += 1;
        if level <= QUIETEST {
            voice.loud_packets += 1;
            voice.energy += 10f32.powf(-f32::from(level) / 10.0);
        }
        is_quiet
    }

    /// Ends an interval. The levels to be told, loudest first, if anything changed: everybody
    /// who speaks, and whoever stopped with level 0.
    pub fn conclude(&mut self) -> Option<Vec<(ParticipantId, f32)>> {
        let mut is_news = false;
        for voice in &mut self.voices {
            voice.conclude();
            is_news |= voice.told != voice.step();
        }
        let told = is_news.then(|| self.tell());
        self.voices.retain(|voice| voice.told > 0.0 || voice.loud_packets > 0);
        for voice in &mut self.voices {
            (voice.packets, voice.loud_packets, voice.energy) = (0, 0, 0.0);
        }
        told
    }

    /// Somebody left: if they were told to speak, they are told to have stopped.
    pub fn leave(&mut self, participant: ParticipantId) -> Option<Vec<(ParticipantId, f32)>> {
        let spoke = self.voices.iter().any(|voice| voice.participant == participant && voice.told > 0.0);
        self.voices.retain(|voice| voice.participant != participant);
        spoke.then(|| {
            let mut levels = self.told();
            levels.push((participant, 0.0));
            levels
        })
    }

    /// A track fell silent: closed, muted or gone.
    pub fn silence(&mut self, track: TrackId) {
        for voice in self.voices.iter_mut().filter(|voice| voice.track == track) {
            (voice.packets, voice.loud_packets, voice.energy, voice.level) = (0, 0, 0.0, 0.0);
        }
    }

    /// Whether there is anybody to listen for.
    pub fn is_quiet(&self) -> bool {
        self.voices.is_empty()
    }

    fn tell(&mut self) -> Vec<(ParticipantId, f32)> {
        let stopped: Vec<ParticipantId> = self
            .voices
            .iter()
            .filter(|voice| voice.told > 0.0 && voice.step() == 0.0)
            .map(|voice| voice.participant)
            .collect();
        for voice in &mut self.voices {
            voice.told = voice.step();
        }
        let mut levels = self.told();
        for participant in stopped {
            if !levels.iter().any(|(speaking, _)| *speaking == participant) {
                levels.push((participant, 0.0));
            }
        }
        levels
    }

    /// Everybody who speaks, once, at their loudest, loudest first.
    fn told(&self) -> Vec<(ParticipantId, f32)> {
        let mut levels: Vec<(ParticipantId, f32)> = Vec::new();
        for voice in self.voices.iter().filter(|voice| voice.told > 0.0) {
            match levels.iter_mut().find(|(participant, _)| *participant == voice.participant) {
                Some((_, level)) => *level = level.max(voice.told),
                None => levels.push((voice.participant, voice.told)),
            }
        }
        levels.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        levels
    }
}

impl Voice {
    fn new(participant: ParticipantId, track: TrackId) -> Self {
        Self { participant, track, packets: 0, loud_packets: 0, energy: 0.0, level: 0.0, told: 0.0 }
    }

    fn conclude(&mut self) {
        let speaks = self.packets > 0 && self.loud_packets as f32 >= SPEECH_SHARE * self.packets as f32;
        let level = if speaks { (self.energy / self.loud_packets as f32).sqrt() } else { 0.0 };
        self.level += SMOOTHING * (level - self.level);
    }

    /// The level as it is told; 0 for what is quieter than speech.
    fn step(&self) -> f32 {
        let quietest = 10f32.powf(-f32::from(QUIETEST) / 20.0);
        if self.level < quietest { 0.0 } else { (self.level * STEPS).ceil() / STEPS }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: ParticipantId = ParticipantId(1);
    const BOB: ParticipantId = ParticipantId(2);
    const VOICE: TrackId = TrackId(1);
    const OTHER: TrackId = TrackId(2);

    fn speak(speakers: &mut Speakers, track: TrackId, participant: ParticipantId, level: u8) {
        for _ in 0..15 {
            speakers.hear(participant, track, level);
        }
    }

    #[test]
    fn whoever_speaks_is_told_loudest_first_and_whoever_stops_is_told_once() {
        let mut speakers = Speakers::default();
        speak(&mut speakers, VOICE, ALICE, 20);
        speak(&mut speakers, OTHER, BOB, 5);
        let told = speakers.conclude().unwrap();
        assert_eq!(told.iter().map(|(who, _)| *who).collect::<Vec<_>>(), [BOB, ALICE]);
        assert!(told.iter().all(|(_, level)| (0.0..=1.0).contains(level) && *level > 0.0));
        let mut last = None;
        for _ in 0..20 {
            speak(&mut speakers, VOICE, ALICE, 20);
            last = speakers.conclude().or(last);
        }
        let last = last.unwrap();
        assert_eq!(last.last(), Some(&(BOB, 0.0)));
        assert_eq!(last[0].0, ALICE);
        speak(&mut speakers, VOICE, ALICE, 20);
        assert_eq!(speakers.conclude(), None, "nothing new");
    }

    #[test]
    fn a_cough_and_an_open_window_are_not_speech() {
        let mut speakers = Speakers::default();
        for packet in 0..15 {
            speakers.hear(ALICE, VOICE, if packet == 7 { 3 } else { 127 });
            speakers.hear(BOB, OTHER, 60);
        }
        assert_eq!(speakers.conclude(), None);
    }

    #[test]
    fn who_leaves_the_room_stops_speaking_in_it() {
        let mut speakers = Speakers::default();
        speak(&mut speakers, VOICE, ALICE, 10);
        speakers.conclude().unwrap();
        assert_eq!(speakers.leave(ALICE), Some(vec![(ALICE, 0.0)]));
        assert_eq!(speakers.leave(ALICE), None);
        assert!(speakers.is_quiet());
    }
}
