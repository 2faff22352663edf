//! Where state is kept.

use serde::{Deserialize, Serialize};

use super::Secret;

/// `[database]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`. Left out: a file in the data
    /// folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Secret>,
    /// Most connections at once.
    pub connections_max: u32,
    /// Milliseconds a request waits for a connection before it is refused (reliability R5).
    pub wait_ms: u64,
}

impl Default for Database {
    fn default() -> Self {
        Self { url: None, connections_max: 16, wait_ms: 10_000 }
    }
}

impl Database {
    pub(super) fn contradiction(&self) -> Option<String> {
        if self.connections_max == 0 || self.wait_ms == 0 {
            return Some("database.connections_max and database.wait_ms must be above zero".into());
        }
        let url = self.url.as_ref()?.reveal();
        let known = ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme));
        (!known).then(|| {
            "database.url must be like sqlite:data/concord.db or postgres://user:password@host/database"
                .into()
        })
    }
}
