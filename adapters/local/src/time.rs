//! The clock, as events tell it.

use core::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A moment, in milliseconds since 1970-01-01T00:00Z; displayed as an access log does, such as
/// `22/Nov/2026:12:34:56 +0000`.
#[derive(Clone, Copy)]
pub(crate) struct Time(pub(crate) u64);

impl Time {
    /// Now; 1970 on a machine whose clock is set before it.
    pub(crate) fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0 / 1000;
        let (year, month, day) = civil(seconds / 86_400);
        let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
        write!(f, "{day:02}/{month}/{year:04}:{hour:02}:{minute:02}:{second:02} +0000")
    }
}

/// The year, month and day that many days after 1970-01-01.
///
/// Counts in years that start on 1 March, so that the leap day is the last one:
/// <https://howardhinnant.github.io/date_algorithms.html#civil_from_days>.
fn civil(days: u64) -> (u64, &'static str, u64) {
    const DAYS_PER_ERA: u64 = 146_097;
    // 1970-01-01 is day 719,468 after 0000-03-01; an era is 400 years.
    let days = days + 719_468;
    let (era, day) = (days / DAYS_PER_ERA, days % DAYS_PER_ERA);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let march_month = (5 * day + 2) / 153;
    let day = day - (153 * march_month + 2) / 5 + 1;
    let month = (march_month + 2) % 12;
    let year = era * 400 + year + u64::from(month < 2);
    let month = usize::try_from(month).ok().and_then(|month| MONTHS.get(month));
    (year, month.copied().unwrap_or_default(), day)
}

#[cfg(test)]
mod tests {
    use super::Time;

    #[test]
    fn a_moment_reads_as_in_an_access_log() {
        for (seconds, text) in [
            (0, "01/Jan/1970:00:00:00 +0000"),
            (68_169_599, "28/Feb/1972:23:59:59 +0000"),
            (68_169_600, "29/Feb/1972:00:00:00 +0000"),
            (951_782_400, "29/Feb/2000:00:00:00 +0000"),
            (951_868_800, "01/Mar/2000:00:00:00 +0000"),
            (978_307_199, "31/Dec/2000:23:59:59 +0000"),
            (1_795_350_896, "22/Nov/2026:12:34:56 +0000"),
            (4_107_542_400, "01/Mar/2100:00:00:00 +0000"),
        ] {
            assert_eq!(Time(seconds * 1000 + 999).to_string(), text, "{seconds}");
        }
    }
}
