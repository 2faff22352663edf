//! The finaliser at work on four people's VP8 and Opus, step by step.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::media::{self, CodedFrame};
use crate::support::packetise::Packetiser;
use crate::support::script::{Closed, Script, ms, person};

const PEOPLE: u32 = 4;
/// The clip that is repeated; begins with a keyframe.
const CLIP_SECONDS: u32 = 20;

/// What the cameras show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    Calm,
    Noisy,
}

/// How fast it is, in seconds of recording per processor second, and its memory.
pub struct Speed {
    /// Of one participant's camera and microphone.
    pub tracks_x: f64,
    /// Of four voices.
    pub sound_x: f64,
    /// Of four cameras.
    pub composite_x: f64,
    pub memory_mib: u64,
}

/// Builds the finaliser as it is delivered, and says where it is.
pub fn build_worker() -> PathBuf {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let arguments = ["build", "--release", "--locked", "-p", "concord-recorder-worker"];
    assert!(Command::new(cargo).args(arguments).status().unwrap().success());
    let bench = std::env::current_exe().unwrap();
    bench.ancestors().nth(2).unwrap().join("concord-recorder")
}

/// Writes a recording of `seconds` and finalises it.
pub fn measure(worker: &Path, content: Content, seconds: u64) -> Speed {
    let folder = tempfile::tempdir().unwrap();
    let recording = write(folder.path(), content, seconds);
    let spent = finalise(worker, &recording, &folder.path().join("bundle"));
    let length = seconds as f64;
    let of = |wanted: &dyn Fn(&str) -> bool| -> f64 {
        spent.steps.iter().filter(|(step, _)| wanted(step)).map(|(_, seconds)| seconds).sum()
    };
    Speed {
        tracks_x: f64::from(PEOPLE) * length / of(&|step| step == "read" || step.starts_with("track ")),
        sound_x: length / of(&|step| step == "sound"),
        composite_x: length / of(&|step| step == "picture" || step == "join"),
        memory_mib: spent.memory_mib,
    }
}

fn write(folder: &Path, content: Content, seconds: u64) -> Closed {
    let mut script = Script::new(folder);
    for n in 0..PEOPLE {
        let media = folder.join(format!("media-{n}"));
        std::fs::create_dir(&media).unwrap();
        let picture = media::video(&media, "libvpx", &picture(content, n), CLIP_SECONDS, 3000);
        let tone = format!("sine=frequency={}:sample_rate=48000", 300 + 150 * n);
        let sound = media::opus(&media, "tone", &tone, CLIP_SECONDS);
        let who = person(n as usize);
        script.event(ms(0), json!({"type": "joined", "person": who}));
        script.describe(2 * n + 1, &who, "microphone", "audio/opus", json!([]));
        script.describe(2 * n + 2, &who, "camera", "video/VP8", json!([]));
        repeat(&mut script, 2 * n + 1, 48_000, seconds, &sound, |p, frame| vec![p.opus(frame)]);
        repeat(&mut script, 2 * n + 2, 90_000, seconds, &picture, Packetiser::vp8);
    }
    script.close(ms(seconds * 1000))
}

fn picture(content: Content, n: u32) -> String {
    match content {
        Content::Noisy => format!("testsrc2=size=640x360:rate=30,noise=alls=12:allf=t:all_seed={n}"),
        Content::Calm => {
            let colour = ["0x405060", "0x605040", "0x406050", "0x504060"][n as usize % 4];
            format!(
                "color=c={colour}:size=640x360:rate=30[still];testsrc2=size=240x180:rate=30[person];\
                 [still][person]overlay=200+10*sin(t+{n}):120+6*cos(2*t),noise=alls=3:allf=t:all_seed={n}"
            )
        }
    }
}

/// Sends a clip over and over, with a report every second.
fn repeat(
    script: &mut Script,
    log: u32,
    rate: u64,
    seconds: u64,
    clip: &[CodedFrame],
    pack: impl Fn(&mut Packetiser, &CodedFrame) -> Vec<Vec<u8>>,
) {
    let mut packets = Packetiser::new(1000 + log, 96);
    let mut reported = 0;
    for round in 0..seconds.div_ceil(u64::from(CLIP_SECONDS)) {
        for frame in clip {
            let timestamp = frame.timestamp + round * u64::from(CLIP_SECONDS) * rate;
            let at = timestamp * 1000 / rate;
            if at >= seconds * 1000 {
                return;
            }
            let frame = CodedFrame { timestamp, data: frame.data.clone() };
            for packet in pack(&mut packets, &frame) {
                script.rtp(log, ms(at + 30), &packet);
            }
            if at / 1000 >= reported {
                reported += 1;
                script.report(log, ms(at + 30), packets.ssrc, at, packets.timestamp(timestamp));
            }
        }
    }
}

struct Spent {
    /// Processor seconds of each step, in order; a step can come more than once.
    steps: Vec<(String, f64)>,
    memory_mib: u64,
}

fn finalise(worker: &Path, recording: &Closed, out: &Path) -> Spent {
    let mut child = Command::new(worker)
        .arg("finalise")
        .arg(&recording.folder)
        // One thread, so that a processor second is a second of one core.
        .args(["--fps", "30", "--threads", "1", "--out"])
        .arg(out)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(child.stdin.take().unwrap(), "{}", recording.key.to_hex()).unwrap();
    let mut spent = Spent { steps: Vec::new(), memory_mib: 0 };
    let (mut step, mut since) = ("start".to_owned(), 0.0);
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line: Value = serde_json::from_str(&line.unwrap()).unwrap();
        assert!(line.get("error").is_none(), "{line}");
        spent.memory_mib = spent.memory_mib.max(memory_mib(child.id()));
        let Some(now) = line["cpu_seconds"].as_f64() else { continue };
        let next = line["step"].as_str().unwrap_or("done");
        if next != step {
            spent.steps.push((std::mem::replace(&mut step, next.to_owned()), now - since));
            since = now;
        }
    }
    assert!(child.wait().unwrap().success() && step == "done");
    spent
}

/// The most memory a process has had; 0 if it has just ended.
fn memory_mib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) / 1024
}
