//! What sends events.

use std::fmt;

/// What sends an event, and takes its answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub enum Gateway {
    /// An API Gateway REST API.
    #[default]
    Rest,
    /// An API Gateway HTTP API with payload format 1.0.
    HttpApiV1,
    /// An API Gateway HTTP API with payload format 2.0.
    HttpApi,
    /// A Lambda Function URL.
    FunctionUrl,
    /// A load balancer, one value for each header and query parameter.
    LoadBalancer,
    /// A load balancer whose target group has multi-value headers switched on.
    LoadBalancerMulti,
}

impl Gateway {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Rest,
        Self::HttpApiV1,
        Self::HttpApi,
        Self::FunctionUrl,
        Self::LoadBalancer,
        Self::LoadBalancerMulti,
    ];
}

impl fmt::Display for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rest => "a REST API",
            Self::HttpApiV1 => "an HTTP API (format 1.0)",
            Self::HttpApi => "an HTTP API (format 2.0)",
            Self::FunctionUrl => "a Function URL",
            Self::LoadBalancer => "a load balancer",
            Self::LoadBalancerMulti => "a load balancer with multi-value headers",
        })
    }
}
