//! A request as the event of a REST API.

use serde_json::{Value, json};

use crate::maps::{all, last, or_null};
use crate::received::Received;

/// Names the resource where there is only one below `/`.
const RESOURCE: &str = "/{proxy+}";
const STAGE: &str = "local";
/// Stands for the ids that an account and a deployment have.
const ACCOUNT: &str = "000000000000";
const ID: &str = "local";

/// What does not reach a function behind a REST API.
const DROPPED: [&str; 12] = [
    "connection",
    "content-length",
    "content-md5",
    "expect",
    "max-forwards",
    "proxy-authenticate",
    "server",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "www-authenticate",
];

/// The event of a request.
pub(crate) fn event(received: &Received) -> Value {
    let path = collapse(received.path());
    let (resource, path_parameters) = resource(&path);
    let (headers, query) = (headers(received), received.query());
    let (body, is_base64_encoded) = received.body(true);
    json!({
        "resource": resource,
        "path": path,
        "httpMethod": received.method(),
        "headers": or_null(last(&headers)),
        "multiValueHeaders": or_null(all(&headers)),
        "queryStringParameters": or_null(last(&query)),
        "multiValueQueryStringParameters": or_null(all(&query)),
        "pathParameters": path_parameters,
        "stageVariables": null,
        "requestContext": context(received, resource),
        "body": body,
        "isBase64Encoded": is_base64_encoded,
    })
}

/// The path with one slash at its start; those further on stay as they are.
fn collapse(path: &str) -> String {
    format!("/{}", path.trim_start_matches('/'))
}

/// The resource that a path belongs to, and its parameters: what `{proxy+}` stands for, not decoded,
/// without the slashes at its ends. `/` itself is a resource of its own.
fn resource(path: &str) -> (&'static str, Value) {
    match path.trim_matches('/') {
        "" => ("/", Value::Null),
        proxy => (RESOURCE, json!({ "proxy": proxy })),
    }
}

/// The headers that reach the function, spelled as the gateway spells them.
fn headers(received: &Received) -> Vec<(String, String)> {
    let headers = received.headers().into_iter();
    headers
        .filter(|(name, _)| !DROPPED.contains(&name.as_str()))
        .map(|(name, value)| (spelling(&name), value))
        .collect()
}

/// Some names the gateway spells itself, whatever the client sent; the others stay in lower case.
fn spelling(name: &str) -> String {
    let ours = matches!(name, "authorization" | "host" | "user-agent")
        || name.starts_with("x-forwarded-")
        || name.starts_with("x-amzn-");
    if ours { title_case(name) } else { name.to_owned() }
}

fn title_case(name: &str) -> String {
    let mut start = true;
    let title = |character: char| {
        let capital = core::mem::replace(&mut start, character == '-');
        if capital { character.to_ascii_uppercase() } else { character }
    };
    name.chars().map(title).collect()
}

fn context(received: &Received, resource: &str) -> Value {
    let (arrival, domain) = (&received.arrival, received.host());
    json!({
        "accountId": ACCOUNT,
        "apiId": ID,
        "domainName": domain,
        "domainPrefix": domain.split('.').next(),
        "extendedRequestId": arrival.request_id,
        "httpMethod": received.method(),
        "identity": identity(received),
        // Unlike the event's own path, this one keeps what the client sent.
        "path": format!("/{STAGE}{}", received.path()),
        "protocol": received.protocol(),
        "requestId": arrival.request_id,
        "requestTime": arrival.time.to_string(),
        "requestTimeEpoch": arrival.time.0,
        "resourceId": ID,
        "resourcePath": resource,
        "stage": STAGE,
    })
}

/// Who asks: nobody that IAM or Cognito knows.
fn identity(received: &Received) -> Value {
    json!({
        "accessKey": null,
        "accountId": null,
        "caller": null,
        "cognitoAuthenticationProvider": null,
        "cognitoAuthenticationType": null,
        "cognitoIdentityId": null,
        "cognitoIdentityPoolId": null,
        "principalOrgId": null,
        "sourceIp": received.arrival.client.ip().to_string(),
        "user": null,
        "userAgent": received.header("user-agent"),
        "userArn": null,
    })
}
