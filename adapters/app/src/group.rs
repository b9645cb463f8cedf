//! Groups: routes under a prefix, with settings of their own.

use std::marker::PhantomData;

use gatepost_core::{Out, Rules};

use crate::{extract::Cx, node::Node, routes::Routes};

/// Routes under a prefix, with settings of their own: [`Under`] makes a set of routes of it.
///
/// - A route's pattern is the prefix and its own: under `/v1`, `/users` is `/v1/users`, and `/` is
///   `/v1`. Groups nest, and their prefixes stand one after another.
/// - A prefix starts with `/` and does not end with one. The empty one is for settings alone.
/// - A prefix may have parameters. [`Params`](crate::Params) has them, and a handler's own arguments
///   are as they were: it does not know where it is mounted.
/// - Settings are those of a handler's attribute: [`Rules`] has them, and says `cors = OTHER` as
///   `Rules::NEW.cors(&OTHER)`, `cors = false` as `Rules::NEW.no_cors()`.
/// - A setting of a route wins over its group's, and an inner group's over an outer one's.
///
/// ```
/// use gatepost::{Group, Params, Rules, Under, prelude::*};
///
/// #[get("/")]
/// fn list() -> &'static str {
///     "all items"
/// }
///
/// #[get("/<item>")]
/// fn show(item: u32, params: Params<'_>) -> Result<String, HttpError> {
///     Ok(format!("item {item} of {}", params.text("shop")?))
/// }
///
/// struct Items;
///
/// impl Group for Items {
///     type Routes = (list, show);
///     const PREFIX: &'static str = "/shops/<shop>/items";
///     const RULES: Rules<'static> = Rules::NEW.cache_control("max-age=60");
/// }
///
/// static APP: App<(Under<Items>,)> = App::new();
///
/// let event = r#"{"httpMethod":"GET","path":"/shops/ada/items/7"}"#;
/// let answer = gatepost::block_on(APP.call(event, &()))?;
/// assert!(answer.contains(r#""body":"item 7 of ada""#));
/// assert!(answer.contains(r#""Cache-Control":"max-age=60""#));
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a group of routes",
    label = "not a group",
    note = "write `struct {Self};` and `impl Group for {Self}` with its `Routes` and its `PREFIX`"
)]
pub trait Group {
    /// The routes: a handler, or a tuple of sets.
    type Routes;
    /// What stands before the pattern of each of them, such as `/v1`.
    const PREFIX: &'static str;
    /// The settings of those that have none of their own.
    const RULES: Rules<'static> = Rules::NEW;
}

/// The routes of the [`Group`] `G`, as a set for an [`App`](crate::App), a tuple or another group.
///
/// ```
/// use gatepost::{Group, Under, prelude::*};
///
/// #[get("/users/<id>")]
/// fn show(id: &str) -> &str {
///     id
/// }
///
/// struct V1;
///
/// impl Group for V1 {
///     type Routes = (show,);
///     const PREFIX: &'static str = "/v1";
/// }
///
/// static APP: App<(show, Under<V1>)> = App::new();
/// let table = APP.table().to_string();
/// assert!(table.contains("/users/<id> ") && table.contains("/v1/users/<id> "));
/// ```
pub struct Under<G>(PhantomData<fn() -> G>);

impl<S: ?Sized, G: Group<Routes: Routes<S>>> Routes<S> for Under<G> {
    const NODE: Node =
        Node::Under { prefix: G::PREFIX, rules: G::RULES, node: &<G::Routes as Routes<S>>::NODE };

    fn dispatch<'r>(id: u32, cx: &'r Cx<'r, S>, out: &'r mut Out<'_>) -> impl Future<Output = ()> {
        <G::Routes as Routes<S>>::dispatch(id, cx, out)
    }
}
