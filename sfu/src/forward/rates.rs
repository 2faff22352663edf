//! How many bits per second each layer of an encoding takes.

use std::time::{Duration, Instant};

use crate::media::Layer;

/// Length of one measurement; the estimate is the mean of the last full one and what has
/// come since.
const INTERVAL: Duration = Duration::from_millis(500);

const SPATIAL: usize = Layer::MAX_SPATIAL as usize + 1;
const TEMPORAL: usize = Layer::MAX_TEMPORAL as usize + 1;

/// Measures layers one by one.
#[derive(Debug, Default)]
pub struct LayerRates {
    counting: [[u32; TEMPORAL]; SPATIAL],
    counted: [[u32; TEMPORAL]; SPATIAL],
    began: Option<Instant>,
}

impl LayerRates {
    /// Counts a packet.
    pub fn count(&mut self, now: Instant, layer: Layer, bytes: usize) {
        let began = *self.began.get_or_insert(now);
        let elapsed = now.saturating_duration_since(began);
        if elapsed >= INTERVAL {
            let is_gap = elapsed >= 2 * INTERVAL;
            self.counted = if is_gap { Default::default() } else { self.counting };
            self.counting = Default::default();
            self.began = Some(now);
        }
        let spatial = usize::from(layer.spatial.min(Layer::MAX_SPATIAL));
        let temporal = usize::from(layer.temporal.min(Layer::MAX_TEMPORAL));
        self.counting[spatial][temporal] = self.counting[spatial][temporal].saturating_add(bytes as u32);
    }

    /// Bits per second of everything up to a layer.
    pub fn bitrate_bps(&self, now: Instant, layer: Layer) -> u64 {
        let Some(began) = self.began else { return 0 };
        let since = now.saturating_duration_since(began);
        if since >= 4 * INTERVAL {
            return 0;
        }
        let up_to = |counts: &[[u32; TEMPORAL]; SPATIAL]| -> u64 {
            let spatial = counts.iter().take(usize::from(layer.spatial) + 1);
            spatial
                .flat_map(|temporal| temporal.iter().take(usize::from(layer.temporal) + 1))
                .map(|&bytes| u64::from(bytes))
                .sum()
        };
        let (before, now_counting) = (up_to(&self.counted), up_to(&self.counting));
        let span = if before > 0 { INTERVAL + since } else { since.max(INTERVAL) };
        (before + now_counting) * 8 * 1_000_000 / span.as_micros() as u64
    }

    /// Whether enough was counted to be trusted.
    pub fn is_settled(&self) -> bool {
        self.counted.iter().flatten().any(|&bytes| bytes > 0)
    }

    /// The highest layer seen lately.
    pub fn highest(&self) -> Layer {
        let mut highest = Layer::default();
        for counts in [&self.counting, &self.counted] {
            for (spatial, temporal) in (0..SPATIAL).flat_map(|s| (0..TEMPORAL).map(move |t| (s, t))) {
                if counts[spatial][temporal] > 0 {
                    highest.spatial = highest.spatial.max(spatial as u8);
                    highest.temporal = highest.temporal.max(temporal as u8);
                }
            }
        }
        highest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::disallowed_methods, reason = "edge: a test needs one instant to count from")]
    fn start() -> Instant {
        Instant::now()
    }

    #[test]
    fn each_layer_is_measured_with_those_below_it() {
        let (now, mut rates) = (start(), LayerRates::default());
        // 30 frames a second of 1,000 bytes, every second one of the second temporal layer.
        let mut at = now;
        for frame in 0..120u32 {
            at = now + Duration::from_micros(33_333) * frame;
            rates.count(at, Layer { spatial: 0, temporal: (frame % 2) as u8 }, 1_000);
        }
        let all = rates.bitrate_bps(at, Layer { spatial: 2, temporal: 3 });
        let half = rates.bitrate_bps(at, Layer { spatial: 0, temporal: 0 });
        assert!((220_000..270_000).contains(&all), "{all}");
        assert!((105_000..140_000).contains(&half), "{half}");
        assert_eq!(rates.highest(), Layer { spatial: 0, temporal: 1 });
        assert_eq!(rates.bitrate_bps(at + Duration::from_secs(3), Layer { spatial: 2, temporal: 3 }), 0);
    }

    #[test]
    fn after_a_pause_the_old_rate_is_forgotten() {
        let (now, mut rates) = (start(), LayerRates::default());
        rates.count(now, Layer::default(), 100_000);
        let later = now + Duration::from_secs(10);
        rates.count(later, Layer::default(), 100);
        assert!(rates.bitrate_bps(later, Layer::default()) < 3_000);
    }
}
