//! What stands in the attribute: `"/hello/<name>", key, key = value`.

use gatepost_core::Pattern;
use proc_macro::{Ident, Literal, TokenStream, TokenTree};

use crate::{
    error::Error,
    methods::Methods,
    token::{flatten, is_punct, plain_text},
};

/// A route as its attribute describes it.
pub(crate) struct Attribute {
    /// The pattern's literal, as it is written.
    pub(crate) pattern: Literal,
    /// The names of the pattern's parameters, left to right.
    pub(crate) parameters: Vec<String>,
    /// The items of a `&[Method]`.
    pub(crate) methods: TokenStream,
    pub(crate) settings: Vec<Setting>,
}

/// `key` or `key = value`: which method of `Rules` to call, and with what.
pub(crate) struct Setting {
    pub(crate) key: Ident,
    pub(crate) value: TokenStream,
}

impl Attribute {
    pub(crate) fn parse(methods: Methods, arguments: TokenStream) -> Result<Self, Error> {
        let tokens: Vec<TokenTree> = arguments.into_iter().collect();
        let mut parts: Vec<_> = tokens.split(|token| is_punct(token, ',')).collect();
        // A comma may end the list.
        parts.pop_if(|last| last.is_empty());
        let mut parts = parts.into_iter();
        let pattern = pattern(methods, parts.next().unwrap_or_default())?;
        let parameters = parameters(&pattern)?;
        let mut settings = parts.map(Setting::parse).collect::<Result<_, _>>()?;
        let methods = methods.take_items(&mut settings)?;
        Ok(Self { pattern, parameters, methods, settings })
    }
}

impl Setting {
    fn parse(part: &[TokenTree]) -> Result<Self, Error> {
        match part {
            [TokenTree::Ident(key)] => Ok(Self { key: key.clone(), value: TokenStream::new() }),
            [TokenTree::Ident(key), equals] if is_punct(equals, '=') => {
                Err(Error::about(format!("`{key} =` lacks its value"), part))
            }
            [TokenTree::Ident(key), equals, value @ ..] if is_punct(equals, '=') => {
                Ok(Self { key: key.clone(), value: value.iter().cloned().collect() })
            }
            _ => Err(Error::about("a setting is written `key` or `key = value`", part)),
        }
    }
}

fn pattern(methods: Methods, part: &[TokenTree]) -> Result<Literal, Error> {
    match flatten(part.iter().cloned().collect()).as_slice() {
        [TokenTree::Literal(pattern)] => Ok(pattern.clone()),
        [] => {
            let attribute = methods.attribute();
            let message = format!("`#[{attribute}]` lacks its pattern, such as \"/hello/<name>\"");
            Err(Error::about(message, part))
        }
        other => {
            let message = "a pattern is a string literal, such as \"/hello/<name>\": \
                 its parameters are read from its text";
            Err(Error::about(message, other))
        }
    }
}

fn parameters(pattern: &Literal) -> Result<Vec<String>, Error> {
    let Some(text) = plain_text(pattern) else {
        let message = "a pattern is a plain string, such as \"/hello/<name>\": \
             no prefix, no suffix, no escapes";
        return Err(Error::new(message, pattern.span()));
    };
    let checked = Pattern::parse(&text).map_err(|e| Error::new(e.to_string(), pattern.span()))?;
    Ok(checked.parameters().map(str::to_owned).collect())
}
