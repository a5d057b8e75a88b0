//! How findings count that the base image has already.

/// How findings count that the base image has already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BaseFindings {
    /// Like all others.
    #[default]
    Full,
    /// As notes, as they did when the image was published. Which image is the base, its provenance says; without one they count.
    Notes,
}
