//! A function without the face: answers with what it was given, or does as the event, a JSON string,
//! says.

use std::{
    env,
    future::poll_fn,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    task::{Poll, Waker},
    thread,
    time::Duration,
};

use gatepost_core::{Function, Invocation, InvocationError};
use serde_json::{Value, json};

/// The function.
pub struct Echo;

impl Echo {
    /// Makes it, or does not, as the environment variable `ECHO_INIT` says.
    ///
    /// # Errors
    /// Where that is `fail`.
    ///
    /// # Panics
    /// Where that is `panic`.
    pub async fn open() -> Result<Self, &'static str> {
        match env::var("ECHO_INIT").as_deref() {
            Ok("fail") => Err("a secret"),
            Ok("panic") => panic!("a secret"),
            _ => Ok(Self),
        }
    }
}

impl Function for Echo {
    async fn call(&self, invocation: Invocation<'_>) -> Result<(), InvocationError> {
        match &*invocation.event {
            br#""fail""# => Err(InvocationError::new("Echo.Failed", "a secret,\nin two lines")),
            br#""panic""# => panic!("a secret"),
            br#""garbage""# => {
                invocation.answer.write(b"{\"secret\":\xff");
                Ok(())
            }
            br#""wait""# => {
                another_thread().await;
                invocation.answer.write(br#""waited""#);
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

/// Waits for a thread that takes its time.
async fn another_thread() {
    let is_done = Arc::new(AtomicBool::new(false));
    let mut waker = None;
    poll_fn(|task| {
        let known = waker.get_or_insert_with(|| wake_later(task.waker().clone(), &is_done));
        // As futures do: where the waker is another, the thread is told.
        known.lock().unwrap().clone_from(task.waker());
        if is_done.load(Ordering::Acquire) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

fn wake_later(waker: Waker, is_done: &Arc<AtomicBool>) -> Arc<Mutex<Waker>> {
    let (waker, is_done) = (Arc::new(Mutex::new(waker)), Arc::clone(is_done));
    let shared = Arc::clone(&waker);
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(20));
        is_done.store(true, Ordering::Release);
        shared.lock().unwrap().wake_by_ref();
    });
    waker
}
