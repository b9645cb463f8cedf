use gatepost_core::{PathCoding, Request};
use gatepost_json::{Index, Sources};

use crate::events::{ADDRESS, Body, Sent, Shape, decoded};

/// A request, written as HTTP/1.1 has it but for the version and with plain line breaks, is the same
/// one again in the events of all gateways, but for what each of them is known to lose.
pub fn request(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    let (head, body) = match text.split_once("\n\n") {
        Some((head, body)) if body.len() % 2 == 0 => (head, Some(Body::Text(body))),
        Some((head, body)) => (head, Some(Body::Bytes(body.as_bytes()))),
        None => (text, None),
    };
    let mut lines = head.lines();
    let Some((method, target)) = lines.next().and_then(|line| line.split_once(' ')) else {
        return;
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    if !path.starts_with('/') {
        return;
    }
    let mut headers: Vec<(String, &str)> = vec![];
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        let name = name.to_ascii_lowercase();
        // A client sends one line of cookies; the last hop's header is the gateway's to write.
        let is_again = name == "cookie" && headers.iter().any(|(known, _)| *known == name);
        if !is_again && name != "x-forwarded-for" {
            headers.push((name, value));
        }
    }
    let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let sent = Sent { method, path, query, headers: &headers, body };
    for shape in Shape::ALL {
        check(&sent, shape);
    }
}

fn check(sent: &Sent<'_>, shape: Shape) {
    let mut bytes = sent.event(shape).to_string().into_bytes();
    let index = Index::read(&mut bytes, Sources::ALL).expect("it is an event");
    assert_eq!(index.source, shape.source());
    match shape {
        Shape::Rest | Shape::HttpV1 => {
            compare(sent, shape, &gatepost_rest::Event::of(index).request());
        }
        Shape::Http | Shape::Url => {
            compare(sent, shape, &gatepost_http::Event::of(index).request());
        }
        Shape::Alb | Shape::AlbMulti => {
            compare(sent, shape, &gatepost_alb::Event::of(index).request());
        }
    }
}

fn compare(sent: &Sent<'_>, shape: Shape, seen: &Request<'_>) {
    let is_decoded = matches!(shape, Shape::Http | Shape::HttpV1);
    let (path, coding) = match is_decoded {
        true => (decoded(sent.path), PathCoding::Decoded),
        false => (sent.path.to_owned(), PathCoding::Encoded),
    };
    assert_eq!(seen.method().as_str(), sent.method, "{shape:?}");
    assert_eq!((seen.path(), seen.path_coding()), (path.as_str(), coding), "{shape:?}");
    let stage = if is_decoded { "/prod" } else { "" };
    assert_eq!(seen.raw_path(), format!("{stage}{path}"), "{shape:?}");
    assert_eq!(seen.client_address(), Some(ADDRESS), "{shape:?}");
    let body = match sent.body {
        None => &[],
        Some(Body::Text(text)) => text.as_bytes(),
        Some(Body::Bytes(bytes)) => bytes,
    };
    assert_eq!(seen.body(), body, "{shape:?}");
    // A load balancer sends an empty body where there is none.
    let is_alb = matches!(shape, Shape::Alb | Shape::AlbMulti);
    assert_eq!(seen.has_body(), sent.body.is_some() || is_alb, "{shape:?}");
    assert_eq!(owned(seen.query_pairs()), query(sent.query, shape), "{shape:?}");
    for (name, _) in sent.headers {
        let all = sent.headers.iter().filter(|(known, _)| known == name).map(|(_, value)| *value);
        let all: Vec<&str> = all.collect();
        let expected = match shape {
            _ if *name == "cookie" && all == [""] && shape != Shape::Http => all.clone(),
            // Its own list has no cookie that is empty.
            Shape::Http if all == [""] && *name == "cookie" => vec![],
            Shape::Rest | Shape::HttpV1 | Shape::AlbMulti => all.clone(),
            Shape::Alb => all[all.len() - 1..].to_vec(),
            Shape::Http | Shape::Url => vec![],
        };
        let values: Vec<&str> = seen.header_values(name).collect();
        match shape {
            Shape::Http | Shape::Url if *name != "cookie" => {
                assert_eq!(values, [all.join(",")], "{shape:?} {name}");
            }
            Shape::Http | Shape::Url if all != [""] => {
                let joined = all.join("; ");
                let cookies = joined.split("; ").skip_while(|cookie| cookie.is_empty());
                let cookies = cookies.collect::<Vec<_>>().join("; ");
                let expected = match (cookies.is_empty(), shape) {
                    (false, _) => vec![cookies.as_str()],
                    (true, Shape::Url) => all.clone(),
                    (true, _) => vec![],
                };
                assert_eq!(values, expected, "{shape:?} {name}");
            }
            _ => assert_eq!(values, expected, "{shape:?} {name}"),
        }
        assert_eq!(seen.header(&name.to_ascii_uppercase()), values.first().copied());
    }
}

/// What is left of a query: of a load balancer the last value of each name as it was written; of a
/// map the values of a name side by side.
fn query(query: &str, shape: Shape) -> Vec<(String, String)> {
    let parsed: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let raw = query.split('&').filter(|pair| !pair.is_empty());
    let raw = raw.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let part = |text: &str| decoded(&text.replace('+', " "));
    match shape {
        Shape::Http | Shape::Url => parsed,
        Shape::Rest | Shape::HttpV1 => side_by_side(&parsed),
        Shape::AlbMulti => {
            let pairs = side_by_side(&owned(raw));
            pairs.iter().map(|(name, value)| (part(name), part(value))).collect()
        }
        Shape::Alb => {
            let pairs = side_by_side(&owned(raw));
            let is_last = |at: usize| pairs.get(at + 1).is_none_or(|next| next.0 != pairs[at].0);
            let last = (0..pairs.len()).filter(|at| is_last(*at)).map(|at| &pairs[at]);
            last.map(|(name, value)| (part(name), part(value))).collect()
        }
    }
}

fn side_by_side(pairs: &[(String, String)]) -> Vec<(String, String)> {
    let mut left: Vec<_> = pairs.to_vec();
    let mut sorted = vec![];
    while let Some((name, _)) = left.first().cloned() {
        let (same, others) = left.into_iter().partition(|(known, _)| *known == name);
        let _: &Vec<(String, String)> = &same;
        sorted.extend(same);
        left = others;
    }
    sorted
}

fn owned<'p>(pairs: impl Iterator<Item = (&'p str, &'p str)>) -> Vec<(String, String)> {
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
