//! CORS as an app has it: the page's own answers, and which policy is a route's and a group's.

use gatepost::{Routes, Rules, block_on, prelude::*};
use serde_json::{Value, json};

const B: &str = "https://b.example";
const DEFAULT_HEADERS: &str =
    "Authorization,Content-Type,X-Amz-Date,X-Amz-Security-Token,X-Api-Key";

#[test]
fn the_page_is_answered_as_it_is_printed() {
    gatepost_tests::conformance::check(include_str!("documents/cors.json"));
}

/// Status, the headers of CORS in lower case, `Vary` and `Allow`.
#[track_caller]
fn answer<R: Routes<()>>(
    app: &App<R>,
    method: &str,
    path: &str,
    headers: Value,
) -> (u64, Vec<String>) {
    let event = json!({"httpMethod": method, "path": path, "headers": headers}).to_string();
    let answer: Value = serde_json::from_str(&block_on(app.call(event, &())).unwrap()).unwrap();
    let headers = answer["headers"].as_object().unwrap().iter();
    let mut headers: Vec<_> = headers
        .filter(|(name, _)| *name != "Content-Type")
        .map(|(name, value)| format!("{name}: {}", value.as_str().unwrap()))
        .collect();
    headers.sort();
    (answer["statusCode"].as_u64().unwrap(), headers)
}

const PARTNERS: Cors<'static> = Cors::allow_list(&[B]).max_age(60);

#[get("/page")]
fn page() {}

#[get("/bare", cors = false)]
fn bare() {}

#[get("/again", cors = true)]
fn again() {}

#[get("/yes", cors)]
fn yes() {}

#[get("/partners", cors = PARTNERS, cache_control = "no-store")]
fn partners() {}

#[get("/inline", cors = Cors::fixed("https://inline.example").max_age(1))]
fn inline() {}

#[get("/lent", cors = LENT)]
fn lent() {}

static LENT: Cors<'static> = Cors::fixed("https://lent.example");

#[get("/panics")]
fn panics() {
    panic!("as told");
}

#[get("/fails")]
fn fails() -> Result<(), HttpError> {
    Err(HttpError::not_found("no such thing"))
}

gatepost_tests::groups! {
    Open "/open" Rules::NEW, (page, bare, partners);
    Off "/off" Rules::NEW.no_cors(), (page, again, partners, Under<Inner>);
    Inner "/inner" Rules::NEW.cors(&PARTNERS), (page, bare);
    Shared "/partners" Rules::NEW.cors(&PARTNERS), (page, bare, again);
}

type All = (
    page,
    bare,
    again,
    yes,
    partners,
    inline,
    lent,
    panics,
    fails,
    Under<Open>,
    Under<Off>,
    Under<Shared>,
);

static APP: App<All> = App::new().cors(Cors::any());
static WITHOUT: App<All> = App::new();

#[test]
fn routes_and_groups_say_which_policy_is_theirs() {
    let allowed = |app, path: &str| {
        let (status, headers) = answer(app, "GET", path, json!({"origin": B}));
        let origins: Vec<_> = headers
            .iter()
            .filter_map(|header| header.strip_prefix("Access-Control-Allow-Origin: "))
            .collect();
        (status, origins.concat())
    };
    for (path, origin, without) in [
        ("/page", "*", ""),
        ("/bare", "", ""),
        ("/again", "*", ""),
        ("/yes", "*", ""),
        ("/partners", B, B),
        ("/inline", "https://inline.example", "https://inline.example"),
        ("/lent", "https://lent.example", "https://lent.example"),
        ("/open/page", "*", ""),
        ("/open/bare", "", ""),
        ("/open/partners", B, B),
        ("/off/page", "", ""),
        ("/off/again", "*", ""),
        ("/off/partners", B, B),
        ("/off/inner/page", B, B),
        ("/off/inner/bare", "", ""),
        ("/partners/page", B, B),
        ("/partners/bare", "", ""),
        ("/partners/again", "*", ""),
    ] {
        assert_eq!(allowed(&APP, path), (200, origin.to_owned()), "{path}");
        assert_eq!(allowed(&WITHOUT, path), (200, without.to_owned()), "{path}");
    }
    let (status, headers) = answer(&APP, "GET", "/partners", json!({}));
    assert_eq!(
        (status, headers),
        (200, vec!["Cache-Control: no-store".to_owned(), "Vary: Origin".to_owned()])
    );
}

#[test]
fn headers_stand_on_answers_that_no_handler_wrote() {
    let any = [
        format!("Access-Control-Allow-Headers: {DEFAULT_HEADERS}"),
        "Access-Control-Allow-Origin: *".to_owned(),
    ];
    for (method, path, expected) in [
        ("GET", "/panics", 500),
        ("GET", "/fails", 404),
        ("GET", "/none", 404),
        ("PUT", "/page", 405),
    ] {
        let (status, mut headers) = answer(&APP, method, path, json!({}));
        headers.retain(|header| !header.starts_with("Allow"));
        assert_eq!((status, headers), (expected, any.to_vec()), "{path}");
    }
}
