//! Our side of an offer or answer, in words.

use rtc_sdp::description::common::{Address, Attribute, ConnectionInformation};
use rtc_sdp::description::media::{MediaName, RangedPort};
use rtc_sdp::description::session::Origin;
use rtc_sdp::{MediaDescription, SessionDescription};

use super::codecs;
use super::description::{Direction, Section};
use crate::limits;
use crate::media::{Codec, MediaKind, Token};
use crate::plane::spec::Format;
use crate::transport::dtls::Role;
use crate::transport::ice::Credentials;
use crate::transport::identity::Fingerprint;

/// What every description of one transport says.
#[derive(Clone, Copy)]
pub struct Local<'a> {
    /// ICE credentials.
    pub credentials: &'a Credentials,
    /// Our certificate.
    pub fingerprint: &'a Fingerprint,
    /// Where we can be reached, as candidate attributes.
    pub candidates: &'a [String],
}

/// A section with media.
pub struct MediaSection {
    /// Audio or video.
    pub kind: MediaKind,
    /// Its id.
    pub mid: Token,
    /// As we see it.
    pub direction: Direction,
    /// Payload types, most preferred first.
    pub formats: Vec<FormatLines>,
    /// Header extensions.
    pub extensions: Vec<(u8, String)>,
    /// Encodings that we receive.
    pub rids: Vec<Token>,
    /// What we send.
    pub sends: Option<Sent>,
}

/// The lines of one payload type.
pub struct FormatLines {
    /// Its number.
    pub payload_type: u8,
    /// `a=rtpmap` without the number.
    pub rtpmap: String,
    /// `a=fmtp` without the number; may be empty.
    pub parameters: String,
    /// `a=rtcp-fb` without the number.
    pub feedback: Vec<String>,
}

/// A stream that we send.
pub struct Sent {
    /// First word of `a=msid`.
    pub stream: String,
    /// Second word of `a=msid`.
    pub track: String,
    /// Its source.
    pub ssrc: u32,
    /// The source of its retransmissions.
    pub rtx_ssrc: Option<u32>,
    /// Its canonical name.
    pub cname: String,
}

/// The `o=` line: which session, and which of its descriptions.
#[derive(Clone, Copy, Debug)]
pub struct Numbering {
    /// The same in all descriptions of one connection; at most 63 bits (RFC 8829 §5.2.1).
    pub session: u64,
    /// Counts its descriptions.
    pub version: u64,
}

/// A description in the making.
pub struct Document<'a> {
    local: Local<'a>,
    session: Numbering,
    setup: &'static str,
    mixes_extensions: bool,
    bundle: String,
    media: Vec<MediaDescription>,
}

impl<'a> Document<'a> {
    /// An answer; `role` is our side of the DTLS handshake.
    pub fn answer(local: &Local<'a>, session: Numbering, role: Role, mixes_extensions: bool) -> Self {
        let setup = match role {
            Role::Client => "active",
            Role::Server => "passive",
        };
        Self::new(local, session, setup, mixes_extensions)
    }

    /// An offer.
    pub fn offer(local: &Local<'a>, session: Numbering) -> Self {
        Self::new(local, session, "actpass", true)
    }

    fn new(local: &Local<'a>, session: Numbering, setup: &'static str, mixes_extensions: bool) -> Self {
        Self {
            local: *local,
            session,
            setup,
            mixes_extensions,
            bundle: "BUNDLE".to_owned(),
            media: Vec::new(),
        }
    }

    /// Adds a section that is refused for good: as it was offered, with port 0.
    pub fn refuse(&mut self, section: &Section) {
        self.unused(&section.media, &section.protocol, section.format_names.clone(), section.mid);
    }

    /// Adds a section of ours that was refused or is taken out of use.
    pub fn retire(&mut self, section: &MediaSection) {
        self.unused(section.media_name(), &rtp_protocol(), section.payload_types(), section.mid);
    }

    /// Adds the section of the data channels.
    pub fn data(&mut self, mid: Token, protocol: &[String]) {
        let mut media = described("application", protocol, vec!["webrtc-datachannel".to_owned()]);
        self.transport(&mut media, mid);
        put(&mut media, "sctp-port", "5000");
        put(&mut media, "max-message-size", &limits::DATA_MESSAGE_BYTES.to_string());
        self.media.push(media);
    }

    /// Adds a section with media.
    pub fn media(&mut self, section: &MediaSection) {
        let mut media = described(section.media_name(), &rtp_protocol(), section.payload_types());
        self.transport(&mut media, section.mid);
        flag(&mut media, section.direction.name());
        flag(&mut media, "rtcp-mux");
        flag(&mut media, "rtcp-rsize");
        for (id, uri) in &section.extensions {
            put(&mut media, "extmap", &format!("{id} {uri}"));
        }
        for format in &section.formats {
            format.write(&mut media);
        }
        receive_rids(&mut media, &section.rids);
        if let Some(sent) = &section.sends {
            sent.write(&mut media);
        }
        self.media.push(media);
    }

    /// The whole description.
    pub fn finish(self) -> String {
        let mut session = SessionDescription {
            origin: Origin {
                username: "-".to_owned(),
                session_id: self.session.session,
                session_version: self.session.version,
                network_type: "IN".to_owned(),
                address_type: "IP4".to_owned(),
                unicast_address: "127.0.0.1".to_owned(),
            },
            session_name: "-".to_owned(),
            time_descriptions: vec![rtc_sdp::description::session::TimeDescription::default()],
            ..SessionDescription::default()
        };
        let flags = ["ice-lite"].into_iter().chain(self.mixes_extensions.then_some("extmap-allow-mixed"));
        session.attributes = flags.map(|name| Attribute::new(name.to_owned(), None)).collect();
        session.attributes.push(Attribute::new("group".to_owned(), Some(self.bundle)));
        session.attributes.push(Attribute::new("msid-semantic".to_owned(), Some("WMS *".to_owned())));
        session.media_descriptions = self.media;
        session.marshal()
    }

    fn unused(&mut self, name: &str, protocol: &[String], formats: Vec<String>, mid: Token) {
        let mut media = described(name, protocol, formats);
        media.media_name.port.value = 0;
        put(&mut media, "mid", mid.as_str());
        flag(&mut media, Direction::Inactive.name());
        self.media.push(media);
    }

    /// What all bundled sections have in common. Candidates stand in the first one only.
    fn transport(&mut self, media: &mut MediaDescription, mid: Token) {
        let is_first = self.bundle == "BUNDLE";
        self.bundle.push(' ');
        self.bundle.push_str(mid.as_str());
        put(media, "mid", mid.as_str());
        put(media, "ice-ufrag", self.local.credentials.ufrag.as_str());
        put(media, "ice-pwd", &self.local.credentials.password);
        let fingerprint = self.local.fingerprint;
        put(media, "fingerprint", &format!("{} {}", fingerprint.algorithm(), fingerprint.hex()));
        put(media, "setup", self.setup);
        if is_first {
            for candidate in self.local.candidates {
                put(media, "candidate", candidate);
            }
            flag(media, "end-of-candidates");
        }
    }
}

impl MediaSection {
    fn media_name(&self) -> &'static str {
        match self.kind {
            MediaKind::Audio => "audio",
            MediaKind::Video => "video",
        }
    }

    fn payload_types(&self) -> Vec<String> {
        self.formats.iter().map(|format| format.payload_type.to_string()).collect()
    }
}

impl FormatLines {
    /// A format of an offer, with its number and parameters, in the answer (RFC 3264 §6.1).
    pub fn chosen(offered: &Section, format: &Format, feedback: Vec<String>) -> Self {
        let said = || offered.format(format.payload_type).map(|format| format.parameters.clone());
        let parameters = match format.codec {
            Codec::Opus => codecs::parameters(Codec::Opus).to_owned(),
            _ => said().unwrap_or_default(),
        };
        let rtpmap = codecs::rtpmap(format.codec).to_owned();
        Self { payload_type: format.payload_type, rtpmap, parameters, feedback }
    }

    /// Retransmissions of another payload type (RFC 4588).
    pub fn repair(payload_type: u8, of: u8) -> Self {
        Self::plain(payload_type, "rtx/90000", format!("apt={of}"))
    }

    /// Redundant audio around another payload type (RFC 2198).
    pub fn redundant(payload_type: u8, around: u8) -> Self {
        Self::plain(payload_type, "red/48000/2", format!("{around}/{around}"))
    }

    fn plain(payload_type: u8, rtpmap: &str, parameters: String) -> Self {
        Self { payload_type, rtpmap: rtpmap.to_owned(), parameters, feedback: Vec::new() }
    }

    fn write(&self, media: &mut MediaDescription) {
        let number = self.payload_type;
        put(media, "rtpmap", &format!("{number} {}", self.rtpmap));
        if !self.parameters.is_empty() {
            put(media, "fmtp", &format!("{number} {}", self.parameters));
        }
        for feedback in &self.feedback {
            put(media, "rtcp-fb", &format!("{number} {feedback}"));
        }
    }
}

impl Sent {
    fn write(&self, media: &mut MediaDescription) {
        put(media, "msid", &format!("{} {}", self.stream, self.track));
        if let Some(rtx) = self.rtx_ssrc {
            put(media, "ssrc-group", &format!("FID {} {rtx}", self.ssrc));
        }
        for ssrc in std::iter::once(self.ssrc).chain(self.rtx_ssrc) {
            put(media, "ssrc", &format!("{ssrc} cname:{}", self.cname));
        }
    }
}

fn rtp_protocol() -> [String; 4] {
    ["UDP", "TLS", "RTP", "SAVPF"].map(str::to_owned)
}

fn receive_rids(media: &mut MediaDescription, rids: &[Token]) {
    if rids.is_empty() {
        return;
    }
    for rid in rids {
        put(media, "rid", &format!("{} recv", rid.as_str()));
    }
    let list: Vec<&str> = rids.iter().map(Token::as_str).collect();
    put(media, "simulcast", &format!("recv {}", list.join(";")));
}

fn described(media: &str, protocol: &[String], formats: Vec<String>) -> MediaDescription {
    MediaDescription {
        media_name: MediaName {
            media: media.to_owned(),
            // The discard port: candidates say where we are (RFC 8829 §5.2.1).
            port: RangedPort { value: 9, range: None },
            protos: protocol.to_vec(),
            formats,
        },
        connection_information: Some(ConnectionInformation {
            network_type: "IN".to_owned(),
            address_type: "IP4".to_owned(),
            address: Some(Address { address: "0.0.0.0".to_owned(), ttl: None, range: None }),
        }),
        ..MediaDescription::default()
    }
}

fn flag(media: &mut MediaDescription, key: &str) {
    media.attributes.push(Attribute::new(key.to_owned(), None));
}

/// Adds an attribute. Control characters would start another line, so they are left out.
fn put(media: &mut MediaDescription, key: &str, value: &str) {
    let value = value.chars().filter(|character| !character.is_control()).collect();
    media.attributes.push(Attribute::new(key.to_owned(), Some(value)));
}
