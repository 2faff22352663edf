//! The media node of this process, as sessions reach it.

use sfu::io::{Sfu, Share};
use sfu::node::{Command, Event};
use tokio::sync::mpsc;

use crate::coordinator::registry::MediaNode;
use crate::coordinator::task::NodePort;
use crate::session::SessionId;

impl MediaNode for Sfu {
    fn attach(&self, _session: SessionId, events: mpsc::UnboundedSender<Event>) -> Box<dyn NodePort> {
        // A session that has ended hears nothing more.
        Box::new(Sfu::attach(self, Box::new(move |event| drop(events.send(event)))))
    }
}

impl NodePort for Share {
    fn send(&self, commands: Vec<Command>) {
        Share::send(self, commands);
    }
}
