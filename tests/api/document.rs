//! The document of the API, and what it promises for every endpoint at once.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::TestApp;

/// Endpoints for people who are not signed in.
const PUBLIC: [&str; 6] = [
    "/api/v1/sign-in",
    "/api/v1/sign-in/ways",
    "/api/v1/sign-in/code",
    "/api/v1/sign-in/with-code",
    "/api/v1/invitations/look",
    "/api/v1/invitations/accept-new",
];

/// Every operation: method and path.
fn operations(document: &Value) -> Vec<(Method, String)> {
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().keys();
        methods.filter_map(|method| Some((method.to_uppercase().parse().ok()?, path.clone())))
    });
    operations.filter(|(_, path)| path.starts_with("/api/")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_document_is_openapi_3_1_and_names_every_operation() {
    let app = TestApp::sqlite().await;
    let document = app.stranger().get("/api/openapi.json").await.expect(200);
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut names = std::collections::HashSet::new();
    for (method, path) in operations(&document) {
        let operation = &document["paths"][&path][method.as_str().to_lowercase()];
        let name = operation["operationId"].as_str().unwrap();
        assert!(names.insert(name.to_owned()), "two operations are named {name}");
        assert!(operation["responses"]["default"].is_object(), "{method} {path} documents no problem");
    }
    assert!(names.len() > 20, "only {} operations were found", names.len());
}

/// proves: S9
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_gets_anything_without_signing_in() {
    let app = TestApp::sqlite().await;
    let document = app.stranger().get("/api/openapi.json").await.expect(200);
    for (method, path) in operations(&document) {
        if PUBLIC.contains(&path.as_str()) {
            continue;
        }
        let path = path.replace("{id}", "00000000-0000-4000-8000-000000000000");
        let stranger = app.stranger();
        let answer = stranger.send(stranger.request(method.clone(), &path).json(&json!({}))).await;
        assert_eq!(answer.status.as_u16(), 401, "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_endpoint_is_a_problem_with_a_sentence_in_the_readers_language() {
    let app = TestApp::sqlite().await;
    let stranger = app.stranger();
    let ask = |language: &'static str| {
        stranger.send(stranger.request(Method::GET, "/api/v1/nothing").header("accept-language", language))
    };
    let (chinese, english) = (ask("zh-CN").await.expect(404), ask("en").await.expect(404));
    assert_eq!(chinese["code"], english["code"]);
    assert!(english["title"].as_str().unwrap().is_ascii());
    assert!(!chinese["title"].as_str().unwrap().is_ascii());
}
