//! What a handler sees of its request, as JSON.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use gatepost::{Incoming, Policy};
use serde_json::{Value, json};

/// What a handler sees of its request.
pub(super) fn seen(policy: &Policy<'_>, incoming: &Incoming<'_>) -> Value {
    let Incoming { request, event, .. } = incoming;
    let pairs = |pairs: &mut dyn Iterator<Item = (&str, &str)>| -> Vec<[String; 2]> {
        pairs.map(|(name, value)| [name.to_owned(), value.to_owned()]).collect()
    };
    let mut headers = pairs(&mut request.headers());
    headers.iter_mut().for_each(|[name, _]| name.make_ascii_lowercase());
    let claims = event.authorizer().and_then(|authorizer| authorizer.claims());
    let claims = claims.map_or_else(String::new, |claims| {
        let mut json = Vec::new();
        claims.write(&mut json);
        String::from_utf8_lossy(&json).into_owned()
    });
    json!({
        "method": request.method().as_str(),
        "path": policy.strip_prefix(request.path()),
        "headers": headers,
        "query": pairs(&mut request.query_pairs()),
        "cookies": pairs(&mut request.cookies()),
        "body_base64": STANDARD.encode(request.body()),
        "source_ip": request.client_address(),
        "request_id": event.request_id(),
        "claims": serde_json::from_str(&claims).unwrap_or_else(|_| json!({})),
    })
}
