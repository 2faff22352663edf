//! Who gets how much of a viewer's bandwidth. Sound comes first and is not negotiable, so it
//! is taken off before; what is left goes to pictures.

use crate::forward::selector::Target;

/// Steps of one track that are considered.
pub const STEPS: usize = 4;

/// Headroom for a step up, per cent: rates vary, and a step back costs a keyframe.
const UP_PERCENT: u64 = 115;
/// What a step already taken may exceed its share by, per cent, before it is taken back.
const STAY_PERCENT: u64 = 90;

/// One thing that could be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub target: Target,
    /// What it takes, in bits per second.
    pub bitrate_bps: u64,
}

/// One track that a viewer shows.
#[derive(Clone, Debug)]
pub struct Demand {
    /// Smallest first.
    pub steps: [Option<Step>; STEPS],
    /// How many of the steps are taken now.
    pub present: usize,
    /// It may not rise above the present, unless that is no picture at all.
    pub is_held_down: bool,
    /// Higher comes first: what is shared before faces, the large before the small.
    pub priority: (bool, u32),
}

impl Demand {
    /// What it takes to show all there is, in bits per second.
    pub fn full_bps(&self) -> u64 {
        self.steps.iter().flatten().last().map_or(0, |step| step.bitrate_bps)
    }

    fn cost(&self, level: usize) -> u64 {
        let step = level.checked_sub(1).and_then(|index| self.steps[index]);
        step.map_or(0, |step| step.bitrate_bps)
    }

    /// Whether the next level may be taken when `left` is left; what it takes.
    fn climb(&self, level: usize, left: u64) -> Option<u64> {
        let step = (*self.steps.get(level)?)?;
        let extra = step.bitrate_bps.saturating_sub(self.cost(level));
        let is_up = level >= self.present;
        let percent = if is_up { UP_PERCENT } else { STAY_PERCENT };
        let fits = extra * percent <= left.saturating_mul(100);
        // From no picture to the smallest one is never held: somebody sees nothing meanwhile.
        let is_held = is_up && level > 0 && self.is_held_down;
        (fits && !is_held).then_some(extra)
    }
}

/// How many steps each demand gets of `budget_bps`: everybody the first step, the important
/// first; then what is shared as much as there is; then all others step by step.
pub fn allocate(budget_bps: u64, demands: &[Demand]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..demands.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(demands[index].priority));
    let mut levels = vec![0; demands.len()];
    let mut left = budget_bps;
    let mut climb = |index: usize, levels: &mut Vec<usize>| {
        let extra = demands[index].climb(levels[index], left);
        left = left.saturating_sub(extra.unwrap_or(0));
        levels[index] += usize::from(extra.is_some());
        extra.is_some()
    };
    for &index in &order {
        climb(index, &mut levels);
    }
    for &index in order.iter().filter(|&&index| demands[index].priority.0) {
        while levels[index] > 0 && climb(index, &mut levels) {}
    }
    let mut has_changed = true;
    while has_changed {
        has_changed = false;
        for &index in &order {
            has_changed |= levels[index] > 0 && climb(index, &mut levels);
        }
    }
    levels
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::media::Layer;

    fn demand(rates: &[u64], present: usize, is_shared: bool) -> Demand {
        let step = |(encoding, &bitrate_bps)| {
            let target = Target { encoding, layer: Layer::default() };
            Step { target, bitrate_bps }
        };
        let mut steps = [None; STEPS];
        for (slot, rate) in steps.iter_mut().zip((0..).zip(rates)) {
            *slot = Some(step(rate));
        }
        Demand { steps, present, is_held_down: false, priority: (is_shared, 0) }
    }

    const CAMERA: &[u64] = &[150_000, 500_000, 1_700_000];

    #[test]
    fn everybody_is_shown_before_anybody_is_shown_well() {
        let demands = vec![demand(CAMERA, 0, false); 3];
        assert_eq!(allocate(520_000, &demands), [1, 1, 1]);
        assert_eq!(allocate(1_000_000, &demands), [2, 1, 1]);
        assert_eq!(allocate(350_000, &demands), [1, 1, 0], "the last one pauses");
        assert_eq!(allocate(10_000_000, &demands), [3, 3, 3]);
    }

    #[test]
    fn what_is_shared_comes_before_faces() {
        let demands = [demand(CAMERA, 0, false), demand(&[900_000], 0, true)];
        assert_eq!(allocate(1_050_000, &demands), [0, 1]);
    }

    #[test]
    fn a_step_up_needs_more_than_a_step_kept() {
        assert_eq!(allocate(500_000, &[demand(CAMERA, 1, false)]), [1]);
        assert_eq!(allocate(500_000, &[demand(CAMERA, 2, false)]), [2]);
        assert_eq!(allocate(460_000, &[demand(CAMERA, 2, false)]), [1]);
        let held = Demand { is_held_down: true, ..demand(CAMERA, 1, false) };
        assert_eq!(allocate(5_000_000, &[held]), [1]);
        let paused = Demand { is_held_down: true, ..demand(CAMERA, 0, false) };
        assert_eq!(allocate(5_000_000, &[paused]), [1], "but nobody is left with nothing");
    }

    proptest! {
        #[test]
        fn no_more_is_given_out_than_there_is(
            budget in 0u64..8_000_000,
            wishes in prop::collection::vec((50_000u64..2_000_000, 1u64..5, 0usize..4, any::<bool>()), 0..12),
        ) {
            let demands: Vec<Demand> = wishes
                .iter()
                .map(|&(rate, factor, present, shared)| {
                    demand(&[rate, rate * factor, rate * factor * factor], present, shared)
                })
                .collect();
            let levels = allocate(budget, &demands);
            let spent: u64 = demands.iter().zip(&levels).map(|(demand, &level)| demand.cost(level)).sum();
            prop_assert!(spent * STAY_PERCENT <= budget * 100 + spent, "{spent} of {budget}");
        }
    }
}
