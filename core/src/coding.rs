//! Content codings: which one a client takes, and whether a reply leaves in it.

use crate::{
    header::ConstHeader,
    out::Out,
    request::Request,
    status::Status,
    text::{split, split_once},
};

/// How a body is coded for its way (RFC 9110, section 8.4.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Coding {
    /// Not at all.
    #[default]
    Identity,
    /// In gzip (RFC 1952).
    Gzip,
}

impl Coding {
    /// The coding that the values of a request's `Accept-Encoding` headers prefer (RFC 9110, section
    /// 12.5.3): gzip where they name it, or `*`, with a weight above 0 and not below that of `identity`.
    /// Without such a header there is no coding. What is not of the header's grammar is passed over.
    ///
    /// ```
    /// use gatepost_core::Coding;
    ///
    /// assert_eq!(Coding::preferred(["deflate, GZIP;q=0.5"]), Coding::Gzip);
    /// assert_eq!(Coding::preferred(["gzip;q=0, *"]), Coding::Identity);
    /// assert_eq!(Coding::preferred(["identity, gzip;q=0.9"]), Coding::Identity);
    /// assert_eq!(Coding::preferred([]), Coding::Identity);
    /// ```
    #[must_use]
    pub fn preferred<'v>(values: impl IntoIterator<Item = &'v str>) -> Self {
        let (mut gzip, mut identity, mut any) = (None, None, None);
        for element in values.into_iter().flat_map(|value| split(value, b',')) {
            let Some((coding, weight)) = coding_and_weight(element) else {
                continue;
            };
            let place = match coding {
                "*" => &mut any,
                _ if is_gzip(coding) => &mut gzip,
                _ if coding.eq_ignore_ascii_case("identity") => &mut identity,
                _ => continue,
            };
            *place = (*place).max(Some(weight));
        }
        let gzip = gzip.or(any).unwrap_or(0);
        if gzip > 0 && gzip >= identity.unwrap_or(0) { Self::Gzip } else { Self::Identity }
    }
}

/// How a reply leaves that is to be compressed where it can be; adds the headers that say so.
///
/// The request's headers are only looked at where its answer depends on them.
pub(crate) fn code(
    request: &Request<'_>,
    is_head: bool,
    min_size: usize,
    out: &mut Out<'_>,
) -> Coding {
    if !may_be_coded(min_size, out) {
        return Coding::Identity;
    }
    if !out.varies_by("Accept-Encoding") {
        out.add_const_header(const { &ConstHeader::new("Vary", "Accept-Encoding") });
    }
    let has_no_body = is_head || out.status() == Status::NOT_MODIFIED;
    if has_no_body
        || Coding::preferred(request.header_values("Accept-Encoding")) == Coding::Identity
    {
        return Coding::Identity;
    }
    out.weaken_etag();
    out.add_const_header(const { &ConstHeader::new("Content-Encoding", "gzip") });
    Coding::Gzip
}

/// Whether a client that takes gzip gets this reply, or the one that a 304 stands for, in gzip.
fn may_be_coded(min_size: usize, out: &Out<'_>) -> bool {
    match out.status() {
        // It has the headers that the 200 would have (RFC 9110, section 15.4.5).
        Status::NOT_MODIFIED => true,
        // A part of a body is one of its coded bytes (RFC 9110, section 14.2).
        Status::PARTIAL_CONTENT => false,
        status => {
            let len = out.body().as_bytes().len();
            status.allows_body()
                && len >= min_size.max(1)
                && out.header("Content-Encoding").is_none()
        }
    }
}

/// `x-gzip` is another name of it (RFC 9110, section 8.4.1.3).
fn is_gzip(coding: &str) -> bool {
    coding.eq_ignore_ascii_case("gzip") || coding.eq_ignore_ascii_case("x-gzip")
}

/// An element of the header, its weight in thousandths.
fn coding_and_weight(element: &str) -> Option<(&str, u16)> {
    const WHITE: [char; 2] = [' ', '\t'];
    let (coding, parameter) = split_once(element, b';');
    let weight = match parameter.map(|parameter| parameter.trim_matches(WHITE)) {
        None => 1000,
        Some(parameter) => {
            weight(parameter.strip_prefix("q=").or_else(|| parameter.strip_prefix("Q="))?)?
        }
    };
    Some((coding.trim_matches(WHITE), weight))
}

/// `0`, `1`, or one of them with a point and up to three digits, in thousandths (RFC 9110, section
/// 12.4.2).
fn weight(text: &str) -> Option<u16> {
    let (whole, digits) = split_once(text, b'.');
    let digits = digits.unwrap_or_default();
    if digits.len() > 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let tenths = digits.bytes().map(|digit| u16::from(digit - b'0'));
    let thousandths: u16 = tenths.zip([100, 10, 1]).map(|(digit, value)| digit * value).sum();
    match (whole, thousandths) {
        ("0", thousandths) => Some(thousandths),
        ("1", 0) => Some(1000),
        _ => None,
    }
}
