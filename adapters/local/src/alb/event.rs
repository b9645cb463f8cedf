//! A request as the event of a load balancer.

use serde_json::{Map, Value, json};

use super::Mode;
use crate::maps::{all, last};
use crate::received::Received;

const TARGET_GROUP: &str =
    "arn:aws:elasticloadbalancing:local:000000000000:targetgroup/local/0000000000000000";

/// The event of a request.
pub(crate) fn event(received: &Received, mode: Mode) -> Value {
    // A body that is encoded is never text to a load balancer, whatever its type.
    let is_text = received.is_text() && received.header("content-encoding").is_none();
    let (body, is_base64_encoded) = received.body(is_text);
    json!({
        "requestContext": { "elb": { "targetGroupArn": TARGET_GROUP } },
        "httpMethod": received.method(),
        "path": received.path(),
        (mode.query()): map(&pairs(received.raw_query()), mode),
        (mode.headers()): map(&received.headers(), mode),
        "body": body.unwrap_or_default(),
        "isBase64Encoded": is_base64_encoded,
    })
}

/// The names and values of a query, apart but not decoded.
fn pairs(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn map(pairs: &[(String, String)], mode: Mode) -> Map<String, Value> {
    match mode {
        Mode::Single => last(pairs),
        Mode::Multi => all(pairs),
    }
}
