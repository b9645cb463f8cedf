//! What became of an event.

use serde_json::Value;

use super::http::Request;

/// What a client posted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// `POST /runtime/invocation/{id}/response`, accepted.
    Answer { request_id: String, headers: Vec<(String, String)>, body: Vec<u8> },
    /// `POST /runtime/invocation/{id}/response`, refused with that status on the test's demand.
    Refused { request_id: String, status: u16 },
    /// `POST /runtime/invocation/{id}/error`. `kind` is the body's `errorType`.
    Error { request_id: String, kind: String, headers: Vec<(String, String)>, body: Vec<u8> },
    /// `POST /runtime/init/error`.
    InitError { kind: String, headers: Vec<(String, String)>, body: Vec<u8> },
}

impl Outcome {
    /// The id of the invocation; empty for an [`Outcome::InitError`].
    pub fn request_id(&self) -> &str {
        match self {
            Self::Answer { request_id, .. }
            | Self::Refused { request_id, .. }
            | Self::Error { request_id, .. } => request_id,
            Self::InitError { .. } => "",
        }
    }

    /// The answer as JSON.
    ///
    /// # Panics
    /// Where there is no answer, or it is not JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        match self {
            Self::Answer { body, .. } => serde_json::from_slice(body).unwrap(),
            other => panic!("not an answer: {other:?}"),
        }
    }

    /// The `errorType` and the `errorMessage` of an error.
    ///
    /// # Panics
    /// Where it is not an error.
    #[track_caller]
    pub fn reported(&self) -> (String, String) {
        match self {
            Self::Error { body, .. } | Self::InitError { body, .. } => report(body).unwrap(),
            other => panic!("not an error: {other:?}"),
        }
    }

    pub(super) fn answer(id: &str, request: &Request) -> Result<Self, String> {
        let (headers, body) = (request.headers.clone(), request.body.clone());
        Ok(Self::Answer { request_id: id.to_owned(), headers, body })
    }

    pub(super) fn refused(id: &str, status: u16) -> Self {
        Self::Refused { request_id: id.to_owned(), status }
    }

    pub(super) fn error(id: &str, request: &Request) -> Result<Self, String> {
        let kind = checked_kind(request)?;
        let (headers, body) = (request.headers.clone(), request.body.clone());
        Ok(Self::Error { request_id: id.to_owned(), kind, headers, body })
    }

    pub(super) fn init_error(request: &Request) -> Result<Self, String> {
        let kind = checked_kind(request)?;
        let (headers, body) = (request.headers.clone(), request.body.clone());
        Ok(Self::InitError { kind, headers, body })
    }
}

/// The `errorType` of a well-formed error.
fn checked_kind(request: &Request) -> Result<String, String> {
    const ERROR_TYPE: &str = "Lambda-Runtime-Function-Error-Type";
    match request.header(ERROR_TYPE) {
        Some(value) if !value.is_empty() => report(&request.body).map(|(kind, _)| kind),
        _ => Err(format!("an error without {ERROR_TYPE}")),
    }
}

/// `{"errorMessage":TEXT,"errorType":TEXT,"stackTrace":[TEXT…]}`, of which the real one lets the
/// stack trace be left out, as lambda_runtime does.
fn report(body: &[u8]) -> Result<(String, String), String> {
    let wrong = || format!("not the body of an error: {}", String::from_utf8_lossy(body));
    let value: Value = serde_json::from_slice(body).map_err(|_| wrong())?;
    let object = value.as_object().ok_or_else(wrong)?;
    for (key, value) in object {
        let fits = match key.as_str() {
            "errorMessage" | "errorType" => value.is_string(),
            "stackTrace" => {
                value.as_array().is_some_and(|trace| trace.iter().all(Value::is_string))
            }
            _ => false,
        };
        fits.then_some(()).ok_or_else(wrong)?;
    }
    let text = |key: &str| object.get(key).and_then(Value::as_str).map(str::to_owned);
    text("errorType").zip(text("errorMessage")).ok_or_else(wrong)
}
