//! Progress as JSON lines on the standard output: step, percent, time left.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use recorder::time::RecordingTime;
use rustix::time::{ClockId, clock_gettime};
use serde::Serialize;

/// A line at least this often while something moves.
const EVERY: Duration = Duration::from_millis(500);

/// One line.
#[derive(Debug, Serialize)]
struct Line<'a> {
    step: &'a str,
    percent: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds_left: Option<u64>,
    cpu_seconds: f64,
}

/// Processor time that this process has used, over all its threads.
pub fn cpu_seconds() -> f64 {
    let used = clock_gettime(ClockId::ProcessCPUTime);
    used.tv_sec as f64 + used.tv_nsec as f64 / 1e9
}

/// The progress of a whole job, in shares of its work that add up to 1.
pub struct Progress<W: Write> {
    out: W,
    started: Instant,
    done: f64,
    /// Work that an earlier run had done: it took no time now.
    given: f64,
    last: Option<Instant>,
}

impl Progress<io::Stdout> {
    /// On the standard output.
    pub fn on_stdout() -> Self {
        Self::new(io::stdout())
    }
}

impl<W: Write> Progress<W> {
    /// On any output.
    #[expect(clippy::disallowed_methods, reason = "edge: progress is told by the clock")]
    pub fn new(out: W) -> Self {
        Self { out, started: Instant::now(), done: 0.0, given: 0.0, last: None }
    }

    /// Begins a step that makes up `share` of the work and goes through the recording to `end`.
    pub fn step<'a>(&'a mut self, name: &'a str, share: f64, end: RecordingTime) -> Step<'a>
    where
        W: 'a,
    {
        self.last = None;
        let mut step = Step { progress: self, name, share, from: RecordingTime::ZERO, end };
        step.reached(RecordingTime::ZERO);
        step
    }

    /// Counts a step that an earlier run finished.
    pub fn skip(&mut self, share: f64) {
        self.done += share;
        self.given += share;
    }
}

/// Told how far a step is, whatever the output.
trait Report {
    fn report(&mut self, name: &str, share: f64, part: f64);
    fn finish(&mut self, share: f64);
}

impl<W: Write> Report for Progress<W> {
    #[expect(clippy::disallowed_methods, reason = "edge: progress is told by the clock")]
    fn report(&mut self, name: &str, share: f64, part: f64) {
        let now = Instant::now();
        if self.last.is_some_and(|last| now.duration_since(last) < EVERY) {
            return;
        }
        self.last = Some(now);
        let done = self.done + share * part;
        let worked = done - self.given;
        let elapsed = now.duration_since(self.started).as_secs_f64();
        let left = (worked > 0.01).then(|| (elapsed / worked * (1.0 - done)).max(0.0).round() as u64);
        let percent = (done * 100.0).floor().min(99.0) as u32;
        let line = Line { step: name, percent, seconds_left: left, cpu_seconds: cpu_seconds() };
        // Nobody may be reading any more; the work goes on.
        let _ = serde_json::to_writer(&mut self.out, &line);
        let _ = writeln!(self.out).and_then(|()| self.out.flush());
    }

    fn finish(&mut self, share: f64) {
        self.done += share;
    }
}

/// A step under way; ends when dropped.
pub struct Step<'a> {
    progress: &'a mut dyn Report,
    name: &'a str,
    share: f64,
    from: RecordingTime,
    end: RecordingTime,
}

impl Step<'_> {
    /// The step has got to this moment of the recording.
    pub fn reached(&mut self, time: RecordingTime) {
        let length = self.end.since(self.from).as_secs_f64();
        let part = if length > 0.0 { time.since(self.from).as_secs_f64() / length } else { 0.0 };
        self.progress.report(self.name, self.share, part.min(1.0));
    }

    /// The step begins at this moment of the recording, not at 0.
    pub fn beginning_at(mut self, from: RecordingTime) -> Self {
        self.from = from;
        self
    }
}

impl Drop for Step<'_> {
    fn drop(&mut self) {
        self.progress.finish(self.share);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_say_step_and_percent_and_never_go_back() {
        let mut out = Vec::new();
        let mut progress = Progress::new(&mut out);
        let end = RecordingTime(100_000_000_000);
        progress.skip(0.25);
        let step = progress.step("sound", 0.5, end);
        drop(step);
        drop(progress.step("picture", 0.25, end));
        let lines: Vec<serde_json::Value> =
            String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let told: Vec<_> =
            lines.iter().map(|line| (line["step"].as_str().unwrap(), line["percent"].as_u64())).collect();
        assert_eq!(told, [("sound", Some(25)), ("picture", Some(75))]);
    }
}
