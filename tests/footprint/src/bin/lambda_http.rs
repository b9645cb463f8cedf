//! lambda_http with axum, and the CORS of tower-http.

use axum::{Json, Router, extract::Path, routing::get};
use lambda_http::Error;
use serde::Serialize;
use tower_http::cors::CorsLayer;

#[derive(Serialize)]
struct Greeting {
    hello: String,
}

async fn universe() -> &'static str {
    "hello"
}

async fn you(Path(hello): Path<String>) -> Json<Greeting> {
    Json(Greeting { hello })
}

fn main() -> Result<(), Error> {
    let app = Router::new()
        .route("/hello", get(universe))
        .route("/hello/{name}", get(you))
        .layer(CorsLayer::permissive());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(lambda_http::run(app))
}
