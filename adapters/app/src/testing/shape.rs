//! The shapes of events.

use std::borrow::Cow;

use gatepost_json::JsonWriter;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::{Event, Gateway};

const REQUEST_ID: &str = "test";
const DEFAULT_STAGE: &str = "$default";

/// The event, as its gateway sends it.
pub(super) fn json_of(event: &Event) -> Value {
    let mut shape = match event.gateway {
        Gateway::Rest => rest(event),
        Gateway::HttpApiV1 => http_api_v1(event),
        Gateway::HttpApi | Gateway::FunctionUrl => http(event),
        Gateway::LoadBalancer => load_balancer(event, false),
        Gateway::LoadBalancerMulti => load_balancer(event, true),
    };
    if let (Some(body), Some(shape)) = (&event.body, shape.as_object_mut()) {
        let (body, is_base64) = match str::from_utf8(body) {
            Ok(text) if !event.is_base64 => (Value::from(text), false),
            _ => (base64(body), true),
        };
        shape.insert("body".to_owned(), body);
        shape.insert("isBase64Encoded".to_owned(), is_base64.into());
    }
    shape
}

/// Text goes through as it is; nothing is decoded but the query, and the stage is not in the path.
fn rest(event: &Event) -> Value {
    let headers = with_cookies(event, event.headers.clone());
    json!({
        "resource": "/{proxy+}",
        "httpMethod": event.method,
        "path": event.path,
        "headers": last(&headers),
        "multiValueHeaders": all(&headers),
        "queryStringParameters": last(&event.query),
        "multiValueQueryStringParameters": all(&event.query),
        "requestContext": {
            "requestId": REQUEST_ID,
            "stage": event.stage.as_deref().unwrap_or("test"),
            "identity": { "sourceIp": event.client },
            "authorizer": { "claims": claims(event) },
        },
        "body": null,
        "isBase64Encoded": false,
    })
}

/// A REST event, but with the stage in the path, which is decoded.
fn http_api_v1(event: &Event) -> Value {
    let mut shape = rest(&Event { headers: lower_case(&event.headers), ..event.clone() });
    shape["version"] = "1.0".into();
    shape["path"] = decoded(&staged(event)).into();
    shape["requestContext"]["stage"] = event.stage.as_deref().unwrap_or(DEFAULT_STAGE).into();
    shape
}

/// Headers are joined, cookies in a list of their own. An HTTP API decodes the path, a Function URL
/// does not, and has the cookies in the headers too.
fn http(event: &Event) -> Value {
    let is_url = event.gateway == Gateway::FunctionUrl;
    let path = if is_url { event.path.clone() } else { decoded(&staged(event)) };
    let mut headers = lower_case(&event.headers);
    if is_url {
        headers = with_cookies(event, headers);
    }
    let cookies: Vec<_> =
        event.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut query = form_urlencoded::Serializer::new(String::new());
    let query = query.extend_pairs(&event.query).finish();
    let stage = event.stage.as_deref().filter(|_| !is_url).unwrap_or(DEFAULT_STAGE);
    let domain = if is_url { "id.lambda-url.local.on.aws" } else { "id.execute-api.local" };
    let mut shape = json!({
        "version": "2.0",
        "routeKey": DEFAULT_STAGE,
        "rawPath": path,
        "rawQueryString": query,
        "headers": joined(&headers),
        "requestContext": {
            "domainName": domain,
            "requestId": REQUEST_ID,
            "stage": stage,
            "http": {
                "method": event.method,
                "path": decoded(&event.path),
                "sourceIp": event.client,
            },
        },
        "isBase64Encoded": false,
    });
    if !cookies.is_empty() {
        shape["cookies"] = cookies.into();
    }
    if !event.claims.is_empty() && !is_url {
        shape["requestContext"]["authorizer"] =
            json!({ "jwt": { "claims": claims(event), "scopes": null } });
    }
    shape
}

/// The query is as it was sent, and of several values there is one family of maps or the other.
fn load_balancer(event: &Event, is_multi: bool) -> Value {
    let mut headers = with_cookies(event, lower_case(&event.headers));
    headers.push(("x-forwarded-for".to_owned(), event.client.clone()));
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let query: Vec<_> =
        event.query.iter().map(|(name, value)| (encoded(name), encoded(value))).collect();
    let mut shape = json!({
        "requestContext": { "elb": { "targetGroupArn": "arn:aws:elasticloadbalancing:local" } },
        "httpMethod": event.method,
        "path": event.path,
        "body": "",
        "isBase64Encoded": false,
    });
    if is_multi {
        shape["multiValueHeaders"] = all(&headers);
        shape["multiValueQueryStringParameters"] = all(&query);
    } else {
        shape["headers"] = last(&headers);
        shape["queryStringParameters"] = last(&query);
    }
    shape
}

/// The path with the stage before it, where there is one to be seen.
fn staged(event: &Event) -> Cow<'_, str> {
    match &event.stage {
        Some(stage) if stage != DEFAULT_STAGE => format!("/{stage}{}", event.path).into(),
        _ => event.path.as_str().into(),
    }
}

fn decoded(path: &str) -> String {
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}

fn claims(event: &Event) -> Value {
    if event.claims.is_empty() { Value::Null } else { last(&event.claims) }
}

type Fields = Vec<(String, String)>;

/// The headers, and a `Cookie` of all cookies.
fn with_cookies(event: &Event, mut headers: Fields) -> Fields {
    let cookies = event.cookies.iter().map(|(name, value)| format!("{name}={value}"));
    let cookies = cookies.collect::<Vec<_>>().join("; ");
    if !cookies.is_empty() {
        headers.push(("cookie".to_owned(), cookies));
    }
    headers
}

fn lower_case(headers: &[(String, String)]) -> Fields {
    headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect()
}

/// Of each name the last value.
fn last(fields: &[(String, String)]) -> Value {
    fields.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect()
}

/// Of each name all values.
fn all(fields: &[(String, String)]) -> Value {
    grouped(fields, |values| values.into())
}

/// Of each name all values as one.
fn joined(fields: &[(String, String)]) -> Value {
    grouped(fields, |values| values.join(",").into())
}

fn grouped(fields: &[(String, String)], to_json: impl Fn(Vec<&str>) -> Value) -> Value {
    let values = |name: &str| {
        let same = fields.iter().filter(|(known, _)| known == name);
        same.map(|(_, value)| value.as_str()).collect()
    };
    let groups = fields.iter().map(|(name, _)| (name.clone(), to_json(values(name))));
    Value::Object(groups.collect::<Map<_, _>>())
}

/// A JSON string of base64.
fn base64(bytes: &[u8]) -> Value {
    let mut quoted = Vec::new();
    JsonWriter::new(&mut quoted).base64(bytes);
    serde_json::from_slice(&quoted).unwrap_or_default()
}
