//! Rust source with holes, which stands for the tokens to emit.

use proc_macro::{Group, Ident, Literal, Span, TokenStream, TokenTree};

use crate::{place::Place, token::is_punct};

/// Source text in which `$name` is a hole; what goes into a hole keeps the span it has.
pub(crate) struct Template<'t> {
    source: &'t str,
    holes: Vec<(&'t str, TokenStream)>,
}

/// Tokens of ours: rustc shows them as the attribute, and their variables are hygienic, so they
/// cannot clash with the user's.
pub(crate) fn ours(source: &str) -> TokenStream {
    Template::new(source).fill()
}

impl<'t> Template<'t> {
    pub(crate) fn new(source: &'t str) -> Self {
        Self { source, holes: Vec::new() }
    }

    pub(crate) fn hole(mut self, name: &'t str, tokens: TokenStream) -> Self {
        self.holes.push((name, tokens));
        self
    }

    pub(crate) fn ident(self, name: &'t str, ident: &Ident) -> Self {
        self.hole(name, TokenTree::from(ident.clone()).into())
    }

    pub(crate) fn literal(self, name: &'t str, literal: Literal) -> Self {
        self.hole(name, TokenTree::from(literal).into())
    }

    pub(crate) fn text(self, name: &'t str, text: &str) -> Self {
        self.literal(name, Literal::string(text))
    }

    /// The tokens, ours but for the holes.
    pub(crate) fn fill(self) -> TokenStream {
        self.at(Span::mixed_site().into())
    }

    /// The tokens as if the user had written them at that place: what rustc says about them, it
    /// says about the place. Names that only our code knows must come in through holes.
    pub(crate) fn at(self, place: Place) -> TokenStream {
        // Every template is a constant of this crate, so its text has tokens.
        self.fill_in(self.source.parse().unwrap_or_default(), place)
    }

    fn fill_in(&self, tokens: TokenStream, place: Place) -> TokenStream {
        let mut filled = TokenStream::new();
        let mut tokens = tokens.into_iter();
        let mut span = place.first;
        while let Some(mut token) = tokens.next() {
            if is_punct(&token, '$') {
                filled.extend(self.content(tokens.next()));
            } else {
                if let TokenTree::Group(group) = &token {
                    let content = self.fill_in(group.stream(), place.last.into());
                    token = Group::new(group.delimiter(), content).into();
                }
                token.set_span(span);
                filled.extend([token]);
            }
            span = place.last;
        }
        filled
    }

    fn content(&self, name: Option<TokenTree>) -> TokenStream {
        let name = name.map(|name| name.to_string());
        let hole = self.holes.iter().find(|(hole, _)| name.as_deref() == Some(hole));
        hole.map(|(_, tokens)| tokens.clone()).unwrap_or_default()
    }
}
