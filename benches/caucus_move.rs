//! How soon is a room silent for those outside, and heard by those inside, after a caucus move?
//!
//! Three people with real sockets and microphones that never stop sending: a mediator takes the
//! applicant aside, goes to the respondent, and everybody returns. Measured at each move, from
//! the moment the mediator's client is told that it is done:
//!
//! - `old_silent_ms`: until the last packet reaches somebody who may no longer hear it;
//! - `new_audible_ms`: until everybody in the new room hears the others. Microphones arrive off
//!   and each owner switches theirs on at once, so two ways through the network are in it; one
//!   round trip is taken off, as the bar is meant without the network;
//! - `leaked_packets`: packets that were sent after that moment and reached somebody outside.
//!
//! Once without a network between, once with 100 ms of round trip and 2 % of the media lost.
//! The last line is one JSON object with the worse of both. Bars: 50 ms, 300 ms, 0.
#![expect(clippy::unwrap_used, reason = "a benchmark ends where it cannot go on")]
#![expect(clippy::disallowed_methods, reason = "edge: a benchmark measures time")]

use std::time::Duration;

use serde_json::{Value, json};

#[path = "forward/camera.rs"]
#[expect(dead_code, reason = "no picture is sent")]
mod camera;
#[path = "caucus_move/court.rs"]
mod court;
#[path = "caucus_move/mediation.rs"]
mod mediation;
#[path = "caucus_move/network.rs"]
mod network;
#[path = "forward/peer.rs"]
mod peer;
#[path = "caucus_move/person.rs"]
mod person;
#[path = "caucus_move/voice.rs"]
mod voice;

use mediation::{Mediation, Moved};
use network::Network;

/// Moves in each condition, unless `MOVES` says otherwise.
const MOVES: usize = 200;

fn main() {
    let moves = std::env::var("MOVES").ok().and_then(|text| text.parse().ok()).unwrap_or(MOVES);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    println!(
        "{:>10} {:>6} {:>6} {:>26} {:>26} {:>7}",
        "round trip", "loss", "moves", "old room silent p50/95/max", "new room heard p50/95/max", "leaked"
    );
    let rows = [Network::NONE, Network::FAR].map(|network| {
        let moved = runtime.block_on(async { Mediation::begin(network).await.measure(moves).await });
        report(network, &moved)
    });
    let worse = |field: &str| rows.iter().filter_map(|row| row[field].as_f64()).fold(0.0, f64::max);
    let total: u64 = rows.iter().filter_map(|row| row["moves"].as_u64()).sum();
    let leaked: u64 = rows.iter().filter_map(|row| row["leaked_packets"].as_u64()).sum();
    let last = json!({
        "moves": total,
        "old_silent_ms_p95": worse("old_silent_ms_p95"),
        "new_audible_ms_p95": worse("new_audible_ms_p95"),
        "leaked_packets": leaked,
        "rows": rows,
    });
    println!("{last}");
}

/// Prints a line of the table and gives it as JSON.
fn report(network: Network, moved: &[Moved]) -> Value {
    let old = Spread::of(moved.iter().map(|one| one.old_silent));
    let new = Spread::of(moved.iter().map(|one| one.new_audible.saturating_sub(network.round_trip())));
    let leaked: usize = moved.iter().map(|one| one.leaked).sum();
    println!(
        "{:>7} ms {:>4} % {:>6} {:>26} {:>26} {leaked:>7}",
        network.round_trip().as_millis(),
        network.loss * 100.0,
        moved.len(),
        old.to_string(),
        new.to_string(),
    );
    json!({
        "round_trip_ms": network.round_trip().as_millis() as u64,
        "loss": network.loss,
        "moves": moved.len(),
        "old_silent_ms_p95": old.p95,
        "new_audible_ms_p95": new.p95,
        "leaked_packets": leaked,
    })
}

/// In milliseconds.
struct Spread {
    p50: f64,
    p95: f64,
    max: f64,
}

impl Spread {
    fn of(times: impl Iterator<Item = Duration>) -> Self {
        let mut times: Vec<f64> = times.map(|time| (time.as_secs_f64() * 10_000.0).round() / 10.0).collect();
        times.sort_by(f64::total_cmp);
        let at = |share: usize| times[(times.len() - 1) * share / 100];
        Self { p50: at(50), p95: at(95), max: at(100) }
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.1} / {:.1} / {:.1} ms", self.p50, self.p95, self.max)
    }
}
