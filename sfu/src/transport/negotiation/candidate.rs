//! Where we can be reached, as candidate attributes (RFC 8839 §5.1, RFC 6544 §4.5).

use std::net::{IpAddr, SocketAddr};

use crate::node::Reachable;

/// Type preference of host candidates (RFC 8445 §5.1.2.2).
const HOST: u32 = 126;

/// Type preference of host candidates over TCP: less than any over UDP (RFC 6544 §4.2).
const HOST_TCP: u32 = 90;

/// The only component: RTP and RTCP share it (RFC 5761).
const COMPONENT: u32 = 1;

/// The values of `a=candidate` for one node, most preferred first.
///
/// Behind one-to-one NAT, `external` addresses replace bound ones of their family.
pub fn host_candidates(reachable: &Reachable) -> Vec<String> {
    let udp = advertised(&reachable.udp, &reachable.external);
    let tcp = advertised(&reachable.tcp, &reachable.external);
    let udp = udp.iter().enumerate().map(|(rank, address)| written(rank, address, "udp", HOST, ""));
    let tcp = tcp
        .iter()
        .enumerate()
        .map(|(rank, address)| written(rank, address, "tcp", HOST_TCP, " tcptype passive"));
    udp.chain(tcp).collect()
}

fn written(rank: usize, address: &SocketAddr, carrier: &str, preference: u32, suffix: &str) -> String {
    let rank = rank.min(usize::from(u16::MAX)) as u32;
    let priority = (preference << 24) | ((u32::from(u16::MAX) - rank) << 8) | (256 - COMPONENT);
    let (ip, port) = (address.ip(), address.port());
    let foundation = format!("{carrier}{rank}");
    format!("{foundation} {COMPONENT} {carrier} {priority} {ip} {port} typ host{suffix}")
}

/// Each address once, as strangers must address it.
fn advertised(bound: &[SocketAddr], external: &[IpAddr]) -> Vec<SocketAddr> {
    let mut all: Vec<SocketAddr> = Vec::new();
    for address in bound {
        let same_family = external.iter().filter(|ip| ip.is_ipv4() == address.is_ipv4());
        let mut outside: Vec<SocketAddr> =
            same_family.map(|ip| SocketAddr::new(*ip, address.port())).collect();
        if outside.is_empty() {
            outside.push(*address);
        }
        for address in outside {
            if !all.contains(&address) {
                all.push(address);
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reachable(external: &[&str]) -> Reachable {
        Reachable {
            udp: vec!["10.0.0.2:7882".parse().unwrap(), "[2001:db8::2]:7882".parse().unwrap()],
            tcp: vec!["10.0.0.2:7881".parse().unwrap()],
            external: external.iter().map(|ip| ip.parse().unwrap()).collect(),
        }
    }

    #[test]
    fn udp_is_preferred_to_tcp_and_earlier_addresses_to_later_ones() {
        let candidates = host_candidates(&reachable(&[]));
        let priority = |line: &str| line.split(' ').nth(3).unwrap().parse::<u32>().unwrap();
        assert!(candidates.is_sorted_by(|one, other| priority(one) > priority(other)));
        assert!(candidates[0].ends_with(" 10.0.0.2 7882 typ host"));
        assert!(candidates[1].ends_with(" 2001:db8::2 7882 typ host"));
        assert!(candidates[2].ends_with(" 10.0.0.2 7881 typ host tcptype passive"));
    }

    #[test]
    fn an_external_address_replaces_bound_ones_of_its_family_only() {
        let candidates = host_candidates(&reachable(&["203.0.113.7"]));
        assert!(candidates.iter().all(|line| !line.contains("10.0.0.2")));
        assert_eq!(candidates.iter().filter(|line| line.contains("203.0.113.7")).count(), 2);
        assert!(candidates.iter().any(|line| line.contains("2001:db8::2")));
    }
}
