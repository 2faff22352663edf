//! Accounts and sign-ins.

use concord::access::Office;
use concord::session::Timestamp;
use concord::store::{Identity, NewSignIn, StoreError};
use recorder::digest::Sha256;
use uuid::Uuid;

use super::sample::{self, NOW};

fn sign_in(account: concord::access::AccountId, token: &[u8]) -> NewSignIn {
    NewSignIn {
        id: Uuid::new_v4(),
        account,
        token_hash: Sha256::of(token),
        device: "Chrome, Windows".into(),
        ends: NOW.plus_seconds(3600),
    }
}

on_both_engines! {
    async fn an_account_is_found_by_what_its_owner_types(store: &Store) {
        let mut new = sample::account("张三", "13800000001", &[Office::Judge, Office::Mediator]);
        new.email = Some("zhang@example.cn".into());
        store.create_account(&new, NOW).await.unwrap();
        for typed in ["13800000001", " 138-0000-0001 ", "Zhang@Example.CN"] {
            let found = store.account_by_identity(&Identity::new(typed)).await.unwrap().unwrap();
            assert_eq!(found.id, new.id, "{typed}");
            assert_eq!((found.name.as_str(), found.offices.as_slice()), ("张三", &[Office::Judge, Office::Mediator][..]));
        }
        assert!(store.account_by_identity(&Identity::new("13800000002")).await.unwrap().is_none());
    }

    async fn one_mobile_number_has_one_account(store: &Store) {
        store.create_account(&sample::account("甲", "13800000001", &[]), NOW).await.unwrap();
        let second = store.create_account(&sample::account("乙", "13800000001", &[]), NOW).await;
        assert!(matches!(second, Err(StoreError::Taken)), "{second:?}");
    }

    async fn whoever_is_disabled_again_was_disabled_the_first_time(store: &Store) {
        let new = sample::account("张三", "13800000001", &[Office::Judge]);
        store.create_account(&new, NOW).await.unwrap();
        let later = NOW.plus_seconds(60);
        for (since, kept) in [(Some(NOW), Some(NOW)), (Some(later), Some(NOW)), (None, None), (Some(later), Some(later))] {
            let version = store.account(new.id).await.unwrap().unwrap().version;
            store.change_account(new.id, version, since, &[Office::Judge]).await.unwrap();
            assert_eq!(store.account(new.id).await.unwrap().unwrap().disabled_since, kept, "{since:?}");
        }
    }

    async fn wrong_passwords_in_a_row_lock_an_account(store: &Store) {
        let new = sample::account("甲", "13800000001", &[]);
        store.create_account(&new, NOW).await.unwrap();
        let until = NOW.plus_seconds(600);
        assert!(!store.count_failure(new.id, 3, until).await.unwrap());
        store.clear_failures(new.id).await.unwrap();
        assert!(!store.count_failure(new.id, 3, until).await.unwrap());
        assert!(!store.count_failure(new.id, 3, until).await.unwrap());
        assert!(store.count_failure(new.id, 3, until).await.unwrap());
        assert_eq!(store.account(new.id).await.unwrap().unwrap().locked_until, until);
    }

    async fn a_sign_in_is_known_by_its_token_until_it_ends_or_is_revoked(store: &Store) {
        let new = sample::account("甲", "13800000001", &[]);
        store.create_account(&new, NOW).await.unwrap();
        let first = sign_in(new.id, b"one");
        let second = sign_in(new.id, b"two");
        store.create_sign_in(&first, NOW).await.unwrap();
        store.create_sign_in(&second, NOW).await.unwrap();
        let known = |token: &'static [u8], at: Timestamp| async move {
            store.signed_in(Sha256::of(token), at).await.unwrap().map(|(sign_in, _)| sign_in.id)
        };
        assert_eq!(known(b"one", NOW).await, Some(first.id));
        assert_eq!(known(b"other", NOW).await, None);
        assert_eq!(known(b"one", NOW.plus_seconds(3600)).await, None, "it has ended");
        store.revoke_other_sign_ins(new.id, Some(first.id), NOW).await.unwrap();
        assert_eq!(known(b"two", NOW).await, None, "it was revoked");
        assert_eq!(store.sign_ins_of(new.id, NOW).await.unwrap().len(), 1);
    }

    async fn nobody_can_revoke_the_sign_in_of_another(store: &Store) {
        let (mine, theirs) = (sample::account("甲", "13800000001", &[]), sample::account("乙", "13800000002", &[]));
        store.create_account(&mine, NOW).await.unwrap();
        store.create_account(&theirs, NOW).await.unwrap();
        let sign_in = sign_in(mine.id, b"one");
        store.create_sign_in(&sign_in, NOW).await.unwrap();
        assert!(!store.revoke_sign_in(sign_in.id, theirs.id, NOW).await.unwrap());
        assert!(store.revoke_sign_in(sign_in.id, mine.id, NOW).await.unwrap());
    }
}
