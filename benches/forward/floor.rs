//! The least that forwarding can cost on this machine: copy, seal, and the cheapest send.

use std::net::UdpSocket;
use std::time::{Duration, Instant};

use quinn_udp::{Transmit, UdpSockRef, UdpSocketState};
use sfu::transport::srtp::{Profile, Srtp};

use crate::call::cpu;

const HEADER: usize = 20;
const PACKET_BYTES: usize = 1_100;
const FRAME_PACKETS: usize = 9;
const RECEIVERS: usize = 20;
const FRAMES: u32 = 1_000;

/// Processor time per packet, frames of nine packets to twenty receivers, all packets of a
/// frame to one receiver in one call. Nobody decrypts; whoever receives is not counted, but
/// what the kernel does for the loopback while it sends is.
pub fn measure(now: Instant) -> Duration {
    let srtp = Srtp::new(now, Profile::Aes128Gcm, &[7; 56], true).unwrap();
    let sender = UdpSocket::bind("127.0.0.1:0").unwrap();
    let state = UdpSocketState::new(UdpSockRef::from(&sender)).unwrap();
    let receivers: Vec<_> = std::iter::repeat_with(receiver).take(RECEIVERS).collect();
    let plain = vec![0x90; PACKET_BYTES];
    let sealed = PACKET_BYTES + srtp.rtp_overhead();
    let mut frame = vec![0; sealed * FRAME_PACKETS];
    let (mut spent, mut index) = (Duration::ZERO, 0);
    for _ in 0..FRAMES {
        let before = cpu();
        for receiver in &receivers {
            for packet in frame.chunks_exact_mut(sealed) {
                packet[..PACKET_BYTES].copy_from_slice(&plain);
                index += 1;
                srtp.seal_rtp(index, HEADER, packet);
            }
            let destination = receiver.local_addr().unwrap();
            let transmit = Transmit {
                destination,
                ecn: None,
                contents: &frame,
                segment_size: Some(sealed),
                src_ip: None,
            };
            state.try_send(UdpSockRef::from(&sender), &transmit).unwrap();
        }
        spent += cpu() - before;
        receivers.iter().for_each(drain);
    }
    spent / (FRAMES * (RECEIVERS * FRAME_PACKETS) as u32)
}

fn receiver() -> UdpSocket {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_nonblocking(true).unwrap();
    socket
}

fn drain(receiver: &UdpSocket) {
    let mut bytes = [0; 2_048];
    while receiver.recv(&mut bytes).is_ok() {}
}
