//! The settings of the gateway, from the command line and the environment.

use core::fmt;
use std::env;

use crate::source::Source;

pub(crate) const USAGE: &str = "\
Runs this function behind a local HTTP port, as a gateway of the cloud would.

  --port N    the port on 127.0.0.1; 0 for any free one; GATEPOST_PORT, or else 9000, by default
  --source S  the gateway; GATEPOST_SOURCE, or else rest, by default:
                rest       an API Gateway REST API
                http       an API Gateway HTTP API
                url        a Lambda Function URL
                alb        an Application Load Balancer
                alb-multi  one with multi-value headers
  --events    prints each event and each answer
  --help      prints this";

/// The settings of the gateway.
///
/// ```
/// use gatepost_local::{Options, Source};
///
/// assert_eq!(Options::default(), Options::new().port(9000).source(Source::Rest).events(false));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    pub(crate) port: u16,
    pub(crate) source: Source,
    pub(crate) events: bool,
    pub(crate) help: bool,
}

impl Options {
    /// Port 9000 on 127.0.0.1, as a REST API.
    ///
    /// ```
    /// assert_eq!(gatepost_local::Options::new(), gatepost_local::Options::default());
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self { port: 9000, source: Source::Rest, events: false, help: false }
    }

    /// Another port; 0 for any free one.
    ///
    /// ```
    /// use gatepost_local::Options;
    ///
    /// let options = Options::from_args(["--port=8080".to_owned()], |_| None)?;
    /// assert_eq!(options, Options::new().port(8080));
    /// # Ok::<(), gatepost_local::OptionsError>(())
    /// ```
    #[must_use]
    pub const fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// Another gateway to stand for.
    ///
    /// ```
    /// use gatepost_local::{Options, Source};
    ///
    /// let options = Options::from_args(["--source=alb".to_owned()], |_| None)?;
    /// assert_eq!(options, Options::new().source(Source::Alb));
    /// # Ok::<(), gatepost_local::OptionsError>(())
    /// ```
    #[must_use]
    pub const fn source(self, source: Source) -> Self {
        Self { source, ..self }
    }

    /// Whether each event and each answer is printed.
    ///
    /// ```
    /// use gatepost_local::Options;
    ///
    /// let options = Options::from_args(["--events".to_owned()], |_| None)?;
    /// assert_eq!(options, Options::new().events(true));
    /// # Ok::<(), gatepost_local::OptionsError>(())
    /// ```
    #[must_use]
    pub const fn events(self, events: bool) -> Self {
        Self { events, ..self }
    }

    /// Whether `--help` is among them.
    ///
    /// ```
    /// use gatepost_local::Options;
    ///
    /// assert!(Options::from_args(["--help".to_owned()], |_| None)?.wants_help());
    /// # Ok::<(), gatepost_local::OptionsError>(())
    /// ```
    #[must_use]
    pub const fn wants_help(self) -> bool {
        self.help
    }

    /// The options on this process's command line, and in its environment.
    ///
    /// # Errors
    /// As [`from_args`](Self::from_args).
    pub fn from_env() -> Result<Self, OptionsError> {
        let args = env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned());
        Self::from_args(args, |name| {
            env::var_os(name).map(|value| value.to_string_lossy().into_owned())
        })
    }

    /// The options among `args` (without the program's name). Where they name no port or no source,
    /// `variable` is asked for `GATEPOST_PORT` or `GATEPOST_SOURCE`.
    ///
    /// `--help` is an option as well: a gateway with it prints the usage, and ends.
    ///
    /// ```
    /// use gatepost_local::{Options, Source};
    ///
    /// let variable = |name: &str| (name == "GATEPOST_PORT").then(|| "9001".to_owned());
    /// let args = ["--port", "8080", "--source=http", "--events"].map(String::from);
    /// let options = Options::new().port(8080).source(Source::Http).events(true);
    /// assert_eq!(Options::from_args(args, variable)?, options);
    /// assert_eq!(Options::from_args([], variable)?, Options::new().port(9001));
    ///
    /// let error = Options::from_args(["--prot".to_owned()], variable).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "unknown argument `--prot`: write `--port N`, `--source S`, `--events` or `--help`",
    /// );
    /// # Ok::<(), gatepost_local::OptionsError>(())
    /// ```
    ///
    /// # Errors
    /// [`OptionsError`] for an argument that is not one of ours, and for what is not a port or a source.
    pub fn from_args(
        args: impl IntoIterator<Item = String>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, OptionsError> {
        let mut args = args.into_iter();
        let (mut port, mut source, mut events, mut help) = (None, None, false, false);
        while let Some(arg) = args.next() {
            let (name, value) = match arg.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (arg.as_str(), None),
            };
            let mut next = || value.clone().or_else(|| args.next());
            match (name, &value) {
                ("--port", _) => port = Some(next().ok_or(OptionsError::PortMissing)?),
                ("--source", _) => source = Some(next().ok_or(OptionsError::SourceMissing)?),
                ("--events", None) => events = true,
                ("--help" | "-h", None) => help = true,
                _ => return Err(OptionsError::Unknown { argument: arg }),
            }
        }
        let port = setting(port, "--port", "GATEPOST_PORT", &variable);
        let source = setting(source, "--source", "GATEPOST_SOURCE", &variable);
        Ok(Self {
            port: port.map_or(Ok(Self::new().port), read_port)?,
            source: source.map_or(Ok(Self::new().source), read_source)?,
            events,
            help,
        })
    }
}

/// Where a setting stands, and what stands there.
fn setting(
    argument: Option<String>,
    option: &'static str,
    name: &'static str,
    variable: impl Fn(&str) -> Option<String>,
) -> Option<(&'static str, String)> {
    let argument = argument.map(|value| (option, value));
    argument.or_else(|| variable(name).map(|value| (name, value)))
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

fn read_port((origin, value): (&'static str, String)) -> Result<u16, OptionsError> {
    value.parse().map_err(|_| OptionsError::Port { origin, value })
}

fn read_source((origin, value): (&'static str, String)) -> Result<Source, OptionsError> {
    Source::named(&value).ok_or(OptionsError::Source { origin, value })
}

/// A command line that the gateway does not understand. Its text says what to write.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum OptionsError {
    /// An argument that is not one of ours.
    Unknown {
        /// The argument.
        argument: String,
    },
    /// `--port` is the last argument.
    PortMissing,
    /// What should be a port is not one.
    Port {
        /// Where it stands: `--port` or `GATEPOST_PORT`.
        origin: &'static str,
        /// What stands there.
        value: String,
    },
    /// `--source` is the last argument.
    SourceMissing,
    /// What should be a source is not one.
    Source {
        /// Where it stands: `--source` or `GATEPOST_SOURCE`.
        origin: &'static str,
        /// What stands there.
        value: String,
    },
}

impl fmt::Display for OptionsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { argument } => write!(
                f,
                "unknown argument `{argument}`: write `--port N`, `--source S`, `--events` or `--help`"
            ),
            Self::PortMissing => {
                f.write_str("`--port` has no value: write a number from 0 to 65535 after it")
            }
            Self::Port { origin, value } => {
                write!(f, "{origin} is `{value}`: write a number from 0 to 65535")
            }
            Self::SourceMissing => {
                write!(f, "`--source` has no value: write {SOURCES} after it")
            }
            Self::Source { origin, value } => {
                write!(f, "{origin} is `{value}`: write {SOURCES}")
            }
        }
    }
}

impl core::error::Error for OptionsError {}

const SOURCES: &str = "rest, http, url, alb or alb-multi";
