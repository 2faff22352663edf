//! RTCP to one participant, in as few packets as it takes.

use super::Compound;

/// The source we send feedback as. Nobody is sent media under it.
pub const OURS: u32 = 1;

/// Collects RTCP packets into compounds and sends each when it is full.
pub struct Letter<S: FnMut(&[u8])> {
    compound: Compound,
    /// Length of the opening alone.
    opening: usize,
    send: S,
}

impl<S: FnMut(&[u8])> Letter<S> {
    /// A letter of feedback: each compound opens with a receiver report, as every compound
    /// must open with a report (RFC 3550 §6.1).
    pub fn of_feedback(send: S) -> Self {
        let mut compound = Compound::default();
        compound.receiver_report(OURS, &[]);
        let opening = compound.as_bytes().len();
        Self { compound, opening, send }
    }

    /// A letter of sender reports, which need no other opening.
    pub fn of_reports(send: S) -> Self {
        Self { compound: Compound::default(), opening: 0, send }
    }

    /// Writes something that may need to begin a new compound to fit. `write` says whether it
    /// fitted.
    pub fn write(&mut self, write: impl Fn(&mut Compound) -> bool) {
        let before = self.compound.as_bytes().len();
        if !write(&mut self.compound) {
            self.compound.truncate(before);
            self.flush();
            if !write(&mut self.compound) {
                self.compound.truncate(self.opening);
            }
        }
    }

    /// Writes while there is something to write: `write` says whether it wrote anything.
    pub fn write_all(&mut self, mut write: impl FnMut(&mut Compound) -> bool) {
        loop {
            while write(&mut self.compound) {}
            if self.compound.as_bytes().len() == self.opening {
                return;
            }
            self.flush();
        }
    }

    /// Sends what is left.
    pub fn flush(&mut self) {
        if self.compound.as_bytes().len() > self.opening {
            (self.send)(self.compound.as_bytes());
            self.compound.truncate(self.opening);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::rtcp::{Report, reports};

    #[test]
    fn an_empty_letter_is_not_sent() {
        let mut sent = 0;
        Letter::of_feedback(|_| sent += 1).flush();
        assert_eq!(sent, 0);
    }

    #[test]
    fn what_does_not_fit_goes_into_the_next_packet_and_nothing_goes_twice() {
        let mut packets: Vec<Vec<u8>> = Vec::new();
        let mut letter = Letter::of_feedback(|packet: &[u8]| packets.push(packet.to_vec()));
        for ssrc in 0..250 {
            letter.write(|compound| compound.picture_loss(OURS, ssrc));
        }
        letter.flush();
        assert!(packets.len() > 1);
        let mut asked = Vec::new();
        for packet in &packets {
            let mut all = reports(packet);
            assert!(matches!(all.next(), Some(Report::Receiver(_))), "each opens with a report");
            for report in all {
                let Report::Keyframes(keyframes) = report else { panic!("a PLI") };
                asked.extend(keyframes.sources());
            }
        }
        assert_eq!(asked, (0..250).collect::<Vec<_>>());
    }
}
