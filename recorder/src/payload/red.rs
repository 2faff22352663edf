//! Redundant audio, RFC 2198: a payload that carries copies of earlier ones.

/// The blocks of a payload, oldest first: how many timestamp units before the packet's own
/// time, and the data. The last is the newest, with offset 0. `None` if malformed.
pub fn blocks(payload: &[u8]) -> Option<Vec<(u32, &[u8])>> {
    let mut heads = Vec::new();
    let mut rest = payload;
    loop {
        let first = *rest.first()?;
        if first & 0x80 == 0 {
            rest = &rest[1..];
            break;
        }
        let (head, behind) = rest.split_first_chunk::<4>()?;
        let word = u32::from_be_bytes(*head);
        heads.push((word >> 10 & 0x3fff, (word & 0x3ff) as usize));
        rest = behind;
    }
    let mut blocks = Vec::with_capacity(heads.len() + 1);
    for (offset, length) in heads {
        let (data, behind) = rest.split_at_checked(length)?;
        blocks.push((offset, data));
        rest = behind;
    }
    blocks.push((0, rest));
    blocks.sort_by_key(|(offset, _)| std::cmp::Reverse(*offset));
    Some(blocks)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn copies_come_before_the_newest_block() {
        let head = |offset: u32, length: u32| (1 << 31 | 111 << 24 | offset << 10 | length).to_be_bytes();
        let payload = [&head(1920, 2)[..], &head(960, 1), &[111], b"aab", b"new"].concat();
        let expected: [(u32, &[u8]); 3] = [(1920, b"aa"), (960, b"b"), (0, b"new")];
        assert_eq!(blocks(&payload).unwrap(), expected);
    }

    #[test]
    fn a_block_longer_than_the_payload_is_malformed() {
        assert_eq!(blocks(&[0x80 | 111, 0, 0, 9, 111, 1, 2]), None);
        assert_eq!(blocks(&[0x80]), None);
        assert_eq!(blocks(&[]), None);
    }

    proptest! {
        #[test]
        fn any_bytes_can_be_read(bytes: Vec<u8>) {
            let _ = blocks(&bytes);
        }
    }
}
