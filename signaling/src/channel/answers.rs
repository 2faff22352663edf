//! Which commands ran, and how they ended, so that a repeated one runs once.

use std::collections::{HashMap, VecDeque};

use super::code::Sentence;
use super::frame::CommandId;
use super::limits::RESULTS;

/// Why a command was refused: a stable code and a sentence. The code is the application's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// For programs.
    pub code: String,
    /// For people.
    pub sentence: Sentence,
}

/// How a command ended.
pub type Outcome = Result<(), Refusal>;

/// What is known about the command ids of one participant.
#[derive(Debug, Default)]
pub struct Answers {
    known: HashMap<CommandId, Option<Outcome>>,
    order: VecDeque<CommandId>,
}

/// What to do with a command that came in.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Run it.
    Run,
    /// It runs already; its answer will come.
    Running,
    /// It ran; this is its answer.
    Answered(Outcome),
    /// Too many are running at once.
    TooMany,
}

impl Answers {
    /// Takes note of a command.
    pub fn admit(&mut self, id: &CommandId) -> Verdict {
        match self.known.get(id) {
            Some(Some(outcome)) => return Verdict::Answered(outcome.clone()),
            Some(None) => return Verdict::Running,
            None => {}
        }
        if !self.make_room() {
            return Verdict::TooMany;
        }
        self.known.insert(id.clone(), None);
        self.order.push_back(id.clone());
        Verdict::Run
    }

    /// Takes note of an answer. `false` if no such command is waiting for one.
    pub fn answer(&mut self, id: &CommandId, outcome: Outcome) -> bool {
        match self.known.get_mut(id) {
            Some(waiting @ None) => {
                *waiting = Some(outcome);
                true
            }
            Some(Some(_)) | None => false,
        }
    }

    /// Forgets the oldest answered command if there are too many. `false` if none is answered.
    fn make_room(&mut self) -> bool {
        if self.order.len() < RESULTS {
            return true;
        }
        let answered = |id: &CommandId| self.known.get(id).is_some_and(Option::is_some);
        let Some(oldest) = self.order.iter().position(answered) else { return false };
        if let Some(id) = self.order.remove(oldest) {
            self.known.remove(&id);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: usize) -> CommandId {
        CommandId::try_from(format!("c{number}")).unwrap()
    }

    #[test]
    fn a_command_runs_once_and_is_answered_again() {
        let mut answers = Answers::default();
        assert_eq!(answers.admit(&id(1)), Verdict::Run);
        assert_eq!(answers.admit(&id(1)), Verdict::Running);
        assert!(answers.answer(&id(1), Ok(())));
        assert_eq!(answers.admit(&id(1)), Verdict::Answered(Ok(())));
        assert!(!answers.answer(&id(1), Ok(())), "there is one answer");
    }

    #[test]
    fn the_last_256_results_are_remembered() {
        let mut answers = Answers::default();
        for number in 0..=RESULTS {
            assert_eq!(answers.admit(&id(number)), Verdict::Run);
            answers.answer(&id(number), Ok(()));
        }
        assert_eq!(answers.admit(&id(1)), Verdict::Answered(Ok(())));
        assert_eq!(answers.admit(&id(0)), Verdict::Run, "the oldest is forgotten");
        assert_eq!(answers.known.len(), RESULTS);
    }

    #[test]
    fn a_running_command_is_never_forgotten() {
        let mut answers = Answers::default();
        for number in 0..RESULTS {
            answers.admit(&id(number));
        }
        assert_eq!(answers.admit(&id(RESULTS)), Verdict::TooMany);
        answers.answer(&id(7), Ok(()));
        assert_eq!(answers.admit(&id(RESULTS)), Verdict::Run);
        assert_eq!(answers.admit(&id(0)), Verdict::Running);
    }
}
