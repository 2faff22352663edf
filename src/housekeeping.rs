//! Forgets what has served its purpose: ended sign-ins, used codes, delivered notices, answers to requests.

use std::time::Duration;

use tracing::{info, warn};

use crate::clock::Clock;
use crate::session::Timestamp;
use crate::store::{Store, StoreError};
use crate::supervisor::Stop;

/// How often.
const EVERY: Duration = Duration::from_secs(60 * 60);
const DAY_SECONDS: u32 = 24 * 60 * 60;

/// Runs until it is time to stop.
pub async fn run(store: Store, clock: Clock, keep_days: u32, mut stop: Stop) {
    loop {
        let before = clock.now().minus_seconds(keep_days.saturating_mul(DAY_SECONDS));
        match forget(&store, before).await {
            Ok(sign_ins) => info!(sign_ins, "housekeeping done"),
            Err(error) => warn!(%error, "housekeeping waits for the database"),
        }
        if stop.asked_within(EVERY).await {
            return;
        }
    }
}

async fn forget(store: &Store, before: Timestamp) -> Result<u64, StoreError> {
    store.forget_codes(before).await?;
    store.forget_notices(before).await?;
    store.forget_keys(before).await?;
    store.forget_sign_ins(before).await
}
