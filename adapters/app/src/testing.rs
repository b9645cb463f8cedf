//! Tests without AWS: events made in code, for every gateway, and their answers read.
//!
//! One test can run behind all of them:
//!
//! ```
//! use gatepost::{Cookies, Headers, prelude::*, testing::{Event, Gateway}};
//!
//! #[derive(serde::Deserialize, serde::Serialize)]
//! struct Order {
//!     item: String,
//! }
//!
//! #[post("/shops/<shop>/orders")]
//! fn create(shop: &str, Json(order): Json<Order>, headers: Headers<'_>, cookies: Cookies<'_>) -> (u16, Json<Order>) {
//!     let item = [shop, &order.item, headers.get("x-tag").unwrap_or(""), cookies.get("user").unwrap_or("")];
//!     (201, Json(Order { item: item.join(" ") }))
//! }
//!
//! static APP: App<(create,)> = App::new();
//!
//! for gateway in Gateway::ALL {
//!     let answer = Event::post("/shops/caf%C3%A9/orders")
//!         .header("X-Tag", "new")
//!         .cookie("user", "ada")
//!         .json(&Order { item: "tea".to_owned() })
//!         .via(gateway)
//!         .call(&APP, &())?;
//!     assert_eq!(answer.status(), 201, "{gateway}");
//!     assert_eq!(answer.json::<Order>()?.item, "café tea new ada", "{gateway}");
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod event;
mod gateway;
mod shape;

pub use answer::Answer;
pub use event::Event;
pub use gateway::Gateway;
