//! Copies of recordings: certified for a recipient, without what they may not have, or both.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use recorder::bundle::copy::{CopyOrder, Recipient};
use recorder::bundle::manifest::Manifest;
use recorder::bundle::seal::SealError;
use recorder::digest::Sha256;
use recorder::manifest::canonical;
use recorder::spec::RecordingId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::links::{self, Link};
use super::{ArchiveWish, Reading, allow, recording_for, send_archive};
use crate::access::AccountId;
use crate::audit::{Action, Outcome, Subject};
use crate::http::caller::SignedIn;
use crate::http::form::Form;
use crate::http::input::{self, Id, Ids, Parameters};
use crate::http::problem::Problems;
use crate::http::{Api, Code, Problem};
use crate::recording::{CopyId, RecordingRight};
use crate::session::Timestamp;
use crate::store::CopyRecord;

/// Characters of a name, a purpose, a reason.
const TEXT_MAX: usize = 200;
/// Files withheld from one copy.
const WITHHELD_MAX: usize = 1000;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(copies, make_copy)).routes(routes!(copy_archive))
}

/// A copy to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCopy {
    /// For whom it is certified. Their name is over the picture and in the signed manifest.
    #[schema(max_length = 200)]
    recipient: String,
    /// What they asked for it for.
    #[schema(max_length = 200)]
    purpose: String,
    /// What they may not have. Of each file path, length, hash and reason stay.
    #[serde(default)]
    #[schema(max_items = 1000)]
    withhold: Vec<Withheld>,
    /// Messages whose text they may not have. Of each the hash and the reason stay.
    #[serde(default)]
    #[schema(max_items = 1000)]
    redact: Vec<Redacted>,
}

/// A file that is withheld.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Withheld {
    /// Its name in the bundle.
    name: String,
    /// Why.
    #[schema(max_length = 200)]
    reason: String,
}

/// A message whose text is withheld.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Redacted {
    /// Its number: `n` in `events.jsonl`.
    message: u64,
    /// Why.
    #[schema(max_length = 200)]
    reason: String,
}

/// A copy of a recording.
#[derive(Serialize, ToSchema)]
struct CopyCard {
    /// Its id.
    id: CopyId,
    /// For whom.
    recipient: String,
    /// What for.
    purpose: String,
    /// Files that it has not.
    withheld: u64,
    /// Of all its files.
    bytes: u64,
    /// The SHA-256 of its manifest in hexadecimal digits.
    manifest: String,
    /// Who made it.
    made_by: AccountId,
    /// When.
    made_at: Timestamp,
    /// Where it is, as one archive.
    archive: String,
}

impl CopyCard {
    fn of(recording: RecordingId, copy: CopyRecord) -> Self {
        let CopyRecord { id, recipient, purpose, withheld, bytes, manifest, made_by, made_at } = copy;
        let archive = format!("/api/v1/recordings/{recording}/copies/{id}/archive");
        Self { id, recipient, purpose, withheld, bytes, manifest, made_by, made_at, archive }
    }
}

/// Copies of a recording
///
/// For those who keep the record. The newest first.
#[utoipa::path(get, path = "/api/v1/recordings/{id}/copies", tag = "recordings", params(("id" = Uuid, Path)),
    responses((status = 200, body = Vec<CopyCard>), Problems))]
async fn copies(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<RecordingId>,
) -> Result<Json<Vec<CopyCard>>, Problem> {
    let (_, _, case) = recording_for(&api, &caller, id).await?;
    if !RecordingRight::keeps(case.relation) {
        return Err(Code::Forbidden.into());
    }
    let copies = api.store.copies_of(id).await?;
    Ok(Json(copies.into_iter().map(|copy| CopyCard::of(id, copy)).collect()))
}

/// Make a copy of a recording for somebody
///
/// A signed bundle of its own with the recipient's name, without what is to be withheld or
/// redacted: those who keep the record may.
#[utoipa::path(post, path = "/api/v1/recordings/{id}/copies", tag = "recordings", params(("id" = Uuid, Path)),
    request_body = NewCopy, responses((status = 201, body = CopyCard), Problems))]
async fn make_copy(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Id(id): Id<RecordingId>,
    input::Json(new): input::Json<NewCopy>,
) -> Result<(StatusCode, Json<CopyCard>), Problem> {
    let (_, _, case) = recording_for(&api, &caller, id).await?;
    if !RecordingRight::keeps(case.relation) {
        return Err(Code::Forbidden.into());
    }
    let order = checked(new)?;
    let copy = CopyId::random();
    let (withheld, redacted) = (order.withheld.len(), order.redacted.keys().collect::<Vec<_>>());
    let detail = json!({ "copy": copy, "withheld": withheld, "redacted": redacted });
    api.audit(&caller, Action::ManageRecording, Outcome::Granted, Subject::new("recording", id), detail)
        .await?;
    let recipient = order.recipient.clone().unwrap_or_default();
    let manifest = api.recordings.make_copy(id, copy, order).await.map_err(|error| refused(&error))?;
    let record = CopyRecord {
        id: copy,
        recipient: recipient.name,
        purpose: recipient.purpose,
        withheld: manifest.copy.as_ref().map_or(0, |facts| facts.withheld.len() as u64),
        bytes: manifest.files.iter().map(|file| file.bytes).sum(),
        manifest: digest(&manifest),
        made_by: caller.account.id,
        made_at: api.clock.now(),
    };
    match api.store.add_copy(id, &record).await? {
        true => Ok((StatusCode::CREATED, Json(CopyCard::of(id, record)))),
        false => Err(Code::Destroyed.into()),
    }
}

/// A copy as one archive
///
/// As with the whole bundle: `Range` and `If-Range` are taken, and it redirects to a link that
/// is good for a minute, and for the caller only.
#[utoipa::path(get, path = "/api/v1/recordings/{id}/copies/{copy}/archive", tag = "recordings",
    params(("id" = Uuid, Path), ("copy" = Uuid, Path), ArchiveWish),
    responses((status = 200, content_type = "application/zip"), (status = 206), (status = 307), Problems))]
async fn copy_archive(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Ids(id, copy): Ids<RecordingId, CopyId>,
    Parameters(wish): Parameters<ArchiveWish>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (record, right, case) = recording_for(&api, &caller, id).await?;
    if !RecordingRight::keeps(case.relation) {
        return Err(Code::Forbidden.into());
    }
    let found = api.store.copies_of(id).await?.into_iter().find(|known| known.id == copy);
    let found = found.ok_or(Code::NotFound)?;
    let file = format!("copies/{copy}");
    let reading = Reading { file: &file, save: true };
    if let Link::Elsewhere(link) = links::follow(&api, &caller, id, right, &reading, wish.ticket.as_deref())?
    {
        return Ok(link);
    }
    allow(&api, &caller, id, right, reading).await?;
    let name = format!("{} {}.zip", record.case_no, found.recipient);
    let tag = format!("\"zip-{}\"", found.manifest);
    send_archive(api.recordings.copy(id, copy), tag, name, &headers).await
}

fn checked(new: NewCopy) -> Result<CopyOrder, Problem> {
    let mut form = Form::default();
    let name = form.text("recipient", &new.recipient, TEXT_MAX);
    let purpose = form.text("purpose", &new.purpose, TEXT_MAX);
    form.check(new.withhold.len() <= WITHHELD_MAX, "withhold", Code::TooLong);
    form.check(new.redact.len() <= WITHHELD_MAX, "redact", Code::TooLong);
    let redacted = new.redact.into_iter().map(|Redacted { message, reason }| {
        let reason = form.text("redact", &reason, TEXT_MAX);
        (message, reason)
    });
    let redacted = redacted.collect();
    let withheld = new.withhold.into_iter().map(|Withheld { name, reason }| {
        let reason = form.text("withhold", &reason, TEXT_MAX);
        (name, reason)
    });
    let withheld = withheld.collect();
    form.done()?;
    Ok(CopyOrder { recipient: Some(Recipient { name, purpose }), withheld, redacted })
}

fn refused(error: &SealError) -> Problem {
    match error {
        SealError::Message(_) => Problem::field("redact", Code::NotAChoice),
        SealError::Form(_) => Problem::field("withhold", Code::NotAChoice),
        SealError::File { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
            Code::NotNow.into()
        }
        error @ (SealError::File { .. } | SealError::Stamp(_)) => Problem::fault(error),
    }
}

/// Of the manifest as it lies in the bundle.
fn digest(manifest: &Manifest) -> String {
    canonical::to_bytes(manifest).map(|bytes| Sha256::of(&bytes).to_string()).unwrap_or_default()
}
