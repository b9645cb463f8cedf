//! Which event source an event is of.

use core::fmt;

use crate::index::{Index, Once};

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

impl Source {
    /// The source of an event, told by which fields are there, never by a value that a client
    /// controls.
    ///
    /// # Errors
    /// [`SourceError`] where the event is not an HTTP request that can be routed.
    pub fn of(index: &Index<'_>) -> Result<Self, SourceError> {
        let marks = index.marks;
        if let Some(field) = first_of([
            ("methodArn", marks.method_arn),
            ("routeArn", marks.route_arn),
            ("identitySource", marks.identity_source),
        ]) {
            return Err(SourceError::Authorizer { field });
        }
        if marks.elb.is_some() {
            return Ok(Self::LoadBalancer);
        }
        if marks.http.is_some() {
            return Ok(if marks.lambda_url { Self::FunctionUrl } else { Self::HttpApi });
        }
        let lattice = [marks.network_arn, marks.service_arn, marks.lattice_path];
        if marks.method.is_some() && lattice.iter().any(Once::is_some) {
            return Ok(Self::Lattice);
        }
        if let Some(field) = first_of([
            ("requestContext.connectionId", marks.connection_id),
            ("requestContext.eventType", marks.event_type),
            ("requestContext.messageDirection", marks.message_direction),
        ]) {
            return Err(SourceError::WebSocket { field });
        }
        match (index.http_method, index.path) {
            (Some(_), Some(_)) if marks.context.is_some() && index.version == Some("1.0") => {
                Ok(Self::HttpApiV1)
            }
            (Some(_), Some(_)) => Ok(Self::Rest),
            (Some(_), None) => Err(SourceError::NoPath),
            (None, _) if marks.raw_path.is_some() => Err(SourceError::NoHttp),
            (None, _) => Err(SourceError::NoMethod),
        }
    }
}

/// The first of the fields that is there.
fn first_of(fields: [(&'static str, Once<()>); 3]) -> Option<&'static str> {
    fields.into_iter().find(|(_, mark)| mark.is_some()).map(|(field, _)| field)
}

impl Source {
    /// The field that tells this source from the others.
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
        field: &'static str,
    },
    /// It is of a WebSocket API.
    WebSocket {
        /// The field that says so.
        field: &'static str,
    },
    /// It has no method.
    NoMethod,
    /// It has a method and no path.
    NoPath,
    /// It has the `rawPath` of an HTTP API and not the `requestContext.http`.
    NoHttp,
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
        }
    }
}

impl core::error::Error for SourceError {}
