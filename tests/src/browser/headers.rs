//! Lists of headers (Fetch, section 2.2.2), and the values that are lists themselves.

use super::Headers;

/// The value is not what the header's grammar says.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Malformed;

/// "Get": all values of a header as one.
pub(super) fn get(headers: &Headers, name: &str) -> Option<String> {
    let values: Vec<_> = values(headers, name).collect();
    (!values.is_empty()).then(|| values.join(", "))
}

/// "Extract header list values", of a header whose grammar is a list of tokens (section 3.3.4), which
/// may have nothing between two commas (RFC 9110, section 5.6.1).
pub(super) fn extract(headers: &Headers, name: &str) -> Result<Option<Vec<String>>, Malformed> {
    let mut tokens = None;
    for value in values(headers, name) {
        let items = value.split(',').map(|item| item.trim_matches([' ', '\t']));
        for item in items.filter(|item| !item.is_empty()) {
            is_token(item).then_some(()).ok_or(Malformed)?;
            tokens.get_or_insert_with(Vec::new).push(item.to_owned());
        }
        tokens.get_or_insert_with(Vec::new);
    }
    Ok(tokens)
}

fn values<'h>(headers: &'h Headers, name: &'h str) -> impl Iterator<Item = &'h str> {
    let named = headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name));
    named.map(|(_, value)| value.as_str())
}

/// "Normalize" a value: without the whitespace around it.
pub(super) fn normalized(value: &str) -> &str {
    value.trim_matches(WHITESPACE)
}

/// HTTP whitespace bytes.
pub(super) const WHITESPACE: [char; 4] = ['\t', '\n', '\r', ' '];

/// A token (RFC 9110, section 5.6.2).
pub(super) fn is_token(text: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_token)
}
