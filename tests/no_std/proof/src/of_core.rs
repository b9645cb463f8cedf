//! Probes of `gatepost-core`.

// `Out::reset` itself is of one lifetime only.
#![allow(clippy::redundant_closure)]

use core::fmt::Write;

use gatepost_core::{
    Allow, Body, BodyWriter, Buffer, Call, Closing, Coding, ConstHeader, Context, Cookie, Cors,
    CorsError, CorsSettings, Decimal, Decision, Entry, ErrorText, Field, Fields, Fixed,
    HeaderValues, Headers, InvocationError, Location, MatchError, Matcher, Method, Miss, Opened,
    Origins, Out, OutError, ParamError, ParamValues, Params, PathCoding, Pattern, PatternError,
    Policy, Preflight, Request, Route, Rules, SameSite, Segment, Segments, Slot, Status, Table,
    TableError,
};

use crate::inputs::{
    HEADERS, ROUTES, any, bytes, closing, cors, cors_settings, display, policy, request, rules,
    see, status, table, text, walk, with_frame, with_out,
};

crate::probes! {
    // ---- patterns
    pattern_parse: Pattern::parse(text());
    pattern_as_str: pattern().map(Pattern::as_str);
    pattern_segments: pattern().map(Pattern::segments);
    pattern_parameters: pattern().map(|pattern| walk(Pattern::parameters(pattern)));
    pattern_display: pattern().map(display::<Pattern<'_>>);
    segment_name: Segment::name(any(Segment::Literal(text())));
    segments_advance: pattern().map(|pattern| Segments::advance(any(&mut pattern.segments())));
    segments_next: pattern().map(|pattern| <Segments<'_> as Iterator>::next(any(&mut pattern.segments())));
    pattern_error_pattern: pattern_error().map(|error| PatternError::pattern(&error));
    pattern_error_display: pattern_error().map(display::<PatternError<'_>>);

    // ---- routes
    route_new: Route::new(text(), any(&[Method::GET]), any(1));
    route_get: Route::get(text(), any(1));
    route_with_name: Route::with_name(route(), text());
    route_with_rules: Route::with_rules(route(), rules());
    route_with_id: Route::with_id(route(), any(1));
    route_display: display::<Route<'_>>(route());
    rules_cache_control: Rules::cache_control(rules(), text());
    rules_compress: Rules::compress(rules(), any(true));
    rules_cors: Rules::cors(rules(), cors());
    rules_app_cors: Rules::app_cors(rules());
    rules_no_cors: Rules::no_cors(rules());
    rules_or: Rules::or(rules(), rules());
    method_new: Method::new(text());
    method_as_str: Method::as_str(method());
    method_display: display::<Method<'_>>(method());
    allow_iter: allow().map(|allow| walk(Allow::iter(&allow)));
    allow_display: allow().map(display::<Allow<'_>>);

    // ---- tables
    table_bounds: Table::bounds(any(&ROUTES));
    table_routes: walk(Table::routes(&table()));
    table_entries: Table::entries(&table());
    table_slots: Table::slots(&table());
    table_copied_to: Table::copied_to(&table(), any(&[Entry::EMPTY]), any(&[Slot::EMPTY]));
    table_worst_steps: Table::worst_steps(&table());
    table_steps: Table::steps(&table(), method(), text());
    table_size: Table::size(&table());
    table_matcher: Table::matcher(&table());
    matcher_find: see(Matcher::find(&any(table().matcher()), method(), text(), any(PathCoding::Encoded), any(&mut [0; 64])));
    match_error_display: display::<MatchError>(any(MatchError::NotFound));
    table_error_text: TableError::text(&table_error());
    table_error_display: display::<TableError<'_>>(table_error());
    error_text_as_str: see(ErrorText::as_str(any(&table_error().text())));

    // ---- requests
    request_new: Request::new(text(), text());
    request_with_path_coding: Request::with_path_coding(request(), any(PathCoding::Decoded));
    request_with_raw_path: Request::with_raw_path(request(), text());
    request_with_client_address: Request::with_client_address(request(), any(Some(text())));
    request_with_forwarded_client: Request::with_forwarded_client(request());
    request_with_headers: Request::with_headers(request(), any(&HEADERS));
    request_with_query: Request::with_query(request(), any(&HEADERS));
    request_with_body: Request::with_body(request(), bytes());
    request_broken: Request::broken(request(), text());
    request_method: Request::method(&request());
    request_path: Request::path(&request());
    request_raw_path: Request::raw_path(&request());
    request_path_coding: Request::path_coding(&request());
    request_header: Request::header(&request(), text());
    request_header_values: walk(Request::header_values(&request(), text()));
    request_headers: walk(Request::headers(&request()));
    request_cookie: Request::cookie(&request(), text());
    request_cookies: walk(Request::cookies(&request()));
    request_client_address: Request::client_address(&request());
    request_query: Request::query(&request(), text());
    request_query_values: walk(Request::query_values(&request(), text()));
    request_query_pairs: walk(Request::query_pairs(&request()));
    request_body: Request::body(&request());
    request_has_body: Request::has_body(&request());
    request_text: Request::text(&request());
    fields_of_none: <() as Fields>::next_field(&(), any(0));
    fields_of_slice: <&[(&str, &str)] as Fields>::next_field(&any(&HEADERS[..]), any(0));
    fields_of_array: <[(&str, &str); 4] as Fields>::next_field(any(&HEADERS), any(0));
    field_all: walk(Field::all(|cursor| HEADERS.next_field(cursor)));

    // ---- the two questions
    policy_new: Policy::new(table());
    policy_strip_prefixes: Policy::strip_prefixes(policy(), any(&["/v1"]));
    policy_cors: Policy::cors(policy(), cors());
    policy_with_table: Policy::with_table(policy(), table());
    policy_table: Policy::table(&policy());
    policy_open: see(Policy::open(&policy(), &request(), any(&mut [0; 64])));
    policy_strip_prefix: Policy::strip_prefix(&policy(), text());
    miss_write: with_out(|out| Miss::write(&miss(), out));
    closing_close: with_out(|out| see(Closing::close(&closing(), out)));
    closing_close_coded: with_out(|out| see(Closing::close_coded(&closing(), &request(), any(1), out)));
    coding_preferred: Coding::preferred(any(["gzip;q=0.5", "br"]));

    // ---- parameters
    params_none: Params::none();
    params_pattern: Params::pattern(&params());
    params_len: Params::len(&params());
    params_is_empty: Params::is_empty(&params());
    params_text: Params::text(&params(), text());
    params_bytes: Params::bytes(&params(), text());
    params_text_at: Params::text_at(&params(), any(0));
    params_text_from_end: Params::text_from_end(&params(), any(0));
    params_iter: walk(Params::iter(&params()));
    param_values_len: values().map(|values| ParamValues::len(&values));
    param_values_is_empty: values().map(|values| ParamValues::is_empty(&values));
    param_values_text: see(values().map(|values| ParamValues::text(&values, any(0))));
    param_values_bytes: values().map(|values| ParamValues::bytes(&values, any(0)));
    param_values_iter: values().map(|values| walk(ParamValues::iter(&values)));
    param_error_display: display::<ParamError>(any(ParamError::Unknown));

    // ---- CORS
    cors_any: Cors::any();
    cors_predicate: Cors::predicate(any(str::is_empty));
    cors_settings_of: Cors::settings(cors());
    cors_eq: <Cors<'_> as PartialEq>::eq(cors(), cors());
    origins_eq: <Origins<'_> as PartialEq>::eq(&cors_settings().origins, &cors_settings().origins);
    cors_settings_check: CorsSettings::check(cors_settings());
    cors_error_text: CorsError::text(&cors_error());
    cors_error_display: display::<CorsError<'_>>(cors_error());
    preflight_display: preflight().map(display::<Preflight<'_>>);

    // ---- replies
    out_new: see(Out::new(any(&mut Fixed::new(any(&mut [0; 64])))));
    out_reset: with_out(|out| Out::reset(out));
    out_status: with_out(|out| see(Out::status(out)));
    out_set_status: with_out(|out| Out::set_status(out, status()));
    out_headers: with_out(|out| see(Out::headers(out)));
    out_header: with_out(|out| see(Out::header(out, text())));
    out_add_header: with_out(|out| Out::add_header(out, text(), text()));
    out_add_header_of: with_out(|out| Out::add_header_of(out, text(), any(7)));
    out_set_header: with_out(|out| Out::set_header(out, text(), text()));
    out_put_header: with_out(|out| Out::put_header(out, any(&ConstHeader::new(text(), text()))));
    const_header_new: see(ConstHeader::new(text(), text()));
    out_body: with_out(|out| see(Out::body(out)));
    out_set_text: with_out(|out| Out::set_text(out, text()));
    out_set_bytes: with_out(|out| Out::set_bytes(out, bytes()));
    out_start_text: with_out(|out| see(Out::start_text(out)));
    out_start_bytes: with_out(|out| see(Out::start_bytes(out)));
    out_remove_body: with_out(|out| Out::remove_body(out));
    out_set_compress: with_out(|out| Out::set_compress(out, any(true)));
    out_compress: with_out(|out| see(Out::compress(out)));
    out_set_answer: with_out(|out| Out::set_answer(out, status()));
    out_mark_error: with_out(|out| Out::mark_error(out, text()));
    out_error: with_out(|out| see(Out::error(out)));
    out_set_note: with_out(|out| Out::set_note(out, text()));
    out_note: with_out(|out| see(Out::note(out)));
    out_left_out: with_out(|out| see(Out::left_out(out)));
    out_refuse: with_out(|out| Out::refuse(out, any(OutError::Location)));
    out_failure: with_out(|out| see(Out::failure(out)));
    out_add_cookie: with_out(|out| Out::add_cookie(out, &cookie()));
    body_writer_write: with_out(|out| BodyWriter::write(any(&mut out.start_text()), bytes()));
    body_writer_write_str: with_out(|out| see(<BodyWriter<'_, '_> as Write>::write_str(any(&mut out.start_text()), text())));
    body_writer_write_fmt: with_out(|out| see(write!(out.start_text(), "{} {:x}", text(), any(7))));
    out_error_display: with_out(|out| display::<OutError>(out.failure().unwrap_or(any(OutError::Location))));
    status_new: Status::new(any(200));
    status_code: Status::code(status());
    status_reason: Status::reason(status());
    status_is_final: Status::is_final(status());
    status_allows_body: Status::allows_body(status());
    status_from: <Status as From<u16>>::from(any(200));
    status_display: display::<Status>(status());
    location_local: Location::local(text());
    location_url: Location::url(text());
    location_display: Location::local(text()).ok().map(display::<Location<'_>>);
    cookie_new: Cookie::new(text(), text());
    cookie_value: Cookie::value(cookie(), text());
    cookie_path: Cookie::path(cookie(), text());
    cookie_domain: Cookie::domain(cookie(), text());
    cookie_expires: Cookie::expires(cookie(), any(1));
    cookie_max_age: Cookie::max_age(cookie(), any(1));
    cookie_secure: Cookie::secure(cookie());
    cookie_http_only: Cookie::http_only(cookie());
    cookie_same_site: Cookie::same_site(cookie(), any(SameSite::Lax));
    cookie_partitioned: Cookie::partitioned(cookie());
    cookie_removal: Cookie::removal(cookie());
    cookie_check: Cookie::check(&cookie());
    cookie_display: display::<Cookie<'_>>(cookie());
    body_as_bytes: see(Body::as_bytes(any(Body::Text(text()))));
    headers_names: with_frame(|frame| walk(Headers::names(&frame.headers)));
    headers_members: with_frame(|frame| see(Headers::members(&frame.headers).map(Iterator::count)));
    headers_values: with_frame(|frame| walk(Headers::values(&frame.headers, text())));
    headers_next: with_frame(|frame| see(<Headers<'_> as Iterator>::next(&mut frame.headers.clone())));
    header_values_name: with_frame(|frame| see(HeaderValues::name(&frame.headers.values(text()))));
    header_values_is_of: with_frame(|frame| see(HeaderValues::is_of(&frame.headers.values(text()), text())));
    header_values_member: with_frame(|frame| see(HeaderValues::member(&frame.headers.values(text()))));
    header_values_are_several: with_frame(|frame| see(HeaderValues::are_several(&frame.headers.values(text()))));
    header_values_next: with_frame(|frame| see(<HeaderValues<'_> as Iterator>::next(&mut frame.headers.values(text()))));

    decimal_of: see(Decimal::of(any(1)));
    decimal_as_str: see(Decimal::as_str(any(&Decimal::of(any(1)))));

    // ---- functions
    fixed_new: see(Fixed::new(any(&mut [0; 8])));
    fixed_write: <Fixed<'_> as Buffer>::write(any(&mut Fixed::new(any(&mut [0; 8]))), bytes());
    fixed_written: see(<Fixed<'_> as Buffer>::written(any(&Fixed::new(any(&mut [0; 8])))));
    fixed_needed: <Fixed<'_> as Buffer>::needed(any(&Fixed::new(any(&mut [0; 8]))));
    fixed_clear: <Fixed<'_> as Buffer>::clear(any(&mut Fixed::new(any(&mut [0; 8]))));
    fixed_scratch: see(<Fixed<'_> as Buffer>::scratch(any(&mut Fixed::new(any(&mut [0; 8]))), any(4)));
    fixed_fits: <Fixed<'_> as Buffer>::fits(any(&Fixed::new(any(&mut [0; 8]))));
    context_new: Context::new(text());
    invocation_error_new: InvocationError::new(text(), text());
    invocation_error_of: InvocationError::of(any("Kind"));
    invocation_error_kind: InvocationError::kind(&invocation_error());
    invocation_error_detail: see(InvocationError::detail(&invocation_error()));
    invocation_error_display: display::<InvocationError>(invocation_error());
}

/// A panic that the gate must find.
#[cfg(feature = "mistake")]
#[inline(never)]
#[allow(clippy::indexing_slicing)]
pub(crate) fn mistake() {
    see(bytes()[any(3)]);
}

const PATTERN: Result<Pattern<'_>, PatternError<'_>> = Pattern::parse("/hello/<name>");

fn pattern() -> Option<Pattern<'static>> {
    any(PATTERN).ok()
}

fn pattern_error() -> Option<PatternError<'static>> {
    any(Pattern::parse(any("/:name"))).err()
}

fn route() -> Route<'static> {
    any(ROUTES[1])
}

fn method() -> Method<'static> {
    any(Method::POST)
}

fn table_error() -> TableError<'static> {
    any(TableError::TooManyRoutes { count: 2, room: 1 })
}

fn cors_error() -> CorsError<'static> {
    any(CorsError::Star)
}

fn opened(method: &'static str) -> Opened<'static, 'static> {
    any(policy().open(
        &any(Request::new(any(method), any("/hello/ada")).with_headers(any(&HEADERS))),
        &mut [],
    ))
}

fn params() -> Params<'static> {
    match opened("GET").decision {
        Decision::Call(Call { params, .. }) => any(params),
        Decision::Miss(_) => any(Params::none()),
    }
}

fn values() -> Option<ParamValues<'static>> {
    let matcher = any(table().matcher());
    let found =
        matcher.find(any(Method::GET), any("/hello/ada"), any(PathCoding::Encoded), &mut []);
    any(found).ok().map(|found| found.values)
}

fn miss() -> Miss<'static> {
    match opened("POST").decision {
        Decision::Miss(miss) => any(miss),
        Decision::Call(_) => any(Miss::NotFound),
    }
}

fn allow() -> Option<Allow<'static>> {
    match miss() {
        Miss::MethodNotAllowed(allow) | Miss::Options(allow) => any(Some(allow)),
        _ => None,
    }
}

fn preflight() -> Option<Preflight<'static>> {
    match opened("OPTIONS").decision {
        Decision::Miss(Miss::Preflight(preflight)) => any(Some(preflight)),
        _ => None,
    }
}

fn cookie() -> Cookie<'static> {
    any(Cookie::new(any("session"), any("a"))
        .path(any("/"))
        .domain(any("a.example"))
        .expires(any(1)))
}

fn invocation_error() -> InvocationError {
    any(InvocationError::new(text(), text()))
}
