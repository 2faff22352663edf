//! The server's queue of workers, with the real program.

use std::path::Path;
use std::sync::Arc;

use recorder::finalise::JobState;
use recorder::finalise::queue::Priority;
use recorder::key::SigningKey;
use recorder::spec::RecordingId;
use recorder::verify::{self, Trust};

use crate::support::script::{Script, ms};
use crate::support::server::{ended, finaliser, unpacked};

/// A recording in which nobody said anything.
fn empty(folder: &Path) -> RecordingId {
    let recordings = folder.join("recordings");
    let script = Script::new(&recordings);
    let id = script.spec.id;
    script.close(ms(2000));
    id
}

#[test]
fn a_submitted_recording_becomes_a_sealed_bundle_and_tells_how_far_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let id = empty(folder.path());
    let key = Arc::new(SigningKey::generate().unwrap());
    let public = key.verifying_key();
    let (finaliser, seen) = finaliser(folder.path(), &key);
    assert_eq!(finaliser.unfinished().unwrap(), [id]);
    finaliser.submit(id, Priority::Normal);
    assert_eq!(ended(&finaliser, id), JobState::Done);
    let sound = verify::bundle::bundle(&unpacked(folder.path(), id), Trust::Only(public)).unwrap();
    assert_eq!(sound.manifest.facts.length_us, 2_000_000);
    let seen = seen.lock().unwrap();
    assert_eq!(seen.first(), Some(&JobState::Queued));
    let percents: Vec<u32> = seen
        .iter()
        .filter_map(|state| match state {
            JobState::Running(progress) => Some(progress.percent),
            _ => None,
        })
        .collect();
    assert!(percents.len() > 2 && percents.is_sorted(), "{percents:?}");
    assert!(finaliser.unfinished().unwrap().is_empty());
}

#[test]
fn a_recording_that_cannot_be_read_fails_with_a_reason_and_the_next_job_runs() {
    let folder = tempfile::tempdir().unwrap();
    let (broken, whole) = (empty(folder.path()), empty(folder.path()));
    let events = folder.path().join("recordings").join(broken.to_string()).join("log/0000-000000.seg");
    std::fs::write(&events, b"nonsense").unwrap();
    let (finaliser, _) = finaliser(folder.path(), &Arc::new(SigningKey::generate().unwrap()));
    finaliser.submit(broken, Priority::High);
    finaliser.submit(whole, Priority::Low);
    let JobState::Failed { reason } = ended(&finaliser, broken) else { panic!("it should fail") };
    assert_eq!(reason, "expected the recording's key to open its event log");
    assert_eq!(ended(&finaliser, whole), JobState::Done);
}
