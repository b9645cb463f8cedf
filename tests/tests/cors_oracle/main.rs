//! CORS from a browser's eye: over generated policies, tables and requests, and through the events of
//! every gateway, a page gets what the policies mean to give it, and nothing else.
//!
//! `GATEPOST_CASES=100000 cargo test -p gatepost-tests --release --test cors_oracle -- --nocapture` runs
//! longer, and prints how often what happened.

mod apps;
mod asks;
mod meant;

use std::{cell::RefCell, collections::BTreeMap};

use asks::{Ask, METHODS, TARGET, conversation, origin};
use gatepost_tests::{
    browser::{Credentials, Fetch, Outgoing, Page, Response, fetch},
    cors_app::{Allows, Built, CannedApp, Reply},
    routes::Answer,
};
use meant::{Meant, Table};
use proptest::{
    bool::weighted,
    collection::vec,
    prelude::*,
    test_runner::{TestCaseResult, TestRunner},
};

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: gatepost_laws::cases(800),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}
#[test]
fn a_page_gets_what_it_is_meant_to_get() {
    let counts = Counts::default();
    let law = |(app, asks): (CannedApp, Vec<Ask>)| {
        app.with(|built| {
            asks.iter().try_for_each(|ask| gets_what_is_meant(&app, built, ask, &counts))
        })
    };
    TestRunner::new(config()).run(&conversation(), law).unwrap();
    counts.check(&[
        ("requests", 1000),
        ("read", 250),
        ("refused", 250),
        ("read after a preflight", 100),
        ("not sent after a preflight", 150),
        ("sent and not read after a preflight", 1),
        ("read without a preflight", 100),
        ("refused without a preflight", 80),
        ("read with credentials", 15),
        ("refused with credentials", 100),
        ("read by null", 3),
        ("refused to null", 10),
        ("read by its own origin", 15),
        ("read 404", 8),
        ("read 405", 3),
        ("read 413", 3),
        ("read 500", 3),
        ("read an exposed header", 30),
        ("read by any", 20),
        ("read by fixed", 20),
        ("read by verbatim", 10),
        ("read by list", 20),
        ("read by verbatim list", 10),
        ("read by predicate", 10),
        ("read without a policy", 1),
        ("refused by fixed", 30),
        ("refused by verbatim", 30),
        ("refused by list", 50),
        ("refused by verbatim list", 15),
        ("refused by predicate", 30),
        ("refused without a policy", 30),
        ("Rest", 140),
        ("HttpV1", 140),
        ("Http", 140),
        ("Url", 140),
        ("Alb", 140),
        ("AlbMulti", 140),
    ]);
}

fn gets_what_is_meant(
    app: &CannedApp,
    built: &Built<'_>,
    ask: &Ask,
    counts: &Counts,
) -> TestCaseResult {
    let table = Table::of(app);
    let headers: Vec<_> = ask.headers.iter().map(|(header, _)| *header).collect();
    let page = Page { origin: &ask.origin, cookie: Some("session=1") };
    let request = Fetch {
        target: TARGET,
        method: ask.written.0,
        headers: &headers,
        credentials: ask.credentials,
    };
    let mut exchanges = Vec::new();
    let fetched = fetch(page, request, |outgoing| {
        let response = built.answer(ask.shape, outgoing, &ask.path);
        exchanges.push((outgoing.clone(), response.clone()));
        response
    });

    let (_, last) = exchanges.last().unwrap();
    let is_preflighted = ask.needs_leave() && ask.origin != TARGET;
    let is_sent = exchanges.len() == 1 + usize::from(is_preflighted);
    let max_age = fetched.as_ref().map_or(None, |fetched| fetched.max_age);
    let is_read = fetched.is_ok();
    let meant = table.meant(ask);
    let expected = Meant { max_age: meant.max_age.filter(|_| meant.is_read), ..meant };
    prop_assert_eq!(Meant { is_sent, is_read, max_age }, expected, "{:#?}", exchanges);
    if is_sent {
        let status = match table.answer(ask.method(), &ask.path) {
            Answer::NotFound => 404,
            Answer::NotAllowed(_) => 405,
            Answer::BadRequest => 400,
            Answer::Call(id, _) => match &app.routes[id as usize].reply {
                Reply::Replies(status, _) => *status,
                _ => 500,
            },
            _ => 204,
        };
        prop_assert_eq!(last.status, status, "{:#?}", exchanges);
    }
    if let (true, true, [(_, answer), _]) = (is_preflighted, is_sent, &exchanges[..]) {
        // It is remembered for the other methods that it names, too (Fetch, section 4.9), of which
        // `OPTIONS` is the table's own.
        let named = values(answer, "access-control-allow-methods").join(",");
        let named = METHODS.iter().filter(|method| named.split(',').any(|name| name == **method));
        for method in named.filter(|method| **method != "OPTIONS") {
            let other = Ask { written: (method, method), ..ask.clone() };
            prop_assert!(table.meant(&other).is_sent, "{}: {:#?}", method, exchanges);
        }
    }
    if let Ok(fetched) = &fetched {
        for (name, value) in &last.headers {
            let is_read = fetched.response.headers.contains(&(name.clone(), value.clone()));
            prop_assert_eq!(is_read, table.is_readable(ask, name), "{}: {:#?}", name, exchanges);
        }
    }
    for (_, response) in &exchanges {
        prop_assert!(values(response, "access-control-allow-origin").len() <= 1, "{:#?}", response);
    }

    tally(&table, ask, fetched.as_ref().ok().map(|fetched| &fetched.response), is_sent, counts);
    Ok(())
}

fn tally(table: &Table<'_>, ask: &Ask, read: Option<&Response>, is_sent: bool, counts: &Counts) {
    let verdict = if read.is_some() { "read" } else { "refused" };
    counts.count("requests");
    counts.count(verdict);
    counts.count(format!("{:?}", ask.shape));
    if ask.origin == TARGET {
        return counts.count(format!("{verdict} by its own origin"));
    }
    counts.count(match (ask.needs_leave(), is_sent, read.is_some()) {
        (true, false, _) => "not sent after a preflight",
        (true, true, false) => "sent and not read after a preflight",
        (true, true, true) => "read after a preflight",
        (false, _, true) => "read without a preflight",
        (false, _, false) => "refused without a preflight",
    });
    if ask.credentials == Credentials::Include {
        counts.count(format!("{verdict} with credentials"));
    }
    if ask.origin == "null" {
        counts.count(if read.is_some() { "read by null" } else { "refused to null" });
    }
    let by = match table.reader(ask).map(|policy| &policy.allows) {
        None => "without a policy",
        Some(Allows::Any) => "by any",
        Some(Allows::Fixed(_)) => "by fixed",
        Some(Allows::Verbatim(_)) => "by verbatim",
        Some(Allows::List(_)) => "by list",
        Some(Allows::VerbatimList(_)) => "by verbatim list",
        Some(Allows::Predicate(_)) => "by predicate",
    };
    counts.count(format!("{verdict} {by}"));
    if let Some(response) = read {
        if [404, 405, 413, 500].contains(&response.status) {
            counts.count(format!("read {}", response.status));
        }
        if !values(response, "x-total").is_empty() {
            counts.count("read an exposed header");
        }
    }
}

/// A cache keeps one answer for all pages, unless `Vary` says that it is not for all.
#[test]
fn answers_that_differ_by_origin_say_so() {
    let counts = Counts::default();
    let law = |((app, asks), origins, is_preflight): ((_, Vec<_>), Vec<String>, bool)| {
        let app: CannedApp = app;
        app.with(|built| {
            let vary = |ask| differing_answers_vary(built, ask, &origins, is_preflight, &counts);
            asks.iter().try_for_each(vary)
        })
    };
    let cases = (conversation(), vec(origin(), 2), weighted(0.4));
    TestRunner::new(config()).run(&cases, law).unwrap();
    counts.check(&[
        ("requests", 1000),
        ("differ", 100),
        ("preflights that differ", 30),
        ("same", 300),
    ]);
}

fn differing_answers_vary(
    built: &Built<'_>,
    ask: &Ask,
    others: &[String],
    is_preflight: bool,
    counts: &Counts,
) -> TestCaseResult {
    let owned = |name: &str, value: &str| (name.to_ascii_lowercase(), value.to_owned());
    let headers = ask.headers.iter().map(|((name, value), _)| owned(name, value));
    let asked = is_preflight.then(|| owned("access-control-request-method", ask.method()));
    let headers: Vec<_> = headers.chain(asked).collect();
    let method = if is_preflight { "OPTIONS" } else { ask.method() };
    let answer = |origin: Option<&String>| {
        let origin = origin.map(|origin| owned("origin", origin));
        let headers = headers.iter().cloned().chain(origin).collect();
        built.answer(ask.shape, &Outgoing { method: method.to_owned(), headers }, &ask.path)
    };
    // No cache keeps what `OPTIONS` answers (RFC 9110, section 9.3.7), and a route of every method
    // answers it itself where no page asks.
    let without = (method != "OPTIONS").then_some(None);
    let origins = [&ask.origin].into_iter().chain(others).map(Some).chain(without);
    let answers: Vec<_> = origins.map(answer).collect();
    let differ = answers.iter().any(|answer| *answer != answers[0]);
    counts.count("requests");
    counts.count(if differ { "differ" } else { "same" });
    if differ && is_preflight {
        counts.count("preflights that differ");
    }
    for answer in &answers {
        prop_assert!(!differ || varies_by_origin(answer), "{:#?}", answers);
    }
    Ok(())
}

fn varies_by_origin(response: &Response) -> bool {
    let names = values(response, "vary").into_iter().flat_map(|value| value.split(','));
    names.map(str::trim).any(|name| name.eq_ignore_ascii_case("origin") || name == "*")
}

fn values<'r>(response: &'r Response, name: &str) -> Vec<&'r str> {
    let named = response.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
    named.map(|(_, value)| value.as_str()).collect()
}

// ---- how often what happened ----

#[derive(Default)]
struct Counts(RefCell<BTreeMap<String, u32>>);

impl Counts {
    fn count(&self, what: impl Into<String>) {
        *self.0.borrow_mut().entry(what.into()).or_default() += 1;
    }

    /// Prints all counts; each of these has to be at least so many thousandths of the first.
    #[track_caller]
    fn check(&self, least: &[(&str, u32)]) {
        let counts = self.0.borrow();
        let count = |what: &str| counts.get(what).copied().unwrap_or_default();
        for (what, count) in counts.iter() {
            println!("{count:>9} {what}");
        }
        let all = count(least[0].0);
        for (what, thousandths) in least {
            assert!(count(what) >= all * thousandths / 1000, "{what}: {} of {all}", count(what));
        }
    }
}
