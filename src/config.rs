//! What can be set, in the order: file (TOML) < environment (`CONCORD_SECTION__KEY`) < flags.
//!
//! Everything is parsed into typed values at start. Unknown keys, contradictions and
//! malformed values are refused with a sentence that names the key and where it was set:
//! a setting that cannot be understood never turns into a default.

mod access;
mod connectors;
mod database;
mod limits;
mod listen;
mod log;
mod media;
mod metrics;
mod recording;
mod relays;
mod retention;
mod secret;
mod server_api;
mod storage;
mod webhooks;

use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use access::Access;
pub use connectors::{Connectors, NoticeChannel};
pub use database::Database;
pub use limits::Limits;
pub use listen::{Listen, Tls};
pub use log::{Log, LogFormat};
pub use media::Media;
pub use metrics::Metrics;
pub use recording::Recording;
pub use relays::Relays;
pub use retention::Retention;
pub use secret::Secret;
pub use server_api::ServerApi;
pub use storage::Storage;
pub use webhooks::Webhooks;

/// Prefix of environment variables.
const ENVIRONMENT: &str = "CONCORD_";

/// All settings.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Addresses, ports and certificates of the web server.
    pub listen: Listen,
    /// Where state is kept.
    pub database: Database,
    /// Where recordings and uploads are kept.
    pub storage: Storage,
    /// The media plane's sockets.
    pub media: Media,
    /// STUN and TURN servers that people's browsers are told of.
    pub relays: Relays,
    /// Making the files of a recording.
    pub recording: Recording,
    /// Sign-in, lockout and lifetimes.
    pub access: Access,
    /// Sizes and counts that strangers can reach.
    pub limits: Limits,
    /// Programs of whoever runs the server.
    pub server_api: ServerApi,
    /// Programs that want to be told what happens.
    pub webhooks: Webhooks,
    /// Services of others.
    pub connectors: Connectors,
    /// How long things are kept.
    pub retention: Retention,
    /// Figures for whoever watches the server.
    pub metrics: Metrics,
    /// Log output.
    pub log: Log,
}

/// Why the settings cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file that was named does not exist.
    #[error("there is no configuration file {}; name another with --config or leave the flag out", .0.display())]
    NoFile(PathBuf),
    /// A key is unknown, or a value has the wrong form.
    #[error("the configuration cannot be used: {0}")]
    Form(String),
    /// Two settings contradict each other, or one is out of range.
    #[error("the configuration contradicts itself: {0}")]
    Contradiction(String),
}

impl Config {
    /// Reads `file` (if given), then the environment, then `flags`.
    ///
    /// # Errors
    /// If the file is missing, a key is unknown, a value malformed, or settings contradict.
    pub fn load(file: Option<&Path>, flags: impl Serialize) -> Result<Self, ConfigError> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            if !file.is_file() {
                return Err(ConfigError::NoFile(file.to_owned()));
            }
            figment = figment.merge(Toml::file_exact(file));
        }
        let environment = Env::prefixed(ENVIRONMENT).filter(|key| key != "config").split("__");
        let figment = figment.merge(environment).merge(Serialized::defaults(flags));
        let config: Self = figment.extract().map_err(|error| ConfigError::Form(sentence(&error)))?;
        config.check()?;
        Ok(config)
    }

    /// Refuses settings that contradict each other.
    fn check(&self) -> Result<(), ConfigError> {
        let checks = [
            self.listen.contradiction(),
            self.database.contradiction(),
            self.media.contradiction(),
            self.relays.contradiction(),
            self.metrics.contradiction(),
            self.recording.contradiction(),
            self.access.contradiction(),
            self.server_api.contradiction(),
            self.webhooks.contradiction(&self.server_api),
            self.connectors.contradiction(),
            self.limits.contradiction(),
        ];
        match checks.into_iter().flatten().next() {
            Some(contradiction) => Err(ConfigError::Contradiction(contradiction)),
            None => Ok(()),
        }
    }

    /// The settings in force, as TOML, with secrets shown as `<set>`.
    pub fn effective(&self) -> String {
        toml::to_string_pretty(self).expect("settings are tables of plain values")
    }

    /// The same with a data folder other than the default, for tests and the command line.
    #[must_use]
    pub fn in_folder(mut self, folder: &Path) -> Self {
        self.storage.folder = folder.to_owned();
        self
    }

    /// The database in force: the one that was set, or the file in the data folder.
    pub fn database_url(&self) -> String {
        match &self.database.url {
            Some(url) => url.reveal().to_owned(),
            None => format!("sqlite:{}", self.storage.folder.join("concord.db").display()),
        }
    }
}

/// All of figment's findings in one sentence, with the place of each.
fn sentence(error: &figment::Error) -> String {
    let findings = error.clone().into_iter().map(|finding| {
        let key = finding.path.join(".");
        let place = finding.metadata.as_ref().map_or_else(String::new, |from| format!(" ({})", from.name));
        match key.is_empty() {
            true => format!("{}{place}", finding.kind),
            false => format!("{key}: {}{place}", finding.kind),
        }
    });
    findings.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn load(toml: &str) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("concord.toml");
        std::fs::write(&file, toml).unwrap();
        Config::load(Some(&file), json!({}))
    }

    #[test]
    fn an_empty_file_means_the_defaults() {
        let config = load("").unwrap();
        assert_eq!(config.listen.port, 8080);
        assert_eq!(config.database_url(), "sqlite:data/concord.db");
    }

    #[test]
    fn an_unknown_key_is_refused_and_named() {
        let error = load("[listen]\nprot = 80").unwrap_err().to_string();
        assert!(error.contains("prot"), "{error}");
    }

    #[test]
    fn a_malformed_value_names_its_key() {
        let error = load("[listen]\nport = \"many\"").unwrap_err().to_string();
        assert!(error.contains("listen.port"), "{error}");
    }

    #[test]
    fn a_missing_file_is_one_clear_sentence() {
        let error = Config::load(Some(Path::new("/nowhere/concord.toml")), json!({})).unwrap_err();
        assert!(error.to_string().contains("/nowhere/concord.toml"));
    }

    #[test]
    fn flags_win_over_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("concord.toml");
        std::fs::write(&file, "[listen]\nport = 1000").unwrap();
        let config = Config::load(Some(&file), json!({"listen": {"port": 2000}})).unwrap();
        assert_eq!(config.listen.port, 2000);
    }

    #[test]
    fn secrets_are_never_printed() {
        let config = load("[database]\nurl = \"postgres://u:hush@h/db\"").unwrap();
        let printed = format!("{}{config:?}", config.effective());
        assert!(printed.contains("<set>") && !printed.contains("hush"), "{printed}");
    }

    #[test]
    fn an_api_key_needs_a_secret_that_cannot_be_guessed() {
        let error = load("[server_api.keys]\ncourt = \"short\"").unwrap_err().to_string();
        assert!(error.contains("court"), "{error}");
        let config = load(&format!("[server_api.keys]\ncourt = \"{}\"", "s".repeat(32))).unwrap();
        assert_eq!(config.server_api.keys()[0].id(), "court");
    }

    #[test]
    fn relays_need_their_secret() {
        let error = load("[relays]\nurls = [\"turn:relay.example:3478\"]").unwrap_err().to_string();
        assert!(error.contains("relays.secret"), "{error}");
        assert!(load("[relays]\nurls = [\"stun:relay.example:3478\"]").is_ok());
    }

    #[test]
    fn webhooks_are_never_sent_unsigned() {
        let error = load("[webhooks]\nurls = [\"http://127.0.0.1/\"]").unwrap_err().to_string();
        assert!(error.contains("webhooks.key"), "{error}");
    }

    #[test]
    fn notices_are_never_sent_unsigned() {
        let http = "[connectors]\nnotices = \"http\"\nnotices_url = \"http://127.0.0.1/\"";
        for secret in ["", "\nnotices_secret = \"guessed\""] {
            let error = load(&format!("{http}{secret}")).unwrap_err().to_string();
            assert!(error.contains("notices_secret"), "{error}");
        }
        assert!(load(&format!("{http}\nnotices_secret = \"whsec_{}\"", "0".repeat(32))).is_ok());
    }

    #[test]
    fn the_effective_settings_can_be_read_back() {
        assert!(load(&Config::default().effective()).is_ok());
    }
}
