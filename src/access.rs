//! Who may come in: accounts, sign-ins, one-time codes, invitation links, tickets.
//!
//! Secrets are random, at least 128 bits, and stored as hashes only. Every refusal looks the
//! same from outside and is counted and audited inside.

pub mod account;

pub use account::{AccountId, InstitutionId, Office};
