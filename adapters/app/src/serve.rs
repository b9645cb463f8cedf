//! The way of a request, from event bytes to answer bytes.

use gatepost_core::{
    Buffer, Call, Closing, Context, Decision, Frame, Invocation, InvocationError, Miss, Opened,
    Out, PathCoding, Policy, Request, Status,
};
use gatepost_json::{EventContext, Sources};

use crate::{
    answer::log_request,
    catch::{catch, catch_panic},
    event::Event,
    gzip::Gzip,
    span::RequestSpan,
};

/// Calls the handler of a route: what [`serve`] leaves to its caller.
///
/// An [`App`](crate::App) is one over its handlers; a proxy with a table that it builds at run time
/// brings its own.
pub trait Dispatch {
    /// Calls the handler that `call.id` stands for, which writes its reply into `out`.
    fn dispatch<'r>(
        &'r self,
        call: Call<'r>,
        incoming: Incoming<'r>,
        out: &'r mut Out<'_>,
    ) -> impl Future<Output = ()>;

    /// Writes the reply to a request that no route answers; by default as [`Miss::write`] does.
    fn miss<'r>(
        &'r self,
        miss: Miss<'r>,
        _incoming: Incoming<'r>,
        out: &'r mut Out<'_>,
    ) -> impl Future<Output = ()> {
        async move { miss.write(out) }
    }

    /// Gives the reply of an error another shape: [`Out::error`] is what it says. By default it stays
    /// as it is.
    fn error<'r>(&'r self, _incoming: Incoming<'r>, _out: &mut Out<'_>) {}

    /// How bodies are compressed that are to be.
    fn gzip(&self) -> Gzip {
        Gzip::NEW
    }
}

/// What comes with a request.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Incoming<'r> {
    /// The request.
    pub request: Request<'r>,
    /// What its event says beside it.
    pub event: EventContext<'r>,
    /// What the runtime knows of the invocation.
    pub context: Context<'r>,
}

/// Answers one event: reads it, asks `policy` what it wants, has `dispatch` call the handler, and
/// writes the answer.
///
/// # Errors
/// [`InvocationError`] where the event is not JSON, is not an HTTP request of one of `sources`, or the
/// answer does not fit the buffer that the runtime lent. All else, a panic of the handler included, is
/// an answer.
pub async fn serve(
    policy: &Policy<'_>,
    sources: Sources,
    dispatch: &impl Dispatch,
    invocation: Invocation<'_>,
) -> Result<(), InvocationError> {
    let Invocation { event, context, reply, answer } = invocation;
    let event =
        Event::read(event, sources).map_err(|error| InvocationError::new(error.kind(), error))?;
    let request = event.request();
    let mut out = Out::new(reply);

    let room = match request.path_coding() {
        PathCoding::Encoded => request.path().len(),
        PathCoding::Decoded => 0,
    };
    let scratch = answer.scratch(room);
    let Opened { decision, closing } = policy.open(&request, scratch);
    let incoming = Incoming { request, event: event.context(), context };
    let span = RequestSpan::new(&incoming, &decision);
    let handled = match decision {
        Decision::Call(call) => {
            catch_panic(&span, dispatch.dispatch(call, incoming, &mut out)).await
        }
        Decision::Miss(miss) => {
            if let Miss::BadRequest(reason) = miss {
                log_request(&request, reason);
            }
            catch_panic(&span, dispatch.miss(miss, incoming, &mut out)).await
        }
    };
    span.in_scope(|| {
        if handled.is_err() {
            log_panic(&request, &mut out);
        }
        Ending { dispatch, incoming, event: &event, closing, span: &span }.answer(&mut out, answer);
    });
    if answer.fits() {
        return Ok(());
    }
    let needed = answer.needed();
    Err(InvocationError::new(
        "Answer.TooLarge",
        format_args!("the answer needs {needed} bytes, more than the runtime lent"),
    ))
}

fn fail(out: &mut Out<'_>) {
    out.reset();
    out.set_answer(Status::INTERNAL_SERVER_ERROR);
}

/// Logs that the handler panicked, and answers 500.
pub(crate) fn log_panic(request: &Request<'_>, out: &mut Out<'_>) {
    log_request(request, "the handler panicked");
    fail(out);
}

/// Logs what the reply has for the log, and answers 500 where it must not be sent.
pub(crate) fn check(request: &Request<'_>, out: &mut Out<'_>) {
    if let Some(note) = out.note() {
        log_request(request, format_args!("{}: {note:?}", out.status()));
    }
    if let Some(name) = out.left_out() {
        let what = format_args!("the reply's header {name} was left out: the gateway writes it");
        log_request(request, what);
    }
    if let Some(failure) = out.failure() {
        log_request(request, failure);
        fail(out);
    }
}

/// What becomes of a reply, whoever wrote it.
struct Ending<'r, D> {
    dispatch: &'r D,
    incoming: Incoming<'r>,
    event: &'r Event<'r>,
    closing: Closing<'r>,
    span: &'r RequestSpan,
}

impl<D: Dispatch> Ending<'_, D> {
    /// Writes the answer, and that of a 500 in the place of one that is over the limit of its gateway.
    fn answer(&self, out: &mut Out<'_>, answer: &mut dyn Buffer) {
        self.write(out, answer);
        let (len, most) = (answer.needed(), self.event.max_answer());
        if len > most {
            let what = format_args!("the answer is {len} bytes of JSON, and {most} is the most");
            log_request(&self.incoming.request, what);
            fail(out);
            self.write(out, answer);
        }
    }

    fn write(&self, out: &mut Out<'_>, answer: &mut dyn Buffer) {
        self.settle(out);
        let gzip = self.dispatch.gzip();
        let frame = gzip.close(&self.closing, &self.incoming.request, out);
        self.span.record_status(frame.status);
        self.log_losses(&frame);
        answer.clear();
        gzip.coded(frame, |frame| self.event.write(frame, answer));
    }

    /// Checks the reply, and has that of an error shaped.
    fn settle(&self, out: &mut Out<'_>) {
        let Self { dispatch, incoming, .. } = *self;
        check(&incoming.request, out);
        if out.error().is_some() && catch(|| dispatch.error(incoming, out)).is_err() {
            log_request(&incoming.request, "the error handler panicked");
            fail(out);
        }
    }

    /// Logs what of the reply does not arrive.
    fn log_losses(&self, frame: &Frame<'_>) {
        let request = &self.incoming.request;
        if let Some(failure) = &frame.failure {
            log_request(request, failure);
        }
        let why = "the target group has multi-value headers switched off";
        match self.event.dropped_cookies(frame) {
            0 => {}
            1 => log_request(request, format_args!("1 cookie was dropped: {why}")),
            count => log_request(request, format_args!("{count} cookies were dropped: {why}")),
        }
    }
}
