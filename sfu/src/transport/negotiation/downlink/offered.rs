//! One media section of our offers, and its answer.

use super::{Accepted, Placed, Slot, State};
use crate::id::{ParticipantId, TrackId};
use crate::media::extension::Extension;
use crate::media::{Codec, MediaKind};
use crate::plane::spec::SubscriptionSpec;
use crate::transport::negotiation::codecs;
use crate::transport::negotiation::description::{Direction, Section, SectionKind};
use crate::transport::negotiation::writer::{Document, FormatLines, MediaSection, Sent};

/// Payload types of one codec in all our offers: a bundle in which one has two meanings is
/// refused by browsers.
struct Numbers {
    media: u8,
    rtx: Option<u8>,
    red: Option<u8>,
}

impl Slot {
    pub(super) fn placed(&self) -> Option<&Placed> {
        match &self.state {
            State::Taken(placed) => Some(placed),
            _ => None,
        }
    }

    pub(super) fn track(&self) -> Option<TrackId> {
        self.placed().map(|placed| placed.claim.track)
    }

    /// Whether a new track may be put here. A refused section is replaced, so its kind may
    /// change.
    pub(super) fn may_become(&self, kind: MediaKind) -> bool {
        match self.state {
            State::Free => self.kind == kind,
            State::Refused => true,
            _ => false,
        }
    }

    pub(super) fn is_answered_by(&self, section: &Section) -> bool {
        section.mid == self.mid && section.kind == SectionKind::Media(self.kind)
    }

    /// Adds it to an offer.
    pub(super) fn write(&mut self, document: &mut Document<'_>) {
        if matches!(self.state, State::Left) {
            self.state = State::Leaving;
        }
        let section = self.section();
        if matches!(self.state, State::Refused | State::Retiring) {
            document.retire(&section);
        } else {
            document.media(&section);
        }
    }

    /// Takes its part of the answer.
    pub(super) fn accept(&mut self, viewer: ParticipantId, section: &Section, accepted: &mut Accepted) {
        if section.is_rejected {
            accepted.refused.extend(self.track());
            self.state = State::Refused;
            return;
        }
        match &mut self.state {
            State::Leaving => self.state = State::Free,
            State::Taken(placed) if placed.is_told => {}
            State::Taken(placed) => match placed.negotiated(viewer, section) {
                Some(subscription) => {
                    placed.is_told = true;
                    accepted.subscriptions.push(subscription);
                }
                None => {
                    accepted.refused.push(placed.claim.track);
                    self.state = State::Left;
                }
            },
            State::Left | State::Free | State::Retiring | State::Refused => {}
        }
    }

    fn section(&self) -> MediaSection {
        let placed = self.placed();
        let extensions = Extension::ALL.into_iter().filter(|&one| codecs::is_useful(one, self.kind, false));
        MediaSection {
            kind: self.kind,
            mid: self.mid,
            direction: if placed.is_some() { Direction::SendOnly } else { Direction::Inactive },
            formats: format_lines(self.codec),
            extensions: extensions.map(|one| (extension_number(one), one.uri().to_owned())).collect(),
            rids: Vec::new(),
            sends: placed.map(Placed::sent),
        }
    }
}

impl Placed {
    fn sent(&self) -> Sent {
        Sent {
            stream: self.claim.stream.clone(),
            track: self.claim.name.clone(),
            ssrc: self.ssrc,
            rtx_ssrc: self.rtx_ssrc,
            cname: self.cname().to_owned(),
        }
    }

    /// The same for all tracks of one publisher, whose SID is the first part.
    fn cname(&self) -> &str {
        self.claim.stream.split('|').next().unwrap_or_default()
    }

    /// What the viewer accepted; `None` if it does not receive this codec.
    fn negotiated(&self, viewer: ParticipantId, section: &Section) -> Option<SubscriptionSpec> {
        let kind = self.claim.codec.kind();
        let format = codecs::choose(section, kind)?;
        if format.codec != self.claim.codec || !section.direction.receives() {
            return None;
        }
        Some(SubscriptionSpec {
            viewer,
            track: self.claim.track,
            mid: section.mid,
            ssrc: self.ssrc,
            is_shared: false,
            rtx_ssrc: self.rtx_ssrc.filter(|_| format.rtx.is_some()),
            cname: self.cname().to_owned(),
            formats: vec![format],
            extensions: codecs::extension_map(section, kind, false),
            feedback: codecs::viewer_feedback(section, &format, kind),
        })
    }
}

/// The number of an extension in all our offers: small enough for one-byte headers.
fn extension_number(extension: Extension) -> u8 {
    extension as u8 + 1
}

fn numbers(codec: Codec) -> Numbers {
    match codec {
        Codec::Opus => Numbers { media: 111, rtx: None, red: Some(63) },
        Codec::Vp8 => Numbers { media: 96, rtx: Some(97), red: None },
        Codec::Vp9 => Numbers { media: 98, rtx: Some(99), red: None },
        Codec::H264 => Numbers { media: 102, rtx: Some(103), red: None },
        Codec::Av1 => Numbers { media: 104, rtx: Some(105), red: None },
    }
}

fn format_lines(codec: Codec) -> Vec<FormatLines> {
    let numbers = numbers(codec);
    let mut feedback: Vec<String> =
        codecs::feedback(codec.kind()).iter().map(|&one| one.to_owned()).collect();
    if codec.kind() == MediaKind::Video {
        feedback.push("goog-remb".to_owned());
    }
    let media = FormatLines {
        payload_type: numbers.media,
        rtpmap: codecs::rtpmap(codec).to_owned(),
        parameters: codecs::parameters(codec).to_owned(),
        feedback,
    };
    let rtx = numbers.rtx.map(|number| FormatLines::repair(number, numbers.media));
    let red = numbers.red.map(|number| FormatLines::redundant(number, numbers.media));
    std::iter::once(media).chain(rtx).chain(red).collect()
}
