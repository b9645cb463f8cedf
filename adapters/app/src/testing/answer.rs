//! An answer, read.

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use gatepost_core::InvocationError;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// An answer, as the client gets it from whichever gateway.
///
/// ```
/// use gatepost::testing::Answer;
///
/// let answer = Answer::read(r#"{"statusCode":200,"headers":{"Vary":"Origin"},"cookies":["a=1; Path=/"],"body":"aGk=","isBase64Encoded":true}"#)?;
/// assert_eq!((answer.status(), answer.text().as_ref(), answer.is_base64()), (200, "hi", true));
/// assert_eq!((answer.header("vary").as_deref(), answer.cookie("a")), (Some("Origin"), Some("1")));
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    is_base64: bool,
}

impl Answer {
    /// Reads what [`App::call`](crate::App::call) gives.
    ///
    /// ```
    /// use gatepost::testing::Answer;
    ///
    /// assert_eq!(Answer::read(r#"{"statusCode":204}"#)?.status(), 204);
    /// assert!(Answer::read(r#"{"body":"hi"}"#).is_err());
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    ///
    /// # Errors
    /// Where it is no answer: not JSON, without a status, or with a body that is not base64 though it
    /// says so.
    pub fn read(json: &str) -> Result<Self, InvocationError> {
        let error = |what: &dyn std::fmt::Display| InvocationError::new("Answer.Malformed", what);
        let answer: Value = serde_json::from_str(json).map_err(|what| error(&what))?;
        let status = answer["statusCode"].as_u64().and_then(|status| status.try_into().ok());
        let body = answer["body"].as_str().unwrap_or_default();
        let is_base64 = answer["isBase64Encoded"].as_bool().unwrap_or_default();
        let body = match is_base64 {
            true => STANDARD.decode(body).map_err(|what| error(&what))?,
            false => body.into(),
        };
        Ok(Self {
            status: status.ok_or_else(|| error(&"no statusCode"))?,
            headers: headers_of(&answer),
            body,
            is_base64,
        })
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The value of a header, its name in any case; several values as one, with `, ` between them.
    ///
    /// ```
    /// use gatepost::testing::Answer;
    ///
    /// let answer = Answer::read(r#"{"statusCode":200,"multiValueHeaders":{"Vary":["Origin","Accept"]}}"#)?;
    /// assert_eq!(answer.header("vary").as_deref(), Some("Origin, Accept"));
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        let values: Vec<_> = self.values(name).collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    /// Names and values, in order.
    ///
    /// ```
    /// use gatepost::testing::Answer;
    ///
    /// let answer = Answer::read(r#"{"statusCode":200,"headers":{"ETag":"7"},"cookies":["a=1"]}"#)?;
    /// assert!(answer.headers().eq([("ETag", "7"), ("set-cookie", "a=1")]));
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (&**name, &**value))
    }

    /// Every cookie that is set, as it is in `Set-Cookie`.
    ///
    /// ```
    /// use gatepost::testing::Answer;
    ///
    /// let answer = Answer::read(r#"{"statusCode":200,"cookies":["a=1; Path=/","b=2"]}"#)?;
    /// assert!(answer.cookies().eq(["a=1; Path=/", "b=2"]));
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    pub fn cookies(&self) -> impl Iterator<Item = &str> {
        self.values("set-cookie")
    }

    /// The value of the last cookie of that name that is set.
    ///
    /// ```
    /// use gatepost::testing::Answer;
    ///
    /// let answer = Answer::read(r#"{"statusCode":200,"cookies":["a=1; Path=/"]}"#)?;
    /// assert_eq!((answer.cookie("a"), answer.cookie("b")), (Some("1"), None));
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let pairs = self.cookies().filter_map(|cookie| cookie.split(';').next()?.split_once('='));
        pairs.filter(|(known, _)| *known == name).map(|(_, value)| value).last()
    }

    /// The body, decoded from base64 where it is in that.
    ///
    /// ```
    /// use gatepost::testing::Answer;
    ///
    /// let answer = Answer::read(r#"{"statusCode":200,"body":"/w==","isBase64Encoded":true}"#)?;
    /// assert_eq!(answer.body(), b"\xFF");
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as text; what is not UTF-8 is U+FFFD.
    ///
    /// ```
    /// use gatepost::testing::Answer;
    ///
    /// assert_eq!(Answer::read(r#"{"statusCode":200,"body":"hi"}"#)?.text(), "hi");
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// The body, read as JSON.
    ///
    /// ```
    /// use gatepost::testing::Answer;
    ///
    /// let answer = Answer::read(r#"{"statusCode":200,"body":"[1,2]"}"#)?;
    /// assert_eq!(answer.json::<[u8; 2]>()?, [1, 2]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Where it is not that of a `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(&self.body)
    }

    /// Whether the gateway got the body in base64.
    ///
    /// ```
    /// use gatepost::testing::Answer;
    ///
    /// assert!(!Answer::read(r#"{"statusCode":200,"body":"hi"}"#)?.is_base64());
    /// # Ok::<(), gatepost::InvocationError>(())
    /// ```
    #[must_use]
    pub fn is_base64(&self) -> bool {
        self.is_base64
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        let name = name.to_owned();
        let same = self.headers().filter(move |(known, _)| known.eq_ignore_ascii_case(&name));
        same.map(|(_, value)| value)
    }
}

/// All headers, wherever the gateway has them.
fn headers_of(answer: &Value) -> Vec<(String, String)> {
    let mut headers = Vec::new();
    let mut add = |name: &str, value: &Value| {
        headers.extend(value.as_str().map(|value| (name.to_owned(), value.to_owned())));
    };
    for (name, value) in answer["headers"].as_object().into_iter().flatten() {
        add(name, value);
    }
    for (name, values) in answer["multiValueHeaders"].as_object().into_iter().flatten() {
        values.as_array().into_iter().flatten().for_each(|value| add(name, value));
    }
    for cookie in answer["cookies"].as_array().into_iter().flatten() {
        add("set-cookie", cookie);
    }
    headers
}
