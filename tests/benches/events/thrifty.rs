//! The same function by hand, without a framework: event types, serde_json and a router.

use lambda_http::{
    aws_lambda_events::{alb, apigw, encodings::Body},
    http::{HeaderMap, HeaderValue, Method, header::CONTENT_TYPE},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    event::Source,
    worker::{Greeting, Worker},
};

pub struct Thrifty {
    source: Source,
    router: matchit::Router<Route>,
}

#[derive(Clone, Copy)]
enum Route {
    Home,
    Hello,
}

/// What goes into any of the answers.
struct Reply {
    status: i64,
    headers: HeaderMap,
    body: Option<Body>,
}

impl Thrifty {
    pub fn new(source: Source) -> Self {
        let mut router = matchit::Router::new();
        router.insert("/", Route::Home).unwrap();
        router.insert("/hello/{name}", Route::Hello).unwrap();
        Self { source, router }
    }

    fn reply(&self, method: &Method, path: Option<&str>) -> Result<Reply, String> {
        let found = self.router.at(path.unwrap_or_default()).ok().filter(|_| method == Method::GET);
        let Some(found) = found else {
            return Ok(Reply { status: 404, headers: HeaderMap::new(), body: None });
        };
        let (content_type, body) = match found.value {
            Route::Home => ("text/plain", "home".to_owned()),
            Route::Hello => {
                let greeting = Greeting { hello: found.params.get("name") };
                ("application/json", serde_json::to_string(&greeting).map_err(text)?)
            }
        };
        let mut headers = HeaderMap::with_capacity(1);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        Ok(Reply { status: 200, headers, body: Some(Body::Text(body)) })
    }
}

impl Worker for Thrifty {
    fn work(&mut self, event: &[u8], answer: &mut Vec<u8>) -> Result<(), String> {
        match self.source {
            Source::Rest => {
                let event: apigw::ApiGatewayProxyRequest = read(event)?;
                let reply = self.reply(&event.http_method, event.path.as_deref())?;
                let mut response = apigw::ApiGatewayProxyResponse::default();
                response.status_code = reply.status;
                response.headers = reply.headers;
                response.body = reply.body;
                write(&response, answer)
            }
            Source::Http => {
                let event: apigw::ApiGatewayV2httpRequest = read(event)?;
                let method = &event.request_context.http.method;
                let reply = self.reply(method, event.raw_path.as_deref())?;
                let mut response = apigw::ApiGatewayV2httpResponse::default();
                response.status_code = reply.status;
                response.headers = reply.headers;
                response.body = reply.body;
                write(&response, answer)
            }
            Source::LoadBalancer => {
                let event: alb::AlbTargetGroupRequest = read(event)?;
                let reply = self.reply(&event.http_method, event.path.as_deref())?;
                let mut response = alb::AlbTargetGroupResponse::default();
                response.status_code = reply.status;
                response.headers = reply.headers;
                response.body = reply.body;
                write(&response, answer)
            }
        }
    }
}

fn read<E: DeserializeOwned>(event: &[u8]) -> Result<E, String> {
    serde_json::from_slice(event).map_err(text)
}

fn write(response: &impl Serialize, answer: &mut Vec<u8>) -> Result<(), String> {
    answer.clear();
    serde_json::to_writer(answer, response).map_err(text)
}

fn text(error: serde_json::Error) -> String {
    error.to_string()
}
