//! `/metrics`: figures in the text format of Prometheus, for whoever has the token.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use recorder::digest::Sha256;
use sfu::io::Reading;
use signaling::ws::Counts;

use crate::config::Secret;
use crate::coordinator::registry::Coordinator;

/// Prometheus text exposition format, version 0.0.4.
const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What is measured.
#[derive(Clone)]
pub struct Measured {
    /// Sessions and media.
    pub coordinator: Coordinator,
    /// What happened at the doors of each wire.
    pub doors: Vec<Arc<Counts>>,
}

/// The route, if somebody may read it.
pub fn metrics(measured: Measured, token: Option<&Secret>) -> Router {
    let Some(token) = token else { return Router::new() };
    let expected = Sha256::of(format!("Bearer {}", token.reveal()).as_bytes());
    Router::new().route("/metrics", get(show)).with_state((measured, expected))
}

/// Compared as hashes, so that the time it takes tells nothing about the token.
async fn show(State((measured, expected)): State<(Measured, Sha256)>, headers: HeaderMap) -> Response {
    let came = headers.get(header::AUTHORIZATION).map_or(&[][..], |value| value.as_bytes());
    if Sha256::of(came) != expected {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let node = measured.coordinator.node();
    // The node's threads answer between two rounds of their loops.
    let Ok(shards) = tokio::task::spawn_blocking(move || node.readings()).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let sessions = measured.coordinator.live_sessions().len();
    ([(header::CONTENT_TYPE, FORMAT)], page(sessions, &shards, &measured.doors)).into_response()
}

fn page(sessions: usize, shards: &[Reading], doors: &[Arc<Counts>]) -> String {
    let mut page = Page::default();
    page.metric("concord_info", "gauge", "The version of this server.");
    page.sample("concord_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);
    page.metric("concord_sessions", "gauge", "Sessions that are live.");
    page.sample("concord_sessions", &[], sessions as u64);
    page.shards(shards);
    page.doors(doors);
    page.0
}

/// A figure of each media shard: its name, its meaning, and how it is read.
type Gauge = (&'static str, &'static str, fn(&Reading) -> u64);

const GAUGES: [Gauge; 3] = [
    ("concord_media_people", "People on a media shard.", |reading| reading.people as u64),
    ("concord_media_tracks", "Publications and subscriptions of a media shard.", |reading| {
        reading.tracks as u64
    }),
    (
        "concord_media_relief",
        "What viewers do without: 0 nothing, 1 large pictures, 2 pictures.",
        |reading| reading.relief as u64,
    ),
];

/// Names, labels and their values are words of this program: nothing in them needs escaping.
#[derive(Default)]
struct Page(String);

impl Page {
    fn shards(&mut self, shards: &[Reading]) {
        for (name, meaning, value) in GAUGES {
            self.metric(name, "gauge", meaning);
            for (shard, reading) in shards.iter().enumerate() {
                self.sample(name, &[("shard", &shard.to_string())], value(reading));
            }
        }
        let name = "concord_media_dropped_total";
        self.metric(name, "counter", "Datagrams and packets that went nowhere.");
        for (shard, reading) in shards.iter().enumerate() {
            for (reason, count) in reading.counters.by_reason() {
                self.sample(name, &[("shard", &shard.to_string()), ("reason", reason)], count);
            }
        }
    }

    fn doors(&mut self, doors: &[Arc<Counts>]) {
        let mut sums = BTreeMap::new();
        for (what, count) in doors.iter().flat_map(|counts| counts.snapshot()) {
            *sums.entry(what).or_insert(0) += count;
        }
        let name = "concord_wires_total";
        self.metric(name, "counter", "Refusals at the doors, and ends of sockets.");
        for ((kind, code), count) in sums {
            self.sample(name, &[("kind", kind), ("code", code)], count);
        }
    }

    fn metric(&mut self, name: &str, kind: &str, meaning: &str) {
        let _ = writeln!(self.0, "# HELP {name} {meaning}\n# TYPE {name} {kind}");
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: u64) {
        let labels: Vec<_> = labels.iter().map(|(label, value)| format!("{label}=\"{value}\"")).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(self.0, "{name}{labels} {value}");
    }
}
