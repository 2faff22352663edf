//! The least that forwarding can cost on this machine: copy, seal, and the cheapest send.

use std::net::UdpSocket;
use std::time::{Duration, Instant};

use quinn_udp::{Transmit, UdpSockRef, UdpSocketState};
use sfu::transport::srtp::{Profile, Srtp};

use crate::call::cpu;

const HEADER: usize = 20;
const RECEIVERS: usize = 20;
const TURNS: u32 = 300;
/// What a camera and a microphone send in a tenth of a second: packets in one call, and their
/// bytes.
const BURSTS: [(usize, usize); 8] =
    [(8, 1_100), (1, 120), (1, 120), (9, 1_100), (1, 120), (1, 120), (10, 1_100), (1, 120)];

/// Processor time per packet to twenty receivers: the bursts of the scenarios, all packets of a
/// frame to one receiver in one call. Nobody decrypts; whoever receives is not counted, but
/// what the kernel does for the loopback while it sends is.
pub fn measure(now: Instant) -> Duration {
    let srtp = Srtp::new(now, Profile::Aes128Gcm, &[7; 56], true).unwrap();
    let sender = UdpSocket::bind("127.0.0.1:0").unwrap();
    let state = UdpSocketState::new(UdpSockRef::from(&sender)).unwrap();
    let receivers: Vec<_> = std::iter::repeat_with(receiver).take(RECEIVERS).collect();
    let (mut spent, mut index) = (Duration::ZERO, 0);
    for (packets, bytes) in BURSTS.into_iter().cycle().take(BURSTS.len() * TURNS as usize) {
        let (plain, sealed) = (vec![0x90; bytes], bytes + srtp.rtp_overhead());
        let mut burst = vec![0; sealed * packets];
        let before = cpu();
        for receiver in &receivers {
            for packet in burst.chunks_exact_mut(sealed) {
                packet[..bytes].copy_from_slice(&plain);
                index += 1;
                srtp.seal_rtp(index, HEADER, packet);
            }
            let destination = receiver.local_addr().unwrap();
            let segment_size = (packets > 1).then_some(sealed);
            let transmit = Transmit { destination, ecn: None, contents: &burst, segment_size, src_ip: None };
            state.try_send(UdpSockRef::from(&sender), &transmit).unwrap();
        }
        spent += cpu() - before;
        receivers.iter().for_each(drain);
    }
    let packets: usize = BURSTS.iter().map(|(packets, _)| packets * RECEIVERS).sum();
    spent / (TURNS * packets as u32)
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
