//! How whoever is named in a case finds the way into it.

use serde_json::{Value, json};

use super::foreign::newcomer;
use crate::support::app::{Person, TestApp};

/// The lawsuit of the examples, and its clerk.
async fn lawsuit(app: &TestApp) -> (Person, String) {
    let clerk = app.person("书记员").await;
    let page = clerk.get("/api/v1/cases?kind=litigation").await.expect(200);
    let path = format!("/api/v1/cases/{}", page["items"][0]["id"].as_str().unwrap());
    (clerk, path)
}

/// Adds a second defendant; their place.
async fn defendant(clerk: &Person, path: &str, mobile: Option<&str>) -> String {
    let new = json!({ "name": "某某物流有限公司", "role": "party", "side": "respondent",
                      "entity": "legal_person", "mobile": mobile });
    let added = clerk.post(&format!("{path}/people"), new).await.expect(201);
    added["id"].as_str().unwrap().to_owned()
}

async fn code_for(clerk: &Person, path: &str, place: &str) -> String {
    let made = clerk.post(&format!("{path}/people/{place}/association-code"), json!({})).await.expect(201);
    made["code"].as_str().unwrap().to_owned()
}

fn wrong(answer: &Value) -> bool {
    answer["fields"][0]["code"] == "wrong_code"
}

on_both_apps! {
    /// proves: ID-20, ID-21
    async fn a_code_is_good_once_for_the_defendant_and_once_for_the_agent(app: &TestApp) {
        let (clerk, path) = lawsuit(app).await;
        let place = defendant(&clerk, &path, None).await;
        let code = code_for(&clerk, &path, &place).await;
        let defendant = newcomer(app, "13700000011", None, Vec::new()).await;
        let agent = newcomer(app, "13700000012", None, Vec::new()).await;
        let third = newcomer(app, "13700000013", None, Vec::new()).await;
        let used = |r#as: &str| json!({ "code": code, "as": r#as });
        let look = agent.post("/api/v1/associations/look", json!({ "code": code.to_lowercase() })).await;
        let look = look.expect(200);
        assert_eq!((&look["party"], &look["open_to"]), (&json!("某某物流有限公司"), &json!(["party", "agent"])));
        agent.get(&path).await.expect(404);

        agent.post("/api/v1/associations", used("agent")).await.expect(200);
        assert!(wrong(&third.post("/api/v1/associations", used("agent")).await.expect(422)), "one agent only");
        defendant.post("/api/v1/associations", used("party")).await.expect(200);
        for r#as in ["party", "agent"] {
            assert!(wrong(&third.post("/api/v1/associations", used(r#as)).await.expect(422)));
        }
        third.get(&path).await.expect(404);
        let people = agent.get(&path).await.expect(200)["people"].clone();
        let bound = people.as_array().unwrap().iter().find(|one| one["role"] == "agent" && one["linked_to"] == place);
        assert_eq!(bound.unwrap()["special_authority"], false, "nobody gives themselves authority to settle");
        defendant.get(&path).await.expect(200);
        let log = clerk.get(&format!("{path}/access-log")).await.expect(200).to_string();
        assert!(log.contains("join_case") || log.contains("某某"), "{log}");
    }

    /// proves: ID-21
    async fn a_new_code_ends_the_one_before_and_guessing_is_shut_out(app: &TestApp) {
        let (clerk, path) = lawsuit(app).await;
        let place = defendant(&clerk, &path, None).await;
        let first = code_for(&clerk, &path, &place).await;
        let second = code_for(&clerk, &path, &place).await;
        let opponent = app.person("申请人").await;
        let with = |code: &str| json!({ "code": code, "as": "agent" });
        assert_eq!(opponent.post("/api/v1/associations", with(&second)).await.problem(409), "not_now");
        assert_eq!(opponent.post(&format!("{path}/people/{place}/association-code"), json!({})).await.problem(403), "forbidden");
        let somebody = newcomer(app, "13700000014", None, Vec::new()).await;
        assert!(wrong(&somebody.post("/api/v1/associations", with(&first)).await.expect(422)));
        for guess in 0..30 {
            let answer = somebody.post("/api/v1/associations", with(&format!("ABCDEFGH{:02}", guess % 8 + 22))).await;
            if answer.status.as_u16() == 429 {
                assert_eq!(somebody.post("/api/v1/associations", with(&second)).await.problem(429), "too_many");
                return;
            }
            assert!(wrong(&answer.expect(422)));
        }
        panic!("thirty guesses, and no end");
    }

    /// proves: ID-19
    async fn a_defendant_sees_the_cases_that_name_them_and_takes_note(app: &TestApp) {
        let (clerk, path) = lawsuit(app).await;
        let named = newcomer(app, "13700000015", None, Vec::new()).await;
        assert_eq!(named.get("/api/v1/me/places").await.expect(200), json!([]));
        let place = defendant(&clerk, &path, Some("13700000015")).await;
        let other = newcomer(app, "13700000016", None, Vec::new()).await;
        let take = json!({ "places": [place] });
        assert_eq!(other.get("/api/v1/me/places").await.expect(200), json!([]));
        assert_eq!(other.post("/api/v1/me/places", take.clone()).await.problem(404), "not_found");

        let seen = named.get("/api/v1/me/places").await.expect(200);
        assert_eq!((&seen[0]["id"], &seen[0]["role"]), (&json!(place), &json!("party")));
        named.get(&path).await.expect(404);
        named.post("/api/v1/me/places", take).await.expect(204);
        named.get(&path).await.expect(200);
        assert_eq!(named.get("/api/v1/me/places").await.expect(200), json!([]));
    }
}
