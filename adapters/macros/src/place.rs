//! Where something stands in the user's code.

use proc_macro::{Span, TokenTree};

/// The first and the last token of something.
///
/// `Span::join` is not stable, but rustc joins the spans of the first and the last token that a path
/// or a macro call is made of.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) first: Span,
    pub(crate) last: Span,
}

impl Place {
    /// The place of the tokens; of the attribute where there are none.
    pub(crate) fn of(tokens: &[TokenTree]) -> Self {
        let span = |token: Option<&TokenTree>| token.map_or_else(Span::call_site, TokenTree::span);
        Self { first: span(tokens.first()), last: span(tokens.last()) }
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self { first: span, last: span }
    }
}
