//! Of which source an event is, and what is said of one that is not answered.

use gatepost_core::InvocationError;
use gatepost_json::{EventError, Index, Source, Sources};
use gatepost_tests::events::{Sent, Shape};
use serde_json::json;

const ALL: [Source; 6] = [
    Source::Rest,
    Source::HttpApiV1,
    Source::HttpApi,
    Source::FunctionUrl,
    Source::LoadBalancer,
    Source::Lattice,
];

fn settle(event: &str, sources: Sources) -> Result<Source, EventError> {
    Index::read(&mut event.as_bytes().to_vec(), sources).map(|index| index.source)
}

#[track_caller]
fn is_of(source: Source, event: &str) {
    assert_eq!(settle(event, Sources::ALL), Ok(source), "{event}");
}

/// The event is refused with that text, and is so whichever source is fixed.
#[track_caller]
fn is_refused(event: &str, text: &str) {
    for sources in [Sources::ALL].into_iter().chain(ALL.map(Sources::fixed)) {
        let error = settle(event, sources).unwrap_err();
        assert_eq!((error.kind(), &*error.to_string()), ("Event.NotHttp", text), "{event}");
    }
}

#[test]
fn the_event_of_every_gateway_is_told_as_it_comes() {
    let request = Sent { query: "a=1", headers: &[("x-a", "1")], ..Sent::get("/a") };
    for shape in Shape::ALL {
        is_of(shape.source(), &request.event(shape).to_string());
    }
}

#[test]
fn which_fields_tell_a_source() {
    #[rustfmt::skip]
    let cases = [
        (Source::LoadBalancer, r#"{"requestContext":{"elb":{"targetGroupArn":"arn:x"}},"httpMethod":"GET","path":"/"}"#),
        (Source::LoadBalancer, r#"{"requestContext":{"elb":{}},"httpMethod":"GET","path":"/","version":"1.0"}"#),
        (Source::LoadBalancer, r#"{"requestContext":{"elb":{},"http":{"method":"GET"}},"httpMethod":"GET","path":"/","rawPath":"/"}"#),
        (Source::HttpApi, r#"{"requestContext":{"http":{"method":"GET"}},"rawPath":"/"}"#),
        (Source::HttpApi, r#"{"requestContext":{"http":{"method":"GET"},"domainName":null},"rawPath":"/","version":"1.0"}"#),
        (Source::HttpApi, r#"{"requestContext":{"http":{"method":"GET"},"domainName":"api.example.com","elb":null},"rawPath":"/"}"#),
        (Source::HttpApi, r#"{"requestContext":{"http":{"method":"GET"},"domainName":"lambda-url.example.com","elb":"x"},"rawPath":"/"}"#),
        (Source::HttpApi, r#"{"requestContext":{"http":{"method":"GET"},"domainName":"a.lambda-url2.example.com"},"rawPath":"/"}"#),
        (Source::HttpApi, r#"{"requestContext":{"http":{"method":"GET"},"serviceArn":"arn:x"},"rawPath":"/","method":"GET"}"#),
        (Source::FunctionUrl, r#"{"requestContext":{"domainName":"abc.lambda-url.eu-west-1.on.aws","http":{"method":"GET"}},"rawPath":"/"}"#),
        (Source::FunctionUrl, r#"{"rawPath":"/","requestContext":{"http":{"method":"GET"},"domainName":"abc.lambda-url.eu-west-1.on.aws"}}"#),
        (Source::FunctionUrl, r#"{"rawPath":"/","requestContext":{"http":{"method":"GET"},"domainName":"abc.lambda\u002durl.eu-west-1.on.aws"}}"#),
        (Source::HttpApiV1, r#"{"version":"1.0","requestContext":{},"httpMethod":"GET","path":"/"}"#),
        (Source::HttpApiV1, r#"{"httpMethod":"GET","path":"/","requestContext":{"http":null,"elb":null},"version":"1.\u0030"}"#),
        (Source::Rest, r#"{"httpMethod":"GET","path":"/"}"#),
        (Source::Rest, r#"{"httpMethod":"GET","path":"/","version":"1.0"}"#),
        (Source::Rest, r#"{"httpMethod":"GET","path":"/","version":"1.0","requestContext":null}"#),
        (Source::Rest, r#"{"httpMethod":"GET","path":"/","requestContext":{}}"#),
        (Source::Rest, r#"{"httpMethod":"GET","path":"/","version":"2.0","requestContext":{}}"#),
        (Source::Rest, r#"{"httpMethod":"GET","path":"/x","rawPath":"/base/x","requestContext":{}}"#),
        (Source::Rest, r#"{"httpMethod":"GET","path":"/","requestContext":{"http":[],"elb":1,"domainName":"a.lambda-url.eu-west-1.on.aws"}}"#),
        (Source::Rest, r#"{"httpMethod":"GET","path":"/","requestContext":{"connectionId":null,"eventType":null,"messageDirection":null},"methodArn":null,"type":"REQUEST"}"#),
    ];
    for (source, event) in cases {
        is_of(source, event);
    }
}

#[test]
fn an_event_for_an_authorizer_is_no_request() {
    let text = |field: &str| format!("an event for a Lambda authorizer: it has `{field}`");
    #[rustfmt::skip]
    let cases = [
        (r#"{"type":"TOKEN","authorizationToken":"t","methodArn":"arn:x"}"#, "methodArn"),
        (r#"{"type":"REQUEST","methodArn":"arn:x","resource":"/","path":"/","httpMethod":"GET","headers":{},"requestContext":{"stage":"prod"}}"#, "methodArn"),
        (r#"{"version":"1.0","type":"REQUEST","methodArn":"arn:x","identitySource":"t","path":"/","httpMethod":"GET","requestContext":{}}"#, "methodArn"),
        (r#"{"version":"2.0","type":"REQUEST","routeArn":"arn:x","identitySource":["t"],"routeKey":"GET /","rawPath":"/","requestContext":{"http":{"method":"GET"}}}"#, "routeArn"),
        (r#"{"version":"2.0","type":"REQUEST","routeArn":null,"identitySource":["t"],"rawPath":"/","requestContext":{"http":{"method":"GET"}}}"#, "identitySource"),
        (r#"{"identitySource":[],"requestContext":{"elb":{}},"httpMethod":"GET","path":"/"}"#, "identitySource"),
    ];
    for (event, field) in cases {
        is_refused(event, &text(field));
    }
}

#[test]
fn an_event_of_a_web_socket_is_no_request() {
    let text =
        |field: &str| format!("an event of a WebSocket API: it has `requestContext.{field}`");
    #[rustfmt::skip]
    let cases = [
        (r#"{"requestContext":{"routeKey":"$connect","eventType":"CONNECT","connectionId":"x="},"headers":{}}"#, "connectionId"),
        (r#"{"requestContext":{"routeKey":"$default","eventType":"MESSAGE"},"body":"{}"}"#, "eventType"),
        (r#"{"httpMethod":"GET","path":"/","requestContext":{"messageDirection":"IN"}}"#, "messageDirection"),
    ];
    for (event, field) in cases {
        is_refused(event, &text(field));
    }
}

#[test]
fn what_is_no_http_request_says_which_field_is_missing() {
    let text = |what: &str| format!("not an HTTP request: the event has {what}");
    #[rustfmt::skip]
    let cases = [
        (r"{}", "no `httpMethod`"),
        (r#"{"Records":[{"eventSource":"aws:sqs"}]}"#, "no `httpMethod`"),
        (r#"{"version":"0","detail-type":"Scheduled Event","source":"aws.events","detail":{}}"#, "no `httpMethod`"),
        (r#"{"requestContext":{},"path":"/"}"#, "no `httpMethod`"),
        (r#"{"requestContext":{"elb":{}},"path":"/"}"#, "no `httpMethod`"),
        (r#"{"requestContext":{"elb":{}},"httpMethod":"GET"}"#, "`httpMethod` and no `path`"),
        (r#"{"httpMethod":"GET","rawPath":"/"}"#, "`httpMethod` and no `path`"),
        (r#"{"httpMethod":"GET","path":null}"#, "`httpMethod` and no `path`"),
        (r#"{"rawPath":"/","path":"/","version":"2.0","requestContext":{"http":"GET"}}"#, "`rawPath` and no `requestContext.http`"),
        (r#"{"rawPath":"/","requestContext":{"http":{}}}"#, "`requestContext.http` and no `method` in it"),
        (r#"{"rawPath":"/","requestContext":{"http":{"method":null}}}"#, "`requestContext.http` and no `method` in it"),
        (r#"{"path":"/","requestContext":{"http":{"method":"GET"}}}"#, "`requestContext.http` and no `rawPath`"),
        // Half of a VPC Lattice event.
        (r#"{"method":"GET","path":"/"}"#, "no `httpMethod`"),
        (r#"{"raw_path":"/"}"#, "no `httpMethod`"),
    ];
    for (event, what) in cases {
        is_refused(event, &text(what));
    }
}

#[test]
fn vpc_lattice_is_known_and_not_answered() {
    let text = "of VPC Lattice, which this function does not answer: the event has `method`";
    for event in [
        r#"{"raw_path":"/a?b=1","method":"GET","headers":{},"query_string_parameters":{},"body":"","is_base64_encoded":false}"#,
        r#"{"version":"2.0","path":"/","method":"GET","headers":{"a":["1"]},"requestContext":{"serviceNetworkArn":"arn:x","serviceArn":"arn:y","identity":{"sourceVpcArn":"arn:z"}}}"#,
        r#"{"version":"2.0","path":"/","method":"GET","requestContext":{"serviceArn":"arn:y"}}"#,
        r#"{"method":"GET","httpMethod":"GET","path":"/","requestContext":{"serviceNetworkArn":"arn:x"}}"#,
    ] {
        let error = settle(event, Sources::ALL).unwrap_err();
        assert_eq!((error.kind(), &*error.to_string()), ("Event.OtherSource", text), "{event}");
        assert_eq!(settle(event, Sources::fixed(Source::Lattice)), Err(error), "{event}");
    }
}

// ---- a source that is fixed, or switched off ----

/// The smallest event that each source could send.
const SMALLEST: [(Source, &str); 7] = [
    (Source::Rest, r#"{"httpMethod":"GET","path":"/"}"#),
    (Source::Rest, r#"{"httpMethod":"GET","path":"/","requestContext":{}}"#),
    (Source::HttpApiV1, r#"{"httpMethod":"GET","path":"/","version":"1.0","requestContext":{}}"#),
    (Source::HttpApi, r#"{"rawPath":"/","requestContext":{"http":{"method":"GET"}}}"#),
    (
        Source::FunctionUrl,
        r#"{"rawPath":"/","requestContext":{"domainName":"a.lambda-url.b.on.aws","http":{"method":"GET"}}}"#,
    ),
    (Source::LoadBalancer, r#"{"httpMethod":"GET","path":"/","requestContext":{"elb":{}}}"#),
    (Source::Lattice, r#"{"method":"GET","raw_path":"/"}"#),
];

#[test]
fn a_fixed_source_takes_what_is_not_clearly_of_another() {
    use Source::{FunctionUrl, HttpApi, HttpApiV1, LoadBalancer, Rest};
    // What each event is taken for; `None` where it is refused.
    let table = [
        (Rest, [Some(Rest), Some(Rest), Some(HttpApiV1), None, None, None, None]),
        (HttpApiV1, [Some(HttpApiV1), Some(HttpApiV1), Some(HttpApiV1), None, None, None, None]),
        (HttpApi, [None, None, None, Some(HttpApi), None, None, None]),
        (FunctionUrl, [None, None, None, Some(FunctionUrl), Some(FunctionUrl), None, None]),
        (LoadBalancer, [Some(LoadBalancer), None, None, None, None, Some(LoadBalancer), None]),
    ];
    for (fixed, row) in table {
        for ((told, event), taken) in SMALLEST.into_iter().zip(row) {
            let refused = EventError::OtherSource { wanted: fixed, source: told };
            let expected = taken.ok_or(refused);
            assert_eq!(settle(event, Sources::fixed(fixed)), expected, "{fixed}: {event}");
        }
    }
}

#[test]
fn a_source_that_is_switched_off_is_refused_and_no_other() {
    for off in ALL {
        for (told, event) in SMALLEST {
            let expected = match told {
                Source::Lattice => Err(EventError::SwitchedOff(Source::Lattice)),
                told if told == off => Err(EventError::SwitchedOff(off)),
                told => Ok(told),
            };
            assert_eq!(settle(event, Sources::ALL.without(off)), expected, "{off}: {event}");
        }
    }
    // What is fixed may be switched off too: then nothing is answered.
    let nothing = Sources::fixed(Source::HttpApi).without(Source::HttpApi);
    assert_eq!(settle(SMALLEST[3].1, nothing), Err(EventError::SwitchedOff(Source::HttpApi)));
}

#[test]
fn the_texts_name_the_field_that_decided() {
    let named = [
        (Source::Rest, "a REST API", "httpMethod"),
        (Source::HttpApiV1, "an HTTP API (format 1.0)", "version"),
        (Source::HttpApi, "an HTTP API (format 2.0)", "requestContext.http"),
        (Source::FunctionUrl, "a Function URL", "requestContext.domainName"),
        (Source::LoadBalancer, "a load balancer", "requestContext.elb"),
        (Source::Lattice, "VPC Lattice", "method"),
    ];
    for (source, name, field) in named {
        let off = EventError::SwitchedOff(source);
        let text =
            format!("of {name}, which this function does not answer: the event has `{field}`");
        assert_eq!((off.kind(), off.to_string()), ("Event.OtherSource", text));
        for (wanted, wanted_name, _) in named {
            let error = EventError::OtherSource { wanted, source };
            let text = format!("not of {wanted_name} but of {name}: the event has `{field}`");
            assert_eq!((error.kind(), error.to_string()), ("Event.OtherSource", text));
        }
    }
}

#[test]
fn the_log_gets_the_whole_text() {
    let fixed = [
        Source::Rest,
        Source::HttpApiV1,
        Source::HttpApi,
        Source::FunctionUrl,
        Source::LoadBalancer,
    ];
    let mut refused = 0;
    for (_, event) in SMALLEST {
        for sources in fixed.map(Sources::fixed).into_iter().chain([Sources::ALL]) {
            if let Err(error) = Index::read(&mut event.to_owned().into_bytes(), sources) {
                let error = InvocationError::new(error.kind(), error);
                refused += 1;
                assert!(error.detail().ends_with('`'), "cut: {}", error.detail());
            }
        }
    }
    assert_eq!(refused, 25);
}

#[test]
fn no_value_that_a_client_writes_makes_it_another_source() {
    // Every field that decides, wherever a client can put a name of its own.
    let marks = json!({
        "methodArn": "a", "routeArn": "a", "identitySource": "a", "version": "1.0", "rawPath": "/b",
        "httpMethod": "DELETE", "path": "/b", "method": "DELETE", "raw_path": "/b", "requestContext": "{}",
        "elb": "{}", "http": "{}", "connectionId": "a", "domainName": "a.lambda-url.b.on.aws",
    });
    for shape in Shape::ALL {
        let mut event = Sent { method: "PUT", ..Sent::get("/a") }.event(shape);
        let (headers, query) = match shape {
            Shape::Alb | Shape::Http | Shape::Url => ("headers", "queryStringParameters"),
            _ => ("multiValueHeaders", "multiValueQueryStringParameters"),
        };
        for map in [headers, query, "pathParameters", "stageVariables"] {
            event[map] = marks.clone();
        }
        event["body"] = marks.to_string().into();
        event["requestContext"]["authorizer"] = marks.clone();
        is_of(shape.source(), &event.to_string());
        let mut bytes = event.to_string().into_bytes();
        let index = Index::read(&mut bytes, Sources::ALL).unwrap();
        assert_eq!(index.method, Some("PUT"), "{shape:?}");
    }
}
