//! Whatever a client puts on its wires, in whatever order: broken, forged, repeated. It passes the
//! real decoders and machines of both wires into a real session, whose rules decide.

mod frames;
mod signals;

use proptest::test_runner::RngSeed;
use signaling::livekit::TrackSid;

use super::*;
use crate::session::ledger::Audibility;

/// Sequences that are tried each time, the same ones. `FUZZ_CASES` asks for more, and for others
/// each time (`make fuzz-wires`).
const CASES: u32 = 8;
const SEED: u64 = 4;

fn config() -> ProptestConfig {
    let cases = std::env::var("FUZZ_CASES").ok().and_then(|text| text.parse().ok());
    let rng_seed = if cases.is_some() { RngSeed::Random } else { RngSeed::Fixed(SEED) };
    ProptestConfig { cases: cases.unwrap_or(CASES), rng_seed, ..ProptestConfig::default() }
}

/// Somebody who is not in the session.
const NOBODY: ParticipantId = person(77);

/// All that a client could change for others.
#[derive(Debug, PartialEq)]
struct Standing {
    session: Session,
    reach: Audibility,
    tracks: Vec<(ParticipantId, TrackSid, bool, u32)>,
}

impl Court {
    /// Of the session, and of everybody but `liar`.
    fn standing(&self, liar: ParticipantId) -> Standing {
        let session = self.live.session().clone();
        let mut reach = self.live.world.audibility(&session);
        for set in reach.0.values_mut() {
            set.audio.remove(&liar);
            set.video.remove(&liar);
        }
        reach.0.remove(&liar);
        let tracks = self.published().into_iter().filter(|(who, ..)| *who != liar).collect();
        Standing { session, reach, tracks }
    }
}
