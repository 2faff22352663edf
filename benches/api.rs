//! How long does the API take when 200 sessions are open? There are 200 cases in mediation, each
//! with a session that is set. Four pages of each are open and ask for what the web client asks:
//! who they are, their sign-ins, sessions, cases, the case, its timeline, materials, messages, the
//! session; every other time they come to the board they write.
//!
//! The last line is `{"p99_ms_sqlite":…,"p99_ms_postgres":…}`; the bar is 100 ms.
#![expect(clippy::unwrap_used, reason = "the support of the tests ends where it cannot go on")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

#[path = "../tests/support/app.rs"]
#[macro_use]
#[expect(dead_code, unused_macros, reason = "the tests use more of it")]
mod app;
#[path = "../tests/support/postgres.rs"]
mod postgres;

use app::{Person, TestApp};

const CASES: usize = 200;
/// Pages that are open.
const PAGES: usize = CASES * 4;
/// A page asks for something this often: 160 requests a second in all.
const EVERY: Duration = Duration::from_secs(5);
/// One look at the message board in this many is a message.
const WRITES_EVERY: usize = 2;
/// How long it is measured.
const LENGTH: Duration = Duration::from_secs(30);

/// A request and whether it was answered in good order.
struct Answered {
    took: Duration,
    good: bool,
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("threads can be had");
    let (sqlite, postgres) = runtime.block_on(async {
        let sqlite = measure("SQLite", TestApp::sqlite().await).await;
        (sqlite, measure("PostgreSQL", TestApp::postgres().await).await)
    });
    println!("{}", json!({ "p99_ms_sqlite": sqlite, "p99_ms_postgres": postgres }));
}

/// The 99th percentile in milliseconds.
async fn measure(engine: &str, app: TestApp) -> f64 {
    let people = Court::of(&app).await;
    let mut cases = Vec::new();
    for _ in 0..CASES {
        cases.push(people.case().await);
    }
    let mut walks = tokio::task::JoinSet::new();
    for number in 0..PAGES {
        // The two sides of the desk: those who have all 200 in their lists, twice each.
        let person = if number % 2 == 0 { &people.mediator } else { &people.applicant };
        walks.spawn(walk(Arc::clone(person), cases[number / 4].clone(), number));
    }
    let mut answers = Vec::new();
    while let Some(walked) = walks.join_next().await {
        answers.extend(walked.expect("a walk does not panic"));
    }
    app.stop().await;
    report(engine, &mut answers)
}

/// Who brings a case as far as a session.
struct Court {
    institution: Value,
    applicant: Arc<Person>,
    admin: Person,
    mediator: Arc<Person>,
    mediator_id: Value,
    tomorrow: Value,
}

/// Where a page reads about its case.
#[derive(Clone)]
struct Case {
    path: String,
    session: String,
}

impl Court {
    async fn of(app: &TestApp) -> Self {
        let [applicant, admin, mediator] = ["申请人", "机构管理员", "调解员"].map(|role| app.person(role));
        let (applicant, admin, mediator) = (applicant.await, admin.await, mediator.await);
        Self {
            institution: applicant.get("/api/v1/institutions").await.expect(200)[0]["id"].clone(),
            mediator_id: mediator.get("/api/v1/me").await.expect(200)["id"].clone(),
            tomorrow: json!(app.api.clock.now().plus_seconds(24 * 60 * 60)),
            applicant: Arc::new(applicant),
            admin,
            mediator: Arc::new(mediator),
        }
    }

    /// Applied for, taken, assigned, confirmed, and a session set.
    async fn case(&self) -> Case {
        let respondent = json!({ "name": "某某商贸有限公司", "role": "party", "side": "respondent",
                                 "entity": "legal_person", "mobile": "13812345678" });
        let new = json!({ "institution": self.institution, "kind": "mediation", "cause": "买卖合同纠纷",
                          "description": "货已付款，至今未交付。", "people": [respondent] });
        let opened = self.applicant.post("/api/v1/cases", new).await.expect(201);
        let path = format!("/api/v1/cases/{}", opened["id"].as_str().unwrap());
        let moves = format!("{path}/moves");
        self.admin.post(&moves, json!({ "type": "accept" })).await.expect(200);
        let assign = json!({ "type": "assign", "mediator": self.mediator_id });
        self.admin.post(&moves, assign).await.expect(200);
        self.mediator.post(&moves, json!({ "type": "confirm" })).await.expect(200);
        let set = json!({ "scheduled_at": self.tomorrow });
        let set = self.mediator.post(&format!("{path}/sessions"), set).await.expect(201);
        Case { path, session: format!("/api/v1/sessions/{}", set["id"].as_str().unwrap()) }
    }
}

/// One open page: asks, waits, asks for the next thing.
#[expect(clippy::disallowed_methods, reason = "edge: a benchmark measures time")]
async fn walk(person: Arc<Person>, case: Case, number: usize) -> Vec<Answered> {
    let mut paths: Vec<_> =
        ["me", "me/sign-ins", "sessions", "cases"].map(|list| format!("/api/v1/{list}")).into();
    paths.extend(["", "/timeline", "/materials", "/messages"].map(|part| format!("{}{part}", case.path)));
    paths.push(case.session);
    let end = Instant::now() + LENGTH;
    // Nobody opens their page at the same moment as everybody else.
    tokio::time::sleep(EVERY.mul_f64(number as f64 / PAGES as f64)).await;
    let mut answers = Vec::new();
    for (turn, path) in paths.iter().cycle().skip(number).enumerate() {
        let began = Instant::now();
        if began > end {
            break;
        }
        let answer = match path.ends_with("/messages") && turn % WRITES_EVERY == 0 {
            true => person.post(path, json!({ "body": "周五下午可以" })).await,
            false => person.get(path).await,
        };
        answers.push(Answered { took: began.elapsed(), good: answer.status.is_success() });
        tokio::time::sleep(EVERY.saturating_sub(began.elapsed())).await;
    }
    answers
}

fn report(engine: &str, answers: &mut [Answered]) -> f64 {
    answers.sort_by_key(|answer| answer.took);
    let failed = answers.iter().filter(|answer| !answer.good).count();
    let at = |share: usize| answers[(answers.len() - 1) * share / 100].took.as_secs_f64() * 1000.0;
    println!(
        "{engine}: {} requests, {failed} failed, p50 {:.1} ms, p90 {:.1} ms, p99 {:.1} ms",
        answers.len(),
        at(50),
        at(90),
        at(99)
    );
    assert_eq!(failed, 0, "every request must be answered in good order");
    (at(99) * 10.0).round() / 10.0
}
