//! Record headers (RFC 6347 §4.1), read ahead of the library to keep from it what it cannot
//! bear: its reassembly of fragments recurses once per fragment and never forgets old ones.

/// Content type of the message that says "encrypted from here on".
const CHANGE_CIPHER_SPEC: u8 = 20;
/// Content type of handshake messages.
const HANDSHAKE: u8 = 22;
const RECORD_HEADER_BYTES: usize = 13;
const MESSAGE_HEADER_BYTES: usize = 12;

/// One record of a datagram.
pub struct Record<'a> {
    kind: u8,
    epoch: u16,
    body: &'a [u8],
}

/// One fragment of a handshake message (RFC 6347 §4.2.2).
pub struct Fragment<'a> {
    pub kind: u8,
    pub length: usize,
    pub sequence: u16,
    pub offset: usize,
    pub body: &'a [u8],
}

/// The records of a datagram, up to the first one that does not fit.
pub fn records(mut rest: &[u8]) -> impl Iterator<Item = Record<'_>> {
    std::iter::from_fn(move || {
        let (header, after) = rest.split_first_chunk::<RECORD_HEADER_BYTES>()?;
        let length = usize::from(u16::from_be_bytes([header[11], header[12]]));
        let (body, after) = after.split_at_checked(length)?;
        rest = after;
        Some(Record { kind: header[0], epoch: u16::from_be_bytes([header[3], header[4]]), body })
    })
}

impl<'a> Record<'a> {
    /// Whether it belongs to a handshake.
    pub fn is_handshake(&self) -> bool {
        self.kind == HANDSHAKE
    }

    /// Its fragments, if they can be read.
    pub fn fragments(&self) -> impl Iterator<Item = Fragment<'a>> + use<'a> {
        let mut rest = if self.is_handshake() && self.epoch == 0 { self.body } else { &[] };
        std::iter::from_fn(move || {
            let (header, after) = rest.split_first_chunk::<MESSAGE_HEADER_BYTES>()?;
            let number =
                |at: usize| u32::from_be_bytes([0, header[at], header[at + 1], header[at + 2]]) as usize;
            let (body, after) = after.split_at_checked(number(9))?;
            rest = after;
            let sequence = u16::from_be_bytes([header[4], header[5]]);
            Some(Fragment { kind: header[0], length: number(1), sequence, offset: number(6), body })
        })
    }

    /// Most fragments that it can hold: what cannot be read is taken for the worst.
    fn most_fragments(&self) -> usize {
        if self.is_handshake() { 1 + self.body.len() / (MESSAGE_HEADER_BYTES + 1) } else { 0 }
    }
}

/// Most handshake fragments that a datagram can hold.
pub fn most_fragments(datagram: &[u8]) -> usize {
    records(datagram)
        .map(|record| {
            let readable: usize =
                record.fragments().map(|fragment| MESSAGE_HEADER_BYTES + fragment.body.len()).sum();
            let is_readable = readable == record.body.len();
            if is_readable { record.fragments().count() } else { record.most_fragments() }
        })
        .sum()
}

/// Whether a datagram claims a change of cipher after the first one. There is no such thing
/// without renegotiation; the library takes it in clear from anybody, and is deaf from then on.
pub fn changes_cipher_again(datagram: &[u8]) -> bool {
    records(datagram).any(|record| record.kind == CHANGE_CIPHER_SPEC && record.epoch > 0)
}

/// Whether a datagram has an encrypted record.
pub fn is_encrypted_in_part(datagram: &[u8]) -> bool {
    records(datagram).any(|record| record.epoch > 0)
}

/// Gives the records in clear, which nothing authenticates, numbers that the peer has not seen.
pub fn renumber_clear(datagram: &mut [u8], step: u32) {
    let mut rest = datagram;
    while let Some((header, after)) = rest.split_first_chunk_mut::<RECORD_HEADER_BYTES>() {
        if header[3..5] == [0, 0] {
            let number = u32::from_be_bytes([header[7], header[8], header[9], header[10]]);
            header[7..11].copy_from_slice(&number.wrapping_add(step).to_be_bytes());
        }
        let length = usize::from(u16::from_be_bytes([header[11], header[12]]));
        let Some((_, after)) = after.split_at_mut_checked(length) else { return };
        rest = after;
    }
}

/// Whether a datagram has anything to do with a handshake.
pub fn has_handshake(datagram: &[u8]) -> bool {
    records(datagram).any(|record| record.is_handshake())
}
