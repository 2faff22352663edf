//! The media node of this process, as sessions reach it.

use std::sync::Arc;

use sfu::io::{Reading, Sfu, SfuConfig, Share, StartError};
use sfu::node::{Command, Event};
use sfu::plane::PlaneConfig;
use tokio::sync::mpsc;

use crate::config;
use crate::coordinator::registry::MediaNode;
use crate::coordinator::task::NodePort;
use crate::session::SessionId;

// What the media wire lets through the media plane reads, and the other way round.
const _: () = assert!(signaling::livekit::limits::SDP_BYTES == sfu::limits::SDP_BYTES);

/// Binds the ports and starts the threads.
///
/// # Errors
/// With a sentence that says what to do.
pub fn start(settings: &config::Media) -> Result<Arc<dyn MediaNode>, StartError> {
    let sfu = Sfu::start(&SfuConfig {
        address: settings.address,
        udp_port: settings.udp_port,
        tcp_port: settings.tcp_port,
        announce: settings.announce.clone(),
        shards: settings.shards,
        plane: PlaneConfig::default(),
    })?;
    Ok(Arc::new(sfu))
}

impl MediaNode for Sfu {
    fn attach(&self, _session: SessionId, events: mpsc::UnboundedSender<Event>) -> Box<dyn NodePort> {
        // A session that has ended hears nothing more.
        Box::new(Sfu::attach(self, Box::new(move |event| drop(events.send(event)))))
    }

    fn readings(&self) -> Vec<Reading> {
        Sfu::readings(self)
    }
}

impl NodePort for Share {
    fn send(&self, commands: Vec<Command>) {
        Share::send(self, commands);
    }
}
