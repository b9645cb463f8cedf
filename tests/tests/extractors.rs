//! What handlers take of a request: query, form, headers, cookies, JSON; and what a client is told.

use std::{borrow::Cow, collections::BTreeMap};

use gatepost::{
    prelude::*,
    testing::{Answer, Event, Gateway},
};
use proptest::{collection::vec, prelude::*};
use serde::{Deserialize, de};
use serde_json::{Value, json};

const FORM: &str = "application/x-www-form-urlencoded";

/// Every kind of field.
#[derive(Deserialize, Debug, Default, PartialEq)]
#[serde(default)]
struct All<'a> {
    #[serde(borrow)]
    cow: Cow<'a, str>,
    string: String,
    letter: Option<char>,
    flag: bool,
    small: i8,
    large: u128,
    ratio: f64,
    order: Order,
    maybe: Option<u16>,
    words: Vec<String>,
    pair: Option<(u8, u8)>,
    sku: Sku,
    even: Even,
}

#[derive(Deserialize, Debug, Default, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Order {
    #[default]
    Up,
    Down,
}

#[derive(Deserialize, Debug, Default, PartialEq)]
struct Sku(u32);

/// A type whose message tells the value or not, as types of libraries do.
#[derive(Debug, Default, PartialEq)]
struct Even(u32);

impl<'de> Deserialize<'de> for Even {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.parse::<u32>() {
            Ok(number) if number % 2 == 0 => Ok(Self(number)),
            Ok(_) => Err(de::Error::custom("an even number, please")),
            Err(_) => Err(de::Error::custom(format!("{text} is not even a number"))),
        }
    }
}

#[derive(Deserialize)]
struct Required<'a> {
    name: &'a str,
    #[serde(rename = "page")]
    _page: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Strict {
    #[serde(rename = "a")]
    _a: u8,
}

type Groups = BTreeMap<String, Vec<String>>;

mod handlers {
    use super::*;
    use gatepost::Json;

    #[get("/all")]
    pub fn query(Query(all): Query<All<'_>>) -> String {
        format!("{all:?}")
    }

    #[post("/all")]
    pub fn form(Form(all): Form<All<'_>>) -> String {
        format!("{all:?}")
    }

    #[get("/required")]
    pub fn required<'a>(Query(query): Query<Required<'a>>) -> &'a str {
        query.name
    }

    #[get("/strict")]
    pub fn strict(_query: Query<Strict>) {}

    #[get("/optional")]
    pub fn optional(Query(query): Query<Option<Required<'_>>>) -> String {
        query.is_some().to_string()
    }

    #[get("/groups")]
    pub fn query_groups(Query(groups): Query<Groups>) -> Json<Groups> {
        Json(groups)
    }

    #[post("/groups")]
    pub fn form_groups(Form(groups): Form<Groups>) -> Json<Groups> {
        Json(groups)
    }

    #[get("/list")]
    pub fn list(_query: Query<Vec<String>>) {}

    #[get("/headers/<name>")]
    pub fn headers(name: &str, headers: Headers<'_>) -> Result<String, HttpError> {
        let all: Vec<_> = headers.all(name).collect();
        Ok(format!("{:?} {:?} {}", headers.get(name), all, headers.require(name)?))
    }

    #[get("/cookies/<name>")]
    pub fn cookies(name: &str, cookies: Cookies<'_>) -> Result<String, HttpError> {
        let all: Vec<_> = cookies.iter().collect();
        Ok(format!("{:?} {:?} {}", cookies.get(name), all, cookies.require(name)?))
    }

    #[derive(Deserialize)]
    pub struct Item {
        #[serde(rename = "count")]
        pub _count: u8,
        #[serde(default, rename = "order")]
        pub _order: Order,
        #[serde(default, rename = "even")]
        pub _even: Even,
    }

    #[derive(Deserialize)]
    pub struct Cart {
        pub items: Vec<Item>,
        #[serde(default, rename = "by_name")]
        pub _by_name: BTreeMap<String, u8>,
    }

    #[post("/cart")]
    pub fn cart(Json(cart): Json<Cart>) -> String {
        cart.items.len().to_string()
    }

    pub type Routes = (
        (query, form, required, strict, optional, query_groups, form_groups),
        (list, headers, cookies, cart),
    );
}

static APP: App<handlers::Routes> = App::new();

#[track_caller]
fn get(path: &str) -> Answer {
    Event::get(path).call(&APP, &()).unwrap()
}

#[track_caller]
fn posted(path: &str, form: &str) -> Answer {
    Event::post(path).content_type(FORM).body(form).call(&APP, &()).unwrap()
}

#[track_caller]
fn message(answer: &Answer) -> (u16, String) {
    let body: Value = answer.json().unwrap();
    assert_eq!(body["statusCode"], answer.status());
    (answer.status(), body["message"].as_str().unwrap().to_owned())
}

// ---- query and form ----

#[test]
fn fields_of_every_kind() {
    let none = All::default;
    for (pairs, all) in [
        ("", none()),
        (
            "cow=a+b&string=%C3%A9&letter=%C3%A9",
            All { cow: "a b".into(), string: "é".into(), letter: Some('é'), ..none() },
        ),
        (
            "flag=true&small=-128&ratio=-1.5e3",
            All { flag: true, small: -128, ratio: -1500.0, ..none() },
        ),
        ("large=340282366920938463463374607431768211455", All { large: u128::MAX, ..none() }),
        (
            "order=down&maybe=7&sku=9&even=8",
            All { order: Order::Down, maybe: Some(7), sku: Sku(9), even: Even(8), ..none() },
        ),
        ("maybe=&letter=&pair=", none()),
        ("words=a", All { words: vec!["a".into()], ..none() }),
        (
            "words=b&x=y&words=&words=a%26b",
            All { words: vec!["b".into(), "".into(), "a&b".into()], ..none() },
        ),
        ("pair=1&pair=2", All { pair: Some((1, 2)), ..none() }),
        ("unknown=1&unknown=2&=3&;small=4", none()),
    ] {
        let expected = format!("{all:?}");
        assert_eq!(get(&format!("/all?{pairs}")).text(), expected, "{pairs}");
        assert_eq!(posted("/all", pairs).text(), expected, "{pairs}");
    }
    assert_eq!(get("/required?page=1&name=ada").text(), "ada");
    assert_eq!(get("/optional").text(), "false");
    assert_eq!(get("/optional?page=1&name=a").text(), "true");
}

#[test]
fn what_does_not_fit_is_told_by_its_field_and_not_by_its_value() {
    for (pairs, field, what) in [
        ("small=s3cret", "small", "invalid digit found in string"),
        ("small=300", "small", "number too large to fit in target type"),
        ("small=", "small", "cannot parse integer from empty string"),
        ("small=1&small=2", "small", "there more than once"),
        ("flag=s3cret", "flag", "provided string was not `true` or `false`"),
        ("ratio=s3cret", "ratio", "invalid float literal"),
        ("letter=s3cret", "letter", "too many characters in string"),
        ("order=s3cret", "order", "expected one of `up`, `down`"),
        ("maybe=s3cret", "maybe", "invalid digit found in string"),
        ("pair=1", "pair", "expected a tuple of size 2"),
        ("pair=1&pair=2&pair=3", "pair", "expected 2 elements in sequence"),
        ("pair=1&pair=s3cret", "pair", "invalid digit found in string"),
        ("sku=s3cret", "sku", "invalid digit found in string"),
        ("even=3", "even", "an even number, please"),
        ("even=s3cret", "even", "not valid"),
        ("string=s3cret&string=b", "string", "there more than once"),
    ] {
        let query = message(&get(&format!("/all?{pairs}")));
        assert_eq!(query, (400, format!("query parameter `{field}`: {what}")), "{pairs}");
        let form = message(&posted("/all", pairs));
        assert_eq!(form, (422, format!("form field `{field}`: {what}")), "{pairs}");
    }
    for (path, what) in [
        ("/required?page=1", "query parameter `name`: missing"),
        ("/required", "query parameter `name`: missing"),
        ("/strict?a=1&s3cret=2", "the query: a name that is none of `a`"),
        ("/list?a=1", "the query: expected a sequence"),
    ] {
        assert_eq!(message(&get(path)), (400, what.to_owned()), "{path}");
    }
}

#[test]
fn a_form_is_of_its_content_type() {
    for (content_type, status) in [
        (None, 200),
        (Some(FORM), 200),
        (Some("application/X-WWW-form-urlencoded; charset=utf-8"), 200),
        (Some("application/json"), 415),
        (Some("multipart/form-data; boundary=x"), 415),
        (Some("text/plain;a=application/x-www-form-urlencoded"), 415),
        (Some(""), 415),
    ] {
        let event = Event::post("/groups").body("a=b");
        let event = match content_type {
            Some(content_type) => event.content_type(content_type),
            None => event,
        };
        assert_eq!(event.call(&APP, &()).unwrap().status(), status, "{content_type:?}");
    }
    let refused = Event::post("/groups").content_type("text/plain").call(&APP, &()).unwrap();
    assert_eq!(
        message(&refused),
        (415, "the body must be application/x-www-form-urlencoded".to_owned())
    );
}

#[test]
fn pairs_have_a_limit() {
    for (count, ok) in [(1000, true), (1001, false)] {
        let pairs = vec!["a=1"; count].join("&");
        let (query, form) = (get(&format!("/groups?{pairs}")), posted("/groups", &pairs));
        if ok {
            assert_eq!(query.json::<Groups>().unwrap()["a"].len(), count);
            assert_eq!(form.json::<Groups>().unwrap()["a"].len(), count);
        } else {
            assert_eq!(message(&query), (400, "the query has over 1000 parameters".to_owned()));
            assert_eq!(message(&form), (413, "the form has over 1000 fields".to_owned()));
        }
    }
}

fn grouped<'p>(pairs: impl IntoIterator<Item = (Cow<'p, str>, Cow<'p, str>)>) -> Groups {
    let mut groups = Groups::new();
    for (name, value) in pairs {
        groups.entry(name.into_owned()).or_default().push(value.into_owned());
    }
    groups
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_form_is_read_as_form_urlencoded_reads_it(form in "([ab=&+;%\u{0}-\u{ff}]|%[0-9a-fA-F]{2}){0,20}") {
        let expected = grouped(form_urlencoded::parse(form.as_bytes()));
        prop_assert_eq!(posted("/groups", &form).json::<Groups>().unwrap(), expected);
    }

    #[test]
    fn pairs_arrive_from_every_gateway(pairs in vec(("[a-c%+&=é]{1,2}", "[ -~é%\u{1}]{0,4}"), 0..6)) {
        let expected = grouped(pairs.iter().map(|(name, value)| (name.into(), value.into())));
        let event = Event::get("/groups");
        let event = pairs.iter().fold(event, |event, (name, value)| event.query(name, value));
        for gateway in Gateway::ALL {
            let answer: Groups = event.clone().via(gateway).call(&APP, &()).unwrap().json().unwrap();
            if gateway == Gateway::LoadBalancer {
                // It sends the last of several values only.
                let last = |values: &Vec<String>| values.last().cloned().into_iter().collect();
                let last: Groups = expected.iter().map(|(name, values)| (name.clone(), last(values))).collect();
                prop_assert_eq!(&answer, &last);
            } else {
                prop_assert_eq!(&answer, &expected, "{}", gateway);
            }
        }
    }
}

// ---- headers and cookies ----

#[test]
fn headers_and_cookies() {
    let event = |path| {
        Event::get(path)
            .header("X-One", "a, b")
            .header("X-Two", "a")
            .header("x-two", "b")
            .cookie("one", "1=1")
            .cookie("two", "a")
            .cookie("two", "b")
    };
    for (path, status, text) in [
        ("/headers/x-ONE", 200, r#"Some("a, b") ["a, b"] a, b"#),
        ("/headers/x-two", 400, "header `x-two`: there more than once"),
        ("/headers/x_one", 400, "header `x_one`: missing"),
        ("/cookies/one", 200, r#"Some("1=1") [("one", "1=1"), ("two", "a"), ("two", "b")] 1=1"#),
        ("/cookies/two", 400, "cookie `two`: there more than once"),
        ("/cookies/ONE", 400, "cookie `ONE`: missing"),
    ] {
        let answer = event(path).via(Gateway::LoadBalancerMulti).call(&APP, &()).unwrap();
        let found = match answer.status() {
            200 => answer.text().into_owned(),
            _ => message(&answer).1,
        };
        assert_eq!((answer.status(), &*found), (status, text), "{path}");
    }
}

// ---- JSON ----

#[test]
fn json_that_does_not_fit_is_told_by_its_field() {
    for (body, what) in [
        (
            r#"{"items":[{"count":1},{"count":"s3cret"}]}"#,
            "`items[1].count`: expected u8: line 1, column 39",
        ),
        (r#"{"items":[{"count":-300}]}"#, "`items[0].count`: expected u8: line 1, column 23"),
        (
            r#"{"items":[{"count":1,"order":"s3cret"}]}"#,
            "`items[0].order`: expected `up` or `down`: line 1, column 37",
        ),
        (
            r#"{"items":[{"count":1,"even":"s3cret, expected s3cret"}]}"#,
            "`items[0].even`: line 1, column 54",
        ),
        (r#"{"items":[{}]}"#, "`items[0]`: missing field `count`: line 1, column 12"),
        (r#"{"items":[],"items":[]}"#, "duplicate field `items`: line 1, column 19"),
        (
            r#"{"items":[],"by_name":{"ada":"s3cret, expected s3cret"}}"#,
            "`by_name.ada`: expected u8: line 1, column 54",
        ),
        ("[]", "expected struct Cart with 2 elements: line 1, column 2"),
        (r#""s3cret""#, "expected struct Cart: line 1, column 8"),
        ("{}", "missing field `items`: line 1, column 2"),
    ] {
        let event = Event::post("/cart").content_type("application/json").body(body);
        let (status, text) = message(&event.call(&APP, &()).unwrap());
        assert_eq!(
            (status, &*text),
            (422, &*format!("the body is JSON of another shape: {what}")),
            "{body}"
        );
    }
    let long = format!(r#"{{"items":[],"by_name":{{"{}":"x"}}}}"#, "s3cret".repeat(100));
    let (status, text) = message(&Event::post("/cart").body(long).call(&APP, &()).unwrap());
    assert_eq!((status, text.contains("s3cret")), (422, false), "{text}");
    assert_eq!(
        Event::post("/cart")
            .json(&json!({"items": [{"count": 1}]}))
            .call(&APP, &())
            .unwrap()
            .text(),
        "1"
    );
}
