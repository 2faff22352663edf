//! Opening a case: a party applies for mediation, or an institution enters one.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::SignedIn;
use super::case_people::{NewPerson, person};
use super::form::Form;
use super::input::Json;
use super::problem::Problems;
use super::{Api, Code, Problem};
use crate::access::{AccountId, Caller, InstitutionId, Office};
use crate::audit::{Action, Outcome, Subject};
use crate::cases::number::{self, Numbered};
use crate::cases::{Case, CaseId, CaseKind, CasePerson, CasePersonId, CaseState, Entity, Facts, Step};
use crate::session::role::{Role, Side};
use crate::store::{AccountRecord, CaseChange};

/// Longest text about a dispute, in characters.
const DESCRIPTION: usize = 10_000;
/// Longest cause or heading, in characters.
const LINE: usize = 100;
/// Most people a case can be opened with.
const PEOPLE: usize = 50;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(open_case))
}

/// A case to be opened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCase {
    /// The court or mediation organisation it goes to.
    institution: InstitutionId,
    /// Mediation or lawsuit. A party can only apply for mediation.
    kind: CaseKind,
    /// 案由, the kind of dispute.
    #[schema(max_length = 100)]
    cause: String,
    /// The heading; made of the names and the cause if left out.
    #[schema(max_length = 100)]
    title: Option<String>,
    /// What happened and what is asked for.
    #[schema(max_length = 10000)]
    description: String,
    /// 案号, if the institution has given one; only for those who work there.
    #[schema(max_length = 100)]
    case_no: Option<String>,
    /// 争议焦点, for a lawsuit.
    #[serde(default)]
    disputed_issues: Vec<String>,
    /// The mediator whom the applicant would like (MC-02). The institution decides.
    wished_mediator: Option<AccountId>,
    /// The people. Whoever applies is the applicant and not in this list.
    people: Vec<NewPerson>,
}

/// A case that was opened.
#[derive(Serialize, ToSchema)]
struct OpenedCase {
    /// Its id.
    id: CaseId,
    /// The number it got.
    case_no: String,
}

/// Open a case
///
/// A party applies for mediation (MC-01); whoever administers the institution enters any.
#[utoipa::path(post, path = "/api/v1/cases", tag = "cases", request_body = NewCase,
    responses((status = 201, body = OpenedCase), Problems))]
async fn open_case(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Json(new): Json<NewCase>,
) -> Result<Response, Problem> {
    let administers = administers(&caller, new.institution);
    if !administers && new.kind != CaseKind::Mediation {
        return Err(Code::Forbidden.into());
    }
    let people = people(&api, &caller, &new, administers).await?;
    let case = case(&api, &new, &people, administers).await?;
    let detail = json!({ "kind": case.kind });
    api.audit(&caller, Action::StepCase, Outcome::Granted, Subject::new("case", case.id), detail).await?;
    let created = api.store.create_case(&case, &people).await;
    created.map_err(|error| Problem::taken(error, "case_no"))?;
    let by = Some(caller.account.id);
    let opened =
        CaseChange { case: case.id, to: None, by, step: Step::Opened, remove: Vec::new(), add: Vec::new() };
    api.store.change_case(&opened, api.clock.now()).await?;
    let place = [(header::LOCATION, format!("/api/v1/cases/{}", case.id))];
    let body = OpenedCase { id: case.id, case_no: case.case_no };
    Ok((StatusCode::CREATED, place, axum::Json(body)).into_response())
}

fn administers(caller: &Caller, institution: InstitutionId) -> bool {
    caller.account.institution == Some(institution) && caller.account.offices.contains(&Office::OrgAdmin)
}

/// Everybody in the new case, whoever applies first.
async fn people(
    api: &Api,
    caller: &Caller,
    new: &NewCase,
    administers: bool,
) -> Result<Vec<CasePerson>, Problem> {
    if new.people.len() > PEOPLE {
        return Err(Problem::field("people", Code::TooLong));
    }
    let mut people = Vec::new();
    if !administers {
        people.push(applicant(&caller.account));
    }
    for (at, given) in new.people.iter().enumerate() {
        let made = person(api, given, new.institution, &format!("people.{at}.")).await?;
        if !administers && (made.role != Role::Party || made.side == Some(Side::Applicant)) {
            return Err(Problem::field(&format!("people.{at}.role"), Code::NotAChoice));
        }
        people.push(made);
    }
    Ok(people)
}

fn applicant(account: &AccountRecord) -> CasePerson {
    CasePerson {
        id: CasePersonId::random(),
        account: Some(account.id),
        name: account.name.clone(),
        role: Role::Party,
        side: Some(Side::Applicant),
        entity: Entity::NaturalPerson,
        linked_to: None,
        protected_from: Vec::new(),
        special_authority: false,
        mobile: account.mobile.clone(),
        email: account.email.clone(),
    }
}

async fn case(api: &Api, new: &NewCase, people: &[CasePerson], administers: bool) -> Result<Case, Problem> {
    let mut form = Form::default();
    let cause = form.text("cause", &new.cause, LINE);
    let description = form.text("description", &new.description, DESCRIPTION);
    let title = form.optional("title", new.title.as_deref(), LINE);
    let given_no = form.optional("case_no", new.case_no.as_deref(), LINE).filter(|_| administers);
    form.check(new.disputed_issues.len() <= PEOPLE, "disputed_issues", Code::TooLong);
    let issues = new.disputed_issues.iter().map(|issue| form.text("disputed_issues", issue, LINE * 5));
    let disputed_issues = issues.collect();
    form.done()?;
    if api.store.institution(new.institution).await?.is_none() {
        return Err(Problem::field("institution", Code::NotAChoice));
    }
    if let Some(wished) = new.wished_mediator {
        let mediators = api.store.mediators(new.institution).await?;
        if !mediators.iter().any(|mediator| mediator.account == wished) {
            return Err(Problem::field("wished_mediator", Code::NotAChoice));
        }
    }
    let now = api.clock.now();
    let case_no = match given_no {
        Some(given) => given,
        None => {
            let Numbered { series, year } = number::series(new.kind, now);
            number::text(new.kind, year, api.store.next_case_number(new.institution, &series).await?)
        }
    };
    let state = match (new.kind, administers) {
        (CaseKind::Mediation, false) => CaseState::Applied,
        (CaseKind::Mediation, true) => CaseState::Accepted,
        (CaseKind::Litigation, _) => CaseState::Preparing,
    };
    Ok(Case {
        id: CaseId::random(),
        institution: new.institution,
        kind: new.kind,
        case_no,
        title: title.unwrap_or_else(|| heading(people, &cause)),
        cause,
        description,
        state,
        facts: Facts { disputed_issues, wished_mediator: new.wished_mediator, ..Facts::default() },
        created_at: now,
        changed_at: now,
        version: 1,
    })
}

/// 甲与乙某某纠纷: the first of each side and the cause.
fn heading(people: &[CasePerson], cause: &str) -> String {
    let first = |side| people.iter().find(|person| person.side == Some(side)).map(|one| one.name.as_str());
    match (first(Side::Applicant), first(Side::Respondent)) {
        (Some(one), Some(other)) => format!("{one}与{other}{cause}"),
        _ => cause.to_owned(),
    }
}
