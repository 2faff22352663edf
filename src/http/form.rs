//! Form fields: trimmed, within their limits, and every mistake reported at once.

use super::{Code, Problem};

/// Collects what is wrong with a form.
#[derive(Debug, Default)]
pub struct Form {
    mistakes: Vec<(String, Code)>,
}

impl Form {
    /// A text that must be there.
    pub fn text(&mut self, field: &str, value: &str, longest: usize) -> String {
        let value = clean(value);
        if value.is_empty() {
            self.wrong(field, Code::Required);
        }
        self.not_longer(field, value, longest)
    }

    /// A text that may be left out.
    pub fn optional(&mut self, field: &str, value: Option<&str>, longest: usize) -> Option<String> {
        let value = clean(value?);
        (!value.is_empty()).then(|| self.not_longer(field, value, longest))
    }

    fn not_longer(&mut self, field: &str, value: String, longest: usize) -> String {
        if value.chars().count() > longest {
            self.wrong(field, Code::TooLong);
        }
        value
    }

    /// A mobile number, if given: digits, at most 20, with an optional plus.
    pub fn mobile(&mut self, field: &str, value: Option<&str>) -> Option<String> {
        let value: String = value?.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let digits = value.strip_prefix('+').unwrap_or(&value);
        let good = (5..=20).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_digit());
        match (value.is_empty(), good) {
            (true, _) => None,
            (false, true) => Some(value),
            (false, false) => {
                self.wrong(field, Code::NotAnIdentity);
                None
            }
        }
    }

    /// An e-mail address, if given: something, an at sign, something with a dot.
    pub fn email(&mut self, field: &str, value: Option<&str>) -> Option<String> {
        let value = value?.trim().to_lowercase();
        let good = value.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !value.contains(char::is_whitespace)
        });
        match (value.is_empty(), good && value.len() <= 254) {
            (true, _) => None,
            (false, true) => Some(value),
            (false, false) => {
                self.wrong(field, Code::NotAnIdentity);
                None
            }
        }
    }

    /// Notes a mistake.
    pub fn wrong(&mut self, field: &str, code: Code) {
        self.mistakes.push((field.to_owned(), code));
    }

    /// Notes a mistake unless `good`.
    pub fn check(&mut self, good: bool, field: &str, code: Code) {
        if !good {
            self.wrong(field, code);
        }
    }

    /// All mistakes, if there are any.
    ///
    /// # Errors
    /// The problem that names each of them.
    pub fn done(self) -> Result<(), Problem> {
        if self.mistakes.is_empty() { Ok(()) } else { Err(Problem::fields(self.mistakes)) }
    }
}

/// Trimmed, without control characters other than line breaks.
fn clean(value: &str) -> String {
    value.trim().chars().filter(|c| !c.is_control() || *c == '\n').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_reported_at_once() {
        let mut form = Form::default();
        form.text("title", "  ", 10);
        form.text("cause", "很长很长", 3);
        form.mobile("mobile", Some("12ab"));
        form.email("email", Some("nobody"));
        assert_eq!(form.mistakes.len(), 4);
    }

    #[test]
    fn numbers_and_addresses_get_one_spelling() {
        let mut form = Form::default();
        assert_eq!(form.mobile("m", Some("138 0000-0001")), Some("13800000001".into()));
        assert_eq!(form.mobile("m", Some(" ")), None);
        assert_eq!(form.email("e", Some(" A@B.cn ")), Some("a@b.cn".into()));
        assert_eq!(form.text("t", " 甲\u{0}乙 ", 10), "甲乙");
        assert!(form.done().is_ok());
    }
}
