//! Finding a route takes no memory from the heap. A binary of its own: linking `allocation_counter`
//! replaces the allocator.

use allocation_counter::measure;
use gatepost_core::{
    Cors, Decision, Fixed, Method, Opened, Out, PathCoding, Policy, Request, Route, Table, table,
};

static ROUTES: Table<'static> = table![
    Route::get("/", 0),
    Route::get("/hello/<name>", 1),
    Route::new("/<message>/<name>", &[Method::POST, Method::new("PURGE")], 2),
    Route::get("/files/v<major>/<name>.json", 3),
    Route::get("/8/<a>/<b>/<c>/<d>/<e>/<f>/<g>/{h+}", 4),
    Route::new("/any/{rest+}", &[], 5),
];

#[test]
fn the_counter_counts() {
    assert_eq!(measure(|| drop(std::hint::black_box(vec![0_u8; 64]))).count_total, 1);
}

#[test]
fn open_takes_nothing_from_the_heap() {
    let long = format!("/any/{}", "a/%2F%FF".repeat(5_000));
    let longer = "/a".repeat(40_000);
    let requests = [
        ("GET", "/", Some(0)),
        ("HEAD", "/hello/ada", Some(1)),
        ("GET", "/hello/caf%C3%A9", Some(1)),
        ("PURGE", "/hello/%zz", Some(2)),
        ("GET", "/files/v%31/a%2Fb.json", Some(3)),
        ("GET", "/8/1/2/3/4/5/6/7/8/9", Some(4)),
        ("GET", "/8/%31/%32/%33/%34/%35/%36/%37/%38/%39", Some(4)),
        ("BREW", "/any/a/b", Some(5)),
        ("GET", &long, Some(5)),
        ("DELETE", "/hello/ada", None),
        ("OPTIONS", "/hello/ada", None),
        ("GET", "/none/of/these", None),
        ("GET", "/hello/%00", None),
        ("GET", &longer, None),
    ];
    let mut scratch = vec![0; 65_535];
    for (method, path, expected) in requests {
        for coding in [PathCoding::Encoded, PathCoding::Decoded] {
            let mut id = None;
            let heap = measure(|| {
                let request = Request::new(method, path).with_path_coding(coding);
                let opened = Policy::new(ROUTES).open(&request, &mut scratch);
                if let Decision::Call(call) = opened.decision {
                    id = Some(call.id);
                    // Reading them takes nothing either.
                    assert!(
                        call.params
                            .iter()
                            .all(|(name, value)| !name.is_empty() && !value.is_empty())
                    );
                }
            });
            assert_eq!(heap.count_total, 0, "{method} {path}");
            if coding == PathCoding::Encoded {
                assert_eq!(id, expected, "{method} {path}");
            }
        }
    }
}

static FIXED: Cors<'static> =
    Cors::fixed("https://a.example").expose_headers(&["x-total"]).max_age(60);
static LIST: Cors<'static> = Cors::allow_list(&["https://a.example"]).allow_credentials();
static PREDICATE: Cors<'static> = Cors::predicate(|origin| origin.ends_with(".example"));

#[test]
fn cors_takes_nothing_from_the_heap() {
    let commas = ",".repeat(65_536);
    let (mut scratch, mut reply) = ([0; 64], vec![0; 4_096]);
    for cors in [&FIXED, &LIST, &PREDICATE] {
        for (method, path) in
            [("GET", "/"), ("OPTIONS", "/hello/%61da"), ("OPTIONS", "/any/x"), ("PUT", "/")]
        {
            for (origin, asked) in
                [("https://a.example", "content-type"), ("https://b.exampl", ""), ("null", &commas)]
            {
                let headers = [
                    ("Origin", origin),
                    ("Access-Control-Request-Method", "POST"),
                    ("Access-Control-Request-Headers", asked),
                ];
                let request = Request::new(method, path).with_headers(&headers);
                let mut count = 0;
                let heap = measure(|| {
                    let mut buffer = Fixed::new(&mut reply);
                    let mut out = Out::new(&mut buffer);
                    let policy = Policy::new(ROUTES).cors(cors);
                    let Opened { decision, closing } = policy.open(&request, &mut scratch);
                    if let Decision::Miss(miss) = decision {
                        miss.write(&mut out);
                    }
                    count = closing.close(&mut out).headers.count();
                });
                assert_eq!(heap.count_total, 0, "{method} {path} {origin}");
                assert!(count > 0, "{method} {path} {origin}");
            }
        }
    }
}
