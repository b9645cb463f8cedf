//! The guide's page of errors has the texts that there are: those of the compiler, of every error type, of the
//! log, and of replies to clients.

use std::{fmt::Display, fs, io};

use gatepost::{prelude::*, testing::Event};
use gatepost_core::{
    Cors, CorsError, CorsSettings, Method, Origins, OutError, ParamError, Pattern, Route,
    TableError,
};
use gatepost_json::{EventError, Index, ReadError, Source, Sources};

const PAGE: &str = include_str!("../../adapters/app/src/guide/errors.md");

#[track_caller]
fn stands_on_the_page(text: impl Display) {
    let text = text.to_string();
    assert!(!text.is_empty() && PAGE.contains(&text), "not on the page: {text}");
}

#[test]
fn compile_errors() {
    let mut count = 0;
    for file in fs::read_dir("tests/ui/mistakes").unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "stderr") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for line in text.lines().filter(|line| line.starts_with("error")) {
            let (_, what) = line.split_once(": ").unwrap();
            let what = what.trim_start_matches("evaluation panicked: ");
            stands_on_the_page(what.replace("$CRATE", "demo"));
            count += 1;
        }
    }
    assert!(count > 50, "{count}");
}

#[test]
fn patterns() {
    let mistaken = [
        "hello",
        "/hello/:name",
        "/files/*",
        "/a/[0-9]",
        "/a?b",
        "/a#b",
        "/a%20b",
        "/<name",
        "/name>",
        "/<1>",
        "/<a>-<b>",
        "/<path+>",
        "/a{path+}",
        "/{path+}/b",
        "/<x>/<x>",
        "/<a>/<b>/<c>/<d>/<e>/<f>/<g>/<h>/<i>",
    ];
    for text in mistaken {
        stands_on_the_page(Pattern::parse(text).unwrap_err());
    }
    let control = Pattern::parse("/\n").unwrap_err().to_string();
    stands_on_the_page(control.trim_start_matches("\"/\n\": "));
}

#[test]
fn tables() {
    let route = Route::new("/a", &[], 0);
    let many = [Method::new("GE T"), Method::new("M8")].map(|method| [method]);
    let of = |place: usize| (Route { methods: &many[place], ..route }, many[place][0]);
    let (bad, eighth) = (of(0), of(1));
    let errors = [
        TableError::Pattern(Pattern::parse("hello").unwrap_err()),
        TableError::Prefix { prefix: "v1", pattern: "/users", reason: "a prefix starts with '/'" },
        TableError::Repeats {
            route: Route::get("/hello/<id>", 0).with_name("demo::users::show"),
            other: Route::get("/hello/<name>", 1).with_name("demo::hello"),
        },
        TableError::OutOfOrder {
            route: Route::get("/hello/<name>", 0).with_name("demo::hello"),
            before: Route::get("/<greeting>/<name>", 1).with_name("demo::greet"),
        },
        TableError::Method { route: bad.0, method: bad.1 },
        TableError::TooManyMethods { route: eighth.0, method: eighth.1 },
        TableError::TooManySteps { steps: 65, max_steps: 64 },
        TableError::NoRoom { what: "nodes", needed: 5, room: 4 },
        TableError::TooManyRoutes { count: 1025, room: 1024 },
    ];
    errors.iter().for_each(stands_on_the_page);
}

#[test]
fn policies() {
    let with = |origin| CorsSettings { origins: Origins::Fixed(origin), ..CorsSettings::NEW };
    let origins = [
        "://www.example.com",
        "https://www.example.com/",
        "https://é.example",
        "https://",
        "https://a.example:x",
        "null",
    ];
    for origin in origins {
        let text = with(origin).check().unwrap_err().to_string();
        stands_on_the_page(text.trim_end_matches("; Cors::verbatim sends it as it is"));
    }
    let errors = [
        CorsError::Star,
        CorsError::Unsendable { origin: "" },
        CorsError::AnyWithCredentials,
        CorsError::StarWithCredentials,
        CorsError::HeaderName { name: "x custom" },
        CorsError::TooLong { len: 70_000, room: 1024 },
    ];
    errors.iter().for_each(stands_on_the_page);
    let _: Cors<'_> = with("https://www.example.com").check().unwrap();
}

#[test]
fn replies_that_are_not_sent() {
    let errors = [
        OutError::Full { needed: 300 },
        OutError::TooManyHeaders,
        OutError::Header("X-Note".try_into().unwrap()),
        OutError::HeaderTooLong("X-Long".try_into().unwrap()),
        OutError::Status(99.into()),
        Cookie::new("session", "a b").check().unwrap_err(),
        OutError::Location,
        OutError::JsonTooLong { room: 512 },
    ];
    errors.iter().for_each(stands_on_the_page);
    stands_on_the_page(ParamError::NotUtf8);
}

#[test]
fn events() {
    let errors = [
        EventError::OtherSource { wanted: Source::Rest, source: Source::LoadBalancer },
        EventError::SwitchedOff(Source::LoadBalancer),
    ];
    let unread = [
        // At byte 12.
        r#"{"path":"/",7}"#,
        r#"{"path":7}"#,
        r#"{"path":"/","path":"/"}"#,
        "{}",
        r#"{"httpMethod":"GET"}"#,
        r#"{"rawPath":"/"}"#,
        r#"{"rawPath":"/","requestContext":{"http":{}}}"#,
        r#"{"requestContext":{"http":{"method":"GET"}}}"#,
        r#"{"type":"REQUEST","methodArn":"arn"}"#,
        r#"{"requestContext":{"connectionId":"a","eventType":"MESSAGE"}}"#,
    ];
    let read = |event: &str| Index::read(&mut event.as_bytes().to_vec(), Sources::ALL).unwrap_err();
    for error in errors.into_iter().chain(unread.map(read)) {
        stands_on_the_page(error);
        stands_on_the_page(format_args!("| `{}` |", error.kind()));
    }
    stands_on_the_page(ReadError::TooDeep { at: 130 });
    stands_on_the_page(ReadError::NotUtf8 { at: 7 });
}

#[test]
fn programs_that_cannot_run() {
    use gatepost_blocking::ClientError::{
        Closed, Connection, EventTooLarge, NoEvent, Protocol, Refused,
    };
    use gatepost_local::{OptionsError, ServeError};

    let text = || "too many open files".to_owned();
    let system = || io::Error::other(text());
    stands_on_the_page(gatepost_lambda::Error::Environment("AWS_LAMBDA_FUNCTION_NAME"));
    stands_on_the_page(gatepost_lambda::Error::Tokio(system()));
    stands_on_the_page(gatepost_lambda::Error::RuntimeApi("connection refused".into()));
    stands_on_the_page("not in AWS Lambda: the environment lacks a valid ");
    assert!(
        gatepost_blocking::Error::Environment
            .to_string()
            .starts_with("not in AWS Lambda: the environment lacks a valid ")
    );
    stands_on_the_page(gatepost_blocking::Error::Init("no database".to_owned()));
    stands_on_the_page(gatepost_blocking::Error::Address("runtime:9001".to_owned()));
    stands_on_the_page(Connection(""));
    stands_on_the_page(Protocol::<io::Error>(""));
    for error in [Closed::<io::Error>, EventTooLarge, NoEvent, Refused(500)] {
        stands_on_the_page(error);
    }
    let source = io::Error::other("address in use");
    stands_on_the_page(ServeError::Listen { address: ([127, 0, 0, 1], 9000).into(), source });
    stands_on_the_page(ServeError::System(system()));
    let options = [
        OptionsError::Unknown { argument: "--prot".to_owned() },
        OptionsError::PortMissing,
        OptionsError::Port { origin: "--port", value: "99999".to_owned() },
        OptionsError::SourceMissing,
        OptionsError::Source { origin: "GATEPOST_SOURCE", value: "v3".to_owned() },
    ];
    options.iter().for_each(stands_on_the_page);
}

/// The literals of a source that begin with one of `starts`, each of which has a quote in it.
fn texts(source: &str, starts: &[&str]) -> Vec<String> {
    let of = |line: &str, start: &str| {
        let literal = line.find(start)? + start.find('"')? + 1;
        let text = &line[literal..];
        let end = text.match_indices('"').find(|(at, _)| !text[..*at].ends_with('\\'))?.0;
        Some(text[..end].replace("\\\"", "\""))
    };
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| starts.iter().filter_map(move |start| of(line, start))).collect()
}

/// Texts that are nothing but a literal in the program.
#[test]
fn literals() {
    const SERVE: &str = include_str!("../../adapters/app/src/serve.rs");
    const KINDS: [&str; 3] = ["\"Event.", "\"Answer.", "\"Function."];
    let sources = [
        (
            SERVE,
            &["log_request(request, \"", "log_request(&incoming.request, \"", "let why = \""][..],
            3,
        ),
        (
            include_str!("../../core/src/cookie.rs"),
            &["Some(\"its", "Some(\"a name", "Some(\"SameSite"],
            6,
        ),
        (
            include_str!("../../core/src/cors/origin.rs"),
            &["Some(\"is", "Some(\"has", "Some(\"names", "Some(\"ends"],
            12,
        ),
        (include_str!("../../core/src/policy.rs"), &["Miss::BadRequest(\""], 2),
        (include_str!("../../adapters/json/src/index.rs"), &["request.broken(\""], 1),
        (include_str!("../../adapters/app/src/node.rs"), &["Some(\"a "], 3),
        (
            include_str!("../../adapters/app/src/json.rs"),
            &["unsupported_media_type(\"", "let detail = \""],
            2,
        ),
        (include_str!("../../adapters/app/src/form.rs"), &["let message = \""], 1),
        (include_str!("../../adapters/app/src/gzip.rs"), &["assert!(level <= 10, \""], 1),
        (include_str!("../../adapters/app/src/event.rs"), &["\"without one"], 1),
        (include_str!("../../adapters/app/src/run.rs"), &["Err(\"this program is in Lambda"], 1),
        (SERVE, &KINDS, 1),
        (include_str!("../../adapters/lambda/src/invocation.rs"), &KINDS, 2),
        (include_str!("../../adapters/blocking/src/runtime.rs"), &KINDS, 2),
        (include_str!("../../adapters/blocking/src/client.rs"), &KINDS, 1),
    ];
    for (source, starts, count) in sources {
        let texts = texts(source, starts);
        assert_eq!(texts.len(), count, "{texts:?}");
        texts.iter().for_each(stands_on_the_page);
    }
}

mod handlers {
    use std::collections::HashMap;

    use gatepost::{Cookies, Form, Headers, Json, Query, prelude::*};
    use serde::Deserialize;

    #[derive(Deserialize)]
    pub struct Page {
        #[expect(dead_code)]
        page: u8,
    }

    #[derive(Deserialize)]
    pub struct Order {
        #[expect(dead_code)]
        count: u8,
    }

    #[derive(Deserialize)]
    pub struct Person {
        #[expect(dead_code)]
        age: u8,
    }

    #[get("/stock/<count>")]
    pub fn stock(count: u32) -> String {
        count.to_string()
    }

    #[get("/text/<name>")]
    pub fn text(name: &str) -> String {
        name.to_owned()
    }

    #[get("/page")]
    pub fn page(_page: Query<Page>) {}

    #[get("/all")]
    pub fn all(_all: Query<HashMap<String, String>>) {}

    #[get("/key")]
    pub fn key(headers: Headers<'_>) -> Result<(), HttpError> {
        headers.require("x-api-key").map(drop)
    }

    #[get("/session")]
    pub fn session(cookies: Cookies<'_>) -> Result<(), HttpError> {
        cookies.require("session").map(drop)
    }

    #[post("/orders")]
    pub fn order(_order: Json<Order>) {}

    #[post("/people")]
    pub fn person(_person: Form<Person>) {}

    #[post("/form")]
    pub fn form(_form: Form<HashMap<String, String>>) {}
}

use handlers::{all, form, key, order, page, person, session, stock, text};

#[test]
fn what_clients_are_told() {
    type Routes = (stock, text, page, all, key, session, order, person, form);
    static APP: App<Routes> = App::new().cors(Cors::allow_list(&["https://www.example.com"]));

    let form = |path| Event::post(path).content_type("application/x-www-form-urlencoded");
    let preflight = Event::options("/key").header("Origin", "https://evil.example");
    let many = "a=&".repeat(1001);
    let events = [
        (400, Event::get("/a%00")),
        (400, Event::get("/stock/x")),
        (400, Event::get("/text/%FF")),
        (400, Event::get("/page?page=x")),
        (400, Event::get("/key")),
        (400, Event::get("/session").cookie("session", "a").cookie("session", "b")),
        (400, Event::get(&format!("/all?{many}"))),
        (400, Event::post("/orders").body("{\"a\":7")),
        (403, preflight.header("Access-Control-Request-Method", "GET")),
        (404, Event::get("/nowhere")),
        (405, Event::put("/key")),
        (413, form("/form").body(many)),
        (414, Event::get(&format!("/{}", "a".repeat(70_000)))),
        (415, Event::post("/orders").content_type("text/plain")),
        (415, Event::post("/people").content_type("text/plain")),
        (422, Event::post("/orders").body(r#"{"item":"tea"}"#)),
        (422, form("/people").body("age=300")),
    ];
    for (status, event) in events {
        let answer = event.call(&APP, &()).unwrap();
        assert_eq!(answer.status(), status, "{}", answer.text());
        let body: serde_json::Value = answer.json().unwrap();
        stands_on_the_page(body["message"].as_str().unwrap());
        stands_on_the_page(format_args!("\n| {status} | "));
    }
}
