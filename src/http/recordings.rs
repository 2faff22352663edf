//! Recordings: the list with its progress, the files of a bundle, and taking them away.

mod cards;
mod copies;
mod keeping;
mod links;

use std::io::ErrorKind;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use recorder::bundle::archive::Archive;
use recorder::digest::Sha256;
use recorder::spec::RecordingId;
use recorder::vault::KeptBundle;
use recorder::vault::object::ReadAt;
use serde::Deserialize;
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use self::cards::{FileCard, RecordingCard, RecordingDetail};
use self::links::Link;
use super::caller::SignedIn;
use super::case_access::{CaseInView, case_for};
use super::download::{Download, serve};
use super::entity_tag;
use super::input::{self, Id, Parameters};
use super::page::{self, Page};
use super::problem::Problems;
use super::{Api, Code, Problem};
use crate::access::{Caller, Office, Reader};
use crate::audit::{Action, Outcome, Subject};
use crate::cases::{CaseAction, CaseId};
use crate::recording::{BundleFile, RecordingRight};
use crate::session::{SessionId, Timestamp};
use crate::store::{RecordingAccess, RecordingQuery, RecordingRecord, RecordingState};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(recordings))
        .routes(routes!(recording))
        .routes(routes!(set_access))
        .routes(routes!(make_again))
        .routes(routes!(archive))
        .routes(routes!(file))
        .merge(keeping::routes())
        .merge(copies::routes())
}

/// What the list is narrowed by.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct RecordingFilter {
    /// Only of this case.
    case: Option<CaseId>,
    /// Only of this session.
    session: Option<SessionId>,
    /// From the page before.
    cursor: Option<String>,
    /// Entries on a page, at most 100.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

/// Who may have a recording.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AccessChange {
    /// From now on.
    access: RecordingAccess,
}

/// Which file is wanted, and how.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct FileWish {
    /// Its name in the bundle.
    #[param(max_length = 400)]
    name: String,
    /// To be kept, instead of being shown.
    #[serde(default)]
    save: bool,
    /// From the redirection.
    #[param(max_length = 100)]
    ticket: Option<String>,
}

/// How an archive is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ArchiveWish {
    /// From the redirection.
    #[param(max_length = 100)]
    ticket: Option<String>,
}

/// Recordings the caller may see
///
/// Newest first. Progress of those whose files are being made is in the entry: ask again.
#[utoipa::path(get, path = "/api/v1/recordings", tag = "recordings", params(RecordingFilter),
    responses((status = 200, body = Page<RecordingCard>), Problems))]
async fn recordings(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Parameters(filter): Parameters<RecordingFilter>,
) -> Result<Json<Page<RecordingCard>>, Problem> {
    let administers = caller.account.offices.contains(&Office::OrgAdmin);
    let after: Option<(Timestamp, Uuid)> = page::place(filter.cursor.as_deref())?;
    let query = RecordingQuery {
        account: caller.account.id,
        institution: caller.account.institution.filter(|_| administers),
        case: filter.case,
        session: filter.session,
        after: after.map(|(at, id)| (at, RecordingId(id))),
        limit: page::rows(filter.limit),
    };
    let found = api.store.recordings(&query).await?;
    Ok(Json(Page::of(found, filter.limit, |record| (record.started_at, record.id), RecordingCard::of)))
}

/// One recording with its files
#[utoipa::path(get, path = "/api/v1/recordings/{id}", tag = "recordings", params(("id" = Uuid, Path)),
    responses((status = 200, body = RecordingDetail), Problems))]
async fn recording(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<RecordingId>,
) -> Result<Response, Problem> {
    let (record, right, case) = recording_for(&api, &caller, id).await?;
    let tag = entity_tag::of_version(record.version);
    let files = api.store.recording_files(id).await?;
    let sealed = !files.is_empty();
    let hold_reason = match case.may(CaseAction::ReleaseRecording) {
        true => api.store.hold_reason(id).await?,
        false => None,
    };
    let detail = RecordingDetail {
        card: RecordingCard::of(record),
        files: files.into_iter().map(|file| FileCard::of(id, file)).collect(),
        may_download: right == RecordingRight::Download,
        may_manage: case.may(CaseAction::ReleaseRecording),
        hold_reason,
        archive: (sealed && right == RecordingRight::Download)
            .then(|| format!("/api/v1/recordings/{id}/archive")),
    };
    Ok(([(header::ETAG, tag)], Json(detail)).into_response())
}

/// Say who may have a recording
///
/// Whoever leads the session decides. Needs `If-Match`.
#[utoipa::path(put, path = "/api/v1/recordings/{id}/access", tag = "recordings", params(("id" = Uuid, Path)),
    request_body = AccessChange, responses((status = 204), Problems))]
async fn set_access(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<RecordingId>,
    headers: HeaderMap,
    input::Json(change): input::Json<AccessChange>,
) -> Result<StatusCode, Problem> {
    let version = entity_tag::expected_version(&headers)?;
    let (_, _, case) = recording_for(&api, &caller, id).await?;
    if !case.may(CaseAction::ReleaseRecording) {
        return Err(Code::Forbidden.into());
    }
    let detail = json!({ "access": change.access });
    let subject = Subject::new("recording", id);
    api.audit(&caller, Action::ManageRecording, Outcome::Granted, subject, detail).await?;
    api.store.set_recording_access(id, change.access, version, api.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Have the files of a recording made again
///
/// For recordings whose files could not be made.
#[utoipa::path(post, path = "/api/v1/recordings/{id}/make-again", tag = "recordings", params(("id" = Uuid, Path)),
    responses((status = 202), Problems))]
async fn make_again(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<RecordingId>,
) -> Result<StatusCode, Problem> {
    let (record, right, _) = recording_for(&api, &caller, id).await?;
    if right != RecordingRight::Download {
        return Err(Code::Forbidden.into());
    }
    if record.state != RecordingState::Failed {
        return Err(Code::NotNow.into());
    }
    let subject = Subject::new("recording", id);
    api.audit(&caller, Action::ManageRecording, Outcome::Granted, subject, json!({ "again": true })).await?;
    api.recordings.make_again(id);
    Ok(StatusCode::ACCEPTED)
}

/// The whole bundle as one archive
///
/// A ZIP file; `Range` and `If-Range` are taken, so that a broken download goes on. Redirects to
/// a link that is good for a minute, and for the caller only.
#[utoipa::path(get, path = "/api/v1/recordings/{id}/archive", tag = "recordings",
    params(("id" = Uuid, Path), ArchiveWish),
    responses((status = 200, content_type = "application/zip"), (status = 206), (status = 307), Problems))]
async fn archive(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<RecordingId>,
    Parameters(wish): Parameters<ArchiveWish>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (record, right, _) = recording_for(&api, &caller, id).await?;
    let reading = Reading { file: "archive", save: true };
    if let Link::Elsewhere(link) = links::follow(&api, &caller, id, right, &reading, wish.ticket.as_deref())?
    {
        return Ok(link);
    }
    allow(&api, &caller, id, right, reading).await?;
    let files = api.store.recording_files(id).await?;
    let manifest = files.iter().find(|file| file.path == recorder::bundle::MANIFEST).ok_or(Code::NotNow)?;
    // A stamp that came late is another archive.
    let stamp = files.iter().find(|file| file.path == recorder::bundle::TIMESTAMP);
    let tag = format!("\"zip-{}{}\"", manifest.sha256, stamp.map_or("", |stamp| &stamp.sha256));
    send_archive(api.recordings.bundle(id), tag, format!("{}.zip", record.case_no), &headers).await
}

/// A bundle as one archive, whole or in a range.
async fn send_archive(
    bundle: KeptBundle,
    tag: String,
    name: String,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let opened = tokio::task::spawn_blocking(move || Archive::open(bundle)).await;
    let archive = opened.map_err(|panic| Problem::fault(&panic))?.map_err(|error| Problem::fault(&error))?;
    let download = Download {
        bytes: archive.len(),
        tag,
        media_type: "application/zip",
        name: Some(name),
        source: archive,
    };
    serve(download, headers)
}

/// One file of a bundle
///
/// With `save` it redirects to a link that is good for a minute, and for the caller only.
#[utoipa::path(get, path = "/api/v1/recordings/{id}/file", tag = "recordings",
    params(("id" = Uuid, Path), FileWish),
    responses((status = 200, content_type = "application/octet-stream"), (status = 206), (status = 307),
        Problems))]
async fn file(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<RecordingId>,
    Parameters(wish): Parameters<FileWish>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (_, right, _) = recording_for(&api, &caller, id).await?;
    // Only names from the store are opened: no path of a stranger touches the disk.
    let files = api.store.recording_files(id).await?;
    let file = files.into_iter().find(|file| file.path == wish.name).ok_or(Code::NotFound)?;
    let reading = Reading { file: &file.path, save: wish.save };
    if let Link::Elsewhere(link) = links::follow(&api, &caller, id, right, &reading, wish.ticket.as_deref())?
    {
        return Ok(link);
    }
    allow(&api, &caller, id, right, reading).await?;
    let source = open(&api, id, &file).await?;
    let short_name = file.path.rsplit('/').next().unwrap_or_default().to_owned();
    // A page of a bundle is kept, never shown: here it would run with our address.
    let save = wish.save || file.path.ends_with(".html");
    let download = Download {
        bytes: file.bytes,
        tag: format!("\"{}\"", file.sha256),
        media_type: file.media_type(),
        name: save.then_some(short_name),
        source,
    };
    serve(download, &headers)
}

/// A file of a bundle, wherever it is.
async fn open(api: &Api, id: RecordingId, file: &BundleFile) -> Result<Box<dyn ReadAt>, Problem> {
    let content = file.sha256.parse::<Sha256>().map_err(|error| Problem::fault(&error))?;
    let (recordings, path) = (Arc::clone(&api.recordings), file.path.clone());
    let opened = tokio::task::spawn_blocking(move || recordings.bundle(id).file(&path, content)).await;
    opened.map_err(|panic| Problem::fault(&panic))?.map_err(|error| match error.kind() {
        // The store that has it is away.
        ErrorKind::Other => Problem::logged(Code::Unavailable, &error),
        _ => Problem::fault(&error),
    })
}

/// What somebody is about to read.
struct Reading<'a> {
    file: &'a str,
    save: bool,
}

impl Reading<'_> {
    fn reader(&self, caller: &Caller, id: RecordingId) -> Reader {
        (caller.account.id, format!("{id}/{}", self.file), self.save)
    }
}

/// Writes the audit, once for all ranges of one reading, and refuses what they may not have.
async fn allow(
    api: &Api,
    caller: &Caller,
    id: RecordingId,
    right: RecordingRight,
    reading: Reading<'_>,
) -> Result<(), Problem> {
    let allowed = right == RecordingRight::Download || !reading.save;
    let reader = reading.reader(caller, id);
    if allowed && api.readings.goes_on(&reader, api.clock.now()) {
        return Ok(());
    }
    let outcome = if allowed { Outcome::Granted } else { Outcome::Refused };
    let action = if reading.save { Action::DownloadRecording } else { Action::ViewRecording };
    let detail = json!({ "file": reading.file });
    api.audit(caller, action, outcome, Subject::new("recording", id), detail).await?;
    if !allowed {
        return Err(Code::Forbidden.into());
    }
    api.readings.begins(reader, api.clock.now());
    Ok(())
}

/// The recording, if the caller may have anything of it.
async fn recording_for(
    api: &Api,
    caller: &Caller,
    id: RecordingId,
) -> Result<(RecordingRecord, RecordingRight, CaseInView), Problem> {
    let record = api.store.recording(id).await?.ok_or(Code::NotFound)?;
    let case = case_for(api, caller, record.case, CaseAction::See).await?;
    let right = RecordingRight::of(case.relation, record.access).ok_or(Code::NotFound)?;
    if record.destroyed {
        return Err(Code::Destroyed.into());
    }
    Ok((record, right, case))
}
