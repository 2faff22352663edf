//! The store, on both engines.

mod accounts;
mod audit;
mod cases;
mod keeping;
mod notices;
mod sample;
mod session_log;
mod sessions;
mod statements;
mod webhooks;
