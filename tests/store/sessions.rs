//! Sessions and the places in them.

use concord::session::{Plan, Timestamp};
use concord::store::{Seat, Store};

use super::sample::{self, NOW};

/// A session of a new case.
pub async fn scheduled(store: &Store) -> Plan {
    let plan = sample::plan();
    let case = sample::case(store).await;
    store.create_session(case, &plan, &[], NOW).await.unwrap();
    plan
}

on_both_engines! {
    async fn a_plan_comes_back_as_it_was_made(store: &Store) {
        let plan = scheduled(store).await;
        assert_eq!(store.session_plan(plan.session).await.unwrap(), Some(plan));
    }

    async fn an_account_finds_its_sessions_in_order(store: &Store) {
        let account = sample::account("甲", "13800000001", &[]);
        store.create_account(&account, NOW).await.unwrap();
        let case = sample::case(store).await;
        let mut expected = Vec::new();
        for day in 0..3_u32 {
            let plan = Plan { scheduled_at: NOW.plus_seconds(day * 86_400), ..sample::plan() };
            let seat = Seat { participant: plan.people[1].id, person: None, account: Some(account.id) };
            store.create_session(case, &plan, &[seat], NOW).await.unwrap();
            assert_eq!(store.seat_of(plan.session, account.id).await.unwrap(), Some(seat));
            expected.push(plan.session);
        }
        let page = |after: (Timestamp, String), limit| async move {
            store.sessions_of_account(account.id, (after.0, &after.1), Timestamp(i64::MAX), limit).await.unwrap()
        };
        let first = page((Timestamp(0), String::new()), 2).await;
        let last = &first[1];
        let second = page((last.scheduled_at, last.id.to_string()), 2).await;
        let found: Vec<_> = first.iter().chain(&second).map(|session| session.id).collect();
        assert_eq!(found, expected);
    }
}
