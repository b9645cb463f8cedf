//! Bodies in gzip: an app's settings, and where they come in.

use gatepost_core::{Closing, Frame, Out, Request};

/// How bodies are compressed, for [`App::gzip`](crate::App::gzip). Which ones are is up to a route, with
/// `compress` in its attribute, or a reply, with [`Reply::compress`](crate::Reply::compress).
///
/// ```
/// use gatepost::{Gzip, prelude::*, testing::Event};
///
/// #[get("/list", compress)]
/// fn list() -> String {
///     "a long list, ".repeat(100)
/// }
///
/// static APP: App<(list,)> = App::new().gzip(Gzip::NEW.level(9).min_size(1024));
///
/// let answer = Event::get("/list").header("Accept-Encoding", "gzip, br").call(&APP, &())?;
/// # if cfg!(feature = "gzip") {
/// assert_eq!(answer.header("content-encoding").as_deref(), Some("gzip"));
/// assert!(answer.is_base64() && answer.body().len() < 100);
/// # }
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Gzip {
    #[cfg_attr(not(feature = "gzip"), allow(dead_code))]
    level: u8,
    min_size: usize,
}

impl Gzip {
    /// Level 6, for bodies of any size.
    pub const NEW: Self = Self { level: 6, min_size: 0 };

    /// How hard to try: 1 is quick, 9 small, 0 compresses nothing at all, 10 takes more time than it is
    /// worth.
    ///
    /// # Panics
    /// If it is over 10: in a `const`, that is a compile error.
    ///
    /// ```
    /// use gatepost::Gzip;
    ///
    /// const QUICK: Gzip = Gzip::NEW.level(1);
    /// assert_ne!(QUICK, Gzip::NEW);
    /// ```
    #[must_use]
    #[track_caller]
    pub const fn level(self, level: u8) -> Self {
        assert!(level <= 10, "a level of gzip is between 0 and 10");
        Self { level, ..self }
    }

    /// Leaves bodies alone that have fewer bytes. A short text gets longer in gzip, and again by a third
    /// in base64, which counts against the limits of an answer, but does not reach the client.
    ///
    /// ```
    /// use gatepost::Gzip;
    ///
    /// const GZIP: Gzip = Gzip::NEW.min_size(860);
    /// assert_ne!(GZIP, Gzip::NEW);
    /// ```
    #[must_use]
    pub const fn min_size(self, bytes: usize) -> Self {
        Self { min_size: bytes, ..self }
    }

    /// Asks how a reply leaves.
    pub(crate) fn close<'o>(
        self,
        closing: &Closing<'_>,
        request: &Request<'_>,
        out: &'o mut Out<'_>,
    ) -> Frame<'o> {
        if cfg!(feature = "gzip") {
            closing.close_coded(request, self.min_size, out)
        } else {
            closing.close(out)
        }
    }

    /// Lends a frame to `write`, its body as it leaves.
    #[cfg(feature = "gzip")]
    pub(crate) fn coded(self, frame: Frame<'_>, write: impl FnOnce(&Frame<'_>)) {
        use gatepost_core::{Body, Coding};
        match frame.coding {
            Coding::Identity => write(&frame),
            Coding::Gzip => crate::deflate::with_gzip(frame.body.as_bytes(), self.level, |body| {
                let mut frame = frame;
                frame.body = Body::Bytes(body);
                write(&frame);
            }),
        }
    }

    /// The same, where no body is coded.
    #[cfg(not(feature = "gzip"))]
    pub(crate) fn coded(self, frame: Frame<'_>, write: impl FnOnce(&Frame<'_>)) {
        write(&frame);
    }
}

impl Default for Gzip {
    fn default() -> Self {
        Self::NEW
    }
}
