use gatepost_json::JsonWriter;

/// Texts are written as serde_json writes them, wherever in the writer's own buffer they begin: one
/// string, an array of the lines, and the lines as one header value.
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
    json.joined(lines.iter().copied());
    drop(json);
    let expected = [before, quoted(text), array.clone(), array, quoted(&lines.join(", "))].concat();
    assert_eq!(str::from_utf8(&written), Ok(expected.as_str()));
}
