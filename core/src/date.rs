//! Dates as HTTP writes them.

use core::fmt;

/// A time, in seconds since 1970-01-01T00:00Z, such as `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110,
/// section 5.6.7). What is later than the year 9999 is its last second.
pub(crate) struct HttpDate(pub(crate) u64);

const DAY: u64 = 24 * 60 * 60;
const LAST: u64 = 253_402_300_799;

impl fmt::Display for HttpDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let (days, second) = (self.0.min(LAST) / DAY, self.0.min(LAST) % DAY);
        let (year, month, day) = civil(days);
        let weekday = WEEKDAYS.get((days % 7) as usize).unwrap_or(&"");
        let month = MONTHS.get(month as usize - 1).unwrap_or(&"");
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
    }
}

/// Year, month from 1 and day from 1 of a day after 1970-01-01.
fn civil(days: u64) -> (u64, u64, u64) {
    // Years that begin in March end with the leap day, and their months have a rhythm: 153 days for
    // every five. The calendar repeats every 400 years, which are 146,097 days; this cycle began
    // in March of the year 0.
    let days = days + 719_468;
    let (cycle, day_of_cycle) = (days / 146_097, days % 146_097);
    let leap_days = day_of_cycle / 1_460 - day_of_cycle / 36_524 + day_of_cycle / 146_096;
    let year_of_cycle = (day_of_cycle - leap_days) / 365;
    let day_of_year =
        day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let is_next_year = month_from_march >= 10;
    let month = if is_next_year { month_from_march - 9 } else { month_from_march + 3 };
    (cycle * 400 + year_of_cycle + u64::from(is_next_year), month, day)
}
