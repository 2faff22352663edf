//! The people of a case: added, removed, invited.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::SignedIn;
use super::case_access::{CaseInView, case_for};
use super::form::Form;
use super::input::{Id, Ids, Json};
use super::problem::Problems;
use super::{Api, Code, Problem};
use crate::access::{AccountId, Caller, InstitutionId, Office};
use crate::audit::{Action, Outcome, Subject};
use crate::cases::{CaseAction, CaseId, CasePerson, CasePersonId, Entity, Step, schedule};
use crate::connectors::notices::{NewNotice, NoticeContent};
use crate::session::role::{Role, Side};
use crate::session::{ParticipantId, Report, Timestamp};
use crate::store::{CaseChange, Seat};

const NAME: usize = 100;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(add_person))
        .routes(routes!(remove_person))
        .routes(routes!(invite_person))
}

/// Somebody to be added to a case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// Their account, if they work for the institution: judges, clerks, mediators.
    account: Option<AccountId>,
    /// Their name, or the name of the legal person. Left out for accounts.
    #[serde(default)]
    #[schema(max_length = 100)]
    name: String,
    /// Their role.
    role: Role,
    /// Their side, for parties and those who speak for them.
    side: Option<Side>,
    /// What they are before the law.
    #[serde(default = "natural_person")]
    entity: Entity,
    /// Whom they accompany or speak for.
    linked_to: Option<CasePersonId>,
    /// 特别授权: may settle and sign for the party.
    #[serde(default)]
    special_authority: bool,
    /// Mobile number, for notices and the invitation.
    #[schema(max_length = 20)]
    mobile: Option<String>,
    /// E-mail address, for notices and the invitation.
    #[schema(max_length = 254)]
    email: Option<String>,
}

fn natural_person() -> Entity {
    Entity::NaturalPerson
}

/// Somebody who was added.
#[derive(Serialize, ToSchema)]
struct AddedPerson {
    /// Their place in the case.
    id: CasePersonId,
}

/// A link that lets one person into one case.
#[derive(Serialize, ToSchema)]
struct InvitationLink {
    /// The link. It is shown once, and sent to the person's number or address.
    link: String,
    /// When it is no longer good.
    ends_at: Timestamp,
}

/// Checks what was typed and makes a person of it. `prefix` names the fields in problems.
pub async fn person(
    api: &Api,
    given: &NewPerson,
    institution: InstitutionId,
    prefix: &str,
) -> Result<CasePerson, Problem> {
    let at = |field: &str| format!("{prefix}{field}");
    let mut form = Form::default();
    let mobile = form.mobile(&at("mobile"), given.mobile.as_deref());
    let email = form.email(&at("email"), given.email.as_deref());
    let partisan = matches!(given.role, Role::Party | Role::Agent);
    form.check(partisan == given.side.is_some(), &at("side"), Code::NotAChoice);
    let account = match (office_of(given.role), given.account) {
        (Some(office), Some(account)) => {
            let found = api.store.account(account).await?;
            let found =
                found.filter(|one| one.institution == Some(institution) && one.offices.contains(&office));
            form.check(found.is_some(), &at("account"), Code::NotAChoice);
            found
        }
        (Some(_), None) => {
            form.wrong(&at("account"), Code::Required);
            None
        }
        (None, _) => None,
    };
    let name = match &account {
        Some(account) => account.name.clone(),
        None => form.text(&at("name"), &given.name, NAME),
    };
    form.done()?;
    Ok(CasePerson {
        id: CasePersonId::random(),
        account: account.map(|account| account.id),
        name,
        role: given.role,
        side: given.side,
        entity: given.entity,
        linked_to: given.linked_to,
        protected_from: Vec::new(),
        special_authority: given.special_authority,
        mobile,
        email,
    })
}

/// The office somebody must hold to have this role in a case.
fn office_of(role: Role) -> Option<Office> {
    match role {
        Role::Judge | Role::PresidingJudge | Role::PanelMember => Some(Office::Judge),
        Role::Clerk => Some(Office::Clerk),
        Role::Mediator => Some(Office::Mediator),
        Role::Technician => Some(Office::Technician),
        _ => None,
    }
}

/// Add somebody to a case
///
/// They have a place in every session that is not over, even in one under way. A co-mediator (MC-18), witness or helper
/// is added in the same way as a party.
#[utoipa::path(post, path = "/api/v1/cases/{id}/people", tag = "cases", params(("id" = CaseId, Path)),
    request_body = NewPerson, responses((status = 201, body = AddedPerson), Problems))]
async fn add_person(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<CaseId>,
    Json(given): Json<NewPerson>,
) -> Result<(StatusCode, axum::Json<AddedPerson>), Problem> {
    let view = case_for(&api, &caller, id, CaseAction::ManagePeople).await?;
    let made = person(&api, &given, view.case.institution, "").await?;
    let known = made.linked_to.is_none_or(|other| view.people.iter().any(|person| person.id == other));
    if !known {
        return Err(Problem::field("linked_to", Code::NotAChoice));
    }
    let place = made.id;
    let step = Step::PersonAdded { name: made.name.clone() };
    change(&api, &caller, &view, step, (Vec::new(), vec![made.clone()])).await?;
    enrol(&api, id, &made).await?;
    Ok((StatusCode::CREATED, axum::Json(AddedPerson { id: place })))
}

/// Gives somebody who came later a place in the sessions that are not over.
///
/// # Errors
/// If the database does not answer.
pub async fn enrol(api: &Api, case: CaseId, person: &CasePerson) -> Result<(), Problem> {
    for session in api.store.sessions_of_case(case).await? {
        if session.phase.is_over() {
            continue;
        }
        let seats = api.store.seats(session.id).await?;
        let place_of =
            |other| seats.iter().find(|seat| seat.person == Some(other)).map(|seat| seat.participant);
        let participant = ParticipantId::random();
        let seat = Seat { participant, person: Some(person.id), account: person.account };
        api.store.add_seat(session.id, seat).await?;
        let invitee = schedule::invitee(person, participant, place_of);
        api.coordinator.report(session.id, Report::Enrolled(invitee)).await;
    }
    Ok(())
}

/// Remove somebody from a case
#[utoipa::path(delete, path = "/api/v1/cases/{id}/people/{person}", tag = "cases",
    params(("id" = CaseId, Path), ("person" = CasePersonId, Path)), responses((status = 204), Problems))]
async fn remove_person(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Ids(id, place): Ids<CaseId, CasePersonId>,
) -> Result<StatusCode, Problem> {
    let view = case_for(&api, &caller, id, CaseAction::ManagePeople).await?;
    let leaving = in_case(&view, place)?;
    if view.me.as_ref().is_some_and(|me| me.id == leaving.id) {
        return Err(Code::NotNow.into());
    }
    let step = Step::PersonRemoved { name: leaving.name.clone() };
    change(&api, &caller, &view, step, (vec![place], Vec::new())).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Invite somebody by a link
///
/// A new link voids the one before. Whoever opens it makes an account or signs in, and has
/// their place in the case from then on.
#[utoipa::path(post, path = "/api/v1/cases/{id}/people/{person}/invitation", tag = "cases",
    params(("id" = CaseId, Path), ("person" = CasePersonId, Path)),
    responses((status = 201, body = InvitationLink), Problems))]
async fn invite_person(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Ids(id, place): Ids<CaseId, CasePersonId>,
) -> Result<(StatusCode, axum::Json<InvitationLink>), Problem> {
    let view = case_for(&api, &caller, id, CaseAction::ManagePeople).await?;
    let invited = in_case(&view, place)?;
    if invited.account.is_some() || office_of(invited.role).is_some() {
        return Err(Code::NotNow.into());
    }
    let token = api.access.invite(caller.account.id, id, place).await?;
    let now = api.clock.now();
    let ends = now.plus_seconds(api.config.access.invitation_hours * 3600);
    let link = format!("{}/invitation#{}", api.address, token.reveal());
    if let Some(address) = invited.mobile.clone().or_else(|| invited.email.clone()) {
        let content = NoticeContent::Invitation { link: link.clone(), ends };
        let institution = Some(view.case.institution);
        api.store.create_notice(&NewNotice { institution, account: None, address, content }, now).await?;
    }
    Ok((StatusCode::CREATED, axum::Json(InvitationLink { link, ends_at: ends })))
}

/// Somebody of the case.
///
/// # Errors
/// `not_found` if nobody there has that place.
pub fn in_case(view: &CaseInView, place: CasePersonId) -> Result<&CasePerson, Problem> {
    view.people.iter().find(|person| person.id == place).ok_or_else(|| Code::NotFound.into())
}

async fn change(
    api: &Api,
    caller: &Caller,
    view: &CaseInView,
    step: Step,
    (remove, add): (Vec<CasePersonId>, Vec<CasePerson>),
) -> Result<(), Problem> {
    let by = Some(caller.account.id);
    let detail = json!({ "added": add.len(), "removed": remove.len() });
    let subject = Subject::new("case", view.case.id);
    api.audit(caller, Action::JoinCase, Outcome::Granted, subject, detail).await?;
    let change = CaseChange { case: view.case.id, to: None, by, step, remove, add };
    Ok(api.store.change_case(&change, api.clock.now()).await?)
}
