//! When nothing was to be kept.

use crate::time::RecordingTime;

/// When packets were refused on purpose: `[from, to)`, the last perhaps without an end.
#[derive(Default)]
pub struct Pauses(Vec<(RecordingTime, Option<RecordingTime>)>);

impl Pauses {
    /// Nothing is kept from here on.
    pub fn begin(&mut self, at: RecordingTime) {
        if self.0.last().is_none_or(|(_, to)| to.is_some()) {
            self.0.push((at, None));
        }
    }

    /// From here on it is kept again.
    pub fn end(&mut self, at: RecordingTime) {
        if let Some((_, to @ None)) = self.0.last_mut() {
            *to = Some(at);
        }
    }

    /// Whether nothing was to be kept at this time.
    pub fn cover(&self, time: RecordingTime) -> bool {
        // Packets come within seconds of each other: only the last pauses can matter.
        self.0.iter().rev().any(|(from, to)| time >= *from && to.is_none_or(|to| time < to))
    }
}
