//! What a peer's SDP says, as far as we care.

use std::collections::HashSet;
use std::io::Cursor;

use rtc_sdp::description::common::Attribute;
use rtc_sdp::{MediaDescription, SessionDescription};

use super::NegotiationError;
use crate::limits;
use crate::media::{MediaKind, Token};
use crate::transport::Remote;
use crate::transport::dtls::Role;
use crate::transport::identity::Fingerprint;

/// A whole description.
#[derive(Clone, Debug)]
pub struct Description {
    /// ICE user fragment.
    pub ufrag: String,
    /// Certificate.
    pub fingerprint: Fingerprint,
    /// What the peer's `a=setup` makes us.
    pub role: Role,
    /// `a=extmap-allow-mixed` was given.
    pub mixes_extensions: bool,
    /// Media sections in their order.
    pub sections: Vec<Section>,
}

/// One media section.
#[derive(Clone, Debug)]
pub struct Section {
    /// What it carries.
    pub kind: SectionKind,
    /// The `m=` line's words, to be repeated in a refusal.
    pub media: String,
    /// See `media`.
    pub protocol: Vec<String>,
    /// See `media`.
    pub format_names: Vec<String>,
    /// Its id.
    pub mid: Token,
    /// Port 0, or outside the bundle.
    pub is_rejected: bool,
    /// Which way media flows, as the peer sees it.
    pub direction: Direction,
    /// Payload types in order of preference.
    pub formats: Vec<RtpFormat>,
    /// Header extensions: number and URI.
    pub extensions: Vec<(u8, String)>,
    /// Stream and track of `a=msid`.
    pub msid: Option<(String, String)>,
    /// Encodings the peer sends, in its order.
    pub rids: Vec<Token>,
    /// Declared sources.
    pub ssrcs: Vec<u32>,
    /// `a=ssrc-group`: semantics and sources.
    pub ssrc_groups: Vec<(String, Vec<u32>)>,
}

/// What a section carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SectionKind {
    /// RTP.
    Media(MediaKind),
    /// Data channels.
    Data,
    /// Nothing we know.
    Other,
}

/// Which way media flows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Both.
    SendReceive,
    /// From whoever says it.
    SendOnly,
    /// To whoever says it.
    ReceiveOnly,
    /// Neither.
    Inactive,
}

impl Direction {
    /// Whether whoever says it sends.
    pub fn sends(self) -> bool {
        matches!(self, Self::SendReceive | Self::SendOnly)
    }

    /// Whether whoever says it receives.
    pub fn receives(self) -> bool {
        matches!(self, Self::SendReceive | Self::ReceiveOnly)
    }

    /// As SDP writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::SendReceive => "sendrecv",
            Self::SendOnly => "sendonly",
            Self::ReceiveOnly => "recvonly",
            Self::Inactive => "inactive",
        }
    }

    const ALL: [Self; 4] = [Self::SendReceive, Self::SendOnly, Self::ReceiveOnly, Self::Inactive];
}

/// One payload type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RtpFormat {
    /// Its number.
    pub payload_type: u8,
    /// Encoding name.
    pub name: String,
    /// Clock rate in Hz.
    pub clock_rate: u32,
    /// `a=fmtp` parameters.
    pub parameters: String,
    /// `a=rtcp-fb` values, wildcards included.
    pub feedback: Vec<String>,
}

impl RtpFormat {
    /// One `a=fmtp` parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.split(';').find_map(|parameter| {
            let (key, value) = parameter.trim().split_once('=')?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

impl Description {
    /// Reads SDP, with caps on everything that a stranger could make large.
    pub fn parse(sdp: &str) -> Result<Self, NegotiationError> {
        if sdp.len() > limits::SDP_BYTES {
            return Err(NegotiationError::TooLong { got: sdp.len() });
        }
        let session = SessionDescription::unmarshal(&mut Cursor::new(sdp.as_bytes()))
            .map_err(|_| NegotiationError::Malformed)?;
        let within = |count: usize, most, of| {
            if count > most { Err(NegotiationError::TooMany { of, most }) } else { Ok(()) }
        };
        within(session.media_descriptions.len(), limits::SDP_SECTIONS, "media sections")?;
        let bundled = bundled(&session.attributes);
        let mut sections: Vec<Section> = Vec::with_capacity(session.media_descriptions.len());
        for media in &session.media_descriptions {
            within(media.attributes.len(), limits::SDP_ATTRIBUTES, "attributes in a section")?;
            let section = Section::read(media, &bundled)?;
            if sections.iter().any(|known| known.mid == section.mid) {
                return Err(NegotiationError::Missing("its own mid"));
            }
            sections.push(section);
        }
        let find = |key| transport_attribute(&session, key);
        let fingerprint = find("fingerprint").and_then(Fingerprint::parse);
        let role = match find("setup") {
            Some("actpass" | "active") => Role::Server,
            Some("passive") => Role::Client,
            _ => return Err(NegotiationError::Missing("setup")),
        };
        Ok(Self {
            ufrag: find("ice-ufrag").ok_or(NegotiationError::Missing("ice-ufrag"))?.to_owned(),
            fingerprint: fingerprint.ok_or(NegotiationError::Missing("fingerprint (SHA-256 or better)"))?,
            role,
            mixes_extensions: has(&session.attributes, "extmap-allow-mixed"),
            sections,
        })
    }

    /// What the transport needs of it.
    pub fn remote(&self) -> Remote {
        Remote { ufrag: self.ufrag.clone(), fingerprint: self.fingerprint.clone(), role: self.role }
    }
}

impl Section {
    fn read(media: &MediaDescription, bundled: &HashSet<&str>) -> Result<Self, NegotiationError> {
        let attributes = &media.attributes;
        let name = &media.media_name;
        let mid = values(attributes, "mid").next().ok_or(NegotiationError::Missing("mid"))?;
        let direction = Direction::ALL.into_iter().find(|direction| has(attributes, direction.name()));
        Ok(Self {
            kind: kind(name.media.as_str(), &name.protos),
            media: name.media.clone(),
            protocol: name.protos.clone(),
            format_names: name.formats.clone(),
            mid: Token::new(mid).ok_or(NegotiationError::Missing("a short mid"))?,
            is_rejected: (name.port.value == 0 && !has(attributes, "bundle-only")) || !bundled.contains(mid),
            direction: direction.unwrap_or(Direction::SendReceive),
            formats: formats(&name.formats, attributes),
            extensions: values(attributes, "extmap").filter_map(extension).collect(),
            msid: values(attributes, "msid").next().and_then(msid),
            rids: rids(attributes),
            ssrcs: ssrcs(attributes),
            ssrc_groups: values(attributes, "ssrc-group").filter_map(ssrc_group).collect(),
        })
    }

    /// The format with a payload type.
    pub fn format(&self, payload_type: u8) -> Option<&RtpFormat> {
        self.formats.iter().find(|format| format.payload_type == payload_type)
    }

    /// The source that repairs another one.
    pub fn repair_of(&self, ssrc: u32) -> Option<u32> {
        self.ssrc_groups
            .iter()
            .filter(|(semantics, _)| semantics == "FID")
            .find(|(_, sources)| sources.first() == Some(&ssrc))
            .and_then(|(_, sources)| sources.get(1).copied())
    }
}

fn values<'a>(attributes: &'a [Attribute], key: &str) -> impl Iterator<Item = &'a str> {
    attributes.iter().filter(move |a| a.key == key).filter_map(|a| a.value.as_deref()).map(str::trim)
}

fn has(attributes: &[Attribute], key: &str) -> bool {
    attributes.iter().any(|attribute| attribute.key == key)
}

/// The members of the first bundle.
fn bundled(attributes: &[Attribute]) -> HashSet<&str> {
    let group = values(attributes, "group").find_map(|group| group.strip_prefix("BUNDLE"));
    group.unwrap_or_default().split_whitespace().collect()
}

/// An attribute of the bundled transport: of the first section in use that has it, or of the
/// session.
fn transport_attribute<'a>(session: &'a SessionDescription, key: &str) -> Option<&'a str> {
    let in_use = session.media_descriptions.iter().filter(|media| media.media_name.port.value != 0);
    let all = session.media_descriptions.iter();
    in_use
        .chain(all)
        .find_map(|media| values(&media.attributes, key).next())
        .or_else(|| values(&session.attributes, key).next())
}

fn kind(media: &str, protocol: &[String]) -> SectionKind {
    let is_rtp = protocol.iter().any(|part| part == "RTP") && protocol.iter().any(|part| part == "SAVPF");
    let is_sctp = protocol.iter().any(|part| part == "SCTP");
    match media {
        "audio" if is_rtp => SectionKind::Media(MediaKind::Audio),
        "video" if is_rtp => SectionKind::Media(MediaKind::Video),
        "application" if is_sctp => SectionKind::Data,
        _ => SectionKind::Other,
    }
}

fn formats(names: &[String], attributes: &[Attribute]) -> Vec<RtpFormat> {
    let payload_types = names.iter().filter_map(|name| name.parse().ok()).filter(|&number: &u8| number < 128);
    let mut formats: Vec<RtpFormat> = payload_types
        .take(limits::SDP_FORMATS)
        .map(|payload_type| RtpFormat { payload_type, ..RtpFormat::default() })
        .collect();
    for attribute in attributes {
        let Some((target, value)) = attribute.value.as_deref().and_then(|v| v.trim().split_once(' ')) else {
            continue;
        };
        let targets = formats.iter_mut().filter(|format| {
            target.parse() == Ok(format.payload_type) || (target == "*" && attribute.key == "rtcp-fb")
        });
        for format in targets {
            match attribute.key.as_str() {
                "rtpmap" => (format.name, format.clock_rate) = rtpmap(value),
                "fmtp" => value.trim().clone_into(&mut format.parameters),
                "rtcp-fb" => format.feedback.push(value.trim().to_owned()),
                _ => {}
            }
        }
    }
    formats
}

fn rtpmap(value: &str) -> (String, u32) {
    let mut parts = value.split('/');
    let name = parts.next().unwrap_or_default().to_owned();
    (name, parts.next().and_then(|rate| rate.trim().parse().ok()).unwrap_or(0))
}

/// `a=extmap:4/recvonly urn:…`: the number and the URI.
fn extension(value: &str) -> Option<(u8, String)> {
    let mut words = value.split_whitespace();
    let number = words.next()?.split('/').next()?.parse().ok()?;
    Some((number, words.next()?.to_owned()))
}

fn msid(value: &str) -> Option<(String, String)> {
    let mut words = value.split_whitespace();
    let stream = words.next()?.to_owned();
    Some((stream, words.next().unwrap_or_default().to_owned()))
}

/// The encodings of `a=simulcast:send`, the first alternative of each, that `a=rid` declares.
fn rids(attributes: &[Attribute]) -> Vec<Token> {
    let declared: HashSet<&str> = values(attributes, "rid")
        .filter_map(|value| {
            let mut words = value.split_whitespace();
            let rid = words.next()?;
            (words.next() == Some("send")).then_some(rid)
        })
        .collect();
    let simulcast = values(attributes, "simulcast").next().unwrap_or_default();
    let mut words = simulcast.split_whitespace();
    let list = words.by_ref().find(|&word| word == "send").and_then(|_| words.next()).unwrap_or_default();
    list.split(';')
        .filter_map(|alternatives| alternatives.split(',').next())
        .map(|rid| rid.trim_start_matches('~'))
        .filter(|rid| declared.contains(rid))
        .filter_map(Token::new)
        .collect()
}

fn ssrcs(attributes: &[Attribute]) -> Vec<u32> {
    let mut ssrcs: Vec<u32> = Vec::new();
    for value in values(attributes, "ssrc") {
        let ssrc = value.split_whitespace().next().and_then(|number| number.parse().ok());
        if let Some(ssrc) = ssrc.filter(|ssrc| !ssrcs.contains(ssrc))
            && ssrcs.len() < limits::SDP_FORMATS
        {
            ssrcs.push(ssrc);
        }
    }
    ssrcs
}

fn ssrc_group(value: &str) -> Option<(String, Vec<u32>)> {
    let mut words = value.split_whitespace();
    let semantics = words.next()?.to_owned();
    Some((semantics, words.filter_map(|number| number.parse().ok()).take(limits::SDP_FORMATS).collect()))
}

#[cfg(test)]
mod tests;
