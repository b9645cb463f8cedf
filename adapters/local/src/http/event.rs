//! A request as the event of an HTTP API, or of a Function URL.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::Kind;
use crate::maps::{joined, or_null};
use crate::received::Received;

/// Every route, and the only stage.
const DEFAULT: &str = "$default";
/// Stands for the id that an API has.
const ID: &str = "local";
const URL_DOMAIN: &str = "local.lambda-url.local.on.aws";

/// The event of a request. What the request does not have, the event does not name.
pub(crate) fn event(received: &Received, kind: Kind) -> Value {
    let cookies = cookies(received);
    let (body, is_base64_encoded) = received.body(received.is_text());
    without_nulls(json!({
        "version": "2.0",
        "routeKey": DEFAULT,
        "rawPath": raw_path(received, kind),
        "rawQueryString": received.raw_query(),
        "headers": headers(received, &cookies, kind),
        "cookies": if cookies.is_empty() { Value::Null } else { cookies.into() },
        "queryStringParameters": or_null(joined(&received.query())),
        "requestContext": context(received, kind),
        "body": body,
        "isBase64Encoded": is_base64_encoded,
    }))
}

/// An HTTP API decodes the path; a Function URL does so only in `requestContext.http`.
fn raw_path(received: &Received, kind: Kind) -> String {
    match kind {
        Kind::Api => decoded_path(received, kind),
        Kind::Url => received.path().to_owned(),
    }
}

/// The path decoded. An HTTP API loses what comes after a `?` in it.
fn decoded_path(received: &Received, kind: Kind) -> String {
    let decoded = percent_decode_str(received.path()).decode_utf8_lossy();
    match (kind, decoded.split_once('?')) {
        (Kind::Api, Some((path, _))) => path.to_owned(),
        _ => decoded.into_owned(),
    }
}

fn cookies(received: &Received) -> Vec<String> {
    let headers = received.headers();
    let cookies = headers.iter().filter(|(name, _)| name == "cookie");
    let cookies = cookies.flat_map(|(_, value)| value.split(';')).map(str::trim);
    cookies.filter(|cookie| !cookie.is_empty()).map(str::to_owned).collect()
}

/// The headers; a Function URL leaves the cookies among them too.
fn headers(received: &Received, cookies: &[String], kind: Kind) -> Map<String, Value> {
    let mut headers = joined(&received.headers());
    headers.remove("cookie");
    if kind == Kind::Url && !cookies.is_empty() {
        headers.insert("cookie".to_owned(), cookies.join("; ").into());
    }
    headers
}

fn context(received: &Received, kind: Kind) -> Value {
    let (account, domain) = match kind {
        Kind::Api => ("000000000000", received.host()),
        // By `.lambda-url.` the two can be told apart.
        Kind::Url => ("anonymous", URL_DOMAIN.to_owned()),
    };
    let arrival = &received.arrival;
    json!({
        "accountId": account,
        "apiId": ID,
        "domainName": domain,
        "domainPrefix": domain.split('.').next(),
        "http": without_nulls(json!({
            "method": received.method(),
            "path": decoded_path(received, kind),
            "protocol": received.protocol(),
            "sourceIp": arrival.client.ip().to_string(),
            "userAgent": received.header("user-agent"),
        })),
        "requestId": arrival.request_id,
        "routeKey": DEFAULT,
        "stage": DEFAULT,
        "time": arrival.time.to_string(),
        "timeEpoch": arrival.time.0,
    })
}

fn without_nulls(mut value: Value) -> Value {
    if let Value::Object(fields) = &mut value {
        fields.retain(|_, value| !value.is_null());
    }
    value
}
