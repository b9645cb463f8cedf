//! Probes of the part of `gatepost-core` that builds tables.

use gatepost_core::{
    Bounds, Entry, Node, Room, Slot, StaticTable, Table, TrailingSlash, definition_order_conflict,
};

use crate::inputs::{ROUTES, any, display, see, table};

crate::probes! {
    definition_order: definition_order_conflict(any(&ROUTES));
    table_build: with_room(|room| see(Table::build(any(&ROUTES), any(TrailingSlash::Fold), room).is_ok()));
    table_display: display::<Table<'_>>(table());
    static_table_try_new: StaticTable::<3, 64>::try_new::<32>(any(&ROUTES), any(TrailingSlash::Fold)).map(see);
    static_table_slot_count: StaticTable::slot_count(any(&STATIC_TABLE));
    static_table_entries: see(StaticTable::entries(any(&STATIC_TABLE)));
    static_table_slots: see(StaticTable::slots(any(&STATIC_TABLE)));
    static_table_resized: see(StaticTable::resized::<16>(any(&STATIC_TABLE)));
    static_table_table: see(StaticTable::table(any(&STATIC_TABLE), any(&ROUTES)));
}

static STATIC_TABLE: StaticTable<'static, 3, 64> =
    StaticTable::new::<32>(&ROUTES, TrailingSlash::Strict, 64);

fn with_room(work: impl FnOnce(Room<'_, '_>)) {
    const BOUNDS: Bounds = Table::bounds(&ROUTES);
    let mut entries = [Entry::EMPTY; BOUNDS.entries];
    let mut slots = [Slot::EMPTY; BOUNDS.slots];
    let mut nodes = [Node::EMPTY; BOUNDS.nodes];
    work(Room { entries: any(&mut entries), slots: any(&mut slots), nodes: any(&mut nodes) });
}
