//! Probes of `gatepost-json`.

use gatepost_core::{Body, Buffer, Fields, Fixed, HeaderValues};
use gatepost_json::{
    Authorizer, EventContext, EventError, FieldMap, Index, JsonWriter, QueryString, ReadError,
    Source, SourceError, Sources, Value, Words,
};

use crate::inputs::{any, bytes, display, request, see, status, text, walk, with_frame};

crate::probes! {
    // ---- events
    index_read: see(Index::read(any(&mut { EVENT }), any(Sources::ALL)));
    index_add_body: with_index(|index| see(Index::add_body(index, request())));
    index_add_client: with_index(|index| see(Index::add_client(index, request())));
    index_request_id: with_index(|index| see(Index::request_id(index)));
    index_stage: with_index(|index| see(Index::stage(index)));
    index_source_ip: with_index(|index| see(Index::source_ip(index)));
    index_without_stage: with_index(|index| see(Index::without_stage(index, text())));
    index_field: with_index(|index| see(Index::field(index, text())));
    sources_fixed: Sources::fixed(any(Source::Rest));
    sources_without: Sources::without(any(Sources::ALL), any(Source::Rest));
    source_decided_by: Source::decided_by(any(Source::Rest));
    source_display: display::<Source>(any(Source::Rest));
    source_error_display: display::<SourceError>(any(SourceError::NoMethod));
    event_error_kind: EventError::kind(&event_error());
    event_error_from: <EventError as From<ReadError>>::from(any(ReadError::TooDeep { at: 1 }));
    event_error_display: display::<EventError>(event_error());
    read_error_display: display::<ReadError>(any(ReadError::TooDeep { at: 1 }));
    words_as_str: words().map(Words::as_str);
    words_display: words().map(display::<Words>);

    // ---- views
    field_map_is_empty: with_index(|index| see(FieldMap::is_empty(&index.headers)));
    field_map_get: with_index(|index| see(FieldMap::get(&index.headers, text())));
    field_map_iter: with_index(|index| walk(FieldMap::iter(&index.headers)));
    field_map_next_field: with_index(|index| see(<FieldMap<'_> as Fields>::next_field(&index.headers, any(0))));
    query_string_iter: with_query(|query| walk(QueryString::iter(query)));
    query_string_next_field: with_query(|query| see(<QueryString<'_> as Fields>::next_field(query, any(0))));
    value_get: with_value(|value| see(Value::get(value, text())));
    value_as_str: with_value(|value| see(Value::as_str(value)));
    value_as_u64: with_value(|value| see(Value::as_u64(value)));
    value_as_bool: with_value(|value| see(Value::as_bool(value)));
    value_as_text: with_value(|value| see(Value::as_text(value)));
    value_is_null: with_value(|value| see(Value::is_null(value)));
    value_items: with_value(|value| walk(Value::items(value)));
    value_members: with_value(|value| walk(Value::members(value)));
    value_write: with_value(|value| Value::write(value, any(&mut Fixed::new(any(&mut [0; 64])))));
    context_of: with_index(|index| see(EventContext::of(index)));
    context_source: with_context(|context| see(EventContext::source(context)));
    context_request_id: with_context(|context| see(EventContext::request_id(context)));
    context_stage: with_context(|context| see(EventContext::stage(context)));
    context_account_id: with_context(|context| see(EventContext::account_id(context)));
    context_api_id: with_context(|context| see(EventContext::api_id(context)));
    context_domain_name: with_context(|context| see(EventContext::domain_name(context)));
    context_time_ms: with_context(|context| see(EventContext::time_ms(context)));
    context_source_ip: with_context(|context| see(EventContext::source_ip(context)));
    context_target_group_arn: with_context(|context| see(EventContext::target_group_arn(context)));
    context_stage_variable: with_context(|context| see(EventContext::stage_variable(context, text())));
    context_path_parameter: with_context(|context| see(EventContext::path_parameter(context, text())));
    context_identity: with_context(|context| see(EventContext::identity(context)));
    context_authorizer: with_context(|context| see(EventContext::authorizer(context)));
    context_get: with_context(|context| see(EventContext::get(context, text())));
    context_event_field: with_context(|context| see(EventContext::event_field(context, text())));
    authorizer_claim: with_authorizer(|authorizer| see(Authorizer::claim(authorizer, text())));
    authorizer_claims: with_authorizer(|authorizer| see(Authorizer::claims(authorizer)));
    authorizer_scopes: with_authorizer(|authorizer| walk(Authorizer::scopes(authorizer)));
    authorizer_lambda: with_authorizer(|authorizer| see(Authorizer::lambda(authorizer, text())));
    authorizer_principal_id: with_authorizer(|authorizer| see(Authorizer::principal_id(authorizer)));
    authorizer_iam: with_authorizer(|authorizer| see(Authorizer::iam(authorizer)));
    authorizer_value: with_authorizer(|authorizer| see(Authorizer::value(authorizer)));

    // ---- answers
    writer_new: see(JsonWriter::new(any(&mut Fixed::new(any(&mut [0; 64])))));
    writer_raw: with_writer(|json| JsonWriter::raw(json, text()));
    writer_string: with_writer(|json| JsonWriter::string(json, text()));
    writer_strings: with_writer(|json| JsonWriter::strings(json, any([text(), text()])));
    writer_headers: with_frame(|frame| with_writer(|json| {
        see(JsonWriter::headers(json, &frame.headers, |header| !header.are_several()));
    }));
    writer_header_lists: with_frame(|frame| with_writer(|json| {
        see(JsonWriter::header_lists(json, &frame.headers, HeaderValues::are_several));
    }));
    writer_status: with_writer(|json| JsonWriter::status(json, status()));
    writer_body: with_writer(|json| JsonWriter::body(json, any(Body::Bytes(bytes())), text()));
    writer_base64: with_writer(|json| JsonWriter::base64(json, bytes()));
    writer_drop: drop::<JsonWriter<'_>>(any(JsonWriter::new(any(&mut Fixed::new(any(&mut [0; 64]))))));
}

const EVENT: [u8; 217] = *br#"{"httpMethod":"GET","path":"/caf\u00e9","headers":{"a":"b\n"},"rawQueryString":"a=%2B&b","cookies":["a=1","b=2"],"body":"aGVsbG8=","isBase64Encoded":true,"requestContext":{"authorizer":{"claims":{"sub":"7"}},"n":[1]}}"#;

fn words() -> Option<Words> {
    match any(Index::read(any(&mut { *b"[]" }), any(Sources::ALL)).err()) {
        Some(EventError::Json(ReadError::Syntax { expected, .. })) => Some(any(expected)),
        _ => None,
    }
}

fn event_error() -> EventError {
    any(EventError::SwitchedOff(Source::Rest))
}

fn with_index(work: impl FnOnce(&Index<'_>)) {
    if let Ok(index) = Index::read(any(&mut { EVENT }), any(Sources::ALL)) {
        work(any(&index));
    }
}

fn with_query(work: impl FnOnce(&QueryString<'_>)) {
    with_index(|index| work(any(&index.query_string.unwrap_or_default())));
}

fn with_value(work: impl FnOnce(&Value<'_>)) {
    with_index(|index| {
        index.context.inspect(|value| work(any(value)));
    });
}

fn with_context(work: impl FnOnce(&EventContext<'_>)) {
    with_index(|index| work(any(&EventContext::of(index))));
}

fn with_authorizer(work: impl FnOnce(&Authorizer<'_>)) {
    with_context(|context| {
        context.authorizer().inspect(|authorizer| work(any(authorizer)));
    });
}

fn with_writer(work: impl FnOnce(&mut JsonWriter<'_>)) {
    let mut room = [0; 64];
    let mut buffer = Fixed::new(&mut room);
    work(any(&mut JsonWriter::new(any(&mut buffer))));
    see(buffer.written());
}
