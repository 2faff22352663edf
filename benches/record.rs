//! What does a record cost? Live, per participant; afterwards, until it can be seen.
//!
//! Everything is measured in processor seconds, so that a busy machine gives the same figures
//! as an idle one. Media is synthetic: a *calm* picture is a still background with one moving
//! fifth and a little noise, near to a hearing; a *noisy* one moves everywhere.
//!
//! `RECORD_BENCH_SECONDS` sets the length of the calm recording (300).
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a bench may unwrap, wait and look at clocks"
)]

#[path = "record/finalise.rs"]
mod finalise;
#[path = "record/live.rs"]
mod live;
/// The tests' own way to write a recording without waiting for it to happen.
#[path = "../recorder/worker/tests/finalise/support"]
mod support {
    #![expect(dead_code, clippy::needless_pass_by_value, reason = "written for the tests, which use more")]
    pub mod media;
    pub mod packetise;
    pub mod script;
}

use serde_json::json;

use finalise::Content;

/// What the figures must at least be.
const CPU_PERCENT_PER_PARTICIPANT_MAX: f64 = 0.5;
const FINALISE_X_MIN: f64 = 500.0;
const COMPOSITE_CALM_X_MIN: f64 = 4.0;
const COMPOSITE_NOISY_X_MIN: f64 = 2.5;

fn main() {
    // `cargo test` runs benches too, to see that they start.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let seconds = std::env::var("RECORD_BENCH_SECONDS").map_or(300, |text| text.parse().unwrap());
    let worker = finalise::build_worker();
    let live = live::measure();
    let calm = finalise::measure(&worker, Content::Calm, seconds);
    let noisy = finalise::measure(&worker, Content::Noisy, seconds.min(60));

    println!("\n| what | measured | bar |\n|---|---|---|");
    let row = |what: &str, measured: &str| println!("| {what} | {measured} | |");
    let judged = |what: &str, measured: &str, bar: &str, held: bool| {
        println!("| {what} | {measured} | {bar}, {} |", if held { "held" } else { "**missed**" });
    };
    let times = |x: f64| format!("{x:.1} × real time");
    let at_least = |what: &str, x: f64, min: f64| judged(what, &times(x), &format!("≥ {min} ×"), x >= min);
    let percent = live.cpu_percent_per_participant;
    judged(
        "recording one participant, camera and microphone",
        &format!("{percent:.3} % of a core"),
        &format!("≤ {CPU_PERCENT_PER_PARTICIPANT_MAX} %"),
        percent <= CPU_PERCENT_PER_PARTICIPANT_MAX,
    );
    row("… of it in the media thread's tap", &format!("{:.3} %", live.tap_percent_per_participant));
    row("one packet through the tap, mean", &format!("{:.2} µs", live.tap_micros_per_packet));
    at_least("a participant's media from log to files", calm.tracks_x, FINALISE_X_MIN);
    row("sound: 4 voices decoded, placed, mixed, coded", &times(calm.sound_x));
    at_least("composite, 4 × 360p to 720p30, calm", calm.composite_x, COMPOSITE_CALM_X_MIN);
    at_least("composite, the same, noisy", noisy.composite_x, COMPOSITE_NOISY_X_MIN);
    row("memory of the finaliser, most", &format!("{} MiB", calm.memory_mib.max(noisy.memory_mib)));
    let after_an_hour = |x: f64| 3600.0 / x;
    let sound = after_an_hour(calm.sound_x);
    let whole = sound + after_an_hour(calm.tracks_x) * 4.0 + after_an_hour(calm.composite_x);
    let minutes = |seconds: f64| format!("{:.1} min of one core", seconds / 60.0);
    row("an hour of four people: until it can be heard", &minutes(sound));
    row("… until the composite is done", &minutes(whole));

    let figures = json!({
        "cpu_percent_per_participant": live.cpu_percent_per_participant,
        "finalise_x": calm.tracks_x,
        "composite_calm_x": calm.composite_x,
        "composite_noisy_x": noisy.composite_x,
        "sound_x": calm.sound_x,
        "tap_micros_per_packet": live.tap_micros_per_packet,
        "memory_mib": calm.memory_mib.max(noisy.memory_mib),
    });
    println!("\n{figures}");
}
