//! Sets of routes: a handler is one, a tuple of sets is one.

use gatepost_core::Out;

use crate::{
    extract::Cx,
    fallback::Missed,
    node::{Node, PLACE_BITS},
};

/// A set of routes with their handlers: what `#[get]` and its siblings make of a function, a
/// tuple of up to 16 sets, or a group [`Under`](crate::Under) a prefix. Tuples nest, up to eight deep,
/// and [`routes!`](crate::routes!) makes them of any number of sets.
///
/// ```
/// use gatepost::prelude::*;
///
/// mod users {
///     use gatepost::prelude::*;
///
///     #[get("/users")]
///     pub fn list() -> &'static str {
///         "all"
///     }
///
///     #[get("/users/<id>")]
///     pub fn show(id: &str) -> &str {
///         id
///     }
///
///     pub type Routes = (list, show);
/// }
///
/// #[get("/")]
/// fn home() -> &'static str {
///     "home"
/// }
///
/// static APP: App<(home, users::Routes)> = App::new();
/// assert_eq!(APP.table().routes().len(), 3);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a handler, nor a tuple of up to 16 handlers",
    label = "not a set of routes",
    note = "a handler is a function with `#[get(\"/path\")]` or one of its siblings; more than 16 go into `routes![…]`, or tuples of tuples"
)]
pub trait Routes<S: ?Sized> {
    /// The routes.
    const NODE: Node;

    /// Calls the handler that `id` stands for: its place in this tuple in the lowest four bits, then
    /// its place in the tuple within.
    fn dispatch<'r>(id: u32, cx: &'r Cx<'r, S>, out: &'r mut Out<'_>) -> impl Future<Output = ()>;

    /// Writes the reply to a request that none of an app's routes answers, where these are all of them.
    fn miss<'r>(
        missed: &'r Missed<'r>,
        cx: &'r Cx<'r, S>,
        out: &'r mut Out<'_>,
    ) -> impl Future<Output = ()> {
        async move { missed.write(cx.request, out) }
    }
}

macro_rules! tuples {
    ($($place:literal $type:ident)*; $last:ident) => {
        impl<S: ?Sized, $($type: Routes<S>,)* $last: Routes<S>> Routes<S> for ($($type,)* $last,) {
            const NODE: Node = Node::All(&[$($type::NODE,)* $last::NODE]);

            async fn dispatch<'r>(id: u32, cx: &'r Cx<'r, S>, out: &'r mut Out<'_>) {
                match id % (1 << PLACE_BITS) {
                    $($place => $type::dispatch(id >> PLACE_BITS, cx, out).await,)*
                    _ => $last::dispatch(id >> PLACE_BITS, cx, out).await,
                }
            }
        }
    };
}

tuples!(; A);
tuples!(0 A; B);
tuples!(0 A 1 B; C);
tuples!(0 A 1 B 2 C; D);
tuples!(0 A 1 B 2 C 3 D; E);
tuples!(0 A 1 B 2 C 3 D 4 E; F);
tuples!(0 A 1 B 2 C 3 D 4 E 5 F; G);
tuples!(0 A 1 B 2 C 3 D 4 E 5 F 6 G; H);
tuples!(0 A 1 B 2 C 3 D 4 E 5 F 6 G 7 H; I);
tuples!(0 A 1 B 2 C 3 D 4 E 5 F 6 G 7 H 8 I; J);
tuples!(0 A 1 B 2 C 3 D 4 E 5 F 6 G 7 H 8 I 9 J; K);
tuples!(0 A 1 B 2 C 3 D 4 E 5 F 6 G 7 H 8 I 9 J 10 K; L);
tuples!(0 A 1 B 2 C 3 D 4 E 5 F 6 G 7 H 8 I 9 J 10 K 11 L; M);
tuples!(0 A 1 B 2 C 3 D 4 E 5 F 6 G 7 H 8 I 9 J 10 K 11 L 12 M; N);
tuples!(0 A 1 B 2 C 3 D 4 E 5 F 6 G 7 H 8 I 9 J 10 K 11 L 12 M 13 N; O);
tuples!(0 A 1 B 2 C 3 D 4 E 5 F 6 G 7 H 8 I 9 J 10 K 11 L 12 M 13 N 14 O; P);

/// The type of a set of any number of sets: tuples of tuples of up to 16, where one tuple does not do.
///
/// ```
/// use gatepost::prelude::*;
///
/// #[get("/<n>")]
/// fn number(n: u32) -> String {
///     n.to_string()
/// }
///
/// #[get("/zero")]
/// fn zero() -> &'static str {
///     "0"
/// }
///
/// static APP: App<gatepost::routes![number, zero]> = App::new();
/// assert_eq!(APP.table().routes().len(), 2);
/// ```
#[macro_export]
macro_rules! routes {
    (@chunks [$($chunk:ty,)*]
        $a:ty, $b:ty, $c:ty, $d:ty, $e:ty, $f:ty, $g:ty, $h:ty,
        $i:ty, $j:ty, $k:ty, $l:ty, $m:ty, $n:ty, $o:ty, $p:ty, $($rest:ty,)+
    ) => {
        $crate::routes!(@chunks
            [$($chunk,)* ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p),]
            $($rest,)+)
    };
    (@chunks [] $($set:ty,)*) => { ($($set,)*) };
    (@chunks [$($chunk:ty,)+] $($set:ty,)+) => {
        $crate::routes!(@chunks [] $($chunk,)+ ($($set,)+),)
    };
    ($($set:ty),* $(,)?) => { $crate::routes!(@chunks [] $($set,)*) };
}
