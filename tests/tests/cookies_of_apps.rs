//! Cookies of an app, over every gateway: a client gets what was meant, and sends it back.

use gatepost::{
    Cookie,
    prelude::*,
    testing::{Event, Gateway},
};
use gatepost_laws::kept;
use proptest::prelude::*;

#[get("/set")]
fn set<'r>(request: Request<'r>) -> Reply<'r> {
    let text = |name| request.query(name).unwrap_or_default();
    let cookie = Cookie::new(text("name"), text("value")).path(text("path"));
    Reply::new(200).cookie(cookie).body("secret")
}

#[get("/get/<name>")]
fn get<'r>(name: &'r str, cookies: Cookies<'r>) -> &'r str {
    cookies.get(name).unwrap_or("none")
}

/// What a cookie may have, and what it may not.
const TEXT: &str =
    "[a-zA-Z0-9!#$%&'*+.^_`|~-]{0,8}|[ -~]{0,6}|[a-c/=;,\"\\\\ \t\r\n\\x00\\x7fé]{0,6}";

static APP: App<(set, get)> = App::new();

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_client_cannot_write_a_cookie_of_its_own(name in TEXT, value in TEXT, path in TEXT) {
        let event = Event::get("/set").query("name", &name).query("value", &value).query("path", &path);
        for gateway in Gateway::ALL {
            let answer = event.clone().via(gateway).call(&APP, &()).unwrap();
            let cookies: Vec<_> = answer.cookies().collect();
            if answer.status() == 500 {
                prop_assert!(cookies.is_empty() && !answer.text().contains("secret"), "{}", gateway);
            } else {
                prop_assert_eq!(cookies.len(), 1, "{}", gateway);
                let (kept_name, kept_value, attributes) = kept(cookies[0]);
                prop_assert_eq!((kept_name, kept_value), (&*name, &*value));
                prop_assert_eq!(attributes, [("path".to_owned(), path.trim())]);
            }
        }
    }
}

#[test]
fn a_cookie_comes_back() {
    for gateway in Gateway::ALL {
        let set = Event::get("/set?name=id&value=%2231d4%3D%22&path=/")
            .via(gateway)
            .call(&APP, &())
            .unwrap();
        let value = set.cookie("id").unwrap();
        assert_eq!(value, "\"31d4=\"", "{gateway}");
        let event = Event::get("/get/id").cookie("other", "1").cookie("id", value).via(gateway);
        assert_eq!(event.call(&APP, &()).unwrap().text(), value, "{gateway}");
    }
}
