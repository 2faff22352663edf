//! The server under test, in a process of its own that is spoken to in lines of JSON.

use std::io::{BufRead, BufReader, Write};
use std::net::Ipv4Addr;
use std::process::{Child, ChildStdin, Command as Program, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};
use sfu::id::{ParticipantId, RoomId, TrackId};
use sfu::io::{Sfu, SfuConfig};
use sfu::media::{MediaKind, Quality, Source};
use sfu::node::{Announcement, Command, DeclaredLayer, Event, Wire};
use sfu::plane::PlaneConfig;

/// Viewers on loopback have room for everything.
const BITRATE_BPS: u32 = 100_000_000;

/// The handle on the server that the other process has.
pub struct Server {
    child: Child,
    input: ChildStdin,
    pub news: Receiver<Value>,
}

/// What the server has used.
#[derive(Clone, Copy, Debug)]
pub struct Used {
    pub cpu: Duration,
    pub user_ticks: u64,
    pub system_ticks: u64,
    pub resident_kib: u64,
    /// Time in which it could have run, but others had the cores.
    pub waited: Duration,
}

impl Server {
    pub fn start() -> Self {
        let mut child = Program::new(std::env::current_exe().unwrap())
            .arg("serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (sender, news) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if sender.send(serde_json::from_str(&line).unwrap()).is_err() {
                    return;
                }
            }
        });
        let input = child.stdin.take().unwrap();
        Self { child, input, news }
    }

    pub fn tell(&mut self, message: &Value) {
        writeln!(self.input, "{message}").unwrap();
    }

    /// Its processor time and memory so far.
    pub fn used(&mut self) -> Used {
        self.tell(&json!(["cpu"]));
        let answer = self.news.iter().find(|news| news[0] == "cpu").unwrap();
        let process = format!("/proc/{}", self.child.id());
        let stat = std::fs::read_to_string(format!("{process}/stat")).unwrap();
        let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
        let status = std::fs::read_to_string(format!("{process}/status")).unwrap();
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        Used {
            cpu: Duration::from_nanos(answer[1].as_u64().unwrap()),
            user_ticks: fields[11].parse().unwrap(),
            system_ticks: fields[12].parse().unwrap(),
            resident_kib: resident.trim().trim_end_matches(" kB").parse().unwrap(),
            waited: waited(&process),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How long the threads of a process have waited for a core.
pub fn waited(process: &str) -> Duration {
    let threads = std::fs::read_dir(format!("{process}/task")).unwrap();
    let nanos = threads.map(|thread| {
        let text = std::fs::read_to_string(thread.unwrap().path().join("schedstat")).unwrap();
        text.split(' ').nth(1).unwrap().parse::<u64>().unwrap()
    });
    Duration::from_nanos(nanos.sum())
}

/// The tracks of a publisher: microphone and camera.
pub fn tracks(publisher: u64) -> [TrackId; 2] {
    [TrackId(publisher * 2), TrackId(publisher * 2 + 1)]
}

/// The other process: serves until nobody speaks to it any more.
pub fn serve() {
    let plane = PlaneConfig {
        start_bitrate_bps: BITRATE_BPS,
        max_bitrate_bps: BITRATE_BPS,
        ..PlaneConfig::default()
    };
    let address = Some(Ipv4Addr::LOCALHOST.into());
    let config = SfuConfig { address, udp_port: 0, tcp_port: 0, announce: Vec::new(), shards: 1, plane };
    let sfu = Sfu::start(&config).unwrap();
    let share = sfu.attach(Box::new(|event| {
        if let Some(news) = news(event) {
            println!("{news}");
        }
    }));
    for line in std::io::stdin().lines().map_while(Result::ok) {
        let message: Value = serde_json::from_str(&line).unwrap();
        if message[0] == "cpu" {
            let cpu = clock_gettime(ClockId::ProcessCPUTime);
            println!("{}", json!(["cpu", cpu.tv_sec * 1_000_000_000 + cpu.tv_nsec]));
        } else {
            share.send(commands(&message));
        }
    }
}

fn news(event: Event) -> Option<Value> {
    match event {
        Event::Answer { participant, sdp, .. } => Some(json!(["answer", participant.0, sdp])),
        Event::Offer { participant, offer_id, sdp, .. } => {
            Some(json!(["offer", participant.0, offer_id, sdp]))
        }
        Event::NegotiationFailed { participant, reason, .. } => {
            Some(json!(["failed", participant.0, reason]))
        }
        Event::Published { track, .. } => Some(json!(["published", track.0])),
        _ => None,
    }
}

fn commands(message: &Value) -> Vec<Command> {
    let participant = ParticipantId(message[1].as_u64().unwrap());
    let text = |index: usize| message[index].as_str().unwrap().to_owned();
    match message[0].as_str().unwrap() {
        "join" => {
            let room = RoomId(1 + message[2].as_u64().unwrap());
            vec![Command::Join { participant, room, wire: Wire::TwoConnections }]
        }
        "publish" => {
            let [audio, video] = tracks(participant.0);
            let announced = [
                announcement(participant, audio, MediaKind::Audio),
                announcement(participant, video, MediaKind::Video),
            ];
            let offer = Command::Offer { participant, offer_id: 1, sdp: text(2) };
            announced.into_iter().map(Command::Announce).chain([offer]).collect()
        }
        "open" => vec![Command::OpenDown { participant }],
        "view" => tracks(message[2].as_u64().unwrap()).map(|track| subscribe(participant, track)).into(),
        "answer" => {
            let offer_id = message[2].as_u64().unwrap() as u32;
            vec![Command::Answer { participant, offer_id, sdp: text(3) }]
        }
        other => panic!("expected a message of this bench, got {other}"),
    }
}

fn subscribe(viewer: ParticipantId, track: TrackId) -> Command {
    let name = format!("TR_{}", track.0);
    Command::Subscribe { viewer, track, stream_id: format!("PA_{}|{name}", track.0 / 2), track_name: name }
}

fn announcement(participant: ParticipantId, track: TrackId, kind: MediaKind) -> Announcement {
    let (cid, source, layers) = match kind {
        MediaKind::Audio => ("microphone", Source::Microphone, Vec::new()),
        MediaKind::Video => {
            let layer =
                DeclaredLayer { quality: Quality::High, width: 1280, height: 720, bitrate_bps: 2_500_000 };
            ("camera", Source::Camera, vec![layer])
        }
    };
    Announcement { track, participant, cid: cid.to_owned(), kind, source, layers, open: true }
}
