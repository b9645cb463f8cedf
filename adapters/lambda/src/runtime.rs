//! The life of the process: one event after another.

use std::cell::Cell;
use std::env;

use gatepost_core::Function;
use lambda_runtime::layers::TracingLayer;
use lambda_runtime::tower::util::MapRequestLayer;
use lambda_runtime::{LambdaEvent, LambdaInvocation, Runtime, service_fn};

use crate::error::Error;
use crate::invocation::{self, Buffers};

/// Runs `function` until Lambda ends the process, on a current-thread tokio runtime that it builds;
/// returns only with an error.
///
/// # Errors
/// As [`block_on`] and [`serve`].
///
/// # Panics
/// As [`block_on`].
pub fn run(function: &impl Function) -> Result<(), Error> {
    block_on(serve(function))?
}

/// Awaits `future` on a current-thread tokio runtime that it builds: for a program that has something
/// to await before it can [`serve`].
///
/// ```
/// assert_eq!(gatepost_lambda::block_on(async { 40 + 2 })?, 42);
/// # Ok::<(), gatepost_lambda::Error>(())
/// ```
///
/// # Errors
/// [`Error::Tokio`]: the system refused what a tokio runtime needs.
///
/// # Panics
/// Where it is called inside a tokio runtime.
pub fn block_on<F: Future>(future: F) -> Result<F::Output, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    Ok(runtime.map_err(Error::Tokio)?.block_on(future))
}

/// Runs `function` until Lambda ends the process, inside the caller's tokio runtime, whose I/O and
/// time drivers must be enabled; returns only with an error.
///
/// The future is not `Send`: await it in `main`, which needs no `Send`.
///
/// ```no_run
/// use gatepost_core::{Function, Invocation, InvocationError};
///
/// struct Greeter {
///     name: String,
/// }
///
/// impl Function for Greeter {
///     async fn call(&self, invocation: Invocation<'_>) -> Result<(), InvocationError> {
///         invocation.answer.write(self.name.as_bytes());
///         Ok(())
///     }
/// }
///
/// fn main() -> Result<(), gatepost_lambda::Error> {
///     gatepost_lambda::block_on(async {
///         let greeter = Greeter { name: "ada".to_owned() }; // After awaiting a database, say.
///         gatepost_lambda::serve(&greeter).await
///     })?
/// }
/// ```
///
/// # Errors
/// - [`Error::Environment`]: a variable that Lambda sets is not there; the error names it.
/// - [`Error::RuntimeApi`]: the connection to the Runtime API failed, or its answer was not one.
pub async fn serve(function: &impl Function) -> Result<(), Error> {
    check_environment()?;
    // Lambda sends the next event after the answer to this one, so one set of buffers is enough:
    // taken for an invocation, put back after it.
    let kept = Cell::new(Buffers::default());
    let handler = service_fn(async |event: LambdaEvent<()>| {
        let mut buffers = kept.take();
        let answer = invocation::answer(function, &event.context, &mut buffers).await;
        kept.set(buffers);
        answer
    });
    // Left alone, lambda_runtime would read the event itself, and answer for us where it is not
    // JSON. So its bytes are copied before it does, and it gets to read `null`.
    let raw_event = MapRequestLayer::new(|mut invocation: LambdaInvocation| {
        let mut buffers = kept.take();
        buffers.event.clear();
        buffers.event.extend_from_slice(&invocation.body);
        kept.set(buffers);
        invocation.body = "null".into();
        invocation
    });
    Runtime::new(handler)
        .layer(raw_event)
        .layer(TracingLayer::new())
        .run()
        .await
        .map_err(Error::RuntimeApi)
}

/// What `lambda_runtime` panics without.
fn check_environment() -> Result<(), Error> {
    const TEXTS: [&str; 3] =
        ["AWS_LAMBDA_RUNTIME_API", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION"];
    const MEMORY: &str = "AWS_LAMBDA_FUNCTION_MEMORY_SIZE";

    let missing = |name: &&str| env::var(name).is_err();
    if let Some(name) = TEXTS.into_iter().find(missing) {
        return Err(Error::Environment(name));
    }
    let megabytes = env::var(MEMORY).ok().and_then(|text| text.parse::<i32>().ok());
    megabytes.map(drop).ok_or(Error::Environment(MEMORY))
}
