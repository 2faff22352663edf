//! What a client wishes to say about itself.

use super::super::bounded::{Checked, attributes, name, text};
use super::super::limits::METADATA_BYTES;
use super::super::proto;
use super::super::request::{Request, UpdateMetadata};
use super::super::response::{RequestOutcome, RequestResult};
use super::Incoming;

/// A change of name, metadata or attributes, or the answer that it is too much.
pub fn update(value: proto::UpdateParticipantMetadata) -> Incoming {
    let request_id = value.request_id;
    match checked(value) {
        Ok(wish) => Incoming::Request(Request::UpdateMetadata(wish)),
        Err(bad) => Incoming::Refused(RequestResult {
            request_id,
            outcome: RequestOutcome::LimitExceeded,
            message: bad.to_string(),
        }),
    }
}

fn checked(value: proto::UpdateParticipantMetadata) -> Checked<UpdateMetadata> {
    Ok(UpdateMetadata {
        request_id: value.request_id,
        name: name("name", value.name)?,
        metadata: text("metadata", value.metadata, METADATA_BYTES)?,
        attributes: attributes("attributes", value.attributes)?,
    })
}
