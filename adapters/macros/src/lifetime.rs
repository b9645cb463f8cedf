//! Lifetimes of argument types, which a handler leaves out or names and a where clause needs.

use proc_macro::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

use crate::token::{is_ident, is_punct};

/// The type with `'request` in place of every lifetime that is left out, is `'_` or is one of the
/// function's `own`.
pub(crate) fn lent_for_request(ty: TokenStream, own: &[String]) -> TokenStream {
    rewrite(ty, own, true)
}

fn rewrite(ty: TokenStream, own: &[String], fills_in: bool) -> TokenStream {
    let mut written = TokenStream::new();
    let mut tokens = ty.into_iter().peekable();
    let mut after_ident = false;
    // Within `fn(&A) -> &B` and `dyn Fn(&A) -> &B` what is left out belongs to the function type.
    let mut in_signature = false;
    while let Some(token) = tokens.next() {
        in_signature = match &token {
            TokenTree::Group(group) if after_ident => group.delimiter() == Delimiter::Parenthesis,
            token => in_signature && !is_punct(token, ',') && !is_punct(token, '+'),
        };
        after_ident = matches!(token, TokenTree::Ident(_))
            && !["mut", "dyn"].iter().any(|keyword| is_ident(&token, keyword));
        let fills_in = fills_in && !in_signature;
        match token {
            _ if is_punct(&token, '\'') => match tokens.next() {
                Some(TokenTree::Ident(name)) if stands_for_request(&name, own, fills_in) => {
                    written.extend(request());
                }
                name => written.extend([Some(token), name].into_iter().flatten()),
            },
            _ if is_punct(&token, '&') => {
                written.extend([token]);
                if fills_in && !tokens.peek().is_some_and(|next| is_punct(next, '\'')) {
                    written.extend(request());
                }
            }
            TokenTree::Group(group) => {
                let mut lent =
                    Group::new(group.delimiter(), rewrite(group.stream(), own, fills_in));
                lent.set_span(group.span());
                written.extend([TokenTree::Group(lent)]);
            }
            token => written.extend([token]),
        }
    }
    written
}

fn stands_for_request(name: &Ident, own: &[String], fills_in: bool) -> bool {
    let name = name.to_string();
    fills_in && name == "_" || own.contains(&name)
}

/// `'request`, as the templates of the expansion spell it.
fn request() -> [TokenTree; 2] {
    let mut quote = Punct::new('\'', Spacing::Joint);
    quote.set_span(Span::mixed_site());
    [quote.into(), Ident::new("request", Span::mixed_site()).into()]
}
