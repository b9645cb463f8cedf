//! The contract between a runtime and a function.

use core::fmt;

use heapless::String;

use crate::buffer::Buffer;

/// A function: event bytes in, answer bytes out.
///
/// Runtimes run a `Function` and know nothing else of it; a program without the `gatepost` crate
/// implements one in a few lines.
///
/// ```
/// use gatepost_core::{Buffer, Context, Fixed, Function, Invocation, InvocationError};
///
/// struct Echo;
///
/// impl Function for Echo {
///     async fn call(&self, invocation: Invocation<'_>) -> Result<(), InvocationError> {
///         invocation.answer.write(invocation.event);
///         Ok(())
///     }
/// }
///
/// # use core::{future::Future, pin::pin, task::{Context as Task, Poll, Waker}};
/// # fn now<T>(future: impl Future<Output = T>) -> T {
/// #     match pin!(future).poll(&mut Task::from_waker(Waker::noop())) { Poll::Ready(value) => value, Poll::Pending => panic!() }
/// # }
/// let (mut reply, mut answer) = ([0; 64], [0; 64]);
/// let (mut reply, mut answer) = (Fixed::new(&mut reply), Fixed::new(&mut answer));
/// let mut event = *br#"{"n":1}"#;
/// let context = Context::default();
/// now(Echo.call(Invocation { event: &mut event, context, reply: &mut reply, answer: &mut answer }))?;
/// assert_eq!(answer.written(), br#"{"n":1}"#);
/// # Ok::<(), InvocationError>(())
/// ```
pub trait Function {
    /// Answers one event: writes the whole answer into `invocation.answer`.
    ///
    /// # Errors
    /// [`InvocationError`] where there is no answer: the event is not one that the function can
    /// take, or the answer did not fit.
    fn call(&self, invocation: Invocation<'_>)
    -> impl Future<Output = Result<(), InvocationError>>;
}

/// What a runtime lends for one event.
pub struct Invocation<'i> {
    /// The event's bytes. They are the function's to use up: text is decoded where it stands.
    pub event: &'i mut [u8],
    /// What the runtime knows of the invocation.
    pub context: Context<'i>,
    /// Where handlers write their reply.
    pub reply: &'i mut dyn Buffer,
    /// Where the answer goes.
    pub answer: &'i mut dyn Buffer,
}

/// What the runtime knows of an invocation. What it does not know is empty.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Context<'i> {
    /// The id of the invocation, such as `8476a536-e9f4-11e8-9739-2dfe598c3fcd`.
    pub request_id: &'i str,
    /// When the invocation ends, in milliseconds since 1970-01-01T00:00Z; 0 where nobody says.
    pub deadline_ms: u64,
    /// The ARN by which the function was invoked.
    pub invoked_function_arn: &'i str,
    /// The X-Ray trace header, such as `Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=1`. It is
    /// never put into the environment: writing that is unsound beside threads.
    pub trace_id: &'i str,
    /// The tenant, of a function with tenant isolation.
    pub tenant_id: &'i str,
}

impl<'i> Context<'i> {
    /// A context with that request id.
    ///
    /// ```
    /// use gatepost_core::Context;
    ///
    /// let context = Context::new("8476a536-e9f4-11e8-9739-2dfe598c3fcd");
    /// assert_eq!((context.deadline_ms, context.trace_id), (0, ""));
    /// ```
    #[must_use]
    pub const fn new(request_id: &'i str) -> Self {
        Self { request_id, deadline_ms: 0, invoked_function_arn: "", trace_id: "", tenant_id: "" }
    }
}

/// How much of a detail is kept, in bytes: enough for a line, and the error stays small to return.
const MAX_DETAIL: usize = 100;

/// An invocation without an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InvocationError {
    kind: &'static str,
    detail: String<MAX_DETAIL, u8>,
}

impl InvocationError {
    /// An error of that kind, such as `Event.NotHttp`, with a detail for the log, of which the first
    /// 100 bytes are kept.
    ///
    /// ```
    /// use gatepost_core::InvocationError;
    ///
    /// let error = InvocationError::new("Event.NotHttp", "no `httpMethod`");
    /// assert_eq!(error.to_string(), "Event.NotHttp: no `httpMethod`");
    /// ```
    #[must_use]
    pub fn new(kind: &'static str, detail: impl fmt::Display) -> Self {
        Self::with_detail(kind, &detail)
    }

    /// An error of that kind that says all there is to say.
    ///
    /// ```
    /// use gatepost_core::InvocationError;
    ///
    /// let error = InvocationError::of("Answer.TooLarge");
    /// assert_eq!((error.kind(), error.to_string().as_str()), ("Answer.TooLarge", "Answer.TooLarge"));
    /// ```
    #[must_use]
    pub const fn of(kind: &'static str) -> Self {
        Self { kind, detail: String::new() }
    }

    // Apart from `new`, which is there once for each type of detail.
    fn with_detail(kind: &'static str, detail: &dyn fmt::Display) -> Self {
        use fmt::Write as _;
        let mut error = Self { kind, detail: String::new() };
        // What is too long is cut.
        let _ = write!(Cut(&mut error.detail), "{detail}");
        error
    }

    /// The kind: what the Runtime API, and through it whoever invoked the function, is told.
    ///
    /// ```
    /// use gatepost_core::InvocationError;
    ///
    /// assert_eq!(InvocationError::new("Event.NotHttp", "no `httpMethod`").kind(), "Event.NotHttp");
    /// ```
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// The detail: for the log only.
    ///
    /// ```
    /// use gatepost_core::InvocationError;
    ///
    /// let error = InvocationError::new("Answer.TooLarge", "x".repeat(1000));
    /// assert_eq!(error.detail().len(), 100);
    /// ```
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }
}

impl fmt::Display for InvocationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind)?;
        if self.detail.is_empty() { Ok(()) } else { write!(f, ": {}", self.detail) }
    }
}

impl core::error::Error for InvocationError {}

/// Writes as much as there is room for.
struct Cut<'s>(&'s mut String<MAX_DETAIL, u8>);

impl fmt::Write for Cut<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|character| self.0.push(character).map_err(|_| fmt::Error))
    }
}
