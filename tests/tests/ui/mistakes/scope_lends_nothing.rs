use gatepost::{Next, Routes, Scope, Within, prelude::*};

struct Db;

struct Session<'r> {
    _db: &'r Db,
}

struct Login;

impl Scope<Db> for Login {
    type State<'r> = Session<'r>;

    async fn around<R: for<'r> Routes<Session<'r>>>(mut next: Next<'_, '_, R, Db>) {
        let session = Session { _db: next.cx.state };
        next.run_with(&session).await;
    }
}

#[get("/me")]
fn me(_db: &Db) {}

static APP: App<(Within<Login, me>,), Db> = App::new();

fn main() {
    let _ = &APP;
}
