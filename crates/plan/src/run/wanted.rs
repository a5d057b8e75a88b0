//! What an image needs, and the names under which it gets what it is given.

use crate::{ImageId, handle::What};
use archwright_model::project::Need;

/// A need of an image.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) need: Need,
    /// The image or variant that it means, if it is one.
    pub(crate) image: Option<ImageId>,
}

/// The contexts under which an image gets something: the needs that mean it, or its usual name.
pub(crate) fn contexts(wanted: &[Wanted], given: &What) -> Vec<String> {
    let named: Vec<_> = match given {
        What::Image(id, _) => {
            wanted.iter().filter(|wanted| wanted.image.as_ref() == Some(id)).map(|wanted| wanted.need.to_string()).collect()
        }
        What::Builder | What::Custom | What::Ui(_) | What::Cli(..) | What::Prebuilt(..) | What::Proven(_) => Vec::new(),
    };
    if named.is_empty() { given.context().into_iter().collect() } else { named }
}
