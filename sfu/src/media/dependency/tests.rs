use proptest::prelude::*;

use super::*;

/// Descriptors of Chromium for three spatial and three temporal steps (L3T3), as captured
/// from a real sender: a keyframe's, and the frames after it.
const KEYFRAME: &str = "c1017280081485214eafffaaaa863cf0430c10c302afc0aaa0063c00430010c002a000a80006000040001d954926e082b04a0941b820ac1282503157f974000ca864330e222222eca8655304224230eca877530077004200ef008601df010d";
const SECOND_SPATIAL_START: &str = "86017340fc";
const SECOND_SPATIAL_END: &str = "46017340fc";

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn a_captured_keyframe_brings_nine_decode_targets() {
    let mut structure = Structure::default();
    let frame = Frame::read(&bytes(KEYFRAME), &mut structure).unwrap();
    assert!(frame.starts && frame.ends && frame.has_structure && frame.is_independent());
    assert_eq!(frame.number, 0x0172);
    assert_eq!(frame.layer(), Layer { spatial: 0, temporal: 0 });
    assert_eq!(structure.target_count(), 9);
    let layers: Vec<Layer> = (0..9).map(|target| structure.target(target)).collect();
    let expected: Vec<Layer> =
        (0..3).flat_map(|spatial| (0..3).map(move |temporal| Layer { spatial, temporal })).collect();
    assert_eq!(layers, expected);
    assert_eq!(structure.highest(), Layer { spatial: 2, temporal: 2 });
}

#[test]
fn frames_after_it_are_read_with_its_templates() {
    let mut structure = Structure::default();
    assert!(Frame::read(&bytes(SECOND_SPATIAL_START), &mut structure).is_none(), "no structure yet");
    Frame::read(&bytes(KEYFRAME), &mut structure).unwrap();
    let start = Frame::read(&bytes(SECOND_SPATIAL_START), &mut structure).unwrap();
    assert!(start.starts && !start.ends && !start.has_structure);
    assert_eq!(start.layer().spatial, 1);
    assert_eq!(start.references().collect::<Vec<_>>(), [0x0172], "the key picture's base layer");
    assert_eq!(start.used_by(0), Use::NotPresent, "the smallest picture does without it");
    assert_eq!(start.used_by(8), Use::Switch);
    let end = Frame::read(&bytes(SECOND_SPATIAL_END), &mut structure).unwrap();
    assert!(!end.starts && end.ends);
    assert_eq!(end.number, start.number);
}

#[test]
fn the_best_target_exceeds_the_wish_in_no_direction() {
    let mut structure = Structure::default();
    Frame::read(&bytes(KEYFRAME), &mut structure).unwrap();
    assert_eq!(structure.target_for(Layer { spatial: 3, temporal: 3 }), Some(8));
    assert_eq!(structure.target_for(Layer { spatial: 1, temporal: 3 }), Some(5));
    assert_eq!(structure.target_for(Layer { spatial: 0, temporal: 0 }), Some(0));
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(
        wire in prop::collection::vec(any::<u8>(), 0..120), known in any::<bool>(),
    ) {
        let mut structure = Structure::default();
        if known {
            Frame::read(&bytes(KEYFRAME), &mut structure).unwrap();
        }
        if let Some(frame) = Frame::read(&wire, &mut structure) {
            prop_assert!(structure.target_count() <= MAX_TARGETS);
            prop_assert!(frame.references().count() <= 8);
        }
    }

    #[test]
    fn a_damaged_keyframe_never_panics(at in 0usize..95, value in any::<u8>()) {
        let mut wire = bytes(KEYFRAME);
        wire[at] = value;
        let mut structure = Structure::default();
        let _ = Frame::read(&wire, &mut structure);
    }
}
