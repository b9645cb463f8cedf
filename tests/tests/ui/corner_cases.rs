//! Everything that a handler may look like.

#![deny(warnings, missing_docs, unreachable_pub, clippy::all, clippy::pedantic)]
#![warn(missing_debug_implementations, missing_copy_implementations, rust_2018_idioms)]
#![allow(clippy::unused_async, clippy::needless_pass_by_value, clippy::must_use_candidate)]
#![allow(clippy::too_many_arguments, clippy::type_complexity)]

use gatepost::prelude::*;

/// An extractor that borrows.
#[derive(Clone, Copy, Debug)]
pub struct Order<'o>(&'o str);

impl<'r, S: ?Sized> FromRequest<'r, S> for Order<'r> {
    fn from_request(_: &'r Cx<'r, S>) -> Result<Self, HttpError> {
        Ok(Self("order"))
    }
}

/// An extractor with two parameters.
#[derive(Clone, Copy, Debug)]
pub struct Both<A, B>(A, B);

impl<'r, S: ?Sized, A: FromRequest<'r, S>, B: FromRequest<'r, S>> FromRequest<'r, S>
    for Both<A, B>
{
    fn from_request(cx: &'r Cx<'r, S>) -> Result<Self, HttpError> {
        Ok(Self(A::from_request(cx)?, B::from_request(cx)?))
    }
}

/// An extractor with any parameter.
#[derive(Clone, Copy, Debug)]
pub struct Nothing<T: ?Sized>(std::marker::PhantomData<fn(&T)>);

impl<'r, S: ?Sized, T: ?Sized> FromRequest<'r, S> for Nothing<T> {
    fn from_request(_: &'r Cx<'r, S>) -> Result<Self, HttpError> {
        Ok(Self(std::marker::PhantomData))
    }
}

/// Settings with and without a value.
#[get("/compressed", compress, cors = false)]
pub fn compressed() {}

#[get("/compressed/or/not", compress = 1 > 2, cache_control = "no-store")]
fn compressed_or_not() {}

type Alias<'o> = Both<Order<'o>, Both<Request<'o>, Order<'o>>>;

/// What the app lends.
#[derive(Debug)]
pub struct Db {
    pool: Pool,
}

#[derive(Debug)]
struct Pool(u32);

impl Lend<Pool> for Db {
    fn lend(&self) -> &Pool {
        &self.pool
    }
}

const AGE: &str = "max-age=60";
const CORS: Cors<'static> = Cors::any();
static LENT: Cors<'static> = Cors::allow_list(&["https://a.example", "https://b.example"]);

/// A doc comment before the attribute.
#[get("/")]
/// And one after it.
pub fn documented() -> &'static str {
    "documented"
}

#[get("/hello/<name>", cache_control = AGE,)]
async fn borrows(name: &str) -> &str {
    name
}

#[post("/orders/<id>", cache_control = if AGE.is_empty() { "no-store" } else { AGE })]
pub(crate) async fn create<'a>(
    Order(order): Order<'a>,
    id: u32,
    db: &Db,
    pool: &Pool,
) -> Result<&'a str, HttpError> {
    let _ = (id, db, pool.0);
    Ok(order)
}

#[put("/a/<x>")]
#[rustfmt::skip]
fn without_space(x:&str, db:&Db) -> String {
    format!("{x}{db:?}")
}

#[delete("/mutable/<a>/{b}")]
async fn mutable(mut a: String, mut b: &str) -> String {
    a.push_str(b);
    b = "";
    a + b
}

#[patch("/keywords/<type>")]
fn r#type(r#type: u8) -> String {
    r#type.to_string()
}

#[head("/ignored/<one>/<_two>/{_+}")]
fn ignored(_one: &str, two: &str, _: &str) -> String {
    two.to_owned()
}

#[options("/reordered/<a>.json/<b>")]
fn reordered(b: u64, Both(Order(first), Order(_)): Both<Order<'_>, Order<'_>>, a: bool) -> String {
    format!("{a}{b}{first}")
}

#[any("/any/{rest+}")]
fn anything(rest: &str, _request: Request<'_>) -> String {
    rest.to_owned()
}

#[route("/cache", methods = ["GET", "PURGE",], cache_control = "no-store")]
const fn constant() -> &'static str {
    "constant"
}

#[get("/policy", cors = CORS, cache_control = AGE)]
fn policy() {}

#[get("/policies", cors = if AGE.is_empty() { CORS } else { LENT.max_age(5) })]
fn policies() {}

#[get("/policies/on", cors)]
fn cors_on() {}

#[get("/policies/off", cors = false)]
fn cors_off() {}

#[get("/generic")]
async fn generic(nested: Both<Both<Order<'_>, Request<'_>>, Nothing<Vec<Vec<u8>>>>) -> String {
    format!("{:?}", (nested.0).0)
}

#[get("/functions")]
fn functions(
    _plain: Nothing<fn(u8) -> Vec<u8>>,
    _lent: Nothing<fn(&str) -> &str>,
    _boxed: Both<Nothing<Box<dyn Fn(&str) -> Option<&u8>>>, Order<'_>>,
    _named: Nothing<for<'x> fn(&'x str, &u8) -> &'x str>,
    _array: Nothing<[&'static str; 2]>,
    _tuple: Nothing<(&'static str, u8)>,
    _qualified: Nothing<<Vec<u8> as IntoIterator>::Item>,
    _absolute: ::std::marker::PhantomData<u8>,
) {
}

impl<'r> FromRequest<'r, Db> for std::marker::PhantomData<u8> {
    fn from_request(_: &'r Cx<'r, Db>) -> Result<Self, HttpError> {
        Ok(Self)
    }
}

#[get("/alias")]
fn alias(Both(Order(text), _): Alias<'_>) -> &str {
    text
}

#[get("/lifetimes/<id>")]
async fn lifetimes<'a, 'b: 'a, 'c>(id: &'a str, order: Order<'b>, db: &'c Db) -> &'a str
where
    'c: 'a,
{
    if db.pool.0 == 0 { id } else { order.0 }
}

#[get("/request")]
fn named_request<'request>(
    request: Request<'request>,
    Order(text): Order<'request>,
) -> &'request str {
    let _ = request;
    text
}

#[cfg(any())]
#[get("/without/<parameter>")]
fn off_before() {}

#[get("/without/<parameter>")]
#[cfg(any())]
fn off_after(parameter: &str) {}

#[cfg(any(debug_assertions, not(debug_assertions)))]
#[get("/on")]
#[cfg(any(test, not(test)))]
#[allow(clippy::let_unit_value)]
#[inline]
fn on() {}

#[get("/old")]
#[deprecated = "for the sake of it"]
fn old() {}

macro_rules! handler {
    ($(#[$meta:meta])* $visibility:vis $name:ident, $path:literal, $value:expr, $argument:ident: $ty:ty, $pattern:pat => $extracted:ty, $answer:ty) => {
        $(#[$meta])*
        #[get($path, cache_control = $value)]
        $visibility fn $name($argument: $ty, $pattern: $extracted) -> $answer {
            $argument.to_string()
        }
    };
}

handler! { made, "/made/<id>", AGE, id: u32, Db { .. } => &Db, String }
handler! {
    /// With all the trimmings.
    pub(crate) made_too, "/made/too/<id>", "no-store", id: &str, _ => Request<'_>, String
}

macro_rules! item {
    ($item:item) => {
        #[get("/item")]
        $item
    };
}

item! { fn whole_item(db: &Db) -> String { format!("{db:?}") } }

mod users {
    use gatepost::prelude::*;

    #[get("/users/<id>")]
    pub(super) fn show(id: &str) -> &str {
        id
    }

    #[gatepost::prelude::get("/users")]
    pub(super) fn list() {}

    pub(super) type Routes = (show, list);
}

type Plain = (documented, borrows, create, without_space, mutable, r#type, ignored, reordered);
type Typed = (anything, constant, generic, functions, alias, lifetimes, named_request);
type Policies = (policy, policies, cors_on, cors_off, compressed, compressed_or_not);
type Made = (on, old, made, made_too, whole_item, users::Routes);

static APP: App<(Plain, Typed, Policies, Made), Db> = App::new().cors(LENT);

fn main() {
    #[get("/local/<id>")]
    fn local(id: u32) -> String {
        id.to_string()
    }

    static LOCAL: App<(local,)> = App::new();
    let _ = (&APP, &LOCAL, Db { pool: Pool(0) });
}
