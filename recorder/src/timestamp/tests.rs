use std::fs;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

/// An authority of OpenSSL's, in a folder.
struct OpenSsl {
    folder: TempDir,
    key: &'static [&'static str],
}

const RSA: &[&str] = &["-newkey", "rsa:2048"];
const P256: &[&str] = &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];

impl OpenSsl {
    fn new(key: &'static [&'static str]) -> Self {
        let this = Self { folder: tempfile::tempdir().unwrap(), key };
        let extended = "extendedKeyUsage=critical,timeStamping";
        let request =
            ["req", "-x509", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=TSA"];
        this.run(&[&request[..], this.key, &["-days", "2", "-addext", extended]].concat());
        fs::write(this.path("serial"), "01").unwrap();
        let settings = "[tsa]\ndefault_tsa=one\n[one]\nserial=serial\nsigner_cert=cert.pem\nsigner_key=key.pem\n\
             signer_digest=sha256\ndigests=sha256\ndefault_policy=1.2.3.4\nclock_precision_digits=3\n\
             ess_cert_id_chain=no\n";
        fs::write(this.path("tsa.cnf"), settings).unwrap();
        this
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        Path::new(self.folder.path()).join(name)
    }

    fn run(&self, arguments: &[&str]) {
        let output =
            Command::new("openssl").args(arguments).current_dir(self.folder.path()).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

impl TimestampAuthority for OpenSsl {
    fn ask(&self, request: Vec<u8>) -> Result<Vec<u8>, String> {
        fs::write(self.path("request"), request).unwrap();
        self.run(&["ts", "-reply", "-queryfile", "request", "-out", "answer", "-config", "tsa.cnf"]);
        Ok(fs::read(self.path("answer")).unwrap())
    }
}

/// Gives what it was given before.
struct Parrot(Vec<u8>);

impl TimestampAuthority for Parrot {
    fn ask(&self, _request: Vec<u8>) -> Result<Vec<u8>, String> {
        Ok(self.0.clone())
    }
}

#[test]
fn a_stamp_is_of_these_bytes_and_no_others_and_openssl_agrees() {
    for key in [RSA, P256] {
        let authority = OpenSsl::new(key);
        let answer = obtain(&authority, b"manifest").unwrap();
        let stamp = check(&answer, b"manifest").unwrap();
        assert_eq!(stamp.signer.as_deref(), Some("CN=TSA"));
        let written = fs::metadata(authority.path("answer")).unwrap().modified().unwrap();
        let age = Utc::from_system(written).0 - stamp.time.0;
        assert!((0..5_000_000).contains(&age), "{age} us");
        assert_eq!(check(&answer, b"another"), Err(StampError::Imprint));
        fs::write(authority.path("data"), b"manifest").unwrap();
        authority.run(&["ts", "-verify", "-in", "answer", "-data", "data", "-CAfile", "cert.pem"]);
    }
}

#[test]
fn an_old_answer_is_not_taken_for_a_new_one() {
    let answer = obtain(&OpenSsl::new(P256), b"manifest").unwrap();
    assert_eq!(obtain(&Parrot(answer), b"manifest"), Err(StampError::Nonce));
}

#[test]
fn a_refusal_is_told_with_its_status() {
    let refusal = [0x30, 5, 0x30, 3, 2, 1, 2];
    assert_eq!(obtain(&Parrot(refusal.into()), b"manifest"), Err(StampError::Refused(2)));
}

#[test]
fn no_changed_bit_of_what_is_signed_goes_unnoticed() {
    let answer = obtain(&OpenSsl::new(P256), b"manifest").unwrap();
    let good = check(&answer, b"manifest").unwrap();
    // GeneralizedTime of this century; zeros at the end of its fraction are left out (X.690 §11.7).
    let is_time =
        |window: &[u8]| window[0] == 0x18 && (15..=19).contains(&window[1]) && window[2..] == *b"20";
    let time = answer.windows(4).position(is_time).unwrap();
    for at in time + 2..time + 2 + usize::from(answer[time + 1]) {
        let mut changed = answer.clone();
        changed[at] ^= 1;
        assert_ne!(check(&changed, b"manifest").ok(), Some(good.clone()), "byte {at}");
        assert!(check(&changed, b"manifest").is_err(), "byte {at}");
    }
}

proptest! {
    #[test]
    fn anything_for_an_answer_is_refused(answer: Vec<u8>) {
        prop_assert!(check(&answer, b"manifest").is_err());
    }

    #[test]
    fn a_mangled_answer_never_panics(at in 0_usize..700, byte: u8) {
        static ANSWER: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
        let mut answer = ANSWER.get_or_init(|| obtain(&OpenSsl::new(P256), b"manifest").unwrap()).clone();
        let at = at % answer.len();
        answer[at] = byte;
        let _ = check(&answer, b"manifest");
    }
}
