//! Which name somebody meant who has written another.

/// The name that `written` is probably a slip of.
pub(crate) fn nearest<'n>(
    written: &str,
    names: impl IntoIterator<Item = &'n str>,
) -> Option<&'n str> {
    let shortest = |name: &str| written.chars().count().min(name.chars().count());
    names
        .into_iter()
        .map(|name| (distance(written, name), name))
        // Two edits turn `db` into `id`: that is no slip.
        .filter(|&(edits, name)| edits <= 2 && edits < shortest(name))
        .min()
        .map(|(_, name)| name)
}

/// How many characters must be put in, taken out or replaced to get from `one` to `other`.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (1..=other.chars().count()).collect();
    let mut corner = row.len();
    for (passed, a) in one.chars().enumerate() {
        let mut diagonal = passed;
        corner = passed + 1;
        for (cell, b) in row.iter_mut().zip(other.chars()) {
            corner = (diagonal + usize::from(a != b)).min(corner + 1).min(*cell + 1);
            diagonal = std::mem::replace(cell, corner);
        }
    }
    corner
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn distances() {
        for (one, other, edits) in [
            ("", "", 0),
            ("", "id", 2),
            ("id", "", 2),
            ("name", "name", 0),
            ("nmae", "name", 2),
            ("nam", "name", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(one, other), edits, "{one} and {other}");
        }
    }

    #[test]
    fn slips() {
        assert_eq!(nearest("nmae", ["id", "name"]), Some("name"));
        assert_eq!(nearest("nam", ["names", "name"]), Some("name"));
        assert_eq!(nearest("db", ["id"]), None);
        assert_eq!(nearest("user", []), None);
    }
}
