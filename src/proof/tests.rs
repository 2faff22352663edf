use recorder::key::SigningKey;

use super::*;
use crate::session::Event;
use crate::session::tests::scene::{APPLICANT, RESPONDENT, Scene};

fn proof(key: &SigningKey) -> Proof {
    let scene = Scene::mediation().opened();
    let Event::Planned(plan) = &scene.log[0].event else { panic!("a log begins with its plan") };
    let log: Vec<_> = scene.log.iter().map(|event| (event.clone(), Sha256::of(&[event.seq as u8]))).collect();
    let statement = Statement::new((plan.session, plan), APPLICANT, &log, scene.now).unwrap();
    let signed = jws::sign(key, &statement.to_bytes());
    Proof { statement, signed }
}

fn text(proof: &Proof) -> Vec<u8> {
    serde_json::to_vec(proof).unwrap()
}

#[test]
fn what_was_signed_holds_for_anybody_and_for_those_who_know_the_key() {
    let key = SigningKey::generate().unwrap();
    let proof = proof(&key);
    for pinned in [None, Some(&key.verifying_key())] {
        let (statement, signer) = verify(&text(&proof), pinned).unwrap();
        assert_eq!((statement, signer), (proof.statement.clone(), key.verifying_key()));
    }
}

#[test]
fn another_statement_beside_the_signature_or_another_signer_is_noticed() {
    let key = SigningKey::generate().unwrap();
    let mut altered = proof(&key);
    altered.statement.participant = RESPONDENT;
    assert!(matches!(verify(&text(&altered), None), Err(ProofError::Altered)));
    let other = SigningKey::generate().unwrap().verifying_key();
    assert!(matches!(verify(&text(&proof(&key)), Some(&other)), Err(ProofError::Signature(_))));
    assert!(matches!(verify(b"{}", None), Err(ProofError::Form(_))));
}
