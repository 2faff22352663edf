//! What does forwarding one packet cost, and how long does it take? The server is a process of
//! its own; DTLS-SRTP clients in this one send speech and 720p in bursts of a frame.
//!
//! The floor is measured in the same run: the same bytes copied, sealed and sent in the
//! cheapest way that this kernel offers. Viewers send transport-wide feedback, receiver reports
//! and NACKs as libwebrtc does, and are given room for everything from the start. A run whose clients use up their core is rejected.
//! Delays, and losses at full queues, say something of the server only where hardly anything
//! *waited for a core*: on a machine that does other work, read the processor time alone.
//!
//! The last line is one JSON object. `FORWARD_BENCH_SECONDS` sets the length of a row (10),
//! `FORWARD_BENCH_ROWS` chooses among them (`1x20,5x5`).
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a bench may unwrap and look at clocks")]

#[path = "forward/call.rs"]
mod call;
#[path = "forward/camera.rs"]
mod camera;
#[path = "forward/feedback.rs"]
mod feedback;
#[path = "forward/floor.rs"]
mod floor;
#[path = "forward/peer.rs"]
mod peer;
#[path = "forward/server.rs"]
mod server;

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use call::{Call, Outcome, Scenario};

/// The four that are compared with the bars, then growth: viewers of one, and rooms of four.
/// Fifty such rooms are about half of what a core of our machine bears.
const SCENARIOS: [Scenario; 9] = [
    Scenario { name: "1x20", rooms: 1, publishers: 1, people: 21 },
    Scenario { name: "1x100", rooms: 1, publishers: 1, people: 101 },
    Scenario { name: "5x5", rooms: 1, publishers: 5, people: 5 },
    Scenario { name: "10x10", rooms: 1, publishers: 10, people: 10 },
    Scenario { name: "1x10", rooms: 1, publishers: 1, people: 11 },
    Scenario { name: "1x200", rooms: 1, publishers: 1, people: 201 },
    Scenario { name: "1 room of 4", rooms: 1, publishers: 4, people: 4 },
    Scenario { name: "10 rooms of 4", rooms: 10, publishers: 4, people: 4 },
    Scenario { name: "50 rooms of 4", rooms: 50, publishers: 4, people: 4 },
];
/// Connected, and nobody says anything.
const IDLE: Scenario = Scenario { name: "idle", rooms: 25, publishers: 4, people: 4 };
/// Time in which the first keyframe reaches everybody.
const WARM_UP: Duration = Duration::from_secs(3);
/// Share of a core from which the clients rather than the server are measured.
const CLIENT_CPU_MAX: f64 = 0.9;

fn main() {
    if std::env::args().any(|argument| argument == "serve") {
        return server::serve();
    }
    // `cargo test` runs benches too, to see that they start.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let length = std::env::var("FORWARD_BENCH_SECONDS").map_or(10, |text| text.parse().unwrap());
    let chosen = std::env::var("FORWARD_BENCH_ROWS").unwrap_or_default();
    let is_chosen =
        |scenario: &Scenario| chosen.is_empty() || chosen.split(',').any(|name| name == scenario.name);

    println!(
        "| people | µs per packet | user | system | floor | ratio | delay p50 | p99 | p99.9 | packets | lost | KiB per person | handshakes, ms per person | clients' core | waited for a core |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    let rows: Vec<Value> = SCENARIOS
        .into_iter()
        .filter(is_chosen)
        .map(|scenario| row(scenario, Call::new(scenario).measure(WARM_UP, Duration::from_secs(length))))
        .collect();
    let idle = is_chosen(&IDLE).then(|| idle(&Call::new(IDLE).measure_idle(Duration::from_secs(length))));
    println!("{}", json!({ "rows": rows, "idle_cpu_us_per_participant_second": idle }));
}

/// Prints a row of the table, and gives it as JSON.
fn row(scenario: Scenario, mut outcome: Outcome) -> Value {
    let client = outcome.client_cpu.as_secs_f64() / outcome.length.as_secs_f64();
    assert!(client < CLIENT_CPU_MAX, "rejected: the clients used {client:.2} of a core");
    let waited = outcome.waited.as_secs_f64() / outcome.length.as_secs_f64();
    let floor = micros(floor::measure(Instant::now()));
    outcome.delays.sort_unstable();
    let arrived = outcome.delays.len() as u64;
    let (start, end) = (outcome.start, outcome.end);
    let cpu = micros(end.cpu - start.cpu) / arrived as f64;
    let (user, system) =
        ((end.user_ticks - start.user_ticks) as f64, (end.system_ticks - start.system_ticks) as f64);
    let share = |ticks: f64| cpu * ticks / (user + system).max(1.0);
    let delay = |share: f64| micros(outcome.delays[((arrived - 1) as f64 * share) as usize]);
    let lost = outcome.expected.saturating_sub(arrived);
    let people = scenario.everybody() as f64;
    let memory = (outcome.connected.resident_kib - outcome.before.resident_kib) as f64 / people;
    let handshake = micros(outcome.connected.cpu - outcome.before.cpu) / 1e3 / people;
    println!(
        "| {} | {cpu:.2} | {:.2} | {:.2} | {floor:.2} | {:.2} | {:.0} µs | {:.0} µs | {:.0} µs | {arrived} | {lost} | {memory:.0} | {handshake:.2} | {client:.2} | {waited:.3} |",
        scenario.name,
        share(user),
        share(system),
        cpu / floor,
        delay(0.5),
        delay(0.99),
        delay(0.999),
    );
    json!({
        "scenario": scenario.name,
        "cpu_us_per_packet": rounded(cpu),
        "floor_us_per_packet": rounded(floor),
        "ratio": rounded(cpu / floor),
        "user_us_per_packet": rounded(share(user)),
        "system_us_per_packet": rounded(share(system)),
        "latency_us_p50": rounded(delay(0.5)),
        "latency_us_p99": rounded(delay(0.99)),
        "latency_us_p999": rounded(delay(0.999)),
        "packets": arrived,
        "lost": lost,
        "rss_kib_per_participant": rounded(memory),
        "handshake_cpu_ms": rounded(handshake),
        "client_cpu": rounded(client),
        "waited": rounded(waited),
    })
}

/// Processor time of an idle participant, in microseconds each second.
fn idle(outcome: &Outcome) -> f64 {
    let each = micros(outcome.end.cpu - outcome.start.cpu) / IDLE.everybody() as f64;
    let each = rounded(each / outcome.length.as_secs_f64());
    println!("An idle participant: {each} µs of processor time each second.");
    each
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn rounded(figure: f64) -> f64 {
    (figure * 100.0).round() / 100.0
}
