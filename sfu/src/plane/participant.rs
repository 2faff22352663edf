//! One participant as the plane knows them: a way up for what they publish, a way down for
//! what they see.

use crate::forward::publication::Publication;
use crate::forward::subscription::SubscriptionKey;
use crate::id::ParticipantId;
use crate::plane::downlink::Downlink;
use crate::plane::uplink::Uplink;
use crate::room::membership::Seat;
use crate::table::Key;

/// Somebody on this shard.
pub struct Participant {
    pub id: ParticipantId,
    pub seat: Seat,
    pub publications: Vec<Key<Publication>>,
    pub subscriptions: Vec<SubscriptionKey>,
    pub uplink: Uplink,
    pub downlink: Downlink,
}

impl Participant {
    pub fn new(id: ParticipantId, seat: Seat, downlink: Downlink) -> Self {
        Self {
            id,
            seat,
            publications: Vec::new(),
            subscriptions: Vec::new(),
            uplink: Uplink::default(),
            downlink,
        }
    }
}
