//! Documents with the events of every source: what a handler sees of them, and the answers to the
//! byte, but for the order of keys.

use gatepost_tests::conformance::check;

#[test]
fn a_rest_api() {
    check(include_str!("documents/rest_api.json"));
}

#[test]
fn an_http_api_with_format_1_0() {
    check(include_str!("documents/http_api_v1.json"));
}

#[test]
fn an_http_api_with_format_2_0() {
    check(include_str!("documents/http_api.json"));
}

#[test]
fn a_function_url() {
    check(include_str!("documents/function_url.json"));
}

#[test]
fn a_load_balancer() {
    check(include_str!("documents/alb.json"));
}

#[test]
fn a_load_balancer_with_multi_value_headers() {
    check(include_str!("documents/alb_multi.json"));
}
