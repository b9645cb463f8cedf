use std::collections::BTreeMap;

use gatepost_core::{
    Cors, Decision, Method, Opened, Out, Policy, Request, Route, Rules, Table, table,
};

const LISTED: [&str; 2] = ["https://a.example", "http://localhost:5173"];
static LIST: Cors<'static> = Cors::allow_list(&LISTED)
    .allow_headers(&["x-a"])
    .expose_headers(&["x-b"])
    .allow_credentials()
    .max_age(5);
static FIXED: Cors<'static> = Cors::fixed("https://www.example.com").max_age(1_234_567_890);
const BY_LIST: Rules<'static> = Rules::NEW.cors(&LIST);
const ROUTES: Table<'static> = table![
    Route::new("/list", &[Method::GET, Method::PUT], 0).with_rules(BY_LIST),
    Route::new("/list", &[Method::DELETE], 1),
    Route::new("/fixed", &[Method::GET, Method::POST], 2).with_rules(Rules::NEW.cors(&FIXED)),
    Route::new("/own", &[Method::GET, Method::OPTIONS], 3).with_rules(BY_LIST),
    Route::get("/none", 4),
];

/// A request, its first line `OPTIONS /list` and every other one a header, is answered as the Fetch
/// standard has it, written down case by case.
pub fn cors(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    let mut lines = text.lines();
    let Some((method, path)) = lines.next().and_then(|line| line.split_once(' ')) else {
        return;
    };
    if !["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"].contains(&method) {
        return;
    }
    let headers: Vec<_> = lines.filter_map(|line| line.split_once(": ")).collect();
    let headers = headers.as_slice();
    if !["/list", "/fixed", "/own", "/none", "/unknown"].contains(&path) {
        return;
    }
    let request = Request::new(method, path).with_headers(&headers);
    let Opened { decision, closing } = Policy::new(ROUTES).open(&request, &mut []);
    let mut reply = Vec::new();
    let mut out = Out::new(&mut reply);
    match decision {
        Decision::Call(_) => {
            // Who may read a reply is not the handler's to say.
            out.add_header("access-control-allow-origin", "https://evil.example");
            out.add_header("Access-Control-Allow-Credentials", "true");
        }
        Decision::Miss(miss) => miss.write(&mut out),
    }
    let frame = closing.close(&mut out);
    let mut sent = BTreeMap::new();
    for (name, value) in frame.headers.clone() {
        let again = sent.insert(name.to_ascii_lowercase(), value.to_owned());
        assert_eq!(again, None, "{name} leaves twice: {text:?}");
    }
    sent.remove("content-type");
    let (status, expected) = Asked { headers }.answer(method, path);
    let expected: BTreeMap<_, _> =
        expected.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    assert_eq!((frame.status.code(), sent), (status, expected), "{text:?}");
}

type Answer<'h> = (u16, Vec<(&'static str, &'h str)>);

const ALLOWED: [&str; 5] =
    ["authorization", "content-type", "x-amz-date", "x-api-key", "x-amz-security-token"];
const ALLOWED_BY_LIST: &str =
    "Authorization,Content-Type,X-Amz-Date,X-Amz-Security-Token,X-Api-Key,x-a";
const ALLOWED_BY_FIXED: &str =
    "Authorization,Content-Type,X-Amz-Date,X-Amz-Security-Token,X-Api-Key";
const ON_PREFLIGHT: &str = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

struct Asked<'h> {
    headers: &'h [(&'h str, &'h str)],
}

impl<'h> Asked<'h> {
    fn all(&self, name: &str) -> Vec<&'h str> {
        let of_name = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        of_name.map(|(_, value)| *value).collect()
    }

    /// The status, and the headers but for the content type.
    fn answer(&self, method: &str, path: &str) -> Answer<'h> {
        const UNCHECKED: [(&str, &str); 2] = [
            ("access-control-allow-origin", "https://evil.example"),
            ("access-control-allow-credentials", "true"),
        ];
        match (path, method) {
            ("/unknown", _) => (404, vec![]),
            ("/list", "GET" | "HEAD" | "PUT") | ("/own", "GET" | "HEAD" | "OPTIONS") => {
                (200, self.reply())
            }
            ("/list", "DELETE") | ("/none", "GET" | "HEAD") => (200, UNCHECKED.to_vec()),
            ("/list", "OPTIONS") => self.options(),
            ("/none", "OPTIONS") => (204, vec![("allow", "GET, HEAD, OPTIONS")]),
            ("/fixed", "GET" | "HEAD" | "POST") => (200, fixed()),
            ("/fixed", "OPTIONS") => {
                let mut headers = fixed();
                headers.push(("access-control-allow-methods", "GET,OPTIONS,POST"));
                (204, headers)
            }
            ("/list", _) => (405, vec![("allow", "DELETE, GET, HEAD, OPTIONS, PUT")]),
            ("/fixed", _) => (405, vec![("allow", "GET, HEAD, OPTIONS, POST")]),
            _ => (405, vec![("allow", "GET, HEAD, OPTIONS")]),
        }
    }

    /// The one origin, where it is one of the list.
    fn origin(&self) -> Option<&'h str> {
        match self.all("Origin")[..] {
            [origin] if LISTED.contains(&origin) => Some(origin),
            _ => None,
        }
    }

    /// The headers of a reply to a request that is no preflight.
    fn reply(&self) -> Vec<(&'static str, &'h str)> {
        let mut headers = vec![("vary", "Origin")];
        if let Some(origin) = self.origin() {
            headers.push(("access-control-allow-origin", origin));
            headers.push(("access-control-allow-credentials", "true"));
            headers.push(("access-control-expose-headers", "x-b"));
        }
        headers
    }

    fn options(&self) -> Answer<'h> {
        let allow = ("allow", "DELETE, GET, HEAD, OPTIONS, PUT");
        let wanted = self.all("Access-Control-Request-Method");
        if wanted == ["DELETE"] {
            // That route has no policy.
            return (204, vec![allow]);
        }
        if wanted.is_empty() || wanted == [""] || self.all("Origin").is_empty() {
            let mut headers = self.reply();
            headers.push(allow);
            return (204, headers);
        }
        let mut headers = vec![("vary", ON_PREFLIGHT)];
        let Some(origin) = self.origin() else {
            return (403, headers);
        };
        let is_token = |text: &str| {
            !text.is_empty()
                && text.chars().all(|c| c.is_ascii_graphic() && !"()<>@,;:\\\"/[]?={}".contains(c))
        };
        if wanted.len() > 1 || !is_token(wanted[0]) {
            return (400, headers);
        }
        headers.push(("access-control-allow-methods", "GET,OPTIONS,PUT"));
        headers.push(("access-control-allow-origin", origin));
        headers.push(("access-control-allow-credentials", "true"));
        headers.push(("access-control-max-age", "5"));
        if self.may_have_all_headers() {
            headers.push(("access-control-allow-headers", ALLOWED_BY_LIST));
        }
        (204, headers)
    }

    fn may_have_all_headers(&self) -> bool {
        let values = self.all("Access-Control-Request-Headers");
        let names = values.iter().flat_map(|value| value.split(','));
        let names = names.map(|name| name.trim_matches([' ', '\t']).to_ascii_lowercase());
        let (empty, names): (Vec<_>, Vec<_>) = names.partition(String::is_empty);
        empty.len() <= 16
            && names.len() <= 64
            && names.iter().all(|name| name == "x-a" || ALLOWED.contains(&name.as_str()))
    }
}

fn fixed<'h>() -> Vec<(&'static str, &'h str)> {
    vec![
        ("access-control-allow-headers", ALLOWED_BY_FIXED),
        ("access-control-allow-origin", "https://www.example.com"),
        ("access-control-max-age", "1234567890"),
    ]
}
