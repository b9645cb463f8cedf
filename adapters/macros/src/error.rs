//! A mistake in the user's code.

use proc_macro::{Span, TokenStream, TokenTree};

use crate::{place::Place, template::Template};

/// One mistake: its text, and the place that it is about.
pub(crate) struct Error {
    message: String,
    place: Place,
}

impl Error {
    pub(crate) fn new(message: impl Into<String>, span: Span) -> Self {
        Self { message: message.into(), place: span.into() }
    }

    /// A mistake that all of `tokens` make; where there are none, the whole attribute does.
    pub(crate) fn about(message: impl Into<String>, tokens: &[TokenTree]) -> Self {
        Self { message: message.into(), place: Place::of(tokens) }
    }

    /// Tokens that make rustc report the mistake.
    pub(crate) fn into_tokens(self) -> TokenStream {
        Template::new("::core::compile_error! { $message }")
            .text("message", &self.message)
            .at(self.place)
    }
}
