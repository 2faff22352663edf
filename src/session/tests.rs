//! The rules as scenes, and as properties of random histories.

mod entry;
mod hearing;
mod mediation;
pub(crate) mod properties;
pub(crate) mod scene;
