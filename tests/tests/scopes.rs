//! Routes with a state of their own: what a scope hands to the handlers within, and what it keeps out.

use gatepost::{
    Around, Hook, Next, Out, Routes, Scope, Under, Within,
    prelude::*,
    testing::{Answer, Event, Gateway},
};

/// The state of the app.
struct Db {
    users: &'static [(&'static str, &'static str)],
}

const DB: Db = Db { users: &[("t-ada", "ada"), ("t-eve", "eve")] };

impl Db {
    async fn user_of(&self, token: &str) -> Option<User> {
        std::future::ready(()).await;
        let known = self.users.iter().find(|(known, _)| *known == token);
        known.map(|(_, name)| User { name: (*name).to_owned() })
    }
}

struct User {
    name: String,
}

/// What handlers have for whom a user is logged in.
struct Session<'r> {
    user: User,
    token: &'r str,
    db: &'r Db,
}

impl Lend<User> for Session<'_> {
    fn lend(&self) -> &User {
        &self.user
    }
}

impl Lend<Db> for Session<'_> {
    fn lend(&self) -> &Db {
        self.db
    }
}

/// A part of the request, without a copy.
struct Token<'r>(&'r str);

impl<'r> FromRequest<'r, Session<'_>> for Token<'r> {
    fn from_request(cx: &'r Cx<'r, Session<'_>>) -> Result<Self, HttpError> {
        Ok(Self(cx.state.token))
    }
}

struct Login;

impl Scope<Db> for Login {
    type State<'r> = Session<'r>;

    async fn around<R: for<'r> Routes<Session<'r>>>(mut next: Next<'_, '_, R, Db>) {
        let (db, token) = (next.cx.state, next.cx.request.header("x-token").unwrap_or_default());
        assert_ne!(token, "stumble", "the scope stumbles");
        next.out.add_header("X-Before", "login");
        let Some(user) = db.user_of(token).await else {
            return next.reply(HttpError::unauthorized("who are you?"));
        };
        next.run_with(&Session { user, token, db }).await;
        let status = next.out.status().code();
        next.out.add_header_of("X-After", format_args!("login {status}"));
    }
}

/// What an administrator's handlers have: of the session only this, and no database.
struct Admin<'r>(&'r User);

impl Lend<User> for Admin<'_> {
    fn lend(&self) -> &User {
        self.0
    }
}

struct Admins;

impl<'s> Scope<Session<'s>> for Admins {
    type State<'r> = Admin<'r>;

    async fn around<R: for<'r> Routes<Admin<'r>>>(mut next: Next<'_, '_, R, Session<'s>>) {
        let user = &next.cx.state.user;
        match &*user.name {
            "ada" => next.run_with(&Admin(user)).await,
            _ => next.reply(HttpError::forbidden("not for you")),
        }
    }
}

/// A hook for any state: around scopes, and within.
struct Marked;

impl<S: ?Sized> Hook<S> for Marked {
    async fn around<R: Routes<S>>(mut next: Next<'_, '_, R, S>) {
        next.run().await;
        let status = next.out.status().code();
        next.out.add_header_of("X-After", format_args!("hook {status}"));
    }
}

/// A hook of a session: it has what the scope around it has made.
struct Signed;

impl<'s> Hook<Session<'s>> for Signed {
    async fn around<R: Routes<Session<'s>>>(mut next: Next<'_, '_, R, Session<'s>>) {
        next.run().await;
        next.out.add_header("X-Signed", &next.cx.state.user.name);
    }
}

#[get("/")]
fn home(db: &Db) -> String {
    format!("{} users", db.users.len())
}

#[get("/me")]
async fn me(user: &User, db: &Db) -> String {
    std::future::ready(()).await;
    format!("{} of {}", user.name, db.users.len())
}

#[get("/token")]
fn token(Token(token): Token<'_>) -> &str {
    token
}

#[get("/panic")]
fn panics(_: &User) {
    panic!("as it should");
}

#[get("/orders/<id>")]
fn order<'a>(id: u32, user: &'a User, request: Request<'a>) -> String {
    format!("{} {id} {}", user.name, request.path())
}

struct Shop;

impl Group for Shop {
    type Routes = Around<Signed, (order,)>;
    const PREFIX: &'static str = "/shop";
}

#[get("/admin")]
fn admin(user: &User) -> &str {
    &user.name
}

type Known = (me, token, panics, Under<Shop>, Within<Admins, Around<Marked, admin>>);
type All = (home, Within<Login, Around<Marked, Known>>);

static APP: App<All, Db> = App::new().cors(Cors::any());
static WHOLE: App<Within<Login, Around<Marked, (me,)>>, Db> = App::new();

#[track_caller]
fn call<R: Routes<Db>>(app: &App<R, Db>, token: &str, event: Event) -> Answer {
    event.header("X-Token", token).call(app, &DB).unwrap()
}

/// The status, the body, and what hooks and scopes have left after the handler.
#[track_caller]
fn seen(answer: &Answer) -> (u16, String, String) {
    let after = answer.header("x-after").unwrap_or_default();
    (answer.status(), answer.text().into_owned(), after)
}

const UNKNOWN: &str = r#"{"statusCode":401,"message":"who are you?"}"#;
const FORBIDDEN: &str = r#"{"statusCode":403,"message":"not for you"}"#;
const FAILED: &str = r#"{"statusCode":500,"message":"Internal Server Error"}"#;

#[test]
fn a_scope_hands_a_state_to_the_routes_within() {
    let twice = "hook 200, hook 200, login 200";
    let cases = [
        ("", "/", 200, "2 users", ""),
        ("t-ada", "/", 200, "2 users", ""),
        ("", "/me", 401, UNKNOWN, ""),
        ("t-bob", "/shop/orders/7", 401, UNKNOWN, ""),
        ("t-ada", "/me", 200, "ada of 2", "hook 200, login 200"),
        ("t-eve", "/me", 200, "eve of 2", "hook 200, login 200"),
        ("t-eve", "/token", 200, "t-eve", "hook 200, login 200"),
        ("t-eve", "/shop/orders/7", 200, "eve 7 /shop/orders/7", "hook 200, login 200"),
        ("t-ada", "/admin", 200, "ada", twice),
        ("t-eve", "/admin", 403, FORBIDDEN, "hook 403, login 403"),
        ("t-ada", "/panic", 500, FAILED, "hook 500, login 500"),
    ];
    for gateway in Gateway::ALL {
        for (token, path, status, body, after) in cases {
            let answer = call(&APP, token, Event::get(path).via(gateway));
            let expected = (status, body.to_owned(), after.to_owned());
            assert_eq!(seen(&answer), expected, "{token:?} {path} behind {gateway}");
        }
    }
}

#[test]
fn a_hook_within_has_the_new_state() {
    let answer = call(&APP, "t-eve", Event::get("/shop/orders/7"));
    assert_eq!(answer.header("x-signed").as_deref(), Some("eve"));
    assert_eq!(answer.header("x-before").as_deref(), Some("login"));
    assert_eq!(call(&APP, "t-eve", Event::get("/me")).header("x-signed"), None);
}

/// Nobody has to be logged in for a preflight, or to be told that a path is unknown.
#[test]
fn what_no_route_answers_is_not_for_a_scope() {
    for (app, allowed) in [(&APP as &dyn Calls, "*"), (&WHOLE, "")] {
        let preflight = app.answer(Event::options("/me"));
        assert_eq!(preflight.status(), 204);
        let origin = preflight.header("access-control-allow-origin").unwrap_or_default();
        assert_eq!(origin, allowed);
        let statuses = [Event::get("/nowhere"), Event::delete("/me")].map(|event| {
            let answer = app.answer(event);
            assert_eq!((answer.header("x-before"), answer.header("x-after")), (None, None));
            answer.status()
        });
        assert_eq!(statuses, [404, 405]);
        assert_eq!(app.answer(Event::get("/me")).status(), 401);
    }
}

/// Apps of any routes, asked without a token.
trait Calls {
    fn answer(&self, event: Event) -> Answer;
}

impl<R: Routes<Db>> Calls for App<R, Db> {
    fn answer(&self, event: Event) -> Answer {
        event.call(self, &DB).unwrap()
    }
}

#[test]
fn a_scope_that_panics() {
    assert_eq!(seen(&call(&APP, "stumble", Event::get("/me"))), (500, FAILED.into(), "".into()));
    assert_eq!(call(&APP, "t-ada", Event::get("/me")).status(), 200);
}

/// A reply of the scope's own leaves nothing of what it had written.
#[test]
fn a_refusal_is_the_whole_reply() {
    let refused = call(&APP, "", Event::get("/me"));
    assert_eq!((refused.status(), refused.header("x-before")), (401, None));
    assert_eq!(refused.header("access-control-allow-origin").as_deref(), Some("*"));
}

#[test]
fn the_table_is_that_of_the_routes() {
    let patterns: Vec<_> = APP.table().routes().map(|route| route.pattern).collect();
    assert_eq!(patterns, ["/", "/admin", "/me", "/panic", "/shop/orders/<id>", "/token"]);
}

/// Has the handlers answer twice, each time with another state.
struct Both;

impl<S: ?Sized> Scope<S> for Both {
    type State<'r> = usize;

    async fn around<R: for<'r> Routes<usize>>(mut next: Next<'_, '_, R, S>) {
        next.run_with(&1).await;
        let first = next.out.status();
        next.reply(Nothing);
        next.run_with(&2).await;
        assert_eq!(first, next.out.status());
    }
}

struct Nothing;

impl IntoReply for Nothing {
    fn write_reply(self, _: &mut Out<'_>) {}
}

#[get("/which")]
fn which(which: &usize) -> String {
    which.to_string()
}

/// A future of scopes, hooks and handlers moves between threads where they do.
#[test]
fn scopes_are_send_and_may_run_twice() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    static TWICE: App<Within<Both, which>> = App::new();
    let answer = is_send(TWICE.call(Event::get("/which").to_json(), &()));
    let answer = Answer::read(&gatepost::block_on(answer).unwrap()).unwrap();
    assert_eq!(answer.text(), "2");
    let event = Event::get("/admin").header("X-Token", "t-ada").to_json();
    let answer = gatepost::block_on(is_send(APP.call(event, &DB))).unwrap();
    assert_eq!(Answer::read(&answer).unwrap().text(), "ada");
}
