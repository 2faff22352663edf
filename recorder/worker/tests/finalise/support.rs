//! Recordings to finalise, and the finaliser.

pub mod browser;
pub mod look;
pub mod media;
pub mod packetise;
pub mod script;
pub mod server;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use media::CodedFrame;
use packetise::Packetiser;
use recorder::bundle::facts::Facts;
use recorder::bundle::seal::facts_beside;
use script::{Closed, Script, ms};

/// Starts the finaliser on a recording.
pub fn start(recording: &Closed, out: &Path) -> Child {
    let mut worker = Command::new(env!("CARGO_BIN_EXE_concord-recorder"))
        .arg("finalise")
        .arg(&recording.folder)
        .arg("--out")
        .arg(out)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(worker.stdin.take().unwrap(), "{}", recording.key.to_hex()).unwrap();
    worker
}

/// Finalises a recording and gives the bundle's folder and the findings.
pub fn finalise(recording: &Closed, folder: &Path) -> (PathBuf, Facts) {
    let out = folder.join("bundle");
    std::fs::create_dir_all(folder).unwrap();
    let output = start(recording, &out).wait_with_output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{lines}");
    let last: serde_json::Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    assert_eq!(last["done"], true);
    let facts = serde_json::from_slice(&std::fs::read(facts_beside(&out)).unwrap()).unwrap();
    (out, facts)
}

/// Sends frames in real time with 30 ms of delay, and a report every second.
pub fn feed(
    script: &mut Script,
    log: u32,
    rate: u64,
    frames: &[CodedFrame],
    pack: impl Fn(&mut Packetiser, &CodedFrame) -> Vec<Vec<u8>>,
) {
    let mut packets = Packetiser::new(1000 + log, 96);
    let mut reported = 0;
    for frame in frames {
        let at = frame.timestamp * 1000 / rate;
        for packet in pack(&mut packets, frame) {
            script.rtp(log, ms(at + 30), &packet);
        }
        if at / 1000 >= reported {
            reported += 1;
            script.report(log, ms(at + 30), packets.ssrc, at, packets.timestamp(frame.timestamp));
        }
    }
}
