//! What goes around routes: hooks of a route, a group and an app, on every kind of reply.

use gatepost::{
    Around, Hook, Method, Next, Out, Routes, Rules, Under,
    prelude::*,
    testing::{Answer, Event, Gateway},
};

/// Leaves `name` as a header before and after the handler.
macro_rules! marks {
    ($($hook:ident $name:literal)*) => {$(
        struct $hook;

        impl<S: ?Sized> Hook<S> for $hook {
            async fn around<R: Routes<S>>(mut next: Next<'_, '_, R, S>) {
                std::future::ready(()).await;
                next.out.add_header("X-Before", $name);
                next.run().await;
                std::future::ready(()).await;
                let status = next.out.status().code();
                next.out.add_header_of("X-After", format_args!("{} {status}", $name));
            }
        }
    )*};
}

marks! { OfApp "app" OfGroup "group" OfRoute "route" }

struct Keys(&'static str);

/// Answers in the handler's place, by what the state says.
struct Locked;

impl Hook<Keys> for Locked {
    async fn around<R: Routes<Keys>>(mut next: Next<'_, '_, R, Keys>) {
        if next.cx.request.header("x-key") != Some(next.cx.state.0) {
            next.out.add_header("X-Forgotten", "yes");
            return next.reply(HttpError::unauthorized("where is your key?"));
        }
        next.run().await;
    }
}

struct Stumbles;

impl<S: ?Sized> Hook<S> for Stumbles {
    async fn around<R: Routes<S>>(next: Next<'_, '_, R, S>) {
        assert!(next.cx.request.header("x-stumble").is_none(), "the hook stumbles");
        let mut next = next;
        next.run().await;
    }
}

#[get("/plain")]
fn plain() -> &'static str {
    "plain"
}

#[get("/<id>")]
async fn item(id: u32) -> String {
    format!("item {id}")
}

#[get("/error")]
fn error() -> Result<(), HttpError> {
    Err(HttpError::conflict("not now").with_header("Retry-After", "9"))
}

#[get("/panic")]
fn panics() {
    panic!("as it should");
}

#[get("/unsendable")]
fn unsendable() -> Reply<'static> {
    Reply::new(200).header("X-Bad", "a\nb")
}

#[get("/cellar")]
fn cellar() -> &'static str {
    "wine"
}

struct Items;

impl Group for Items {
    type Routes = Around<OfGroup, (Around<OfRoute, item>,)>;
    const PREFIX: &'static str = "/items";
    const RULES: Rules<'static> = Rules::NEW.cache_control("max-age=60");
}

type Set = (plain, error, panics, unsendable, Around<Locked, cellar>, Under<Items>);

static APP: App<Around<OfApp, Around<Stumbles, Set>>, Keys> = App::new();
static WITHIN: App<(Around<OfApp, plain>, cellar), Keys> = App::new();
static SHAPED: App<Around<OfApp, Set>, Keys> =
    App::new().not_found(not_found).on_error(page).cors(Cors::any());

fn not_found(request: Request<'_>) -> Reply<'_> {
    Reply::new(410).header("X-Gone", "yes").body(request.path())
}

fn page(error: HttpError, _: Request<'_>) -> Reply<'static> {
    Reply::new(error.status()).body(format!("<{}>", error.message()))
}

#[track_caller]
fn call<R: Routes<Keys>>(app: &App<R, Keys>, event: &Event) -> Answer {
    event.call(app, &Keys("brass")).unwrap()
}

/// The status, and what the hooks have left before and after.
#[track_caller]
fn marks(answer: &Answer) -> (u16, Option<String>, Option<String>) {
    (answer.status(), answer.header("x-before"), answer.header("x-after"))
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn hooks_stand_around_each_other() {
    for gateway in Gateway::ALL {
        let answer = call(&APP, &Event::get("/items/7").via(gateway));
        assert_eq!(answer.text(), "item 7", "{gateway}");
        assert_eq!(answer.header("cache-control"), some("max-age=60"));
        let after = "route 200, group 200, app 200";
        assert_eq!(marks(&answer), (200, some("app, group, route"), some(after)), "{gateway}");
        let answer = call(&APP, &Event::get("/plain").via(gateway));
        assert_eq!(marks(&answer), (200, some("app"), some("app 200")), "{gateway}");
    }
}

#[test]
fn the_table_is_that_of_the_routes() {
    let table = APP.table();
    let routes: Vec<_> = table.routes().map(|route| (route.methods, route.pattern)).collect();
    let get: &[Method<'_>] = &[Method::GET];
    let paths = ["/cellar", "/error", "/items/<id>", "/panic", "/plain", "/unsendable"];
    assert_eq!(routes, paths.map(|path| (get, path)));
}

/// Every reply comes by a hook around the whole app, whoever wrote it.
#[test]
fn errors_and_misses() {
    let cases = [
        (Event::get("/error"), 409, r#"{"statusCode":409,"message":"not now"}"#),
        (Event::get("/panic"), 500, r#"{"statusCode":500,"message":"Internal Server Error"}"#),
        (Event::get("/unsendable"), 500, r#"{"statusCode":500,"message":"Internal Server Error"}"#),
        (Event::get("/nowhere"), 404, r#"{"message":"Not found"}"#),
        (Event::delete("/plain"), 405, r#"{"statusCode":405,"message":"Method Not Allowed"}"#),
        (Event::options("/plain"), 204, ""),
        (Event::new("G T", "/plain"), 400, r#"{"statusCode":400,"message":"Bad Request"}"#),
    ];
    for (event, status, body) in cases {
        let answer = call(&APP, &event);
        assert_eq!(answer.text(), body);
        let after = answer.header("x-after").unwrap();
        assert_eq!((answer.status(), after), (status, format!("app {status}")), "{event:?}");
    }
    let extractor = call(&APP, &Event::get("/items/seven"));
    assert_eq!(
        (extractor.status(), extractor.header("x-after")),
        (400, some("route 400, group 400, app 400"))
    );
}

#[test]
fn a_hook_within_sees_its_own_routes_alone() {
    assert_eq!(marks(&call(&WITHIN, &Event::get("/plain"))), (200, some("app"), some("app 200")));
    assert_eq!(marks(&call(&WITHIN, &Event::get("/cellar"))), (200, None, None));
    assert_eq!(marks(&call(&WITHIN, &Event::get("/nowhere"))), (404, None, None));
}

#[test]
fn a_hook_answers_in_the_place_of_a_handler() {
    let refused = call(&APP, &Event::get("/cellar"));
    assert_eq!(refused.text(), r#"{"statusCode":401,"message":"where is your key?"}"#);
    assert_eq!(refused.header("x-after"), some("app 401"));
    assert_eq!(refused.header("x-forgotten"), None);
    let open = call(&APP, &Event::get("/cellar").header("X-Key", "brass"));
    assert_eq!((open.status(), &*open.text()), (200, "wine"));
}

/// What goes wrong in a hook is a 500, which the hook around it sees.
#[test]
fn a_hook_that_panics() {
    for path in ["/plain", "/nowhere"] {
        let answer = call(&APP, &Event::get(path).header("X-Stumble", "yes"));
        assert_eq!((answer.status(), answer.header("x-after")), (500, some("app 500")));
    }
    assert_eq!(call(&APP, &Event::get("/plain")).status(), 200);
}

/// The app's own replies to what goes wrong, the headers of its policy, and those of hooks go together.
#[test]
fn the_apps_own_errors() {
    let gone = call(&SHAPED, &Event::get("/nowhere"));
    assert_eq!((gone.status(), &*gone.text()), (410, "/nowhere"));
    assert_eq!((gone.header("x-gone"), gone.header("x-after")), (some("yes"), some("app 410")));
    let error = call(&SHAPED, &Event::get("/error"));
    assert_eq!((error.status(), &*error.text()), (409, "<not now>"));
    assert_eq!(
        (error.header("retry-after"), error.header("x-after")),
        (some("9"), some("app 409"))
    );
    assert_eq!(error.header("access-control-allow-origin"), some("*"));
    let preflight = call(&SHAPED, &Event::options("/plain"));
    assert_eq!((preflight.status(), preflight.header("x-after")), (204, some("app 204")));
}

struct Twice;

impl<S: ?Sized> Hook<S> for Twice {
    async fn around<R: Routes<S>>(mut next: Next<'_, '_, R, S>) {
        next.run().await;
        next.reply(Written);
        next.run().await;
    }
}

struct Written;

impl IntoReply for Written {
    fn write_reply(self, out: &mut Out<'_>) {
        out.add_header("X-Written", "by the hook");
    }
}

/// A future of hooks and handlers moves between threads where they do.
#[test]
fn hooks_are_send_and_may_run_twice() {
    static AGAIN: App<Around<Twice, (plain, item)>> = App::new();
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let event = r#"{"httpMethod":"GET","path":"/7"}"#;
    let answer = gatepost::block_on(is_send(AGAIN.call(event, &()))).unwrap();
    let answer = Answer::read(&answer).unwrap();
    assert_eq!((&*answer.text(), answer.header("x-written")), ("item 7", some("by the hook")));
}
