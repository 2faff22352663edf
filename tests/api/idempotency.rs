//! Requests that are sent again because their answer was lost.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::{Answer, Person, TestApp};

/// A party applies for mediation.
async fn new_case(person: &Person, description: &str) -> Value {
    let institutions = person.get("/api/v1/institutions").await.expect(200);
    json!({
        "institution": institutions[0]["id"], "kind": "mediation", "cause": "买卖合同纠纷",
        "description": description,
        "people": [{ "name": "某某商贸有限公司", "role": "party", "side": "respondent", "entity": "legal_person" }],
    })
}

async fn post(person: &Person, key: &str, path: &str, body: &Value) -> Answer {
    person.send(person.request(Method::POST, path).header("idempotency-key", key).json(body)).await
}

async fn cases(person: &Person) -> usize {
    person.get("/api/v1/cases").await.expect(200)["items"].as_array().unwrap().len()
}

on_both_apps! {
    async fn a_repeated_request_makes_nothing_twice_and_gets_the_first_answer(app: &TestApp) {
        let applicant = app.person("申请人").await;
        let new = new_case(&applicant, "货已付款，至今未交付。").await;
        let before = cases(&applicant).await;
        let first = post(&applicant, "one", "/api/v1/cases", &new).await;
        let again = post(&applicant, "one", "/api/v1/cases", &new).await;
        assert_eq!(first.headers["location"], again.headers["location"]);
        assert!(first.headers.get("idempotency-replayed").is_none());
        assert_eq!(again.headers["idempotency-replayed"], "true");
        assert_eq!(first.expect(201), again.expect(201));
        assert_eq!(cases(&applicant).await, before + 1);
        post(&applicant, "two", "/api/v1/cases", &new).await.expect(201);
        assert_eq!(cases(&applicant).await, before + 2);
    }

    async fn a_key_stands_for_one_request_of_one_person(app: &TestApp) {
        let (applicant, respondent) = (app.person("申请人").await, app.person("被申请人").await);
        let new = new_case(&applicant, "货已付款，至今未交付。").await;
        let first = post(&applicant, "one", "/api/v1/cases", &new).await.expect(201);
        let other = new_case(&applicant, "货物有瑕疵。").await;
        assert_eq!(post(&applicant, "one", "/api/v1/cases", &other).await.problem(409), "key_reused");
        let messages = format!("/api/v1/cases/{}/messages", first["id"].as_str().unwrap());
        assert_eq!(post(&applicant, "one", &messages, &new).await.problem(409), "key_reused");
        let theirs = post(&respondent, "one", "/api/v1/cases", &new).await.expect(201);
        assert_ne!(first["id"], theirs["id"], "a key of one person opened another's answer");
    }

    async fn a_refused_request_leaves_its_key_free(app: &TestApp) {
        let applicant = app.person("申请人").await;
        let empty = new_case(&applicant, "").await;
        assert_eq!(post(&applicant, "one", "/api/v1/cases", &empty).await.problem(422), "invalid_fields");
        let corrected = new_case(&applicant, "货已付款，至今未交付。").await;
        post(&applicant, "one", "/api/v1/cases", &corrected).await.expect(201);
        let long = "k".repeat(101);
        assert_eq!(post(&applicant, &long, "/api/v1/cases", &corrected).await.problem(400), "invalid_query");
    }

    async fn the_same_request_many_times_at_once_makes_one_case(app: &TestApp) {
        let applicant = app.person("申请人").await;
        let new = new_case(&applicant, "货已付款，至今未交付。").await;
        let before = cases(&applicant).await;
        let asked = (0..8).map(|_| post(&applicant, "one", "/api/v1/cases", &new));
        for answer in futures_util::future::join_all(asked).await {
            match answer.status.as_u16() {
                201 => {}
                // The first was still under way.
                _ => assert_eq!(answer.problem(409), "not_now"),
            }
        }
        assert_eq!(cases(&applicant).await, before + 1);
    }

    async fn nobody_who_is_not_signed_in_takes_a_key(app: &TestApp) {
        let applicant = app.person("申请人").await;
        let new = new_case(&applicant, "货已付款，至今未交付。").await;
        assert_eq!(post(&app.stranger(), "one", "/api/v1/cases", &new).await.problem(401), "sign_in_needed");
        post(&applicant, "one", "/api/v1/cases", &new).await.expect(201);
    }
}
