//! What a canned handler returns.

use std::str::FromStr;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use gatepost::{HttpError, IntoReply, Json, Out, Status};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::document::{Unknown, only};

type Result<T> = std::result::Result<T, Unknown>;

/// What a canned handler returns.
pub(super) enum Returns {
    /// `json`: a value, or the echo.
    Json(Option<Value>),
    /// `text`: a text, or the echo.
    Text(Option<String>),
    /// `none`
    Nothing,
    /// `tuple`, `binary` and `response`
    Reply(CannedReply),
    /// `raise`
    Error { status: Option<u16>, message: String },
    /// `panic`
    Panic(String),
    /// `request`: what the handler sees.
    Request,
}

pub(super) struct CannedReply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Option<Body>,
    compress: Option<bool>,
}

enum Body {
    Text(String),
    Bytes(Vec<u8>),
    Echo,
}

impl Returns {
    pub(super) fn read(returns: Option<&Value>) -> Result<Self> {
        let nothing = Map::new();
        let returns = match returns {
            None | Some(Value::Null) => &nothing,
            Some(returns) => returns.as_object().ok_or(Unknown::new("returns is not an object"))?,
        };
        let known = |keys: &[&str]| only(returns, "returns", &[&["kind"], keys].concat());
        match text(returns, "kind").unwrap_or("json") {
            "json" => {
                known(&["value"])?;
                Ok(Self::Json(returns.get("value").map(value).transpose()?))
            }
            "text" => {
                known(&["value"])?;
                Ok(Self::Text(text(returns, "value").map(str::to_owned)))
            }
            "none" => known(&[]).map(|()| Self::Nothing),
            "tuple" => known(&["items"]).and_then(|()| Self::tuple(returns)),
            "binary" => {
                known(&["content_type", "base64", "status_code", "headers"])?;
                Self::reply(returns, bytes(returns, "base64")?.map(Body::Bytes))
            }
            "response" => {
                known(&[
                    "status_code",
                    "content_type",
                    "body",
                    "body_base64",
                    "headers",
                    "cookies",
                    "compress",
                ])?;
                let body = match bytes(returns, "body_base64")? {
                    Some(bytes) => Some(Body::Bytes(bytes)),
                    None => returns.get("body").map(body).transpose()?.flatten(),
                };
                Self::reply(returns, body)
            }
            "raise" => known(&["error", "msg", "status_code"]).map(|()| Self::error(returns)),
            "panic" => {
                known(&["msg"])?;
                Ok(Self::Panic(text(returns, "msg").unwrap_or_default().to_owned()))
            }
            "request" => known(&[]).map(|()| Self::Request),
            kind => Err(Unknown::new(format!("returns.kind is {kind:?}"))),
        }
    }

    fn tuple(returns: &Map<String, Value>) -> Result<Self> {
        let Some(Value::Array(items)) = returns.get("items") else {
            return Err(Unknown::new("returns.items is not an array"));
        };
        let [Value::Number(status), Value::String(content_type), content] = items.as_slice() else {
            return Err(Unknown::new("returns.items is not status, content type and body"));
        };
        let status = status.as_u64().and_then(|status| status.try_into().ok());
        let headers = vec![("Content-Type".to_owned(), content_type.clone())];
        let status = status.unwrap_or(0);
        Ok(Self::Reply(CannedReply { status, headers, body: body(content)?, compress: None }))
    }

    fn reply(returns: &Map<String, Value>, body: Option<Body>) -> Result<Self> {
        let mut headers = Vec::new();
        if let Some(content_type) = text(returns, "content_type") {
            headers.push(("Content-Type".to_owned(), content_type.to_owned()));
        }
        for (name, value) in returns.get("headers").and_then(Value::as_object).into_iter().flatten()
        {
            headers.extend(texts(value)?.into_iter().map(|value| (name.clone(), value)));
        }
        for cookie in returns.get("cookies").map(texts).transpose()?.unwrap_or_default() {
            headers.push(("Set-Cookie".to_owned(), cookie));
        }
        let compress = returns.get("compress").and_then(Value::as_bool);
        let status = status(returns).unwrap_or(200);
        Ok(Self::Reply(CannedReply { status, headers, body, compress }))
    }

    fn error(returns: &Map<String, Value>) -> Self {
        let status = match text(returns, "error").unwrap_or_default() {
            "BadRequest" => Some(400),
            "Unauthorized" => Some(401),
            "Forbidden" => Some(403),
            "NotFound" => Some(404),
            "RequestTimeout" => Some(408),
            "PayloadTooLarge" => Some(413),
            "InternalServerError" => Some(500),
            "ServiceUnavailable" => Some(503),
            "ServiceError" => status(returns),
            _ => None,
        };
        Self::Error { status, message: text(returns, "msg").unwrap_or_default().to_owned() }
    }

    /// Returns it, from a handler of a route whose status is `status_code` where that is given.
    /// `seen` says what the handler sees of the request.
    pub(super) fn write(
        &self,
        status_code: Option<u16>,
        echo: &Value,
        seen: impl FnOnce() -> Value,
        out: &mut Out<'_>,
    ) {
        let status = Status::new(status_code.unwrap_or(200));
        match self {
            Self::Json(value) => (status, Json(value.as_ref().unwrap_or(echo))).write_reply(out),
            Self::Text(None) => (status, echo.to_string()).write_reply(out),
            Self::Text(Some(text)) => (status, text).write_reply(out),
            Self::Nothing => status.write_reply(out),
            Self::Reply(reply) => reply.write(echo, out),
            Self::Error { status: Some(status), message } => {
                HttpError::new(*status, message.clone()).write_reply(out);
            }
            Self::Error { status: None, message } => {
                HttpError::from(std::io::Error::other(message.clone())).write_reply(out);
            }
            Self::Panic(message) => panic!("{message}"),
            Self::Request => (status, Json(seen())).write_reply(out),
        }
    }
}

impl CannedReply {
    /// Just that: a content type that the document does not give, the page would not send either.
    fn write(&self, echo: &Value, out: &mut Out<'_>) {
        out.set_status(Status::new(self.status));
        for (name, value) in &self.headers {
            out.add_header(name, value);
        }
        match &self.body {
            None => {}
            Some(Body::Echo) => out.set_text(&echo.to_string()),
            Some(Body::Text(text)) => out.set_text(text),
            Some(Body::Bytes(bytes)) => out.set_bytes(bytes),
        }
        if let Some(on) = self.compress {
            out.set_compress(on);
        }
    }
}

/// A body: text as it is, `{"$bytes": …}` as bytes, other JSON as its text.
fn body(body: &Value) -> Result<Option<Body>> {
    Ok(match body {
        Value::Null => None,
        Value::String(text) if text == "$echo" => Some(Body::Echo),
        Value::String(text) => Some(Body::Text(text.clone())),
        Value::Object(object) if object.contains_key("$bytes") => {
            bytes(object, "$bytes")?.map(Body::Bytes)
        }
        other => Some(Body::Text(value(other)?.to_string())),
    })
}

/// A value with its decimals as a handler's JSON would have them.
fn value(any: &Value) -> Result<Value> {
    Ok(match any {
        Value::Object(object) if object.contains_key("$decimal") => {
            let text = text(object, "$decimal").unwrap_or_default();
            let decimal = Decimal::from_str(text);
            json!(decimal.map_err(|error| Unknown::new(format!("$decimal {text:?}: {error}")))?)
        }
        Value::Object(object) if object.contains_key("$bytes") => {
            return Err(Unknown::new("$bytes within JSON"));
        }
        Value::Object(object) => Value::Object(
            object.iter().map(|(k, v)| Ok((k.clone(), value(v)?))).collect::<Result<_>>()?,
        ),
        Value::Array(items) => Value::Array(items.iter().map(value).collect::<Result<_>>()?),
        plain => plain.clone(),
    })
}

/// One text or several.
fn texts(value: &Value) -> Result<Vec<String>> {
    let one = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        other => Err(Unknown::new(format!("{other} where a text should be"))),
    };
    match value {
        Value::Array(values) => values.iter().map(one).collect(),
        value => one(value).map(|text| vec![text]),
    }
}

fn text<'o>(object: &'o Map<String, Value>, key: &str) -> Option<&'o str> {
    object.get(key).and_then(Value::as_str)
}

fn status(object: &Map<String, Value>) -> Option<u16> {
    object.get("status_code").and_then(Value::as_u64).and_then(|status| status.try_into().ok())
}

fn bytes(object: &Map<String, Value>, key: &str) -> Result<Option<Vec<u8>>> {
    let decode =
        |text| STANDARD.decode(text).map_err(|error| Unknown::new(format!("{key}: {error}")));
    text(object, key).map(decode).transpose()
}
