//! The security log on disk.

use concord::audit::{Action, Entry, Outcome, Subject, first_break};
use concord::store::{AuditQuery, Store};
use serde_json::json;

use super::sample::NOW;

fn entry(actor: &str, n: u32) -> Entry {
    Entry {
        at: NOW.plus_seconds(n),
        actor: actor.into(),
        action: Action::ViewRecording,
        outcome: Outcome::Granted,
        subject: Subject::new("recording", n % 2),
        detail: json!({"n": n, "note": "全程"}),
    }
}

on_both_engines! {
    /// proves: S12
    async fn entries_written_at_once_form_one_unbroken_chain(store: &Store) {
        let writers = (0..8_u32).map(|writer| {
            let store: Store = store.clone();
            tokio::spawn(async move {
                for n in 0..10 {
                    store.append_audit(&entry(&format!("a{writer}"), n)).await.unwrap();
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        let log = store.audit_after(0, 1000).await.unwrap();
        assert_eq!(log.len(), 80);
        assert_eq!(first_break(&log), None);
    }

    async fn the_log_is_searched_by_subject_and_actor_newest_first(store: &Store) {
        for n in 0..6 {
            store.append_audit(&entry("a", n)).await.unwrap();
        }
        store.append_audit(&entry("b", 0)).await.unwrap();
        let query = |subject: Option<u32>, actor: Option<&str>, before| AuditQuery {
            subject: subject.map(|n| Subject::new("recording", n)),
            actor: actor.map(str::to_owned),
            before,
            limit: 10,
        };
        let seqs = |query: AuditQuery| async move {
            store.audit(&query).await.unwrap().iter().map(|logged| logged.seq).collect::<Vec<_>>()
        };
        assert_eq!(seqs(query(Some(0), None, None)).await, [7, 5, 3, 1]);
        assert_eq!(seqs(query(Some(0), Some("a"), Some(5))).await, [3, 1]);
        assert_eq!(seqs(query(None, Some("b"), None)).await, [7]);
    }
}
