use rtc_crypto::RTCCryptoProvider;
use rtc_crypto::providers::AwsLcRsProvider;
use rtc_srtp::context::Context;
use rtc_srtp::protection_profile::ProtectionProfile;

use super::*;
use crate::transport::tests::start;

const PROFILES: [Profile; 2] = [Profile::Aes128Gcm, Profile::Aes128CmSha1];

fn material(profile: Profile) -> Vec<u8> {
    (0..profile.material_bytes()).map(|byte| byte as u8 ^ 0x5a).collect()
}

/// Client and server of one association.
fn pair(profile: Profile) -> (Srtp, Srtp) {
    let (material, now) = (material(profile), start());
    let end = |is_client| Srtp::new(now, profile, &material, is_client).unwrap();
    (end(true), end(false))
}

/// Another implementation, with the client's keys.
fn foreign_client(profile: Profile) -> Context {
    let material = material(profile);
    let (client, _) = profile.split(&material).unwrap();
    let theirs = match profile {
        Profile::Aes128Gcm => ProtectionProfile::AeadAes128Gcm,
        Profile::Aes128CmSha1 => ProtectionProfile::Aes128CmHmacSha1_80,
    };
    Context::new(client.key, client.salt, theirs, None, None, AwsLcRsProvider::new().crypto()).unwrap()
}

/// An RTP packet with an extension, so that the header is not the shortest.
fn rtp(ssrc: u32, sequence: u16) -> Vec<u8> {
    let mut packet = vec![0x90, 96];
    packet.extend(sequence.to_be_bytes());
    packet.extend([0, 0, 0, 9]);
    packet.extend(ssrc.to_be_bytes());
    packet.extend([0xbe, 0xde, 0, 1, 0x10, 0x55, 0, 0]);
    packet.extend_from_slice(b"what was said");
    packet
}

const RTP_HEADER: usize = 20;

fn receiver_report(ssrc: u32) -> Vec<u8> {
    [&[0x80, 201, 0, 1][..], &ssrc.to_be_bytes()].concat()
}

fn sealed(srtp: &Srtp, index: u64, packet: &[u8]) -> Vec<u8> {
    let mut sealed = packet.to_vec();
    sealed.resize(packet.len() + srtp.rtp_overhead(), 0);
    srtp.seal_rtp(index, RTP_HEADER, &mut sealed);
    sealed
}

/// proves: T4
#[test]
fn another_implementation_opens_what_we_seal_across_rollovers() {
    for profile in PROFILES {
        let (ours, _) = pair(profile);
        let mut theirs = foreign_client(profile);
        for index in 65_500..65_600 {
            let plain = rtp(7, index as u16);
            let opened = theirs.decrypt_rtp(&sealed(&ours, index, &plain)).unwrap();
            assert_eq!(opened, plain, "{profile:?} {index}");
        }
    }
}

/// proves: T4
#[test]
fn we_open_what_another_implementation_seals_across_rollovers() {
    for profile in PROFILES {
        let (_, mut ours) = pair(profile);
        let mut theirs = foreign_client(profile);
        for sequence in (65_400..=65_535u16).chain(0..100) {
            let plain = rtp(7, sequence);
            let mut packet = theirs.encrypt_rtp(&plain).unwrap().to_vec();
            let length = ours.open_rtp(start(), &mut packet).unwrap();
            assert_eq!(packet[..length], plain, "{profile:?} {sequence}");
        }
        let plain = receiver_report(7);
        let mut packet = theirs.encrypt_rtcp(&plain).unwrap().to_vec();
        let length = ours.open_rtcp(start(), &mut packet).unwrap();
        assert_eq!(packet[..length], plain);
    }
}

#[test]
fn both_directions_have_their_own_keys() {
    for profile in PROFILES {
        let (mut client, mut server) = pair(profile);
        let packet = sealed(&client, 5, &rtp(7, 5));
        assert_eq!(client.open_rtp(start(), &mut packet.clone()), Err(Rejected::Forged));
        let length = server.open_rtp(start(), &mut packet.clone()).unwrap();
        assert_eq!(length, rtp(7, 5).len());
    }
}

/// proves: hazard H5, S4
#[test]
fn replayed_and_old_packets_are_refused_within_the_stated_windows() {
    assert_eq!((RTP_REPLAY_WINDOW, RTCP_REPLAY_WINDOW), (1_024, 128));
    for profile in PROFILES {
        let (client, mut server) = pair(profile);
        let mut open =
            |index: u64| server.open_rtp(start(), &mut sealed(&client, index, &rtp(7, index as u16)));
        assert!(open(5_000).is_ok());
        assert_eq!(open(5_000), Err(Rejected::Replayed));
        assert!(open(5_000 + 1_023).is_ok());
        assert_eq!(open(5_000), Err(Rejected::Replayed));
        assert!(open(5_001).is_ok(), "late, but within the window");
        assert_eq!(open(4_999), Err(Rejected::Replayed), "too old to tell");
    }
}

#[test]
fn replayed_rtcp_is_refused() {
    for profile in PROFILES {
        let (mut client, mut server) = pair(profile);
        let mut packet = receiver_report(7);
        client.seal_rtcp(&mut packet).unwrap();
        assert_eq!(server.open_rtcp(start(), &mut packet.clone()), Ok(8));
        assert_eq!(server.open_rtcp(start(), &mut packet.clone()), Err(Rejected::Replayed));
    }
}

#[test]
fn one_changed_bit_anywhere_is_noticed_and_costs_nothing() {
    for profile in PROFILES {
        let (client, mut server) = pair(profile);
        let packet = sealed(&client, 9, &rtp(7, 9));
        for bit in 0..8 * packet.len() {
            let mut damaged = packet.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert!(server.open_rtp(start(), &mut damaged).is_err(), "{profile:?} bit {bit}");
        }
        assert!(server.open_rtp(start(), &mut packet.clone()).is_ok(), "the window is as before");
    }
}

/// proves: hazard H2
#[test]
fn forged_packets_leave_no_trace_of_their_sources() {
    let (client, mut server) = pair(Profile::Aes128Gcm);
    for ssrc in 0..10_000 {
        let mut forged = rtp(ssrc, 1);
        forged.extend([0; 16]);
        assert_eq!(server.open_rtp(start(), &mut forged), Err(Rejected::Forged));
    }
    assert!(server.open_rtp(start(), &mut sealed(&client, 1, &rtp(7, 1))).is_ok());
}

#[test]
fn short_and_senseless_packets_are_malformed_or_forged_and_never_panic() {
    for profile in PROFILES {
        let (_, mut server) = pair(profile);
        for length in 0..40 {
            for first in [0x80, 0x90, 0x8f, 0x9f, 0xff, 0x00] {
                let mut packet = vec![first; length];
                assert!(server.open_rtp(start(), &mut packet).is_err());
                let mut packet = vec![first; length];
                assert!(server.open_rtcp(start(), &mut packet).is_err());
            }
        }
    }
}

#[test]
fn material_of_the_wrong_length_makes_no_association() {
    for profile in PROFILES {
        let short = &material(profile)[1..];
        assert!(Srtp::new(start(), profile, short, true).is_none());
    }
}
