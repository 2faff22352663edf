//! Offers and answers of both connections; [`crate::transport::negotiation`] says how.

use std::time::Instant;

use super::Shard;
use super::association::{Association, AssociationKey};
use crate::id::{ParticipantId, TrackId};
use crate::node::{Event, Wire};
use crate::plane::Link;
use crate::transport::Transport;
use crate::transport::ice::Credentials;
use crate::transport::negotiation::NegotiationError;
use crate::transport::negotiation::description::Description;
use crate::transport::negotiation::receiver::Receiver;

/// An answer of ours: the description and which track stands in which section.
type Answered = (String, Vec<(String, TrackId)>);

impl Shard {
    pub(super) fn take_offer(&mut self, now: Instant, participant: ParticipantId, offer_id: u32, sdp: &str) {
        match self.answer(now, participant, sdp) {
            Ok((sdp, mid_to_track)) => {
                self.events.push_back(Event::Answer { participant, offer_id, sdp, mid_to_track });
            }
            Err(error) => self.fail(participant, Link::Up, &error),
        }
    }

    fn answer(
        &mut self,
        now: Instant,
        participant: ParticipantId,
        sdp: &str,
    ) -> Result<Answered, NegotiationError> {
        let offer = Description::parse(sdp)?;
        let person = self.people.get(&participant).ok_or(NegotiationError::Ended)?;
        person.uplink.check(&offer)?;
        let key = self.association(participant, Link::Up, person.wire);
        self.accept_peer(now, key, &offer)?;
        self.take_sections(now, participant, &offer);
        let person = self.people.get_mut(&participant).ok_or(NegotiationError::Ended)?;
        let association = self.ways.get_mut(key).ok_or(NegotiationError::Ended)?;
        let (transport, receiver) = (&association.transport, self.receivers.get(&participant));
        let local = transport.local(&self.candidates);
        let answer = person.uplink.answer(&offer, &local, transport.role(), receiver)?;
        let mut mid_to_track = person.uplink.mid_to_track();
        mid_to_track.extend(receiver.into_iter().flat_map(Receiver::mid_to_track));
        for track in answer.gone {
            self.unpublish(now, track);
        }
        for found in answer.found {
            self.publish(now, found);
        }
        Ok((answer.sdp, mid_to_track))
    }

    /// Takes what the peer says of its transport.
    fn accept_peer(
        &mut self,
        now: Instant,
        key: AssociationKey,
        description: &Description,
    ) -> Result<(), NegotiationError> {
        let association = self.ways.get_mut(key).ok_or(NegotiationError::Ended)?;
        association.transport.accept(now, description, &mut self.random)?;
        self.listen(key);
        self.settle(now, key);
        Ok(())
    }

    /// Checks for this transport are recognised by its user fragments.
    fn listen(&mut self, key: AssociationKey) {
        if let Some(association) = self.ways.get_mut(key) {
            let ufrags: Vec<_> = association.transport.ice().ufrags().collect();
            self.demux.listen_only(key, &ufrags);
        }
    }

    /// The transport of a link, made if it is not there yet.
    fn association(&mut self, owner: ParticipantId, link: Link, wire: Wire) -> AssociationKey {
        if let Some(key) = self.ways.key(owner, link) {
            return key;
        }
        let credentials = Credentials::generate(&mut self.random);
        let ufrag = credentials.ufrag;
        let transport = Transport::new(self.identity.clone(), credentials, link == Link::Down);
        let key = self.ways.insert(Association::new(owner, link, wire, transport));
        self.demux.listen(ufrag, key);
        key
    }

    pub(super) fn open_down(&mut self, participant: ParticipantId) {
        let wire = self.people.get(&participant).map(|person| person.wire);
        if wire == Some(Wire::TwoConnections) {
            self.association(participant, Link::Down, Wire::TwoConnections);
        }
    }

    pub(super) fn restart_ice(&mut self, now: Instant, participant: ParticipantId) {
        let Some(key) = self.ways.key(participant, Link::Down) else { return };
        let Some(person) = self.people.get_mut(&participant) else { return };
        let Some(association) = self.ways.get_mut(key) else { return };
        if person.wire.is_one_connection() {
            // Whoever offers restarts.
            return;
        }
        association.transport.restart_ice(now, &mut self.random);
        person.downlink.restart();
        self.listen(key);
        self.settle(now, key);
    }

    /// Offers whatever changed on downward connections, or asks for an offer of it.
    pub(super) fn offer_changes(&mut self) {
        for (&participant, receiver) in &mut self.receivers {
            if let Some(lacking) = receiver.ask() {
                self.events.push_back(Event::SectionsLacking { participant, lacking });
            }
        }
        for (&participant, person) in &mut self.people {
            let key = self.ways.key(participant, Link::Down);
            let Some(association) = key.and_then(|key| self.ways.get_mut(key)) else { continue };
            if person.wire.is_one_connection() || !association.transport.is_open() {
                continue;
            }
            if let Some(offer) = person.downlink.offer(&association.transport.local(&self.candidates)) {
                let mid_to_track = person.downlink.mid_to_track();
                let (offer_id, sdp) = (offer.id, offer.sdp);
                self.events.push_back(Event::Offer { participant, offer_id, sdp, mid_to_track });
            }
        }
    }

    pub(super) fn take_answer(&mut self, now: Instant, participant: ParticipantId, offer_id: u32, sdp: &str) {
        if let Err(error) = self.accept_answer(now, participant, offer_id, sdp) {
            self.fail(participant, Link::Down, &error);
        }
    }

    fn accept_answer(
        &mut self,
        now: Instant,
        participant: ParticipantId,
        offer_id: u32,
        sdp: &str,
    ) -> Result<(), NegotiationError> {
        let answer = Description::parse(sdp)?;
        let key = self.ways.key(participant, Link::Down).ok_or(NegotiationError::Ended)?;
        self.person(participant)?.downlink.check(offer_id, &answer)?;
        self.accept_peer(now, key, &answer)?;
        let accepted = self.person(participant)?.downlink.accept(offer_id, &answer)?;
        for spec in accepted.subscriptions {
            let track = spec.track;
            if let Err(refused) = self.plane.subscribe(now, spec) {
                tracing::debug!(?participant, ?track, %refused, "subscription not taken on");
            }
        }
        for track in accepted.refused {
            tracing::debug!(?participant, ?track, "the viewer has no decoder for a track");
        }
        Ok(())
    }

    fn person(&mut self, participant: ParticipantId) -> Result<&mut super::people::Person, NegotiationError> {
        self.people.get_mut(&participant).ok_or(NegotiationError::Ended)
    }

    fn fail(&mut self, participant: ParticipantId, link: Link, error: &NegotiationError) {
        let reason = error.to_string();
        self.events.push_back(Event::NegotiationFailed { participant, link, reason });
    }
}
