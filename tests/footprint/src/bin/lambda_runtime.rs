//! lambda_runtime alone, its routes by hand.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    http_method: String,
    path: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    status_code: u16,
    headers: Headers,
    body: String,
    is_base64_encoded: bool,
}

#[derive(Serialize)]
struct Headers {
    #[serde(rename = "Content-Type")]
    content_type: &'static str,
}

#[derive(Serialize)]
struct Greeting<'a> {
    hello: &'a str,
}

async fn answer(event: LambdaEvent<Event>) -> Result<Answer, Error> {
    let Event { http_method, path } = event.payload;
    let (status_code, content_type, body) = match (&*http_method, path.strip_prefix("/hello")) {
        ("GET", Some("")) => (200, "text/plain; charset=utf-8", "hello".to_owned()),
        ("GET", Some(rest)) if rest.starts_with('/') => {
            let hello = rest.trim_start_matches('/');
            (200, "application/json", serde_json::to_string(&Greeting { hello })?)
        }
        _ => (404, "application/json", r#"{"message":"Not found"}"#.to_owned()),
    };
    Ok(Answer { status_code, headers: Headers { content_type }, body, is_base64_encoded: false })
}

fn main() -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(lambda_runtime::run(service_fn(answer)))
}
