//! Numbers, written without the formatter.

/// A number as its decimal digits.
///
/// `Display` of a number links the formatter's flags, its padding among them; this links twenty lines.
///
/// ```
/// use gatepost_core::Decimal;
///
/// assert_eq!([0, 42, usize::MAX].map(|number| Decimal::of(number).as_str().len()), [1, 2, 20]);
/// assert_eq!(Decimal::of(1024).as_str(), "1024");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    digits: [u8; MAX_DIGITS],
    /// Where the first digit stands; the last is at the end.
    start: usize,
}

/// As many as the largest number has.
const MAX_DIGITS: usize = 20;

impl Decimal {
    /// The digits of a number.
    #[must_use]
    pub fn of(mut number: usize) -> Self {
        let mut decimal = Self { digits: [b'0'; MAX_DIGITS], start: MAX_DIGITS };
        for digit in decimal.digits.iter_mut().rev() {
            *digit += (number % 10) as u8;
            decimal.start -= 1;
            number /= 10;
            if number == 0 {
                break;
            }
        }
        decimal
    }

    /// The digits, as a text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let digits = self.digits.get(self.start..).unwrap_or_default();
        core::str::from_utf8(digits).unwrap_or_default()
    }
}
