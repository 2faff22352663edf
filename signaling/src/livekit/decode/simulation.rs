//! The protocol's test scenarios.

use super::super::bounded::{Checked, bad};
use super::super::proto::simulate_scenario::Scenario;
use super::super::proto::{CandidateProtocol, SimulateScenario};
use super::super::request::{CandidateTransport, Simulation};

/// Longest simulated speech in seconds.
const SPEECH_S: i32 = 3_600;

/// A scenario; `None` if it is one of a newer client's.
pub fn simulation(value: &SimulateScenario) -> Checked<Option<Simulation>> {
    let Some(scenario) = &value.scenario else { return Ok(None) };
    Ok(Some(match scenario {
        Scenario::SpeakerUpdate(seconds) => {
            Simulation::Speakers { seconds: seconds.clamp(&0, &SPEECH_S).unsigned_abs() }
        }
        Scenario::NodeFailure(_) => Simulation::NodeFailure,
        Scenario::Migration(_) => Simulation::Migration,
        Scenario::ServerLeave(_) => Simulation::ServerLeave,
        Scenario::SwitchCandidateProtocol(value) => Simulation::SwitchCandidates(transport(*value)?),
        Scenario::SubscriberBandwidth(bps) => Simulation::Bandwidth(u64::try_from(*bps).unwrap_or(0)),
        Scenario::DisconnectSignalOnResume(_) => Simulation::DropOnResume { without_messages: false },
        Scenario::DisconnectSignalOnResumeNoMessages(_) => {
            Simulation::DropOnResume { without_messages: true }
        }
        Scenario::LeaveRequestFullReconnect(_) => Simulation::FullReconnect,
    }))
}

fn transport(value: i32) -> Checked<CandidateTransport> {
    match CandidateProtocol::try_from(value) {
        Ok(CandidateProtocol::Udp) => Ok(CandidateTransport::Udp),
        Ok(CandidateProtocol::Tcp) => Ok(CandidateTransport::Tcp),
        Ok(CandidateProtocol::Tls) => Ok(CandidateTransport::Tls),
        Err(_) => bad("switch_candidate_protocol", "UDP, TCP or TLS"),
    }
}
