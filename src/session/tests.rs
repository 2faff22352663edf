//! The rules as scenes, and as properties of random histories.

mod hearing;
mod mediation;
pub(crate) mod properties;
pub(crate) mod scene;
