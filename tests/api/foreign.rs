//! Objects of others: for whoever has nothing to do with them, they do not exist (reliability S8,
//! S9). The routes, and the bodies they take, are read from the API's own document: a new route is
//! tried by itself, and one with a new kind of object fails until there is such an object here.

use std::collections::BTreeMap;

use concord::access::account::InstitutionKind;
use concord::access::{AccountId, InstitutionId, Office};
use concord::store::NewAccount;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::recordings::recorded_hearing;
use super::sample;
use crate::support::app::{Person, TestApp};

/// An id that belongs to nothing.
const NOTHING: &str = "00000000-0000-4000-8000-000000000000";
/// What changes by itself: tries are logged there, proofs are signed anew, and files are no state.
const NO_STATE: [&str; 5] = ["/access-log", "/caucus-proof", "/archive", "/file", "/content"];
/// Of institutions everybody may know.
const FOR_EVERYBODY: [&str; 1] = ["/api/v1/mediators"];

/// An operation on objects.
struct Operation {
    method: Method,
    /// With its parameters in braces; those of the query that name an object are part of it.
    path: String,
    body: Option<Value>,
}

/// Ids by what they are of: the part of a path before `{id}`, or a parameter's own name.
type Ids = BTreeMap<String, String>;

/// The parameters in a path, by what they are of.
fn parameters(path: &str) -> Vec<(String, String)> {
    let parts: Vec<&str> = path.split(['/', '?', '=', '&']).collect();
    let named = parts.iter().enumerate().filter_map(|(at, part)| {
        let name = part.strip_prefix('{')?.strip_suffix('}')?;
        let kind = if name == "id" { parts[at - 1] } else { name };
        Some(((*part).to_owned(), kind.to_owned()))
    });
    named.collect()
}

fn operations(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        item.as_object().unwrap().iter().flat_map(move |(method, operation)| {
            let method: Method = method.to_uppercase().parse().unwrap();
            let body = sample::body(document, operation);
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let of_query: Vec<&Value> = parameters.filter(|one| one["in"] == "query").collect();
            let needed = of_query.iter().filter(|one| one["required"] == true);
            let needed: Vec<String> =
                needed.map(|one| format!("{}=x", one["name"].as_str().unwrap())).collect();
            let plain = if needed.is_empty() { path.clone() } else { format!("{path}?{}", needed.join("&")) };
            let objects = of_query.into_iter().filter(|one| is_object(&one["schema"])).map(move |one| {
                let name = one["name"].as_str().unwrap();
                format!("{path}?{name}={{{name}}}")
            });
            let paths = std::iter::once(plain).chain(objects);
            paths.map(move |path| Operation { method: method.clone(), path, body: body.clone() })
        })
    });
    let about_objects = all.filter(|one| one.path.contains('{'));
    about_objects.filter(|one| !FOR_EVERYBODY.iter().any(|path| one.path.starts_with(path))).collect()
}

/// Whether a parameter is the id of something.
fn is_object(schema: &Value) -> bool {
    let text = schema.to_string();
    text.contains("\"uuid\"") || text.contains("Id\"")
}

/// What a person is told: the status, the headers and the bytes.
#[derive(Debug, PartialEq)]
struct Told {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Operation {
    fn key(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// With these ids, and nothing where there is none.
    async fn ask(&self, person: &Person, ids: &Ids) -> Told {
        let mut path = self.path.clone();
        for (placeholder, kind) in parameters(&self.path) {
            path = path.replacen(&placeholder, ids.get(&kind).map_or(NOTHING, String::as_str), 1);
        }
        let request = person.request(self.method.clone(), &path).header("if-match", "\"v1\"");
        let request = match &self.body {
            Some(body) => request.json(body),
            None => request,
        };
        let answer = person.send(request).await;
        let shown = |(name, value): (&reqwest::header::HeaderName, &reqwest::header::HeaderValue)| {
            (name.to_string(), value.to_str().unwrap().to_owned())
        };
        let headers = answer.headers.iter().map(shown).filter(|(name, _)| name != "date");
        Told {
            status: answer.status.as_u16(),
            headers: headers.collect(),
            body: String::from_utf8_lossy(&answer.bytes).into_owned(),
        }
    }
}

/// A hearing's case with everything a case can have, and whose it is.
struct Estate {
    judge: Person,
    clerk: Person,
    ids: Ids,
}

impl Estate {
    async fn of(app: &TestApp) -> Self {
        let (judge, plaintiff) = (app.person("法官").await, app.person("申请人").await);
        let (clerk, recording) = recorded_hearing(app).await;
        let session = judge.session("hearing").await;
        let detail = judge.get(&format!("/api/v1/sessions/{session}")).await.expect(200);
        let case = detail["case"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/cases/{case}");

        let copy = json!({ "recipient": "王晓梅", "purpose": "上诉" });
        let copy = clerk.post(&format!("{recording}/copies"), copy).await.expect(201);
        let material = json!({ "class": "other", "name": "照片.jpg", "bytes": 9 });
        let material = clerk.post(&format!("{path}/materials"), material).await.expect(201);
        let wish = json!({ "kind": "preservation", "reason": "转移财产" });
        let wish = plaintiff.post(&format!("{path}/applications"), wish).await.expect(201);
        let person = clerk.get(&path).await.expect(200)["people"][0].clone();
        let me = judge.get("/api/v1/me").await.expect(200);
        let sign_in = judge.get("/api/v1/me/sign-ins").await.expect(200)[0].clone();
        let id = |object: &Value| object["id"].as_str().unwrap().to_owned();
        let ids = [
            ("case", case.clone()),
            ("cases", case),
            ("session", session.clone()),
            ("sessions", session),
            ("participant", id(&detail["people"][0])),
            ("recordings", recording.rsplit('/').next().unwrap().to_owned()),
            ("copy", id(&copy)),
            ("materials", id(&material)),
            ("applications", id(&wish)),
            ("person", id(&person)),
            ("accounts", id(&me)),
            ("sign-ins", id(&sign_in)),
        ];
        Self { judge, clerk, ids: ids.map(|(kind, id)| (kind.to_owned(), id)).into() }
    }

    /// Everything that can be read of it by those whose it is.
    async fn state(&self, operations: &[Operation]) -> BTreeMap<String, Told> {
        let mut state = BTreeMap::new();
        let reads = |one: &&Operation| {
            one.method == Method::GET
                && !NO_STATE.iter().any(|end| one.path.split('?').next().unwrap().ends_with(end))
        };
        for operation in operations.iter().filter(reads) {
            for (name, person) in [("judge", &self.judge), ("clerk", &self.clerk)] {
                state.insert(format!("{name}: {}", operation.key()), operation.ask(person, &self.ids).await);
            }
        }
        state
    }
}

/// Three who have nothing to do with it: a mediator of the same court, somebody without an office,
/// and the administration of another institution.
async fn outsiders(app: &TestApp) -> [(&'static str, Person); 3] {
    let elsewhere = InstitutionId(Uuid::new_v4());
    let (store, now) = (&app.api.store, app.api.clock.now());
    store.create_institution(elsewhere, InstitutionKind::Court, "邻县人民法院", now).await.unwrap();
    let nobody = newcomer(app, "13700000001", None, Vec::new()).await;
    let administration = newcomer(app, "13700000002", Some(elsewhere), vec![Office::OrgAdmin]).await;
    [
        ("a mediator", app.person("调解员").await),
        ("nobody", nobody),
        ("another administration", administration),
    ]
}

pub async fn newcomer(
    app: &TestApp,
    mobile: &str,
    of: Option<InstitutionId>,
    offices: Vec<Office>,
) -> Person {
    let password = "雨停了就去法院吧2026";
    let account = NewAccount {
        id: AccountId(Uuid::new_v4()),
        institution: of,
        name: "外人".to_owned(),
        mobile: Some(mobile.to_owned()),
        email: None,
        password_hash: Some(app.api.access.passwords().hash(password.to_owned()).await),
        must_change_password: false,
        language: "zh-CN".to_owned(),
        offices,
    };
    app.api.store.create_account(&account, app.api.clock.now()).await.unwrap();
    app.signed_in(mobile, password).await
}

/// Refused, and because of the object: not because of what was sent.
#[track_caller]
fn assert_no_word_of_it(who: &str, operation: &Operation, there: &Told, nowhere: &Told) {
    let key = operation.key();
    assert_eq!(there, nowhere, "{who}: {key} tells that it exists");
    let is_list = operation.path.starts_with("/api/v1/recordings?");
    assert!(
        is_list || matches!(there.status, 403 | 404),
        "{who}: {key} did not come to its object: {there:?}"
    );
}

on_both_apps! {
    /// proves: S8, S9
    async fn what_is_not_ones_own_cannot_be_told_from_what_does_not_exist(app: &TestApp) {
        let document = app.stranger().get("/api/openapi.json").await.expect(200);
        let operations = operations(&document);
        assert!(operations.len() >= 35, "only {} operations were found", operations.len());
        let estate = Estate::of(app).await;
        for (_, kind) in operations.iter().flat_map(|one| parameters(&one.path)) {
            assert!(estate.ids.contains_key(&kind), "a route is about {kind}, and there is none to try it with");
        }
        let before = estate.state(&operations).await;
        assert!(before.values().filter(|told| told.status == 200).count() >= 10, "it is there for its people");
        for (who, outsider) in outsiders(app).await {
            for operation in &operations {
                let there = operation.ask(&outsider, &estate.ids).await;
                let nowhere = operation.ask(&outsider, &Ids::new()).await;
                assert_no_word_of_it(who, operation, &there, &nowhere);
            }
        }
        assert_eq!(estate.state(&operations).await, before, "nothing was changed");
    }

    /// proves: S9
    async fn what_belongs_to_one_thing_is_not_reached_by_way_of_another(app: &TestApp) {
        let document = app.stranger().get("/api/openapi.json").await.expect(200);
        let estate = Estate::of(app).await;
        let before = estate.state(&operations(&document)).await;
        let (clerk, recording) = recorded_hearing(app).await;
        let mediator = app.person("调解员").await;
        let cases = mediator.get("/api/v1/cases").await.expect(200);
        let own_case = cases["items"][0]["id"].as_str().unwrap();
        let own_recording = recording.rsplit('/').next().unwrap();
        let ways = BTreeMap::from([("cases", (&mediator, own_case)), ("recordings", (&clerk, own_recording))]);
        let mut tried = 0;
        for operation in operations(&document) {
            let [(_, first), (_, second)] = &parameters(&operation.path)[..] else { continue };
            let Some((owner, own)) = ways.get(first.as_str()) else {
                // A filter of one's own object by somebody else's is still about one's own.
                assert_eq!(second, "participant", "{} has no way to try it", operation.key());
                continue;
            };
            let own = (first.clone(), (*own).to_owned());
            let foreign = Ids::from([own.clone(), (second.clone(), estate.ids[second].clone())]);
            let there = operation.ask(owner, &foreign).await;
            let nowhere = operation.ask(owner, &Ids::from([own])).await;
            assert_eq!(there, nowhere, "{} tells that it exists", operation.key());
            assert_eq!(there.status, 404, "{}: {there:?}", operation.key());
            tried += 1;
        }
        assert!(tried >= 3, "only {tried} operations were found");
        let after = estate.state(&operations(&document)).await;
        let is_list = |key: &String| key.contains("/recordings?");
        for (key, told) in before.iter().filter(|(key, _)| !is_list(key)) {
            assert_eq!(&after[key], told, "{key} was changed");
        }
    }
}
