//! One invocation: event and context in, the answer or a diagnostic out.

use std::future::poll_fn;
use std::io::{self, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use gatepost_core::{Context, Function, Invocation, InvocationError};
use lambda_runtime::Diagnostic;
use serde_json::value::RawValue;

/// The event, and what the function writes into, kept between invocations.
#[derive(Default)]
pub(crate) struct Buffers {
    pub(crate) event: Vec<u8>,
    reply: Vec<u8>,
    answer: Vec<u8>,
}

/// The function's answer to `event`; where there is none, the log says why.
pub(crate) async fn answer(
    function: &impl Function,
    context: &lambda_runtime::Context,
    buffers: &mut Buffers,
) -> Result<Box<RawValue>, Diagnostic> {
    match call(function, lend(context), buffers).await {
        Ok(answer) => Ok(answer),
        Err(error) => {
            log(&context.request_id, &error);
            Err(diagnostic(&error))
        }
    }
}

async fn call(
    function: &impl Function,
    context: Context<'_>,
    buffers: &mut Buffers,
) -> Result<Box<RawValue>, InvocationError> {
    let Buffers { event, reply, answer } = buffers;
    reply.clear();
    answer.clear();
    let invocation = Invocation { event, context, reply, answer };
    caught(async { function.call(invocation).await }).await?;
    // lambda_runtime takes a value to serialize and keeps it. A `RawValue` costs one scan, which
    // refuses what is not JSON, and one copy of exactly the answer's size; to give the buffer itself
    // away would cost the next invocation a new one, grown step by step.
    serde_json::from_slice(&buffers.answer)
        .map_err(|error| InvocationError::new("Answer.Invalid", error))
}

/// The result of `call`, a panic being an error. lambda_runtime would catch the panic too, but show
/// its text to whoever invoked the function.
async fn caught(
    call: impl Future<Output = Result<(), InvocationError>>,
) -> Result<(), InvocationError> {
    let mut call = pin!(call);
    poll_fn(|task| {
        catch_unwind(AssertUnwindSafe(|| call.as_mut().poll(task))).unwrap_or_else(|_| {
            let detail = "the function panicked; the panic's own message stands above";
            Poll::Ready(Err(InvocationError::new("Function.Panicked", detail)))
        })
    })
    .await
}

fn lend(context: &lambda_runtime::Context) -> Context<'_> {
    let mut lent = Context::new(&context.request_id);
    lent.deadline_ms = context.deadline;
    lent.invoked_function_arn = &context.invoked_function_arn;
    lent.trace_id = context.xray_trace_id.as_deref().unwrap_or_default();
    lent.tenant_id = context.tenant_id.as_deref().unwrap_or_default();
    lent
}

/// One line of the log. `eprintln!` would panic where nobody listens, and a line break in a detail,
/// which may quote the event, could forge a line of its own.
fn log(request_id: &str, error: &InvocationError) {
    let detail = error.detail().replace(char::is_control, " ");
    let _ = writeln!(io::stderr(), "{request_id} {}: {detail}", error.kind());
}

/// What the Runtime API is told. Whoever invoked the function reads it, so the detail stays out.
fn diagnostic(error: &InvocationError) -> Diagnostic {
    Diagnostic {
        error_type: error.kind().to_owned(),
        error_message: "the function could not answer this event; its log says why".to_owned(),
    }
}
