//! Sections in which a client with one connection asks to receive, and the track in each.
//!
//! With [`Wire::OneConnection`] the client offers again when it is asked to. A track has a section
//! to itself from one of its offers on, and a section whose track was taken back is inactive once
//! before another track may use it.
//!
//! With [`Wire::OneOffer`] the client is never told when tracks come and go. So a section is one
//! stream for the life of the connection, and tracks take turns in it. A track has its turn as
//! soon as a section is free; when all are taken, one that is more urgent takes the place of one
//! that is less so: a shared screen comes before whoever speaks, and whoever speaks before whoever
//! is silent.

use std::collections::BTreeSet;

use rand::Rng;

use super::codecs::{self, shared_feedback};
use super::description::{Description, Direction, Section, SectionKind};
use super::writer::{FormatLines, MediaSection, Sent};
use crate::id::{ParticipantId, TrackId};
use crate::limits;
use crate::media::{Codec, MediaKind, Source, Token};
use crate::node::Wire;
use crate::plane::spec::{Format, SubscriptionSpec};

/// Stream and canonical name of all sections: a player shows them together, and they follow one
/// clock, which is ours.
const STREAM: &str = "room";

/// A track that the viewer shall receive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Which.
    pub track: TrackId,
    /// Who publishes it.
    pub owner: ParticipantId,
    /// What it shows.
    pub source: Source,
    /// How it is published.
    pub codec: Codec,
    /// First word of its `a=msid`, if it has a section to itself; see
    /// [`super::downlink::Claim::stream`].
    pub stream: String,
    /// Second word of it.
    pub name: String,
}

/// Sections that a client shall add to its next offer; none of either kind asks for the offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// For audio.
    pub audios: u32,
    /// For video.
    pub videos: u32,
}

/// A change of what stands in a section.
#[derive(Clone, Debug)]
pub enum Turn {
    /// The plane sends this from now on.
    Begin(SubscriptionSpec),
    /// The plane no longer sends this.
    End(TrackId),
}

/// The sections of one viewer.
#[derive(Debug)]
pub struct Receiver {
    viewer: ParticipantId,
    /// Tracks take turns; else each has a section to itself.
    takes_turns: bool,
    /// The client was asked for an offer that has not come.
    is_asked: bool,
    places: Vec<Place>,
    /// In the order in which they were asked for.
    wishes: Vec<Wish>,
}

/// One section.
#[derive(Debug)]
struct Place {
    offered: Section,
    kind: MediaKind,
    formats: Vec<Format>,
    ssrc: u32,
    rtx_ssrc: u32,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    /// Nothing is sent.
    Free,
    /// The track whose turn it is.
    Taken(Wish),
    /// Its track was taken back, and the client has not heard of it.
    Left,
}

/// How much a track must be seen or heard now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Urgency {
    Silent,
    Speaks,
    Shown,
}

impl Receiver {
    /// Nothing offered, nothing wished for.
    pub fn new(viewer: ParticipantId, wire: Wire) -> Self {
        let takes_turns = wire == Wire::OneOffer;
        Self { viewer, takes_turns, is_asked: false, places: Vec::new(), wishes: Vec::new() }
    }

    /// Takes the sections of an offer that was checked. Tracks in sections that no longer receive
    /// are taken out; those in the others are told to the plane again, in their new formats. With
    /// sections to themselves, tracks that wait get theirs now. `random` makes the sources.
    pub fn take(&mut self, offer: &Description, random: &mut impl Rng) -> Vec<Turn> {
        let mut turns = Vec::new();
        self.is_asked = false;
        let known = std::mem::take(&mut self.places);
        for section in &offer.sections {
            let Some((kind, formats)) = receives(section) else { continue };
            let before = known.iter().find(|place| place.offered.mid == section.mid && place.kind == kind);
            let (ssrc, rtx_ssrc) = match before {
                Some(place) => (place.ssrc, place.rtx_ssrc),
                None => self.unused_sources(&known, random),
            };
            let state = before.map_or(State::Free, |place| place.state.clone());
            self.places.push(Place { offered: section.clone(), kind, formats, ssrc, rtx_ssrc, state });
        }
        for track in known.iter().filter_map(Place::track) {
            let again = self.places.iter().find(|place| place.track() == Some(track));
            turns.push(again.and_then(|place| place.begin(self)).unwrap_or(Turn::End(track)));
        }
        if !self.takes_turns {
            turns.extend(self.seat_waiting(random));
        }
        turns
    }

    /// Our side of a section, if we send in it.
    pub fn section(&self, mid: Token) -> Option<MediaSection> {
        let place = self.places.iter().find(|place| place.offered.mid == mid)?;
        match (&place.state, self.takes_turns) {
            (_, true) => Some(place.section(STREAM.to_owned(), mid.as_str().to_owned(), STREAM)),
            (State::Taken(wish), _) => {
                Some(place.section(wish.stream.clone(), wish.name.clone(), wish.cname()))
            }
            _ => None,
        }
    }

    /// Adds a track, or changes how a known one is published.
    pub fn wish(&mut self, wish: Wish) -> Option<Turn> {
        if self.wishes.contains(&wish) {
            return None;
        }
        let turn = self.unwish(wish.track);
        self.wishes.push(wish);
        turn
    }

    /// Takes a track back.
    pub fn unwish(&mut self, track: TrackId) -> Option<Turn> {
        self.wishes.retain(|wish| wish.track != track);
        let place = self.places.iter_mut().find(|place| place.track() == Some(track))?;
        place.state = if self.takes_turns { State::Free } else { State::Left };
        Some(Turn::End(track))
    }

    /// Gives turns, most urgent first, now that these people speak. Nothing changes when tracks
    /// have sections to themselves.
    pub fn turns(&mut self, speaking: &BTreeSet<ParticipantId>) -> Vec<Turn> {
        let mut turns = Vec::new();
        if !self.takes_turns {
            return turns;
        }
        let mut waiting: Vec<_> = self.waiting().cloned().collect();
        waiting.sort_by_key(|wish| std::cmp::Reverse(wish.urgency(speaking)));
        for wish in waiting {
            let Some(index) = self.place_for(&wish, speaking) else { continue };
            turns.extend(self.places[index].track().map(Turn::End));
            self.places[index].state = State::Taken(wish);
            turns.extend(self.places[index].begin(self));
        }
        turns
    }

    /// What the client must be asked for, if it was not asked yet: tracks wait for sections, or
    /// sections for being said to be free.
    pub fn ask(&mut self) -> Option<Lacking> {
        if self.takes_turns || self.is_asked {
            return None;
        }
        let free = |kind| {
            let free = self.places.iter().filter(|place| matches!(place.state, State::Free));
            free.filter(|place| place.kind == kind).count()
        };
        let waiting =
            |kind| self.waiting().filter(|wish| wish.codec.kind() == kind && self.may_carry(wish)).count();
        let lacking = |kind| u32::try_from(waiting(kind).saturating_sub(free(kind))).unwrap_or(u32::MAX);
        let has_news = self.places.iter().any(|place| matches!(place.state, State::Left))
            || waiting(MediaKind::Audio) + waiting(MediaKind::Video) > 0;
        let room = u32::try_from(limits::SDP_SECTIONS.saturating_sub(self.places.len())).unwrap_or(0);
        let audios = lacking(MediaKind::Audio).min(room);
        let videos = lacking(MediaKind::Video).min(room - audios);
        self.is_asked = has_news;
        has_news.then_some(Lacking { audios, videos })
    }

    /// Section id of each track that is sent.
    pub fn mid_to_track(&self) -> impl Iterator<Item = (String, TrackId)> {
        let taken = self.places.iter().filter_map(|place| Some((place.offered.mid, place.track()?)));
        taken.map(|(mid, track)| (mid.as_str().to_owned(), track))
    }

    /// Gives free sections to tracks that wait. Those that were left are free from the next offer
    /// on. A source is never used for two tracks.
    fn seat_waiting(&mut self, random: &mut impl Rng) -> Vec<Turn> {
        let mut turns = Vec::new();
        for wish in self.waiting().cloned().collect::<Vec<_>>() {
            let is_free = |place: &Place| matches!(place.state, State::Free) && place.carries(wish.codec);
            let Some(index) = self.places.iter().position(is_free) else { continue };
            let (ssrc, rtx_ssrc) = self.unused_sources(&[], random);
            let place = &mut self.places[index];
            (place.ssrc, place.rtx_ssrc, place.state) = (ssrc, rtx_ssrc, State::Taken(wish));
            turns.extend(self.places[index].begin(self));
        }
        for place in self.places.iter_mut().filter(|place| matches!(place.state, State::Left)) {
            place.state = State::Free;
        }
        turns
    }

    fn waiting(&self) -> impl Iterator<Item = &Wish> {
        self.wishes.iter().filter(|wish| !self.has_turn(wish))
    }

    /// Whether a section of this client can be expected to carry it.
    fn may_carry(&self, wish: &Wish) -> bool {
        let mut alike = self.places.iter().filter(|place| place.kind == wish.codec.kind()).peekable();
        alike.peek().is_none() || alike.any(|place| place.carries(wish.codec))
    }

    fn has_turn(&self, wish: &Wish) -> bool {
        self.places.iter().any(|place| place.track() == Some(wish.track))
    }

    /// A free section that can carry it, else that of the least urgent track that may be replaced.
    fn place_for(&self, wish: &Wish, speaking: &BTreeSet<ParticipantId>) -> Option<usize> {
        let urgency_of = |place: &Place| match &place.state {
            State::Taken(wish) => Some(wish.urgency(speaking)),
            State::Free | State::Left => None,
        };
        let suitable = self.places.iter().enumerate().filter(|(_, place)| place.carries(wish.codec));
        let (urgency, index) = suitable
            .map(|(index, place)| (urgency_of(place), index))
            .min_by_key(|&(urgency, index)| (urgency, index))?;
        (urgency < Some(wish.urgency(speaking))).then_some(index)
    }

    /// A source for media and one for repairs, unlike all others of this connection.
    fn unused_sources(&self, known: &[Place], random: &mut impl Rng) -> (u32, u32) {
        let is_used = |ssrc: u32| {
            let mut places = self.places.iter().chain(known);
            places.any(|place| place.ssrc == ssrc || place.rtx_ssrc == ssrc)
        };
        loop {
            let (ssrc, rtx) = (random.next_u32(), random.next_u32());
            if ssrc != 0 && rtx != 0 && ssrc != rtx && !is_used(ssrc) && !is_used(rtx) {
                return (ssrc, rtx);
            }
        }
    }
}

impl Wish {
    /// The same for all tracks of one publisher, whose SID is the first part.
    fn cname(&self) -> &str {
        self.stream.split('|').next().unwrap_or_default()
    }

    fn urgency(&self, speaking: &BTreeSet<ParticipantId>) -> Urgency {
        match self.source {
            Source::ScreenShare | Source::ScreenShareAudio => Urgency::Shown,
            _ if speaking.contains(&self.owner) => Urgency::Speaks,
            _ => Urgency::Silent,
        }
    }
}

impl Place {
    fn track(&self) -> Option<TrackId> {
        match &self.state {
            State::Taken(wish) => Some(wish.track),
            State::Free | State::Left => None,
        }
    }

    fn carries(&self, codec: Codec) -> bool {
        self.formats.iter().any(|format| format.codec == codec)
    }

    /// Retransmissions, if any format has them.
    fn repairs(&self) -> Option<u32> {
        self.formats.iter().any(|format| format.rtx.is_some()).then_some(self.rtx_ssrc)
    }

    fn section(&self, stream: String, track: String, cname: &str) -> MediaSection {
        MediaSection {
            kind: self.kind,
            mid: self.offered.mid,
            direction: Direction::SendOnly,
            formats: self.formats.iter().flat_map(|format| self.lines(format)).collect(),
            // Those of the other direction too: what libwebrtc does not find in an answer it leaves
            // out of its next offers, sections in which it sends included.
            extensions: codecs::shared_extensions(&self.offered, self.kind, &[true, false]),
            rids: Vec::new(),
            sends: Some(Sent {
                stream,
                track,
                ssrc: self.ssrc,
                rtx_ssrc: self.repairs(),
                cname: cname.to_owned(),
            }),
        }
    }

    fn lines(&self, format: &Format) -> Vec<FormatLines> {
        let ours: Vec<&str> = codecs::feedback(self.kind).iter().copied().chain(["goog-remb"]).collect();
        let feedback = shared_feedback(&self.offered, format.payload_type, &ours);
        let media = FormatLines::chosen(&self.offered, format, feedback);
        let rtx = format.rtx.map(|number| FormatLines::repair(number, format.payload_type));
        let red = format.red.map(|number| FormatLines::redundant(number, format.payload_type));
        std::iter::once(media).chain(rtx).chain(red).collect()
    }

    /// Its track's turn, as the plane is told.
    fn begin(&self, of: &Receiver) -> Option<Turn> {
        let State::Taken(wish) = &self.state else { return None };
        let first = self.formats.first();
        let cname = if of.takes_turns { STREAM } else { wish.cname() };
        Some(Turn::Begin(SubscriptionSpec {
            viewer: of.viewer,
            track: wish.track,
            mid: self.offered.mid,
            ssrc: self.ssrc,
            is_shared: of.takes_turns,
            rtx_ssrc: self.repairs(),
            cname: cname.to_owned(),
            formats: self.formats.clone(),
            extensions: codecs::extension_map(&self.offered, self.kind, false),
            feedback: first
                .map(|format| codecs::viewer_feedback(&self.offered, format, self.kind))
                .unwrap_or_default(),
        }))
    }
}

/// The kind and formats of a section in which the peer only receives, if we can send there.
fn receives(section: &Section) -> Option<(MediaKind, Vec<Format>)> {
    let SectionKind::Media(kind) = section.kind else { return None };
    if section.is_rejected || section.direction != Direction::ReceiveOnly {
        return None;
    }
    let formats: Vec<_> = codecs::all(section, kind).take(limits::FORMATS).collect();
    (!formats.is_empty()).then_some((kind, formats))
}

#[cfg(test)]
mod tests;
