//! `concord proof`: offline, that a proof for a party is what was signed.

use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::Subcommand;
use recorder::key::{KeyError, VerifyingKey};
use thiserror::Error;

use crate::proof::{self, CaucusVisit, ProofError, Statement};

/// What can be done with proofs.
#[derive(Debug, Subcommand)]
pub enum Proof {
    /// Check a caucus proof and say in words what it proves. Ends with 1 if it does not hold.
    Verify {
        /// The file, as the server gave it.
        file: PathBuf,
        /// The institution's public key (43 characters); anybody's signature will do without.
        #[arg(long)]
        key: Option<String>,
    },
}

/// Why a proof was not found sound.
#[derive(Debug, Error)]
pub enum ProofFault {
    /// The key that was given is none.
    #[error("--key is not a public key: {0}")]
    Key(#[from] KeyError),
    /// The file cannot be read.
    #[error("the proof {} cannot be read: {source}", file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It does not hold.
    #[error("the proof {} does NOT hold: {fault}", file.display())]
    Fault {
        /// Which.
        file: PathBuf,
        /// What is wrong with it.
        fault: ProofError,
    },
}

impl Proof {
    /// Does what was asked for.
    pub fn run(&self) -> Result<(), ProofFault> {
        match self {
            Self::Verify { file, key } => verify(file, key.as_deref()),
        }
    }
}

fn verify(file: &Path, key: Option<&str>) -> Result<(), ProofFault> {
    let pinned = key.map(VerifyingKey::from_text).transpose()?;
    let text = fs::read(file).map_err(|source| ProofFault::File { file: file.to_owned(), source })?;
    let (statement, signer) = proof::verify(&text, pinned.as_ref())
        .map_err(|fault| ProofFault::Fault { file: file.to_owned(), fault })?;
    report(file, &statement, &signer);
    Ok(())
}

fn report(file: &Path, statement: &Statement, signer: &VerifyingKey) {
    println!("{} is what was signed.", file.display());
    println!("  case      {}", statement.case_no);
    println!("  session   {}", statement.session);
    println!("  of        {}", statement.name);
    for visit in &statement.visits {
        report_visit(visit);
    }
    println!("  log       ended at event {}, {}", statement.log.seq, statement.log.hash);
    println!("  key       {}", signer.to_text());
    println!("  Compare the key with the one the institution publishes.");
    for limit in &statement.limits {
        println!("  {}", limit.en);
    }
}

fn report_visit(visit: &CaucusVisit) {
    let until = visit.until.map_or("now".to_owned(), |until| format!("event {} ({})", until.seq, until.at.0));
    println!("  in        {}, from event {} ({}) until {until}", visit.room, visit.from.seq, visit.from.at.0);
    for one in &visit.receivers {
        let kinds = [(one.audio, "sound"), (one.video, "picture"), (one.chat, "text")];
        let kinds: Vec<_> = kinds.into_iter().filter_map(|(could, kind)| could.then_some(kind)).collect();
        println!("    {} could receive {}", one.name, kinds.join(", "));
    }
    println!("    and nobody else.");
}
