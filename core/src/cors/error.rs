//! What is wrong with a policy.

use core::fmt;

use super::origin::WrittenOrigin;
use crate::error_text::ErrorText;

/// Why settings make no [`Cors`](crate::Cors): its text says what to write instead.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum CorsError<'c> {
    /// An origin is not written as browsers send it, so no browser would find itself in it.
    Origin {
        /// The origin.
        origin: &'c str,
        /// What is wrong with it.
        reason: &'static str,
        /// Whether it is the one of [`Cors::fixed`](crate::Cors::fixed).
        is_fixed: bool,
    },
    /// `*` stands for an origin: that is [`Cors::any`](crate::Cors::any).
    Star,
    /// An origin cannot be the value of a header.
    Unsendable {
        /// The origin.
        origin: &'c str,
    },
    /// Credentials go with named origins only: browsers refuse them with `*`.
    AnyWithCredentials,
    /// The name of a header is not a token.
    HeaderName {
        /// The name.
        name: &'c str,
    },
    /// `*` stands for all headers only where there are no credentials; with them it is the name of one.
    StarWithCredentials,
    /// The headers of the policy are longer than there is room for.
    TooLong {
        /// How long they are, in bytes.
        len: usize,
        /// How long they may be.
        room: usize,
    },
}

impl CorsError<'_> {
    /// The error's text, for a `panic!` in `const fn`, where [`Display`](fmt::Display) cannot go.
    ///
    /// ```
    /// use gatepost_core::CorsError;
    ///
    /// const TEXT: gatepost_core::ErrorText = CorsError::Star.text();
    /// assert_eq!(TEXT.as_str(), r#"origin "*" stands for every origin: write Cors::any()"#);
    /// ```
    #[must_use]
    pub const fn text(&self) -> ErrorText {
        let text = ErrorText::EMPTY;
        match self {
            Self::Origin { origin, reason, is_fixed } => origin_text(origin, reason, *is_fixed),
            Self::Star => text.push("origin \"*\" stands for every origin: write Cors::any()"),
            Self::Unsendable { origin } => text.push("origin \"").push(origin).push(
                "\" cannot be the value of a header: it is empty or has a control character, a quote or a backslash",
            ),
            Self::AnyWithCredentials => text.push(
                "credentials with any origin: a browser refuses them; write the origins, as Cors::allow_list(&[\"https://www.example.com\"])",
            ),
            Self::HeaderName { name } => text
                .push("\"")
                .push(name)
                .push("\" is not the name of a header: a name is a token, such as x-request-id"),
            Self::StarWithCredentials => text.push(
                "header \"*\" with credentials: a browser takes it for the name of a header; write the headers",
            ),
            Self::TooLong { len, room } => text
                .push("the policy's headers have ")
                .push_number(*len)
                .push(" bytes, which is more than ")
                .push_number(*room)
                .push(": allow or expose fewer headers"),
        }
    }
}

const fn origin_text(origin: &str, reason: &str, is_fixed: bool) -> ErrorText {
    let text = ErrorText::EMPTY.push("origin \"").push(origin).push("\" ").push(reason);
    let written = WrittenOrigin::new(origin);
    if written.flaw().is_some() {
        return if is_fixed { text.push("; Cors::verbatim sends it as it is") } else { text };
    }
    let text = text
        .push(": write \"")
        .push_lower(written.sent_scheme())
        .push("://")
        .push_lower(written.host);
    let text = match written.sent_port() {
        Some(port) => text.push(":").push(port),
        None => text,
    };
    let text = text.push("\"");
    if is_fixed { text.push(", or Cors::verbatim to send it as it is") } else { text }
}

impl fmt::Display for CorsError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().as_str())
    }
}

impl core::error::Error for CorsError<'_> {}
