//! A reader of an item's tokens, left to right.

use proc_macro::{Delimiter, Group, Ident, TokenTree};

use crate::{
    error::Error,
    token::{Angles, is_ident, is_punct, split_at_commas},
};

/// What has not been read of an item.
pub(crate) struct Reader<'t> {
    rest: &'t [TokenTree],
}

impl<'t> Reader<'t> {
    /// A reader of tokens that have been flattened as far as it is to read.
    pub(crate) fn new(tokens: &'t [TokenTree]) -> Self {
        Self { rest: tokens }
    }

    pub(crate) fn rest(&self) -> &'t [TokenTree] {
        self.rest
    }

    /// What stands in the brackets of each `#[…]`.
    pub(crate) fn attributes(&mut self) -> Vec<Group> {
        let mut attributes = Vec::new();
        while let [hash, TokenTree::Group(group), rest @ ..] = self.rest
            && is_punct(hash, '#')
        {
            attributes.push(group.clone());
            self.rest = rest;
        }
        attributes
    }

    /// `pub`, `pub(crate)` and the like; often nothing.
    pub(crate) fn visibility(&mut self) -> &'t [TokenTree] {
        let length = match self.rest {
            [keyword, TokenTree::Group(_), ..] if is_ident(keyword, "pub") => 2,
            [keyword, ..] if is_ident(keyword, "pub") => 1,
            _ => 0,
        };
        self.take(length)
    }

    /// What may stand between the visibility and `fn`, such as `extern "C"`.
    pub(crate) fn qualifiers(&mut self) -> &'t [TokenTree] {
        const QUALIFIERS: [&str; 6] = ["const", "async", "unsafe", "safe", "extern", "gen"];
        self.take_while(|token| {
            matches!(token, TokenTree::Literal(_)) || QUALIFIERS.iter().any(|q| is_ident(token, q))
        })
    }

    /// `fn` and the function's name.
    pub(crate) fn name(&mut self) -> Result<Ident, Error> {
        match self.rest {
            [keyword, TokenTree::Ident(name), rest @ ..] if is_ident(keyword, "fn") => {
                self.rest = rest;
                Ok(name.clone())
            }
            _ => Err(self.not_a_function()),
        }
    }

    /// The parameters between `<` and `>`.
    pub(crate) fn generics(&mut self) -> Vec<Vec<TokenTree>> {
        let mut angles = Angles::default();
        let generics = self.take_while(|token| {
            angles.pass(token);
            angles.depth > 0
        });
        let [_, parameters @ ..] = generics else {
            return Vec::new();
        };
        self.take(1); // The closing `>`.
        split_at_commas(parameters.iter().cloned())
    }

    /// The arguments between `(` and `)`.
    pub(crate) fn arguments(&mut self) -> Result<Vec<Vec<TokenTree>>, Error> {
        match self.rest {
            [TokenTree::Group(arguments), rest @ ..]
                if arguments.delimiter() == Delimiter::Parenthesis =>
            {
                self.rest = rest;
                Ok(split_at_commas(arguments.stream()))
            }
            _ => Err(self.not_a_function()),
        }
    }

    /// The return type; nothing where it is left out.
    pub(crate) fn output(&self) -> &'t [TokenTree] {
        let head = self.rest.split_last().map_or(self.rest, |(_body, head)| head);
        let end = head.iter().position(|token| is_ident(token, "where")).unwrap_or(head.len());
        match head.get(..end) {
            Some([_minus, _greater, output @ ..]) => output,
            _ => &[],
        }
    }

    fn take_while(&mut self, mut belongs: impl FnMut(&TokenTree) -> bool) -> &'t [TokenTree] {
        let end = self.rest.iter().position(|token| !belongs(token)).unwrap_or(self.rest.len());
        self.take(end)
    }

    fn take(&mut self, length: usize) -> &'t [TokenTree] {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, &[]));
        self.rest = rest;
        taken
    }

    fn not_a_function(&self) -> Error {
        let tokens = self.rest.get(..1).unwrap_or_default();
        Error::about("this attribute goes on a function, `fn` or `async fn`", tokens)
    }
}
