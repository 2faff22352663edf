//! Sockets and threads: the only part of the crate that blocks, reads a clock or opens a
//! socket.
//!
//! Each shard has one thread, one UDP port and one TCP port (IPv4 and IPv6). The thread waits
//! for datagrams, commands and deadlines, hands them to its [`Shard`](crate::shard::Shard), and
//! sends what comes out. A session lives on one shard; [`Sfu::attach`] gives it a [`Share`],
//! through which its commands go in and its events come out.

mod addresses;
mod shares;
mod sockets;
mod streams;
mod thread;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

use mio::Waker;
use thiserror::Error;

use crate::node::{Command, Event, Reachable};
use crate::plane::PlaneConfig;
pub use crate::shard::{Counters, Reading};
use crate::shard::{Shard, ShardConfig};
use crate::transport::identity::{Identity, IdentityError};
use crate::transport::negotiation::candidate::host_candidates;
use shares::ShareId;
use sockets::Sockets;
use streams::Streams;
use thread::Message;

/// How the media node listens.
#[derive(Clone, Debug)]
pub struct SfuConfig {
    /// Address to bind; `None` binds every address of the machine.
    pub address: Option<IpAddr>,
    /// First UDP port, each shard takes the next one; 0 lets the system choose.
    pub udp_port: u16,
    /// First TCP port, each shard takes the next one; 0 is none.
    pub tcp_port: u16,
    /// Addresses to announce instead of the machine's own (one-to-one NAT).
    pub announce: Vec<IpAddr>,
    /// Shards; 0 means one for each core.
    pub shards: u16,
    /// Limits and first guesses of each shard's plane.
    pub plane: PlaneConfig,
}

/// Why the media node cannot start. Each is one sentence that says what to do.
#[derive(Debug, Error)]
pub enum StartError {
    /// The port is taken, or the address is not this machine's.
    #[error(
        "UDP {address} cannot be used for media: {source}; choose another media.udp_port or end whatever uses it"
    )]
    Port {
        /// Which.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The same over TCP.
    #[error(
        "TCP {address} cannot be used for media: {source}; choose another media.tcp_port (0 for none) or end whatever uses it"
    )]
    StreamPort {
        /// Which.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// A thread, a socket option or an interface list could not be had.
    #[error("the media node cannot start: {0}")]
    System(#[from] io::Error),
    /// No certificate.
    #[error(transparent)]
    Identity(#[from] IdentityError),
}

/// Hears what happens in one session. Called on a media thread: it must not block.
pub type Listener = Box<dyn Fn(Event) + Send>;

/// The media node of this process.
pub struct Sfu {
    shards: Vec<Handle>,
    shares: AtomicU64,
    next_shard: AtomicUsize,
}

struct Handle {
    inbox: Inbox,
    reachable: Reachable,
    thread: Option<JoinHandle<()>>,
}

/// How a shard's thread is reached.
#[derive(Clone)]
struct Inbox {
    messages: Sender<Message>,
    waker: Arc<Waker>,
}

impl Inbox {
    /// A thread that ended takes nothing more; then there is nothing to be done either.
    fn send(&self, message: Message) {
        if self.messages.send(message).is_ok() {
            let _ = self.waker.wake();
        }
    }
}

impl Sfu {
    /// Binds the ports and starts the threads.
    ///
    /// # Errors
    /// With a sentence that says what to do.
    pub fn start(config: &SfuConfig) -> Result<Self, StartError> {
        let identity = Arc::new(Identity::generate()?);
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u16);
        let count = if config.shards == 0 { cores } else { config.shards };
        let shards = (0..count).map(|number| start_shard(config, number, identity.clone()));
        let shards: Vec<_> = shards.collect::<Result<_, StartError>>()?;
        Ok(Self { shards, shares: AtomicU64::new(0), next_shard: AtomicUsize::new(0) })
    }

    /// Gives a session its share of the node. Shards take turns.
    pub fn attach(&self, listener: Listener) -> Share {
        let turn = self.next_shard.fetch_add(1, Ordering::Relaxed) % self.shards.len();
        let inbox = self.shards[turn].inbox.clone();
        let id = ShareId(self.shares.fetch_add(1, Ordering::Relaxed));
        inbox.send(Message::Attach(id, listener));
        Share { id, inbox }
    }

    /// Where the shards are reached.
    pub fn reachable(&self) -> impl Iterator<Item = &Reachable> {
        self.shards.iter().map(|shard| &shard.reachable)
    }

    /// How each shard is. Waits for a round of each shard's loop.
    pub fn readings(&self) -> Vec<Reading> {
        let asked = self.shards.iter().map(|shard| {
            let (answer, reading) = channel();
            shard.inbox.send(Message::Read(answer));
            reading.recv().unwrap_or_default()
        });
        asked.collect()
    }
}

impl Drop for Sfu {
    fn drop(&mut self) {
        for shard in &self.shards {
            shard.inbox.send(Message::Stop);
        }
        for shard in &mut self.shards {
            if let Some(thread) = shard.thread.take() {
                let _ = thread.join();
            }
        }
    }
}

/// One session's share of the node. When it is dropped, everybody who joined through it
/// leaves.
pub struct Share {
    id: ShareId,
    inbox: Inbox,
}

impl Share {
    /// Asks for these, in this order and back to back.
    pub fn send(&self, commands: Vec<Command>) {
        if !commands.is_empty() {
            self.inbox.send(Message::Commands(self.id, commands));
        }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.inbox.send(Message::Detach(self.id));
    }
}

fn start_shard(config: &SfuConfig, number: u16, identity: Arc<Identity>) -> Result<Handle, StartError> {
    let own = |first: u16| if first == 0 { 0 } else { first.saturating_add(number) };
    let sockets = Sockets::bind(config.address, own(config.udp_port))?;
    let streams = Streams::bind(config.address, own(config.tcp_port))?;
    let reachable = addresses::reachable(&sockets, &streams, &config.announce)?;
    let shard = Shard::new(ShardConfig {
        plane: config.plane,
        identity,
        candidates: host_candidates(&reachable),
        seed: rand::random(),
    });
    let (messages, inbox) = channel();
    let (thread, waker) = thread::spawn(number, shard, sockets, streams, inbox)?;
    Ok(Handle { inbox: Inbox { messages, waker }, reachable, thread: Some(thread) })
}
