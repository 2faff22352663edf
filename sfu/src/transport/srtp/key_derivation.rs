//! Session keys from master keys (RFC 3711 §4.3). The family's own derivation is private, and
//! it is six lines.

use aws_lc_rs::cipher::{AES_128, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;

use super::cipher::Master;

/// What a session key is for (RFC 3711 §4.3.1 and §4.3.2).
#[derive(Clone, Copy)]
pub enum Label {
    RtpKey = 0,
    RtpAuthentication = 1,
    RtpSalt = 2,
    RtcpKey = 3,
    RtcpAuthentication = 4,
    RtcpSalt = 5,
}

/// Derives `N` bytes: the key stream of AES in counter mode that starts at the salt with the
/// label mixed into its eighth byte. The key derivation rate is always zero.
pub fn derive<const N: usize>(master: &Master<'_>, label: Label) -> Option<[u8; N]> {
    let mut start = [0; 16];
    start.get_mut(..master.salt.len())?.copy_from_slice(master.salt);
    start[7] ^= label as u8;
    let key = EncryptingKey::ctr(UnboundCipherKey::new(&AES_128, master.key).ok()?).ok()?;
    let mut derived = [0; N];
    key.less_safe_encrypt(&mut derived, EncryptionContext::Iv128(FixedLength::from(start))).ok()?;
    Some(derived)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
    }

    /// RFC 3711 appendix B.3.
    #[test]
    fn the_derivation_gives_the_standards_own_example() {
        let (key, salt) = (bytes("E1F97A0D3E018BE0D64FA32C06DE4139"), bytes("0EC675AD498AFEEBB6960B3AABE6"));
        let master = Master { key: &key, salt: &salt };
        let derived: [u8; 16] = derive(&master, Label::RtpKey).unwrap();
        assert_eq!(derived[..], bytes("C61E7A93744F39EE10734AFE3FF7A087"));
        let derived: [u8; 14] = derive(&master, Label::RtpSalt).unwrap();
        assert_eq!(derived[..], bytes("30CBBC08863D8C85D49DB34A9AE1"));
        let derived: [u8; 20] = derive(&master, Label::RtpAuthentication).unwrap();
        assert_eq!(derived[..16], bytes("CEBE321F6FF7716B6FD4AB49AF256A15"));
    }
}
