//! A function's process.

use std::io::Read as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// A running program, killed when it is dropped.
pub struct Process {
    child: Child,
    stderr: Option<JoinHandle<Vec<u8>>>,
}

impl Process {
    /// Starts it.
    ///
    /// # Panics
    /// Where there is no such program.
    #[track_caller]
    pub fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut pipe = child.stderr.take().unwrap();
        // Read all along: a program whose pipe is full stands still.
        let stderr = thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = pipe.read_to_end(&mut bytes);
            bytes
        });
        Self { child, stderr: Some(stderr) }
    }

    /// Ends it; returns what it wrote to stderr.
    pub fn kill(mut self) -> String {
        let _ = self.child.kill();
        self.log()
    }

    /// Waits until it has ended by itself; returns how, and what it wrote to stderr.
    ///
    /// # Panics
    /// Where it takes longer than `patience`.
    #[track_caller]
    pub fn wait(mut self, patience: Duration) -> (ExitStatus, String) {
        let begun = Instant::now();
        let status = loop {
            match self.child.try_wait().unwrap() {
                Some(status) => break status,
                None => assert!(begun.elapsed() < patience, "still running after {patience:?}"),
            }
            thread::sleep(Duration::from_millis(5));
        };
        (status, self.log())
    }

    /// Everything on stderr, once the process has ended.
    fn log(&mut self) -> String {
        let bytes = self.stderr.take().map(JoinHandle::join).transpose().unwrap();
        String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
