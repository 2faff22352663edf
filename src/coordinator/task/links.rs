//! The sockets of one session: whose they are and where to write.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use signaling::LinkId;
use signaling::livekit::Response;
use signaling::ws::{ChannelDown, ChannelLink, ChannelUp, Link, MediaLink, MediaUp};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

use crate::session::report::LossCause;
use crate::session::{Command, ParticipantId};

/// Frames that wait for one slow socket. A full queue means that the client is too slow: it
/// is dropped and resumes.
const QUEUE: usize = 512;

/// Numbers links; never reused within a process.
static NEXT: AtomicU64 = AtomicU64::new(1);

type FromChannels = mpsc::Sender<(LinkId, ChannelUp<Command>)>;
type FromMedia = mpsc::Sender<(LinkId, MediaUp)>;

/// The sockets of one session.
pub struct Links {
    channels: BTreeMap<LinkId, (ParticipantId, mpsc::Sender<ChannelDown>)>,
    media: BTreeMap<LinkId, (ParticipantId, mpsc::Sender<Response>)>,
    from_channels: FromChannels,
    from_media: FromMedia,
}

impl Links {
    /// None yet; what clients say goes into these two inboxes.
    pub fn new(from_channels: FromChannels, from_media: FromMedia) -> Self {
        Self { channels: BTreeMap::new(), media: BTreeMap::new(), from_channels, from_media }
    }

    /// A new socket of the session channel.
    pub fn channel(&mut self, who: ParticipantId) -> ChannelLink<Command> {
        let (id, (sender, down)) = (next(), mpsc::channel(QUEUE));
        self.channels.insert(id, (who, sender));
        Link { id, up: self.from_channels.clone(), down }
    }

    /// A new socket of the media wire.
    pub fn media(&mut self, who: ParticipantId) -> MediaLink {
        let (id, (sender, down)) = (next(), mpsc::channel(QUEUE));
        self.media.insert(id, (who, sender));
        Link { id, up: self.from_media.clone(), down }
    }

    /// Whose socket of the session channel it is.
    pub fn whose_channel(&self, link: LinkId) -> Option<ParticipantId> {
        self.channels.get(&link).map(|(who, _)| *who)
    }

    /// Whose socket of the media wire it is.
    pub fn whose_media(&self, link: LinkId) -> Option<ParticipantId> {
        self.media.get(&link).map(|(who, _)| *who)
    }

    /// Whether any socket of this person is open.
    pub fn has_any(&self, who: ParticipantId) -> bool {
        self.channels.values().any(|(owner, _)| *owner == who)
            || self.media.values().any(|(owner, _)| *owner == who)
    }

    /// Writes a frame. If the client is too slow its socket is dropped, and whose it was comes
    /// back.
    pub fn send_channel(&mut self, link: LinkId, frame: ChannelDown) -> Option<ParticipantId> {
        send(&mut self.channels, link, frame)
    }

    /// The same for the media wire.
    pub fn send_media(&mut self, link: LinkId, response: Response) -> Option<ParticipantId> {
        send(&mut self.media, link, response)
    }

    /// Closes a socket once everything before was written.
    pub fn drop_channel(&mut self, link: LinkId) {
        self.channels.remove(&link);
    }

    /// The same for the media wire.
    pub fn drop_media(&mut self, link: LinkId) {
        self.media.remove(&link);
    }
}

/// A socket that has ended takes nothing, but what it said last, a farewell perhaps, is still in
/// the inbox: it stays until its end is read there.
fn send<T>(
    links: &mut BTreeMap<LinkId, (ParticipantId, mpsc::Sender<T>)>,
    link: LinkId,
    frame: T,
) -> Option<ParticipantId> {
    let (_, sender) = links.get(&link)?;
    match sender.try_send(frame) {
        Ok(()) | Err(TrySendError::Closed(_)) => None,
        Err(TrySendError::Full(_)) => links.remove(&link).map(|(who, _)| who),
    }
}

fn next() -> LinkId {
    LinkId(NEXT.fetch_add(1, Ordering::Relaxed))
}

/// What the end of a socket means for the session.
pub fn loss_of(closed: signaling::Closed) -> LossCause {
    use signaling::Closed;
    match closed {
        Closed::ByClient => LossCause::TabClosed,
        Closed::ByHost => LossCause::ReplacedDevice,
        Closed::Broken
        | Closed::Silent
        | Closed::TooSlow
        | Closed::TooFast
        | Closed::TooLarge
        | Closed::Malformed
        | Closed::Unfinished => LossCause::TransportLost,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const WHO: ParticipantId = ParticipantId(Uuid::from_u128(1));

    fn links() -> Links {
        Links::new(mpsc::channel(1).0, mpsc::channel(1).0)
    }

    #[test]
    fn a_socket_that_has_ended_is_known_until_its_last_words_are_read() {
        let mut links = links();
        let MediaLink { id, down, .. } = links.media(WHO);
        drop(down);
        assert_eq!(links.send_media(id, Response::RefreshToken(String::new())), None);
        assert_eq!(links.whose_media(id), Some(WHO));
        links.drop_media(id);
        assert_eq!(links.whose_media(id), None);
    }

    #[test]
    fn a_client_that_is_too_slow_is_dropped() {
        let mut links = links();
        let link = links.media(WHO);
        let mut told = || links.send_media(link.id, Response::RefreshToken(String::new()));
        assert!((0..QUEUE).all(|_| told().is_none()));
        assert_eq!(told(), Some(WHO));
        assert_eq!(links.whose_media(link.id), None);
    }
}
