//! What of a publication could be sent to somebody with certain wishes, and what each step
//! takes.

use std::time::Instant;

use crate::bandwidth::allocation::{STEPS, Step};
use crate::forward::publication::Publication;
use crate::forward::selector::Target;
use crate::media::dependency::Structure;
use crate::media::{Layer, Quality, Source};
use crate::node::Wanted;

/// Everything there is of an encoding.
const MOST: Layer = Layer { spatial: u8::MAX, temporal: u8::MAX };

impl Publication {
    /// The steps worth sending to somebody with such wishes, smallest first.
    pub fn steps(&self, now: Instant, wanted: &Wanted) -> [Option<Step>; STEPS] {
        let mut steps = [None; STEPS];
        let mut targets = self.targets(now, wanted).into_iter().flatten();
        for slot in &mut steps {
            *slot = targets.next().map(|target| Step { target, bitrate_bps: self.rate(now, target) });
        }
        steps
    }

    /// The largest encoding worth sending to somebody with such wishes.
    pub fn best_encoding(&self, wanted: &Wanted) -> u8 {
        let declared = &self.spec.encodings;
        let by_quality = declared.iter().rposition(|encoding| encoding.quality <= wanted.quality);
        let is_large_enough = |width: u32, height: u32| {
            let (long, short) = (width.max(height), width.min(height));
            long > 0 && long >= wanted.width.max(wanted.height) && short >= wanted.width.min(wanted.height)
        };
        let by_size = declared.iter().position(|one| is_large_enough(one.width, one.height));
        let by_size = by_size.filter(|_| wanted.width > 0 && wanted.height > 0);
        by_quality.unwrap_or(0).min(by_size.unwrap_or(usize::MAX)) as u8
    }

    /// Whether it is shared rather than filmed.
    pub fn is_shared(&self) -> bool {
        self.spec.source == Source::ScreenShare
    }

    /// Bits per second of all of its sound.
    pub fn sound_bps(&self, now: Instant) -> u64 {
        self.encodings.iter().map(|encoding| encoding.rates.bitrate_bps(now, MOST)).sum()
    }

    fn targets(&self, now: Instant, wanted: &Wanted) -> [Option<Target>; STEPS] {
        let temporal = self.highest_temporal(wanted);
        let best = self.best_encoding(wanted);
        let mut targets = [None; STEPS];
        let encodings = self.sendable(now, best);
        let lowest = encodings.into_iter().flatten().next().unwrap_or(best);
        let layers = self.layers_within(lowest, wanted.quality, temporal);
        let higher = encodings.into_iter().flatten().filter(|&encoding| encoding != lowest);
        let all = layers.into_iter().flatten().map(|layer| Target { encoding: lowest, layer });
        let higher = higher.map(|encoding| Target { encoding, layer: Layer { temporal, ..MOST } });
        for (slot, target) in targets.iter_mut().zip(all.chain(higher)) {
            *slot = Some(target);
        }
        targets
    }

    /// The encodings up to `best` that are being sent; else the smallest one above.
    fn sendable(&self, now: Instant, best: u8) -> [Option<u8>; crate::limits::ENCODINGS] {
        let mut found = [None; crate::limits::ENCODINGS];
        let live = || (0..).zip(&self.encodings).filter(|(_, encoding)| encoding.is_live(now));
        let up_to_best = live().map(|(index, _)| index).filter(|&index| index <= best);
        for (slot, index) in found.iter_mut().zip(up_to_best) {
            *slot = Some(index);
        }
        if found[0].is_none() {
            found[0] = live().map(|(index, _)| index).next();
        }
        found
    }

    /// Steps inside the lowest encoding: its slowest pictures, then its spatial layers.
    fn layers_within(&self, encoding: u8, quality: Quality, temporal: u8) -> [Option<Layer>; STEPS] {
        let mut layers = [None; STEPS];
        let Some(state) = self.encodings.get(usize::from(encoding)) else { return layers };
        let highest = state.structure().map_or_else(|| state.rates.highest(), Structure::highest);
        let spatial = highest.spatial.min(if self.encodings.len() == 1 { quality as u8 } else { u8::MAX });
        let slowest = (highest.temporal > 0 && temporal > 0).then_some(Layer::default());
        let all = (0..=spatial).map(|spatial| Layer { spatial, temporal });
        for (slot, layer) in layers.iter_mut().zip(slowest.into_iter().chain(all)) {
            *slot = Some(layer);
        }
        layers
    }

    /// The highest temporal layer worth sending for a frame rate: of three layers, browsers
    /// give the lowest a quarter of 30 frames per second and the second half of them.
    fn highest_temporal(&self, wanted: &Wanted) -> u8 {
        match wanted.fps {
            1..=8 => 0,
            9..=16 => 1,
            _ => u8::MAX,
        }
    }

    /// What a target takes: as measured, or as declared until that is known.
    fn rate(&self, now: Instant, target: Target) -> u64 {
        let index = usize::from(target.encoding);
        let measured = self.encodings.get(index).map(|encoding| &encoding.rates);
        if let Some(rates) = measured.filter(|rates| rates.is_settled()) {
            return rates.bitrate_bps(now, target.layer);
        }
        let Some(declared) = self.spec.encodings.get(index) else { return 0 };
        match (declared.bitrate_bps, declared.quality) {
            (0, Quality::Low) => 150_000,
            (0, Quality::Medium) => 500_000,
            (0, Quality::High) => 1_500_000,
            (declared, _) => u64::from(declared),
        }
    }
}
