//! Cases, their people, and how they are found.

use concord::access::AccountId;
use concord::cases::{Case, CaseId};
use concord::session::role::{Role, Side};
use concord::store::{CaseQuery, Store, StoreError};

use super::sample::{self, NOW};

fn of(account: AccountId) -> CaseQuery {
    CaseQuery {
        account,
        institution: None,
        question: String::new(),
        kind: None,
        state: None,
        after: None,
        limit: 50,
    }
}

async fn found(store: &Store, query: CaseQuery) -> Vec<CaseId> {
    store.cases(&query).await.unwrap().iter().map(|case| case.id).collect()
}

on_both_engines! {
    async fn a_case_and_its_people_come_back_as_they_were_made(store: &Store) {
        let institution = sample::institution(store).await;
        let account = sample::account("王申请", "13800000001", &[]);
        store.create_account(&account, NOW).await.unwrap();
        let case = sample::mediation(institution, "(2026)示调1号", "买卖合同纠纷");
        let party = sample::person("王申请", Role::Party, Some(Side::Applicant), Some(account.id));
        let mut agent = sample::person("赵律师", Role::Agent, Some(Side::Applicant), None);
        agent.linked_to = Some(party.id);
        agent.protected_from = vec![party.id];
        agent.special_authority = true;
        store.create_case(&case, &[party.clone(), agent.clone()]).await.unwrap();
        assert_eq!(store.case(case.id).await.unwrap(), Some(case.clone()));
        assert!(store.people_of_case(case.id).await.unwrap() == [agent, party]);
    }

    async fn people_see_their_own_cases_and_nobody_elses(store: &Store) {
        let institution = sample::institution(store).await;
        let (mine, theirs) = (sample::account("甲", "13800000001", &[]), sample::account("乙", "13800000002", &[]));
        store.create_account(&mine, NOW).await.unwrap();
        store.create_account(&theirs, NOW).await.unwrap();
        let case = sample::mediation(institution, "1", "纠纷");
        let person = sample::person("甲", Role::Party, Some(Side::Applicant), Some(mine.id));
        store.create_case(&case, &[person]).await.unwrap();
        assert_eq!(found(store, of(mine.id)).await, [case.id]);
        assert!(found(store, of(theirs.id)).await.is_empty());
        let administration = CaseQuery { institution: Some(institution), ..of(theirs.id) };
        assert_eq!(found(store, administration).await, [case.id]);
    }

    async fn cases_are_found_by_parts_of_number_title_and_names(store: &Store) {
        let institution = sample::institution(store).await;
        let admin = |question: &str| CaseQuery {
            institution: Some(institution),
            question: question.into(),
            ..of(AccountId::random())
        };
        let sale = sample::mediation(institution, "(2026)示调1042号", "买卖合同纠纷");
        let loan = sample::mediation(institution, "(2026)示调7号", "借款合同纠纷");
        store.create_case(&sale, &[sample::person("龘靐", Role::Party, None, None)]).await.unwrap();
        store.create_case(&loan, &[]).await.unwrap();
        for (question, expected) in [
            ("龘靐", vec![sale.id]),
            ("买卖", vec![sale.id]),
            ("104", vec![sale.id]),
            ("借款合同纠纷", vec![loan.id]),
            ("合同 7", vec![loan.id]),
            ("离婚", vec![]),
        ] {
            assert_eq!(found(store, admin(question)).await, expected, "{question}");
        }
        assert_eq!(found(store, admin("合同")).await.len(), 2);
    }

    async fn pages_show_every_case_once_last_moved_first(store: &Store) {
        let institution = sample::institution(store).await;
        let mut expected = Vec::new();
        for n in 0..7_u32 {
            let at = NOW.plus_seconds(n / 2);
            let case = Case { created_at: at, ..sample::mediation(institution, &n.to_string(), "纠纷") };
            store.create_case(&case, &[]).await.unwrap();
            expected.push((at, case.id.to_string(), case.id));
        }
        expected.sort();
        expected.reverse();
        let (mut after, mut seen) = (None, Vec::new());
        loop {
            let query = CaseQuery { institution: Some(institution), after, limit: 3, ..of(AccountId::random()) };
            let page = store.cases(&query).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some((last.changed_at, last.id));
            seen.extend(page.iter().map(|case| case.id));
        }
        assert_eq!(seen, expected.into_iter().map(|(_, _, id)| id).collect::<Vec<_>>());
    }

    async fn a_number_is_used_once_in_an_institution(store: &Store) {
        let institution = sample::institution(store).await;
        store.create_case(&sample::mediation(institution, "1", "甲"), &[]).await.unwrap();
        let second = store.create_case(&sample::mediation(institution, "1", "乙"), &[]).await;
        assert!(matches!(second, Err(StoreError::Taken)), "{second:?}");
    }
}
