//! Session descriptions.

use std::collections::BTreeMap;

use super::super::bounded::{Checked, bad, text};
use super::super::limits::SDP_BYTES;
use super::super::proto;
use super::super::request::Description;

/// A description of the kind its carrier says. Clients do not name tracks in it.
pub fn description(value: proto::SessionDescription, kind: &'static str) -> Checked<Description> {
    if value.r#type != kind {
        return bad("type", kind);
    }
    let sdp = text("sdp", value.sdp, SDP_BYTES)?;
    if !sdp.starts_with("v=0") {
        return bad("sdp", "a session description");
    }
    Ok(Description { id: value.id, sdp, mid_to_track: BTreeMap::new() })
}
