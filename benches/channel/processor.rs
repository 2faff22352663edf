//! What a process has used of the processor, as the system counts it.

use std::time::Duration;

/// The system counts in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// So far.
#[derive(Clone, Copy, Debug)]
pub struct Used {
    pub busy: Duration,
    /// How long its threads have waited for a core that somebody else had.
    pub waited: Duration,
}

impl Used {
    /// By a process: its number, or `self`.
    pub fn by(process: &str) -> Self {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
        let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
        let ticks: u32 = [11, 12].map(|field| fields[field].parse::<u32>().unwrap()).iter().sum();
        let threads = std::fs::read_dir(format!("/proc/{process}/task")).unwrap();
        // A thread may end while we look.
        let waits = threads.filter_map(|thread| {
            let text = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
            text.split(' ').nth(1)?.parse::<u64>().ok()
        });
        Self { busy: TICK * ticks, waited: Duration::from_nanos(waits.sum()) }
    }

    pub fn since(self, before: Self) -> Self {
        Self {
            busy: self.busy.saturating_sub(before.busy),
            waited: self.waited.saturating_sub(before.waited),
        }
    }
}
