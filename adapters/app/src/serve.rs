//! The way of a request, from event bytes to answer bytes.

use gatepost_core::{
    Call, Context, Decision, Invocation, InvocationError, Miss, Opened, Out, Policy, Request,
    Status,
};
use gatepost_rest::Event;

use crate::{answer::log_request, catch::catch_panic};

/// Calls the handler of a route: what [`serve`] leaves to its caller.
///
/// An [`App`](crate::App) is one over its handlers; a proxy with a table that it builds at run time
/// brings its own.
pub trait Dispatch {
    /// Calls the handler that `call.id` stands for, which writes its reply into `out`.
    fn dispatch<'r>(
        &'r self,
        call: Call<'r>,
        request: Request<'r>,
        context: Context<'r>,
        out: &'r mut Out<'_>,
    ) -> impl Future<Output = ()>;
}

/// Answers one event: reads it, asks `policy` what it wants, has `dispatch` call the handler, and
/// writes the answer.
///
/// # Errors
/// [`InvocationError`] where the event is not JSON, is not an HTTP request of a source that is
/// answered, or the answer does not fit the buffer that the runtime lent. All else, a panic of the
/// handler included, is an answer.
pub async fn serve(
    policy: &Policy<'_>,
    dispatch: &impl Dispatch,
    invocation: Invocation<'_>,
) -> Result<(), InvocationError> {
    let Invocation { event, context, reply, answer } = invocation;
    let event = Event::read(event).map_err(|error| InvocationError::new(error.kind(), error))?;
    let request = event.request();
    let mut out = Out::new(reply);

    let scratch = answer.scratch(request.path().len());
    let Opened { decision, closing } = policy.open(&request, scratch);
    match decision {
        Decision::Call(call) => {
            let handled = catch_panic(dispatch.dispatch(call, request, context, &mut out)).await;
            if handled.is_err() {
                log_request(&request, "the handler panicked");
                out.reset();
                out.set_answer(Status::INTERNAL_SERVER_ERROR);
            }
        }
        Decision::Miss(miss) => {
            if let Miss::BadRequest(reason) = miss {
                log_request(&request, reason);
            }
            miss.write(&mut out);
        }
    }
    let frame = closing.close(&mut out);
    if let Some(failure) = &frame.failure {
        log_request(&request, failure);
    }
    answer.clear();
    gatepost_rest::write(&frame, answer);
    if answer.fits() {
        return Ok(());
    }
    let needed = answer.needed();
    Err(InvocationError::new(
        "Answer.TooLarge",
        format_args!("the answer needs {needed} bytes, more than the runtime lent"),
    ))
}
