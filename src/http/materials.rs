//! Case materials: received in parts, listed, shown and taken away.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::SignedIn;
use super::case_access::{CaseInView, case_for};
use super::download::{Download, serve};
use super::form::Form;
use super::input::{self, Id, Parameters};
use super::messages::own_side;
use super::problem::Problems;
use super::{Api, Code, Problem};
use crate::access::Caller;
use crate::audit::{Action, Outcome, Subject};
use crate::cases::{CaseAction, CaseId, Step};
use crate::materials::{Known, MaterialClass, MaterialError, MaterialId, MaterialState, MediaKind};
use crate::session::Timestamp;
use crate::session::role::Side;
use crate::store::{CaseChange, MaterialRecord};

/// Longest name of a file, in characters.
const NAME: usize = 200;

pub(super) fn routes(part_bytes: usize) -> OpenApiRouter<Api> {
    let parts = OpenApiRouter::new().routes(routes!(receive)).layer(DefaultBodyLimit::max(part_bytes));
    OpenApiRouter::new()
        .routes(routes!(materials, announce))
        .routes(routes!(material, remove))
        .routes(routes!(content))
        .merge(parts)
}

/// A file of a case.
#[derive(Serialize, ToSchema)]
struct Material {
    /// Its id.
    id: MaterialId,
    /// What it is for.
    class: MaterialClass,
    /// What its sender calls it.
    name: String,
    /// What it is, by its content; empty until it is complete.
    media_type: String,
    /// Its length.
    bytes: u64,
    /// Of that, how much is there: an upload goes on from here.
    received: u64,
    /// Its SHA-256 in hexadecimal digits; empty until it is complete.
    sha256: String,
    /// How far it is.
    state: MaterialState,
    /// Only for this side and those who lead; left out for everybody in the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    side: Option<Side>,
    /// Who brought it.
    by: String,
    /// When they began.
    created_at: Timestamp,
    /// Whether the caller brought it.
    mine: bool,
    /// Whether a browser can show it; otherwise it can only be kept.
    can_be_shown: bool,
}

/// A file that is going to be sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMaterial {
    /// What it is for.
    class: MaterialClass,
    /// What it is called.
    #[schema(max_length = 200)]
    name: String,
    /// Its length.
    bytes: u64,
    /// Only for the caller's side and those who lead.
    #[serde(default)]
    private: bool,
}

/// How to send a file.
#[derive(Serialize, ToSchema)]
struct Announced {
    /// Its id.
    id: MaterialId,
    /// Longest part that is taken at once.
    part_bytes: usize,
}

/// Which part of a file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Part {
    /// Where in the file the body belongs.
    #[serde(default)]
    at: u64,
}

/// How a file is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wish {
    /// To be kept, instead of being shown.
    #[serde(default)]
    save: bool,
}

impl Material {
    fn of(record: MaterialRecord, caller: &Caller) -> Self {
        let kind = MediaKind::of_media_type(&record.media_type);
        Self {
            mine: record.by == caller.account.id,
            can_be_shown: kind.is_some_and(MediaKind::can_be_shown),
            id: record.id,
            class: record.class,
            name: record.name,
            media_type: record.media_type,
            bytes: record.bytes,
            received: record.received,
            sha256: record.sha256,
            state: record.state,
            side: record.side,
            by: record.by_name,
            created_at: record.created_at,
        }
    }
}

/// The materials of a case
///
/// Newest first. What another side brought for those who lead only is not in it.
#[utoipa::path(get, path = "/api/v1/cases/{id}/materials", tag = "materials", params(("id" = CaseId, Path)),
    responses((status = 200, body = Vec<Material>), Problems))]
async fn materials(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<CaseId>,
) -> Result<Json<Vec<Material>>, Problem> {
    let view = case_for(&api, &caller, id, CaseAction::ReadContent).await?;
    let found = api.store.materials(id).await?.into_iter().filter(|record| sees(&view, record, &caller));
    Ok(Json(found.map(|record| Material::of(record, &caller)).collect()))
}

/// Announce a file
///
/// Its parts follow; a broken upload goes on from `received`.
#[utoipa::path(post, path = "/api/v1/cases/{id}/materials", tag = "materials", params(("id" = CaseId, Path)),
    request_body = NewMaterial, responses((status = 201, body = Announced), Problems))]
async fn announce(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<CaseId>,
    input::Json(new): input::Json<NewMaterial>,
) -> Result<(StatusCode, Json<Announced>), Problem> {
    let view = case_for(&api, &caller, id, CaseAction::AddMaterial).await?;
    let limits = &api.config.limits;
    let mut form = Form::default();
    let name = form.text("name", &new.name, NAME);
    form.check(new.bytes > 0, "bytes", Code::Required);
    form.check(new.bytes <= limits.upload_bytes, "bytes", Code::TooLarge);
    form.done()?;
    let record = MaterialRecord {
        id: MaterialId::random(),
        case: id,
        class: new.class,
        name,
        media_type: String::new(),
        bytes: new.bytes,
        received: 0,
        sha256: String::new(),
        state: MaterialState::Receiving,
        side: if new.private { own_side(&view)? } else { None },
        by: caller.account.id,
        by_name: caller.account.name.clone(),
        created_at: api.clock.now(),
    };
    let detail = json!({ "case": id, "bytes": new.bytes });
    let subject = Subject::new("material", record.id);
    api.audit(&caller, Action::UploadMaterial, Outcome::Granted, subject, detail).await?;
    if !api.store.create_material(&record, limits.case_bytes).await? {
        return Err(Problem::field("bytes", Code::NoRoom));
    }
    let announced = Announced { id: record.id, part_bytes: limits.upload_part_bytes };
    Ok((StatusCode::CREATED, Json(announced)))
}

/// Send a part of a file
///
/// Parts come in order; one may come twice. With the last one the file is looked at: its kind
/// is known by its content, and what is of no kind that is taken is removed.
#[utoipa::path(put, path = "/api/v1/materials/{id}/parts", tag = "materials",
    params(("id" = MaterialId, Path), Part), request_body(content_type = "application/octet-stream"),
    responses((status = 200, body = Material), Problems))]
async fn receive(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<MaterialId>,
    Parameters(part): Parameters<Part>,
    body: Bytes,
) -> Result<Json<Material>, Problem> {
    let (record, _) = material_for(&api, &caller, id).await?;
    if record.by != caller.account.id {
        return Err(Code::Forbidden.into());
    }
    if record.state != MaterialState::Receiving {
        return Err(Code::NotNow.into());
    }
    if part.at.saturating_add(body.len() as u64) > record.bytes {
        return Err(Problem::field("bytes", Code::TooLarge));
    }
    let files = api.materials.clone();
    let received = away(move || files.add(id, part.at, &body)).await?;
    api.store.material_received(id, received).await?;
    if received == record.bytes {
        complete(&api, &caller, &record).await?;
    }
    let (record, _) = material_for(&api, &caller, id).await?;
    Ok(Json(Material::of(record, &caller)))
}

async fn complete(api: &Api, caller: &Caller, record: &MaterialRecord) -> Result<(), Problem> {
    let (files, id) = (api.materials.clone(), record.id);
    let now = api.clock.now();
    let known = away(move || files.complete(id)).await;
    let Ok(Known { kind, sha256 }) = known else {
        api.store.remove_material(id, now).await?;
        return known.map(drop);
    };
    api.store.material_ready(id, kind.media_type(), sha256).await?;
    // What only one side may see is not in the timeline that all sides see.
    if record.side.is_none() {
        let by = Some(caller.account.id);
        let step = Step::MaterialAdded { name: record.name.clone() };
        let change =
            CaseChange { case: record.case, to: None, by, step, remove: Vec::new(), add: Vec::new() };
        api.store.change_case(&change, now).await?;
    }
    Ok(())
}

/// One file of a case
#[utoipa::path(get, path = "/api/v1/materials/{id}", tag = "materials", params(("id" = MaterialId, Path)),
    responses((status = 200, body = Material), Problems))]
async fn material(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<MaterialId>,
) -> Result<Json<Material>, Problem> {
    let (record, _) = material_for(&api, &caller, id).await?;
    Ok(Json(Material::of(record, &caller)))
}

/// The content of a file
///
/// `Range` and `If-Range` are taken.
#[utoipa::path(get, path = "/api/v1/materials/{id}/content", tag = "materials",
    params(("id" = MaterialId, Path), Wish),
    responses((status = 200, content_type = "application/octet-stream"), (status = 206), Problems))]
async fn content(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<MaterialId>,
    Parameters(wish): Parameters<Wish>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (record, _) = material_for(&api, &caller, id).await?;
    let kind = MediaKind::of_media_type(&record.media_type).ok_or(Code::NotNow)?;
    let reader = (caller.account.id, id.to_string(), wish.save);
    if !api.readings.goes_on(&reader, api.clock.now()) {
        let subject = Subject::new("material", id);
        let detail = json!({ "case": record.case });
        api.audit(&caller, Action::ReadMaterial, Outcome::Granted, subject, detail).await?;
        api.readings.begins(reader, api.clock.now());
    }
    let path = api.materials.path(id);
    let source = away(move || std::fs::File::open(path).map_err(MaterialError::Disk)).await?;
    let save = wish.save || !kind.can_be_shown();
    let download = Download {
        bytes: record.bytes,
        tag: format!("\"{}\"", record.sha256),
        media_type: kind.media_type(),
        name: save.then_some(record.name),
        source,
    };
    serve(download, &headers)
}

/// Remove a file
///
/// Whoever brought it takes it back; the content is gone.
#[utoipa::path(delete, path = "/api/v1/materials/{id}", tag = "materials", params(("id" = MaterialId, Path)),
    responses((status = 204), Problems))]
async fn remove(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<MaterialId>,
) -> Result<StatusCode, Problem> {
    let (record, view) = material_for(&api, &caller, id).await?;
    if record.by != caller.account.id && !view.may(CaseAction::ManagePeople) {
        return Err(Code::Forbidden.into());
    }
    let detail = json!({ "case": record.case });
    let subject = Subject::new("material", id);
    api.audit(&caller, Action::RemoveMaterial, Outcome::Granted, subject, detail).await?;
    api.store.remove_material(id, api.clock.now()).await?;
    let files = api.materials.clone();
    away(move || files.remove(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The file, if the caller may see it.
async fn material_for(
    api: &Api,
    caller: &Caller,
    id: MaterialId,
) -> Result<(MaterialRecord, CaseInView), Problem> {
    let record = api.store.material(id).await?.ok_or(Code::NotFound)?;
    let view = case_for(api, caller, record.case, CaseAction::ReadContent).await;
    // Whoever may see the case but not what is in it does not learn which files there are.
    let view = view.map_err(|problem| match problem.code() {
        Code::Forbidden => Code::NotFound.into(),
        _ => problem,
    })?;
    if sees(&view, &record, caller) { Ok((record, view)) } else { Err(Code::NotFound.into()) }
}

fn sees(view: &CaseInView, record: &MaterialRecord, caller: &Caller) -> bool {
    let mine = record.by == caller.account.id;
    let for_me = match (record.side, own_side(view)) {
        (None, _) | (Some(_), Ok(None)) => true,
        (Some(side), Ok(Some(own))) => side == own,
        (Some(_), Err(_)) => false,
    };
    mine || (for_me && record.state == MaterialState::Ready)
}

/// Waits for the disk, away from the threads that serve.
async fn away<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, MaterialError> + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|panic| Problem::fault(&panic))?;
    done.map_err(|error| match &error {
        MaterialError::Gap { .. } => Code::NotNow.into(),
        MaterialError::Kind => Problem::field("content", Code::WrongKind),
        MaterialError::Unclean => Problem::field("content", Code::Unclean),
        MaterialError::Disk(_) => Problem::fault(&error),
    })
}
