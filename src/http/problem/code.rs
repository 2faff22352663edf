//! The codes of problems, with their status and their sentences.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::language::Language;

/// One table says everything about every code.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $status:ident, $zh:literal, $en:literal;)*) => {
        /// What can be wrong. The words are stable: programs may depend on them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The code as programs see it.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// The HTTP status it goes with.
            pub fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status),* }
            }

            /// The code as people read it.
            pub fn sentence(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$name, Language::Chinese) => $zh, (Self::$name, Language::English) => $en,)*
                }
            }
        }
    };
}

codes! {
    /// It does not exist, or the reader may not know that it does.
    NotFound = "not_found", NOT_FOUND, "没有找到您要的内容，或您无权查看。", "This does not exist, or you may not see it.";
    /// A recording of which only the statement of its destruction is left.
    Destroyed = "destroyed", GONE, "该录音录像已依规定销毁，仅保留销毁记录。", "This recording was destroyed; only a statement of that is left.";
    /// The path exists for other methods.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED, "不支持这种请求方式。", "This address does not take that method.";
    /// Nobody is signed in.
    SignInNeeded = "sign_in_needed", UNAUTHORIZED, "请先登录。", "Please sign in first.";
    /// Signed in, but a second step is needed.
    ConfirmationNeeded = "confirmation_needed", FORBIDDEN, "请先完成二次确认。", "Please confirm that it is you first.";
    /// A new password must be chosen first.
    PasswordChangeNeeded = "password_change_needed", FORBIDDEN, "请先设置新密码。", "Please choose a new password first.";
    /// Known and visible, but not theirs to do.
    Forbidden = "forbidden", FORBIDDEN, "您无权进行此操作。", "You may not do this.";
    /// The request came from another site.
    ForeignOrigin = "foreign_origin", FORBIDDEN, "请求来自其他网站，已被拒绝。", "The request came from another site and was refused.";
    /// Wrong name or password; never says which.
    WrongCredentials = "wrong_credentials", UNAUTHORIZED, "账号或密码不正确。", "The account or the password is not right.";
    /// Wrong, used or expired code or link.
    WrongCode = "wrong_code", UNAUTHORIZED, "验证码或链接不正确，或已失效。", "The code or link is not right, or no longer good.";
    /// Too many attempts.
    TooMany = "too_many", TOO_MANY_REQUESTS, "操作过于频繁，请稍后再试。", "Too many attempts. Please try again later.";
    /// The body is not what the endpoint takes.
    InvalidBody = "invalid_body", BAD_REQUEST, "请求内容无法读取。", "The request could not be read.";
    /// The query or path is not what the endpoint takes.
    InvalidQuery = "invalid_query", BAD_REQUEST, "请求参数不正确。", "The request's parameters are not right.";
    /// Only JSON is taken here.
    NotJson = "not_json", UNSUPPORTED_MEDIA_TYPE, "请求必须是 JSON 格式。", "The request must be JSON.";
    /// The body is larger than allowed.
    TooLarge = "too_large", PAYLOAD_TOO_LARGE, "内容过大。", "This is too large.";
    /// Fields of a form are wrong; each says why.
    InvalidFields = "invalid_fields", UNPROCESSABLE_ENTITY, "有内容需要更正。", "Something needs to be corrected.";
    /// A field: of the wrong kind, for example text where a number belongs.
    Malformed = "malformed", UNPROCESSABLE_ENTITY, "格式不正确。", "This does not have the right form.";
    /// A field: must not be empty.
    Required = "required", UNPROCESSABLE_ENTITY, "请填写此项。", "Please fill this in.";
    /// A field: more characters than allowed.
    TooLong = "too_long", UNPROCESSABLE_ENTITY, "内容过长。", "This is too long.";
    /// A field: fewer characters than needed.
    TooShort = "too_short", UNPROCESSABLE_ENTITY, "内容过短。", "This is too short.";
    /// A field: not a mobile number or e-mail address.
    NotAnIdentity = "not_an_identity", UNPROCESSABLE_ENTITY, "请填写手机号码或电子邮箱。", "Please give a mobile number or an e-mail address.";
    /// A field: a password that can be guessed at once.
    TooEasy = "too_easy", UNPROCESSABLE_ENTITY, "密码过于简单，请勿包含姓名或账号。", "This is too easy to guess; leave out names and numbers of yours.";
    /// The account is locked after too many wrong passwords.
    Locked = "locked", LOCKED, "密码错误次数过多，账号已暂时锁定，请稍后再试。", "Too many wrong passwords: this account is locked for a while.";
    /// A field: a file of a kind that is not taken.
    WrongKind = "wrong_kind", UNPROCESSABLE_ENTITY, "不支持此类文件，请上传文档、图片、录音或录像。", "Files of this kind are not taken. Please bring a document, a picture, a recording or a film.";
    /// A field: a file that the scanner refuses.
    Unclean = "unclean", UNPROCESSABLE_ENTITY, "文件未通过安全检查。", "This file did not pass the security check.";
    /// A field: no room for another file.
    NoRoom = "no_room", UNPROCESSABLE_ENTITY, "本案材料已达容量上限。", "The files of this case have reached their limit.";
    /// A field: in use already.
    Taken = "taken", UNPROCESSABLE_ENTITY, "已被使用。", "This is taken already.";
    /// A field: not one of what can be chosen.
    NotAChoice = "not_a_choice", UNPROCESSABLE_ENTITY, "请选择列表中的选项。", "Please choose one of the options.";
    /// A field: a time in the past.
    InThePast = "in_the_past", UNPROCESSABLE_ENTITY, "时间不能早于现在。", "This time is in the past.";
    /// Somebody else changed it first.
    Changed = "changed", PRECONDITION_FAILED, "内容已被他人修改，请刷新后再试。", "Somebody else has changed this. Please look again.";
    /// `If-Match` is missing.
    MatchNeeded = "match_needed", PRECONDITION_REQUIRED, "请求缺少 If-Match。", "The request must carry If-Match.";
    /// The state does not allow it.
    NotNow = "not_now", CONFLICT, "当前状态下不能进行此操作。", "This cannot be done as things stand.";
    /// The same idempotency key came with a different request.
    KeyReused = "key_reused", CONFLICT, "幂等键已用于另一请求。", "The idempotency key was used for another request.";
    /// The asked range is outside the file.
    BadRange = "bad_range", RANGE_NOT_SATISFIABLE, "请求的范围超出文件。", "The asked range is outside the file.";
    /// The database or another service does not answer.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE, "服务暂时不可用，请稍后再试。", "The service is not available just now. Please try again.";
    /// Our mistake.
    Fault = "fault", INTERNAL_SERVER_ERROR, "服务器出现错误，已记录。", "Something went wrong on our side. It has been noted.";
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_code_has_its_own_word_and_two_sentences() {
        let words: HashSet<_> = Code::ALL.iter().map(|code| code.word()).collect();
        assert_eq!(words.len(), Code::ALL.len());
        for code in Code::ALL {
            let (zh, en) = (code.sentence(Language::Chinese), code.sentence(Language::English));
            assert!(zh.ends_with('。') && en.ends_with('.'), "{code:?} is not a sentence");
        }
    }

    #[test]
    fn a_code_is_written_and_documented_as_its_word() {
        let document = serde_json::to_value(<Code as utoipa::PartialSchema>::schema()).unwrap();
        let documented: Vec<_> =
            document["enum"].as_array().unwrap().iter().map(|word| word.as_str()).collect();
        assert_eq!(documented, Code::ALL.iter().map(|code| Some(code.word())).collect::<Vec<_>>());
        for code in Code::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.word());
        }
    }
}
