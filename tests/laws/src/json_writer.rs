use gatepost_core::{ConstHeader, Out};
use gatepost_json::JsonWriter;
use serde_json::{Map, Value};

/// Texts are written as serde_json writes them, wherever in the writer's own buffer they begin: one
/// string, and an array of the lines. So are headers, whether they are put together beforehand or not.
pub fn json_writer(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    let lines: Vec<&str> = text.split('\n').collect();
    let quoted = |text: &str| serde_json::to_string(text).expect("text is JSON");
    let array = serde_json::to_string(&lines).expect("texts are JSON");
    let before = " ".repeat(input.len() % 23);

    let mut written = Vec::new();
    let mut json = JsonWriter::new(&mut written);
    json.raw(&before);
    json.string(text);
    json.raw(&array);
    json.strings(lines.iter().copied());
    drop(json);
    let expected = [before.clone(), quoted(text), array.clone(), array].concat();
    assert_eq!(str::from_utf8(&written), Ok(expected.as_str()));
    headers(&before, &lines);
}

/// A header for each line, every third of which takes the place of those before it.
fn headers(before: &str, lines: &[&str]) {
    let mut reply = Vec::new();
    let mut out = Out::new(&mut reply);
    let mut expected: Vec<(&str, &str)> = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let (name, value) = line.split_once(':').unwrap_or(("x-tag", line));
        if place % 3 == 2 {
            expected.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            out.put_header(&ConstHeader::new(name, value));
        } else {
            out.add_header(name, value);
        }
        expected.push((name, value));
    }
    if out.failure().is_some() || out.left_out().is_some() {
        return;
    }
    assert_eq!(out.headers().collect::<Vec<_>>(), expected);

    let mut lists: Vec<(&str, Vec<&str>)> = Vec::new();
    for (name, value) in expected {
        match lists.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            Some((_, values)) => values.push(value),
            None => lists.push((name, vec![value])),
        }
    }
    let text_of = |(name, values): &(&str, Vec<&str>)| match name.eq_ignore_ascii_case("Set-Cookie")
    {
        true => values[0].to_owned(),
        false => values.join(", "),
    };
    let texts = lists.iter().map(|header| (header.0.to_owned(), text_of(header).into()));
    let arrays = lists.iter().map(|(name, values)| ((*name).to_owned(), values.clone().into()));
    let headers = out.headers();
    let written = |write: &dyn Fn(&mut JsonWriter<'_>) -> bool| {
        let mut written = Vec::new();
        let mut json = JsonWriter::new(&mut written);
        json.raw(before);
        assert!(write(&mut json), "all are wanted");
        drop(json);
        String::from_utf8(written).expect("text")
    };
    let expected = |members: Map<String, Value>| format!("{before}{}", Value::Object(members));
    assert_eq!(written(&|json| json.headers(&headers, |_| true)), expected(texts.collect()));
    assert_eq!(written(&|json| json.header_lists(&headers, |_| true)), expected(arrays.collect()));
}
