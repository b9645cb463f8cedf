//! What probes are given: values of which the compiler knows nothing.

use core::{
    fmt::{self, Display, Write as _},
    hint::black_box,
};

use gatepost_core::{
    Closing, Cors, CorsSettings, Fixed, Frame, Opened, Origins, Out, Policy, Request, Route, Rules,
    Status, Table, table,
};

/// A value of which the compiler knows nothing.
pub(crate) fn any<T>(value: T) -> T {
    black_box(value)
}

/// Has the compiler make a value.
pub(crate) fn see<T>(value: T) {
    black_box(value);
}

pub(crate) fn text() -> &'static str {
    any("x-text")
}

pub(crate) fn bytes() -> &'static [u8] {
    any(b"bytes")
}

/// Takes all that an iterator has.
pub(crate) fn walk(items: impl IntoIterator) {
    items.into_iter().for_each(see);
}

/// Displays a value.
pub(crate) fn display<T: Display>(value: T) {
    see(write!(Seen, "{}", any(value)));
}

/// Takes text, and may say that it cannot.
struct Seen;

impl fmt::Write for Seen {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        see(text);
        any(Ok(()))
    }
}

pub(crate) static HEADERS: [(&str, &str); 4] = [
    ("Origin", "https://a.example"),
    ("Cookie", "a=1; b=2"),
    ("Accept-Encoding", "gzip;q=0.5, br"),
    ("Access-Control-Request-Method", "GET"),
];

pub(crate) fn request() -> Request<'static> {
    any(Request::new(any("GET"), any("/hello/ada"))
        .with_headers(any(&HEADERS))
        .with_query(any(&HEADERS)))
}

static CORS: Cors<'static> = Cors::allow_list(&["https://a.example"]).expose_headers(&["x-total"]);

pub(crate) fn cors() -> &'static Cors<'static> {
    any(&CORS)
}

pub(crate) fn cors_settings() -> CorsSettings<'static> {
    any(CorsSettings {
        origins: Origins::List(any(&["https://a.example"])),
        allow_headers: any(&["x-id"]),
        ..CorsSettings::NEW
    })
}

pub(crate) fn rules() -> Rules<'static> {
    any(Rules::NEW.cache_control(any("no-store")).compress(any(true)).cors(cors()))
}

pub(crate) static ROUTES: [Route<'static>; 3] = [
    Route::get("/hello", 0).with_name("hello"),
    Route::get("/hello/<name>", 1),
    Route::new("/files/<name>.txt", &[], 2),
];

static TABLE: Table<'static> = table![
    Route::get("/hello", 0),
    Route::get("/hello/<name>", 1),
    Route::get("/files/<name>.txt", 2),
    Route::get("/rest/{rest+}", 3)
];

pub(crate) fn table() -> Table<'static> {
    any(TABLE)
}

pub(crate) fn policy() -> Policy<'static> {
    any(Policy::new(table()).cors(cors()).strip_prefixes(any(&["/v1"])))
}

/// A reply in the making, of which nothing is known.
pub(crate) fn with_out(work: impl FnOnce(&mut Out<'_>)) {
    let mut room = [0; 256];
    let mut buffer = Fixed::new(&mut room);
    let mut out = Out::new(any(&mut buffer));
    out.add_header("x-text", "a");
    out.set_text("x-text");
    work(any(&mut out));
}

/// A reply as it leaves, of which nothing is known.
pub(crate) fn with_frame(work: impl FnOnce(&Frame<'_>)) {
    with_out(|out| work(any(&closing().close(out))));
}

pub(crate) fn closing() -> Closing<'static> {
    let Opened { closing, .. } = any(policy().open(&request(), any(&mut [])));
    any(closing)
}

pub(crate) fn status() -> Status {
    any(Status::OK)
}
