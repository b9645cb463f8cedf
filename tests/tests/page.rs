//! The Powertools page's own pairs of request and response.

#[test]
fn the_page_is_answered_as_it_is_printed() {
    gatepost_tests::conformance::check(include_str!("documents/page.json"));
}
