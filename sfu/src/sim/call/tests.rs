use super::*;
use crate::load::Relief;
use crate::media::Quality;
use crate::node::Wanted;
use crate::plane::Refused;
use crate::sim::link::Loss;

const SECOND: Duration = Duration::from_secs(1);
const MS: Duration = Duration::from_millis(1);

/// A measured stretch of a call.
struct Stretch {
    from: Instant,
    spoken: u32,
}

impl Stretch {
    fn begin(call: &Call) -> Self {
        Self { from: call.now, spoken: call.camera.spoken }
    }

    /// Speech lost and its longest gap; what was said in the last half second may be on its way.
    fn speech(&self, call: &Call) -> (f64, Duration) {
        call.viewer.speech_lost(self.spoken..call.camera.spoken - 25)
    }

    fn frozen(&self, call: &Call) -> f64 {
        call.viewer.frozen(self.from, call.now)
    }

    fn shown(&self, call: &Call) -> Vec<u8> {
        call.viewer.encodings(self.from, call.now)
    }
}

fn call(seed: u64) -> Call {
    Call::new(seed, CongestionFeedback::TransportCc)
}

/// proves: Q3
#[test]
fn when_the_path_narrows_speech_goes_on_and_pictures_step_down_and_return() {
    for seed in 1..=5 {
        let mut call = call(seed);
        call.downlink[0].conditions.rate_bps = Some(2_500_000);
        call.run(10 * SECOND);
        let plan = Stretch::begin(&call);
        call.run(15 * SECOND);

        call.downlink[0].conditions.rate_bps = Some(300_000);
        call.run(3 * SECOND);
        let narrow = Stretch::begin(&call);
        call.run(12 * SECOND);
        assert_eq!(narrow.shown(&call), [0], "seed {seed}: the smallest picture from the third second on");
        assert!(narrow.frozen(&call) < 0.05, "seed {seed}: frozen {}", narrow.frozen(&call));
        assert_eq!(narrow.speech(&call).0, 0.0, "seed {seed}: speech once it has settled");
        let waited = call.viewer.latency(narrow.from, call.now, 95);
        assert!(waited <= 340, "seed {seed}: {waited} ms, 40 of them on the way");

        call.downlink[0].conditions.rate_bps = Some(2_500_000);
        let wide = Stretch::begin(&call);
        call.run(15 * SECOND);
        let recovered = Stretch::begin(&call);
        call.run(15 * SECOND);
        assert_eq!(recovered.shown(&call), [2], "seed {seed}: the full picture again within 15 s");
        assert!(wide.shown(&call).len() <= 5, "seed {seed}: {:?} is up and down", wide.shown(&call));
        let (lost, gap) = plan.speech(&call);
        assert!(lost <= 0.01 && gap <= 500 * MS, "seed {seed}: {lost} of the speech lost, {gap:?} at once");
    }
}

/// proves: Q1
#[test]
fn one_packet_in_ten_lost_at_200_ms_is_hardly_noticed() {
    let mut call = call(1);
    for link in &mut call.downlink {
        link.conditions.delay = 100 * MS;
        link.conditions.loss = Loss::Random(0.1);
    }
    let all = Stretch::begin(&call);
    call.run(600 * SECOND);
    let (lost, gap) = all.speech(&call);
    assert!(lost <= 0.01 && gap <= 200 * MS, "{lost} of the speech lost, {gap:?} at once");
    assert!(all.frozen(&call) <= 0.05, "frozen {}", all.frozen(&call));
    assert!(call.keyframes_asked <= 600, "{} keyframes asked for", call.keyframes_asked);
    let settled = call.viewer.encodings(all.from + 20 * SECOND, call.now);
    assert_eq!(settled, [2], "loss that is not ours costs no layer");
}

/// proves: Q2
#[test]
fn bursts_jitter_reordering_and_duplication_on_both_sides_are_borne() {
    for seed in 1..=20 {
        let mut call = call(seed);
        for link in call.downlink.iter_mut().chain(&mut call.uplink) {
            link.conditions.jitter = 30 * MS;
            link.conditions.loss = Loss::Bursts { share: 0.025, length: 3.0 };
            link.conditions.reordered = 0.01;
            link.conditions.duplicated = 0.01;
        }
        call.downlink[0].conditions.duplicated = 0.0;
        let all = Stretch::begin(&call);
        call.run(60 * SECOND);
        let (lost, gap) = all.speech(&call);
        assert!(lost <= 0.025 && gap <= 300 * MS, "seed {seed}: {lost} lost, {gap:?} at once");
        assert_eq!(call.viewer.duplicates, 0, "seed {seed}: of the node's own making");
        assert!(all.frozen(&call) <= 0.05, "seed {seed}: frozen {}", all.frozen(&call));
    }
}

#[test]
fn where_only_speech_fits_the_picture_pauses_and_both_sides_are_told() {
    let mut call = call(1);
    call.downlink[0].conditions.rate_bps = Some(100_000);
    call.run(15 * SECOND);
    let narrow = Stretch::begin(&call);
    call.run(10 * SECOND);
    assert!(narrow.shown(&call).is_empty());
    assert!(narrow.speech(&call).0 <= 0.01, "{:?}", narrow.speech(&call));
    call.downlink[0].conditions.rate_bps = None;
    call.run(15 * SECOND);
    let wide = Stretch::begin(&call);
    call.run(5 * SECOND);
    assert_eq!(wide.shown(&call), [2]);
    let paused = call.events.iter().filter_map(|(_, event)| match event {
        PlaneEvent::StreamPaused { paused, .. } => Some(*paused),
        _ => None,
    });
    let paused: Vec<bool> = paused.collect();
    assert!(paused.starts_with(&[true]) && paused.ends_with(&[false]), "{paused:?}");
    assert!(paused.len() <= 4, "{paused:?}");
}

#[test]
fn a_viewer_who_only_reports_loss_steps_down_as_well() {
    let mut call = Call::new(1, CongestionFeedback::None);
    call.downlink[0].conditions.rate_bps = Some(400_000);
    call.run(12 * SECOND);
    let narrow = Stretch::begin(&call);
    call.run(20 * SECOND);
    let (lost, _) = narrow.speech(&call);
    assert!(lost < 0.1, "{lost} of the speech lost");
    assert!(!narrow.shown(&call).contains(&2), "{:?}", narrow.shown(&call));
}

#[test]
fn a_viewer_who_estimates_their_rate_gets_what_fits_it() {
    let mut call = Call::new(1, CongestionFeedback::Remb);
    call.run(5 * SECOND);
    call.receive_estimate(700_000);
    call.run(2 * SECOND);
    let limited = Stretch::begin(&call);
    call.run(3 * SECOND);
    assert_eq!(limited.shown(&call), [1]);
    call.receive_estimate(4_000_000);
    call.run(5 * SECOND);
    let free = Stretch::begin(&call);
    call.run(3 * SECOND);
    assert_eq!(free.shown(&call), [2]);
}

/// proves: R12
#[test]
fn a_node_that_does_not_keep_up_gives_up_pictures_but_no_speech_and_takes_nobody_else() {
    let mut call = call(1);
    call.run(15 * SECOND);
    let newcomer = ParticipantId(9);
    let all = Stretch::begin(&call);
    call.plane.relieve(call.now, Relief::LargePictures);
    assert_eq!(call.plane.join(call.now, newcomer, RoomId(1)), Err(Refused::Overloaded));
    call.run(SECOND);
    let small = Stretch::begin(&call);
    call.run(5 * SECOND);
    assert_eq!(small.shown(&call), [0]);
    assert_eq!(used(&call), Some([true, false, false]), "larger ones need not be made");

    call.plane.relieve(call.now, Relief::Pictures);
    call.run(SECOND);
    let none = Stretch::begin(&call);
    call.run(5 * SECOND);
    assert!(none.shown(&call).is_empty());
    assert!(
        call.events.iter().any(|(_, event)| matches!(event, PlaneEvent::StreamPaused { paused: true, .. }))
    );

    call.plane.relieve(call.now, Relief::None);
    assert_eq!(call.plane.join(call.now, newcomer, RoomId(1)), Ok(()));
    call.run(5 * SECOND);
    let again = Stretch::begin(&call);
    call.run(5 * SECOND);
    assert_eq!(again.shown(&call), [2]);
    assert_eq!(all.speech(&call).0, 0.0);
}

#[test]
fn what_a_viewer_shows_decides_what_is_sent_and_what_is_made() {
    let mut call = call(1);
    call.run(8 * SECOND);
    let small = Wanted { width: 300, height: 170, ..Wanted::EVERYTHING };
    call.plane.tune(call.now, VIEWER, call.camera.video, small);
    call.run(SECOND);
    let shown = Stretch::begin(&call);
    call.run(4 * SECOND);
    assert_eq!(shown.shown(&call), [0]);
    assert_eq!(used(&call), Some([true, false, false]));
    call.plane.tune(call.now, VIEWER, call.camera.video, Wanted::EVERYTHING);
    call.run(100 * MS);
    assert_eq!(used(&call), Some([true, true, true]));
    let off = Wanted { disabled: true, quality: Quality::High, ..Wanted::EVERYTHING };
    call.plane.tune(call.now, VIEWER, call.camera.video, off);
    call.run(SECOND);
    let hidden = Stretch::begin(&call);
    call.run(4 * SECOND);
    assert!(hidden.shown(&call).is_empty());
    assert_eq!(used(&call), Some([false, false, false]));
    let is_pause = |event: &PlaneEvent| matches!(event, PlaneEvent::StreamPaused { .. });
    assert!(!call.events.iter().any(|(_, event)| is_pause(event)), "hidden is not paused");
}

/// Which qualities the speaker was last told to be in use.
fn used(call: &Call) -> Option<[bool; 3]> {
    call.events.iter().rev().find_map(|(_, event)| match event {
        PlaneEvent::Used { qualities, .. } => Some(qualities.map(|(_, is_used)| is_used)),
        _ => None,
    })
}

/// proves: R15
#[test]
fn when_faults_end_speech_is_back_within_two_seconds_and_the_picture_within_three() {
    for seed in 1..=60 {
        let mut call = call(seed);
        call.run(5 * SECOND);
        let usual = (call.downlink[0].conditions, call.uplink[0].conditions);
        let (down, up) = (seed % 3 != 0, seed % 3 != 1);
        call.downlink[0].conditions.loss = Loss::Random(if down { 1.0 } else { 0.3 });
        call.uplink[0].conditions.loss = Loss::Random(if up { 1.0 } else { 0.3 });
        call.run(Duration::from_millis(300 + 150 * seed));
        (call.downlink[0].conditions, call.uplink[0].conditions) = usual;
        call.run(2 * SECOND);
        let healed = Stretch::begin(&call);
        call.run(SECOND);
        let shown = Stretch::begin(&call);
        call.run(3 * SECOND);
        assert_eq!(healed.speech(&call).0, 0.0, "seed {seed}: speech");
        assert_eq!(shown.frozen(&call), 0.0, "seed {seed}: picture");
    }
}

/// proves: R14
#[test]
fn the_same_seed_gives_the_same_call() {
    let run = |seed| {
        let mut call = call(seed);
        call.downlink[0].conditions.rate_bps = Some(700_000);
        call.downlink[0].conditions.loss = Loss::Random(0.03);
        let began = call.now;
        call.run(10 * SECOND);
        let shown = call.viewer.screen.iter().map(|(at, encoding)| (*at - began, *encoding));
        (shown.collect::<Vec<_>>(), call.plane.estimate_bps(VIEWER), call.keyframes_asked)
    };
    assert_eq!(run(7), run(7));
    assert_ne!(run(7), run(8));
}
