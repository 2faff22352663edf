//! How many messages a second does one node carry at 200 sessions of five people?
//!
//! A thousand people have the session channel open, each on a WebSocket of their own, in 200
//! mediations that are in session, on SQLite with every event on the disk before it is told.
//! They write in turns, evenly: three commands in four are chat to the room, which five people
//! get, one is a hand raised or lowered. Everybody acknowledges and pings.
//!
//! The load rises until a step is not carried. A step is carried when nothing was refused, every
//! message reached all five, and 99 of 100 deliveries took at most 200 ms, counted from the moment
//! at which the message was to be written. If the benchmark itself wrote late (p99 over 20 ms), it
//! has measured itself: the step says nothing, and the benchmark ends there and says so.
//!
//! The last line is one JSON object. `SESSIONS=200` and `SECONDS=10` (of each step) can be set.
#![expect(clippy::unwrap_used, reason = "a benchmark ends where it cannot go on")]
#![expect(clippy::disallowed_methods, reason = "edge: a benchmark measures time")]

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};

#[path = "caucus_move/court.rs"]
#[expect(dead_code, reason = "sessions are made here")]
mod court;
#[path = "channel/member.rs"]
mod member;
#[path = "channel/processor.rs"]
mod processor;
#[path = "channel/seats.rs"]
mod seats;
#[path = "channel/sessions.rs"]
mod sessions;

use court::Court;
use member::{Noted, Order};
use processor::Used;

const SESSIONS: usize = 200;
const PEOPLE: usize = sessions::CAST.len();
/// Commands a second, of all people together.
const STEPS: [u32; 9] = [50, 100, 200, 300, 400, 600, 800, 1_200, 1_600];
const SECONDS: u64 = 10;
/// After a step, for what is still on its way.
const REST: Duration = Duration::from_secs(3);
/// Bars of a step that is carried, and of a benchmark that measures the server.
const DELIVERED_MS: f64 = 200.0;
const LATE_MS: f64 = 20.0;

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let steps = runtime.block_on(measure(setting("SESSIONS", SESSIONS), setting("SECONDS", SECONDS)));
    let carried = steps.iter().rfind(|step| step["carried"] == true).cloned().unwrap_or(Value::Null);
    let last = steps.last().unwrap();
    let ended_by = match (&last["carried"], &last["benchmark_late"]) {
        (_, Value::Bool(true)) => "the benchmark",
        (Value::Bool(true), _) => "the last step",
        _ => "the server",
    };
    println!(
        "{}",
        json!({
            "sessions": setting("SESSIONS", SESSIONS),
            "people": setting("SESSIONS", SESSIONS) * PEOPLE,
            "carried_commands_per_second": carried["commands_per_second"],
            "carried_deliveries_per_second": carried["deliveries_per_second"],
            "delivered_ms_p99": carried["delivered_ms_p99"],
            "server_cores": carried["server_cores"],
            "ended_by": ended_by,
            "steps": steps,
        })
    );
}

fn setting<T: std::str::FromStr>(name: &str, usual: T) -> T {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

async fn measure(count: usize, seconds: u64) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let sessions = sessions::prepare(folder.path(), count).await;
    let court = Court::open_in(folder);
    let (orders, listen) = watch::channel(Order::Rest);
    let (report, mut reports) = mpsc::unbounded_channel();
    seats::fill(&court, &sessions, &listen, &report).await;
    drop(report);
    println!(
        "{:>10} {:>13} {:>9} {:>26} {:>13} {:>12} {:>12}",
        "commands/s", "deliveries/s", "refused", "delivered p50/p99/max", "late p99", "server", "benchmark"
    );
    let mut steps = Vec::new();
    for rate in STEPS {
        let length = Duration::from_secs(seconds);
        let every = Duration::from_secs(1) * (count * PEOPLE) as u32 / rate;
        let server = court.process.id().to_string();
        let before = [Used::by(&server), Used::by("self")];
        let from = Instant::now();
        orders.send_replace(Order::Write { from, until: from + length, every });
        tokio::time::sleep(length).await;
        let used = [Used::by(&server).since(before[0]), Used::by("self").since(before[1])];
        tokio::time::sleep(REST).await;
        orders.send_replace(Order::Report);
        let mut noted = Noted::default();
        for _ in 0..count * PEOPLE {
            noted.add(reports.recv().await.unwrap());
        }
        steps.push(step(length, noted, used));
        if steps.last().unwrap()["carried"] == false {
            break;
        }
    }
    drop(orders);
    // Everybody leaves before the server ends.
    while reports.recv().await.is_some() {}
    steps
}

/// Prints a line of the table and gives it as JSON.
fn step(length: Duration, mut noted: Noted, [server, benchmark]: [Used; 2]) -> Value {
    let delivered = Spread::of(&mut noted.delivered);
    let (done, late) = (Spread::of(&mut noted.done), Spread::of(&mut noted.late));
    let a_second = |count: u64| (count as f64 / length.as_secs_f64()).round();
    let cores = |time: Duration| (time.as_secs_f64() / length.as_secs_f64() * 100.0).round() / 100.0;
    let (commands, deliveries) = (a_second(noted.commands), a_second(noted.delivered.len() as u64));
    let lost = noted.said * PEOPLE as u64 - noted.delivered.len() as u64;
    println!(
        "{commands:>10} {deliveries:>13} {:>9} {:>26} {:>10.1} ms {:>6.2} cores {:>6.2} cores",
        noted.refused + lost,
        format!("{:.1} / {:.1} / {:.1} ms", delivered.p50, delivered.p99, delivered.max),
        late.p99,
        cores(server.busy),
        cores(benchmark.busy),
    );
    let benchmark_late = late.p99 > LATE_MS;
    let whole = noted.refused == 0 && lost == 0 && noted.done.len() as u64 == noted.commands;
    json!({
        "carried": whole && delivered.p99 <= DELIVERED_MS && !benchmark_late,
        "benchmark_late": benchmark_late,
        "commands_per_second": commands,
        "deliveries_per_second": deliveries,
        "refused": noted.refused,
        "not_delivered": lost,
        "delivered_ms_p50": delivered.p50,
        "delivered_ms_p99": delivered.p99,
        "done_ms_p99": done.p99,
        "late_ms_p99": late.p99,
        "server_cores": cores(server.busy),
        "server_waited_for_cores": cores(server.waited),
        "benchmark_cores": cores(benchmark.busy),
    })
}

/// In milliseconds.
struct Spread {
    p50: f64,
    p99: f64,
    max: f64,
}

impl Spread {
    fn of(times: &mut [Duration]) -> Self {
        times.sort_unstable();
        let at = |share: usize| {
            let time = times.get(times.len().saturating_sub(1) * share / 100);
            time.map_or(f64::INFINITY, |time| (time.as_secs_f64() * 10_000.0).round() / 10.0)
        };
        Self { p50: at(50), p99: at(99), max: at(100) }
    }
}
