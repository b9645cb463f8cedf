//! The same app on `lambda_http`, axum and tower-http, called as `lambda_http::run` calls it.

use axum::{Json, Router, extract::Path, routing::get};
use lambda_http::{
    Adapter, Context, LambdaEvent, Response, Service,
    http::{HeaderValue, Method},
    request::LambdaRequest,
};
use tower_http::cors::CorsLayer;

use crate::worker::{Greeting, Worker, now};

/// Without it the path of a REST event begins with the stage, and no route is found.
pub const NO_STAGE: &str = "AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH";

async fn hello(Path(name): Path<String>) -> Json<Greeting<String>> {
    Json(Greeting { hello: name })
}

pub struct LambdaHttp {
    adapter: Adapter<'static, Response<axum::body::Body>, Router>,
    context: Context,
}

impl LambdaHttp {
    pub fn new() -> Self {
        let cors = CorsLayer::new()
            .allow_origin(HeaderValue::from_static("https://shop.example.com"))
            .allow_methods([Method::GET]);
        let router = Router::new()
            .route("/", get(|| async { "home" }))
            .route("/hello/{name}", get(hello))
            .layer(cors);
        Self { adapter: Adapter::from(router), context: Context::default() }
    }
}

impl Worker for LambdaHttp {
    fn work(&mut self, event: &[u8], answer: &mut Vec<u8>) -> Result<(), String> {
        let text = |error: serde_json::Error| error.to_string();
        let request: LambdaRequest = serde_json::from_slice(event).map_err(text)?;
        // Its runtime makes a context of the invocation's headers: a copy is less work.
        let call = self.adapter.call(LambdaEvent::new(request, self.context.clone()));
        let Ok(response) = now(call);
        *answer = serde_json::to_vec(&response).map_err(text)?;
        Ok(())
    }
}
