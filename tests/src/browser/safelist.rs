//! What needs nobody's leave: the methods, request headers and response headers that pages of other
//! origins have had since before CORS (Fetch, sections 2.2.1 and 2.2.2).

use super::{
    Headers,
    headers::{WHITESPACE, is_token},
};

/// A CORS-safelisted method. A method is compared byte by byte.
pub(super) fn is_safelisted_method(method: &str) -> bool {
    ["GET", "HEAD", "POST"].contains(&method)
}

/// The CORS-unsafe request-header names: in lower case, sorted, none twice.
pub(super) fn unsafe_names(headers: &Headers) -> Vec<String> {
    let is_safe = |(name, value): &&(String, String)| is_safelisted(name, value);
    let safe_size: usize = headers.iter().filter(is_safe).map(|(_, value)| value.len()).sum();
    // Many that are harmless alone are not harmless together.
    let is_unsafe = |header: &&(String, String)| !is_safe(header) || safe_size > 1024;
    let names = headers.iter().filter(is_unsafe).map(|(name, _)| name.to_ascii_lowercase());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names.dedup();
    names
}

/// A CORS-safelisted request-header.
fn is_safelisted(name: &str, value: &str) -> bool {
    value.len() <= 128
        && match &*name.to_ascii_lowercase() {
            "accept" => !has_unsafe_byte(value),
            "accept-language" | "content-language" => value.bytes().all(is_language_byte),
            "content-type" => !has_unsafe_byte(value) && is_form_type(value),
            "range" => is_range_from_a_start(value),
            _ => false,
        }
}

/// A CORS-unsafe request-header byte.
fn has_unsafe_byte(value: &str) -> bool {
    value.bytes().any(|byte| match byte {
        b'\t' => false,
        0..0x20 | 0x7F => true,
        _ => b"\"():<>?@[\\]{}".contains(&byte),
    })
}

fn is_language_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" *,-.;=".contains(&byte)
}

/// Whether it is the content type of a form. (MIME Sniffing, section 4.4, "parse a MIME type": what is
/// wrong after the first `;` makes it no other type.)
fn is_form_type(value: &str) -> bool {
    let essence = value.split(';').next().unwrap_or_default();
    let Some((kind, subtype)) = essence.trim_start_matches(WHITESPACE).split_once('/') else {
        return false;
    };
    let subtype = subtype.trim_end_matches(WHITESPACE);
    let forms = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
    is_token(kind)
        && is_token(subtype)
        && forms.contains(&&*format!("{kind}/{subtype}").to_ascii_lowercase())
}

/// "Parse a single range header value", of which the first position must be there.
fn is_range_from_a_start(value: &str) -> bool {
    let Some((first, last)) = value.strip_prefix("bytes=").and_then(|rest| rest.split_once('-'))
    else {
        return false;
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = |text: &str| text.parse().unwrap_or(u128::MAX);
    is_number(first) && (last.is_empty() || (is_number(last) && number(first) <= number(last)))
}

/// A forbidden request-header: a page may name it, and nothing comes of it.
pub(super) fn is_unsendable(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let forbidden = [
        "accept-charset",
        "accept-encoding",
        "access-control-request-headers",
        "access-control-request-method",
        "connection",
        "content-length",
        "cookie",
        "cookie2",
        "date",
        "dnt",
        "expect",
        "host",
        "keep-alive",
        "origin",
        "referer",
        "set-cookie",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "via",
    ];
    let overrides = ["x-http-method", "x-http-method-override", "x-method-override"];
    let is_forbidden_method = |method: &str| {
        let method = method.trim_matches([' ', '\t']);
        ["CONNECT", "TRACE", "TRACK"].iter().any(|known| method.eq_ignore_ascii_case(known))
    };
    forbidden.contains(&&*name)
        || name.starts_with("proxy-")
        || name.starts_with("sec-")
        || (overrides.contains(&&*name) && value.split(',').any(is_forbidden_method))
}

/// A CORS-safelisted response-header name that no list needs to have.
pub(super) fn is_readable_always(name: &str) -> bool {
    let readable = [
        "cache-control",
        "content-language",
        "content-length",
        "content-type",
        "expires",
        "last-modified",
        "pragma",
    ];
    readable.contains(&&*name.to_ascii_lowercase())
}

/// A forbidden response-header name.
pub(super) fn is_unreadable(name: &str) -> bool {
    ["set-cookie", "set-cookie2"].contains(&&*name.to_ascii_lowercase())
}
