//! Frames to RTP packets, as browsers send them.

use super::media::CodedFrame;

/// Payload bytes per packet.
const PAYLOAD: usize = 1100;

/// A stream of packets; sequence numbers and timestamps begin shortly before they wrap.
pub struct Packetiser {
    pub ssrc: u32,
    pub payload_type: u8,
    sequence: u16,
    base: u32,
    picture: u16,
}

impl Packetiser {
    pub fn new(ssrc: u32, payload_type: u8) -> Self {
        Self { ssrc, payload_type, sequence: 65_500, base: u32::MAX - 999, picture: 0x7ff0 }
    }

    /// The RTP timestamp of media time `timestamp`.
    pub fn timestamp(&self, timestamp: u64) -> u32 {
        self.base.wrapping_add(timestamp as u32)
    }

    /// One packet.
    pub fn packet(&mut self, timestamp: u64, marker: bool, payload: &[u8]) -> Vec<u8> {
        let mut packet = vec![0x80, self.payload_type | u8::from(marker) << 7];
        packet.extend(self.sequence.to_be_bytes());
        packet.extend(self.timestamp(timestamp).to_be_bytes());
        packet.extend(self.ssrc.to_be_bytes());
        packet.extend(payload);
        self.sequence = self.sequence.wrapping_add(1);
        packet
    }

    /// Skips a sequence number, as if a packet had been lost.
    pub fn lose(&mut self) {
        self.sequence = self.sequence.wrapping_add(1);
    }

    fn packets(&mut self, timestamp: u64, payloads: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
        let last = payloads.len() - 1;
        payloads.iter().enumerate().map(|(n, payload)| self.packet(timestamp, n == last, payload)).collect()
    }

    pub fn opus(&mut self, frame: &CodedFrame) -> Vec<u8> {
        self.packet(frame.timestamp, false, &frame.data)
    }

    /// RFC 2198: the frame and a copy of the one before.
    pub fn red(&mut self, frame: &CodedFrame, before: Option<&CodedFrame>, opus_type: u8) -> Vec<u8> {
        let mut payload = Vec::new();
        if let Some(before) = before {
            let offset = (frame.timestamp - before.timestamp) as u32;
            let head = 1 << 31 | u32::from(opus_type) << 24 | offset << 10 | before.data.len() as u32;
            payload.extend(head.to_be_bytes());
        }
        payload.push(opus_type);
        payload.extend(before.into_iter().flat_map(|before| &before.data));
        payload.extend(&frame.data);
        self.packet(frame.timestamp, false, &payload)
    }

    /// RFC 7741 with a picture id of 15 bits.
    pub fn vp8(&mut self, frame: &CodedFrame) -> Vec<Vec<u8>> {
        self.picture = self.picture.wrapping_add(1) & 0x7fff;
        let id = (self.picture | 0x8000).to_be_bytes();
        let payload = |(n, part): (usize, &[u8])| {
            let begins = if n == 0 { 0x10 } else { 0 };
            [&[0x80 | begins, 0x80][..], &id, part].concat()
        };
        let payloads = frame.data.chunks(PAYLOAD).enumerate().map(payload).collect();
        self.packets(frame.timestamp, payloads)
    }

    /// RFC 9628, not flexible, one layer.
    pub fn vp9(&mut self, frame: &CodedFrame) -> Vec<Vec<u8>> {
        self.picture = self.picture.wrapping_add(1) & 0x7fff;
        let id = (self.picture | 0x8000).to_be_bytes();
        let inter = frame.data[0] & 0x04 != 0;
        let count = frame.data.len().div_ceil(PAYLOAD);
        let payload = |(n, part): (usize, &[u8])| {
            let flags = 0x80 | u8::from(inter) << 6 | u8::from(n == 0) << 3 | u8::from(n == count - 1) << 2;
            [&[flags][..], &id, part].concat()
        };
        let payloads = frame.data.chunks(PAYLOAD).enumerate().map(payload).collect();
        self.packets(frame.timestamp, payloads)
    }

    /// RFC 6184, mode 1: parameter sets aggregated, large units in fragments.
    pub fn h264(&mut self, frame: &CodedFrame) -> Vec<Vec<u8>> {
        let (mut payloads, mut small) = (Vec::new(), Vec::new());
        for unit in recorder::payload::h264::access_unit_units(&frame.data) {
            if matches!(unit[0] & 0x1f, 7 | 8) {
                small.push(unit);
                continue;
            }
            if !small.is_empty() {
                let units =
                    small.drain(..).flat_map(|unit| [&(unit.len() as u16).to_be_bytes()[..], unit].concat());
                payloads.push([0x78].into_iter().chain(units).collect());
            }
            payloads.extend(fragments(unit));
        }
        self.packets(frame.timestamp, payloads)
    }

    /// AOM RTP 1.0: every OBU without its size field, fragmented where it is large.
    pub fn av1(&mut self, frame: &CodedFrame) -> Vec<Vec<u8>> {
        let obus = av1_obus(&frame.data);
        let begins_sequence = obus.iter().any(|obu| obu[0] >> 3 & 15 == 1);
        let mut payloads: Vec<Vec<u8>> = Vec::new();
        for obu in obus {
            let count = obu.len().div_ceil(PAYLOAD);
            for (n, part) in obu.chunks(PAYLOAD).enumerate() {
                let first = begins_sequence && payloads.is_empty();
                let head =
                    u8::from(n > 0) << 7 | u8::from(n + 1 < count) << 6 | 1 << 4 | u8::from(first) << 3;
                payloads.push([&[head][..], part].concat());
            }
        }
        self.packets(frame.timestamp, payloads)
    }
}

/// RFC 3550 §6.4.1: a sender's clock, in milliseconds of its own epoch, and its media clock.
pub fn sender_report(ssrc: u32, ntp_ms: u64, timestamp: u32) -> Vec<u8> {
    let mut packet = vec![0x80, 200, 0, 6];
    packet.extend(ssrc.to_be_bytes());
    packet.extend((3_900_000_000 + (ntp_ms / 1000) as u32).to_be_bytes());
    packet.extend((((ntp_ms % 1000) << 32) / 1000).to_be_bytes()[4..].iter());
    packet.extend(timestamp.to_be_bytes());
    packet.extend([0; 8]);
    packet
}

fn fragments(unit: &[u8]) -> Vec<Vec<u8>> {
    if unit.len() <= PAYLOAD {
        return vec![unit.to_vec()];
    }
    let parts: Vec<&[u8]> = unit[1..].chunks(PAYLOAD).collect();
    let part = |(n, part): (usize, &&[u8])| {
        let (start, end) = (n == 0, n == parts.len() - 1);
        let header = u8::from(start) << 7 | u8::from(end) << 6 | unit[0] & 0x1f;
        [&[unit[0] & 0xe0 | 28, header][..], part].concat()
    };
    parts.iter().enumerate().map(part).collect()
}

/// OBUs of a temporal unit, without size fields and without the temporal delimiter.
pub fn av1_obus(mut data: &[u8]) -> Vec<Vec<u8>> {
    let mut obus = Vec::new();
    while !data.is_empty() {
        let (kind, extended, sized) = (data[0] >> 3 & 15, data[0] & 4 != 0, data[0] & 2 != 0);
        assert!(sized, "files have sizes");
        let head = 1 + usize::from(extended);
        let (mut length, mut at, mut shift) = (0usize, head, 0);
        loop {
            length |= usize::from(data[at] & 0x7f) << shift;
            shift += 7;
            at += 1;
            if data[at - 1] & 0x80 == 0 {
                break;
            }
        }
        let mut obu = data[..head].to_vec();
        obu[0] &= !2;
        obu.extend(&data[at..at + length]);
        if kind != 2 {
            obus.push(obu);
        }
        data = &data[at + length..];
    }
    obus
}
