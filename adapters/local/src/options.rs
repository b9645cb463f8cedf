//! The settings of the gateway, from the command line and the environment.

use core::fmt;
use std::env;

pub(crate) const USAGE: &str = "\
Runs this function behind a local HTTP port, as an API Gateway REST API would.

  --port N    the port on 127.0.0.1; 0 for any free one; GATEPOST_PORT, or else 9000, by default
  --help      prints this";

/// The settings of the gateway.
///
/// ```
/// use gatepost_local::Options;
///
/// assert_eq!(Options::default(), Options::new().port(9000));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    pub(crate) port: u16,
    pub(crate) help: bool,
}

impl Options {
    /// Port 9000 on 127.0.0.1.
    #[must_use]
    pub const fn new() -> Self {
        Self { port: 9000, help: false }
    }

    /// Another port; 0 for any free one.
    #[must_use]
    pub const fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// Whether `--help` is among them.
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
        let port = env::var_os("GATEPOST_PORT").map(|port| port.to_string_lossy().into_owned());
        Self::from_args(args, port.as_deref())
    }

    /// The options among `args` (without the program's name), with the value of `GATEPOST_PORT` where
    /// they name no port.
    ///
    /// `--help` is an option as well: a gateway with it prints the usage, and ends.
    ///
    /// ```
    /// use gatepost_local::Options;
    ///
    /// let args = ["--port", "8080"].map(String::from);
    /// assert_eq!(Options::from_args(args, Some("9001"))?, Options::new().port(8080));
    /// assert_eq!(Options::from_args([], Some("9001"))?, Options::new().port(9001));
    ///
    /// let error = Options::from_args(["--prot".to_owned()], None).unwrap_err();
    /// assert_eq!(error.to_string(), "unknown argument `--prot`: write `--port N` or `--help`");
    /// # Ok::<(), gatepost_local::OptionsError>(())
    /// ```
    ///
    /// # Errors
    /// [`OptionsError`] for an argument that is not one of ours, and for what is not a port.
    pub fn from_args(
        args: impl IntoIterator<Item = String>,
        port_variable: Option<&str>,
    ) -> Result<Self, OptionsError> {
        let mut args = args.into_iter();
        let (mut port, mut help) = (None, false);
        while let Some(arg) = args.next() {
            match (arg.as_str(), arg.strip_prefix("--port=")) {
                ("--help" | "-h", _) => help = true,
                ("--port", _) => port = Some(args.next().ok_or(OptionsError::PortMissing)?),
                (_, Some(value)) => port = Some(value.to_owned()),
                _ => return Err(OptionsError::Unknown { argument: arg }),
            }
        }
        let port = match (port, port_variable) {
            (Some(port), _) => read_port("--port", &port)?,
            (None, Some(port)) => read_port("GATEPOST_PORT", port)?,
            (None, None) => Self::new().port,
        };
        Ok(Self { port, help })
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

fn read_port(origin: &'static str, value: &str) -> Result<u16, OptionsError> {
    value.parse().map_err(|_| OptionsError::Port { origin, value: value.to_owned() })
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
}

impl fmt::Display for OptionsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { argument } => {
                write!(f, "unknown argument `{argument}`: write `--port N` or `--help`")
            }
            Self::PortMissing => {
                f.write_str("`--port` has no value: write a number from 0 to 65535 after it")
            }
            Self::Port { origin, value } => {
                write!(f, "{origin} is `{value}`: write a number from 0 to 65535")
            }
        }
    }
}

impl core::error::Error for OptionsError {}
