//! What the gateway prints. Unlike `println!`, it goes on where nobody reads any more.

use core::fmt;
use std::io::{self, Write as _};

/// A line on stdout.
pub(crate) fn say(line: impl fmt::Display) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// A line on stderr.
pub(crate) fn complain(line: impl fmt::Display) {
    let _ = writeln!(io::stderr(), "{line}");
}
