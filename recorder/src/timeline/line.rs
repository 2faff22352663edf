//! A line through time: knots with straight stretches between, and the noise-proof ways to
//! find it.

use std::time::Duration;

/// A function from one clock to another, both in nanoseconds: straight between knots, with
/// slope 1 outside them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line(Vec<(i64, i64)>);

/// How far a knot looks for its neighbours: long enough to average a report's jitter of some
/// milliseconds away, short enough to follow a crystal that warms up.
const WINDOW: Duration = Duration::from_secs(60);

/// Fewer or closer points than this say nothing about the slope.
const SLOPE_POINTS: usize = 3;
const SLOPE_SPAN: f64 = 10e9;

/// No crystal is further off than this; what looks like more is noise.
const SKEW_MAX: f64 = 1000e-6;

impl Line {
    /// Through knots, which must ascend in x.
    pub fn through(knots: Vec<(i64, i64)>) -> Self {
        debug_assert!(knots.is_sorted_by(|a, b| a.0 < b.0));
        Self(knots)
    }

    /// Whether it has no knot, and so says nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value at `x`; `x` itself on an empty line.
    pub fn at(&self, x: i64) -> i64 {
        let next = self.0.partition_point(|knot| knot.0 <= x);
        match (next.checked_sub(1).map(|n| self.0[n]), self.0.get(next).copied()) {
            (Some((x0, y0)), Some((x1, y1))) => {
                let share = between(x0, x) / between(x0, x1);
                y0.saturating_add((between(y0, y1) * share).round() as i64)
            }
            (Some((x0, y0)), None) => y0.saturating_add(x.saturating_sub(x0)),
            (None, Some((x1, y1))) => y1.saturating_sub(x1.saturating_sub(x)),
            (None, None) => x,
        }
    }

    /// Each point replaced by the regression through its neighbours.
    pub fn smooth(points: &[(i64, i64)]) -> Self {
        let window = WINDOW.as_nanos() as i64;
        let fitted = points.iter().map(|(x, _)| {
            let from = points.partition_point(|p| p.0 < x.saturating_sub(window));
            let to = points.partition_point(|p| p.0 <= x.saturating_add(window));
            (*x, fit(&points[from..to], *x))
        });
        let mut knots: Vec<(i64, i64)> = fitted.collect();
        knots.dedup_by_key(|knot| knot.0);
        Self(knots)
    }

    /// The lower edge of a cloud of points: what the delay of a network, always positive,
    /// lies on top of. Takes the lowest point of every stretch of `bin`, then smooths.
    pub fn lower_edge(points: impl Iterator<Item = (i64, i64)>, bin: Duration) -> Self {
        let bin = bin.as_nanos() as i64;
        let mut lowest: Vec<(i64, i64)> = Vec::new();
        for (x, y) in points {
            match lowest.last_mut() {
                Some(last) if x.div_euclid(bin) <= last.0.div_euclid(bin) => {
                    if y.saturating_sub(x) < last.1.saturating_sub(last.0) {
                        *last = (x, y);
                    }
                }
                _ => lowest.push((x, y)),
            }
        }
        lowest.sort_unstable();
        lowest.dedup_by_key(|point| point.0);
        Self::smooth(&lowest)
    }

    /// By how much the slope differs from 1, end to end, in parts per billion.
    pub fn skew_ppb(&self) -> i64 {
        let (Some(first), Some(last)) = (self.0.first(), self.0.last()) else { return 0 };
        let (dx, dy) = (between(first.0, last.0), between(first.1, last.1));
        if dx == 0.0 { 0 } else { ((dy - dx) / dx * 1e9).round() as i64 }
    }
}

/// `b - a`, which hostile timestamps may put beyond 64 bits.
fn between(a: i64, b: i64) -> f64 {
    (i128::from(b) - i128::from(a)) as f64
}

/// The regression of `points` at `x`.
fn fit(points: &[(i64, i64)], x: i64) -> i64 {
    let base = points[0].1.saturating_sub(points[0].0);
    let above = |p: &(i64, i64)| between(base, p.1.saturating_sub(p.0));
    let relative = || points.iter().map(|p| (between(x, p.0), above(p)));
    let count = points.len() as f64;
    let (mean_x, mean_y) = relative().fold((0.0, 0.0), |sum, p| (sum.0 + p.0 / count, sum.1 + p.1 / count));
    let span = between(points[0].0, points[points.len() - 1].0);
    let slope = if points.len() < SLOPE_POINTS || span < SLOPE_SPAN {
        0.0
    } else {
        let covariance: f64 = relative().map(|p| (p.0 - mean_x) * (p.1 - mean_y)).sum();
        let variance: f64 = relative().map(|p| (p.0 - mean_x).powi(2)).sum();
        (covariance / variance).clamp(-SKEW_MAX, SKEW_MAX)
    };
    x.saturating_add(base).saturating_add((mean_y - slope * mean_x).round() as i64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: i64 = 1_000_000_000;

    #[test]
    fn a_line_is_straight_between_knots_and_parallel_outside() {
        let line = Line::through(vec![(0, 10), (100, 210)]);
        assert_eq!([-5, 0, 50, 100, 130].map(|x| line.at(x)), [5, 10, 110, 210, 240]);
        assert_eq!(Line::default().at(7), 7);
    }

    #[test]
    fn jittered_reports_of_a_skewed_clock_give_the_clock_within_a_millisecond() {
        let truth = |x: i64| 5 * SECOND + x + x / 10_000;
        let jitter = |n: i64| (n * 7919 % 11 - 5) * 1_000_000;
        let points: Vec<_> = (0..720).map(|n| (n * 5 * SECOND, truth(n * 5 * SECOND) + jitter(n))).collect();
        let line = Line::smooth(&points);
        for x in (0..3600).map(|n| n * SECOND) {
            let error = line.at(x) - truth(x);
            assert!(error.abs() < 3_000_000, "{error} ns at {x}");
        }
        assert!((line.skew_ppb() - 100_000).abs() < 2_000, "{}", line.skew_ppb());
    }

    #[test]
    fn the_lower_edge_ignores_delays_of_half_a_second() {
        let delay = |n: i64| if n % 50 == 0 { 20_000_000 } else { 20_000_000 + n * 7919 % 500 * 1_000_000 };
        let points = (0..6000).map(|n| (n * SECOND / 10, n * SECOND / 10 + delay(n)));
        let line = Line::lower_edge(points, Duration::from_secs(10));
        for x in (0..600).map(|n| n * SECOND) {
            let error = line.at(x) - x - 20_000_000;
            assert!(error.abs() < 10_000_000, "{error} ns at {x}");
        }
    }

    proptest! {
        #[test]
        fn any_points_give_a_line_that_can_be_evaluated(mut points: Vec<(i64, i64)>, x: i64) {
            points.sort_unstable();
            Line::smooth(&points).at(x);
            Line::lower_edge(points.iter().copied(), Duration::from_secs(1)).at(x);
        }
    }
}
