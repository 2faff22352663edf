//! The outbox of notices, and one-time codes.

use concord::access::CodePurpose;
use concord::connectors::notices::{NewNotice, NoticeContent};
use concord::store::{NewAccount, NewCode};
use uuid::Uuid;

use super::sample::{NOW, account, institution};

fn come_now(institution: concord::access::InstitutionId) -> NewNotice {
    let content = NoticeContent::ComeNow { link: "https://court.example/".into() };
    NewNotice { institution: Some(institution), account: None, address: "13800000001".into(), content }
}

on_both_engines! {
    async fn a_notice_is_due_until_it_is_taken_or_given_up(store: &Store) {
        let court = institution(store).await;
        let ids = [
            store.create_notice(&come_now(court), NOW).await.unwrap(),
            store.create_notice(&come_now(court), NOW.plus_seconds(1)).await.unwrap(),
            store.create_notice(&come_now(court), NOW.plus_seconds(2)).await.unwrap(),
        ];
        let due = async |at| -> Vec<Uuid> {
            store.notices_due(at, 10).await.unwrap().iter().map(|notice| notice.id).collect()
        };
        assert_eq!(due(NOW).await, ids[..1]);
        let later = NOW.plus_seconds(60);
        store.notice_failed(ids[0], later, "503").await.unwrap();
        assert_eq!(due(later.minus_seconds(1)).await, ids[1..]);
        store.notice_delivered(ids[1], later).await.unwrap();
        store.give_up_notice(ids[2]).await.unwrap();
        assert_eq!(due(later).await, ids[..1]);
        let seen = store.notices_of(court, NOW.minus_seconds(1), 10).await.unwrap();
        let states: Vec<_> = seen.iter().map(|notice| (notice.delivered, notice.is_given_up)).collect();
        assert_eq!(states, [(None, true), (Some(later), false), (None, false)]);
        store.forget_notice(ids[0]).await.unwrap();
        assert!(due(later).await.is_empty());
    }

    async fn a_notice_is_in_the_language_of_whoever_gets_it(store: &Store) {
        let court = institution(store).await;
        let reader = NewAccount { language: "en".into(), ..account("Ann", "13800000002", &[]) };
        store.create_account(&reader, NOW).await.unwrap();
        let notice = NewNotice { account: Some(reader.id), ..come_now(court) };
        store.create_notice(&notice, NOW).await.unwrap();
        let due = store.notices_due(NOW, 10).await.unwrap();
        assert_eq!(due[0].language.as_deref(), Some("en"));
    }

    async fn a_code_is_good_once_for_its_purpose_and_its_time(store: &Store) {
        let owner = account("王申请", "13800000003", &[]);
        store.create_account(&owner, NOW).await.unwrap();
        let ends = NOW.plus_seconds(300);
        let code = |hash: &str, ends| NewCode {
            id: Uuid::new_v4(),
            account: owner.id,
            purpose: CodePurpose::SignIn,
            code_hash: hash.into(),
            tries: 5,
            ends,
        };
        let use_code = async |purpose, hash, at| store.use_code(owner.id, purpose, hash, at).await.unwrap();
        store.create_code(&code("first", ends)).await.unwrap();
        store.create_code(&code("second", ends)).await.unwrap();
        assert!(!use_code(CodePurpose::SignIn, "first", NOW).await, "a new code voids the one before");
        assert!(!use_code(CodePurpose::Confirm, "second", NOW).await);
        assert!(!use_code(CodePurpose::SignIn, "second", ends).await, "too late");
        assert!(use_code(CodePurpose::SignIn, "second", NOW).await);
        assert!(!use_code(CodePurpose::SignIn, "second", NOW).await, "used");
        let made_since = async |at| store.codes_ending_after(owner.id, CodePurpose::SignIn, at).await.unwrap();
        assert_eq!((made_since(NOW).await, made_since(ends).await), (2, 0));
    }

    async fn the_sixth_guess_is_wrong_whatever_it_is(store: &Store) {
        let owner = account("王申请", "13800000004", &[]);
        store.create_account(&owner, NOW).await.unwrap();
        let (purpose, ends) = (CodePurpose::SignIn, NOW.plus_seconds(300));
        let code = NewCode { id: Uuid::new_v4(), account: owner.id, purpose, code_hash: "right".into(), tries: 5, ends };
        store.create_code(&code).await.unwrap();
        for _ in 0..5 {
            assert!(!store.use_code(owner.id, purpose, "wrong", NOW).await.unwrap());
        }
        assert!(!store.use_code(owner.id, purpose, "right", NOW).await.unwrap());
    }
}
