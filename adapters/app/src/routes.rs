//! Sets of routes: a handler is one, a tuple of sets is one.

use gatepost_core::{Out, Route};

use crate::extract::Cx;

/// A set of routes with their handlers: what `#[get]` and its siblings make of a function, or a
/// tuple of up to 16 sets. Tuples nest, up to eight deep.
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
    note = "a handler is a function with `#[get(\"/path\")]` or one of its siblings; more than 16 go into tuples of tuples"
)]
pub trait Routes<S: ?Sized + 'static> {
    /// The routes.
    const NODE: Node;

    /// Calls the handler that `id` stands for: its place in this tuple in the lowest four bits, then
    /// its place in the tuple within.
    fn dispatch<'r>(id: u32, cx: &'r Cx<'r, S>, out: &'r mut Out<'_>) -> impl Future<Output = ()>;
}

/// The routes of a [`Routes`], as a tree of its tuples.
#[derive(Clone, Copy, Debug)]
pub enum Node {
    /// One handler's route.
    Leaf(Route<'static>),
    /// A tuple's.
    All(&'static [Node]),
}

/// How many bits a place in a tuple takes, and how many levels of tuples an id can hold.
const PLACE_BITS: u32 = 4;
const LEVELS: u32 = u32::BITS / PLACE_BITS;

macro_rules! tuples {
    ($($place:literal $type:ident)*; $last:ident) => {
        impl<S: ?Sized + 'static, $($type: Routes<S>,)* $last: Routes<S>> Routes<S> for ($($type,)* $last,) {
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

impl Node {
    pub(crate) const fn count(&self) -> usize {
        match self {
            Self::Leaf(_) => 1,
            Self::All(nodes) => {
                let mut nodes = *nodes;
                let mut count = 0;
                while let [node, rest @ ..] = nodes {
                    count += node.count();
                    nodes = rest;
                }
                count
            }
        }
    }

    /// Puts the routes into `routes` from `at` on, each with its id, and says where they end.
    // Runs in the compiler alone: a panic is a compile error.
    #[allow(clippy::panic, clippy::indexing_slicing)]
    pub(crate) const fn flatten(
        &self,
        routes: &mut [Route<'static>],
        at: usize,
        id: u32,
        level: u32,
    ) -> usize {
        match self {
            Self::Leaf(route) => {
                routes[at] = route.with_id(id);
                at + 1
            }
            Self::All(nodes) => {
                assert!(level < LEVELS, "tuples of routes may be nested eight deep");
                let (mut at, mut place) = (at, 0);
                while place < nodes.len() {
                    let id = id | (place as u32) << (level * PLACE_BITS);
                    at = nodes[place].flatten(routes, at, id, level + 1);
                    place += 1;
                }
                at
            }
        }
    }
}
