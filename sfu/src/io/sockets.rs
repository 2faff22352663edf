//! The UDP sockets of one shard.

use std::io::{self, IoSliceMut};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use mio::net::UdpSocket;
use mio::{Interest, Registry, Token};
use quinn_udp::{BATCH_SIZE, RecvMeta, Transmit, UdpSockRef, UdpSocketState};
use socket2::{Domain, Protocol, Socket, Type};

use super::StartError;
use crate::limits;
use crate::transport::path::{Carrier, Path};

/// Kernel buffers, in bytes. Receiving: a quarter of a second at 100 Mb/s; sending: the
/// bursts of one batch to everybody. The kernel may give less.
const BUFFER_BYTES: usize = 4 * 1024 * 1024;

/// One socket for each address family that the machine has.
pub struct Sockets {
    all: Vec<Bound>,
}

struct Bound {
    socket: UdpSocket,
    state: UdpSocketState,
    address: SocketAddr,
}

/// Memory for one batch of datagrams.
pub struct Batch {
    bytes: Vec<u8>,
    slot: usize,
    meta: [RecvMeta; BATCH_SIZE],
}

impl Sockets {
    /// Binds `port` on `address`, or on every address of the machine.
    pub fn bind(address: Option<IpAddr>, port: u16) -> Result<Self, StartError> {
        let mut all = Vec::new();
        if let Some(address) = address {
            all.push(bound(SocketAddr::new(address, port))?);
            return Ok(Self { all });
        }
        let four = bound(SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), port))?;
        let port = four.address.port();
        all.push(four);
        // A machine without IPv6 is served over IPv4.
        all.extend(bound(SocketAddr::new(Ipv6Addr::UNSPECIFIED.into(), port)).ok());
        Ok(Self { all })
    }

    /// What is bound.
    pub fn addresses(&self) -> impl Iterator<Item = SocketAddr> {
        self.all.iter().map(|bound| bound.address)
    }

    /// How many sockets there are; they are numbered from 0.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// Datagrams that one call sends, as this kernel can.
    pub fn segments_per_send(&self) -> usize {
        self.all.iter().map(|bound| bound.state.max_gso_segments()).min().unwrap_or(1)
    }

    /// Lets `registry` watch every socket, each under its number.
    pub fn register(&mut self, registry: &Registry) -> io::Result<()> {
        for (number, bound) in self.all.iter_mut().enumerate() {
            registry.register(&mut bound.socket, Token(number), Interest::READABLE)?;
        }
        Ok(())
    }

    /// Memory for one batch, for any socket.
    pub fn batch(&self) -> Batch {
        let coalesced = self.all.iter().map(|bound| bound.state.gro_segments()).max().unwrap_or(1);
        let slot = coalesced * limits::PACKET_BYTES;
        Batch { bytes: vec![0; slot * BATCH_SIZE], slot, meta: [RecvMeta::default(); BATCH_SIZE] }
    }

    /// Takes one batch from a socket and gives each datagram to `take`. `Ok(false)`: nothing
    /// is waiting any more.
    pub fn receive(
        &self,
        number: usize,
        batch: &mut Batch,
        mut take: impl FnMut(Path, &mut [u8]),
    ) -> io::Result<bool> {
        let Some(bound) = self.all.get(number) else { return Ok(false) };
        let mut slots: Vec<_> = batch.bytes.chunks_mut(batch.slot).map(IoSliceMut::new).collect();
        let received = bound
            .socket
            .try_io(|| bound.state.recv(UdpSockRef::from(&bound.socket), &mut slots, &mut batch.meta));
        let count = match received {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(false),
            Err(error) => return Err(error),
        };
        for (slot, meta) in slots.iter_mut().zip(&batch.meta[..count]) {
            let path = Path { carrier: Carrier::Udp(number as u8), remote: meta.addr, local: meta.dst_ip };
            slot[..meta.len].chunks_mut(meta.stride.max(1)).for_each(|datagram| take(path, datagram));
        }
        Ok(true)
    }

    /// Sends a run of datagrams from socket `number`. A datagram that the kernel does not take is lost, as it may
    /// be anywhere on its way.
    pub fn send(&self, number: u8, path: &Path, contents: &[u8], segment: usize) -> io::Result<()> {
        let Some(bound) = self.all.get(usize::from(number)) else { return Ok(()) };
        let segment_size = (segment < contents.len()).then_some(segment);
        let transmit =
            Transmit { destination: path.remote, ecn: None, contents, segment_size, src_ip: path.local };
        bound.socket.try_io(|| bound.state.try_send(UdpSockRef::from(&bound.socket), &transmit))
    }
}

fn bound(address: SocketAddr) -> Result<Bound, StartError> {
    let taken = |source| StartError::Port { address, source };
    let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into()).map_err(taken)?;
    // More than the administrator allows is refused silently; less loses packets in bursts.
    let _ = socket.set_recv_buffer_size(BUFFER_BYTES);
    let _ = socket.set_send_buffer_size(BUFFER_BYTES);
    let socket = UdpSocket::from_std(socket.into());
    let state = UdpSocketState::new(UdpSockRef::from(&socket))?;
    let address = socket.local_addr()?;
    Ok(Bound { socket, state, address })
}
