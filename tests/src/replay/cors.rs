//! The policies of a document.

use gatepost::{Cors, CorsError, CorsSettings, Origins};
use serde_json::{Map, Value};

use super::document::{Result, Unknown, only};

/// A policy, or why its settings make none. The program ends soon, and its policies with it, so their
/// text is not given back.
pub(super) type CannedCors = std::result::Result<&'static Cors<'static>, CorsError<'static>>;

/// Reads a policy. Origins are taken as they are written.
pub(super) fn read(policy: &Value, what: &str) -> Result<CannedCors> {
    let unknown = |key: &str| Unknown::new(format!("{what}.{key}"));
    let policy = policy.as_object().ok_or(Unknown::new(format!("{what} is no policy")))?;
    let known = [
        "allow_origin",
        "extra_origins",
        "allow_headers",
        "expose_headers",
        "max_age",
        "allow_credentials",
    ];
    only(policy, what, &known)?;
    let max_age = match present(policy, "max_age") {
        None => None,
        Some(seconds) => {
            let seconds = seconds.as_u64().and_then(|seconds| seconds.try_into().ok());
            Some(seconds.ok_or(unknown("max_age"))?)
        }
    };
    let mut origins = match present(policy, "allow_origin") {
        None => vec!["*"],
        Some(origin) => vec![leaked(origin).ok_or(unknown("allow_origin"))?],
    };
    origins.extend(texts(policy, "extra_origins").ok_or(unknown("extra_origins"))?);
    let settings = CorsSettings {
        origins: match origins.leak() {
            origins if origins.contains(&"*") => Origins::Any,
            [origin] => Origins::Fixed(origin),
            origins => Origins::List(origins),
        },
        verbatim: true,
        allow_headers: texts(policy, "allow_headers").ok_or(unknown("allow_headers"))?.leak(),
        expose_headers: texts(policy, "expose_headers").ok_or(unknown("expose_headers"))?.leak(),
        max_age,
        allow_credentials: match present(policy, "allow_credentials") {
            None => false,
            Some(allow) => allow.as_bool().ok_or(unknown("allow_credentials"))?,
        },
    };
    Ok(settings.check().map(|cors| &*Box::leak(Box::new(cors))))
}

fn present<'p>(policy: &'p Map<String, Value>, key: &str) -> Option<&'p Value> {
    policy.get(key).filter(|value| !value.is_null())
}

fn texts(policy: &Map<String, Value>, key: &str) -> Option<Vec<&'static str>> {
    match present(policy, key) {
        None => Some(Vec::new()),
        Some(texts) => texts.as_array()?.iter().map(leaked).collect(),
    }
}

fn leaked(text: &Value) -> Option<&'static str> {
    text.as_str().map(|text| &*text.to_owned().leak())
}
