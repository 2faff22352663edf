//! Planted mutants (I2): each is a mistake in isolation code, together with the defences
//! behind it that would hide it from the oracle.

use super::verdict;
use crate::fault::Fault;

/// A mistake, what has to be switched off for it to show, and how it shows.
#[derive(Clone, Copy, Debug)]
pub struct Mutant {
    /// The mistake.
    pub fault: Fault,
    /// Further lines of defence, switched off so that the oracle has to notice alone.
    pub unmasked: &'static [Fault],
    /// The oracle's verdict that the mistake, and nothing else planted with it, leads to.
    pub shows: &'static str,
}

/// All mutants. Unless the mistake blinds the last check itself, that check is off as well.
pub const MUTANTS: &[Mutant] = &[
    unchecked(Fault::ServeOtherRooms, verdict::OTHER_ROOM),
    unchecked(Fault::ServeOneself, verdict::ONESELF),
    alone(Fault::ServeUnconnected, verdict::NOT_CONNECTED),
    with(Fault::RepeatVisits, &[Fault::KeepHistory, Fault::KeepSent], verdict::PUBLISHER_ELSEWHERE),
    unchecked(Fault::KeepViewersOnMove, verdict::OTHER_ROOM),
    unchecked(Fault::KeepViewsOnMove, verdict::OTHER_ROOM),
    alone(Fault::KeepViewsOnDisconnect, verdict::NOT_CONNECTED),
    with(Fault::KeepPastOnMove, &[Fault::BeginLate], verdict::PUBLISHER_ELSEWHERE),
    with(Fault::KeepPastOnGate, &[Fault::BeginLate], verdict::GATED),
    with(Fault::KeepHistory, &[Fault::NoExitCheck, Fault::KeepSent], verdict::PUBLISHER_ELSEWHERE),
    with(Fault::KeepOldNumbers, &[Fault::BeginLate], verdict::PUBLISHER_ELSEWHERE),
    alone(Fault::KeepSent, verdict::BEFORE_VIEWER),
    alone(Fault::KeepWaiting, verdict::BEFORE_VIEWER),
    alone(Fault::KeepNumbers, verdict::BEFORE_VIEWER),
    alone(Fault::BeginLate, verdict::BEFORE_VIEWER),
    alone(Fault::IgnoreGate, verdict::GATED),
    alone(Fault::RepeatOldSpeech, verdict::BEFORE_VIEWER),
    with(Fault::ReportToStrangers, &[Fault::KeepViewsOnMove], verdict::OTHER_ROOM),
    alone(Fault::KeepSubscriptions, verdict::NOT_SUBSCRIBED),
    with(Fault::KeepTracksOfLeavers, &[Fault::ReportToStrangers], verdict::FOREIGN_REPORT),
    alone(Fault::KeepSpeakers, verdict::SPEAKS_ELSEWHERE),
    alone(Fault::RecordEverywhere, verdict::NO_RECORDER),
    alone(Fault::RecordSilenced, verdict::RECORDED_SILENCED),
    alone(Fault::RecordOldSpeech, verdict::RECORDED_ELSEWHERE),
    alone(Fault::KeepRecordingOnMove, verdict::RECORDED_ELSEWHERE),
    alone(Fault::KeepRecordingOnMute, verdict::RECORDED_SILENCED),
    alone(Fault::KeepRecordingOnTap, verdict::BEFORE_RECORDER),
];

/// A mistake that shows although everything else is in place.
const fn alone(fault: Fault, shows: &'static str) -> Mutant {
    with(fault, &[], shows)
}

/// A mistake that the last check would catch.
const fn unchecked(fault: Fault, shows: &'static str) -> Mutant {
    with(fault, &[Fault::NoExitCheck], shows)
}

const fn with(fault: Fault, unmasked: &'static [Fault], shows: &'static str) -> Mutant {
    Mutant { fault, unmasked, shows }
}
