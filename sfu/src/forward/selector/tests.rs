use super::*;
use crate::media::Codec;
use crate::media::payload::Picture;
use crate::media::rtp::{Extensions, Packet, Span};
use crate::plane::spec::Format;
use crate::room::membership::Visit;

#[expect(clippy::disallowed_methods, reason = "edge: a test needs one instant to count from")]
fn packet(encoding: u8, timestamp: u32, picture: Picture) -> Received {
    Received {
        now: std::time::Instant::now(),
        visit: Visit::numbered(1),
        source: SourceRun { encoding, run: 1 },
        sequence: 70_000,
        missing: 0,
        is_late: false,
        packet: Packet {
            marker: picture.ends_frame,
            payload_type: 96,
            sequence: 0,
            timestamp,
            ssrc: 1,
            payload: Span::default(),
            extensions: Extensions::default(),
        },
        format: Format { payload_type: 96, codec: Codec::Vp8, rtx: None, red: None, profile: None },
        picture: Some(picture),
        frame: None,
        repeats: 0,
    }
}

fn keyframe() -> Picture {
    Picture { starts_frame: true, ends_frame: true, starts_keyframe: true, ..Picture::default() }
}

fn inter(temporal: u8) -> Picture {
    let layer = Layer { spatial: 0, temporal };
    Picture { layer, starts_frame: true, ends_frame: true, is_predicted: true, ..Picture::default() }
}

fn aim(encoding: u8, spatial: u8, temporal: u8) -> Option<Target> {
    Some(Target { encoding, layer: Layer { spatial, temporal } })
}

fn forwards(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Forward { .. })
}

#[test]
fn a_stream_begins_at_a_keyframe_of_at_most_the_target() {
    let mut selector = Selector::default();
    assert!(!selector.may_begin(&packet(0, 0, keyframe()), None), "paused");
    selector.aim(aim(1, 0, 3));
    assert!(!selector.may_begin(&packet(0, 0, inter(0)), None));
    assert!(selector.may_begin(&packet(0, 0, keyframe()), None), "better than nothing");
    assert!(!selector.may_begin(&packet(2, 0, keyframe()), None), "more than allowed");
    assert!(!selector.may_begin(&packet(2, 0, keyframe()), Some(0)));
    assert!(selector.may_begin(&packet(1, 0, keyframe()), Some(0)));
    assert_eq!(selector.waits_for(Some(0)), Some(1));
    assert_eq!(selector.waits_for(Some(1)), None);
}

#[test]
fn temporal_layers_go_at_once_and_come_back_where_they_stand_alone() {
    let mut selector = Selector::default();
    selector.aim(aim(0, 0, 2));
    assert!(forwards(selector.begin(&packet(0, 0, keyframe()), None)));
    assert!(forwards(selector.next(&packet(0, 1, inter(2)), None)));
    selector.aim(aim(0, 0, 0));
    assert!(!forwards(selector.next(&packet(0, 2, inter(1)), None)));
    assert!(forwards(selector.next(&packet(0, 3, inter(0)), None)));
    selector.aim(aim(0, 0, 2));
    assert!(!forwards(selector.next(&packet(0, 4, inter(1)), None)), "refers to what was left out");
    let sync = |temporal| Picture { begins_layer: true, ..inter(temporal) };
    assert!(!forwards(selector.next(&packet(0, 5, sync(2)), None)), "one layer at a time");
    assert!(forwards(selector.next(&packet(0, 6, sync(1)), None)));
    assert!(forwards(selector.next(&packet(0, 7, sync(2)), None)));
    assert!(forwards(selector.next(&packet(0, 8, inter(2)), None)));
}

#[test]
fn a_frame_is_forwarded_whole_or_not_at_all() {
    let mut selector = Selector::default();
    selector.aim(aim(0, 0, 2));
    selector.begin(&packet(0, 0, keyframe()), None);
    assert!(forwards(selector.next(&packet(0, 1, inter(1)), None)));
    selector.aim(aim(0, 0, 0));
    assert!(forwards(selector.next(&packet(0, 1, inter(1)), None)), "its second packet");
    assert!(!forwards(selector.next(&packet(0, 2, inter(1)), None)));
    assert!(selector.wants_late(&packet(0, 1, inter(1))));
    assert!(!selector.wants_late(&packet(0, 2, inter(1))));
}

#[test]
fn while_a_smaller_encoding_is_awaited_the_larger_one_runs_at_its_slowest() {
    let mut selector = Selector::default();
    selector.aim(aim(1, 0, 2));
    selector.begin(&packet(1, 0, keyframe()), None);
    selector.aim(aim(0, 0, 2));
    assert!(!forwards(selector.next(&packet(1, 1, inter(1)), None)));
    assert!(forwards(selector.next(&packet(1, 2, inter(0)), None)));
}

fn vp9(spatial: u8, temporal: u8, is_predicted: bool) -> Picture {
    let starts_keyframe = spatial == 0 && !is_predicted;
    let layer = Layer { spatial, temporal };
    Picture {
        layer,
        starts_frame: true,
        ends_frame: true,
        starts_keyframe,
        is_predicted,
        ..Picture::default()
    }
}

#[test]
fn spatial_layers_end_with_a_picture_and_begin_where_nothing_earlier_is_needed() {
    let mut selector = Selector::default();
    selector.aim(aim(0, 1, 0));
    selector.begin(&packet(0, 0, vp9(0, 0, false)), None);
    let top = selector.next(&packet(0, 0, vp9(1, 0, false)), None);
    assert_eq!(top, Verdict::Forward { marker: true }, "the viewer's picture ends here");
    assert!(!forwards(selector.next(&packet(0, 0, vp9(2, 0, false)), None)));

    selector.aim(aim(0, 2, 0));
    assert!(forwards(selector.next(&packet(0, 1, vp9(0, 0, true)), None)));
    assert!(forwards(selector.next(&packet(0, 1, vp9(1, 0, true)), None)));
    assert!(!forwards(selector.next(&packet(0, 1, vp9(2, 0, true)), None)), "refers to what was left out");
    for spatial in 0..3 {
        let is_predicted = spatial < 2;
        assert!(forwards(selector.next(&packet(0, 2, vp9(spatial, 0, is_predicted)), None)));
    }
    selector.aim(aim(0, 0, 0));
    assert!(forwards(selector.next(&packet(0, 3, vp9(0, 0, true)), None)));
    assert!(!forwards(selector.next(&packet(0, 3, vp9(1, 0, true)), None)));
}

#[test]
fn an_opening_picture_lets_higher_temporal_layers_in_behind_it() {
    let mut selector = Selector::default();
    selector.aim(aim(0, 0, 0));
    selector.begin(&packet(0, 0, vp9(0, 0, false)), None);
    selector.aim(aim(0, 0, 2));
    assert!(!forwards(selector.next(&packet(0, 1, vp9(0, 2, true)), None)));
    let opening = Picture { opens_layers: true, ..vp9(0, 0, true) };
    assert!(forwards(selector.next(&packet(0, 2, opening), None)));
    assert!(forwards(selector.next(&packet(0, 3, vp9(0, 2, true)), None)));
}
