//! `concord`: settings in, a server out.

use std::process::ExitCode;

use clap::Parser;
use concord::cli::Cli;

fn main() -> ExitCode {
    match Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("concord: {sentence}");
            ExitCode::FAILURE
        }
    }
}
