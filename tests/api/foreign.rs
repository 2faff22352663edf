//! Objects of others: for whoever has nothing to do with them, they do not exist (reliability S8,
//! S9). The routes are read from the API's own document, so a new one is tested by itself.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::{Person, TestApp};

/// An id that belongs to nothing.
const NOTHING: &str = "00000000-0000-4000-8000-000000000000";

/// Every operation on one object, as method and path, with the kind of object it begins with.
fn operations(document: &Value) -> Vec<(Method, String, String)> {
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().keys();
        let methods = methods.filter_map(|method| method.to_uppercase().parse::<Method>().ok());
        let kind = path.strip_prefix("/api/v1/").and_then(|rest| rest.split_once("/{id}"));
        methods.filter_map(move |method| Some((method, path.clone(), kind?.0.to_owned())))
    });
    operations.collect()
}

/// What a stranger is told: everything but the number of the problem.
async fn told(person: &Person, method: &Method, path: &str, id: &str) -> (u16, Value) {
    let path = path.replace("{id}", id).replace("{person}", NOTHING);
    let request = person.request(method.clone(), &path);
    let request = if *method == Method::GET { request } else { request.json(&json!({})) };
    let answer = person.send(request).await;
    let status = answer.status.as_u16();
    let mut body: Value = serde_json::from_slice(&answer.bytes).unwrap_or(Value::Null);
    if let Some(problem) = body.as_object_mut() {
        problem.remove("id");
        problem.remove("instance");
    }
    (status, body)
}

on_both_apps! {
    async fn what_is_not_ones_own_cannot_be_told_from_what_does_not_exist(app: &TestApp) {
        let document = app.stranger().get("/api/openapi.json").await.expect(200);
        let (judge, outsider) = (app.person("法官").await, app.person("调解员").await);
        let session = judge.session("hearing").await;
        let detail = judge.get(&format!("/api/v1/sessions/{session}")).await.expect(200);
        let case = detail["case"].as_str().unwrap().to_owned();
        let own = outsider.get("/api/v1/cases").await.expect(200);
        assert!(own["items"].as_array().unwrap().iter().all(|one| one["id"] != case.as_str()), "it is foreign");
        let foreign = BTreeMap::from([("cases", case), ("sessions", session)]);

        let mut tried = 0;
        for (method, path, kind) in operations(&document) {
            let Some(id) = foreign.get(kind.as_str()) else { continue };
            let (there, nowhere) = (
                told(&outsider, &method, &path, id).await,
                told(&outsider, &method, &path, NOTHING).await,
            );
            assert_eq!(there, nowhere, "{method} {path} tells that it exists");
            assert!((400..500).contains(&there.0), "{method} {path}: {there:?}");
            tried += 1;
        }
        assert!(tried >= 15, "only {tried} operations were found");
    }
}
