//! Real connections on the loopback interface; the clock is given.

use std::net::TcpStream as Client;
use std::time::Duration;

use mio::{Events, Poll};

use super::*;

const PATIENCE: Duration = Duration::from_secs(20);

/// A shard's TCP with nobody behind it.
struct Door {
    streams: Streams,
    poll: Poll,
    /// What came, with the connection's number.
    came: Vec<(u64, Vec<u8>)>,
    now: Instant,
}

#[expect(clippy::disallowed_methods, reason = "edge: a test of sockets waits for them")]
impl Door {
    fn open() -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let streams = Streams { listeners: vec![listener(address).unwrap()], ..Streams::default() };
        let mut door = Self { streams, poll: Poll::new().unwrap(), came: Vec::new(), now: Instant::now() };
        door.streams.register(door.poll.registry()).unwrap();
        door
    }

    fn client(&self) -> Client {
        let client = Client::connect(self.streams.addresses().next().unwrap()).unwrap();
        client.set_read_timeout(Some(PATIENCE)).unwrap();
        client
    }

    /// Works until `holds`.
    fn until(&mut self, holds: impl Fn(&Self) -> bool) {
        let (mut events, end) = (Events::with_capacity(64), Instant::now() + PATIENCE);
        while !holds(self) {
            assert!(Instant::now() < end, "it never held");
            let wait = if self.streams.has_unread() { 0 } else { 50 };
            self.poll.poll(&mut events, Some(Duration::from_millis(wait))).unwrap();
            for event in &events {
                self.streams.ready(self.poll.registry(), event, self.now);
            }
            let came = &mut self.came;
            self.streams.receive(self.now, |path, datagram| {
                let Carrier::Tcp(id) = path.carrier else { panic!("{path:?}") };
                came.push((id, datagram.to_vec()));
            });
        }
    }

    fn count(&self) -> usize {
        self.streams.open.len()
    }
}

fn framed(datagram: &[u8]) -> Vec<u8> {
    let mut stream = Vec::new();
    frame(&mut stream, datagram);
    stream
}

#[test]
fn a_datagram_arrives_whole_and_is_answered_the_same_way() {
    let mut door = Door::open();
    let mut client = door.client();
    for byte in framed(b"binding request") {
        client.write_all(&[byte]).unwrap();
    }
    door.until(|door| !door.came.is_empty());
    assert_eq!(door.came, [(0, b"binding request".to_vec())]);
    door.streams.send(0, b"onetwolast", 3).unwrap();
    let expected = [framed(b"one"), framed(b"two"), framed(b"las"), framed(b"t")].concat();
    let mut answer = vec![0; expected.len()];
    client.read_exact(&mut answer).unwrap();
    assert_eq!(answer, expected);
}

#[test]
fn what_is_no_stream_of_datagrams_ends_and_is_counted() {
    let mut door = Door::open();
    let mut client = door.client();
    client.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    door.until(|door| door.streams.refused() == 1);
    assert_eq!(door.count(), 0);
    assert!(matches!(client.read(&mut [0]), Ok(0) | Err(_)), "it is closed");
}

/// proves: F7
#[test]
fn who_reads_too_slowly_loses_datagrams_and_nobody_else_does() {
    let mut door = Door::open();
    let (_slow, mut quick) = (door.client(), door.client());
    door.until(|door| door.count() == 2);
    let burst = vec![7; 64_000];
    // The kernel and the queue take so much, and no more.
    let bursts = (0..10_000).position(|_| door.streams.send(0, &burst, 1_000).is_err());
    assert!(bursts.is_some(), "the queue of somebody who reads nothing has no end");
    assert!(door.streams.open[&0].outgoing.len() <= 2 * limits::STREAM_QUEUE_BYTES);
    door.streams.send(1, b"in time", 7).unwrap();
    let mut answer = [0; 9];
    quick.read_exact(&mut answer).unwrap();
    assert_eq!(answer.to_vec(), framed(b"in time"));
}

#[test]
fn one_address_opens_only_so_many() {
    let mut door = Door::open();
    let more = 3;
    let clients: Vec<_> = (0..limits::STREAMS_PER_ADDRESS + more).map(|_| door.client()).collect();
    door.until(|door| door.streams.refused() == more as u64);
    assert_eq!(door.count(), limits::STREAMS_PER_ADDRESS);
    drop(clients);
    door.until(|door| door.count() == 0);
    let _again = door.client();
    door.until(|door| door.count() == 1);
}

#[test]
fn who_proves_nothing_is_soon_gone_and_who_falls_silent_later() {
    let mut door = Door::open();
    let (_stranger, _person) = (door.client(), door.client());
    door.until(|door| door.count() == 2);
    door.streams.send(1, b"binding response", 16).unwrap();
    assert!(door.streams.next_sweep().is_some());
    door.streams.sweep(door.now + limits::STREAM_PROOF);
    assert_eq!(door.streams.open.keys().copied().collect::<Vec<_>>(), [1]);
    door.streams.sweep(door.now + limits::STREAM_SILENCE);
    assert_eq!((door.count(), door.streams.next_sweep()), (0, None));
    assert_eq!(door.streams.refused(), 1, "only the stranger was turned away");
}

#[test]
fn a_port_that_is_taken_is_named() {
    let door = Door::open();
    let taken = door.streams.addresses().next().unwrap();
    let error = Streams::bind(Some(taken.ip()), taken.port()).map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("media.tcp_port"), "{error}");
}
