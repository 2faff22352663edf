//! The command line.

mod dev;
mod proof;
mod record;
mod serve;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use serde_json::{Map, Value, json};
use thiserror::Error;

use crate::app::{self, StartError};
use crate::config::{Config, ConfigError, LogFormat};
use crate::demo::DemoError;
use crate::http;
use crate::open_rooms;
use crate::store::StoreError;
use crate::telemetry::{self, TelemetryError};

/// Video mediation and online court hearings (和庭).
#[derive(Debug, Parser)]
#[command(name = "concord", version, about)]
pub struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

/// Settings that flags can set; all others are in the file or the environment.
#[derive(Debug, Args)]
struct Settings {
    /// Settings file (TOML).
    #[arg(long, global = true, env = "CONCORD_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Data folder.
    #[arg(long, global = true, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// Database: a SQLite file or a PostgreSQL address, as in the settings file.
    #[arg(long, global = true, value_name = "URL")]
    database: Option<String>,
    /// Port of the web server.
    #[arg(long, global = true)]
    port: Option<u16>,
    /// Make and keep a certificate for this machine, so that a phone can be tried.
    #[arg(long, global = true)]
    self_signed: bool,
    /// Lines for people or for machines.
    #[arg(long, global = true, value_name = "FORMAT")]
    log: Option<LogFormat>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server.
    Serve {
        /// With example people and cases, as `concord demo`.
        #[arg(long)]
        demo: bool,
        /// For development with the tools of the LiveKit ecosystem: rooms that exist from the
        /// first join on, port 7880, key `devkey`, secret `secret`. Everybody may come in.
        #[arg(long, conflicts_with = "demo")]
        dev: bool,
    },
    /// Run the server with example people and cases; they are made once and kept.
    Demo,
    /// Work with records, without a server.
    #[command(subcommand)]
    Record(record::Record),
    /// Work with proofs for parties, without a server.
    #[command(subcommand)]
    Proof(proof::Proof),
    /// Bring the database schema up to date and end.
    Migrate,
    /// Print the settings in force, with secrets shown as <set>, and end.
    Config,
    /// Print the description of the HTTP API (OpenAPI 3.1) and end.
    #[command(name = "openapi")]
    OpenApi,
}

/// Why a command failed: one sentence for the person who typed it.
#[derive(Debug, Error)]
pub enum CliError {
    /// The settings cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Logging cannot be set up.
    #[error(transparent)]
    Telemetry(#[from] TelemetryError),
    /// The server cannot start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The examples cannot be made.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// A record is not what was signed.
    #[error(transparent)]
    Record(#[from] record::RecordError),
    /// A proof does not hold.
    #[error(transparent)]
    Proof(#[from] proof::ProofFault),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system gives us no threads.
    #[error("the system gives us no threads: {0}")]
    Runtime(#[source] std::io::Error),
}

impl Cli {
    /// Does what was asked for.
    ///
    /// # Errors
    /// With one sentence that says what to do.
    pub fn run(mut self) -> Result<(), CliError> {
        if matches!(self.command, Command::Serve { dev: true, .. }) {
            self.settings.port.get_or_insert(open_rooms::PORT);
            self.settings.data.get_or_insert_with(|| dev::FOLDER.into());
        }
        let config = Config::load(self.settings.config.as_deref(), self.settings.flags())?;
        match &self.command {
            Command::Config => {
                print!("{}", config.effective());
                return Ok(());
            }
            Command::OpenApi => {
                println!("{}", http::document());
                return Ok(());
            }
            Command::Record(record) => return Ok(record.run(&config)?),
            Command::Proof(proof) => return Ok(proof.run()?),
            Command::Serve { .. } | Command::Demo | Command::Migrate => {}
        }
        telemetry::start(&config.log)?;
        let runtime = tokio::runtime::Runtime::new().map_err(CliError::Runtime)?;
        runtime.block_on(self.command.run(config))
    }
}

impl Command {
    async fn run(self, config: Config) -> Result<(), CliError> {
        match self {
            Self::Serve { dev: true, .. } => dev::serve(config).await,
            Self::Serve { demo: false, .. } => serve::serve(config).await,
            Self::Serve { demo: true, .. } | Self::Demo => serve::demo(config).await,
            Self::Migrate => {
                app::open_store(&config).await?.close().await;
                println!("The database is up to date.");
                Ok(())
            }
            Self::Config | Self::OpenApi | Self::Record(_) | Self::Proof(_) => {
                unreachable!("answered before the runtime was started")
            }
        }
    }
}

impl Settings {
    /// The flags that were given, in the shape of the settings file.
    fn flags(&self) -> Value {
        let mut flags = Map::new();
        let mut set = |section: &str, key: &str, value: Value| {
            let section = flags.entry(section).or_insert_with(|| json!({}));
            section[key] = value;
        };
        if let Some(folder) = &self.data {
            set("storage", "folder", json!(folder));
        }
        if let Some(url) = &self.database {
            set("database", "url", json!(url));
        }
        if let Some(port) = self.port {
            set("listen", "port", json!(port));
        }
        if self.self_signed {
            set("listen", "tls", json!({"self_signed": true}));
        }
        if let Some(format) = self.log {
            set("log", "format", json!(format));
        }
        Value::Object(flags)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn flags_take_the_shape_of_the_settings_file() {
        let cli = Cli::parse_from(["concord", "serve", "--port", "9000", "--self-signed"]);
        assert_eq!(cli.settings.flags(), json!({"listen": {"port": 9000, "tls": {"self_signed": true}}}));
    }
}
