//! How much arrives, by the receiver's clock.

use std::collections::VecDeque;

use super::arrival_clock::ArrivalTime;

/// What is looked at: long enough for several pictures, short enough to see a link break.
const WINDOW_MS: f64 = 300.0;
/// The last moments: some packets even of a slow link.
const LATEST_MS: f64 = 120.0;
/// Shortest time a rate is computed over.
const SHORTEST_MS: f64 = 150.0;

/// Rate of what arrived lately.
#[derive(Debug, Default)]
pub struct Throughput {
    packets: VecDeque<(ArrivalTime, u32)>,
    bytes: u64,
}

impl Throughput {
    /// Notes a packet.
    pub fn packet(&mut self, arrival: ArrivalTime, bytes: u32) {
        self.packets.push_back((arrival, bytes));
        self.bytes += u64::from(bytes);
        while let Some(&(oldest, bytes)) = self.packets.front() {
            let age = arrival.ms_since(oldest);
            // Out of order by more than the window means that the clock was set.
            if age.abs() <= WINDOW_MS {
                break;
            }
            self.packets.pop_front();
            self.bytes -= u64::from(bytes);
        }
    }

    /// Bits per second of the last moments only: what a link that just broke still takes.
    pub fn latest_bps(&self) -> Option<u64> {
        let &(newest, _) = self.packets.back()?;
        let recent = || self.packets.iter().rev().take_while(|(at, _)| newest.ms_since(*at) <= LATEST_MS);
        let (oldest, first) = *recent().last()?;
        let bytes: u64 = recent().map(|(_, bytes)| u64::from(*bytes)).sum();
        let span = newest.ms_since(oldest);
        (span >= LATEST_MS / 2.0).then(|| ((bytes - u64::from(first)) as f64 * 8e3 / span) as u64)
    }

    /// Bits per second; `None` before enough arrived.
    pub fn bitrate_bps(&self) -> Option<u64> {
        let (&(oldest, first), &(newest, _)) = self.packets.front().zip(self.packets.back())?;
        let span = newest.ms_since(oldest);
        let bytes = self.bytes - u64::from(first);
        (span >= SHORTEST_MS).then(|| (bytes as f64 * 8e3 / span) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_that_of_the_last_moments() {
        let mut throughput = Throughput::default();
        for index in 0..100 {
            throughput.packet(ArrivalTime::at(index * 40), 1_250);
        }
        assert_eq!(throughput.bitrate_bps(), Some(1_000_000));
        for index in 0..40 {
            throughput.packet(ArrivalTime::at(4_000 + index * 400), 1_250);
        }
        assert_eq!(throughput.bitrate_bps(), Some(100_000));
    }
}
