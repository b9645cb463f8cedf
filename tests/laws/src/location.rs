use gatepost_core::Location;
use percent_encoding::{CONTROLS, utf8_percent_encode};

/// A local target stays on its host, as a browser reads it; and any target that is taken is written in
/// ASCII, what is not ASCII escaped.
pub fn location(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    if let Ok(local) = Location::local(text) {
        assert!(stays(text), "{text:?}");
        assert_eq!(local.to_string(), in_ascii(text));
    }
    if let Ok(url) = Location::url(text) {
        let lower = text.to_ascii_lowercase();
        assert!(lower.starts_with("https://") || lower.starts_with("http://"), "{text:?}");
        assert_eq!(url.to_string(), in_ascii(text));
    }
}

/// Whether a browser takes the text for a place on the page's own host: it drops white space around
/// and line breaks and tabs within, takes a backslash for a slash, and goes elsewhere for a scheme or
/// two slashes (URL standard, section 4.4).
fn stays(text: &str) -> bool {
    let text =
        text.trim_matches(|c: char| c <= ' ').replace(['\t', '\n', '\r'], "").replace('\\', "/");
    let has_scheme = text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    !has_scheme && !text.starts_with("//")
}

fn in_ascii(text: &str) -> String {
    utf8_percent_encode(text, CONTROLS).to_string()
}
