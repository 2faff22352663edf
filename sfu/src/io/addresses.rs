//! Which of the machine's addresses peers are told.

use std::io;
use std::net::{IpAddr, SocketAddr};

use super::sockets::Sockets;
use super::streams::Streams;
use crate::node::Reachable;

/// Addresses at which `sockets` and `streams` can be reached.
pub fn reachable(sockets: &Sockets, streams: &Streams, announce: &[IpAddr]) -> io::Result<Reachable> {
    let interfaces: Vec<IpAddr> = if_addrs::get_if_addrs()?.iter().map(if_addrs::Interface::ip).collect();
    let udp = sockets.addresses().flat_map(|bound| expand(bound, &interfaces)).collect();
    let tcp = streams.addresses().flat_map(|bound| expand(bound, &interfaces)).collect();
    Ok(Reachable { udp, tcp, external: announce.to_vec() })
}

/// A wildcard stands for every address of its family, those that only this machine reaches
/// last: with them a browser on this machine works without any network.
fn expand(bound: SocketAddr, interfaces: &[IpAddr]) -> Vec<SocketAddr> {
    if !bound.ip().is_unspecified() {
        return vec![bound];
    }
    let mut found: Vec<IpAddr> = interfaces
        .iter()
        .copied()
        .filter(|ip| ip.is_ipv4() == bound.is_ipv4() && !is_link_local(ip))
        .collect();
    found.sort_by_key(IpAddr::is_loopback);
    found.dedup();
    found.into_iter().map(|ip| SocketAddr::new(ip, bound.port())).collect()
}

/// Such an address means nothing without its interface.
fn is_link_local(ip: &IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_stands_for_every_address_with_loopback_last() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let interfaces = [ip("127.0.0.1"), ip("10.1.2.3"), ip("fe80::1"), ip("169.254.9.9"), ip("::1")];
        let at = |text: &str| text.parse::<SocketAddr>().unwrap();
        let found = expand(at("0.0.0.0:7882"), &interfaces);
        assert_eq!(found, [at("10.1.2.3:7882"), at("127.0.0.1:7882")]);
        assert_eq!(expand(at("[::]:7882"), &interfaces), [at("[::1]:7882")]);
        assert_eq!(expand(at("10.9.9.9:1"), &interfaces), [at("10.9.9.9:1")]);
    }
}
