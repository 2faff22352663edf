//! Offers to a viewer, and what the viewer accepted of them.
//!
//! One offer is outstanding at a time; what changes meanwhile goes into the next. A section
//! whose track was taken back is offered inactive once before another track may use it, so
//! that no client mistakes the new track for the old one.

mod offered;

use rand::Rng;

use super::NegotiationError;
use super::description::{Description, SectionKind};
use super::writer::{Document, Local, Numbering};
use crate::id::{ParticipantId, TrackId};
use crate::limits;
use crate::media::{Codec, MediaKind, Token};
use crate::plane::spec::SubscriptionSpec;

/// The transport protocol of our data channels (RFC 8841 §4).
const DATA_PROTOCOL: [&str; 3] = ["UDP", "DTLS", "SCTP"];

/// A track that a viewer shall receive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Which.
    pub track: TrackId,
    /// How it is published.
    pub codec: Codec,
    /// First word of its `a=msid`: `participantSid|trackSid`. What stands before the bar is
    /// also the canonical name.
    pub stream: String,
    /// Second word of its `a=msid`: the track's SID.
    pub name: String,
}

/// An offer to be sent.
#[derive(Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its number, from 1.
    pub id: u32,
    /// The SDP.
    pub sdp: String,
}

/// What an answer settled.
#[derive(Debug, Default)]
pub struct Accepted {
    /// Tracks that were accepted and not told before.
    pub subscriptions: Vec<SubscriptionSpec>,
    /// Tracks that the viewer does not take: it has no decoder for them.
    pub refused: Vec<TrackId>,
}

/// Our side of the negotiation with one viewer.
pub struct Downlink {
    viewer: ParticipantId,
    session: u64,
    /// Offers made.
    count: u32,
    /// An offer waits for its answer.
    is_outstanding: bool,
    /// Something is true that no offer says.
    is_due: bool,
    /// Claims that no offer has mentioned.
    waiting: Vec<Placed>,
    /// Media sections after that of the data channels, in their order.
    slots: Vec<Slot>,
    /// Media section ids given out.
    mids: u32,
}

/// A claim with its sources.
#[derive(Debug)]
struct Placed {
    claim: Claim,
    ssrc: u32,
    rtx_ssrc: Option<u32>,
    /// The plane knows of it.
    is_told: bool,
}

#[derive(Debug)]
struct Slot {
    mid: Token,
    kind: MediaKind,
    /// What its payload types were last offered for.
    codec: Codec,
    state: State,
}

#[derive(Debug)]
enum State {
    /// Sends, as far as we are concerned.
    Taken(Placed),
    /// Its track was taken back, and no offer says so yet.
    Left,
    /// Offered as inactive, not answered.
    Leaving,
    /// Inactive on both sides: may be used again.
    Free,
    /// Free, but of the wrong kind when every place is taken: offered as refused, not answered.
    Retiring,
    /// Refused by one side: its place may be used again, under another id.
    Refused,
}

impl Downlink {
    /// Nothing offered yet; the first offer is due at once. `session` is random and stays
    /// the same for the life of the connection.
    pub fn new(viewer: ParticipantId, session: u64) -> Self {
        Self {
            viewer,
            // RFC 8829 §5.2.1: at most 63 bits.
            session: session >> 1,
            count: 0,
            is_outstanding: false,
            is_due: true,
            waiting: Vec::new(),
            slots: Vec::new(),
            mids: 0,
        }
    }

    /// Adds a track to the next offer. Already claimed with the same codec: nothing changes.
    /// `random` makes its sources.
    ///
    /// # Errors
    ///
    /// [`NegotiationError::TooMany`] if there is no section left for it.
    pub fn subscribe(&mut self, claim: Claim, random: &mut impl Rng) -> Result<(), NegotiationError> {
        let is_same = |known: &Placed| known.claim.track == claim.track && known.claim.codec == claim.codec;
        if self.placed().any(is_same) {
            return Ok(());
        }
        self.unsubscribe(claim.track);
        let most = limits::SDP_SECTIONS - 1;
        if self.placed().count() >= most {
            return Err(NegotiationError::TooMany { of: "tracks for one viewer", most });
        }
        let ssrc = self.unused_source(random, None);
        let is_video = claim.codec.kind() == MediaKind::Video;
        let rtx_ssrc = is_video.then(|| self.unused_source(random, Some(ssrc)));
        self.waiting.push(Placed { claim, ssrc, rtx_ssrc, is_told: false });
        self.is_due = true;
        Ok(())
    }

    /// Takes a track back: its section becomes inactive with the next offer.
    pub fn unsubscribe(&mut self, track: TrackId) {
        self.waiting.retain(|placed| placed.claim.track != track);
        for slot in self.slots.iter_mut().filter(|slot| slot.track() == Some(track)) {
            slot.state = State::Left;
            self.is_due = true;
        }
    }

    /// Asks for a new offer that replaces an outstanding one: ICE restarts, or the viewer
    /// lost our last offer with its signalling connection.
    pub fn restart(&mut self) {
        self.is_due = true;
        self.is_outstanding = false;
    }

    /// The next offer, if one is due and none is outstanding.
    pub fn offer(&mut self, local: &Local<'_>) -> Option<Offer> {
        if !self.is_due || self.is_outstanding {
            return None;
        }
        (self.is_due, self.is_outstanding) = (false, true);
        self.count += 1;
        self.seat_waiting();
        let mut document =
            Document::offer(local, Numbering { session: self.session, version: u64::from(self.count) });
        document.data(data_mid(), &DATA_PROTOCOL.map(str::to_owned));
        for slot in &mut self.slots {
            slot.write(&mut document);
        }
        Some(Offer { id: self.count, sdp: document.finish() })
    }

    /// Whether an answer fits the outstanding offer. `offer_id` 0 stands for the latest.
    ///
    /// # Errors
    ///
    /// [`NegotiationError::OtherOffer`] for a late or repeated answer,
    /// [`NegotiationError::SectionsChanged`] if its sections are not those offered,
    /// [`NegotiationError::Missing`] if it refuses the section that carries the transport.
    pub fn check(&self, offer_id: u32, answer: &Description) -> Result<(), NegotiationError> {
        let expected = if self.is_outstanding { self.count } else { 0 };
        if expected == 0 || (offer_id != 0 && offer_id != expected) {
            return Err(NegotiationError::OtherOffer { expected, got: offer_id });
        }
        let Some((data, media)) = answer.sections.split_first() else {
            return Err(NegotiationError::SectionsChanged);
        };
        let is_same = media.len() == self.slots.len()
            && (data.mid, data.kind) == (data_mid(), SectionKind::Data)
            && self.slots.iter().zip(media).all(|(slot, section)| slot.is_answered_by(section));
        if !is_same {
            return Err(NegotiationError::SectionsChanged);
        }
        if data.is_rejected { Err(NegotiationError::Missing("data channels")) } else { Ok(()) }
    }

    /// Takes the answer to the outstanding offer. `offer_id` 0 stands for the latest.
    ///
    /// # Errors
    ///
    /// As [`Downlink::check`]; then nothing changed and the offer stays outstanding.
    pub fn accept(&mut self, offer_id: u32, answer: &Description) -> Result<Accepted, NegotiationError> {
        self.check(offer_id, answer)?;
        self.is_outstanding = false;
        let mut accepted = Accepted::default();
        for (slot, section) in self.slots.iter_mut().zip(&answer.sections[1..]) {
            slot.accept(self.viewer, section, &mut accepted);
        }
        self.is_due |=
            !self.waiting.is_empty() || self.slots.iter().any(|slot| matches!(slot.state, State::Left));
        Ok(accepted)
    }

    /// Section id of each track that was offered.
    pub fn mid_to_track(&self) -> Vec<(String, TrackId)> {
        let taken = self.slots.iter().filter_map(|slot| Some((slot.mid, slot.track()?)));
        taken.map(|(mid, track)| (mid.as_str().to_owned(), track)).collect()
    }

    /// Gives each waiting claim a section: one that may be used again, or a new one. Claims
    /// for which there is neither wait on, until the viewer has answered that others left.
    fn seat_waiting(&mut self) {
        for placed in std::mem::take(&mut self.waiting) {
            let kind = placed.claim.codec.kind();
            let reusable = self.slots.iter().position(|slot| slot.may_become(kind));
            match reusable {
                Some(index) => self.reuse(index, placed),
                None if self.slots.len() + 1 < limits::SDP_SECTIONS => {
                    let mid = next_mid(&mut self.mids);
                    self.slots.push(Slot {
                        mid,
                        kind,
                        codec: placed.claim.codec,
                        state: State::Taken(placed),
                    });
                }
                None => {
                    self.waiting.push(placed);
                    let free = self.slots.iter_mut().find(|slot| matches!(slot.state, State::Free));
                    free.into_iter().for_each(|slot| slot.state = State::Retiring);
                }
            }
        }
    }

    fn reuse(&mut self, index: usize, placed: Placed) {
        let slot = &mut self.slots[index];
        if matches!(slot.state, State::Refused) {
            slot.mid = next_mid(&mut self.mids);
            slot.kind = placed.claim.codec.kind();
        }
        slot.codec = placed.claim.codec;
        slot.state = State::Taken(placed);
    }

    fn placed(&self) -> impl Iterator<Item = &Placed> {
        self.waiting.iter().chain(self.slots.iter().filter_map(Slot::placed))
    }

    /// A source that no track of this connection uses. Zero is avoided: some tools take it
    /// for "none".
    fn unused_source(&self, random: &mut impl Rng, other: Option<u32>) -> u32 {
        loop {
            let ssrc = random.next_u32();
            let is_used = self.placed().any(|placed| placed.ssrc == ssrc || placed.rtx_ssrc == Some(ssrc));
            if ssrc != 0 && Some(ssrc) != other && !is_used {
                return ssrc;
            }
        }
    }
}

/// The section of the data channels comes first, so it carries the transport of the bundle
/// and is never taken away.
fn data_mid() -> Token {
    Token::new("data").expect("four visible characters")
}

fn next_mid(given_out: &mut u32) -> Token {
    let mid = Token::new(&given_out.to_string()).expect("at most ten digits");
    *given_out += 1;
    mid
}

#[cfg(test)]
mod tests;
