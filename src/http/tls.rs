//! Certificates: from files, or made here and kept.

use std::fs;
use std::io::{self, Write};
use std::net::IpAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rcgen::{CertificateParams, CertifiedKey, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use thiserror::Error;

use crate::config::Tls;

/// A self-signed certificate is made anew when it is this old.
const RENEWED_AFTER: Duration = Duration::from_secs(300 * 24 * 3600);
/// Devices refuse certificates that are good for much longer than a year.
const GOOD_FOR_DAYS: i64 = 365;
/// Stands before the names in the first line of a certificate we made.
const NAMES: &str = "# made by concord for: ";

/// Why a certificate cannot be used.
#[derive(Debug, Error)]
pub enum TlsError {
    /// A file cannot be read as PEM.
    #[error("{} cannot be read as PEM: {source}; check listen.tls", path.display())]
    Pem {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: pem::Error,
    },
    /// Certificate and key do not go together, or are of a kind we do not know.
    #[error("the certificate and its key cannot be used: {0}; check listen.tls")]
    Unusable(#[from] rustls::Error),
    /// The self-signed certificate cannot be made or kept.
    #[error("cannot keep a certificate in {}: {source}; make the folder writable", folder.display())]
    Keep {
        /// Where.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The self-signed certificate cannot be made.
    #[error("cannot make a certificate: {0}")]
    Make(#[from] rcgen::Error),
}

/// The TLS side of the server, if it has one.
pub fn server_config(tls: &Tls, keys: &Path) -> Result<Option<Arc<ServerConfig>>, TlsError> {
    let (certificate, key) = match (&tls.certificate, &tls.key) {
        (Some(certificate), Some(key)) => (certificate.clone(), key.clone()),
        _ if tls.self_signed => self_signed(keys, &machine_names())?,
        _ => return Ok(None),
    };
    let pem = |path: &Path| {
        let path = path.to_owned();
        move |source| TlsError::Pem { path, source }
    };
    let chain = CertificateDer::pem_file_iter(&certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(pem(&certificate))?;
    let key = PrivateKeyDer::from_pem_file(&key).map_err(pem(&key))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Some(Arc::new(config)))
}

/// This machine's addresses that another device on the network may know it by.
pub fn machine_addresses() -> Vec<IpAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let mut addresses: Vec<IpAddr> = interfaces
        .iter()
        .filter(|interface| !interface.is_loopback() && !interface.is_link_local())
        .map(if_addrs::Interface::ip)
        .collect();
    addresses.sort();
    addresses
}

fn machine_names() -> Vec<String> {
    let always = ["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    always.into_iter().chain(machine_addresses().iter().map(ToString::to_string)).collect()
}

/// The kept certificate, if it covers `names` and is not too old; else a new one.
fn self_signed(keys: &Path, names: &[String]) -> Result<(PathBuf, PathBuf), TlsError> {
    let (certificate, key) = (keys.join("self-signed.pem"), keys.join("self-signed.key"));
    if !(still_good(&certificate, names) && key.is_file()) {
        let CertifiedKey { cert, signing_key } = made_for(names)?;
        let text = format!("{NAMES}{}\n{}", names.join(" "), cert.pem());
        let kept = fs::create_dir_all(keys)
            .and_then(|()| write_private(&key, &signing_key.serialize_pem()))
            .and_then(|()| fs::write(&certificate, text));
        kept.map_err(|source| TlsError::Keep { folder: keys.to_owned(), source })?;
    }
    Ok((certificate, key))
}

#[expect(clippy::disallowed_methods, reason = "edge: the age of a file is measured by the wall clock")]
fn still_good(certificate: &Path, names: &[String]) -> bool {
    let young = fs::metadata(certificate)
        .and_then(|file| file.modified())
        .is_ok_and(|made| SystemTime::now().duration_since(made).unwrap_or_default() < RENEWED_AFTER);
    let text = fs::read_to_string(certificate).unwrap_or_default();
    let covered: Vec<&str> = text
        .lines()
        .next()
        .and_then(|line| line.strip_prefix(NAMES))
        .unwrap_or_default()
        .split(' ')
        .collect();
    young && names.iter().all(|name| covered.contains(&name.as_str()))
}

#[expect(clippy::disallowed_methods, reason = "edge: a certificate is good from now on")]
fn made_for(names: &[String]) -> Result<CertifiedKey<KeyPair>, rcgen::Error> {
    let signing_key = KeyPair::generate()?;
    let mut params = CertificateParams::new(names)?;
    params.not_before = SystemTime::now().into();
    params.not_after = params.not_before + Duration::from_secs(GOOD_FOR_DAYS.unsigned_abs() * 24 * 3600);
    let cert = params.self_signed(&signing_key)?;
    Ok(CertifiedKey { cert, signing_key })
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_self_signed_certificate_is_kept_while_it_covers_the_machine() {
        let keys = tempfile::tempdir().unwrap();
        let names = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        let read = |paths: (PathBuf, PathBuf)| fs::read_to_string(paths.0).unwrap();
        let first = read(self_signed(keys.path(), &names(&["localhost", "10.0.0.1"])).unwrap());
        let again = read(self_signed(keys.path(), &names(&["localhost"])).unwrap());
        let moved = read(self_signed(keys.path(), &names(&["localhost", "10.0.0.2"])).unwrap());
        assert_eq!(first, again);
        assert_ne!(first, moved);
    }

    #[test]
    fn a_self_signed_certificate_can_be_served() {
        let keys = tempfile::tempdir().unwrap();
        let tls = Tls { self_signed: true, ..Tls::default() };
        assert!(server_config(&tls, keys.path()).unwrap().is_some());
    }

    #[test]
    fn a_file_that_is_no_certificate_is_named() {
        let keys = tempfile::tempdir().unwrap();
        let nonsense = keys.path().join("cert.pem");
        fs::write(&nonsense, "nonsense").unwrap();
        let tls = Tls { certificate: Some(nonsense.clone()), key: Some(nonsense), self_signed: false };
        let Err(error) = server_config(&tls, keys.path()) else { panic!("nonsense was taken") };
        assert!(error.to_string().contains("cert.pem"), "{error}");
    }
}
