//! Cases: the list with its search, and one case.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::SignedIn;
use super::case_access::{CaseInView, case_for};
use super::entity_tag;
use super::input::{Id, Parameters};
use super::page::{self, Page};
use super::problem::Problems;
use super::sessions::SessionCard;
use super::{Api, Problem};
use crate::access::{AccountId, InstitutionId, Office};
use crate::cases::{Case, CaseAction, CaseId, CaseKind, CasePerson, CasePersonId, CaseState, Entity};
use crate::session::Timestamp;
use crate::session::command::Outcome;
use crate::session::role::{Role, Side};
use crate::store::CaseQuery;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(cases)).routes(routes!(case))
}

/// What the list is narrowed by.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct CaseFilter {
    /// Words, parts of words or of numbers; every one must be found.
    #[param(max_length = 200)]
    #[serde(default)]
    q: String,
    /// Only this kind.
    kind: Option<CaseKind>,
    /// Only in this state.
    state: Option<CaseState>,
    /// From the page before.
    cursor: Option<String>,
    /// Entries on a page, at most 100.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

/// A case in the list.
#[derive(Serialize, ToSchema)]
pub struct CaseCard {
    /// Its id.
    id: CaseId,
    /// Mediation or lawsuit.
    kind: CaseKind,
    /// 案号 or joint-mediation number.
    case_no: String,
    /// Its heading.
    title: String,
    /// 案由.
    cause: String,
    /// Where it stands.
    state: CaseState,
    /// When it came in.
    created_at: Timestamp,
    /// When it last moved.
    changed_at: Timestamp,
}

/// A case.
#[derive(Serialize, ToSchema)]
struct CaseDetail {
    #[serde(flatten)]
    card: CaseCard,
    /// The court or mediation organisation it is with.
    institution: InstitutionId,
    /// What happened and what is asked for; only for those who may read the content.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// 争议焦点.
    disputed_issues: Vec<String>,
    /// The people in it.
    people: Vec<PersonCard>,
    /// Its sessions, earliest first.
    sessions: Vec<SessionCard>,
    /// What the caller may do with it.
    may: Vec<CaseAction>,
    /// The caller's own place in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    me: Option<CasePersonId>,
    /// The mediator whom the applicant asked for; only for those who assign one.
    #[serde(skip_serializing_if = "Option::is_none")]
    wished_mediator: Option<AccountId>,
    /// Why the mediation ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<Outcome>,
    /// Longest file that is taken for its materials, in bytes.
    upload_bytes: u64,
}

/// A person of a case.
#[derive(Serialize, ToSchema)]
struct PersonCard {
    /// Their place.
    id: CasePersonId,
    /// Their name.
    name: String,
    /// Their role.
    role: Role,
    /// Their side.
    #[serde(skip_serializing_if = "Option::is_none")]
    side: Option<Side>,
    /// What they are before the law.
    entity: Entity,
    /// Whom they accompany or speak for.
    #[serde(skip_serializing_if = "Option::is_none")]
    linked_to: Option<CasePersonId>,
    /// 特别授权.
    special_authority: bool,
    /// Whether an account is bound to the place.
    has_account: bool,
    /// Their mobile number; only for those who manage people.
    #[serde(skip_serializing_if = "Option::is_none")]
    mobile: Option<String>,
    /// Their e-mail address; only for those who manage people.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

impl CaseCard {
    fn of(case: Case) -> Self {
        let Case { id, kind, case_no, title, cause, state, created_at, changed_at, .. } = case;
        Self { id, kind, case_no, title, cause, state, created_at, changed_at }
    }
}

impl PersonCard {
    fn of(person: CasePerson, with_addresses: bool) -> Self {
        Self {
            id: person.id,
            name: person.name,
            role: person.role,
            side: person.side,
            entity: person.entity,
            linked_to: person.linked_to,
            special_authority: person.special_authority,
            has_account: person.account.is_some(),
            mobile: person.mobile.filter(|_| with_addresses),
            email: person.email.filter(|_| with_addresses),
        }
    }
}

/// The caller's cases
///
/// Those they have a place in; for an institution's administration, all of the institution.
/// Last moved first.
#[utoipa::path(get, path = "/api/v1/cases", tag = "cases", params(CaseFilter),
    responses((status = 200, body = Page<CaseCard>), Problems))]
async fn cases(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Parameters(filter): Parameters<CaseFilter>,
) -> Result<axum::Json<Page<CaseCard>>, Problem> {
    let administers = caller.account.offices.contains(&Office::OrgAdmin);
    let query = CaseQuery {
        account: caller.account.id,
        institution: caller.account.institution.filter(|_| administers),
        question: filter.q,
        kind: filter.kind,
        state: filter.state,
        after: page::place(filter.cursor.as_deref())?,
        limit: page::rows(filter.limit),
    };
    let found = api.store.cases(&query).await?;
    Ok(axum::Json(Page::of(found, filter.limit, |case| (case.changed_at, case.id), CaseCard::of)))
}

/// One case
#[utoipa::path(get, path = "/api/v1/cases/{id}", tag = "cases", params(("id" = CaseId, Path)),
    responses((status = 200, body = CaseDetail), Problems))]
async fn case(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<CaseId>,
) -> Result<Response, Problem> {
    let view = case_for(&api, &caller, id, CaseAction::See).await?;
    let sessions = api.store.sessions_of_case(id).await?.into_iter().map(SessionCard::of).collect();
    let tag = entity_tag::of_version(view.case.version);
    let detail = detail(view, sessions, api.config.limits.upload_bytes);
    Ok(([(header::ETAG, tag)], axum::Json(detail)).into_response())
}

fn detail(view: CaseInView, sessions: Vec<SessionCard>, upload_bytes: u64) -> CaseDetail {
    let with_addresses = view.may(CaseAction::ManagePeople);
    CaseDetail {
        may: CaseAction::ALL.into_iter().filter(|action| view.may(*action)).collect(),
        me: view.me.as_ref().map(|me| me.id),
        description: view.may(CaseAction::ReadContent).then(|| view.case.description.clone()),
        disputed_issues: view.case.facts.disputed_issues.clone(),
        wished_mediator: view.case.facts.wished_mediator.filter(|_| view.may(CaseAction::Assign)),
        people: view.people.into_iter().map(|person| PersonCard::of(person, with_addresses)).collect(),
        institution: view.case.institution,
        outcome: view.case.facts.outcome,
        card: CaseCard::of(view.case),
        sessions,
        upload_bytes,
    }
}
