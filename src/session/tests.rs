//! The rules as scenes, and as properties of random histories.

mod hearing;
mod mediation;
mod properties;
mod scene;
