//! Example people and cases, so that whoever tries Concord can enter a session at once.
//!
//! Everything is made once and kept. Passwords are random and stand in a file of the data
//! folder that only its owner can read: a server tried on a network is not open to it.

mod logins;
mod people;

use recorder::digest::Sha256;
use thiserror::Error;
use uuid::Uuid;

use crate::access::account::InstitutionKind;
use crate::access::{InstitutionId, Passwords};
use crate::cases::schedule;
use crate::cases::{Case, CaseId, CaseKind, CasePerson, CaseState, Facts};
use crate::config::Config;
use crate::session::{SessionId, Timestamp};
use crate::store::{NewAccount, Seat, SessionRecord, Store, StoreError};

use logins::LoginsError;
pub use logins::{Login, Logins};
use people::{CAST, Example};

/// A session nobody came to is no longer offered after this long: another is set.
const STALE_SECONDS: u32 = 6 * 60 * 60;

/// Why the examples cannot be made.
#[derive(Debug, Error)]
pub enum DemoError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file of logins.
    #[error(transparent)]
    Logins(#[from] LoginsError),
}

/// Makes what is missing of the examples, and says who can sign in.
///
/// # Errors
/// If the database does not answer or the file of logins cannot be read or written.
pub async fn prepare(
    store: &Store,
    passwords: &Passwords,
    config: &Config,
    now: Timestamp,
) -> Result<Logins, DemoError> {
    let logins = Logins::load_or_create(&config.storage.folder.join("demo-logins.toml"))?;
    let court = InstitutionId(id(0));
    if store.institution(court).await?.is_none() {
        store.create_institution(court, InstitutionKind::Court, "示范市人民法院", now).await?;
    }
    for (example, login) in CAST.iter().zip(&logins.people) {
        if store.account(example.account()).await?.is_none() {
            let hash = passwords.hash(login.password.clone()).await;
            store.create_account(&account(example, court, hash), now).await?;
        }
    }
    for (case, people) in [mediation(court, now), lawsuit(court, now)] {
        if store.case(case.id).await?.is_none() {
            store.create_case(&case, &people).await?;
        }
        set_session(store, &case, now).await?;
    }
    Ok(logins)
}

/// Ids that are the same on every machine: a second run finds what the first has made.
fn id(number: u8) -> Uuid {
    let digest = Sha256::of(format!("concord demo {number}").as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.0[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

fn account(example: &Example, court: InstitutionId, hash: String) -> NewAccount {
    NewAccount {
        id: example.account(),
        institution: (!example.offices.is_empty()).then_some(court),
        name: example.name.to_owned(),
        mobile: Some(example.mobile.to_owned()),
        email: None,
        password_hash: Some(hash),
        must_change_password: false,
        language: "zh-CN".to_owned(),
        offices: example.offices.to_vec(),
    }
}

fn mediation(court: InstitutionId, now: Timestamp) -> (Case, Vec<CasePerson>) {
    let mediator = CAST.iter().find(|example| example.label == "调解员").map(Example::account);
    let case = Case {
        id: CaseId(id(100)),
        institution: court,
        kind: CaseKind::Mediation,
        case_no: "(2026)示联调1号".to_owned(),
        title: "房屋漏水修缮费用纠纷".to_owned(),
        cause: "相邻关系纠纷".to_owned(),
        description: "楼上卫生间渗漏，申请人家中天花板与墙面受损，双方就修缮费用和工期未能谈妥。".to_owned(),
        state: CaseState::InMediation,
        facts: Facts { mediator, ..Facts::default() },
        created_at: now,
        changed_at: now,
        version: 1,
    };
    (case, people::of_mediation())
}

fn lawsuit(court: InstitutionId, now: Timestamp) -> (Case, Vec<CasePerson>) {
    let case = Case {
        id: CaseId(id(101)),
        institution: court,
        kind: CaseKind::Litigation,
        case_no: "(2026)示0101民初1号".to_owned(),
        title: "买卖合同纠纷".to_owned(),
        cause: "买卖合同纠纷".to_owned(),
        description: "原告称货款未付清，被告称部分货物存在质量问题。".to_owned(),
        state: CaseState::HearingSet,
        facts: Facts {
            disputed_issues: vec!["货物质量是否符合约定".to_owned(), "未付货款的数额".to_owned()],
            ..Facts::default()
        },
        created_at: now,
        changed_at: now,
        version: 1,
    };
    (case, people::of_lawsuit())
}

/// Sees to it that the case has a session that can be entered now.
async fn set_session(store: &Store, case: &Case, now: Timestamp) -> Result<(), StoreError> {
    let sessions = store.sessions_of_case(case.id).await?;
    if sessions.iter().any(|session| is_open(session, now)) {
        return Ok(());
    }
    let title = match case.kind {
        CaseKind::Mediation => "调解",
        CaseKind::Litigation => "开庭审理",
    };
    let title = format!("第{}次{title}", sessions.len() + 1);
    let people = store.people_of_case(case.id).await?;
    let (plan, seating) = schedule::plan(case, &people, SessionId::random(), &title, now);
    let seat_of = |(participant, person)| {
        let account = people.iter().find(|one| one.id == person).and_then(|one| one.account);
        Seat { participant, person: Some(person), account }
    };
    let seats: Vec<Seat> = seating.into_iter().map(seat_of).collect();
    store.create_session(case.id, &plan, &seats, now).await
}

fn is_open(session: &SessionRecord, now: Timestamp) -> bool {
    let fresh = session.scheduled_at.plus_seconds(STALE_SECONDS) > now;
    !session.phase.is_over() && (fresh || session.started_at.is_some())
}
