//! Which event source an event is of.

use core::fmt;

use crate::{
    error::{EventError, Words},
    field::{Field, Found},
};

/// An event source.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Source {
    /// An API Gateway REST API, or an event made by hand with just a method and a path.
    Rest,
    /// An API Gateway HTTP API with payload format 1.0: a REST event whose path is decoded.
    HttpApiV1,
    /// An API Gateway HTTP API with payload format 2.0.
    HttpApi,
    /// A Lambda Function URL.
    FunctionUrl,
    /// An Application Load Balancer.
    LoadBalancer,
    /// VPC Lattice.
    Lattice,
}

/// What tells one source from another.
pub(crate) struct Marks<'e> {
    found: &'e Found,
    event: &'e [u8],
}

impl<'e> Marks<'e> {
    pub(crate) const fn of(found: &'e Found, event: &'e [u8]) -> Self {
        Self { found, event }
    }

    /// The source of an event, told by which fields are there, never by a value that a client
    /// controls.
    fn source(&self) -> Result<Source, SourceError> {
        if let Some(field) =
            self.first_of([Field::MethodArn, Field::RouteArn, Field::IdentitySource])
        {
            return Err(SourceError::Authorizer { field });
        }
        if self.has(Field::Elb) {
            return self.with_method_and_path(Source::LoadBalancer);
        }
        if self.has(Field::Http) {
            return match (self.has(Field::ContextMethod), self.has(Field::RawPath)) {
                (false, _) => Err(SourceError::NoContextMethod),
                (_, false) => Err(SourceError::NoRawPath),
                _ if self.is_function_url() => Ok(Source::FunctionUrl),
                _ => Ok(Source::HttpApi),
            };
        }
        let lattice = [Field::NetworkArn, Field::ServiceArn, Field::LatticePath];
        if self.has(Field::Method) && self.first_of(lattice).is_some() {
            return Ok(Source::Lattice);
        }
        if let Some(field) =
            self.first_of([Field::ConnectionId, Field::EventType, Field::MessageDirection])
        {
            return Err(SourceError::WebSocket { field });
        }
        if self.has(Field::RawPath) && !self.has(Field::HttpMethod) {
            return Err(SourceError::NoHttp);
        }
        let is_version_1 = self.has(Field::Context) && self.text(Field::Version) == b"1.0";
        self.with_method_and_path(if is_version_1 { Source::HttpApiV1 } else { Source::Rest })
    }

    fn with_method_and_path(&self, source: Source) -> Result<Source, SourceError> {
        match (self.has(Field::HttpMethod), self.has(Field::Path)) {
            (true, true) => Ok(source),
            (true, false) => Err(SourceError::NoPath),
            (false, _) => Err(SourceError::NoMethod),
        }
    }

    /// By the second label of its domain name: `abc123.lambda-url.eu-west-1.on.aws`.
    fn is_function_url(&self) -> bool {
        let mut labels = self.text(Field::DomainName).split(|byte| *byte == b'.');
        labels.nth(1) == Some(b"lambda-url".as_slice())
    }

    /// The first of the fields that is there.
    fn first_of(&self, fields: [Field; 3]) -> Option<Words> {
        fields.into_iter().find(|field| self.has(*field)).map(Words::field)
    }

    fn has(&self, field: Field) -> bool {
        self.found.has(field)
    }

    fn text(&self, field: Field) -> &'e [u8] {
        self.found.bytes(field, self.event).unwrap_or_default()
    }
}

/// The event sources whose events are answered.
///
/// ```
/// use gatepost_json::{EventError, Index, Source, Sources};
///
/// let source_of = |event: &str, sources| Index::read(&mut event.to_owned().into_bytes(), sources).map(|index| index.source);
/// let balanced = r#"{"httpMethod":"GET","path":"/","requestContext":{"elb":{}}}"#;
/// assert_eq!(source_of(balanced, Sources::ALL), Ok(Source::LoadBalancer));
///
/// let error = source_of(balanced, Sources::fixed(Source::Rest)).unwrap_err();
/// assert_eq!(error.to_string(), "not of a REST API but of a load balancer: the event has `requestContext.elb`");
/// let error = source_of(balanced, Sources::ALL.without(Source::LoadBalancer)).unwrap_err();
/// assert_eq!(error.to_string(), "of a load balancer, which this function does not answer: the event has `requestContext.elb`");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sources {
    /// A bit for each [`Source`] that is not answered.
    without: u8,
    fixed: Option<Source>,
}

impl Sources {
    /// Every source that gatepost knows how to answer: all but VPC Lattice.
    pub const ALL: Self = Self { without: 1 << Source::Lattice as u8, fixed: None };

    /// Events of that source only, made by hand or by an emulator as they may be: what is not clearly
    /// of another source is taken as one of this.
    ///
    /// ```
    /// use gatepost_json::{EventError, Index, Source, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","requestContext":{"elb":{}}}"#;
    /// let error = Index::read(&mut event, Sources::fixed(Source::Rest)).unwrap_err();
    /// assert_eq!(error, EventError::OtherSource { wanted: Source::Rest, source: Source::LoadBalancer });
    /// ```
    #[must_use]
    pub const fn fixed(source: Source) -> Self {
        Self { fixed: Some(source), ..Self::ALL }
    }

    /// The same but for that source.
    ///
    /// ```
    /// use gatepost_json::{EventError, Index, Source, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/"}"#;
    /// let error = Index::read(&mut event, Sources::ALL.without(Source::Rest)).unwrap_err();
    /// assert_eq!(error, EventError::SwitchedOff(Source::Rest));
    /// ```
    #[must_use]
    pub const fn without(self, source: Source) -> Self {
        Self { without: self.without | 1 << source as u8, ..self }
    }

    /// Whether an event may be taken to be of that source. Where these sources are a constant, what is
    /// done for others is not linked.
    pub(crate) const fn have(self, source: Source) -> bool {
        match (self.fixed, source) {
            (None, source) => self.without & 1 << source as u8 == 0,
            (Some(Source::Rest), Source::Rest | Source::HttpApiV1) => true,
            (Some(fixed), source) => fixed as u8 == source as u8,
        }
    }

    /// The source that an event with those fields is taken to be of.
    pub(crate) fn settle(self, marks: &Marks<'_>) -> Result<Source, EventError> {
        let told = marks.source().map_err(EventError::NotHttp)?;
        let source = match self.fixed {
            None => told,
            Some(fixed) if fixed.may_be(told, marks) => {
                // What tells the two formats of an HTTP API apart is sure enough.
                if fixed == Source::Rest { told } else { fixed }
            }
            Some(fixed) => return Err(EventError::OtherSource { wanted: fixed, source: told }),
        };
        if self.without & 1 << source as u8 != 0 {
            return Err(EventError::SwitchedOff(source));
        }
        Ok(source)
    }
}

impl Source {
    /// Whether an event that looks like one of `told` may be one of this source.
    fn may_be(self, told: Self, marks: &Marks<'_>) -> bool {
        use Source::{FunctionUrl, HttpApi, HttpApiV1, LoadBalancer, Rest};
        match (self, told) {
            (Rest | HttpApiV1, Rest | HttpApiV1) => true,
            // An emulator has a domain name of its own; that of a Function URL is clear enough.
            (FunctionUrl, HttpApi) => true,
            // Just a method and a path.
            (LoadBalancer, Rest) => !marks.has(Field::Context),
            _ => self == told,
        }
    }
}

impl Source {
    /// The field that tells this source from the others.
    ///
    /// ```
    /// assert_eq!(gatepost_json::Source::LoadBalancer.decided_by(), "requestContext.elb");
    /// ```
    #[must_use]
    pub const fn decided_by(self) -> &'static str {
        match self {
            Self::Rest => "httpMethod",
            Self::HttpApiV1 => "version",
            Self::HttpApi => "requestContext.http",
            Self::FunctionUrl => "requestContext.domainName",
            Self::LoadBalancer => "requestContext.elb",
            Self::Lattice => "method",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Rest => "a REST API",
            Self::HttpApiV1 => "an HTTP API (format 1.0)",
            Self::HttpApi => "an HTTP API (format 2.0)",
            Self::FunctionUrl => "a Function URL",
            Self::LoadBalancer => "a load balancer",
            Self::Lattice => "VPC Lattice",
        })
    }
}

/// Why an event is not an HTTP request that can be routed: its text names the field that decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum SourceError {
    /// It asks a Lambda authorizer for its verdict.
    Authorizer {
        /// The field that says so.
        field: Words,
    },
    /// It is of a WebSocket API.
    WebSocket {
        /// The field that says so.
        field: Words,
    },
    /// It has no method.
    NoMethod,
    /// It has a method and no path.
    NoPath,
    /// It has the `rawPath` of an HTTP API and not the `requestContext.http`.
    NoHttp,
    /// It has the `requestContext.http` of an HTTP API and no method in it.
    NoContextMethod,
    /// It has the `requestContext.http` of an HTTP API and not the `rawPath`.
    NoRawPath,
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Authorizer { field } => {
                write!(f, "an event for a Lambda authorizer: it has `{field}`")
            }
            Self::WebSocket { field } => write!(f, "an event of a WebSocket API: it has `{field}`"),
            Self::NoMethod => f.write_str("not an HTTP request: the event has no `httpMethod`"),
            Self::NoPath => {
                f.write_str("not an HTTP request: the event has `httpMethod` and no `path`")
            }
            Self::NoHttp => f.write_str(
                "not an HTTP request: the event has `rawPath` and no `requestContext.http`",
            ),
            Self::NoContextMethod => f.write_str(
                "not an HTTP request: the event has `requestContext.http` and no `method` in it",
            ),
            Self::NoRawPath => f.write_str(
                "not an HTTP request: the event has `requestContext.http` and no `rawPath`",
            ),
        }
    }
}

impl core::error::Error for SourceError {}
