//! The command line and `GATEPOST_PORT`.

use gatepost_local::{Options, OptionsError};

fn options(args: &[&str], variable: Option<&str>) -> Result<Options, OptionsError> {
    Options::from_args(args.iter().map(|&arg| arg.to_owned()), variable)
}

#[test]
fn the_port_is_the_flags_or_the_variables_or_9000() {
    let table: [(&[&str], Option<&str>, u16); 7] = [
        (&[], None, 9000),
        (&[], Some("8080"), 8080),
        (&["--port", "1"], Some("8080"), 1),
        (&["--port=2"], None, 2),
        (&["--port", "0"], None, 0),
        (&["--port=1", "--port", "65535"], None, 65535),
        (&["--port=3"], Some("never read"), 3),
    ];
    for (args, variable, port) in table {
        assert_eq!(options(args, variable), Ok(Options::new().port(port)), "{args:?} {variable:?}");
    }
}

#[test]
fn what_is_wrong_says_what_to_write() {
    let table: [(&[&str], Option<&str>, &str); 8] = [
        (&["--prot", "1"], None, "unknown argument `--prot`: write `--port N` or `--help`"),
        (&["9000"], None, "unknown argument `9000`: write `--port N` or `--help`"),
        (&["--port"], None, "`--port` has no value: write a number from 0 to 65535 after it"),
        (&["--port", "http"], None, "--port is `http`: write a number from 0 to 65535"),
        (&["--port="], None, "--port is ``: write a number from 0 to 65535"),
        (&["--port=65536"], None, "--port is `65536`: write a number from 0 to 65535"),
        (&["--port=-1"], None, "--port is `-1`: write a number from 0 to 65535"),
        (&[], Some("x"), "GATEPOST_PORT is `x`: write a number from 0 to 65535"),
    ];
    for (args, variable, text) in table {
        assert_eq!(options(args, variable).unwrap_err().to_string(), text, "{args:?} {variable:?}");
    }
}
