//! What an event says beside its request: ids, stage, identity, authorizers of every kind. What is not
//! there is `None`.

use gatepost_core::Buffer as _;
use gatepost_json::{EventContext, Index, Sources, Value};
use gatepost_tests::events::{ADDRESS, REQUEST_ID, Sent, Shape};
use serde::Deserialize;
use serde_json::json;

/// Looks at the context of an event.
fn with<T>(event: &str, look: impl FnOnce(EventContext<'_>) -> T) -> T {
    let mut bytes = event.as_bytes().to_vec();
    let index = Index::read(&mut bytes, Sources::ALL).unwrap();
    look(EventContext::of(&index))
}

/// An event of a REST API with that `requestContext.authorizer`, or of an HTTP API.
fn authorized(is_http: bool, authorizer: &str) -> String {
    if is_http {
        format!(
            r#"{{"rawPath":"/","requestContext":{{"http":{{"method":"GET"}},"authorizer":{authorizer}}}}}"#
        )
    } else {
        format!(
            r#"{{"httpMethod":"GET","path":"/","requestContext":{{"authorizer":{authorizer}}}}}"#
        )
    }
}

/// The value, read by serde.
fn by_serde(value: Value<'_>) -> serde_json::Value {
    let mut json = Vec::new();
    value.write(&mut json);
    serde_json::from_slice(json.written()).unwrap()
}

/// All that an authorizer can say, by the names `sub`, `tenant` and `userArn`.
#[derive(PartialEq, Eq, Debug, Default)]
struct Said {
    claim: Option<String>,
    scopes: Vec<String>,
    lambda: Option<serde_json::Value>,
    principal_id: Option<String>,
    user_arn: Option<String>,
}

fn said(event: &str) -> Option<Said> {
    with(event, |context| {
        let authorizer = context.authorizer()?;
        Some(Said {
            claim: authorizer.claim("sub").map(str::to_owned),
            scopes: authorizer.scopes().map(str::to_owned).collect(),
            lambda: authorizer.lambda("tenant").map(by_serde),
            principal_id: authorizer.principal_id().map(str::to_owned),
            user_arn: authorizer
                .iam()
                .and_then(|iam| iam.get("userArn")?.as_str())
                .map(str::to_owned),
        })
    })
}

#[test]
fn the_context_of_every_source() {
    let arn =
        "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/gatepost/0123456789abcdef";
    for shape in Shape::ALL {
        let event = Sent::get("/a/b").event(shape).to_string();
        with(&event, |context| {
            let is_alb = matches!(shape, Shape::Alb | Shape::AlbMulti);
            let is_rest = matches!(shape, Shape::Rest | Shape::HttpV1);
            let of_api = |text: &'static str| (!is_alb).then_some(text);
            let stage = if shape == Shape::Url { "$default" } else { "prod" };
            let account = if shape == Shape::Url { "anonymous" } else { "123456789012" };
            let domain = if shape == Shape::Url {
                "d1p0v1r2a3.lambda-url.eu-west-1.on.aws"
            } else {
                "d1p0v1r2a3.execute-api.eu-west-1.amazonaws.com"
            };
            assert_eq!(context.source(), shape.source());
            assert_eq!(context.request_id(), of_api(REQUEST_ID), "{shape:?}");
            assert_eq!(context.stage(), of_api(stage), "{shape:?}");
            assert_eq!(context.account_id(), of_api(account), "{shape:?}");
            assert_eq!(context.api_id(), of_api("d1p0v1r2a3"), "{shape:?}");
            assert_eq!(context.domain_name(), of_api(domain), "{shape:?}");
            assert_eq!(context.time_ms(), (!is_alb).then_some(1_775_738_096_123), "{shape:?}");
            assert_eq!(context.source_ip(), of_api(ADDRESS), "{shape:?}");
            assert_eq!(context.target_group_arn(), is_alb.then_some(arn), "{shape:?}");
            let proxy = is_rest.then_some("a/b");
            assert_eq!(context.path_parameter("proxy"), proxy, "{shape:?}");
            assert_eq!(context.stage_variable("proxy"), None, "{shape:?}");
            assert_eq!(context.identity().is_some(), is_rest, "{shape:?}");
            // An HTTP API with format 1.0 sends one that is all `null`.
            assert!(context.authorizer().is_none(), "{shape:?}");
            let agent = context.identity().and_then(|identity| identity.get("userAgent")?.as_str());
            assert_eq!(agent, is_rest.then_some("probe/1"), "{shape:?}");
        });
    }
}

#[test]
fn what_is_not_there_is_none_and_so_is_null() {
    let names = "requestId stage accountId apiId domainName requestTimeEpoch timeEpoch elb identity authorizer";
    let nulls: Vec<_> = names.split(' ').map(|name| format!(r#""{name}":null"#)).collect();
    let events = [
        r#"{"httpMethod":"GET","path":"/"}"#.to_owned(),
        r#"{"httpMethod":"GET","path":"/","requestContext":null,"pathParameters":null,"stageVariables":null}"#.to_owned(),
        r#"{"httpMethod":"GET","path":"/","requestContext":{},"pathParameters":{},"stageVariables":{}}"#.to_owned(),
        format!(r#"{{"httpMethod":"GET","path":"/","requestContext":{{{}}}}}"#, nulls.join(",")),
        r#"{"httpMethod":"GET","path":"/","requestContext":{"identity":{"sourceIp":null}},"pathParameters":{"p":null}}"#.to_owned(),
        // Not where the gateway writes it.
        r#"{"httpMethod":"GET","path":"/","requestId":"x","stage":"x","accountId":"x","authorizer":{"claims":{"sub":"x"}},
            "headers":{"x-amzn-requestid":"x","x-forwarded-for":"1.2.3.4","authorization":"Bearer x"},
            "queryStringParameters":{"p":"x"},"body":"{\"requestContext\":{\"stage\":\"x\"}}"}"#.to_owned(),
    ];
    for event in events {
        with(&event, |context| {
            assert_eq!((context.request_id(), context.stage()), (None, None), "{event}");
            assert_eq!((context.account_id(), context.api_id()), (None, None), "{event}");
            assert_eq!((context.domain_name(), context.time_ms()), (None, None), "{event}");
            assert_eq!((context.source_ip(), context.target_group_arn()), (None, None), "{event}");
            assert_eq!((context.path_parameter("p"), context.stage_variable("p")), (None, None));
            assert!(context.get("stage").is_none() && context.authorizer().is_none(), "{event}");
        });
    }
}

#[test]
fn numbers_that_are_times() {
    for (written, time) in [
        ("1775738096123", Some(1_775_738_096_123)),
        ("0", Some(0)),
        ("18446744073709551615", Some(u64::MAX)),
        ("18446744073709551616", None),
        ("-1", None),
        ("1.5", None),
        ("1e3", None),
        ("\"1\"", None),
        ("{}", None),
    ] {
        for name in ["requestTimeEpoch", "timeEpoch"] {
            let event = format!(
                r#"{{"httpMethod":"GET","path":"/","requestContext":{{"{name}":{written}}}}}"#
            );
            assert_eq!(with(&event, |context| context.time_ms()), time, "{written}");
        }
    }
}

#[test]
fn authorizers_of_every_kind() {
    let text = |text: &str| Some(text.to_owned());
    #[rustfmt::skip]
    let cases = [
        // None.
        (false, "null", None),
        (false, "{}", None),
        (false, r#"{"claims":null,"scopes":null}"#, None),
        (false, r#""claims""#, None),
        (true, "null", None),
        (true, r#"{"jwt":null,"lambda":null,"iam":null}"#, None),
        // Lambda, of a REST API: texts, beside its own two.
        (false, r#"{"principalId":"ada","integrationLatency":12,"tenant":"7"}"#,
            Some(Said { lambda: Some(json!("7")), principal_id: text("ada"), ..Said::default() })),
        // Its names may be those that mean something elsewhere.
        (false, r#"{"principalId":"ada","claims":"x","lambda":"x","jwt":"x","iam":"x","tenant":"7"}"#,
            Some(Said { lambda: Some(json!("7")), principal_id: text("ada"), ..Said::default() })),
        // Lambda, of an HTTP API: any JSON.
        (true, r#"{"lambda":{"tenant":{"id":7},"claims":{"sub":"forged"},"principalId":"forged"}}"#,
            Some(Said { lambda: Some(json!({"id": 7})), ..Said::default() })),
        (true, r#"{"lambda":{"tenant":null}}"#, Some(Said::default())),
        // Cognito.
        (false, r#"{"claims":{"sub":"7","email_verified":"true","tenant":"no"}}"#,
            Some(Said { claim: text("7"), ..Said::default() })),
        // JWT.
        (true, r#"{"jwt":{"claims":{"sub":"7","tenant":"no"},"scopes":["a","b c"]}}"#,
            Some(Said { claim: text("7"), scopes: vec!["a".to_owned(), "b c".to_owned()], ..Said::default() })),
        (true, r#"{"jwt":{"claims":{"sub":7,"exp":"1"},"scopes":null}}"#,
            Some(Said { claim: text("7"), ..Said::default() })),
        // JWT, of an HTTP API with format 1.0.
        (false, r#"{"claims":{"sub":"7"},"scopes":["a"]}"#,
            Some(Said { claim: text("7"), scopes: vec!["a".to_owned()], ..Said::default() })),
        // IAM.
        (true, r#"{"iam":{"accessKey":"AKIA","accountId":"123456789012","callerId":"x","cognitoIdentity":null,"userArn":"arn:aws:iam::123456789012:user/ada","userId":"x"}}"#,
            Some(Said { user_arn: text("arn:aws:iam::123456789012:user/ada"), ..Said::default() })),
        // What stands beside claims or a user is no context of a Lambda authorizer.
        (false, r#"{"claims":{"sub":"7"},"tenant":"no"}"#,
            Some(Said { claim: text("7"), ..Said::default() })),
        (true, r#"{"iam":{"userArn":"a"},"tenant":"no"}"#,
            Some(Said { user_arn: text("a"), ..Said::default() })),
        // No claim.
        (false, r#"{"claims":{"Sub":"7","sub":null}}"#, Some(Said::default())),
        (false, r#"{"claims":{"sub":{"a":1}}}"#, Some(Said::default())),
        (false, r#"{"claims":["sub"]}"#, Some(Said::default())),
    ];
    for (is_http, authorizer, expected) in cases {
        assert_eq!(said(&authorized(is_http, authorizer)), expected, "{authorizer}");
    }
}

#[test]
fn the_iam_user_of_a_rest_api_is_in_the_identity() {
    let event = r#"{"httpMethod":"GET","path":"/","requestContext":{"identity":{"userArn":"arn:aws:iam::1:user/ada","apiKey":null,"sourceIp":"192.0.2.1","clientCert":{"subjectDN":"CN=a"}}}}"#;
    with(event, |context| {
        let identity = context.identity().unwrap();
        let text = |name: &str| identity.get(name).and_then(|value| value.as_str());
        assert_eq!(text("userArn"), Some("arn:aws:iam::1:user/ada"));
        assert_eq!((text("apiKey"), text("userId"), text("clientCert")), (None, None, None));
        let subject = identity.get("clientCert").and_then(|cert| cert.get("subjectDN")?.as_str());
        assert_eq!(subject, Some("CN=a"));
        assert_eq!(context.source_ip(), Some("192.0.2.1"));
    });
}

#[test]
fn stage_variables_and_path_parameters() {
    let event = r#"{"httpMethod":"GET","path":"/x/a%20b","resource":"/x/{name}",
        "pathParameters":{"name":"a%20b","na\u006de2":"\"q\""},"stageVariables":{"table":"orders","Table":"other","n":7},
        "requestContext":{"stage":"prod"}}"#;
    with(event, |context| {
        assert_eq!(context.path_parameter("name"), Some("a%20b"));
        assert_eq!(context.path_parameter("name2"), Some("\"q\""));
        assert_eq!(context.path_parameter("Name"), None);
        assert_eq!(context.stage_variable("table"), Some("orders"));
        assert_eq!(context.stage_variable("Table"), Some("other"));
        assert_eq!(context.stage_variable("n"), Some("7"));
    });
}

#[test]
fn anything_else_is_json_for_serde() {
    #[derive(Deserialize, PartialEq, Debug)]
    struct Custom<'a> {
        name: &'a str,
        list: Vec<Option<f64>>,
    }
    let event = r#"{"resource":"/{p+}", "more" : { "name" : "a", "list" : [1.5 , null, -2e3] },"text":"\"\u00e9\"\n",
        "body":"eyJhIjoxfQ==","isBase64Encoded":true,"after":[{"b":"\\"}],"httpMethod":"POST","path":"/",
        "requestContext":{"extendedRequestId":"x=","authentication":{"clientCert":{"issuerDN":"CN=\u00e9"}},"deep":[[[{}]]]}}"#;
    with(event, |context| {
        let mut json = Vec::new();
        context.event_field("more").unwrap().write(&mut json);
        let custom: Custom<'_> = serde_json::from_slice(&json).unwrap();
        assert_eq!(custom, Custom { name: "a", list: vec![Some(1.5), None, Some(-2e3)] });
        let field = |name: &str| context.event_field(name).map(by_serde);
        assert_eq!(field("resource"), Some(json!("/{p+}")));
        assert_eq!(field("text"), Some(json!("\"é\"\n")));
        // After the body, which was decoded where it stands.
        assert_eq!(field("after"), Some(json!([{"b": "\\"}])));
        assert_eq!(field("isBase64Encoded"), Some(json!(true)));
        assert_eq!((field("body"), field("nothing"), field("")), (None, None, None));
        let of_context = |name: &str| context.get(name).map(by_serde);
        assert_eq!(of_context("extendedRequestId"), Some(json!("x=")));
        assert_eq!(of_context("authentication"), Some(json!({"clientCert": {"issuerDN": "CN=é"}})));
        assert_eq!(of_context("deep"), Some(json!([[[{}]]])));
        let whole: serde_json::Value = serde_json::from_str(event).unwrap();
        assert_eq!(field("requestContext").as_ref(), whole.get("requestContext"));
    });
}

#[test]
fn what_was_decoded_where_it_stands_is_told_as_it_is_now() {
    let event = r#"{"rawPath":"/","rawQueryString":"a=%22&b","cookies":["a=1","b=\"2\""],"last":1,"requestContext":{"http":{"method":"GET"}}}"#;
    with(event, |context| {
        assert!(context.event_field("rawQueryString").is_none());
        assert_eq!(context.event_field("cookies").map(by_serde), Some(json!("a=1; b=\"2\"")));
        assert_eq!(context.event_field("last").map(by_serde), Some(json!(1)));
    });
    let event = r#"{"httpMethod":"GET","path":"/","queryStringParameters":{"%22":"%5C"},"last":1,"requestContext":{"elb":{}}}"#;
    with(event, |context| {
        let query = context.event_field("queryStringParameters").map(by_serde);
        assert_eq!(query, Some(json!({"\"": "\\"})));
        assert_eq!(context.event_field("last").map(by_serde), Some(json!(1)));
    });
    // A body that is not base64 after all leaves what it leaves.
    let event = r#"{"httpMethod":"GET","path":"/","body":"QUJD!","isBase64Encoded":true,"last":1}"#;
    with(event, |context| {
        assert_eq!(context.event_field("last").map(by_serde), Some(json!(1)));
    });
}
