//! Ways into a case for whoever is named in it: association codes (ID-20, ID-21), and cases that
//! name the number or address of an account (ID-19).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::address::From;
use super::caller::SignedIn;
use super::case_access::case_for;
use super::case_people::{enrol, in_case};
use super::input::{self, Ids};
use super::problem::Problems;
use super::{Api, Code, Problem};
use crate::access::{AssociateAs, Caller, Refused};
use crate::cases::relation::person_of;
use crate::cases::{CaseAction, CaseId, CasePerson, CasePersonId, Entity, Step};
use crate::session::Timestamp;
use crate::session::role::{Role, Side};
use crate::store::{AssociationRecord, CaseChange, PlaceRecord};

/// Places taken at once.
const PLACES_MAX: usize = 50;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(make_code))
        .routes(routes!(look_at_code))
        .routes(routes!(associate))
        .routes(routes!(places, take_places))
}

/// A code for a party and their agent.
#[derive(Serialize, ToSchema)]
struct AssociationCode {
    /// Ten letters and digits, shown once.
    code: String,
    /// When it is no longer good.
    ends_at: Timestamp,
}

/// What was typed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TypedCode {
    /// The code; spaces, dashes and small letters do not matter.
    #[schema(max_length = 40)]
    code: String,
}

/// What a code is for. Nothing of the dispute.
#[derive(Serialize, ToSchema)]
struct Association {
    /// The party it is of.
    party: String,
    /// The institution that made it.
    institution: String,
    /// As whom it can still be used.
    open_to: Vec<AssociateAs>,
    /// When it is no longer good.
    ends_at: Timestamp,
}

/// Using a code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Associating {
    /// The code.
    #[schema(max_length = 40)]
    code: String,
    /// As whom.
    r#as: AssociateAs,
}

/// The case somebody now has a place in.
#[derive(Serialize, ToSchema)]
struct Associated {
    /// Which.
    case: CaseId,
}

/// A case that names the caller.
#[derive(Serialize, ToSchema)]
struct NamedPlace {
    /// The place.
    id: CasePersonId,
    /// The case.
    case: CaseId,
    /// Its number.
    case_no: String,
    /// What it is about.
    cause: String,
    /// The role of the place.
    role: Role,
    /// Its side.
    #[serde(skip_serializing_if = "Option::is_none")]
    side: Option<Side>,
    /// The institution.
    institution: String,
}

/// Places that the caller takes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TakenPlaces {
    /// Which.
    #[schema(max_items = 50)]
    places: Vec<CasePersonId>,
}

/// Make an association code
///
/// For a party of the case. It is good once for the party and once for their agent; a new one
/// ends the one before.
#[utoipa::path(post, path = "/api/v1/cases/{id}/people/{person}/association-code", tag = "cases",
    params(("id" = CaseId, Path), ("person" = CasePersonId, Path)),
    responses((status = 201, body = AssociationCode), Problems))]
async fn make_code(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Ids(id, place): Ids<CaseId, CasePersonId>,
) -> Result<(StatusCode, Json<AssociationCode>), Problem> {
    let view = case_for(&api, &caller, id, CaseAction::ManagePeople).await?;
    if in_case(&view, place)?.role != Role::Party {
        return Err(Code::NotNow.into());
    }
    let (code, ends_at) = api.access.make_association_code(caller.account.id, id, place).await?;
    Ok((StatusCode::CREATED, Json(AssociationCode { code, ends_at })))
}

/// See what an association code is for
#[utoipa::path(post, path = "/api/v1/associations/look", tag = "invitations", request_body = TypedCode,
    responses((status = 200, body = Association), Problems))]
async fn look_at_code(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    From(from): From,
    input::Json(given): input::Json<TypedCode>,
) -> Result<Json<Association>, Problem> {
    let found = api.access.look_at_association(&caller, &given.code, from).await.map_err(wrong_code)?;
    let open = [(AssociateAs::Party, found.is_open_to_party), (AssociateAs::Agent, found.is_open_to_agent)];
    Ok(Json(Association {
        party: found.name,
        institution: found.institution,
        open_to: open.into_iter().filter(|(_, open)| *open).map(|(who, _)| who).collect(),
        ends_at: found.ends,
    }))
}

/// Use an association code
///
/// Once as the party, once as their agent. An agent begins with general authority (INV-E06); the
/// judge or clerk may give more.
#[utoipa::path(post, path = "/api/v1/associations", tag = "invitations", request_body = Associating,
    responses((status = 200, body = Associated), Problems))]
async fn associate(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    From(from): From,
    input::Json(given): input::Json<Associating>,
) -> Result<Json<Associated>, Problem> {
    let code = api.access.look_at_association(&caller, &given.code, from).await.map_err(wrong_code)?;
    let people = api.store.people_of_case(code.case).await?;
    if person_of(&people, caller.account.id).is_some() {
        return Err(Code::NotNow.into());
    }
    api.access.associate(&caller, &code, given.r#as).await.map_err(wrong_code)?;
    if given.r#as == AssociateAs::Agent {
        add_agent(&api, &caller, &code).await?;
    }
    Ok(Json(Associated { case: code.case }))
}

/// The code is used up before the place is given: a fault between the two costs a new code, the
/// other way round it could let in a second agent.
async fn add_agent(api: &Api, caller: &Caller, code: &AssociationRecord) -> Result<(), Problem> {
    let account = &caller.account;
    let agent = CasePerson {
        id: CasePersonId::random(),
        account: Some(account.id),
        name: account.name.clone(),
        role: Role::Agent,
        side: code.side,
        entity: Entity::NaturalPerson,
        linked_to: Some(code.party),
        protected_from: Vec::new(),
        special_authority: false,
        mobile: account.mobile.clone(),
        email: account.email.clone(),
    };
    let step = Step::PersonAdded { name: agent.name.clone() };
    let (by, add) = (Some(account.id), vec![agent.clone()]);
    let change = CaseChange { case: code.case, to: None, by, step, remove: Vec::new(), add };
    api.store.change_case(&change, api.clock.now()).await?;
    enrol(api, code.case, &agent).await
}

/// Cases that name me
///
/// By the number or address of my account, and that I have no place in yet.
#[utoipa::path(get, path = "/api/v1/me/places", tag = "me", responses((status = 200, body = Vec<NamedPlace>), Problems))]
async fn places(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
) -> Result<Json<Vec<NamedPlace>>, Problem> {
    let account = &caller.account;
    let (mobile, email) = (account.mobile.as_deref(), account.email.as_deref());
    let found = api.store.places_naming(account.id, mobile, email).await?;
    let card = |place: PlaceRecord| NamedPlace {
        id: place.person,
        case: place.case,
        case_no: place.case_no,
        cause: place.cause,
        role: place.role,
        side: place.side,
        institution: place.institution,
    };
    Ok(Json(found.into_iter().map(card).collect()))
}

/// Take note of cases that name me
///
/// From then on they are among my cases.
#[utoipa::path(post, path = "/api/v1/me/places", tag = "me", request_body = TakenPlaces,
    responses((status = 204), Problems))]
async fn take_places(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    input::Json(given): input::Json<TakenPlaces>,
) -> Result<StatusCode, Problem> {
    if given.places.is_empty() || given.places.len() > PLACES_MAX {
        return Err(Problem::field("places", Code::Required));
    }
    api.access.take_places(&caller, &given.places).await.map_err(|refused| match refused {
        Refused::Wrong => Problem::new(Code::NotFound),
        other => other.into(),
    })?;
    Ok(StatusCode::NO_CONTENT)
}

fn wrong_code(refused: Refused) -> Problem {
    match refused {
        Refused::Wrong => Problem::field("code", Code::WrongCode),
        other => other.into(),
    }
}
