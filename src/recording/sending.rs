//! How the files of finished recordings reach the store that `recording.store` names.
//!
//! Until they are there they can be read here. A store that is away is asked again and again;
//! nothing waits for it.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tracing::{error, info};

use super::Recordings;
use crate::supervisor::Stop;

/// How often a store that was away is asked again.
const EVERY: Duration = Duration::from_secs(10);

impl Recordings {
    /// Sends what is finished, as soon as it is, until it is time to stop.
    pub async fn send_out(self: Arc<Self>, mut stop: Stop) {
        let mut away = false;
        loop {
            let sent = self.send_until(&mut stop).await;
            match &sent {
                Ok(0) => {}
                Ok(objects) => info!(objects, "finished recordings are in their store"),
                Err(error) if !away => error!(%error, "finished recordings wait here for their store"),
                Err(_) => {}
            }
            away = sent.is_err();
            tokio::select! {
                () = stop.asked() => return,
                () = self.finished.notified() => {}
                () = tokio::time::sleep(EVERY) => {}
            }
        }
    }

    /// Sends what is finished, or as much of it as can be before it is time to stop.
    async fn send_until(self: &Arc<Self>, stop: &mut Stop) -> io::Result<usize> {
        let (this, stopping) = (Arc::clone(self), Arc::<AtomicBool>::default());
        let stops = Arc::clone(&stopping);
        let mut sending =
            tokio::task::spawn_blocking(move || this.vault.send_out(|| !stops.load(Ordering::Relaxed)));
        let sent = tokio::select! {
            sent = &mut sending => sent,
            () = stop.asked() => {
                stopping.store(true, Ordering::Relaxed);
                sending.await
            }
        };
        sent.map_err(io::Error::other).flatten()
    }
}
