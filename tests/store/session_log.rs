//! The event log of a session.

use concord::session::event::Event;
use concord::session::phase::Phase;
use concord::session::{Actor, ParticipantId, Recorded, SessionId};
use concord::store::{LogError, Store};

use super::sample::NOW;
use super::sessions::scheduled;

fn events(first: u64, count: u64) -> Vec<Recorded> {
    let event = |seq| Recorded {
        seq,
        at: NOW.plus_seconds(u32::try_from(seq).unwrap()),
        by: Actor::Server,
        event: Event::HandRaised { who: ParticipantId::random() },
    };
    (first..first + count).map(event).collect()
}

async fn session(store: &Store) -> SessionId {
    scheduled(store).await.session
}

on_both_engines! {
    async fn events_come_back_as_they_were_written(store: &Store) {
        let plan = scheduled(store).await;
        let mut written = vec![Recorded { seq: 1, at: NOW, by: Actor::Server, event: Event::Planned(Box::new(plan.clone())) }];
        written.extend(events(2, 3));
        assert_eq!(store.append_events(plan.session, 0, &written[..1]).await.unwrap(), 1);
        assert_eq!(store.append_events(plan.session, 1, &written[1..]).await.unwrap(), 4);
        assert_eq!(store.load_events(plan.session).await.unwrap(), written);
    }

    async fn of_two_writers_who_saw_the_same_end_one_is_refused(store: &Store) {
        let session = session(store).await;
        store.append_events(session, 0, &events(1, 2)).await.unwrap();
        store.append_events(session, 2, &events(3, 1)).await.unwrap();
        let late = store.append_events(session, 2, &events(3, 1)).await;
        assert!(matches!(late, Err(LogError::Conflict { expected: 2, found: 3 })), "{late:?}");
        assert_eq!(store.load_events(session).await.unwrap().len(), 3);
    }

    async fn racing_writers_never_share_a_place(store: &Store) {
        let session = session(store).await;
        let writers = (0..8).map(|_| {
            let store: Store = store.clone();
            tokio::spawn(async move {
                let mut end = 0;
                let mut written = 0;
                while written < 5 {
                    match store.append_events(session, end, &events(end + 1, 1)).await {
                        Ok(now) => (end, written) = (now, written + 1),
                        Err(LogError::Conflict { found, .. }) => end = found,
                        Err(other) => panic!("{other:?}"),
                    }
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        assert_eq!(store.load_events(session).await.unwrap().len(), 40);
    }

    async fn a_gap_in_the_numbering_is_refused_and_leaves_nothing(store: &Store) {
        let session = session(store).await;
        let refused = store.append_events(session, 0, &events(2, 1)).await;
        assert!(matches!(refused, Err(LogError::Gap { expected: 1, found: 2 })), "{refused:?}");
        assert!(store.load_events(session).await.unwrap().is_empty());
        store.append_events(session, 0, &events(1, 1)).await.unwrap();
    }

    async fn an_unknown_session_takes_no_events(store: &Store) {
        let refused = store.append_events(SessionId::random(), 0, &events(1, 1)).await;
        assert!(matches!(refused, Err(LogError::NoSession)), "{refused:?}");
    }

    async fn the_phase_follows_the_log(store: &Store) {
        let session = session(store).await;
        let change = |seq, to| Recorded {
            seq,
            at: NOW.plus_seconds(60),
            by: Actor::Server,
            event: Event::PhaseChanged { to, reason: None, outcome: None },
        };
        store.append_events(session, 0, &[change(1, Phase::EntryOpen), change(2, Phase::InSession)]).await.unwrap();
        let record = store.session(session).await.unwrap().unwrap();
        assert_eq!((record.phase, record.started_at, record.ended_at), (Phase::InSession, Some(NOW.plus_seconds(60)), None));
        assert_eq!(store.sessions_under_way().await.unwrap(), [record]);
        store.append_events(session, 2, &[change(3, Phase::Closed)]).await.unwrap();
        assert!(store.sessions_under_way().await.unwrap().is_empty());
        assert!(store.session(session).await.unwrap().unwrap().ended_at.is_some());
    }
}

/// proves: S12
#[tokio::test]
async fn an_edited_event_is_found_when_the_log_is_read() {
    let database = crate::support::database::sqlite().await;
    let session = session(&database.store).await;
    database.store.append_events(session, 0, &events(1, 3)).await.unwrap();
    let tamper = "DROP TRIGGER session_events_no_update;
        UPDATE session_events SET at_us = at_us + 1 WHERE seq = 2;";
    let pool = sqlx::SqlitePool::connect(&database.url).await.unwrap();
    sqlx::raw_sql(tamper).execute(&pool).await.unwrap();
    let read = database.store.load_events(session).await;
    assert!(matches!(read, Err(LogError::Broken(2))), "{read:?}");
}

/// proves: S12
#[tokio::test]
async fn the_engines_refuse_to_change_or_delete_what_was_logged() {
    let (lite, pg) = (crate::support::database::sqlite().await, crate::support::database::postgres().await);
    for store in [&lite.store, &pg.store] {
        let session = session(store).await;
        store.append_events(session, 0, &events(1, 1)).await.unwrap();
    }
    let lite = sqlx::SqlitePool::connect(&lite.url).await.unwrap();
    let pg = sqlx::PgPool::connect(&pg.url).await.unwrap();
    for attempt in ["UPDATE session_events SET kind = 'x'", "DELETE FROM session_events", "DELETE FROM audit"]
    {
        let on_pg = sqlx::query(attempt).execute(&pg).await.unwrap_err().to_string();
        assert!(on_pg.contains("append-only"), "{on_pg}");
    }
    for attempt in ["UPDATE session_events SET kind = 'x'", "DELETE FROM session_events"] {
        let on_lite = sqlx::query(attempt).execute(&lite).await.unwrap_err().to_string();
        assert!(on_lite.contains("append-only"), "{on_lite}");
    }
}
