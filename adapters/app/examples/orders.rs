//! An orders API: a state, bodies checked field by field, a login that handlers get the user of, pages
//! of other origins, problem details, and tests behind every gateway.
//!
//! ```sh
//! cargo run -p gatepost --example orders --features local
//! curl -i http://127.0.0.1:9000/v1/orders -H 'Authorization: Bearer tea' -d '{"item":"tea","count":3}'
//! curl -i http://127.0.0.1:9000/v1/orders/1 -H 'Authorization: Bearer tea'
//! ```

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use gatepost::{Around, Hook, Next, Problem, Routes, Scope, Within, prelude::*};
use serde::{Deserialize, Serialize};

/// What the process keeps between requests. A database in its place would be awaited.
#[derive(Default)]
struct Shop {
    orders: Mutex<BTreeMap<u64, Order>>,
}

#[derive(Clone, Deserialize, Serialize)]
struct Order {
    #[serde(default)]
    id: u64,
    item: String,
    count: u32,
    #[serde(default)]
    customer: String,
}

impl Shop {
    fn with_orders<T>(&self, work: impl FnOnce(&mut BTreeMap<u64, Order>) -> T) -> T {
        // A handler that panicked has not left an order half made.
        work(&mut self.orders.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn customer_of(token: &str) -> Option<&'static str> {
        [("tea", "ada"), ("milk", "grace")]
            .into_iter()
            .find_map(|(known, customer)| (known == token).then_some(customer))
    }
}

// ---- who is asking

/// What handlers have behind the login: the shop, and the customer.
struct Session<'r> {
    shop: &'r Shop,
    customer: Customer,
}

struct Customer(&'static str);

impl Lend<Shop> for Session<'_> {
    fn lend(&self) -> &Shop {
        self.shop
    }
}

impl Lend<Customer> for Session<'_> {
    fn lend(&self) -> &Customer {
        &self.customer
    }
}

struct Login;

impl Scope<Shop> for Login {
    type State<'r> = Session<'r>;

    async fn around<R: for<'r> Routes<Session<'r>>>(mut next: Next<'_, '_, R, Shop>) {
        let shop = next.cx.state;
        let token =
            next.cx.request.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        match token.and_then(Shop::customer_of) {
            Some(customer) => {
                next.run_with(&Session { shop, customer: Customer(customer) }).await;
            }
            None => next.reply(
                HttpError::unauthorized("a token is needed")
                    .with_header("WWW-Authenticate", "Bearer"),
            ),
        }
    }
}

// ---- what can be asked

#[post("/orders")]
fn create(
    Json(order): Json<Order>,
    shop: &Shop,
    customer: &Customer,
) -> Result<(Reply<'static>, Json<Order>), Problem> {
    if order.count == 0 {
        return Err(Problem::new(422).title("Nothing ordered").detail("`count` is at least 1"));
    }
    let order = shop.with_orders(|orders| {
        let id = orders.keys().last().map_or(1, |last| last + 1);
        let order = Order { id, customer: customer.0.to_owned(), ..order };
        orders.insert(id, order.clone());
        order
    });
    Ok((Reply::new(201).location(format!("/v1/orders/{}", order.id)), Json(order)))
}

#[get("/orders/<id>", cache_control = "no-store")]
fn show(id: u64, shop: &Shop, customer: &Customer) -> Result<Json<Order>, HttpError> {
    let order = shop.with_orders(|orders| orders.get(&id).cloned());
    // Another customer's order is not said to exist.
    let own = order.filter(|order| order.customer == customer.0);
    own.map(Json).ok_or(HttpError::not_found("no such order"))
}

#[derive(Deserialize)]
struct Filter {
    item: Option<String>,
    limit: Option<usize>,
}

#[get("/orders", compress)]
fn list(Query(filter): Query<Filter>, shop: &Shop, customer: &Customer) -> Json<Vec<Order>> {
    let is_wanted = |order: &&Order| {
        order.customer == customer.0 && filter.item.as_ref().is_none_or(|item| *item == order.item)
    };
    let limit = filter.limit.unwrap_or(20);
    Json(
        shop.with_orders(|orders| orders.values().filter(is_wanted).take(limit).cloned().collect()),
    )
}

#[delete("/orders/<id>")]
fn cancel(id: u64, shop: &Shop, customer: &Customer) -> Result<Status, HttpError> {
    shop.with_orders(|orders| match orders.get(&id) {
        Some(order) if order.customer == customer.0 => {
            orders.remove(&id);
            Ok(Status::NO_CONTENT)
        }
        _ => Err(HttpError::not_found("no such order")),
    })
}

#[get("/health", cors = false)]
fn health() -> &'static str {
    "well"
}

// ---- the app

struct V1;

impl Group for V1 {
    type Routes = Within<Login, (create, show, list, cancel)>;
    const PREFIX: &'static str = "/v1";
}

/// An id that the client and the log both know.
struct RequestId;

impl<S: ?Sized> Hook<S> for RequestId {
    async fn around<R: Routes<S>>(mut next: Next<'_, '_, R, S>) {
        next.run().await;
        let id = next.cx.event.request_id().unwrap_or(next.cx.context.request_id);
        next.out.set_header("X-Request-Id", id);
    }
}

const CORS: Cors<'static> = Cors::allow_list(&["https://shop.example"])
    .expose_headers(&["location", "x-request-id"])
    .max_age(600);

static APP: App<Around<RequestId, (Under<V1>, health)>, Shop> = App::new().cors(CORS);

fn main() -> gatepost::Result {
    gatepost::run(&APP, Shop::default())
}

#[cfg(test)]
mod tests {
    use gatepost::testing::{Answer, Event, Gateway};

    use super::*;

    fn by(token: &str, event: Event) -> Event {
        event.header("Authorization", &format!("Bearer {token}"))
    }

    fn call(shop: &Shop, event: Event) -> Answer {
        event.call(&APP, shop).unwrap()
    }

    fn order(shop: &Shop, token: &str, body: &str) -> Answer {
        call(shop, by(token, Event::post("/v1/orders").body(body)))
    }

    #[test]
    fn an_order_is_made_shown_and_cancelled_behind_every_gateway() {
        for gateway in Gateway::ALL {
            let shop = Shop::default();
            let made = by("tea", Event::post("/v1/orders").body(r#"{"item":"tea","count":3}"#));
            let made = call(&shop, made.via(gateway));
            assert_eq!(
                (made.status(), made.header("location").as_deref()),
                (201, Some("/v1/orders/1"))
            );
            assert!(made.header("x-request-id").is_some(), "{gateway}");

            let shown = call(&shop, by("tea", Event::get("/v1/orders/1")).via(gateway));
            assert_eq!(shown.json::<Order>().unwrap().count, 3, "{gateway}");
            let gone = call(&shop, by("tea", Event::delete("/v1/orders/1")).via(gateway));
            assert_eq!((gone.status(), gone.text().as_ref()), (204, ""), "{gateway}");
            assert_eq!(
                call(&shop, by("tea", Event::get("/v1/orders/1")).via(gateway)).status(),
                404
            );
        }
    }

    #[test]
    fn nobody_sees_the_orders_of_another() {
        let shop = Shop::default();
        order(&shop, "tea", r#"{"item":"tea","count":1}"#);
        assert_eq!(call(&shop, by("milk", Event::get("/v1/orders/1"))).status(), 404);
        assert_eq!(call(&shop, by("milk", Event::delete("/v1/orders/1"))).status(), 404);
        assert_eq!(call(&shop, by("milk", Event::get("/v1/orders"))).text(), "[]");
        let refused = call(&shop, Event::get("/v1/orders"));
        assert_eq!(
            (refused.status(), refused.header("www-authenticate").as_deref()),
            (401, Some("Bearer"))
        );
    }

    #[test]
    fn the_list_is_filtered() {
        let shop = Shop::default();
        for item in ["tea", "milk", "tea", "tea"] {
            order(&shop, "tea", &format!(r#"{{"item":"{item}","count":1}}"#));
        }
        let list = |path| call(&shop, by("tea", Event::get(path))).json::<Vec<Order>>().unwrap();
        assert_eq!(list("/v1/orders").len(), 4);
        assert_eq!(
            list("/v1/orders?item=tea&limit=2").iter().map(|one| one.id).collect::<Vec<_>>(),
            [1, 3]
        );
    }

    #[test]
    fn what_is_wrong_with_an_order_is_said() {
        let shop = Shop::default();
        for (body, status, text) in [
            (r#"{"item":"tea","count":0}"#, 422, "`count` is at least 1"),
            (r#"{"item":"tea","count":"many"}"#, 422, "count"),
            (r#"{"item":"tea""#, 400, "JSON"),
        ] {
            let answer = order(&shop, "tea", body);
            assert_eq!(answer.status(), status, "{body}");
            assert!(answer.text().contains(text), "{}", answer.text());
        }
    }

    #[test]
    fn only_the_shops_own_pages_may_read_a_reply() {
        let shop = Shop::default();
        let from = |origin| {
            let event = by("tea", Event::get("/v1/orders")).header("Origin", origin);
            call(&shop, event).header("access-control-allow-origin").map(Into::into)
        };
        assert_eq!(from("https://shop.example"), Some("https://shop.example".to_owned()));
        assert_eq!(from("https://evil.example"), None);
        assert_eq!(call(&shop, Event::get("/health")).header("vary"), None);
    }
}
