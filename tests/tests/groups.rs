//! Sets of routes: groups under a prefix, and more routes than a tuple has room for.

use gatepost::{Node, Routes, Rules, block_on, prelude::*};
use serde_json::{Value, json};

/// Status and body, or `Cache-Control` too.
#[track_caller]
fn answer<R: Routes<()>>(app: &App<R>, path: &str) -> (u64, String, Option<String>) {
    let event = json!({"httpMethod": "GET", "path": path}).to_string();
    let answer: Value = serde_json::from_str(&block_on(app.call(event, &())).unwrap()).unwrap();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let body = text(&answer["body"]).unwrap_or_default();
    (answer["statusCode"].as_u64().unwrap(), body, text(&answer["headers"]["Cache-Control"]))
}

#[track_caller]
fn body_of<R: Routes<()>>(app: &App<R>, path: &str) -> Option<String> {
    let (status, body, _) = answer(app, path);
    (status == 200).then_some(body)
}

#[get("/")]
fn index() -> &'static str {
    "index"
}

#[get("/users")]
fn list() -> &'static str {
    "list"
}

#[get("/users/<id>/<part>")]
fn show(id: &str, part: &str) -> String {
    format!("{id} {part}")
}

#[get("/files/{path+}")]
fn files(path: &str, params: Params<'_>) -> Result<String, HttpError> {
    let names: Vec<_> = params.iter().map(|(name, _)| name).collect();
    Ok(format!("{path} of {}", names.join(",")))
}

#[get("/", cache_control = "no-store")]
fn private() -> &'static str {
    "private"
}

const HOUR: Rules<'static> = Rules::NEW.cache_control("max-age=3600");
const MINUTE: Rules<'static> = Rules::NEW.cache_control("max-age=60");

gatepost_tests::groups! {
    V1 "/v1" Rules::NEW, (index, list, show, files);
    V2 "/v2" Rules::NEW, (index, (list, (show,)), Under<Nested>);
    Nested "/nested" Rules::NEW, (index, show, Under<Deep>);
    Deep "/<deep>/é" Rules::NEW, (index, files);
    Shop "/shops/<shop>" Rules::NEW, (index, show, files, shop_of);
    One "/one" Rules::NEW, list;
}

#[get("/of/<item>")]
fn shop_of(params: Params<'_>, item: u8) -> Result<String, HttpError> {
    Ok(format!("{item} of {}", params.text("shop")?))
}

type All = (index, list, Under<V1>, Under<V2>, Under<Shop>, Under<One>);

static GROUPS: App<All> = App::new();

#[test]
fn routes_under_a_prefix() {
    for (path, body) in [
        ("/", Some("index")),
        ("/users", Some("list")),
        ("/users/7/name", None),
        ("/v1", Some("index")),
        ("/v1/", None),
        ("/v1/users", Some("list")),
        ("/v1/users/7/name", Some("7 name")),
        ("/v1users", None),
        ("/v1/files/a/b", Some("a/b of path")),
        ("/v2", Some("index")),
        ("/v2/users", Some("list")),
        ("/v2/users/7/name", Some("7 name")),
        ("/v2/nested", Some("index")),
        ("/v2/nested/users/7/name", Some("7 name")),
        ("/v2/nested/7/%C3%A9", Some("index")),
        ("/v2/nested/7/%C3%A9/files/a/b", Some("a/b of deep,path")),
        ("/nested/users/7/name", None),
        ("/one/users", Some("list")),
        ("/shops/ada", Some("index")),
        ("/shops/ada/users/7/name", Some("7 name")),
        ("/shops/a%2Fb/users/7%20/n%2Fe", Some("7  n/e")),
        ("/shops/ada/files/x", Some("x of shop,path")),
        ("/shops/ada/of/9", Some("9 of ada")),
        ("/shops/a%20b/of/9", Some("9 of a b")),
    ] {
        assert_eq!(body_of(&GROUPS, path).as_deref(), body, "{path}");
    }
}

#[test]
fn a_table_shows_whole_patterns_and_the_handlers_names() {
    let table = App::<(Under<Shop>,)>::new().table().to_string();
    let lines: Vec<_> = table.lines().map(str::to_owned).collect();
    assert_eq!(
        lines,
        [
            "GET     /shops/<shop>                    groups::index",
            "GET     /shops/<shop>/files/{path+}      groups::files",
            "GET     /shops/<shop>/of/<item>          groups::shop_of",
            "GET     /shops/<shop>/users/<id>/<part>  groups::show",
        ]
    );
}

mod settings {
    use super::*;

    gatepost_tests::groups! {
        Bare "" Rules::NEW, (index,);
        Hour "" HOUR, (list,);
        Outer "/outer" HOUR, (index, Under<Inner>, Under<Plain>);
        Inner "/inner" MINUTE, (index, Under<Own>);
        Plain "/plain" Rules::NEW, (index,);
        Own "/own" Rules::NEW, (private,);
    }

    static APP: App<(Under<Bare>, Under<Hour>, Under<Outer>)> = App::new();

    #[test]
    fn the_nearest_counts() {
        for (path, cache_control) in [
            ("/", None),
            ("/users", Some("max-age=3600")),
            ("/outer", Some("max-age=3600")),
            ("/outer/plain", Some("max-age=3600")),
            ("/outer/inner", Some("max-age=60")),
            ("/outer/inner/own", Some("no-store")),
        ] {
            let (status, _, found) = answer(&APP, path);
            assert_eq!((status, found.as_deref()), (200, cache_control), "{path}");
        }
    }

    #[test]
    fn folded_slashes_and_stripped_prefixes_work_with_groups() {
        static FOLDED: App<(Under<Outer>,)> =
            App::new().fold_trailing_slashes().strip_prefixes(&["/stage"]);
        for path in ["/outer", "/outer/", "/stage/outer/", "/stage/outer/inner"] {
            assert_eq!(body_of(&FOLDED, path).as_deref(), Some("index"), "{path}");
        }
    }
}

// ---- more routes than a tuple has room for

/// Declares handlers, each answering its path, and the set of all.
macro_rules! handlers {
    ($($name:ident $path:literal)*) => {
        $(
            #[get($path)]
            fn $name() -> &'static str {
                $path
            }
        )*

        type All = gatepost::routes![$($name),*];
        const PATHS: &[&str] = &[$($path),*];
    };
}

#[track_caller]
fn all_are_reachable<R: Routes<()>>(app: &App<R>, paths: &[&str]) {
    assert_eq!(app.table().routes().len(), paths.len());
    for path in paths {
        assert_eq!(body_of(app, path).as_deref(), Some(*path));
    }
}

mod forty {
    use super::*;

    handlers! {
        n0 "/n0" n1 "/n1" n2 "/n2" n3 "/n3" n4 "/n4" n5 "/n5" n6 "/n6" n7 "/n7"
        n8 "/n8" n9 "/n9" n10 "/n10" n11 "/n11" n12 "/n12" n13 "/n13" n14 "/n14" n15 "/n15"
        n16 "/n16" n17 "/n17" n18 "/n18" n19 "/n19" n20 "/n20" n21 "/n21" n22 "/n22" n23 "/n23"
        n24 "/n24" n25 "/n25" n26 "/n26" n27 "/n27" n28 "/n28" n29 "/n29" n30 "/n30" n31 "/n31"
        n32 "/n32" n33 "/n33" n34 "/n34" n35 "/n35" n36 "/n36" n37 "/n37" n38 "/n38" n39 "/n39"
    }

    #[test]
    fn routes() {
        static APP: App<All> = App::new();
        all_are_reachable(&APP, PATHS);
    }

    struct V1;

    impl Group for V1 {
        type Routes = All;
        const PREFIX: &'static str = "/v1";
    }

    #[test]
    fn in_a_group() {
        static APP: App<Under<V1>> = App::new();
        for path in PATHS {
            assert_eq!(body_of(&APP, &format!("/v1{path}")).as_deref(), Some(*path));
        }
    }
}

mod two_hundred {
    use super::*;

    handlers! {
        n0 "/n0" n1 "/n1" n2 "/n2" n3 "/n3" n4 "/n4" n5 "/n5" n6 "/n6" n7 "/n7"
        n8 "/n8" n9 "/n9" n10 "/n10" n11 "/n11" n12 "/n12" n13 "/n13" n14 "/n14" n15 "/n15"
        n16 "/n16" n17 "/n17" n18 "/n18" n19 "/n19" n20 "/n20" n21 "/n21" n22 "/n22" n23 "/n23"
        n24 "/n24" n25 "/n25" n26 "/n26" n27 "/n27" n28 "/n28" n29 "/n29" n30 "/n30" n31 "/n31"
        n32 "/n32" n33 "/n33" n34 "/n34" n35 "/n35" n36 "/n36" n37 "/n37" n38 "/n38" n39 "/n39"
        n40 "/n40" n41 "/n41" n42 "/n42" n43 "/n43" n44 "/n44" n45 "/n45" n46 "/n46" n47 "/n47"
        n48 "/n48" n49 "/n49" n50 "/n50" n51 "/n51" n52 "/n52" n53 "/n53" n54 "/n54" n55 "/n55"
        n56 "/n56" n57 "/n57" n58 "/n58" n59 "/n59" n60 "/n60" n61 "/n61" n62 "/n62" n63 "/n63"
        n64 "/n64" n65 "/n65" n66 "/n66" n67 "/n67" n68 "/n68" n69 "/n69" n70 "/n70" n71 "/n71"
        n72 "/n72" n73 "/n73" n74 "/n74" n75 "/n75" n76 "/n76" n77 "/n77" n78 "/n78" n79 "/n79"
        n80 "/n80" n81 "/n81" n82 "/n82" n83 "/n83" n84 "/n84" n85 "/n85" n86 "/n86" n87 "/n87"
        n88 "/n88" n89 "/n89" n90 "/n90" n91 "/n91" n92 "/n92" n93 "/n93" n94 "/n94" n95 "/n95"
        n96 "/n96" n97 "/n97" n98 "/n98" n99 "/n99" n100 "/n100" n101 "/n101" n102 "/n102" n103 "/n103"
        n104 "/n104" n105 "/n105" n106 "/n106" n107 "/n107" n108 "/n108" n109 "/n109" n110 "/n110" n111 "/n111"
        n112 "/n112" n113 "/n113" n114 "/n114" n115 "/n115" n116 "/n116" n117 "/n117" n118 "/n118" n119 "/n119"
        n120 "/n120" n121 "/n121" n122 "/n122" n123 "/n123" n124 "/n124" n125 "/n125" n126 "/n126" n127 "/n127"
        n128 "/n128" n129 "/n129" n130 "/n130" n131 "/n131" n132 "/n132" n133 "/n133" n134 "/n134" n135 "/n135"
        n136 "/n136" n137 "/n137" n138 "/n138" n139 "/n139" n140 "/n140" n141 "/n141" n142 "/n142" n143 "/n143"
        n144 "/n144" n145 "/n145" n146 "/n146" n147 "/n147" n148 "/n148" n149 "/n149" n150 "/n150" n151 "/n151"
        n152 "/n152" n153 "/n153" n154 "/n154" n155 "/n155" n156 "/n156" n157 "/n157" n158 "/n158" n159 "/n159"
        n160 "/n160" n161 "/n161" n162 "/n162" n163 "/n163" n164 "/n164" n165 "/n165" n166 "/n166" n167 "/n167"
        n168 "/n168" n169 "/n169" n170 "/n170" n171 "/n171" n172 "/n172" n173 "/n173" n174 "/n174" n175 "/n175"
        n176 "/n176" n177 "/n177" n178 "/n178" n179 "/n179" n180 "/n180" n181 "/n181" n182 "/n182" n183 "/n183"
        n184 "/n184" n185 "/n185" n186 "/n186" n187 "/n187" n188 "/n188" n189 "/n189" n190 "/n190" n191 "/n191"
        n192 "/n192" n193 "/n193" n194 "/n194" n195 "/n195" n196 "/n196" n197 "/n197" n198 "/n198" n199 "/n199"
    }

    #[test]
    fn routes() {
        static APP: App<All> = App::new();
        all_are_reachable(&APP, PATHS);
    }
}

/// How many handlers a set has, and how many tuples are around the deepest.
fn count_and_depth(node: &Node) -> (usize, usize) {
    match node {
        Node::Leaf(_) => (1, 0),
        Node::Under { node, .. } => count_and_depth(node),
        Node::All(nodes) => {
            let within = nodes.iter().map(count_and_depth);
            let sum = |(count, depth), (more, other)| (count + more, usize::max(depth, other));
            let (count, depth) = within.fold((0, 0), sum);
            (count, depth + 1)
        }
    }
}

/// Checks what `routes!` makes of two to the power of how many items there are after the semicolon.
macro_rules! doubled {
    ($($name:ident)*;) => {
        count_and_depth(&<gatepost::routes![$($name),*] as Routes<()>>::NODE)
    };
    ($($name:ident)*; $one:literal $($more:literal)*) => {
        doubled!($($name)* $($name)*; $($more)*)
    };
}

#[test]
fn any_number_of_sets() {
    assert_eq!(doubled!(index;), (1, 1));
    assert_eq!(doubled!(index; 2 4 8 16), (16, 1));
    assert_eq!(doubled!(index index index index index index index index index; 2), (18, 2));
    assert_eq!(doubled!(index; 2 4 8 16 32 64 128 256), (256, 2));
    assert_eq!(doubled!(index; 2 4 8 16 32 64 128 256 512 1024), (1024, 3));
    type Sets = gatepost::routes![index, (list, show), Under<Shop>,];
    assert_eq!(count_and_depth(&<Sets as Routes<()>>::NODE), (7, 2));
}
