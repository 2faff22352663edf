//! All ways out: to peers over their transports, and to recorders. Every packet of the plane
//! is sealed here, and nothing else seals.

use std::collections::BTreeSet;
use std::time::Instant;

use super::association::{Association, AssociationKey};
use crate::id::{ParticipantId, RoomId};
use crate::limits;
use crate::media::tap::{Tap, TapPacket};
use crate::plane::{Link, Outlet};
use crate::table::{IdMap, Table};
use crate::transport::path::Path;

/// Transports and taps.
#[derive(Default)]
pub struct Ways {
    associations: Table<(ParticipantId, Link), Association>,
    /// Where each participant receives.
    down: IdMap<ParticipantId, AssociationKey>,
    taps: IdMap<RoomId, Box<dyn Tap>>,
    deadlines: BTreeSet<(Instant, ParticipantId, Link)>,
    /// Those with something to send, in the order in which they got it.
    listed: Vec<AssociationKey>,
    /// The last words of associations that are gone.
    farewells: Vec<(Path, Vec<u8>)>,
    /// RTCP while it is sealed.
    scratch: Vec<u8>,
    unsent: u64,
}

impl Ways {
    /// Adds a transport, which must be the only one of its owner and link.
    pub fn insert(&mut self, association: Association) -> AssociationKey {
        let (owner, link) = (association.owner, association.link);
        let receives = link == Link::Down || association.wire.is_one_connection();
        let key = self.associations.insert((owner, link), association);
        if receives {
            self.down.insert(owner, key);
        }
        key
    }

    /// Takes a transport out. What it still has to say is said.
    pub fn remove(&mut self, owner: ParticipantId, link: Link) -> Option<AssociationKey> {
        let key = self.associations.key((owner, link))?;
        let mut association = self.associations.remove((owner, link))?;
        while let Some((path, datagram)) = association.transport.poll_transmit() {
            self.farewells.push((path, datagram.to_vec()));
        }
        if let Some(due) = association.due {
            self.deadlines.remove(&(due, owner, link));
        }
        if self.down.get(&owner) == Some(&key) {
            self.down.remove(&owner);
        }
        Some(key)
    }

    /// Where the transport of somebody's link stands.
    pub fn key(&self, owner: ParticipantId, link: Link) -> Option<AssociationKey> {
        self.associations
            .key((owner, link))
            .or_else(|| self.down.get(&owner).copied().filter(|_| link == Link::Down))
    }

    /// A transport, to be changed.
    pub fn get_mut(&mut self, key: AssociationKey) -> Option<&mut Association> {
        self.associations.get_mut(key)
    }

    /// Starts or ends a recorder's listening.
    pub fn set_tap(&mut self, room: RoomId, tap: Option<Box<dyn Tap>>) {
        match tap {
            Some(tap) => self.taps.insert(room, tap),
            None => self.taps.remove(&room),
        };
    }

    /// Queues what a transport has to say besides media.
    pub fn collect(&mut self, key: AssociationKey) {
        let Some(association) = self.associations.get_mut(key) else { return };
        while let Some((path, datagram)) = association.transport.poll_transmit() {
            association.outbox.push(path, &datagram, &[], 0);
        }
        list(&mut self.listed, key, association);
    }

    /// Notes when a transport wants to be woken next.
    pub fn reschedule(&mut self, now: Instant, key: AssociationKey) {
        let Some(association) = self.associations.get_mut(key) else { return };
        let due = association.transport.poll_timeout(now);
        if due == association.due {
            return;
        }
        let (owner, link) = (association.owner, association.link);
        if let Some(old) = std::mem::replace(&mut association.due, due) {
            self.deadlines.remove(&(old, owner, link));
        }
        self.deadlines.extend(due.map(|due| (due, owner, link)));
    }

    /// The next transport whose time has come; it must be rescheduled afterwards.
    pub fn take_due(&mut self, now: Instant) -> Option<AssociationKey> {
        let &(due, owner, link) = self.deadlines.first().filter(|(due, ..)| *due <= now)?;
        self.deadlines.remove(&(due, owner, link));
        let key = self.associations.key((owner, link))?;
        self.associations.get_mut(key)?.due = None;
        Some(key)
    }

    /// When the first transport wants to be woken.
    pub fn next_due(&self) -> Option<Instant> {
        self.deadlines.first().map(|(due, ..)| *due)
    }

    /// Gives everything that waits to `send`.
    pub fn drain(&mut self, mut send: impl FnMut(&Path, &[u8], usize)) {
        for (path, datagram) in self.farewells.drain(..) {
            send(&path, &datagram, datagram.len());
        }
        for key in self.listed.drain(..) {
            if let Some(association) = self.associations.get_mut(key) {
                association.is_listed = false;
                association.outbox.drain(&mut send);
            }
        }
    }

    /// Entries that are held.
    #[cfg(test)]
    pub fn held(&self) -> usize {
        let Self { associations, down, taps, deadlines, listed, farewells, .. } = self;
        associations.count() + down.len() + taps.len() + deadlines.len() + listed.len() + farewells.len()
    }

    /// Packets for a peer to whom nothing may be sent now.
    pub fn unsent(&self) -> u64 {
        self.unsent
    }

    fn send_rtp(&mut self, to: ParticipantId, index: u64, header: &[u8], payload: &[u8]) -> Option<()> {
        let key = *self.down.get(&to)?;
        let association = self.associations.get_mut(key)?;
        let (srtp, path) = association.transport.outward()?;
        let packet = association.outbox.push(path, header, payload, srtp.rtp_overhead());
        srtp.seal_rtp(index, header.len(), packet);
        list(&mut self.listed, key, association);
        Some(())
    }

    fn send_rtcp(&mut self, to: ParticipantId, link: Link, packet: &[u8]) -> Option<()> {
        let key = self.key(to, link)?;
        let association = self.associations.get_mut(key)?;
        let (srtp, path) = association.transport.outward()?;
        self.scratch.clear();
        self.scratch.extend_from_slice(packet);
        srtp.seal_rtcp(&mut self.scratch)?;
        association.outbox.push(path, &self.scratch, &[], 0);
        list(&mut self.listed, key, association);
        Some(())
    }
}

fn list(listed: &mut Vec<AssociationKey>, key: AssociationKey, association: &mut Association) {
    if !association.is_listed && !association.outbox.is_empty() {
        association.is_listed = true;
        listed.push(key);
    }
}

impl Outlet for Ways {
    fn rtp(&mut self, to: ParticipantId, index: u64, header: &[u8], payload: &[u8]) {
        if header.len() + payload.len() > limits::PACKET_BYTES
            || self.send_rtp(to, index, header, payload).is_none()
        {
            self.unsent += 1;
        }
    }

    fn rtcp(&mut self, to: ParticipantId, link: Link, packet: &[u8]) {
        if self.send_rtcp(to, link, packet).is_none() {
            self.unsent += 1;
        }
    }

    fn tap(&mut self, room: RoomId, packet: TapPacket<'_>) -> bool {
        self.taps.get_mut(&room).is_some_and(|tap| tap.push(packet))
    }
}
