//! How a client asks to come in: from the query string (v0) or from `join_request` (v1).

use std::collections::BTreeMap;
use std::io::Read;

use data_encoding::{BASE64URL, BASE64URL_NOPAD};
use flate2::read::GzDecoder;
use prost::Message;

use super::super::bounded::{self, BadMessage, Checked, attributes, bad, label, list, text};
use super::super::join::{ClientInfo, JoinParams, ReconnectReason, Resuming, Sdk, Topology};
use super::super::limits::{JOIN_REQUEST_BYTES, METADATA_BYTES, QUERY_BYTES, TRACKS_PER_JOIN};
use super::super::proto::wrapped_join_request::Compression;
use super::super::proto::{self, JoinRequest, WrappedJoinRequest, client_info};
use super::description::description;
use super::sync_state::sync_state;
use super::track::add_track;

/// Reads the query of `/rtc`. A parameter that occurs twice counts once, the first time.
pub fn from_query(query: &str) -> Checked<JoinParams> {
    let query = Query::parse(query)?;
    let resuming = query.flag("reconnect", false).then(|| query.resuming()).transpose()?;
    Ok(JoinParams {
        topology: Topology::TwoConnections,
        client: query.client(),
        auto_subscribe: query.flag("auto_subscribe", true),
        adaptive_stream: query.flag("adaptive_stream", false),
        may_pause: query.flag("subscriber_allow_pause", false),
        no_ice_lite: query.flag("disable_ice_lite", false),
        resuming,
        metadata: String::new(),
        attributes: query.attributes()?,
        add_tracks: Vec::new(),
        offer: None,
    })
}

/// Reads the query of `/rtc/v1`: all is in the compressed `join_request`.
pub fn from_join_request(query: &str) -> Checked<JoinParams> {
    let query = Query::parse(query)?;
    let wrapped = base64url(query.text("join_request"))?;
    let wrapped = WrappedJoinRequest::decode(&*wrapped).map_err(|_| BadMessage::NotTheProtocol)?;
    let request = unwrap(&wrapped)?;
    join_params(JoinRequest::decode(&*request).map_err(|_| BadMessage::NotTheProtocol)?)
}

struct Query(BTreeMap<String, String>);

impl Query {
    fn parse(query: &str) -> Checked<Self> {
        bounded::frame(query.as_bytes(), QUERY_BYTES)?;
        let mut fields = BTreeMap::new();
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            fields.entry(key.into_owned()).or_insert_with(|| value.into_owned());
        }
        Ok(Self(fields))
    }

    fn text(&self, field: &str) -> &str {
        self.0.get(field).map(String::as_str).unwrap_or_default()
    }

    fn flag(&self, field: &str, absent: bool) -> bool {
        match self.text(field) {
            "" => absent,
            value => value == "1" || value.eq_ignore_ascii_case("true"),
        }
    }

    fn number(&self, field: &str) -> i32 {
        self.text(field).parse().unwrap_or(0)
    }

    fn resuming(&self) -> Checked<Resuming> {
        let sid = Some(self.text("sid")).filter(|sid| !sid.is_empty());
        Ok(Resuming {
            sid: sid.map(|sid| bounded::participant("sid", sid)).transpose()?,
            reason: reconnect_reason(self.number("reconnect_reason")),
            sync_state: None,
        })
    }

    fn client(&self) -> ClientInfo {
        let field = |field| label(self.text(field));
        ClientInfo {
            sdk: sdk_of_name(self.text("sdk")),
            version: field("version"),
            protocol: self.number("protocol"),
            os: field("os"),
            os_version: field("os_version"),
            device_model: field("device_model"),
            browser: field("browser"),
            browser_version: field("browser_version"),
            network: field("network"),
        }
    }

    /// Legacy: base64url of a JSON object.
    fn attributes(&self) -> Checked<BTreeMap<String, String>> {
        let encoded = self.text("attributes");
        if encoded.is_empty() {
            return Ok(BTreeMap::new());
        }
        let json = base64url(encoded)?;
        attributes(
            "attributes",
            serde_json::from_slice(&json).or(bad("attributes", "a JSON object of texts"))?,
        )
    }
}

/// Padding is kept by some clients and left out by others.
fn base64url(text: &str) -> Checked<Vec<u8>> {
    let encoding = if text.ends_with('=') { &BASE64URL } else { &BASE64URL_NOPAD };
    encoding.decode(text.as_bytes()).or(bad("join_request", "base64url"))
}

fn unwrap(wrapped: &WrappedJoinRequest) -> Checked<Vec<u8>> {
    match Compression::try_from(wrapped.compression) {
        Ok(Compression::None) => Ok(wrapped.join_request.clone()),
        Ok(Compression::Gzip) => inflate(&wrapped.join_request),
        Err(_) => bad("compression", "none or gzip"),
    }
}

/// Inflates at most [`JOIN_REQUEST_BYTES`]: a bomb stops there.
fn inflate(gzip: &[u8]) -> Checked<Vec<u8>> {
    let mut inflated = Vec::new();
    let limit = JOIN_REQUEST_BYTES as u64 + 1;
    if GzDecoder::new(gzip).take(limit).read_to_end(&mut inflated).is_err() {
        return bad("join_request", "gzip");
    }
    bounded::frame(&inflated, JOIN_REQUEST_BYTES)?;
    Ok(inflated)
}

fn join_params(value: JoinRequest) -> Checked<JoinParams> {
    let settings = value.connection_settings.unwrap_or_default();
    let tracks = list("add_track_requests", value.add_track_requests, TRACKS_PER_JOIN)?;
    let sid = Some(value.participant_sid).filter(|sid| !sid.is_empty());
    let resuming = Resuming {
        sid: sid.map(|sid| bounded::participant("participant_sid", &sid)).transpose()?,
        reason: reconnect_reason(value.reconnect_reason),
        sync_state: value.sync_state.map(sync_state).transpose()?.map(Box::new),
    };
    Ok(JoinParams {
        topology: Topology::OneConnection,
        client: client(&value.client_info.unwrap_or_default()),
        auto_subscribe: settings.auto_subscribe,
        adaptive_stream: settings.adaptive_stream,
        may_pause: settings.subscriber_allow_pause.unwrap_or(false),
        no_ice_lite: settings.disable_ice_lite,
        resuming: value.reconnect.then_some(resuming),
        metadata: text("metadata", value.metadata, METADATA_BYTES)?,
        attributes: attributes("participant_attributes", value.participant_attributes)?,
        add_tracks: tracks.into_iter().map(add_track).collect::<Checked<_>>()?,
        offer: value.publisher_offer.map(|offer| description(offer, "offer")).transpose()?,
    })
}

fn client(value: &proto::ClientInfo) -> ClientInfo {
    ClientInfo {
        sdk: sdk(value.sdk),
        version: label(&value.version),
        protocol: value.protocol,
        os: label(&value.os),
        os_version: label(&value.os_version),
        device_model: label(&value.device_model),
        browser: label(&value.browser),
        browser_version: label(&value.browser_version),
        network: label(&value.network),
    }
}

fn reconnect_reason(value: i32) -> ReconnectReason {
    match proto::ReconnectReason::try_from(value) {
        Ok(proto::ReconnectReason::RrSignalDisconnected) => ReconnectReason::SignalDisconnected,
        Ok(proto::ReconnectReason::RrPublisherFailed) => ReconnectReason::PublisherFailed,
        Ok(proto::ReconnectReason::RrSubscriberFailed) => ReconnectReason::SubscriberFailed,
        Ok(proto::ReconnectReason::RrSwitchCandidate) => ReconnectReason::SwitchCandidate,
        Ok(proto::ReconnectReason::RrUnknown) | Err(_) => ReconnectReason::Unknown,
    }
}

fn sdk(value: i32) -> Sdk {
    use client_info::Sdk as Wire;
    match Wire::try_from(value).unwrap_or(Wire::Unknown) {
        Wire::Unknown => Sdk::Unknown,
        Wire::Js => Sdk::JavaScript,
        Wire::Swift => Sdk::Swift,
        Wire::Android => Sdk::Android,
        Wire::Flutter => Sdk::Flutter,
        Wire::Go => Sdk::Go,
        Wire::Unity => Sdk::Unity,
        Wire::ReactNative => Sdk::ReactNative,
        Wire::Rust => Sdk::Rust,
        Wire::Python => Sdk::Python,
        Wire::Cpp => Sdk::Cpp,
        Wire::UnityWeb => Sdk::UnityWeb,
        Wire::Node => Sdk::Node,
        Wire::Unreal => Sdk::Unreal,
        Wire::Esp32 => Sdk::Esp32,
        Wire::Dotnet => Sdk::DotNet,
    }
}

/// The names SDKs use in queries.
fn sdk_of_name(name: &str) -> Sdk {
    match name.to_ascii_lowercase().as_str() {
        "js" => Sdk::JavaScript,
        "swift" | "ios" => Sdk::Swift,
        "android" => Sdk::Android,
        "flutter" => Sdk::Flutter,
        "go" => Sdk::Go,
        "unity" => Sdk::Unity,
        "reactnative" => Sdk::ReactNative,
        "rust" => Sdk::Rust,
        "python" => Sdk::Python,
        "cpp" => Sdk::Cpp,
        "unityweb" => Sdk::UnityWeb,
        "node" => Sdk::Node,
        "unreal" => Sdk::Unreal,
        "esp32" => Sdk::Esp32,
        "dotnet" => Sdk::DotNet,
        _ => Sdk::Unknown,
    }
}
