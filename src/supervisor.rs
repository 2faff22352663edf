//! Named background tasks and the order to stop them.

use std::future::Future;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tracing::{error, warn};

/// Tells a task to come to an end.
#[derive(Clone, Debug)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Waits until it is time to stop.
    pub async fn asked(&mut self) {
        // An error means that the supervisor is gone, which is also a reason to stop.
        let _ = self.0.wait_for(|stop| *stop).await;
    }

    /// Waits for `duration`, or less if it is time to stop. Returns whether it is.
    pub async fn asked_within(&mut self, duration: Duration) -> bool {
        tokio::time::timeout(duration, self.asked()).await.is_ok()
    }
}

/// Owns the background tasks of one process.
#[derive(Debug)]
pub struct Supervisor {
    tasks: JoinSet<&'static str>,
    stop: watch::Sender<bool>,
}

impl Default for Supervisor {
    fn default() -> Self {
        Self { tasks: JoinSet::new(), stop: watch::Sender::new(false) }
    }
}

impl Supervisor {
    /// A handle that tells when to stop.
    pub fn stop(&self) -> Stop {
        Stop(self.stop.subscribe())
    }

    /// Runs a task until it ends by itself or [`Supervisor::shut_down`] is called.
    pub fn spawn(&mut self, name: &'static str, task: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(async move {
            task.await;
            name
        });
    }

    /// Asks all tasks to stop and waits for them, at most `patience`; then they are cut off.
    pub async fn shut_down(mut self, patience: Duration) {
        self.stop.send_replace(true);
        let all_ended = async {
            while let Some(ended) = self.tasks.join_next().await {
                if let Err(failure) = ended {
                    error!(%failure, "a background task panicked");
                }
            }
        };
        if tokio::time::timeout(patience, all_ended).await.is_err() {
            warn!(tasks = self.tasks.len(), "background tasks did not end in time and were cut off");
            self.tasks.shutdown().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_task_is_told_to_stop_and_awaited() {
        let mut supervisor = Supervisor::default();
        let ended = Arc::new(AtomicBool::new(false));
        let (mut stop, flag) = (supervisor.stop(), Arc::clone(&ended));
        supervisor.spawn("sleeper", async move {
            stop.asked().await;
            flag.store(true, Ordering::SeqCst);
        });
        supervisor.shut_down(Duration::from_secs(5)).await;
        assert!(ended.load(Ordering::SeqCst));
    }

    #[tokio::test(start_paused = true)]
    async fn a_task_that_does_not_listen_is_cut_off() {
        let mut supervisor = Supervisor::default();
        supervisor.spawn("deaf", std::future::pending());
        supervisor.shut_down(Duration::from_millis(10)).await;
    }
}
