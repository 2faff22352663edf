//! The sessions before the server starts: mediations in its database, and who may enter them.
//!
//! Nobody has a camera here, and a room in which sides face each other without the picture of a
//! neutral is paused (INV-S03): so everybody but the mediator is on one side.

use std::path::Path;

use concord::access::Passwords;
use concord::app;
use concord::cases::{Case, CaseKind, CasePerson, CasePersonId, schedule};
use concord::clock::Clock;
use concord::config::Config;
use concord::demo;
use concord::session::SessionId;
use concord::session::role::{Role, Side};
use concord::store::{CaseQuery, Identity, Seat, Store};
use uuid::Uuid;

/// Whose accounts take part: two lawyers who are somebody else in the examples.
pub const CAST: [&str; 5] = ["调解员", "申请人", "被申请人", "法官", "书记员"];
const LAWYERS: [&str; 2] = ["法官", "书记员"];
const SIDE: Option<Side> = Some(Side::Applicant);

/// Makes the example people and so many mediations of five.
pub async fn prepare(folder: &Path, count: usize) -> Vec<String> {
    let (clock, config) = (Clock::system(), Config::default().in_folder(folder));
    let store = app::open_store(&config).await.unwrap();
    let logins = demo::prepare(&store, &Passwords::default(), &config, clock.now()).await.unwrap();
    let identity = |role: &str| {
        let login = logins.people.iter().find(|login| login.role == role).unwrap();
        Identity::new(&login.identity)
    };
    let (case, mut people) = mediation(&store, &identity("调解员")).await;
    people.iter_mut().filter(|person| person.side.is_some()).for_each(|person| person.side = SIDE);
    for role in LAWYERS {
        let account = store.account_by_identity(&identity(role)).await.unwrap().unwrap();
        let client = people.iter().find(|person| person.side == SIDE).unwrap().clone();
        let lawyer = CasePerson {
            id: CasePersonId(Uuid::new_v4()),
            account: Some(account.id),
            role: Role::Agent,
            linked_to: Some(client.id),
            ..client
        };
        people.push(lawyer);
    }
    let mut sessions = Vec::new();
    for number in 0..count {
        let (plan, seating) =
            schedule::plan(&case, &people, SessionId::random(), &format!("第{number}场"), clock.now());
        let seats = seating.iter().zip(&people).map(|((participant, _), person)| Seat {
            participant: *participant,
            person: None,
            account: person.account,
        });
        store.create_session(case.id, &plan, &seats.collect::<Vec<_>>(), clock.now()).await.unwrap();
        sessions.push(plan.session.0.to_string());
    }
    store.close().await;
    sessions
}

/// The mediation of the examples and its people.
async fn mediation(store: &Store, mediator: &Identity) -> (Case, Vec<CasePerson>) {
    let account = store.account_by_identity(mediator).await.unwrap().unwrap().id;
    let query = CaseQuery {
        account,
        institution: None,
        question: String::new(),
        kind: Some(CaseKind::Mediation),
        state: None,
        after: None,
        limit: 1,
    };
    let case = store.cases(&query).await.unwrap().remove(0);
    let people = store.people_of_case(case.id).await.unwrap();
    (case, people)
}
