//! How mediators have done (ST-01), and who suits a new case (MC-02). Pure arithmetic over
//! the cases of an institution; the rule is here and nowhere else.

use std::collections::BTreeMap;

use super::case::{CaseState, Facts};
use crate::session::command::Outcome;

const DAY_US: i64 = 24 * 60 * 60 * 1_000_000;
/// Points for a mediation that was settled.
const SETTLED_POINTS: u32 = 10;
/// Points for a mediation that was brought to an end otherwise.
const ENDED_POINTS: u32 = 2;
/// Points for a mediation that was settled within this many days, on top.
const SWIFT_DAYS: i64 = 30;
const SWIFT_POINTS: u32 = 5;

/// How somebody has done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score {
    /// Cases under way.
    pub open: u32,
    /// Cases that ended.
    pub ended: u32,
    /// Of those, settled.
    pub settled: u32,
    /// Points for results.
    pub result_points: u32,
    /// Points for speed.
    pub time_points: u32,
    days: i64,
    by_cause: BTreeMap<String, (u32, u32)>,
}

impl Score {
    /// Counts one more case.
    pub fn add(&mut self, cause: &str, state: CaseState, facts: &Facts) {
        match state {
            CaseState::Assigned | CaseState::InMediation => self.open += 1,
            CaseState::Ended | CaseState::ConvertedToFiling => self.add_ended(cause, facts),
            _ => {}
        }
    }

    fn add_ended(&mut self, cause: &str, facts: &Facts) {
        let settled = facts.outcome == Some(Outcome::Settled);
        let days = match (facts.mediation_began_at, facts.closed_at) {
            (Some(from), Some(to)) => (to.0 - from.0).max(0) / DAY_US,
            _ => 0,
        };
        self.ended += 1;
        self.days += days;
        self.settled += u32::from(settled);
        self.result_points += if settled { SETTLED_POINTS } else { ENDED_POINTS };
        self.time_points += if settled && days < SWIFT_DAYS { SWIFT_POINTS } else { 0 };
        let of_cause = self.by_cause.entry(cause.to_owned()).or_default();
        of_cause.0 += u32::from(settled);
        of_cause.1 += 1;
    }

    /// All points.
    pub fn points(&self) -> u32 {
        self.result_points + self.time_points
    }

    /// Share of ended cases that were settled, in percent.
    pub fn success_percent(&self) -> Option<u32> {
        (self.ended > 0).then(|| self.settled * 100 / self.ended)
    }

    /// Mean days from taking a case to its end.
    pub fn mean_days(&self) -> Option<i64> {
        (self.ended > 0).then(|| self.days / i64::from(self.ended))
    }

    /// The kind of dispute they settle most often, with its share in percent.
    pub fn best_cause(&self) -> Option<(&str, u32)> {
        let shares =
            self.by_cause.iter().map(|(cause, (settled, all))| (cause.as_str(), settled * 100 / all));
        shares.filter(|(_, share)| *share > 0).max_by_key(|(_, share)| *share)
    }

    /// Who comes first for a case of this cause: whoever settles such disputes, then whoever
    /// has less to do. Smaller comes first.
    pub fn rank(&self, cause: &str) -> (std::cmp::Reverse<u32>, u32) {
        let settled = self.by_cause.get(cause).map_or(0, |(settled, _)| *settled);
        (std::cmp::Reverse(settled), self.open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Timestamp;

    fn ended(reason: Outcome, days: i64) -> Facts {
        Facts {
            mediation_began_at: Some(Timestamp(0)),
            closed_at: Some(Timestamp(days * DAY_US)),
            outcome: Some(reason),
            ..Facts::default()
        }
    }

    /// proves: ST-01
    #[test]
    fn a_score_counts_results_speed_and_the_best_kind_of_dispute() {
        let mut score = Score::default();
        score.add("合同", CaseState::Ended, &ended(Outcome::Settled, 10));
        score.add("合同", CaseState::Ended, &ended(Outcome::Settled, 50));
        score.add("相邻", CaseState::Ended, &ended(Outcome::PeriodExpired, 60));
        score.add("相邻", CaseState::InMediation, &Facts::default());
        assert_eq!((score.open, score.ended, score.settled), (1, 3, 2));
        assert_eq!((score.result_points, score.time_points, score.points()), (22, 5, 27));
        assert_eq!((score.success_percent(), score.mean_days()), (Some(66), Some(40)));
        assert_eq!(score.best_cause(), Some(("合同", 100)));
    }

    /// proves: MC-02
    #[test]
    fn whoever_settles_such_disputes_comes_before_whoever_has_less_to_do() {
        let (mut expert, mut idle, mut busy) = (Score::default(), Score::default(), Score::default());
        expert.add("合同", CaseState::Ended, &ended(Outcome::Settled, 1));
        expert.add("合同", CaseState::InMediation, &Facts::default());
        busy.add("相邻", CaseState::InMediation, &Facts::default());
        idle.add("相邻", CaseState::Ended, &ended(Outcome::Settled, 1));
        assert!(expert.rank("合同") < idle.rank("合同"));
        assert!(idle.rank("合同") < busy.rank("合同"));
    }

    #[test]
    fn nobody_is_judged_without_cases() {
        let score = Score::default();
        assert_eq!((score.success_percent(), score.mean_days(), score.best_cause()), (None, None, None));
    }
}
