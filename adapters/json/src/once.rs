//! Fields that may be there once.

use crate::{error::ReadError, reader::Reader};

/// A field that may be there once. `null` counts as there, and has no value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Once<T> {
    is_there: bool,
    pub(crate) value: Option<T>,
}

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self { is_there: false, value: None }
    }
}

impl<T> Once<T> {
    pub(crate) fn is_some(&self) -> bool {
        self.value.is_some()
    }

    /// Reads the field's value, which begins with one of the bytes `first` or is `null`.
    pub(crate) fn read(
        &mut self,
        reader: &mut Reader<'_>,
        (field, wanted): (&'static str, &'static str),
        first: &[u8],
        value: impl FnOnce(&mut Reader<'_>) -> Result<T, ReadError>,
    ) -> Result<(), ReadError> {
        self.come(field)?;
        if reader.null() {
            return Ok(());
        }
        if !reader.peek().is_some_and(|byte| first.contains(&byte)) {
            return Err(ReadError::Type { field, wanted });
        }
        self.value = Some(value(reader)?);
        Ok(())
    }

    fn come(&mut self, field: &'static str) -> Result<(), ReadError> {
        if self.is_there {
            return Err(ReadError::Twice { field });
        }
        self.is_there = true;
        Ok(())
    }
}

impl Once<()> {
    /// Notes that the field is there, and leaves its value to be read.
    pub(crate) fn take(&mut self, field: &'static str) -> Result<(), ReadError> {
        self.come(field)?;
        self.value = Some(());
        Ok(())
    }

    /// Notes that the field is there, whatever it is.
    pub(crate) fn note(
        &mut self,
        reader: &mut Reader<'_>,
        field: &'static str,
    ) -> Result<(), ReadError> {
        self.come(field)?;
        if !reader.null() {
            self.value = Some(());
            reader.skip()?;
        }
        Ok(())
    }

    /// Notes that the field is there and an object; another value is not it.
    pub(crate) fn note_object(
        &mut self,
        reader: &mut Reader<'_>,
        field: &'static str,
    ) -> Result<(), ReadError> {
        let is_object = reader.peek() == Some(b'{');
        self.note(reader, field)?;
        self.value = is_object.then_some(());
        Ok(())
    }
}
