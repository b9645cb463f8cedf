//! A warm function on gatepost-blocking allocates nothing, the client of the Runtime API included: a
//! process whose allocator counts, against the Runtime API.

use gatepost_tests::runtime_api::{Call, Event, Fault, PATIENCE, Process, RuntimeApi};

const PROGRAM: &str = env!("CARGO_BIN_EXE_allocations_blocking");

const REST: &str = include_str!("documents/rest.json");
const HTTP: &str = r#"{"version":"2.0","routeKey":"$default","rawPath":"/hello/ada","rawQueryString":"a=b%20c",
    "cookies":["a=b"],"headers":{"host":"example.com","accept":"*/*"},"requestContext":{"stage":"$default",
    "domainName":"example.com","http":{"method":"GET","path":"/hello/ada","protocol":"HTTP/1.1",
    "sourceIp":"192.0.2.1","userAgent":"test"}},"isBase64Encoded":false}"#;
const ALB: &str = r#"{"requestContext":{"elb":{"targetGroupArn":"arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/a/b"}},
    "httpMethod":"GET","path":"/hello/a%20d%C3%A9","queryStringParameters":{"a":"b"},
    "headers":{"host":"example.com","accept":"*/*"},"body":"","isBase64Encoded":false}"#;
const ALB_MULTI: &str = r#"{"requestContext":{"elb":{"targetGroupArn":"arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/a/b"}},
    "httpMethod":"GET","path":"/hello","multiValueQueryStringParameters":{"a":["b","c"]},
    "multiValueHeaders":{"host":["example.com"],"accept":["*/*"]},"body":"","isBase64Encoded":false}"#;
const PLAIN: [&str; 5] =
    [r#"{"httpMethod":"GET","path":"/hello/ada"}"#, REST, HTTP, ALB, ALB_MULTI];

/// How many allocations the process makes that serves these events so many times.
fn allocations(events: &'static [&str], rounds: usize) -> usize {
    let api = RuntimeApi::start(
        (0..rounds)
            .flat_map(move |_| events)
            .map(|event| Event::new(*event))
            .chain([Event::new("").with_fault(Call::Next, Fault::Status(500))]),
    );
    let (_, log) = Process::spawn(&mut api.command(PROGRAM)).wait(PATIENCE);
    let outcomes = api.outcomes_so_far();
    assert_eq!(outcomes.len(), rounds * events.len(), "{log}");
    for outcome in &outcomes {
        let status = outcome.json()["statusCode"].clone();
        assert!(status == 200 || status == 405, "{outcome:?}");
    }
    let count = log.lines().find_map(|line| line.strip_prefix("allocations ")).unwrap();
    count.parse().unwrap()
}

#[test]
fn a_warm_function_allocates_nothing_of_any_source() {
    let [few, many] = [2, 202].map(|rounds| allocations(&PLAIN, rounds));
    assert_eq!(many, few, "by a thousand invocations");
}

#[test]
fn the_counter_counts() {
    let boxed: &[&str] = &[r#"{"httpMethod":"GET","path":"/boxed"}"#];
    let [few, many] = [2, 52].map(|rounds| allocations(boxed, rounds));
    assert_eq!(many - few, 50);
}
