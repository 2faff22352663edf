//! One run of the worker program.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::key::RecordingKey;

/// A worker that says nothing for so long is stuck in a decoder.
const SILENCE_MAX: Duration = Duration::from_secs(600);

/// How often somebody looks whether the server is stopping.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Longer lines are not read to their end.
const LINE_BYTES_MAX: u64 = 64 * 1024;

/// How far a worker has got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What it is doing: `read`, `sound`, `track 3`, `picture`, `join`.
    pub step: String,
    /// Of all its work.
    pub percent: u32,
    /// As far as can be told.
    #[serde(default)]
    pub seconds_left: Option<u64>,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All files are there.
    Done,
    /// They are not, and why.
    Failed(String),
}

/// What a worker is to do.
pub struct Work<'a> {
    /// The program.
    pub worker: &'a Path,
    /// The recording's folder.
    pub recording: &'a Path,
    /// The bundle's folder.
    pub out: &'a Path,
    /// The recording's key.
    pub key: &'a RecordingKey,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Progress(Progress),
    Error { error: String },
    Done { done: bool },
}

impl Work<'_> {
    /// Runs the worker to its end, telling how far it is. Kills it if it is silent for too
    /// long, or when `stopping`.
    pub fn run(&self, tell: impl FnMut(Progress), stopping: impl Fn() -> bool) -> Outcome {
        let failed = |what: &str, e: std::io::Error| Outcome::Failed(format!("expected to {what}: {e}"));
        let mut child = match self.spawn() {
            Ok(child) => child,
            Err(e) => return failed("start the finaliser", e),
        };
        // Held until the end: when this process dies the pipe closes, and the worker ends.
        let mut stdin = child.stdin.take();
        let sent = stdin.as_mut().map_or(Ok(()), |stdin| writeln!(stdin, "{}", self.key.to_hex()));
        let lines = child.stdout.take().map(lines_of);
        let said = match (sent, lines) {
            (Ok(()), Some(lines)) => follow(&lines, tell, stopping),
            _ => Said::default(),
        };
        if said.kill {
            // It may have ended by itself meanwhile.
            let _ = child.kill();
        }
        match child.wait() {
            Ok(status) if status.success() && said.done => Outcome::Done,
            Ok(status) => Outcome::Failed(said.error.unwrap_or_else(|| how_it_ended(status, &said.step))),
            Err(e) => failed("wait for the finaliser", e),
        }
    }

    fn spawn(&self) -> std::io::Result<Child> {
        Command::new(self.worker)
            .arg("finalise")
            .arg(self.recording)
            .arg("--out")
            .arg(self.out)
            .args(["--with-parent", "yes"])
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
    }
}

#[derive(Default)]
struct Said {
    done: bool,
    error: Option<String>,
    step: String,
    kill: bool,
}

/// Reads lines on a thread of its own, so that waiting for one can be given up.
fn lines_of(stdout: ChildStdout) -> Receiver<Line> {
    let (send, lines) = mpsc::channel();
    thread::spawn(move || {
        let mut stdout = BufReader::new(stdout);
        let mut line = Vec::new();
        while std::io::Read::take(&mut stdout, LINE_BYTES_MAX)
            .read_until(b'\n', &mut line)
            .is_ok_and(|n| n > 0)
        {
            let parsed = serde_json::from_slice(&line).ok();
            if parsed.is_some_and(|line| send.send(line).is_err()) {
                return;
            }
            line.clear();
        }
    });
    lines
}

#[expect(clippy::disallowed_methods, reason = "edge: a worker's silence is measured by the clock")]
fn follow(lines: &Receiver<Line>, mut tell: impl FnMut(Progress), stopping: impl Fn() -> bool) -> Said {
    let mut said = Said::default();
    let mut heard = Instant::now();
    loop {
        match lines.recv_timeout(LOOK_EVERY) {
            Ok(line) => {
                heard = Instant::now();
                match line {
                    Line::Progress(progress) => {
                        said.step.clone_from(&progress.step);
                        tell(progress);
                    }
                    Line::Error { error } => said.error = Some(error),
                    Line::Done { done } => said.done = done,
                }
            }
            Err(RecvTimeoutError::Disconnected) => return said,
            Err(RecvTimeoutError::Timeout) if stopping() => {
                return Said { kill: true, error: Some("the server stopped".into()), ..said };
            }
            Err(RecvTimeoutError::Timeout) if heard.elapsed() > SILENCE_MAX => {
                let error = format!("the finaliser was stuck at {:?}", said.step);
                return Said { kill: true, error: Some(error), ..said };
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

fn how_it_ended(status: ExitStatus, step: &str) -> String {
    match status.signal() {
        Some(signal) => format!("the finaliser was ended by signal {signal} at {step:?}"),
        None => {
            format!("the finaliser ended with {} at {step:?} without a reason", status.code().unwrap_or(-1))
        }
    }
}
