//! Instructions, counted by valgrind.

use std::{path::Path, process::Command};

pub fn is_installed() -> bool {
    Command::new("valgrind").arg("--version").output().is_ok_and(|ran| ran.status.success())
}

/// How many instructions a run of `program` takes. The work in it is that of a run less that of one
/// with less work.
pub fn count(program: &Path, arguments: &[&str]) -> Result<f64, String> {
    let ran = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(arguments)
        .output()
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&ran.stderr);
    let collected = text.lines().find_map(|line| line.split_once("Collected : "));
    let counted = collected.and_then(|(_, count)| count.trim().parse().ok());
    counted.filter(|_| ran.status.success()).ok_or_else(|| text.into_owned())
}
