//! The command line, `GATEPOST_PORT` and `GATEPOST_SOURCE`.

use gatepost_local::{Options, OptionsError, Source};

/// The name and the value of the only variable that the environment has.
type Variable = Option<(&'static str, &'static str)>;

fn options(args: &[&str], variable: Variable) -> Result<Options, OptionsError> {
    Options::from_args(args.iter().map(|&arg| arg.to_owned()), |name| {
        variable.filter(|(other, _)| *other == name).map(|(_, value)| value.to_owned())
    })
}

#[test]
fn the_port_is_the_flags_or_the_variables_or_9000() {
    let table: [(&[&str], Option<&'static str>, u16); 7] = [
        (&[], None, 9000),
        (&[], Some("8080"), 8080),
        (&["--port", "1"], Some("8080"), 1),
        (&["--port=2"], None, 2),
        (&["--port", "0"], None, 0),
        (&["--port=1", "--port", "65535"], None, 65535),
        (&["--port=3"], Some("never read"), 3),
    ];
    for (args, variable, port) in table {
        let read = options(args, variable.map(|value| ("GATEPOST_PORT", value)));
        assert_eq!(read, Ok(Options::new().port(port)), "{args:?} {variable:?}");
    }
}

#[test]
fn the_source_is_the_flags_or_the_variables_or_rest() {
    let table: [(&[&str], Option<&'static str>, Source); 9] = [
        (&[], None, Source::Rest),
        (&[], Some("url"), Source::Url),
        (&["--source", "rest"], Some("url"), Source::Rest),
        (&["--source", "http"], None, Source::Http),
        (&["--source=url"], None, Source::Url),
        (&["--source=alb"], None, Source::Alb),
        (&["--source", "alb-multi"], None, Source::AlbMulti),
        (&["--source=alb", "--source=http"], None, Source::Http),
        (&["--source=alb"], Some("never read"), Source::Alb),
    ];
    for (args, variable, source) in table {
        let read = options(args, variable.map(|value| ("GATEPOST_SOURCE", value)));
        assert_eq!(read, Ok(Options::new().source(source)), "{args:?} {variable:?}");
        assert_eq!(options(&["--source", &source.to_string()], None), read);
    }
}

#[test]
fn flags_stand_in_any_order() {
    let expected = Options::new().port(1).source(Source::Alb).events(true);
    for args in [
        ["--events", "--port=1", "--source=alb"],
        ["--source=alb", "--events", "--port=1"],
        ["--port=1", "--source=alb", "--events"],
    ] {
        assert_eq!(options(&args, None), Ok(expected), "{args:?}");
    }
    assert!(options(&["--help"], None).is_ok_and(Options::wants_help));
    assert!(!expected.wants_help());
}

#[test]
fn what_is_wrong_says_what_to_write() {
    let port = |value| Some(("GATEPOST_PORT", value));
    let source = |value| Some(("GATEPOST_SOURCE", value));
    let ours = "write `--port N`, `--source S`, `--events` or `--help`";
    let number = "write a number from 0 to 65535";
    let sources = "write rest, http, url, alb or alb-multi";
    let table: [(&[&str], Variable, String); 14] = [
        (&["--prot", "1"], None, format!("unknown argument `--prot`: {ours}")),
        (&["9000"], None, format!("unknown argument `9000`: {ours}")),
        (&["--events=1"], None, format!("unknown argument `--events=1`: {ours}")),
        (&["--help="], None, format!("unknown argument `--help=`: {ours}")),
        (&["--port"], None, format!("`--port` has no value: {number} after it")),
        (&["--port", "http"], None, format!("--port is `http`: {number}")),
        (&["--port="], None, format!("--port is ``: {number}")),
        (&["--port=65536"], None, format!("--port is `65536`: {number}")),
        (&["--port=-1"], None, format!("--port is `-1`: {number}")),
        (&[], port("x"), format!("GATEPOST_PORT is `x`: {number}")),
        (&["--source"], None, format!("`--source` has no value: {sources} after it")),
        (&["--source=HTTP"], None, format!("--source is `HTTP`: {sources}")),
        (&["--source", "--events"], None, format!("--source is `--events`: {sources}")),
        (&[], source(""), format!("GATEPOST_SOURCE is ``: {sources}")),
    ];
    for (args, variable, text) in table {
        assert_eq!(options(args, variable).unwrap_err().to_string(), text, "{args:?} {variable:?}");
    }
}
