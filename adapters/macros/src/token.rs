//! Small questions about tokens.

use proc_macro::{Delimiter, Ident, Literal, Spacing, TokenStream, TokenTree};

/// The tokens without the invisible groups that `macro_rules` puts around `$x:ty` and its like.
pub(crate) fn flatten(tokens: TokenStream) -> Vec<TokenTree> {
    let mut flat = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                flat.extend(flatten(group.stream()));
            }
            token => flat.push(token),
        }
    }
    flat
}

/// The name that an identifier stands for: `r#type` is `type`.
pub(crate) fn bare(ident: &Ident) -> String {
    let written = ident.to_string();
    written.strip_prefix("r#").map(str::to_owned).unwrap_or(written)
}

pub(crate) fn is_punct(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == char)
}

pub(crate) fn is_ident(token: &TokenTree, name: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident.to_string() == name)
}

/// The text of a string literal with nothing to decode: no prefix, no suffix, no escapes.
pub(crate) fn plain_text(literal: &Literal) -> Option<String> {
    let written = literal.to_string();
    let text = written.strip_prefix('"')?.strip_suffix('"')?;
    (!text.contains('\\')).then(|| text.to_owned())
}

/// Splits what stands between brackets at its commas; those within `<…>` do not count.
pub(crate) fn split_at_commas(tokens: impl IntoIterator<Item = TokenTree>) -> Vec<Vec<TokenTree>> {
    let mut parts = Vec::new();
    let mut part = Vec::new();
    let mut angles = Angles::default();
    for token in tokens {
        angles.pass(&token);
        if is_punct(&token, ',') && angles.depth == 0 {
            parts.push(std::mem::take(&mut part));
        } else {
            part.push(token);
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

/// Splits at the first `:` that is not half of a `::`.
pub(crate) fn split_at_colon(tokens: &[TokenTree]) -> Option<(&[TokenTree], &[TokenTree])> {
    let mut after_half = false;
    let colon = tokens.iter().zip(tokens.iter().skip(1)).position(|(token, next)| {
        // In `x:&str` the colon is joint too, so spacing alone does not tell.
        let half = is_joint(token, ':') && is_punct(next, ':');
        let found = is_punct(token, ':') && !half && !after_half;
        after_half = half;
        found
    })?;
    Some((tokens.get(..colon)?, tokens.get(colon + 1..)?))
}

fn is_joint(token: &TokenTree, char: char) -> bool {
    is_punct(token, char)
        && matches!(token, TokenTree::Punct(punct) if punct.spacing() == Spacing::Joint)
}

/// How many `<` of a type are open.
#[derive(Default)]
pub(crate) struct Angles {
    pub(crate) depth: usize,
    after_minus: bool,
}

impl Angles {
    pub(crate) fn pass(&mut self, token: &TokenTree) {
        if is_punct(token, '<') {
            self.depth += 1;
        } else if is_punct(token, '>') && !self.after_minus {
            self.depth = self.depth.saturating_sub(1);
        }
        self.after_minus = is_punct(token, '-');
    }
}
