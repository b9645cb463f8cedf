//! What goes around routes.

use std::marker::PhantomData;

use gatepost_core::Out;

use crate::{
    catch::catch_panic,
    extract::Cx,
    fallback::Missed,
    node::Node,
    reply::IntoReply,
    routes::Routes,
    serve::{check, log_panic},
    span::RequestSpan,
};

/// Work before and after the handlers of a set of routes, or in their place: [`Around`] puts it there.
///
/// What stands before [`next.run()`](Next::run) is done before the handler, what stands after it has the
/// reply, and without it no handler is called. A hook may await, and has the app's state; it is no
/// allocation and no `dyn`.
///
/// It sees every reply: errors, extractors' refusals and the 500 of a panic, and around all of an app
/// also those that no handler writes, such as 404, 405 and preflights. What comes later is not for it to
/// see: the shape that [`App::on_error`](crate::App::on_error) gives an error, whose headers stay, and the
/// 500 in the place of an answer over the limit of its gateway.
///
/// A hook that has something for the handlers, such as who is logged in, is a [`Scope`](crate::Scope).
///
/// An id that the client and the log both know:
///
/// ```
/// use gatepost::{Around, Hook, Next, Routes, prelude::*, testing::Event};
///
/// struct RequestId;
///
/// impl<S: ?Sized> Hook<S> for RequestId {
///     async fn around<R: Routes<S>>(mut next: Next<'_, '_, R, S>) {
///         next.run().await;
///         let id = next.cx.event.request_id().unwrap_or(next.cx.context.request_id);
///         next.out.set_header("X-Request-Id", id);
///         eprintln!("{id}: {}", next.out.status());
///     }
/// }
///
/// #[get("/")]
/// fn home() -> &'static str {
///     "home"
/// }
///
/// static APP: App<Around<RequestId, (home,)>> = App::new();
///
/// for (path, status) in [("/", 200), ("/nowhere", 404)] {
///     let answer = Event::get(path).call(&APP, &())?;
///     assert_eq!(answer.status(), status);
///     assert!(answer.header("x-request-id").is_some_and(|id| !id.is_empty()));
/// }
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
///
/// How long a handler takes, for the browser's tools, and around one route a lock:
///
/// ```
/// use std::time::Instant;
///
/// use gatepost::{Around, Hook, Next, Routes, prelude::*, testing::Event};
///
/// struct Timing;
///
/// impl<S: ?Sized> Hook<S> for Timing {
///     async fn around<R: Routes<S>>(mut next: Next<'_, '_, R, S>) {
///         let start = Instant::now();
///         next.run().await;
///         let milliseconds = start.elapsed().as_secs_f64() * 1e3;
///         next.out.add_header_of("Server-Timing", format_args!("handler;dur={milliseconds:.3}"));
///     }
/// }
///
/// struct Keys(&'static str);
/// struct Locked;
///
/// impl Hook<Keys> for Locked {
///     async fn around<R: Routes<Keys>>(mut next: Next<'_, '_, R, Keys>) {
///         if next.cx.request.header("x-key") != Some(next.cx.state.0) {
///             return next.reply(HttpError::unauthorized("where is your key?"));
///         }
///         next.run().await;
///     }
/// }
///
/// #[get("/")]
/// fn home() -> &'static str {
///     "home"
/// }
///
/// #[get("/cellar")]
/// fn cellar() -> &'static str {
///     "wine"
/// }
///
/// static APP: App<Around<Timing, (home, Around<Locked, cellar>)>, Keys> = App::new();
///
/// let keys = Keys("brass");
/// let refused = Event::get("/cellar").call(&APP, &keys)?;
/// assert_eq!(refused.status(), 401);
/// assert!(refused.header("server-timing").is_some_and(|value| value.starts_with("handler;dur=")));
/// assert_eq!(Event::get("/cellar").header("X-Key", "brass").call(&APP, &keys)?.text(), "wine");
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no hook of an app with state `{S}`",
    label = "not a hook",
    note = "write `impl Hook<{S}> for {Self}`"
)]
pub trait Hook<S: ?Sized> {
    /// Goes around one request to the routes `R`.
    fn around<R: Routes<S>>(next: Next<'_, '_, R, S>) -> impl Future<Output = ()>;
}

/// The request that a [`Hook`] is around, and the handler that is to answer it.
pub struct Next<'r, 'o, R, S: ?Sized> {
    /// All that is known of the request. Its parameters are those of the route, and none where no
    /// route answers.
    pub cx: &'r Cx<'r, S>,
    /// The reply: as the handler has written it, once it has run.
    pub out: &'r mut Out<'o>,
    inner: Inner<'r>,
    routes: PhantomData<fn() -> R>,
}

/// Who answers.
#[derive(Clone, Copy)]
enum Inner<'r> {
    Route(u32),
    Missed(&'r Missed<'r>),
}

impl<'r, 'o, R, S: ?Sized> Next<'r, 'o, R, S> {
    /// A request that a route answers.
    pub(crate) fn route(id: u32, cx: &'r Cx<'r, S>, out: &'r mut Out<'o>) -> Self {
        Self { cx, out, inner: Inner::Route(id), routes: PhantomData }
    }

    /// Has the handler answer, hooks within this one included. Its panic, and a reply that must not be
    /// sent, are 500s when this returns.
    pub fn run(&mut self) -> impl Future<Output = ()>
    where
        R: Routes<S>,
    {
        answer::<R, S>(self.inner, self.cx, self.out)
    }

    /// As [`run`](Next::run), with `state` in the place of the state around: what a
    /// [`Scope`](crate::Scope) does.
    pub async fn run_with<T>(&mut self, state: &T)
    where
        R: Routes<T>,
    {
        let Cx { request, ref params, state: _, event, context } = *self.cx;
        let cx = Cx { request, params: params.clone(), state, event, context };
        answer::<R, T>(self.inner, &cx, self.out).await;
    }

    /// Writes a reply, in the place of what was written of another.
    pub fn reply(&mut self, reply: impl IntoReply) {
        self.out.reset();
        reply.write_reply(self.out);
    }
}

#[allow(clippy::manual_async_fn)] // An `async fn` would keep its arguments twice.
fn answer<R: Routes<S>, S: ?Sized>(
    inner: Inner<'_>,
    cx: &Cx<'_, S>,
    out: &mut Out<'_>,
) -> impl Future<Output = ()> {
    async move {
        let handled = match inner {
            Inner::Route(id) => catch_panic(&RequestSpan::none(), R::dispatch(id, cx, out)).await,
            Inner::Missed(missed) => {
                catch_panic(&RequestSpan::none(), R::miss(missed, cx, out)).await
            }
        };
        if handled.is_err() {
            log_panic(&cx.request, out);
        } else if out.failure().is_some() {
            check(&cx.request, out);
        }
    }
}

/// The routes `R` with the [`Hook`] `H` around them: a set of routes like any other. Where it is all of
/// an [`App`](crate::App), the hook goes around what no route answers too.
///
/// ```
/// use gatepost::{Around, Hook, Next, Routes, prelude::*, testing::Event};
///
/// struct Greeting;
///
/// impl<S: ?Sized> Hook<S> for Greeting {
///     async fn around<R: Routes<S>>(mut next: Next<'_, '_, R, S>) {
///         next.run().await;
///         next.out.add_header("X-Hello", "there");
///     }
/// }
///
/// #[get("/one")]
/// fn one() {}
///
/// #[get("/two")]
/// fn two() {}
///
/// static APP: App<(Around<Greeting, one>, two)> = App::new();
/// assert!(Event::get("/one").call(&APP, &())?.header("x-hello").is_some());
/// assert!(Event::get("/two").call(&APP, &())?.header("x-hello").is_none());
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
pub struct Around<H, R>(PhantomData<fn() -> (H, R)>);

impl<H: Hook<S>, R: Routes<S>, S: ?Sized> Routes<S> for Around<H, R> {
    const NODE: Node = R::NODE;

    fn dispatch<'r>(id: u32, cx: &'r Cx<'r, S>, out: &'r mut Out<'_>) -> impl Future<Output = ()> {
        H::around(Next::<R, S>::route(id, cx, out))
    }

    fn miss<'r>(
        missed: &'r Missed<'r>,
        cx: &'r Cx<'r, S>,
        out: &'r mut Out<'_>,
    ) -> impl Future<Output = ()> {
        H::around(Next::<R, S> { cx, out, inner: Inner::Missed(missed), routes: PhantomData })
    }
}
