//! Sections in which a client with one connection asks to receive, and the track in each.
//!
//! Such a client is not told when tracks come and go: WHEP knows no second offer of ours. So a
//! section is one stream for the life of the connection, and tracks take turns in it. A track has
//! its turn as soon as a section is free; when all are taken, one that is more urgent takes the
//! place of one that is less so: a shared screen comes before whoever speaks, and whoever speaks
//! before whoever is silent.

use std::collections::BTreeSet;

use rand::Rng;

use super::codecs::{self, shared_feedback};
use super::description::{Description, Direction, Section, SectionKind};
use super::writer::{FormatLines, MediaSection, Sent};
use crate::id::{ParticipantId, TrackId};
use crate::limits;
use crate::media::{Codec, MediaKind, Source, Token};
use crate::plane::spec::{Format, SubscriptionSpec};

/// Stream and canonical name of all sections: a player shows them together, and they follow one
/// clock, which is ours.
const STREAM: &str = "room";

/// A track that the viewer shall receive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Which.
    pub track: TrackId,
    /// Who publishes it.
    pub owner: ParticipantId,
    /// What it shows.
    pub source: Source,
    /// How it is published.
    pub codec: Codec,
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
    /// The track whose turn it is.
    track: Option<TrackId>,
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
    pub fn new(viewer: ParticipantId) -> Self {
        Self { viewer, places: Vec::new(), wishes: Vec::new() }
    }

    /// Takes the sections of an offer that was checked. Tracks in sections that no longer receive
    /// lose their turn; those in the others are told to the plane again, in their new formats.
    /// `random` makes the sources.
    pub fn take(&mut self, offer: &Description, random: &mut impl Rng) -> Vec<Turn> {
        let mut turns = Vec::new();
        let known = std::mem::take(&mut self.places);
        for section in &offer.sections {
            let Some((kind, formats)) = receives(section) else { continue };
            let before = known.iter().find(|place| place.offered.mid == section.mid && place.kind == kind);
            let (ssrc, rtx_ssrc) = match before {
                Some(place) => (place.ssrc, place.rtx_ssrc),
                None => self.unused_sources(&known, random),
            };
            let track = before.and_then(|place| place.track);
            self.places.push(Place { offered: section.clone(), kind, formats, ssrc, rtx_ssrc, track });
        }
        for track in known.into_iter().filter_map(|place| place.track) {
            let again = self.places.iter().find(|place| place.track == Some(track));
            turns.push(match again {
                Some(place) => Turn::Begin(place.spec(self.viewer, track)),
                None => Turn::End(track),
            });
        }
        turns
    }

    /// Our side of a section, if the peer wants to receive in it.
    pub fn section(&self, mid: Token) -> Option<MediaSection> {
        self.places.iter().find(|place| place.offered.mid == mid).map(Place::section)
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
        let place = self.places.iter_mut().find(|place| place.track == Some(track))?;
        place.track = None;
        Some(Turn::End(track))
    }

    /// Gives turns, most urgent first, now that these people speak.
    pub fn turns(&mut self, speaking: &BTreeSet<ParticipantId>) -> Vec<Turn> {
        let mut waiting: Vec<_> = self.wishes.iter().filter(|wish| !self.has_turn(wish)).copied().collect();
        waiting.sort_by_key(|wish| std::cmp::Reverse(wish.urgency(speaking)));
        let mut turns = Vec::new();
        for wish in waiting {
            let Some(index) = self.place_for(&wish, speaking) else { continue };
            turns.extend(self.places[index].track.replace(wish.track).map(Turn::End));
            turns.push(Turn::Begin(self.places[index].spec(self.viewer, wish.track)));
        }
        turns
    }

    /// Section id of each track that has its turn.
    pub fn mid_to_track(&self) -> impl Iterator<Item = (String, TrackId)> {
        let taken = self.places.iter().filter_map(|place| Some((place.offered.mid, place.track?)));
        taken.map(|(mid, track)| (mid.as_str().to_owned(), track))
    }

    fn has_turn(&self, wish: &Wish) -> bool {
        self.places.iter().any(|place| place.track == Some(wish.track))
    }

    /// A free section that can carry it, else that of the least urgent track that may be replaced.
    fn place_for(&self, wish: &Wish, speaking: &BTreeSet<ParticipantId>) -> Option<usize> {
        let urgency_of = |track: TrackId| {
            let known = self.wishes.iter().find(|known| known.track == track);
            known.map(|known| known.urgency(speaking))
        };
        let suitable = self.places.iter().enumerate().filter(|(_, place)| place.carries(wish.codec));
        let (urgency, index) = suitable
            .map(|(index, place)| (place.track.and_then(urgency_of), index))
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
    fn urgency(&self, speaking: &BTreeSet<ParticipantId>) -> Urgency {
        match self.source {
            Source::ScreenShare | Source::ScreenShareAudio => Urgency::Shown,
            _ if speaking.contains(&self.owner) => Urgency::Speaks,
            _ => Urgency::Silent,
        }
    }
}

impl Place {
    fn carries(&self, codec: Codec) -> bool {
        self.formats.iter().any(|format| format.codec == codec)
    }

    /// Retransmissions, if any format has them.
    fn repairs(&self) -> Option<u32> {
        self.formats.iter().any(|format| format.rtx.is_some()).then_some(self.rtx_ssrc)
    }

    fn section(&self) -> MediaSection {
        let mid = self.offered.mid;
        MediaSection {
            kind: self.kind,
            mid,
            direction: Direction::SendOnly,
            formats: self.formats.iter().flat_map(|format| self.lines(format)).collect(),
            extensions: codecs::shared_extensions(&self.offered, self.kind, false),
            rids: Vec::new(),
            sends: Some(Sent {
                stream: STREAM.to_owned(),
                track: mid.as_str().to_owned(),
                ssrc: self.ssrc,
                rtx_ssrc: self.repairs(),
                cname: STREAM.to_owned(),
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

    fn spec(&self, viewer: ParticipantId, track: TrackId) -> SubscriptionSpec {
        let first = self.formats.first();
        SubscriptionSpec {
            viewer,
            track,
            mid: self.offered.mid,
            ssrc: self.ssrc,
            is_shared: true,
            rtx_ssrc: self.repairs(),
            cname: STREAM.to_owned(),
            formats: self.formats.clone(),
            extensions: codecs::extension_map(&self.offered, self.kind, false),
            feedback: first
                .map(|format| codecs::viewer_feedback(&self.offered, format, self.kind))
                .unwrap_or_default(),
        }
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
