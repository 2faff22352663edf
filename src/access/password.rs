//! Passwords: Argon2id (RFC 9106), away from the threads that serve requests.

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, PasswordHash};
use thiserror::Error;
use tokio::sync::Semaphore;

/// Hashes computed at once. Each takes 19 MiB and a core for some 20 ms: a flood of sign-ins
/// waits here instead of starving the rest.
const AT_ONCE: usize = 2;
/// Longest password taken: more would only be work for the hash.
const LONGEST_CHARACTERS: usize = 200;

/// Hashes and verifies passwords. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    /// What an unknown account's password is compared with, so that it takes as long.
    nobody: Arc<str>,
}

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PasswordRefusal {
    /// Too short.
    #[error("expected at least {0} characters")]
    TooShort(usize),
    /// Too long.
    #[error("expected at most {LONGEST_CHARACTERS} characters")]
    TooLong,
    /// It is the account's name or number, or one character again and again.
    #[error("expected a password that cannot be guessed at once")]
    TooEasy,
}

impl Default for Passwords {
    fn default() -> Self {
        let nobody = hash_now(&rand::random::<u128>().to_string());
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)), nobody: nobody.into() }
    }
}

impl Passwords {
    /// The hash of a password (PHC string).
    pub async fn hash(&self, password: String) -> String {
        let _turn = self.turns.acquire().await.expect("the semaphore is never closed");
        tokio::task::spawn_blocking(move || hash_now(&password)).await.expect("hashing does not panic")
    }

    /// Whether `password` belongs to `hash`. Takes as long when there is no hash.
    pub async fn verify(&self, password: String, hash: Option<&str>) -> bool {
        let (hash, exists) = hash.map_or((&*self.nobody, false), |hash| (hash, true));
        let hash = hash.to_owned();
        let _turn = self.turns.acquire().await.expect("the semaphore is never closed");
        let verified = tokio::task::spawn_blocking(move || verify_now(&password, &hash)).await;
        verified.expect("verifying does not panic") && exists
    }
}

/// Refuses passwords that are too short or can be guessed from the account itself.
pub fn good_enough(password: &str, shortest: usize, names: &[&str]) -> Result<(), PasswordRefusal> {
    let characters = password.chars().count();
    if characters < shortest {
        return Err(PasswordRefusal::TooShort(shortest));
    }
    if characters > LONGEST_CHARACTERS {
        return Err(PasswordRefusal::TooLong);
    }
    let monotonous = password.chars().collect::<std::collections::HashSet<_>>().len() < 4;
    let lower = password.to_lowercase();
    let named = names.iter().any(|name| !name.is_empty() && lower.contains(&name.to_lowercase()));
    if monotonous || named { Err(PasswordRefusal::TooEasy) } else { Ok(()) }
}

fn hash_now(password: &str) -> String {
    let hash: PasswordHash = Argon2::default()
        .hash_password(password.as_bytes())
        .expect("the system has random bytes and the password is short");
    hash.to_string()
}

fn verify_now(password: &str, hash: &str) -> bool {
    Argon2::default().verify_password(password.as_bytes(), hash).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_opens_its_own_hash_only() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse".into()).await;
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify("correct horse".into(), Some(&hash)).await);
        assert!(!passwords.verify("wrong horse".into(), Some(&hash)).await);
        assert!(!passwords.verify("correct horse".into(), None).await);
        assert!(!passwords.verify("correct horse".into(), Some("nonsense")).await);
    }

    #[test]
    fn short_long_and_guessable_passwords_are_refused() {
        let check = |password: &str| good_enough(password, 10, &["13800000001", "李法官"]);
        assert_eq!(check("short"), Err(PasswordRefusal::TooShort(10)));
        assert_eq!(check(&"x".repeat(201)), Err(PasswordRefusal::TooLong));
        assert_eq!(check("aaaaaaaaaaaa"), Err(PasswordRefusal::TooEasy));
        assert_eq!(check("my13800000001"), Err(PasswordRefusal::TooEasy));
        assert_eq!(check("海阔天空任鸟飞鱼跃龙门"), Ok(()));
    }
}
