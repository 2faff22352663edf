//! Answers to a publisher's offers, and which track stands in which section.

use super::NegotiationError;
use super::codecs::{self, shared_feedback};
use super::description::{Description, Direction, Section, SectionKind};
use super::receiver::Receiver;
use super::writer::{Document, FormatLines, Local, MediaSection, Numbering};
use crate::id::TrackId;
use crate::limits;
use crate::media::extension::Extension;
use crate::media::{MediaKind, Quality, Token};
use crate::node::{Announcement, Carries};
use crate::plane::spec::{Encoding, Format, PublicationSpec, UpFeedback};
use crate::transport::dtls::Role;

/// Our side of the negotiation with one publisher.
#[derive(Debug)]
pub struct Uplink {
    session: u64,
    /// Answers made.
    count: u64,
    /// Tracks in the order of their announcement.
    announced: Vec<Announcement>,
    /// Sections in their order, which never changes.
    sections: Vec<Negotiated>,
}

#[derive(Debug)]
struct Negotiated {
    mid: Token,
    kind: SectionKind,
    /// What the peer sends in it and how; `None` when it sends nothing.
    sent: Option<SentSection>,
    track: Option<TrackId>,
    /// The client's id for a track that was withdrawn while its section still sent.
    ended: Option<String>,
}

/// What an offer says about one section that sends.
#[derive(Clone, Debug)]
struct SentSection {
    kind: MediaKind,
    mid: Token,
    cid: String,
    format: Format,
    rids: Vec<Token>,
    sources: Vec<(u32, Option<u32>)>,
    extensions: Vec<(u8, String)>,
    offered: Section,
}

/// A track that was found in a section.
#[derive(Clone, Debug)]
pub struct Found {
    /// For the plane.
    pub spec: PublicationSpec,
    /// Payload types, for whoever records.
    pub payload_types: Vec<(u8, Carries)>,
    /// Header extensions: number and URI.
    pub extensions: Vec<(u8, String)>,
}

/// An answer, and what changed with it.
#[derive(Debug, Default)]
pub struct Answer {
    /// The SDP.
    pub sdp: String,
    /// New or renegotiated tracks.
    pub found: Vec<Found>,
    /// Tracks whose section no longer sends. They stay announced.
    pub gone: Vec<TrackId>,
}

impl Uplink {
    /// Nothing announced, nothing offered. `session` is random and stays the same for the life
    /// of the connection.
    pub fn new(session: u64) -> Self {
        Self { session: session >> 1, count: 0, announced: Vec::new(), sections: Vec::new() }
    }

    /// Remembers a track until it is withdrawn, and binds it if its section was offered first.
    ///
    /// # Errors
    ///
    /// [`NegotiationError::TooMany`] beyond [`limits::PUBLICATIONS_PER_PARTICIPANT`].
    pub fn announce(&mut self, announcement: Announcement) -> Result<Option<Found>, NegotiationError> {
        let most = limits::PUBLICATIONS_PER_PARTICIPANT;
        if self.announced.len() >= most {
            return Err(NegotiationError::TooMany { of: "announced tracks", most });
        }
        self.announced.push(announcement);
        let mut answer = Answer::default();
        self.bind_pending(&mut answer);
        Ok(answer.found.pop())
    }

    /// Forgets a track. Its section stays unbound until it sends another one.
    pub fn withdraw(&mut self, track: TrackId) {
        self.announced.retain(|announcement| announcement.track != track);
        for section in self.sections.iter_mut().filter(|section| section.track == Some(track)) {
            section.track = None;
            section.ended = section.sent.as_ref().map(|sent| sent.cid.clone());
        }
    }

    /// Whether an offer continues the earlier ones.
    ///
    /// # Errors
    ///
    /// [`NegotiationError::SectionsChanged`]: sections keep their place; a new one may only
    /// take the place of one that was refused, or come at the end (RFC 8829 §5.2.2).
    pub fn check(&self, offer: &Description) -> Result<(), NegotiationError> {
        let is_shorter = offer.sections.len() < self.sections.len();
        let is_moved = self.sections.iter().zip(&offer.sections).any(|(known, offered)| {
            known.mid != offered.mid && (known.sent.is_some() || known.kind == SectionKind::Data)
        });
        if is_shorter || is_moved { Err(NegotiationError::SectionsChanged) } else { Ok(()) }
    }

    /// Answers an offer whose transport part was accepted, in the same DTLS `role` as ever, and
    /// binds its sections to announced tracks. With one connection `receiver` answers the sections
    /// in which the peer wants to receive.
    ///
    /// # Errors
    ///
    /// As [`Uplink::check`]; then nothing changed.
    pub fn answer(
        &mut self,
        offer: &Description,
        local: &Local<'_>,
        role: Role,
        receiver: Option<&Receiver>,
    ) -> Result<Answer, NegotiationError> {
        self.check(offer)?;
        self.count += 1;
        let session = Numbering { session: self.session, version: self.count };
        let mut document = Document::answer(local, session, role, offer.mixes_extensions);
        let mut answer = Answer::default();
        for (index, section) in offer.sections.iter().enumerate() {
            let sent = sent_section(section);
            match receiver.filter(|_| sent.is_none()).and_then(|receiver| receiver.section(section.mid)) {
                Some(ours) => document.media(&ours),
                None => write_section(&mut document, section, sent.as_ref()),
            }
            self.update(index, section, sent, &mut answer);
        }
        self.bind_pending(&mut answer);
        answer.sdp = document.finish();
        Ok(answer)
    }

    /// Section id of each bound track.
    pub fn mid_to_track(&self) -> Vec<(String, TrackId)> {
        let bound = self.sections.iter().filter_map(|section| Some((section.mid, section.track?)));
        bound.map(|(mid, track)| (mid.as_str().to_owned(), track)).collect()
    }

    /// Every bound track.
    pub fn tracks(&self) -> impl Iterator<Item = TrackId> {
        self.sections.iter().filter_map(|section| section.track)
    }

    fn update(&mut self, index: usize, section: &Section, sent: Option<SentSection>, answer: &mut Answer) {
        if self.sections.len() == index {
            self.sections.push(Negotiated {
                mid: section.mid,
                kind: section.kind,
                sent: None,
                track: None,
                ended: None,
            });
        }
        let known = &mut self.sections[index];
        (known.mid, known.kind) = (section.mid, section.kind);
        known.ended.take_if(|_| sent.is_none());
        let announcement = known.track.and_then(|track| self.announced.iter().find(|one| one.track == track));
        let is_other = |sent: &SentSection| {
            // Another track took the section over if it names another announced one.
            self.announced.iter().any(|one| one.cid == sent.cid && Some(one.track) != known.track)
        };
        let stays = announcement.filter(|_| sent.as_ref().is_some_and(|sent| !is_other(sent)));
        match (stays, &sent) {
            (Some(announcement), Some(sent)) => answer.found.push(sent.found(announcement)),
            _ => answer.gone.extend(known.track.take()),
        }
        known.sent = sent;
    }

    /// By the client's id first, for all sections; then by kind, in order of announcement.
    fn bind_pending(&mut self, answer: &mut Answer) {
        for by_cid in [true, false] {
            for index in 0..self.sections.len() {
                let Some(sent) = self.sections[index].unbound() else { continue };
                let Some(announcement) = self.pending_for(sent, by_cid) else { continue };
                let track = announcement.track;
                answer.found.push(sent.found(announcement));
                self.sections[index].track = Some(track);
            }
        }
    }

    /// The announced track without a section that a section stands for.
    fn pending_for(&self, sent: &SentSection, by_cid: bool) -> Option<&Announcement> {
        let is_free = |one: &&Announcement| self.tracks().all(|track| track != one.track);
        let matches = |one: &&Announcement| {
            one.kind == sent.kind && if by_cid { one.cid == sent.cid } else { !self.is_named_elsewhere(one) }
        };
        self.announced.iter().filter(is_free).find(matches)
    }

    /// Whether some unbound section asks for exactly this announcement.
    fn is_named_elsewhere(&self, announcement: &Announcement) -> bool {
        self.sections.iter().filter_map(Negotiated::unbound).any(|sent| sent.cid == announcement.cid)
    }
}

impl Negotiated {
    /// What it sends, if that belongs to no track yet and not to one that was withdrawn.
    fn unbound(&self) -> Option<&SentSection> {
        let sent = self.sent.as_ref().filter(|_| self.track.is_none())?;
        (self.ended.as_ref() != Some(&sent.cid)).then_some(sent)
    }
}

impl SentSection {
    fn found(&self, announcement: &Announcement) -> Found {
        let media = (self.format.payload_type, Carries::Media(self.format.codec));
        let others = [(self.format.rtx, Carries::Other), (self.format.red, Carries::Red)];
        let others = others.into_iter().filter_map(|(number, carries)| Some((number?, carries)));
        let map = codecs::extension_map(&self.offered, self.kind, true);
        let has = |wanted: &str| codecs::has_feedback(&self.offered, self.format.payload_type, wanted);
        Found {
            spec: PublicationSpec {
                track: announcement.track,
                owner: announcement.participant,
                mid: self.mid,
                source: announcement.source,
                formats: vec![self.format],
                encodings: encodings(self, announcement),
                extensions: map,
                feedback: UpFeedback {
                    nack: has("nack"),
                    transport_cc: has("transport-cc") && map.id(Extension::TransportCc).is_some(),
                },
                open: announcement.open,
            },
            payload_types: std::iter::once(media).chain(others).collect(),
            extensions: self.extensions.clone(),
        }
    }
}

/// The encodings of a track, smallest first.
fn encodings(sent: &SentSection, announcement: &Announcement) -> Vec<Encoding> {
    let by_rid = sent.rids.iter().map(|&rid| (Some(rid), None));
    let by_source = sent.sources.iter().map(|&source| (None, Some(source)));
    let mut all: Vec<_> = if sent.rids.is_empty() { by_source.collect() } else { by_rid.collect() };
    if all.is_empty() {
        all.push((None, None));
    }
    let count = all.len();
    let mut encodings: Vec<Encoding> = all
        .into_iter()
        .take(limits::ENCODINGS)
        .enumerate()
        .map(|(place, (rid, source))| {
            let quality = quality(rid, place, count, announcement);
            let declared = announcement.layers.iter().find(|layer| layer.quality == quality);
            Encoding {
                rid,
                ssrc: source.map(|(ssrc, _)| ssrc),
                rtx_ssrc: source.and_then(|(_, rtx)| rtx),
                quality,
                width: declared.map_or(0, |layer| layer.width),
                height: declared.map_or(0, |layer| layer.height),
                bitrate_bps: declared.map_or(0, |layer| layer.bitrate_bps),
            }
        })
        .collect();
    encodings.sort_by_key(|encoding| encoding.quality);
    encodings
}

/// Which quality an encoding is: by the names that LiveKit clients use, else by its place.
fn quality(rid: Option<Token>, place: usize, count: usize, announcement: &Announcement) -> Quality {
    match rid.as_ref().map(Token::as_str) {
        Some("q") => Quality::Low,
        Some("h") => Quality::Medium,
        Some("f") => Quality::High,
        _ if count == 1 => {
            announcement.layers.iter().map(|layer| layer.quality).max().unwrap_or(Quality::High)
        }
        _ => [Quality::Low, Quality::Medium, Quality::High][place.min(2)],
    }
}

/// What a section sends, if it sends something that we take.
fn sent_section(section: &Section) -> Option<SentSection> {
    let SectionKind::Media(kind) = section.kind else { return None };
    if section.is_rejected
        || !section.direction.sends()
        || (section.msid.is_none() && section.ssrcs.is_empty())
    {
        return None;
    }
    let format = codecs::choose(section, kind)?;
    Some(SentSection {
        kind,
        mid: section.mid,
        cid: section.msid.as_ref().map(|(_, track)| track.clone()).unwrap_or_default(),
        format,
        rids: section.rids.iter().copied().take(limits::ENCODINGS).collect(),
        sources: declared_sources(section),
        extensions: codecs::shared_extensions(section, kind, &[true]),
        offered: section.clone(),
    })
}

/// Sources of the encodings: of a SIM group, or the first one; each with its repair.
fn declared_sources(section: &Section) -> Vec<(u32, Option<u32>)> {
    let simulcast = section.ssrc_groups.iter().find(|(semantics, _)| semantics == "SIM");
    let encodings = match simulcast {
        Some((_, sources)) => sources.as_slice(),
        None => section.ssrcs.get(..1).unwrap_or_default(),
    };
    encodings.iter().map(|&ssrc| (ssrc, section.repair_of(ssrc))).collect()
}

fn write_section(document: &mut Document<'_>, section: &Section, sent: Option<&SentSection>) {
    match (section.kind, sent) {
        (SectionKind::Data, _) if !section.is_rejected => document.data(section.mid, &section.protocol),
        (SectionKind::Media(kind), Some(sent)) => document.media(&MediaSection {
            kind,
            mid: section.mid,
            direction: Direction::ReceiveOnly,
            formats: format_lines(section, kind, &sent.format),
            extensions: sent.extensions.clone(),
            rids: sent.rids.clone(),
            sends: None,
        }),
        (SectionKind::Media(kind), None) if !section.is_rejected => write_inactive(document, section, kind),
        _ => document.refuse(section),
    }
}

/// A section that is kept for later, or refused if nothing in it could ever be taken.
fn write_inactive(document: &mut Document<'_>, section: &Section, kind: MediaKind) {
    let Some(format) = codecs::choose(section, kind) else { return document.refuse(section) };
    document.media(&MediaSection {
        kind,
        mid: section.mid,
        direction: Direction::Inactive,
        formats: format_lines(section, kind, &format),
        // Without them libwebrtc leaves the extensions out of its next offers, new sections
        // included, and then refuses its own simulcast for want of RID.
        extensions: codecs::shared_extensions(section, kind, &[true]),
        rids: Vec::new(),
        sends: None,
    });
}

/// The chosen payload types with the offer's numbers and parameters (RFC 3264 §6.1).
fn format_lines(section: &Section, kind: MediaKind, format: &Format) -> Vec<FormatLines> {
    let feedback = shared_feedback(section, format.payload_type, codecs::feedback(kind));
    let mut lines = vec![FormatLines::chosen(section, format, feedback)];
    if let Some(red) = format.red {
        let number = format.payload_type;
        // First, or the publisher would not use it.
        lines.insert(0, FormatLines::redundant(red, number));
    }
    if let Some(rtx) = format.rtx {
        lines.push(FormatLines::repair(rtx, format.payload_type));
    }
    lines
}

#[cfg(test)]
mod tests;
