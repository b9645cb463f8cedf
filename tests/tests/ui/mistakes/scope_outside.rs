use gatepost::{Next, Routes, Scope, Within, prelude::*};

struct Db;
struct User;
struct Login;

impl Scope<Db> for Login {
    type State<'r> = User;

    async fn around<R: for<'r> Routes<User>>(mut next: Next<'_, '_, R, Db>) {
        next.run_with(&User).await;
    }
}

#[get("/me")]
fn me(_user: &User) {}

#[get("/you")]
fn you(_user: &User) {}

static APP: App<(Within<Login, me>, you), Db> = App::new();

fn main() {
    let _ = &APP;
}
