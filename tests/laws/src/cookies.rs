use gatepost_core::{Cookie, Out, Request, SameSite};

/// The first line is a cookie: name, value, path, domain and attributes, tabs between them. A client
/// keeps that cookie and nothing else, or it is not sent. The other lines are `Cookie` headers, which
/// are read as a plain scan reads them. `␊`, `␍` and `␀` stand for the characters that they show.
pub fn cookies(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    let mut lines = text.lines();
    let first = unshown(lines.next().unwrap_or_default());
    let mut parts = first.split('\t');
    let mut part = || parts.next().unwrap_or_default();
    check_set(part(), part(), part(), part(), part());
    let headers: Vec<String> = lines.map(unshown).collect();
    check_read(&headers);
}

fn unshown(text: &str) -> String {
    text.replace('␊', "\n").replace('␍', "\r").replace('␀', "\0")
}

fn check_set(name: &str, value: &str, path: &str, domain: &str, attributes: &str) {
    let mut cookie = Cookie::new(name, value);
    let mut meant = vec![];
    if !path.is_empty() {
        cookie = cookie.path(path);
        meant.push(("path", path.trim()));
    }
    if !domain.is_empty() {
        cookie = cookie.domain(domain);
        meant.push(("domain", domain.trim()));
    }
    if attributes.contains('s') {
        cookie = cookie.secure();
        meant.push(("secure", ""));
    }
    if attributes.contains('h') {
        cookie = cookie.http_only();
        meant.push(("httponly", ""));
    }
    if attributes.contains('n') {
        cookie = cookie.same_site(SameSite::None);
        meant.push(("samesite", "None"));
    }
    if attributes.contains('p') {
        cookie = cookie.partitioned();
        meant.push(("partitioned", ""));
    }
    let mut buffer = Vec::new();
    let mut out = Out::new(&mut buffer);
    out.add_cookie(&cookie);
    assert_eq!(
        cookie.check().is_ok(),
        would_be_kept(name, value, path, domain, attributes),
        "{cookie:?}"
    );
    let Some(header) = out.header("set-cookie") else {
        assert!(out.failure().is_some() && out.headers().next().is_none());
        return;
    };
    let (kept_name, kept_value, kept) = kept(header);
    assert_eq!((kept_name, kept_value), (name, value));
    assert_eq!(kept.iter().map(|(name, value)| (name.as_str(), *value)).collect::<Vec<_>>(), meant);
    // And it comes back.
    let sent = format!("a=1; {name}={value}");
    let headers = [("Cookie", sent.as_str())];
    if name != "a" {
        assert_eq!(Request::new("GET", "/").with_headers(&headers).cookie(name), Some(value));
    }
}

/// What a client makes of `Set-Cookie` (RFC 6265, section 5.2): the name, the value and the attributes.
#[must_use]
pub fn kept(header: &str) -> (&str, &str, Vec<(String, &str)>) {
    let mut parts = header.split(';');
    let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).unwrap_or_default();
    let attributes = parts.map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (name.trim().to_ascii_lowercase(), value.trim())
    });
    (name.trim(), value.trim(), attributes.collect())
}

/// By the rules of RFC 6265 and of its revision, one after another.
fn would_be_kept(name: &str, value: &str, path: &str, domain: &str, attributes: &str) -> bool {
    const SEPARATORS: &str = "()<>@,;:\\\"/[]?={} \t";
    let is_visible = |c: char| matches!(c, '!'..='~');
    let is_token =
        !name.is_empty() && name.chars().all(|c| is_visible(c) && !SEPARATORS.contains(c));
    let inside = match value.len() {
        2.. if value.starts_with('"') && value.ends_with('"') => &value[1..value.len() - 1],
        _ => value,
    };
    let is_value = inside.chars().all(|c| is_visible(c) && !"\",;\\".contains(c));
    let is_path = path.is_empty()
        || path.starts_with('/') && path.chars().all(|c| matches!(c, ' '..='~') && c != ';');
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c == '-' || c.is_ascii_alphanumeric())
    };
    let is_domain =
        domain.is_empty() || domain.strip_prefix('.').unwrap_or(domain).split('.').all(is_label);
    let lower = name.to_ascii_lowercase();
    let is_host = lower.starts_with("__host-");
    let must_be_secure =
        is_host || lower.starts_with("__secure-") || attributes.contains(['n', 'p']);
    is_token
        && is_value
        && is_path
        && is_domain
        && (!must_be_secure || attributes.contains('s'))
        && (!is_host || path == "/" && domain.is_empty())
}

fn check_read(headers: &[String]) {
    let fields: Vec<_> = headers.iter().map(|value| ("cookie", value.as_str())).collect();
    let fields = fields.as_slice();
    let mut expected = vec![];
    for header in headers {
        for pair in header.split(';').map(str::trim) {
            if let Some(at) = pair.find('=').filter(|at| *at > 0) {
                expected.push((&pair[..at], &pair[at + 1..]));
            }
        }
    }
    let request = Request::new("GET", "/").with_headers(&fields);
    assert_eq!(request.cookies().collect::<Vec<_>>(), expected);
    for (name, _) in &expected {
        let first = expected.iter().find(|(known, _)| known == name).map(|(_, value)| *value);
        assert_eq!(request.cookie(name), first);
    }
    // No cookie has such a name.
    assert_eq!(request.cookie("no;body"), None);
}
