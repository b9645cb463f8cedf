//! Tests without AWS: what `gatepost::testing` builds arrives as it was said, from every gateway.

use gatepost::{
    Context, EventContext,
    prelude::*,
    testing::{Answer, Event, Gateway},
};
use serde_json::{Value, json};

#[any("/{path+}")]
fn seen(
    path: &str,
    request: Request<'_>,
    event: EventContext<'_>,
    context: Context<'_>,
) -> Json<Value> {
    let headers: Vec<_> = request
        .headers()
        .filter(|(name, _)| name.to_ascii_lowercase().starts_with("x-t"))
        .collect();
    let claim = event.authorizer().and_then(|authorizer| authorizer.claim("username"));
    Json(json!({
        "method": request.method().as_str(),
        "path": path,
        "headers": headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect::<Vec<_>>(),
        "query": request.query_pairs().collect::<Vec<_>>(),
        "cookies": request.cookies().collect::<Vec<_>>(),
        "body": request.body(),
        "client": request.client_address(),
        "claim": claim,
        "stage": event.stage(),
        "id": context.request_id,
    }))
}

static APP: App<(seen,)> = App::new();

#[track_caller]
fn call(event: Event) -> Value {
    event.call(&APP, &()).unwrap().json().unwrap()
}

#[test]
fn what_is_built_arrives() {
    let event = Event::new("PURGE", "/a%20b/caf%C3%A9?q=1+2")
        .query("r", "a&b=é")
        .header("X-Tag", "t")
        .header("X-Two", "one")
        .header("X-Two", "two")
        .cookie("c", "d=e")
        .cookie("f", "g")
        .client("203.0.113.9")
        .body("é\n")
        .claim("username", "ada");
    for gateway in Gateway::ALL {
        let found = call(event.clone().via(gateway));
        let is = |key: &str, expected: Value| assert_eq!(found[key], expected, "{gateway}: {key}");
        is("method", "PURGE".into());
        is("path", "a b/café".into());
        is("query", json!([["q", "1 2"], ["r", "a&b=é"]]));
        is("cookies", json!([["c", "d=e"], ["f", "g"]]));
        is("body", json!("é\n".as_bytes()));
        is("client", "203.0.113.9".into());
        is("id", "test".into());
        is(
            "headers",
            match gateway {
                Gateway::LoadBalancer => json!([["x-tag", "t"], ["x-two", "two"]]),
                Gateway::HttpApi | Gateway::FunctionUrl => {
                    json!([["x-tag", "t"], ["x-two", "one,two"]])
                }
                _ => json!([["x-tag", "t"], ["x-two", "one"], ["x-two", "two"]]),
            },
        );
        is(
            "claim",
            match gateway {
                Gateway::Rest | Gateway::HttpApiV1 | Gateway::HttpApi => "ada".into(),
                _ => Value::Null,
            },
        );
    }
}

#[test]
fn bodies() {
    for gateway in Gateway::ALL {
        for (event, body) in [
            (Event::post("/a"), b"".as_slice()),
            (Event::post("/a").body(""), b""),
            (Event::post("/a").body("text"), b"text"),
            (Event::post("/a").body("text").base64(), b"text"),
            (Event::post("/a").body(b"\xFF\x00".as_slice()), b"\xFF\x00"),
            (Event::post("/a").json(&["é"]), "[\"é\"]".as_bytes()),
        ] {
            assert_eq!(
                call(event.clone().via(gateway))["body"],
                json!(body),
                "{gateway} {event:?}"
            );
        }
    }
    let is_base64 = |event: Event| event.to_json().contains(r#""isBase64Encoded":true"#);
    assert!(
        is_base64(Event::put("/").body("a").base64())
            && is_base64(Event::put("/").body(b"\xFF".as_slice()))
    );
    assert!(!is_base64(Event::put("/").body("a")) && !is_base64(Event::put("/")));
    let unwritable = std::collections::BTreeMap::from([((1, 2), 3)]);
    assert!(Event::post("/a").json(&unwritable).call(&APP, &()).is_err());
}

#[test]
fn the_stage_is_where_the_gateway_puts_it() {
    for gateway in Gateway::ALL {
        let event = Event::get("/a").stage("v1").via(gateway);
        let in_path = event.to_json().contains("/v1/a");
        assert_eq!(in_path, matches!(gateway, Gateway::HttpApiV1 | Gateway::HttpApi), "{gateway}");
        let found = call(event);
        assert_eq!(found["path"], "a", "{gateway}");
        if matches!(gateway, Gateway::Rest | Gateway::HttpApiV1 | Gateway::HttpApi) {
            assert_eq!(found["stage"], "v1", "{gateway}");
        }
    }
}

#[test]
fn each_event_is_of_its_gateway() {
    use gatepost::Source;
    use gatepost_json::{Index, Sources};
    for (gateway, source) in [
        (Gateway::Rest, Source::Rest),
        (Gateway::HttpApiV1, Source::HttpApiV1),
        (Gateway::HttpApi, Source::HttpApi),
        (Gateway::FunctionUrl, Source::FunctionUrl),
        (Gateway::LoadBalancer, Source::LoadBalancer),
        (Gateway::LoadBalancerMulti, Source::LoadBalancer),
    ] {
        let event = Event::get("/a").header("a", "b").via(gateway).to_json();
        let mut bytes = event.clone().into_bytes();
        assert_eq!(Index::read(&mut bytes, Sources::ALL).unwrap().source, source);
        let is_multi = event.contains("multiValueHeaders");
        let has_multi = [Gateway::Rest, Gateway::HttpApiV1, Gateway::LoadBalancerMulti];
        assert_eq!(is_multi, has_multi.contains(&gateway), "{gateway}");
    }
}

#[test]
fn each_method_has_a_constructor() {
    for (event, method) in [
        (Event::get("/a"), "GET"),
        (Event::post("/a"), "POST"),
        (Event::put("/a"), "PUT"),
        (Event::patch("/a"), "PATCH"),
        (Event::delete("/a"), "DELETE"),
        (Event::options("/a"), "OPTIONS"),
    ] {
        assert_eq!(call(event)["method"], method);
    }
    let head = Event::head("/a").call(&APP, &()).unwrap();
    assert_eq!((head.status(), head.body()), (200, &b""[..]));
}

#[test]
fn answers_are_read() {
    for (json, status, headers, body) in [
        (r#"{"statusCode":204}"#, 204, vec![], &b""[..]),
        (
            r#"{"statusCode":200,"headers":null,"body":null,"isBase64Encoded":false}"#,
            200,
            vec![],
            b"",
        ),
        (
            r#"{"statusCode":200,"headers":{"A":"1"},"multiValueHeaders":{"b":["2","3"]},"body":"/w==","isBase64Encoded":true}"#,
            200,
            vec![("A", "1"), ("b", "2"), ("b", "3")],
            b"\xFF",
        ),
        (
            r#"{"statusCode":599,"headers":{},"cookies":["a=1","a=2; Path=/"],"body":"x"}"#,
            599,
            vec![("set-cookie", "a=1"), ("set-cookie", "a=2; Path=/")],
            b"x",
        ),
    ] {
        let answer = Answer::read(json).unwrap();
        let found: Vec<_> = answer.headers().collect();
        assert_eq!((answer.status(), found, answer.body()), (status, headers, body), "{json}");
    }
    let answer =
        Answer::read(r#"{"statusCode":200,"cookies":["a=1","a=2; Path=/","b"],"body":"[1]"}"#)
            .unwrap();
    assert_eq!((answer.cookie("a"), answer.cookie("b")), (Some("2"), None));
    assert_eq!(answer.json::<[u8; 1]>().unwrap(), [1]);
    assert_eq!(answer.header("none"), None);
}

#[test]
fn what_is_no_answer_is_refused() {
    for json in [
        "",
        "null",
        "[]",
        r#"{"body":"a"}"#,
        r#"{"statusCode":"200"}"#,
        r#"{"statusCode":70000}"#,
        r#"{"statusCode":200,"body":"!","isBase64Encoded":true}"#,
    ] {
        assert_eq!(Answer::read(json).unwrap_err().kind(), "Answer.Malformed", "{json}");
    }
}
