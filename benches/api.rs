//! How long does the API take when 200 sessions are open? Four people in each look at what the
//! web client looks at: themselves, their sessions, their cases, a case, its messages; every
//! other time they come to the board they write.
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

/// People with a page open.
const PEOPLE: usize = 200 * 4;
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
    let mut people = Vec::new();
    for role in ["调解员", "申请人", "被申请人", "法官"] {
        people.push(Arc::new(app.person(role).await));
    }
    let case = first_case(&people[0]).await;
    let mut walks = tokio::task::JoinSet::new();
    for number in 0..PEOPLE {
        let person = Arc::clone(&people[number % people.len()]);
        let case = if number % people.len() == 3 { None } else { Some(case.clone()) };
        walks.spawn(walk(person, case, number));
    }
    let mut answers = Vec::new();
    while let Some(walked) = walks.join_next().await {
        answers.extend(walked.expect("a walk does not panic"));
    }
    app.stop().await;
    report(engine, &mut answers)
}

async fn first_case(person: &Person) -> String {
    let page: Value = person.get("/api/v1/cases").await.expect(200);
    page["items"][0]["id"].as_str().expect("the examples have a case").to_owned()
}

/// One open page: asks, waits, asks for the next thing.
#[expect(clippy::disallowed_methods, reason = "edge: a benchmark measures time")]
async fn walk(person: Arc<Person>, case: Option<String>, number: usize) -> Vec<Answered> {
    let mut paths = vec!["/api/v1/me".to_owned(), "/api/v1/sessions".into(), "/api/v1/cases".into()];
    if let Some(case) = case {
        paths.extend([format!("/api/v1/cases/{case}"), format!("/api/v1/cases/{case}/messages")]);
    }
    let end = Instant::now() + LENGTH;
    // Nobody opens their page at the same moment as everybody else.
    tokio::time::sleep(EVERY.mul_f64(number as f64 / PEOPLE as f64)).await;
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
