//! The Powertools page: its own pairs of request and response, its all-in-one program, and the template
//! that deploys that.

use std::collections::BTreeSet;

use gatepost::{
    Method,
    prelude::*,
    testing::{Event, Gateway},
};
use gatepost_tests::conformance::{check, compare_response};
use saphyr::{LoadableYamlNode as _, Yaml};
use serde_json::{Value, json};

#[allow(dead_code, private_interfaces)] // Its `main`, and what its handlers are made of.
#[path = "../../adapters/app/examples/page.rs"]
mod page;

use page::APP;

const PAIRS: &str = include_str!("documents/page.json");
const CORS_PAIRS: &str = include_str!("documents/cors.json");
const TEMPLATE: &str = include_str!("../../adapters/app/examples/template.yaml");

#[test]
fn the_page_is_answered_as_it_is_printed() {
    check(PAIRS);
}

// ---- the all-in-one program ----

/// The program's handlers where the page prints their answers: without a policy, and with the page's own,
/// whose origin no browser sends.
static WITHOUT_CORS: App<page::Handlers> = App::new();
static WITH_CORS: App<page::Handlers> = App::new().cors(
    Cors::verbatim("https://www.example.com/")
        .expose_headers(&["x-exposed-response-header"])
        .allow_headers(&["x-custom-request-header"])
        .max_age(100)
        .allow_credentials(),
);

/// Holds an app's answers against those of a document's events of these names.
#[track_caller]
fn answers_as_printed(app: &App<page::Handlers>, document: &str, names: &[&str]) {
    let document: Value = serde_json::from_str(document).unwrap();
    for name in names {
        let mut events = document["events"].as_array().unwrap().iter();
        let printed = events.find(|event| event["name"] == **name);
        let printed = printed.unwrap_or_else(|| panic!("no event is called {name:?}"));
        let answer = gatepost::block_on(app.call(printed["event"].to_string(), &())).unwrap();
        let answer = serde_json::from_str(&answer).unwrap();
        compare_response(name, &printed["expect"]["response"], &answer);
    }
}

#[test]
fn the_program_answers_as_the_page_prints() {
    let names = ["in gzip", "a decimal is a string", "a response in full", "bytes are base64"];
    answers_as_printed(&WITHOUT_CORS, PAIRS, &names);
    answers_as_printed(&WITH_CORS, CORS_PAIRS, &["the page's preflight", "the page's request"]);
}

#[test]
fn the_program_answers_behind_every_gateway() {
    const ORIGIN: Option<&str> = Some("https://www.example.com");
    let posted = |body: &Value| Event::post("/make_foo").json(body);
    let missing = r#"{"statusCode":422,"message":"the body is JSON of another shape: missing field `value`: line 1, column 2"}"#;
    let cases = [
        (Event::get("/foo"), 200, "Hello"),
        (Event::get("/logo.png"), 200, "\u{fffd}PNG\r\n\x1a\n"),
        (posted(&json!({"value": ["a", 1]})), 200, r#"["a",1]"#),
        (posted(&json!({})), 422, missing),
        (Event::get("/hello/ada%20l"), 200, "Hello ada l!"),
        (Event::get("/rest"), 200, r#"{"message":"Example","second":"100.01"}"#),
        (Event::get("/foo3"), 200, r#"{"message": "Foo3"}"#),
        (Event::delete("/delete/7"), 403, r#"{"statusCode":403,"message":"only Mike deletes"}"#),
        (Event::get("/nowhere"), 404, r#"{"message":"Not found"}"#),
    ];
    for gateway in Gateway::ALL {
        for (event, status, body) in &cases {
            let answer = event.clone().via(gateway).call(&APP, &()).unwrap();
            assert_eq!((answer.status(), &*answer.text()), (*status, *body), "{gateway}");
            assert_eq!(answer.header("access-control-allow-origin").as_deref(), ORIGIN);
        }
    }
}

#[test]
fn mike_deletes() {
    for gateway in [Gateway::Rest, Gateway::HttpApiV1, Gateway::HttpApi] {
        let event = |name: &str| Event::delete("/delete/7").claim("username", name).via(gateway);
        let deleted = event("Mike").call(&APP, &()).unwrap();
        assert_eq!((deleted.status(), &*deleted.text()), (200, r#"{"id":"7"}"#), "{gateway}");
        assert_eq!(event("mike").call(&APP, &()).unwrap().status(), 403, "{gateway}");
    }
}

// ---- the template ----

/// The node at the end of a path of keys.
#[track_caller]
fn at<'y>(yaml: &'y Yaml<'y>, path: &str) -> &'y Yaml<'y> {
    path.split('.').fold(yaml, |node, key| {
        node.as_mapping_get(key).unwrap_or_else(|| panic!("the template has no `{path}`"))
    })
}

#[track_caller]
fn text<'y>(yaml: &'y Yaml<'y>, path: &str) -> &'y str {
    at(yaml, path).as_str().unwrap_or_else(|| panic!("`{path}` is no text"))
}

/// What the API of a template has the function answer: methods and paths.
fn template_routes(template: &str) -> BTreeSet<(String, String)> {
    let documents = Yaml::load_from_str(template).unwrap();
    let events = at(&documents[0], "Resources.PageFunction.Properties.Events");
    let events: Vec<_> = events.as_mapping().unwrap().values().collect();
    let routes: BTreeSet<_> = events
        .iter()
        .map(|event| {
            assert_eq!(text(event, "Type"), "Api");
            let of = |what| text(event, what).to_owned();
            (of("Properties.Method"), of("Properties.Path"))
        })
        .collect();
    assert_eq!(routes.len(), events.len(), "an event stands there twice");
    routes
}

/// The same of a table, as an API spells paths; and `OPTIONS` of every path, which the table answers.
fn table_routes(app: &App<page::Handlers>) -> BTreeSet<(String, String)> {
    let table = app.table();
    let routes = table.routes().flat_map(|route| {
        let path = route.pattern.replace('<', "{").replace('>', "}");
        let methods = route.methods.iter().chain(&[Method::OPTIONS]);
        methods.map(move |method| (method.as_str().to_owned(), path.clone())).collect::<Vec<_>>()
    });
    routes.collect()
}

#[test]
fn s22_the_template_has_the_routes_of_the_table() {
    assert_eq!(template_routes(TEMPLATE), table_routes(&APP));
}

/// An event for every route, and a route for every event: a path or a method of its own is seen.
#[test]
fn a_template_with_other_routes_is_seen() {
    for (from, to) in [
        ("Method: DELETE", "Method: GET"),
        ("Path: /rest }", "Path: /rest/ }"),
        ("/hello/{username}", "/hello/{name}"),
        ("        Foo3Preflight:\n", "        Foo3:\n"),
    ] {
        let other = TEMPLATE.replacen(from, to, 1);
        assert_ne!(other, TEMPLATE, "{from}");
        let seen = std::panic::catch_unwind(|| template_routes(&other));
        assert_ne!(seen.ok(), Some(table_routes(&APP)), "{to}");
    }
}

#[test]
fn the_template_runs_the_program_as_lambda_does() {
    let documents = Yaml::load_from_str(TEMPLATE).unwrap();
    let function = at(&documents[0], "Resources.PageFunction.Properties");
    assert_eq!(text(function, "Runtime"), "provided.al2023");
    assert_eq!(text(function, "Handler"), "bootstrap");
    let architectures = at(function, "Architectures").as_sequence().unwrap();
    let architectures: Vec<_> = architectures.iter().filter_map(Yaml::as_str).collect();
    assert_eq!(architectures, ["arm64"]);
}
