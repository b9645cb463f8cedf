//! The gateways that this one can stand for.

use core::fmt;

/// Whose events the function gets, and whose rules its answers are read by.
///
/// ```
/// use gatepost_local::Source;
///
/// assert_eq!(Source::default(), Source::Rest);
/// assert_eq!(Source::AlbMulti.to_string(), "alb-multi");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub enum Source {
    /// An API Gateway REST API: `rest`.
    #[default]
    Rest,
    /// An API Gateway HTTP API, payload format 2.0: `http`.
    Http,
    /// A Lambda Function URL: `url`.
    Url,
    /// An Application Load Balancer, one value for each header and query parameter: `alb`.
    Alb,
    /// An Application Load Balancer with multi-value headers switched on: `alb-multi`.
    AlbMulti,
}

impl Source {
    /// The source of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let all = [Self::Rest, Self::Http, Self::Url, Self::Alb, Self::AlbMulti];
        all.into_iter().find(|source| source.name() == name)
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::Http => "http",
            Self::Url => "url",
            Self::Alb => "alb",
            Self::AlbMulti => "alb-multi",
        }
    }

    /// The longest request body that the gateway takes.
    pub(crate) const fn max_body(self) -> usize {
        match self {
            Self::Rest | Self::Http => 10 * 1024 * 1024,
            Self::Url => MAX_PAYLOAD,
            Self::Alb | Self::AlbMulti => MAX_ALB,
        }
    }

    /// The longest answer that reaches the client.
    pub(crate) const fn max_answer(self) -> usize {
        match self {
            Self::Rest | Self::Http | Self::Url => MAX_PAYLOAD,
            Self::Alb | Self::AlbMulti => MAX_ALB,
        }
    }
}

/// Its name on the command line.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What Lambda takes as an event, and as an answer.
pub(crate) const MAX_PAYLOAD: usize = 6_291_556;

/// What a load balancer takes as a request body, and as an answer.
const MAX_ALB: usize = 1024 * 1024;
