//! The TCP listeners and connections of one shard, for people whose network lets no UDP out:
//! passive ICE-TCP (RFC 6544), framed as RFC 4571 says.
//!
//! A connection carries the same datagrams as a UDP path and is judged by the same ICE checks.
//! Anybody can open one: there are few per address, and one that proves nothing soon ends.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Instant;

use mio::event::Event;
use mio::net::{TcpListener, TcpStream};
use mio::{Interest, Registry, Token};
use socket2::{Domain, Protocol, SockRef, Socket, Type};

use super::StartError;
use crate::limits;
use crate::table::IdMap;
use crate::transport::framing::{Deframer, frame};
use crate::transport::path::{Carrier, Path};

/// Tokens of listeners begin here; UDP sockets have lower ones.
const LISTENERS: usize = 1 << 8;
/// Tokens of connections begin here: this and the connection's number.
const CONNECTIONS: usize = 1 << 16;
/// Connections that the kernel keeps until they are accepted.
const BACKLOG: i32 = 128;
/// Bytes of one read.
const READ_BYTES: usize = 16 * 1024;
/// Reads from one connection before others get their turn.
const READS_AT_ONCE: usize = 4;

/// All TCP of one shard.
#[derive(Default)]
pub struct Streams {
    listeners: Vec<TcpListener>,
    open: IdMap<u64, Stream>,
    /// How many are open from each address.
    from: HashMap<IpAddr, usize>,
    /// Connections that may have more to read.
    unread: Vec<u64>,
    next: u64,
    sweep_at: Option<Instant>,
    refused: u64,
}

struct Stream {
    socket: TcpStream,
    path: Path,
    incoming: Deframer,
    /// Framed and not yet taken by the kernel, from `sent` on.
    outgoing: Vec<u8>,
    sent: usize,
    /// When something came last, or when it was opened.
    heard: Instant,
    /// We sent something, which we do only to who knows a transport's password.
    is_proven: bool,
}

impl Streams {
    /// Listens on `port` of `address`, or of every address of the machine; 0 listens nowhere.
    pub fn bind(address: Option<IpAddr>, port: u16) -> Result<Self, StartError> {
        let mut streams = Self::default();
        if port == 0 {
            return Ok(streams);
        }
        if let Some(address) = address {
            streams.listeners.push(listener(SocketAddr::new(address, port))?);
            return Ok(streams);
        }
        streams.listeners.push(listener(SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), port))?);
        // A machine without IPv6 is served over IPv4.
        streams.listeners.extend(listener(SocketAddr::new(Ipv6Addr::UNSPECIFIED.into(), port)).ok());
        Ok(streams)
    }

    /// Where it listens.
    pub fn addresses(&self) -> impl Iterator<Item = SocketAddr> {
        self.listeners.iter().filter_map(|listener| listener.local_addr().ok())
    }

    /// Lets `registry` watch every listener.
    pub fn register(&mut self, registry: &Registry) -> io::Result<()> {
        for (number, listener) in self.listeners.iter_mut().enumerate() {
            registry.register(listener, Token(LISTENERS + number), Interest::READABLE)?;
        }
        Ok(())
    }

    /// Takes note of what `registry` saw, if it belongs to TCP.
    pub fn ready(&mut self, registry: &Registry, event: &Event, now: Instant) {
        let token = event.token().0;
        if (LISTENERS..CONNECTIONS).contains(&token) {
            return self.accept(registry, token - LISTENERS, now);
        }
        let Some(id) = token.checked_sub(CONNECTIONS).map(|id| id as u64) else { return };
        let Some(stream) = self.open.get_mut(&id) else { return };
        if event.is_readable() && !self.unread.contains(&id) {
            self.unread.push(id);
        }
        if event.is_writable() && stream.flush().is_err() {
            self.close(id);
        }
    }

    /// Whether some connection may have more to read.
    pub fn has_unread(&self) -> bool {
        !self.unread.is_empty()
    }

    /// Connections that were refused, or ended because of what they did.
    pub fn refused(&self) -> u64 {
        self.refused
    }

    /// Reads a while from every connection that has something, and gives each datagram to `take`.
    pub fn receive(&mut self, now: Instant, mut take: impl FnMut(Path, &mut [u8])) {
        if self.unread.is_empty() {
            return;
        }
        let mut piece = [0; READ_BYTES];
        for id in std::mem::take(&mut self.unread) {
            let Some(stream) = self.open.get_mut(&id) else { continue };
            match stream.read(now, &mut piece, &mut take) {
                Ok(true) => self.unread.push(id),
                Ok(false) => {}
                Err(error) => {
                    self.refused += u64::from(error.kind() == io::ErrorKind::InvalidData);
                    self.close(id);
                }
            }
        }
    }

    /// Sends a run of datagrams over connection `id`. What does not fit its queue is lost, as
    /// it may be anywhere on its way: late speech is worth less than none.
    pub fn send(&mut self, id: u64, contents: &[u8], segment: usize) -> io::Result<()> {
        // It ended, and its transport has not yet noticed.
        let Some(stream) = self.open.get_mut(&id) else { return Ok(()) };
        let sent = stream.send(contents, segment);
        if sent.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::WouldBlock) {
            self.close(id);
        }
        sent
    }

    /// When [`Self::sweep`] is due.
    pub fn next_sweep(&self) -> Option<Instant> {
        self.sweep_at
    }

    /// Ends connections that prove nothing, and those that fell silent.
    pub fn sweep(&mut self, now: Instant) {
        let idle = |stream: &Stream| {
            let patience = if stream.is_proven { limits::STREAM_SILENCE } else { limits::STREAM_PROOF };
            now.saturating_duration_since(stream.heard) >= patience
        };
        let idle: Vec<u64> = self.open.iter().filter(|(_, stream)| idle(stream)).map(|(id, _)| *id).collect();
        self.refused +=
            idle.iter().filter(|id| self.open.get(*id).is_some_and(|it| !it.is_proven)).count() as u64;
        idle.into_iter().for_each(|id| self.close(id));
        self.sweep_at = (!self.open.is_empty()).then(|| now + limits::STREAM_SWEEP);
    }

    fn accept(&mut self, registry: &Registry, listener: usize, now: Instant) {
        while let Some(Ok((socket, remote))) = self.listeners.get(listener).map(TcpListener::accept) {
            let from = self.from.get(&remote.ip()).copied().unwrap_or(0);
            let full = self.open.len() >= limits::STREAMS || from >= limits::STREAMS_PER_ADDRESS;
            // A refused connection is closed by being dropped.
            if full || self.open(registry, socket, remote, now).is_err() {
                self.refused += 1;
            }
        }
    }

    fn open(
        &mut self,
        registry: &Registry,
        mut socket: TcpStream,
        remote: SocketAddr,
        now: Instant,
    ) -> io::Result<()> {
        let id = self.next;
        let local = Some(socket.local_addr()?.ip());
        socket.set_nodelay(true)?;
        SockRef::from(&socket).set_send_buffer_size(limits::STREAM_KERNEL_BYTES)?;
        let both = Interest::READABLE | Interest::WRITABLE;
        registry.register(&mut socket, Token(CONNECTIONS + id as usize), both)?;
        let path = Path { carrier: Carrier::Tcp(id), remote, local };
        let (incoming, outgoing) = (Deframer::default(), Vec::new());
        self.open
            .insert(id, Stream { socket, path, incoming, outgoing, sent: 0, heard: now, is_proven: false });
        *self.from.entry(remote.ip()).or_default() += 1;
        self.next += 1;
        self.sweep_at.get_or_insert(now + limits::STREAM_SWEEP);
        Ok(())
    }

    fn close(&mut self, id: u64) {
        let Some(stream) = self.open.remove(&id) else { return };
        let address = stream.path.remote.ip();
        if let Some(count) = self.from.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                self.from.remove(&address);
            }
        }
    }
}

impl Stream {
    /// Whether more may be waiting. `InvalidData`: what came is no stream of datagrams.
    fn read(
        &mut self,
        now: Instant,
        piece: &mut [u8],
        take: &mut impl FnMut(Path, &mut [u8]),
    ) -> io::Result<bool> {
        for _ in 0..READS_AT_ONCE {
            let count = match self.socket.read(piece) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(false),
                Err(error) => return Err(error),
            };
            self.heard = now;
            let path = self.path;
            let cut = self.incoming.read(&piece[..count], |datagram| take(path, datagram));
            cut.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        }
        Ok(true)
    }

    /// `WouldBlock`: some of it did not fit the queue.
    fn send(&mut self, contents: &[u8], segment: usize) -> io::Result<()> {
        let mut all_fit = true;
        for datagram in contents.chunks(segment.max(1)) {
            let fits = self.outgoing.len() - self.sent + datagram.len() <= limits::STREAM_QUEUE_BYTES;
            all_fit &= fits;
            if fits {
                frame(&mut self.outgoing, datagram);
            }
        }
        self.is_proven = true;
        self.flush()?;
        if all_fit { Ok(()) } else { Err(io::ErrorKind::WouldBlock.into()) }
    }

    /// Gives the kernel what it takes.
    fn flush(&mut self) -> io::Result<()> {
        while self.sent < self.outgoing.len() {
            match self.socket.write(&self.outgoing[self.sent..]) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => self.sent += count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        self.outgoing.drain(..self.sent);
        self.sent = 0;
        Ok(())
    }
}

fn listener(address: SocketAddr) -> Result<TcpListener, StartError> {
    let taken = |source| StartError::StreamPort { address, source };
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    // A restarted server takes its port back while old connections fade away.
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into()).map_err(taken)?;
    socket.listen(BACKLOG).map_err(taken)?;
    Ok(TcpListener::from_std(socket.into()))
}

#[cfg(test)]
mod tests;
