//! One HTTP request, as the event that each gateway makes of it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use gatepost_json::Source;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

/// The events that there are: six, of five sources.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// A REST API.
    Rest,
    /// An HTTP API with payload format 1.0.
    HttpV1,
    /// An HTTP API with payload format 2.0.
    Http,
    /// A Function URL.
    Url,
    /// A load balancer whose target group has multi-value headers switched off.
    Alb,
    /// A load balancer whose target group has them switched on.
    AlbMulti,
}

use Shape::{Alb, AlbMulti, Http, HttpV1, Rest, Url};

impl Shape {
    /// All of them.
    pub const ALL: [Self; 6] = [Rest, HttpV1, Http, Url, Alb, AlbMulti];

    /// The source of such an event.
    pub const fn source(self) -> Source {
        match self {
            Rest => Source::Rest,
            HttpV1 => Source::HttpApiV1,
            Http => Source::HttpApi,
            Url => Source::FunctionUrl,
            Alb | AlbMulti => Source::LoadBalancer,
        }
    }

    /// The longest answer that it takes, in bytes.
    pub const fn max_answer(self) -> usize {
        match self {
            Alb | AlbMulti => 1_048_576,
            _ => 6_291_556,
        }
    }

    /// The keys that an answer to it may have: of a REST API every other one is a 502.
    pub const fn answer_keys(self) -> &'static [&'static str] {
        match self {
            Rest | HttpV1 => {
                &["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"]
            }
            Http | Url => &["statusCode", "headers", "cookies", "body", "isBase64Encoded"],
            Alb => &["statusCode", "statusDescription", "headers", "body", "isBase64Encoded"],
            AlbMulti => {
                &["statusCode", "statusDescription", "multiValueHeaders", "body", "isBase64Encoded"]
            }
        }
    }
}

/// A request, as a client sends it.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// The method.
    pub method: &'a str,
    /// The path, percent-encoded.
    pub path: &'a str,
    /// What stands after `?`.
    pub query: &'a str,
    /// The headers, names in lower case; cookies are in one header.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub body: Option<Body<'a>>,
}

/// A body, as the gateway sees fit to put it into JSON.
#[derive(Clone, Copy, Debug)]
pub enum Body<'a> {
    /// As it is.
    Text(&'a str),
    /// In base64.
    Bytes(&'a [u8]),
}

/// The address that every request comes from.
pub const ADDRESS: &str = "203.0.113.7";
/// The id that a gateway gives to every request.
pub const REQUEST_ID: &str = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef";

impl<'a> Sent<'a> {
    /// `GET` of that path, and nothing else.
    pub const fn get(path: &'a str) -> Self {
        Self { method: "GET", path, query: "", headers: &[], body: None }
    }

    /// The event of it.
    pub fn event(&self, shape: Shape) -> Value {
        match shape {
            Rest => self.rest(),
            HttpV1 => self.http_v1(),
            Http => self.http(),
            Url => self.url(),
            Alb => self.alb(false),
            AlbMulti => self.alb(true),
        }
    }

    fn rest(&self) -> Value {
        let mut event = json!({
            "resource": "/{proxy+}",
            "path": self.path,
            "httpMethod": self.method,
            "pathParameters": {"proxy": self.path.trim_matches('/')},
            "stageVariables": null,
            "requestContext": {
                "resourceId": "123456",
                "resourcePath": "/{proxy+}",
                "httpMethod": self.method,
                "requestTime": "09/Apr/2026:12:34:56 +0000",
                "path": format!("/prod{}", self.path),
                "accountId": "123456789012",
                "protocol": "HTTP/1.1",
                "stage": "prod",
                "domainPrefix": "d1p0v1r2a3",
                "requestTimeEpoch": 1_775_738_096_123_u64,
                "requestId": REQUEST_ID,
                "identity": {"accessKey": null, "cognitoIdentityId": null, "sourceIp": ADDRESS, "userAgent": "probe/1", "user": null},
                "domainName": "d1p0v1r2a3.execute-api.eu-west-1.amazonaws.com",
                "apiId": "d1p0v1r2a3",
            },
        });
        self.add_maps(&mut event, &self.headers(), &self.decoded_query());
        self.add_body(&mut event, Value::Null);
        event
    }

    fn http_v1(&self) -> Value {
        let mut event = self.rest();
        event["version"] = json!("1.0");
        event["path"] = json!(format!("/prod{}", decoded(self.path)));
        event["requestContext"]["path"] = event["path"].clone();
        event["requestContext"]["resourceId"] = Value::Null;
        event["requestContext"]["authorizer"] = json!({"claims": null, "scopes": null});
        event
    }

    fn http(&self) -> Value {
        let path = format!("/prod{}", decoded(self.path));
        let mut event = self.format_2(&path, &path, "prod");
        event["requestContext"]["domainName"] =
            json!("d1p0v1r2a3.execute-api.eu-west-1.amazonaws.com");
        event["requestContext"]["accountId"] = json!("123456789012");
        if let Some(headers) = event["headers"].as_object_mut() {
            headers.shift_remove("cookie");
        }
        event
    }

    fn url(&self) -> Value {
        let mut event = self.format_2(self.path, &decoded(self.path), "$default");
        event["requestContext"]["domainName"] = json!("d1p0v1r2a3.lambda-url.eu-west-1.on.aws");
        event["requestContext"]["accountId"] = json!("anonymous");
        event
    }

    fn format_2(&self, raw_path: &str, path: &str, stage: &str) -> Value {
        let headers = self.headers();
        let mut event = json!({
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": raw_path,
            "rawQueryString": self.query,
            "headers": joined(&headers),
            "requestContext": {
                "apiId": "d1p0v1r2a3",
                "domainPrefix": "d1p0v1r2a3",
                "http": {"method": self.method, "path": path, "protocol": "HTTP/1.1", "sourceIp": ADDRESS, "userAgent": "probe/1"},
                "requestId": REQUEST_ID,
                "routeKey": "$default",
                "stage": stage,
                "time": "09/Apr/2026:12:34:56 +0000",
                "timeEpoch": 1_775_738_096_123_u64,
            },
        });
        let cookies: Vec<_> = all(&headers, "cookie").flat_map(|line| line.split("; ")).collect();
        if !cookies.is_empty() {
            event["cookies"] = json!(cookies);
        }
        if !self.query.is_empty() {
            event["queryStringParameters"] = joined(&self.decoded_query());
        }
        if self.body.is_some() {
            self.add_body(&mut event, Value::Null);
        } else {
            event["isBase64Encoded"] = json!(false);
        }
        event
    }

    fn alb(&self, is_multi: bool) -> Value {
        let mut event = json!({
            "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/gatepost/0123456789abcdef"}},
            "httpMethod": self.method,
            "path": self.path,
        });
        let raw = self.query.split('&').filter(|pair| !pair.is_empty());
        let raw: Vec<_> =
            raw.map(|pair| owned(pair.split_once('=').unwrap_or((pair, "")))).collect();
        let (headers, query) = match is_multi {
            true => ("multiValueHeaders", "multiValueQueryStringParameters"),
            false => ("headers", "queryStringParameters"),
        };
        let map = if is_multi { arrays } else { last };
        event[query] = map(&raw);
        event[headers] = map(&self.headers());
        self.add_body(&mut event, json!(""));
        event
    }

    /// Both maps of headers and both of the query, as a REST API sends them.
    fn add_maps(&self, event: &mut Value, headers: &[Pair], query: &[Pair]) {
        let or_null = |map: Value| if map == json!({}) { Value::Null } else { map };
        event["headers"] = or_null(last(headers));
        event["multiValueHeaders"] = or_null(arrays(headers));
        event["queryStringParameters"] = or_null(last(query));
        event["multiValueQueryStringParameters"] = or_null(arrays(query));
    }

    fn add_body(&self, event: &mut Value, nothing: Value) {
        let (body, is_base64) = match self.body {
            None => (nothing, false),
            Some(Body::Text(text)) => (json!(text), false),
            Some(Body::Bytes(bytes)) => (json!(STANDARD.encode(bytes)), true),
        };
        event["body"] = body;
        event["isBase64Encoded"] = json!(is_base64);
    }

    /// The headers, and last the one that every gateway appends the client's address to.
    fn headers(&self) -> Vec<Pair> {
        let (forwarded, mut headers): (Vec<Pair>, Vec<Pair>) = self
            .headers
            .iter()
            .map(|pair| owned(*pair))
            .partition(|(name, _)| name == "x-forwarded-for");
        let mut addresses: Vec<String> = forwarded.into_iter().map(|(_, value)| value).collect();
        addresses.push(ADDRESS.to_owned());
        headers.push(("x-forwarded-for".to_owned(), addresses.join(", ")));
        headers
    }

    fn decoded_query(&self) -> Vec<Pair> {
        form_urlencoded::parse(self.query.as_bytes()).into_owned().collect()
    }
}

type Pair = (String, String);

fn owned((name, value): (&str, &str)) -> Pair {
    (name.to_owned(), value.to_owned())
}

/// A path, decoded; what is not UTF-8 then is U+FFFD.
pub fn decoded(path: &str) -> String {
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}

fn all<'p>(pairs: &'p [Pair], name: &'p str) -> impl Iterator<Item = &'p str> {
    pairs.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
}

fn map_of(pairs: &[Pair], value: impl Fn(Vec<&str>) -> Value) -> Value {
    let mut map = Map::new();
    for (name, _) in pairs {
        map.entry(name.clone()).or_insert_with(|| value(all(pairs, name).collect()));
    }
    Value::Object(map)
}

/// The last value of each name.
fn last(pairs: &[Pair]) -> Value {
    map_of(pairs, |values| json!(values.last()))
}

/// All values of each name.
fn arrays(pairs: &[Pair]) -> Value {
    map_of(pairs, |values| json!(values))
}

/// All values of each name, with commas between them.
fn joined(pairs: &[Pair]) -> Value {
    map_of(pairs, |values| json!(values.join(",")))
}
