//! `concord-recorder`: makes a recording's files. The only program that links FFmpeg.
//!
//! ```text
//! concord-recorder finalise RECORDING --out BUNDLE [--fps 25] [--threads 0] [--with-parent yes]
//! ```
//!
//! The recording's key comes as one line of hexadecimal digits on the standard input: an
//! argument or a variable could be read by others. Progress goes to the standard output as
//! JSON lines; the last line is `{"done": true}` or `{"error": "…"}`. It may be killed at any
//! time and started again with the same arguments: it goes on where it was. The whole contract
//! is in `README.md`.

mod job;
mod mux;
mod names;
mod picture;
mod sandbox;
mod sound;
mod source;
mod texts;
mod tracks;

use std::error::Error;
use std::io::BufRead;
use std::path::PathBuf;
use std::process::ExitCode;

use recorder::bundle::seal::work_beside;
use recorder::key::RecordingKey;
use serde_json::json;

use job::Job;
use job::progress::Progress;
use mux::picture::Encoding;

fn main() -> ExitCode {
    let outcome = arguments().and_then(|arguments| run(&arguments));
    match outcome {
        Ok(()) => {
            println!("{}", json!({"done": true, "cpu_seconds": job::progress::cpu_seconds()}));
            ExitCode::SUCCESS
        }
        Err(e) => {
            println!("{}", json!({"error": with_causes(&*e)}));
            ExitCode::FAILURE
        }
    }
}

struct Arguments {
    recording: PathBuf,
    out: PathBuf,
    encoding: Encoding,
    /// End when the standard input does: the server that started this process is gone.
    with_parent: bool,
}

const USAGE: &str =
    "usage: concord-recorder finalise RECORDING --out BUNDLE [--fps 25] [--threads 0] [--with-parent yes]";

fn arguments() -> Result<Arguments, Box<dyn Error>> {
    let mut rest = std::env::args().skip(1);
    if rest.next().as_deref() != Some("finalise") {
        return Err(USAGE.into());
    }
    let recording = rest.next().ok_or(USAGE)?.into();
    let encoding = Encoding { fps: 25, threads: 0 };
    let mut arguments = Arguments { recording, out: PathBuf::new(), encoding, with_parent: false };
    while let Some(option) = rest.next() {
        let value = rest.next().ok_or(USAGE)?;
        match option.as_str() {
            "--out" => arguments.out = value.into(),
            "--fps" => {
                arguments.encoding.fps =
                    value.parse().ok().filter(|fps| (1..=60).contains(fps)).ok_or(USAGE)?
            }
            "--with-parent" => arguments.with_parent = value == "yes",
            "--threads" => arguments.encoding.threads = value.parse().map_err(|_| USAGE)?,
            _ => return Err(USAGE.into()),
        }
    }
    if arguments.out.as_os_str().is_empty() { Err(USAGE.into()) } else { Ok(arguments) }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let key = RecordingKey::from_hex(&line)?;
    let work = work_beside(&arguments.out);
    for folder in [&arguments.out, &work] {
        std::fs::create_dir_all(folder).map_err(|e| format!("expected to make {}: {e}", folder.display()))?;
    }
    sandbox::without_clone3()?;
    let sandbox = sandbox::enter(&arguments.recording, &[&arguments.out, &work])?;
    println!("{}", json!({"sandbox": sandbox}));
    if arguments.with_parent {
        std::thread::Builder::new().name("parent".into()).spawn(end_with_parent)?;
    }
    mux::init()?;
    if !mux::text::has_chinese()? {
        println!("{}", json!({"warning": job::NO_CHINESE_FONT}));
    }
    let Arguments { recording, out, encoding, .. } = arguments;
    let job = Job { recording: recording.clone(), out: out.clone(), key, encoding: *encoding };
    job::run(&job, &mut Progress::on_stdout())?;
    Ok(())
}

/// A worker must not outlive its server: the next one would start another on the same job.
fn end_with_parent() {
    let mut rest = String::new();
    while std::io::stdin().lock().read_line(&mut rest).is_ok_and(|read| read > 0) {
        rest.clear();
    }
    std::process::exit(1);
}

/// An error and what caused it, in one sentence.
fn with_causes(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words = format!("{words}: {error}");
        cause = error.source();
    }
    words
}
