//! What every failure says: to the client a status and a message, to the log the rest.

use std::{
    fmt::{Display, Write as _},
    io::{self, Write as _},
};

use gatepost_core::{Buffer, Out, Request, Status};
use gatepost_json::JsonWriter;

/// Writes `{"statusCode":404,"message":"no such order"}`.
pub(crate) fn write_message(status: Status, message: &str, out: &mut Out<'_>) {
    let mut quoted = Vec::new();
    JsonWriter::new(&mut quoted).string(message);
    out.set_status(status);
    out.set_header("Content-Type", "application/json");
    let mut body = out.start_text();
    // Writing to a buffer never fails.
    let _ = write!(body, r#"{{"statusCode":{},"message":"#, status.code());
    body.write(quoted.written());
    body.write(b"}");
    out.mark_error(message);
}

/// Prints a line about a request to standard error.
pub(crate) fn log_request(request: &Request<'_>, what: impl Display) {
    log(format_args!("{:?} {:?}: {what}", request.method().as_str(), request.path()));
}

/// Prints a line to standard error, which Lambda keeps as the function's log. What is put into it is
/// quoted by its writer: a line break of a client's must not begin a line of its own. `eprintln!`
/// would panic where nobody listens.
pub(crate) fn log(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}
