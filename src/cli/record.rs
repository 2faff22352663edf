//! `concord record`: without a server, proof that a record is what was signed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Subcommand;
use recorder::key::{KeyError, StorageKey, VerifyingKey};
use recorder::spec::RecordingId;
use recorder::timestamp::Stamp;
use recorder::verify::bundle::{self, SoundBundle};
use recorder::verify::{Fault, Trust};
use thiserror::Error;

use crate::config::Config;
use crate::recording;

/// What can be done with records.
#[derive(Debug, Subcommand)]
pub enum Record {
    /// Check every byte of a bundle against its signed manifest. Ends with 1 and the name of
    /// the first faulty file if anything differs.
    Verify {
        /// The bundle: a folder, or its archive.
        bundle: PathBuf,
        /// The institution's public key (43 characters); anybody's signature will do without.
        #[arg(long)]
        key: Option<String>,
    },
    /// Take a bundle out of the data folder, or the store that the settings name, as it was
    /// sealed, and check it. For backups that were restored: with a server, download it.
    Unpack {
        /// Which recording.
        recording: RecordingId,
        /// A new folder for its files.
        to: PathBuf,
    },
}

/// Why a record was not found sound.
#[derive(Debug, Error)]
pub enum RecordError {
    /// The key that was given is none.
    #[error("--key is not a public key: {0}")]
    Key(#[from] KeyError),
    /// The bundle, or a key, is not where the settings say.
    #[error("the bundle of {recording} cannot be taken out: {reason}")]
    Unpack {
        /// Of which recording.
        recording: RecordingId,
        /// Why.
        reason: String,
    },
    /// The first thing found wrong.
    #[error("the record {} is NOT what was signed: {fault}", bundle.display())]
    Fault {
        /// Which record.
        bundle: PathBuf,
        /// What is wrong with it.
        fault: Fault,
    },
}

impl Record {
    /// Does what was asked for.
    pub fn run(&self, config: &Config) -> Result<(), RecordError> {
        match self {
            Self::Verify { bundle, key } => verify(bundle, key.as_deref()),
            Self::Unpack { recording, to } => unpack(config, *recording, to),
        }
    }
}

fn verify(path: &Path, key: Option<&str>) -> Result<(), RecordError> {
    let trust = match key {
        Some(text) => Trust::Only(VerifyingKey::from_text(text)?),
        None => Trust::Any,
    };
    let sound =
        bundle::bundle(path, trust).map_err(|fault| RecordError::Fault { bundle: path.to_owned(), fault })?;
    report(path, &sound);
    Ok(())
}

fn unpack(config: &Config, recording: RecordingId, to: &Path) -> Result<(), RecordError> {
    let failed = |error: &dyn std::error::Error| RecordError::Unpack { recording, reason: error.to_string() };
    let storage_key = StorageKey::load(&config.storage.keys().join("storage.key"));
    let storage_key = Arc::new(storage_key.map_err(|error| failed(&error))?);
    // A store elsewhere is asked with it.
    let runtime = tokio::runtime::Runtime::new().map_err(|error| failed(&error))?;
    let _entered = runtime.enter();
    let vault = recording::vault(config, &storage_key).map_err(|error| failed(&error))?;
    vault.bundle(recording).unpack(to).map_err(|error| failed(&error))?;
    verify(to, None)
}

fn report(path: &Path, sound: &SoundBundle) {
    let manifest = &sound.manifest;
    let bytes: u64 = manifest.files.iter().map(|file| file.bytes).sum();
    println!("{} is what was signed.", path.display());
    println!("  case      {}", manifest.recording.case);
    println!("  recording {}", manifest.recording.id);
    println!("  files     {}, {bytes} bytes", manifest.files.len());
    println!("  key       {}", sound.signer.to_text());
    if let Some(stamp) = &sound.stamp {
        println!("  stamped   {}, {}", stamp.time, signer_of(stamp));
    }
    println!("  Compare the key with the one the institution publishes.");
}

/// Whether they are an authority is not known here.
fn signer_of(stamp: &Stamp) -> String {
    match &stamp.signer {
        Some(signer) => format!("by {signer}; check that certificate with openssl ts (docs/record.md)"),
        None => "its signature is of a kind unknown here: check it with openssl ts (docs/record.md)".into(),
    }
}
