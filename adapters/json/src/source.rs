//! Which event source an event is of.

use core::fmt;

use crate::index::Index;

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
        if marks.authorizer_arn {
            return Err(SourceError::Authorizer);
        }
        if marks.elb {
            return Ok(Self::LoadBalancer);
        }
        if marks.http {
            return Ok(if marks.lambda_url { Self::FunctionUrl } else { Self::HttpApi });
        }
        if marks.method && (marks.lattice_arn || marks.lattice_path) {
            return Ok(Self::Lattice);
        }
        if marks.connection {
            return Err(SourceError::WebSocket);
        }
        match (index.http_method, index.path) {
            (Some(_), Some(_)) if marks.context && index.version == Some("1.0") => {
                Ok(Self::HttpApiV1)
            }
            (Some(_), Some(_)) => Ok(Self::Rest),
            (Some(_), None) => Err(SourceError::NoPath),
            (None, _) if marks.raw_path => Err(SourceError::NoHttp),
            (None, _) => Err(SourceError::NoMethod),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Rest => "API Gateway REST API",
            Self::HttpApiV1 => "API Gateway HTTP API (payload format 1.0)",
            Self::HttpApi => "API Gateway HTTP API (payload format 2.0)",
            Self::FunctionUrl => "Lambda Function URL",
            Self::LoadBalancer => "Application Load Balancer",
            Self::Lattice => "VPC Lattice",
        })
    }
}

/// Why an event is not an HTTP request that can be routed: its text names the field that decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum SourceError {
    /// It asks a Lambda authorizer for its verdict.
    Authorizer,
    /// It is of a WebSocket API.
    WebSocket,
    /// It has no method.
    NoMethod,
    /// It has a method and no path.
    NoPath,
    /// It has the `rawPath` of an HTTP API and not the `requestContext.http`.
    NoHttp,
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Authorizer => "an event for a Lambda authorizer (it has `methodArn` or `routeArn`), not an HTTP request",
            Self::WebSocket => "an event of a WebSocket API (it has `requestContext.connectionId`), not an HTTP request",
            Self::NoMethod => "not an HTTP request: the event has no `httpMethod`",
            Self::NoPath => "not an HTTP request: the event has `httpMethod` and no `path`",
            Self::NoHttp => "not an HTTP request: the event has `rawPath` and no `requestContext.http`",
        })
    }
}

impl core::error::Error for SourceError {}
