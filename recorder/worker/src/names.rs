//! Names of files in a bundle.

use recorder::event::Described;
use recorder::spec::Person;

/// Letters of a name that are kept.
const LETTERS_MAX: usize = 40;

/// `tracks/03-审判员-王法官-camera.mkv`; from the second picture size on
/// `tracks/03-审判员-王法官-camera.2.mkv`.
pub fn track_file(number: u32, described: &Described, part: u32) -> String {
    let part = if part > 1 { format!(".{part}") } else { String::new() };
    let Described { person, source, .. } = described;
    format!("tracks/{number:02}-{}-{}{part}.mkv", of(person), letters(source))
}

/// `audio/02-审判员-王法官.webm`.
pub fn sound_file(number: usize, person: &Person) -> String {
    format!("audio/{number:02}-{}.webm", of(person))
}

fn of(person: &Person) -> String {
    format!("{}-{}", letters(&person.role_label), letters(&person.name))
}

/// Only letters and digits of any script, so that a name is safe in every file system,
/// archive and shell.
fn letters(text: &str) -> String {
    let kept: String =
        text.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).take(LETTERS_MAX).collect();
    if kept.is_empty() { "_".into() } else { kept }
}

#[cfg(test)]
mod tests {
    use recorder::bundle::manifest::is_safe_path;

    use super::*;

    fn described(name: &str) -> Described {
        let (id, role, side) = ("p".into(), "judge".into(), None);
        let person = Person { id, name: name.into(), role, role_label: "审判员".into(), side };
        let (source, codec) = ("camera".into(), "video/VP8".into());
        Described { log: 1, person, source, codec, formats: Vec::new(), extensions: Vec::new() }
    }

    #[test]
    fn names_keep_their_letters_and_nothing_else() {
        assert_eq!(track_file(3, &described("王 法官"), 1), "tracks/03-审判员-王_法官-camera.mkv");
        assert_eq!(track_file(3, &described(""), 2), "tracks/03-审判员-_-camera.2.mkv");
    }

    #[test]
    fn no_name_leads_out_of_the_bundle() {
        for name in ["../../etc/passwd", "a/b", "\0", &"长".repeat(5000), "..", "\u{202e}x"] {
            assert!(is_safe_path(&track_file(1, &described(name), 1)), "{name}");
        }
    }
}
