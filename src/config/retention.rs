//! How long things are kept (INV-A09).

use serde::{Deserialize, Serialize};

/// `[retention]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// Days a recording is kept unless a legal hold says longer; 0 for ever.
    pub recording_days: u32,
    /// Days ended sign-ins, used codes and answered idempotency keys are kept.
    pub housekeeping_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { recording_days: 365 * 5, housekeeping_days: 30 }
    }
}
