//! What is signed and how: canonical JSON (RFC 8785) in a JSON Web Signature (RFC 7515) with
//! Ed25519 (RFC 8037). Pure.

pub mod canonical;
pub mod jws;
