//! A function of its own hand, on gatepost-lambda: answers with what it was given, or does as the
//! event, a JSON string, says.

use gatepost_core::{Function, Invocation, InvocationError};
use serde_json::{Value, json};

struct Echo;

impl Function for Echo {
    async fn call(&self, invocation: Invocation<'_>) -> Result<(), InvocationError> {
        match &*invocation.event {
            br#""fail""# => Err(InvocationError::new("Echo.Failed", "a secret,\nin two lines")),
            br#""panic""# => panic!("a secret"),
            br#""garbage""# => {
                invocation.answer.write(b"{\"secret\":\xff");
                Ok(())
            }
            _ => echo(invocation).map_err(|error| InvocationError::new("Echo.NotJson", error)),
        }
    }
}

fn echo(invocation: Invocation<'_>) -> serde_json::Result<()> {
    let event: Value = serde_json::from_slice(invocation.event)?;
    let context = invocation.context;
    let answer = json!({
        "event": event,
        "requestId": context.request_id,
        "deadlineMs": context.deadline_ms,
        "functionArn": context.invoked_function_arn,
        "traceId": context.trace_id,
        "tenantId": context.tenant_id,
        "leftInBuffers": invocation.reply.needed() + invocation.answer.needed(),
    });
    invocation.reply.write(b"a reply");
    invocation.answer.write(answer.to_string().as_bytes());
    Ok(())
}

fn main() -> Result<(), gatepost_lambda::Error> {
    gatepost_lambda::run(&Echo)
}
