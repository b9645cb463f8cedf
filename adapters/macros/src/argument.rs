//! One argument of the function.

use proc_macro::{Ident, Span, TokenTree};

use crate::{
    error::Error,
    reader::Reader,
    token::{flatten, is_ident, is_punct, split_at_colon},
};

/// `pattern: type`, taken apart.
pub(crate) struct Argument {
    /// Without invisible groups.
    pattern: Vec<TokenTree>,
    pub(crate) ty: Vec<TokenTree>,
}

/// The types of parameters that nothing else can be: who takes one means a parameter.
const SCALARS: [&str; 17] = [
    "String", "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8",
    "u16", "u32", "u64", "u128", "usize",
];

impl Argument {
    pub(crate) fn parse(tokens: Vec<TokenTree>) -> Self {
        let mut reader = Reader::new(&tokens);
        reader.attributes();
        let tokens = reader.rest();
        let (pattern, ty) = split_at_colon(tokens).unwrap_or((tokens, &[]));
        Self { pattern: flatten(pattern.iter().cloned().collect()), ty: ty.to_vec() }
    }

    /// Its name, where its pattern is no more than that.
    pub(crate) fn name(&self) -> Option<&Ident> {
        match self.pattern.as_slice() {
            [TokenTree::Ident(name)] => Some(name),
            [keyword, TokenTree::Ident(name)] if is_ident(keyword, "mut") => Some(name),
            _ => None,
        }
    }

    /// Where it is `self`, in any of its forms.
    pub(crate) fn receiver(&self) -> Option<Span> {
        self.pattern.iter().find(|token| is_ident(token, "self")).map(TokenTree::span)
    }

    /// Whether its type is `&str` or one of the [`SCALARS`].
    pub(crate) fn is_scalar(&self) -> bool {
        match flatten(self.ty.iter().cloned().collect()).as_slice() {
            [ty] => SCALARS.iter().any(|scalar| is_ident(ty, scalar)),
            [and, .., ty] => is_punct(and, '&') && is_ident(ty, "str"),
            [] => false,
        }
    }

    /// Whether a handler may take this.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if mentions_impl(self.ty.iter().cloned()) {
            let message = "a handler cannot take `impl Trait`: name the type";
            return Err(Error::about(message, &self.ty));
        }
        if let [and, quote, lifetime, ..] = self.ty.as_slice()
            && is_punct(and, '&')
            && is_punct(quote, '\'')
            && is_ident(lifetime, "static")
        {
            let message = "a handler borrows for the time of a request: leave out `'static`";
            return Err(Error::about(message, &self.ty));
        }
        Ok(())
    }
}

fn mentions_impl(tokens: impl IntoIterator<Item = TokenTree>) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions_impl(group.stream()),
        token => is_ident(&token, "impl"),
    })
}
