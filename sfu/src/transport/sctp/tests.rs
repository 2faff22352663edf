use rtc_sctp::ClientConfig;

use super::*;

impl Sctp {
    /// An association that begins, as every browser's does.
    pub fn calling(now: Instant, opens: Opens) -> Self {
        let mut sctp = Self::new(now, opens);
        let called = sctp.endpoint.connect(now, ClientConfig::default(), peer());
        sctp.association = Some(called.unwrap());
        sctp.work(now);
        sctp
    }
}

/// Two ends without a wire between them.
struct Pair {
    now: Instant,
    ours: Sctp,
    theirs: Sctp,
    /// What came out at our end.
    heard: Vec<SctpEvent>,
    heard_there: Vec<SctpEvent>,
}

impl Pair {
    fn new(ours: Opens, theirs: Opens) -> Self {
        let now = crate::transport::tests::start();
        let (ours, theirs) = (Sctp::new(now, ours), Sctp::calling(now, theirs));
        let mut pair = Self { now, ours, theirs, heard: Vec::new(), heard_there: Vec::new() };
        pair.run(std::time::Duration::from_millis(100));
        pair
    }

    fn run(&mut self, time: std::time::Duration) {
        let end = self.now + time;
        loop {
            self.exchange();
            let next = [self.ours.poll_timeout(), self.theirs.poll_timeout()].into_iter().flatten().min();
            let Some(next) = next.filter(|&next| next <= end) else { break };
            self.now = self.now.max(next);
            self.ours.handle_timeout(self.now);
            self.theirs.handle_timeout(self.now);
        }
        self.now = end;
    }

    fn exchange(&mut self) {
        loop {
            if let Some(packet) = self.ours.poll_transmit() {
                self.theirs.handle(self.now, BytesMut::from(&packet[..]));
            } else if let Some(packet) = self.theirs.poll_transmit() {
                self.ours.handle(self.now, BytesMut::from(&packet[..]));
            } else {
                break;
            }
        }
        self.heard.extend(std::iter::from_fn(|| self.ours.poll_event()));
        self.heard_there.extend(std::iter::from_fn(|| self.theirs.poll_event()));
    }
}

/// proves: T14, T15
#[test]
fn either_end_may_open_the_channels_and_both_carry_messages_both_ways() {
    for (ours, theirs) in [(Opens::Us { even: false }, Opens::Peer), (Opens::Peer, Opens::Us { even: true })]
    {
        let mut pair = Pair::new(ours, theirs);
        for channel in [DataChannel::Reliable, DataChannel::Lossy] {
            pair.ours.send(pair.now, channel, b"from us".to_vec()).unwrap();
            pair.theirs.send(pair.now, channel, b"from them".to_vec()).unwrap();
        }
        pair.run(std::time::Duration::from_secs(1));
        let both = |content: &[u8]| {
            [DataChannel::Reliable, DataChannel::Lossy].map(|one| SctpEvent::Message(one, content.to_vec()))
        };
        assert_eq!(pair.heard_there, both(b"from us"), "{ours:?}");
        assert_eq!(pair.heard, both(b"from them"), "{ours:?}");
    }
}

/// proves: T14
#[test]
fn messages_that_arrive_in_one_packet_are_all_read() {
    let mut pair = Pair::new(Opens::Us { even: false }, Opens::Peer);
    for number in 0..200u8 {
        pair.theirs.send(pair.now, DataChannel::Reliable, vec![number; 20]).unwrap();
    }
    pair.run(std::time::Duration::from_secs(2));
    let expected: Vec<_> =
        (0..200u8).map(|number| SctpEvent::Message(DataChannel::Reliable, vec![number; 20])).collect();
    assert_eq!(pair.heard, expected);
}

#[test]
fn the_longest_message_passes_and_a_longer_one_is_dropped() {
    let mut pair = Pair::new(Opens::Us { even: false }, Opens::Peer);
    let longest = vec![1; limits::DATA_MESSAGE_BYTES];
    pair.ours.send(pair.now, DataChannel::Reliable, vec![2; limits::DATA_MESSAGE_BYTES + 1]).unwrap();
    pair.ours.send(pair.now, DataChannel::Reliable, longest.clone()).unwrap();
    pair.run(std::time::Duration::from_secs(5));
    assert_eq!(pair.heard_there, [SctpEvent::Message(DataChannel::Reliable, longest)]);
}

/// What a person says in one room must not arrive after they were moved to another.
///
/// proves: INV-S02
#[test]
fn what_is_not_on_the_wire_is_forgotten_when_told() {
    let mut pair = Pair::new(Opens::Us { even: false }, Opens::Peer);
    for number in 0..50u8 {
        pair.ours.send(pair.now, DataChannel::Reliable, vec![number; 4_000]).unwrap();
    }
    pair.ours.drop_unsent();
    pair.ours.send(pair.now, DataChannel::Reliable, b"after the move".to_vec()).unwrap();
    pair.run(std::time::Duration::from_secs(5));
    let last = SctpEvent::Message(DataChannel::Reliable, b"after the move".to_vec());
    assert_eq!(pair.heard_there.last(), Some(&last));
    assert!(pair.heard_there.len() <= 3, "{} messages were on the wire", pair.heard_there.len() - 1);
}

#[test]
fn a_flood_of_messages_is_slowed_to_the_allowance_of_its_sender() {
    let mut pair = Pair::new(Opens::Us { even: false }, Opens::Peer);
    for _ in 0..3_000 {
        pair.theirs.send(pair.now, DataChannel::Reliable, vec![0; 100]).unwrap();
    }
    pair.run(std::time::Duration::from_secs(1));
    let most = (limits::DATA_MESSAGES_AT_ONCE + limits::DATA_MESSAGES_PER_SECOND) as usize;
    assert!(pair.heard.len() <= most + 20, "{}", pair.heard.len());
    pair.run(std::time::Duration::from_secs(10));
    assert_eq!(pair.heard.len(), 3_000, "none is lost");
}

#[test]
fn the_end_of_the_association_is_heard_once() {
    let mut pair = Pair::new(Opens::Us { even: false }, Opens::Peer);
    pair.theirs.association.as_mut().unwrap().1.abort().unwrap();
    let now = pair.now;
    pair.theirs.work(now);
    pair.run(std::time::Duration::from_secs(1));
    assert_eq!(pair.heard, [SctpEvent::Lost]);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn no_packet_a_peer_makes_up_can_harm(
        packets in proptest::collection::vec(proptest::collection::vec(proptest::prelude::any::<u8>(), 0..120), 1..20),
    ) {
        let mut pair = Pair::new(Opens::Us { even: false }, Opens::Peer);
        for packet in packets {
            pair.ours.handle(pair.now, BytesMut::from(&packet[..]));
        }
        pair.ours.send(pair.now, DataChannel::Reliable, b"still here".to_vec()).unwrap();
        pair.run(std::time::Duration::from_secs(1));
        let here = SctpEvent::Message(DataChannel::Reliable, b"still here".to_vec());
        proptest::prop_assert!(pair.heard_there.contains(&here));
    }
}
