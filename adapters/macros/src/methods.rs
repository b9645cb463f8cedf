//! Which methods a route answers.

use proc_macro::{Delimiter, Ident, Span, TokenStream, TokenTree};

use crate::{
    attribute::Setting,
    error::Error,
    template::Template,
    token::{flatten, plain_text, split_at_commas},
};

/// The methods that an attribute stands for.
#[derive(Clone, Copy)]
pub(crate) enum Methods {
    /// The standard method of that name.
    One(&'static str),
    /// What the setting `methods` lists.
    Listed,
    Every,
}

/// The names of the attributes.
pub(crate) const ATTRIBUTES: [&str; 9] =
    ["get", "post", "put", "delete", "patch", "head", "options", "any", "route"];

/// The methods that the core has a constant for.
const STANDARD: [&str; 9] =
    ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"];

impl Methods {
    /// The attribute's name.
    pub(crate) fn attribute(self) -> String {
        match self {
            Self::One(method) => method.to_lowercase(),
            Self::Listed => "route".to_owned(),
            Self::Every => "any".to_owned(),
        }
    }

    /// The items of a `&[Method]`; takes the setting `methods` out of the settings.
    pub(crate) fn take_items(self, settings: &mut Vec<Setting>) -> Result<TokenStream, Error> {
        let list = settings.extract_if(.., |setting| setting.key.to_string() == "methods").next();
        match (self, list) {
            (Self::One(method), None) => Ok(standard(method)),
            (Self::Every, None) => Ok(TokenStream::new()),
            (Self::Listed, Some(list)) => listed(list),
            (Self::Listed, None) => Err(Error::about(
                "`#[route]` lacks its methods, such as `methods = [\"GET\"]`",
                &[],
            )),
            (_, Some(list)) => {
                let attribute = self.attribute();
                let message = format!("`#[{attribute}]` takes no `methods`: write `#[route]`");
                Err(Error::new(message, list.key.span()))
            }
        }
    }
}

fn standard(method: &str) -> TokenStream {
    Template::new("::gatepost::__private::Method::$method,")
        .ident("method", &Ident::new(method, Span::mixed_site()))
        .fill()
}

fn listed(list: Setting) -> Result<TokenStream, Error> {
    let value = flatten(list.value);
    let [TokenTree::Group(array)] = value.as_slice() else {
        return Err(not_a_list(&value));
    };
    let items = split_at_commas(flatten(array.stream()));
    if array.delimiter() != Delimiter::Bracket || items.is_empty() {
        return Err(not_a_list(&value));
    }
    items.iter().map(|item| listed_item(item)).collect()
}

fn listed_item(item: &[TokenTree]) -> Result<TokenStream, Error> {
    let [TokenTree::Literal(literal)] = item else {
        return Err(not_a_list(item));
    };
    let Some(method) = plain_text(literal) else {
        return Err(not_a_list(item));
    };
    let upper = method.to_uppercase();
    if method != upper && STANDARD.contains(&upper.as_str()) {
        let message = format!("methods are compared byte for byte: write \"{upper}\"");
        return Err(Error::about(message, item));
    }
    let item = Template::new("::gatepost::__private::Method::new($method),");
    Ok(item.literal("method", literal.clone()).fill())
}

fn not_a_list(tokens: &[TokenTree]) -> Error {
    Error::about("methods are listed as strings, such as `methods = [\"GET\", \"PURGE\"]`", tokens)
}
