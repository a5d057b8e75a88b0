//! What a request leaves out: `IMAGE` or `IMAGE:VARIANT`.

use super::{ImageId, known_image, unknown_variant};
use crate::{PlanError, Request};
use archwright_model::{Project, project::Key};

/// An image, or one variant of it, that is left out, and the word that says so.
pub(super) struct Out<'a> {
    word: &'a str,
    image: Key,
    variant: Option<Key>,
}

/// What a request leaves out, each of it there.
pub(super) fn read<'a>(project: &Project, request: &'a Request) -> Result<Vec<Out<'a>>, PlanError> {
    request.selection.except.iter().map(|word| one(project, word)).collect()
}

fn one<'a>(project: &Project, word: &'a str) -> Result<Out<'a>, PlanError> {
    let image = known_image(project, word)?;
    let variant = match word.split_once(':') {
        None => None,
        Some((_, name)) if image.variants.is_empty() => {
            return Err(PlanError::usage(format!("image `{}` has no variant `{name}`: it has none", image.key)));
        }
        Some((_, name)) => match image.variants.iter().find(|variant| variant.is_called(name)) {
            Some(variant) => Some(variant.key.clone()),
            None => return Err(unknown_variant(image, name)),
        },
    };
    Ok(Out { word, image: image.key.clone(), variant })
}

/// The selection without what is left out; something must be left.
pub(super) fn take(selected: &[ImageId], out: &[Out<'_>]) -> Result<Vec<ImageId>, PlanError> {
    let is_out = |id: &ImageId| out.iter().any(|out| out.image == id.image && (out.variant.is_none() || out.variant == id.variant));
    let left: Vec<_> = selected.iter().filter(|id| !is_out(id)).cloned().collect();
    if left.is_empty() {
        let words = out.iter().map(|out| out.word).collect::<Vec<_>>().join(", ");
        let all = selected.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        return Err(PlanError::usage(format!("nothing is left to build without {words}")).hint(format!("selected were {all}")));
    }
    Ok(left)
}
