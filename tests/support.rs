//! What the tests share: databases of both engines, an app on a free port, people.

#[macro_use]
pub mod app;
#[macro_use]
pub mod database;
pub mod postgres;
