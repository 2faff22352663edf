use super::*;

/// Moves in `cargo test`; many more with `make sim-isolation`.
const MOVES: u64 = 100_000;
/// Moves within which every mutant must be caught.
const MOVES_PER_MUTANT: u64 = 50_000;

/// proves: INV-S02, I1
#[test]
fn nothing_ever_reaches_somebody_who_did_not_share_the_room() {
    let outcome = run(1, MOVES);
    let tally = &outcome.tally;
    assert_eq!((tally.leaks, &tally.first_leak), (0, &None));
    assert_eq!(outcome.sealed, 0, "the last check found what the others let pass");
    assert_eq!((tally.missing, &tally.first_missing), (0, &None), "speech that should have been heard");
    assert_eq!(tally.reused, 0, "one number for two packets");
    let seen = [tally.deliveries / 10, tally.repeats, tally.pictures, tally.records, tally.levels];
    assert!(seen.iter().all(|&count| count > MOVES / 100), "{seen:?}: too little happened");
}

/// proves: INV-S02, I2
#[test]
fn every_planted_mistake_is_noticed() {
    for mutant in MUTANTS {
        assert!(mutant.is_caught(1, MOVES_PER_MUTANT), "{mutant:?} was not noticed");
    }
}

#[test]
fn what_is_switched_off_with_a_mistake_does_not_show_the_same_by_itself() {
    for mutant in MUTANTS.iter().filter(|mutant| !mutant.unmasked.is_empty()) {
        assert!(!shows(mutant.unmasked, mutant.shows, 1, 2_000), "{:?} proves nothing", mutant.fault);
    }
}

#[test]
fn the_last_check_alone_stops_what_the_others_let_pass() {
    for fault in [Fault::ServeOtherRooms, Fault::KeepViewersOnMove, Fault::KeepViewsOnMove] {
        fault::plant(&[fault]);
        let outcome = run(1, 500);
        fault::plant(&[]);
        assert_eq!((outcome.tally.leaks, outcome.tally.first_leak), (0, None), "{fault:?}");
        assert!(outcome.sealed > 0, "{fault:?}");
    }
}
