//! Log output: readable lines for people, JSON for machines.
//!
//! Levels: TRACE per packet, DEBUG per decision, INFO per change a person would see, WARN
//! worth a look, ERROR somebody must act. Names, addresses, tokens, SDP and chat never appear.

use thiserror::Error;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

use crate::config::{Log, LogFormat};

/// The libraries under the media transport warn of whatever strangers send them; it is counted
/// instead ([`sfu::io::Sfu::readings`]). A filter that names them brings it back.
const QUIET: &str = "rtc_dtls=error,rtc_sctp=error,rtc_stun=error,rtc_datachannel=error,rtc_sdp=error";

/// Why logging could not be set up.
#[derive(Debug, Error)]
pub enum TelemetryError {
    /// The filter is malformed.
    #[error("log.filter must be like \"info,sfu=debug\": {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// It was set up already.
    #[error("logging is set up already")]
    Twice(#[from] TryInitError),
}

/// Sets up logging for this process.
///
/// # Errors
/// If the filter is malformed, or logging was set up before.
pub fn start(log: &Log) -> Result<(), TelemetryError> {
    let filter = EnvFilter::try_new(format!("{QUIET},{}", log.filter))?;
    let registry = tracing_subscriber::registry().with(filter);
    match log.format {
        LogFormat::Console => {
            registry.with(tracing_subscriber::fmt::layer().with_writer(std::io::stderr)).try_init()?;
        }
        LogFormat::Json => {
            let layer =
                tracing_subscriber::fmt::layer().json().flatten_event(true).with_writer(std::io::stderr);
            registry.with(layer).try_init()?;
        }
    }
    Ok(())
}
