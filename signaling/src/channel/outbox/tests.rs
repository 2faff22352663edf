use serde_json::json;

use super::*;

fn item(number: u64) -> Box<RawValue> {
    serde_json::value::to_raw_value(&number).unwrap()
}

fn view(fields: &[(&str, u64)]) -> BTreeMap<String, Value> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect()
}

fn drain(outbox: &mut Outbox) -> Vec<Value> {
    std::iter::from_fn(|| outbox.next()).map(|text| serde_json::from_str(&text).unwrap()).collect()
}

#[test]
fn slices_that_wait_are_merged_and_go_before_the_items() {
    let mut outbox = Outbox::default();
    outbox.show(view(&[("me", 1), ("rooms", 1)]));
    outbox.push(item(7)).unwrap();
    outbox.show(view(&[("me", 2), ("rooms", 1)]));
    assert_eq!(
        drain(&mut outbox),
        [
            json!({"type": "view", "seq": 1, "slices": {"me": 2, "rooms": 1}}),
            json!({"type": "item", "seq": 2, "item": 7}),
        ]
    );
    outbox.show(view(&[("me", 2), ("rooms", 3)]));
    assert_eq!(drain(&mut outbox), [json!({"type": "view", "seq": 3, "slices": {"rooms": 3}})]);
    outbox.show(view(&[("me", 2), ("rooms", 3)]));
    assert_eq!(drain(&mut outbox), [json!(null); 0], "no change, no frame");
}

#[test]
fn a_field_that_vanishes_from_the_view_becomes_null() {
    let mut outbox = Outbox::default();
    outbox.show(view(&[("me", 1), ("exhibit", 1)]));
    drain(&mut outbox);
    outbox.show(view(&[("me", 1)]));
    assert_eq!(drain(&mut outbox), [json!({"type": "view", "seq": 2, "slices": {"exhibit": null}})]);
}

#[test]
fn what_was_not_seen_is_sent_again_under_new_numbers() {
    let mut outbox = Outbox::default();
    outbox.show(view(&[("me", 1)]));
    (1..=3).for_each(|number| outbox.push(item(number)).unwrap());
    drain(&mut outbox);
    outbox.show(view(&[("me", 2)]));
    drain(&mut outbox);
    assert!(outbox.rewind(Seq(2)), "the view and the first item arrived");
    assert_eq!(
        drain(&mut outbox),
        [
            json!({"type": "view", "seq": 6, "slices": {"me": 2}}),
            json!({"type": "item", "seq": 7, "item": 2}),
            json!({"type": "item", "seq": 8, "item": 3}),
        ]
    );
}

#[test]
fn numbers_never_sent_or_long_forgotten_cannot_be_resumed_from() {
    let mut outbox = Outbox::default();
    (1..=4).for_each(|number| outbox.push(item(number)).unwrap());
    drain(&mut outbox);
    assert!(outbox.acknowledge(Seq(2)));
    assert!(!outbox.acknowledge(Seq(2)), "nothing new");
    assert!(!outbox.acknowledge(Seq(9)), "never sent");
    assert!(!outbox.rewind(Seq(1)), "what followed 1 is gone");
    assert!(!outbox.rewind(Seq(5)), "5 was never sent");
    assert!(outbox.rewind(Seq(2)));
    assert_eq!(drain(&mut outbox).len(), 2);
    assert!(outbox.acknowledge(Seq(6)));
    assert!(!outbox.rewind(Seq(5)), "6 was acknowledged");
    assert!(outbox.rewind(Seq(6)));
}

#[test]
fn only_a_window_of_frames_is_on_its_way() {
    let mut outbox = Outbox::default();
    (0..=WINDOW as u64).for_each(|number| outbox.push(item(number)).unwrap());
    assert_eq!(drain(&mut outbox).len(), WINDOW);
    outbox.acknowledge(Seq(1));
    assert_eq!(drain(&mut outbox).len(), 1);
}

#[test]
fn the_257th_unacknowledged_item_overflows_sent_or_not() {
    let mut outbox = Outbox::default();
    for number in 0..OUTBOX_ITEMS as u64 {
        outbox.push(item(number)).unwrap();
        outbox.next();
    }
    assert_eq!(outbox.push(item(0)), Err(Overflow));
    outbox.acknowledge(Seq(1));
    assert_eq!(outbox.push(item(0)), Ok(()));
}

#[test]
fn a_mebibyte_of_unacknowledged_items_overflows() {
    let big = serde_json::value::to_raw_value(&"x".repeat(OUTBOX_BYTES / 4)).unwrap();
    let mut outbox = Outbox::default();
    (0..3).for_each(|_| outbox.push(big.clone()).unwrap());
    assert_eq!(outbox.push(big.clone()), Err(Overflow), "the quotes count too");
    drain(&mut outbox);
    outbox.acknowledge(Seq(3));
    assert_eq!(outbox.push(big), Ok(()));
}

#[test]
fn a_restart_forgets_items_and_shows_the_whole_view() {
    let mut outbox = Outbox::default();
    outbox.show(view(&[("me", 1), ("rooms", 1)]));
    outbox.push(item(1)).unwrap();
    drain(&mut outbox);
    outbox.push(item(2)).unwrap();
    outbox.restart();
    assert_eq!(drain(&mut outbox), [json!({"type": "view", "seq": 1, "slices": {"me": 1, "rooms": 1}})]);
}
