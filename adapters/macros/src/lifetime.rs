//! Lifetimes of argument types, which a handler leaves out or names and a where clause needs.

use proc_macro::{Delimiter, Group, Ident, TokenStream, TokenTree};

use crate::{
    template::ours,
    token::{is_ident, is_punct},
};

/// The type with `'request` in place of every lifetime that is left out, is `'_` or is one of the
/// function's `own`.
pub(crate) fn lent_for_request(ty: TokenStream, own: &[String]) -> TokenStream {
    rewrite(ty, own, true)
}

fn rewrite(ty: TokenStream, own: &[String], fills_in: bool) -> TokenStream {
    let mut written = TokenStream::new();
    let mut tokens = ty.into_iter().peekable();
    let mut functions = Functions::default();
    while let Some(token) = tokens.next() {
        let fills_in = !functions.pass(&token) && fills_in;
        if let TokenTree::Group(group) = token {
            let mut lent = Group::new(group.delimiter(), rewrite(group.stream(), own, fills_in));
            lent.set_span(group.span());
            written.extend([TokenTree::Group(lent)]);
        } else if is_punct(&token, '\'') {
            match tokens.next() {
                Some(TokenTree::Ident(name)) if stands_for_request(&name, own, fills_in) => {
                    written.extend(ours("'request"));
                }
                name => written.extend([Some(token), name].into_iter().flatten()),
            }
        } else {
            let is_left_out = fills_in
                && is_punct(&token, '&')
                && !tokens.peek().is_some_and(|next| is_punct(next, '\''));
            written.extend([token]);
            written.extend(is_left_out.then(|| ours("'request")));
        }
    }
    written
}

fn stands_for_request(name: &Ident, own: &[String], fills_in: bool) -> bool {
    let name = name.to_string();
    fills_in && name == "_" || own.contains(&name)
}

/// Whether a token belongs to a function type.
///
/// What `fn(&A) -> &B` and `dyn Fn(&A) -> &B` leave out is any lifetime, not the request's.
#[derive(Default)]
struct Functions {
    after_name: bool,
    inside: bool,
}

impl Functions {
    fn pass(&mut self, token: &TokenTree) -> bool {
        self.inside = match token {
            TokenTree::Group(group) if self.after_name => {
                group.delimiter() == Delimiter::Parenthesis
            }
            token => self.inside && !is_punct(token, ',') && !is_punct(token, '+'),
        };
        self.after_name = matches!(token, TokenTree::Ident(_))
            && !["mut", "dyn"].iter().any(|keyword| is_ident(token, keyword));
        self.inside
    }
}
