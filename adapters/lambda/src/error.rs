//! Why a function is no longer, or was never, run.

use std::{fmt, io};

/// Why a function is not run.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// That environment variable is missing or malformed: this is not Lambda.
    Environment(&'static str),
    /// The tokio runtime could not be built.
    Tokio(io::Error),
    /// The Runtime API could not be reached, broke off, or sent what it never sends.
    RuntimeApi(Box<dyn std::error::Error + Send + Sync>),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(name) => {
                write!(f, "not in AWS Lambda: the environment lacks a valid {name}")
            }
            Self::Tokio(error) => write!(f, "no tokio runtime: {error}"),
            Self::RuntimeApi(error) => write!(f, "the Lambda Runtime API failed: {error}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Environment(_) => None,
            Self::Tokio(error) => Some(error),
            Self::RuntimeApi(error) => Some(error.as_ref()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_what_is_missing() {
        let texts = [
            Error::Environment("AWS_LAMBDA_FUNCTION_NAME"),
            Error::Tokio(io::Error::other("too many open files")),
            Error::RuntimeApi("connection refused".into()),
        ]
        .map(|error| error.to_string());
        assert_eq!(
            texts,
            [
                "not in AWS Lambda: the environment lacks a valid AWS_LAMBDA_FUNCTION_NAME",
                "no tokio runtime: too many open files",
                "the Lambda Runtime API failed: connection refused",
            ]
        );
    }
}
