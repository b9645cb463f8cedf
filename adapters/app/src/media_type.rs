//! What content types say.

use gatepost_core::Request;

/// Whether the request's body is of a type that `is_wanted` takes; one without a type is.
pub(crate) fn body_is(request: &Request<'_>, is_wanted: impl Fn(&str) -> bool) -> bool {
    request.header("content-type").is_none_or(|content_type| is_wanted(essence(content_type)))
}

/// `application/json`, or any with the suffix `+json` (RFC 6839, section 3.1).
pub(crate) fn is_json(essence: &str) -> bool {
    is(essence, "application", "json") || has_suffix(essence, "json")
}

/// What HTML forms are sent as.
#[cfg(feature = "form")]
pub(crate) fn is_form(essence: &str) -> bool {
    is(essence, "application", "x-www-form-urlencoded")
}

/// Whether a body of that content type is text, in UTF-8 unless the type says otherwise.
pub(crate) fn is_text(content_type: &str) -> bool {
    const TEXTS: [&str; 6] =
        ["graphql", "javascript", "json", "x-www-form-urlencoded", "xml", "yaml"];
    let type_of_it = essence(content_type);
    let is_text = type_of_it.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("text/"))
        || TEXTS.iter().any(|text| is(type_of_it, "application", text))
        || ["json", "xml", "yaml"].iter().any(|suffix| has_suffix(type_of_it, suffix));
    is_text && charset(content_type).is_none_or(|charset| charset.eq_ignore_ascii_case("utf-8"))
}

/// The type without its parameters.
fn essence(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

fn charset(content_type: &str) -> Option<&str> {
    let parameters = content_type.split(';').skip(1).filter_map(|pair| pair.split_once('='));
    let (_, value) =
        parameters.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    Some(value.trim().trim_matches('"'))
}

fn is(essence: &str, kind: &str, subtype: &str) -> bool {
    essence.split_once('/').is_some_and(|(known, rest)| {
        known.eq_ignore_ascii_case(kind) && rest.eq_ignore_ascii_case(subtype)
    })
}

fn has_suffix(essence: &str, suffix: &str) -> bool {
    let subtype = essence.split_once('/').map(|(_, subtype)| subtype).unwrap_or_default();
    subtype.rsplit_once('+').is_some_and(|(_, last)| last.eq_ignore_ascii_case(suffix))
}
