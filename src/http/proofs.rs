//! Proof for a party of who could receive it in its caucus.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::SignedIn;
use super::input::{Id, Parameters};
use super::problem::Problems;
use super::sessions::session_for;
use super::{Api, Code, Problem};
use crate::audit::{Action, Outcome, Subject};
use crate::proof::{Proof, Statement};
use crate::session::role::Role;
use crate::session::{ParticipantId, Plan, SessionId};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(caucus_proof))
}

/// Whose proof.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Whose {
    /// The place in the session; left out: the caller's own.
    participant: Option<ParticipantId>,
}

/// A proof of who could receive somebody in their caucuses
///
/// For the person themself, for an agent of theirs, and for the mediator. `concord proof verify`
/// checks it offline.
#[utoipa::path(get, path = "/api/v1/sessions/{id}/caucus-proof", tag = "sessions",
    params(("id" = SessionId, Path), Whose), responses((status = 200, body = Proof), Problems))]
async fn caucus_proof(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<SessionId>,
    Parameters(Whose { participant }): Parameters<Whose>,
) -> Result<Json<Proof>, Problem> {
    let (_, plan, seat) = session_for(&api, &caller, id).await?;
    let own = seat.ok_or(Code::NotFound)?.participant;
    let who = participant.unwrap_or(own);
    if !may_have(&plan, own, who) {
        return Err(Code::NotFound.into());
    }
    let log = api.store.load_chain(id).await?;
    let statement = Statement::new((id, &plan), who, &log, api.clock.now()).ok_or(Code::NotFound)?;
    let detail = json!({ "caucus_proof_of": who, "log": statement.log.seq });
    api.audit(&caller, Action::Export, Outcome::Granted, Subject::new("session", id), detail).await?;
    let signed = api.recordings.sign(&statement.to_bytes());
    Ok(Json(Proof { statement, signed }))
}

/// One's own; as an agent that of whom one acts for; as the mediator everybody's, for a mediator
/// was there. A judge is not told of caucuses.
fn may_have(plan: &Plan, asking: ParticipantId, who: ParticipantId) -> bool {
    let asking_person = plan.people.iter().find(|person| person.id == asking);
    let acts_for = asking_person.is_some_and(|person| match person.role {
        Role::Agent => person.linked_to == Some(who),
        Role::Mediator => true,
        _ => false,
    });
    asking == who || acts_for
}
