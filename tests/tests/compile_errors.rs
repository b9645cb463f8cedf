//! What the compiler says to mistakes: each file of `ui/mistakes` has one, the file of the same name the text.
//!
//! `TRYBUILD=overwrite cargo test -p gatepost-tests --test compile_errors` writes the texts anew.

#[test]
fn a_mistake_is_named_where_it_is_made() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/mistakes/*.rs");
    cases.pass("tests/ui/corner_cases.rs");
}
