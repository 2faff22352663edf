//! Keeping recordings, and what is left of those that were destroyed.

use concord::recording::{BundleFile, SealedBundle};
use concord::session::Timestamp;
use concord::store::{Store, StoreError};
use recorder::spec::RecordingId;

use super::sample::NOW;
use super::sessions::scheduled;

/// A sealed recording that ended at [`NOW`].
async fn sealed(store: &Store) -> RecordingId {
    let (id, session) = (RecordingId::random(), scheduled(store).await.session);
    store.recording_begun(id, session, NOW).await.unwrap();
    let file = BundleFile { path: "composite.mp4".into(), bytes: 7, sha256: "00".into() };
    let bundle = SealedBundle { began: NOW, duration_us: 0, files: vec![file] };
    store.recording_sealed(id, &bundle, NOW).await.unwrap();
    id
}

async fn version(store: &Store, id: RecordingId) -> i64 {
    store.recording(id).await.unwrap().unwrap().version
}

fn day(n: u32) -> Timestamp {
    NOW.plus_seconds(n * 86_400)
}

on_both_engines! {
    async fn only_what_is_over_and_not_held_is_overdue(store: &Store) {
        let (old, held) = (sealed(store).await, sealed(store).await);
        let under_way = RecordingId::random();
        store.recording_begun(under_way, scheduled(store).await.session, NOW).await.unwrap();
        store.hold_recording(held, Some("另案"), version(store, held).await, NOW).await.unwrap();
        assert_eq!(store.overdue_recordings(NOW).await.unwrap(), []);
        assert_eq!(store.overdue_recordings(day(1)).await.unwrap(), [old]);
        store.hold_recording(held, None, version(store, held).await, NOW).await.unwrap();
        assert_eq!(store.overdue_recordings(day(1)).await.unwrap().len(), 2);
        assert_eq!(store.hold_reason(held).await.unwrap(), None);
    }

    async fn a_hold_is_put_on_what_was_seen(store: &Store) {
        let id = sealed(store).await;
        let version = version(store, id).await;
        store.hold_recording(id, Some("另案"), version, NOW).await.unwrap();
        assert_eq!(store.hold_reason(id).await.unwrap().as_deref(), Some("另案"));
        let again = store.hold_recording(id, None, version, NOW).await;
        assert!(matches!(again, Err(StoreError::Changed { .. })));
    }

    async fn a_recording_is_destroyed_once_and_never_while_held_or_written(store: &Store) {
        let (id, under_way) = (sealed(store).await, RecordingId::random());
        store.recording_begun(under_way, scheduled(store).await.session, NOW).await.unwrap();
        assert!(!store.condemn_recording(under_way, "statement", day(1)).await.unwrap());
        store.hold_recording(id, Some("另案"), version(store, id).await, NOW).await.unwrap();
        assert!(!store.condemn_recording(id, "statement", day(1)).await.unwrap());
        store.hold_recording(id, None, version(store, id).await, NOW).await.unwrap();

        assert!(store.condemn_recording(id, "statement", day(1)).await.unwrap());
        assert!(!store.condemn_recording(id, "another", day(2)).await.unwrap());
        assert!(store.recording(id).await.unwrap().unwrap().destroyed);
        assert_eq!(store.recording_files(id).await.unwrap(), []);
        assert_eq!(store.tombstone(id).await.unwrap().as_deref(), Some("statement"));
        assert_eq!(store.overdue_recordings(day(9)).await.unwrap(), []);
    }

    async fn files_that_remain_are_known_until_they_are_gone(store: &Store) {
        let id = sealed(store).await;
        store.condemn_recording(id, "statement", NOW).await.unwrap();
        assert_eq!(store.recordings_that_remain().await.unwrap(), [(id, "statement".to_owned())]);
        store.recording_is_gone(id).await.unwrap();
        assert_eq!(store.recordings_that_remain().await.unwrap(), []);
    }
}
