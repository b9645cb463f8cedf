//! The table of an app, built by the compiler.
//!
//! The length of an array cannot depend on a type parameter, and how long an app's arrays are depends
//! on its routes. So there are arrays of the lengths in [`ROOMS`], and only those of the one length
//! that is needed are filled; an array of another length is `None`, which costs nothing. The table
//! is built with as much room as it may need, then copied to where it has as much as it takes.

use std::marker::PhantomData;

use gatepost_core::{
    Entry, Route, Slot, StaticTable, Table, TableError, TrailingSlash, definition_order_conflict,
};

use crate::routes::Routes;

/// How many routes an app may have.
const MAX_APP_ROUTES: usize = 1024;

/// The longest array.
const MAX_ROOM: usize = 65536;

/// Gives the lengths of arrays to another macro, behind its own arguments.
macro_rules! with_rooms {
    ($macro:ident!($($argument:tt)*)) => {
        $macro!($($argument)*; 4 8 12 16 24 32 48 64 96 128 192 256 384 512 768 1024 1536 2048 3072 4096
            6144 8192 16384 32768 65536)
    };
}

macro_rules! array {
    (; $($room:literal)*) => { &[$($room),*] };
}

/// The lengths of arrays.
const ROOMS: &[usize] = with_rooms!(array!());

/// `InRoom::<…, N>::$what`, with the `N` that so many items need.
macro_rules! in_room {
    ($what:ident, $len:expr; $($room:literal)*) => {
        match $len {
            $(0..=$room => InRoom::<R, S, FOLD, $room>::$what,)*
            _ => InRoom::<R, S, FOLD, MAX_ROOM>::$what,
        }
    };
}

type Built = Result<Table<'static>, TableError<'static>>;

/// The table of an app; `FOLD`: a slash at the end makes no other path.
pub(crate) struct TableOf<R, S: ?Sized, const FOLD: bool>(PhantomData<fn(&S) -> R>);

impl<R: Routes<S>, S: ?Sized, const FOLD: bool> TableOf<R, S, FOLD> {
    /// The table, as small as it can be.
    pub(crate) const TABLE: Built = match Self::DRAFT {
        Ok(draft) => Ok(draft.copied_to(
            with_rooms!(in_room!(ENTRIES, draft.entries().len())),
            with_rooms!(in_room!(SLOTS, draft.slots().len())),
        )),
        Err(error) => Err(error),
    };

    /// Two routes that the order of definition would make a difference to.
    #[allow(clippy::indexing_slicing)] // The places are those of routes.
    pub(crate) const OUT_OF_ORDER: Option<TableError<'static>> =
        match definition_order_conflict(Self::ROUTES) {
            Some((before, route)) => Some(TableError::OutOfOrder {
                route: Self::ROUTES[route],
                before: Self::ROUTES[before],
            }),
            None => None,
        };

    /// The table, with as much room as it could have needed.
    const DRAFT: Built = if Self::COUNT > MAX_APP_ROUTES {
        Err(TableError::TooManyRoutes { count: Self::COUNT, room: MAX_APP_ROUTES })
    } else if Self::TEXT_LEN > MAX_ROOM {
        Err(TableError::NoRoom {
            what: "bytes of patterns",
            needed: Self::TEXT_LEN,
            room: MAX_ROOM,
        })
    } else if let Some(error) = R::NODE.prefix_error() {
        Err(error)
    } else {
        with_rooms!(in_room!(DRAFT, Self::DRAFT_ROOM))
    };

    const COUNT: usize = R::NODE.count();
    const ROUTES: &'static [Route<'static>] = with_rooms!(in_room!(ROUTES, Self::COUNT));
    const TEXT_LEN: usize = R::NODE.text_len();
    /// The patterns that no handler has as it stands, because it is in a group: one after another.
    const TEXT: &'static str = with_rooms!(in_room!(TEXT, Self::TEXT_LEN));
    const DRAFT_ROOM: usize = Table::bounds(Self::ROUTES).slots;
}

/// The arrays of one length.
struct InRoom<R, S: ?Sized, const FOLD: bool, const N: usize>(PhantomData<fn(&S) -> R>);

impl<R: Routes<S>, S: ?Sized, const FOLD: bool, const N: usize> InRoom<R, S, FOLD, N> {
    const ROUTES: &'static [Route<'static>] = used(&Self::ALL_ROUTES, TableOf::<R, S, FOLD>::COUNT);
    const ALL_ROUTES: Option<[Route<'static>; N]> =
        if is_room_for::<N>(TableOf::<R, S, FOLD>::COUNT) {
            Some(R::NODE.routes(TableOf::<R, S, FOLD>::TEXT))
        } else {
            None
        };

    const TEXT: &'static str = as_str(used(&Self::ALL_TEXT, TableOf::<R, S, FOLD>::TEXT_LEN));
    const ALL_TEXT: Option<[u8; N]> =
        if is_room_for::<N>(TableOf::<R, S, FOLD>::TEXT_LEN) { Some(R::NODE.text()) } else { None };

    const DRAFT: Built = match &Self::STATIC_TABLE {
        Some(Ok(table)) => Ok(table.table(TableOf::<R, S, FOLD>::ROUTES)),
        Some(Err(error)) => Err(*error),
        None => Err(TableError::TooManyRoutes { count: N, room: N }), // Of another length: not looked at.
    };
    const STATIC_TABLE: Option<Result<StaticTable<'static, N, N>, TableError<'static>>> =
        if is_room_for::<N>(TableOf::<R, S, FOLD>::DRAFT_ROOM) {
            let slash = if FOLD { TrailingSlash::Fold } else { TrailingSlash::Strict };
            Some(StaticTable::try_new::<N>(TableOf::<R, S, FOLD>::ROUTES, slash))
        } else {
            None
        };

    const ENTRIES: &'static [Entry] = used(&Self::ALL_ENTRIES, Self::DRAFT_ENTRIES.len());
    const ALL_ENTRIES: Option<[Entry; N]> = copied(Self::DRAFT_ENTRIES, Entry::EMPTY);
    const DRAFT_ENTRIES: &'static [Entry] = match TableOf::<R, S, FOLD>::DRAFT {
        Ok(draft) => draft.entries(),
        Err(_) => &[],
    };

    const SLOTS: &'static [Slot] = used(&Self::ALL_SLOTS, Self::DRAFT_SLOTS.len());
    const ALL_SLOTS: Option<[Slot; N]> = copied(Self::DRAFT_SLOTS, Slot::EMPTY);
    const DRAFT_SLOTS: &'static [Slot] = match TableOf::<R, S, FOLD>::DRAFT {
        Ok(draft) => draft.slots(),
        Err(_) => &[],
    };
}

/// Whether `N` is the first of the [`ROOMS`] that has room for `len` items.
const fn is_room_for<const N: usize>(len: usize) -> bool {
    let mut rooms = ROOMS;
    while let [room, rest @ ..] = rooms {
        if len <= *room {
            return N == *room;
        }
        rooms = rest;
    }
    false
}

/// The items of an array that are in use.
const fn used<T, const N: usize>(items: &Option<[T; N]>, len: usize) -> &[T] {
    match items {
        Some(items) => items.split_at(len).0,
        None => &[],
    }
}

/// A copy of the items, if they need an array of this length.
const fn copied<T: Copy, const N: usize>(from: &[T], filler: T) -> Option<[T; N]> {
    if !is_room_for::<N>(from.len()) {
        return None;
    }
    let mut items = [filler; N];
    items.split_at_mut(from.len()).0.copy_from_slice(from);
    Some(items)
}

/// The text of these bytes, which are one text after another.
const fn as_str(bytes: &[u8]) -> &str {
    match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => "", // Never.
    }
}
