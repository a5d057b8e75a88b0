//! Which platforms an image is built for in this run.

use super::Run;
use crate::{ImageId, PlanError, selection};
use archwright_model::Platforms;

impl Run<'_> {
    /// All platforms of the selected images.
    pub fn platforms(&self) -> Result<Platforms, PlanError> {
        let mut all = Vec::new();
        for id in self.images()? {
            all.extend(self.platforms_of(&id)?.iter());
        }
        Ok(all.into_iter().collect())
    }

    /// The platforms of one image: its own if it is selected; of one that is only needed, those of the images that need it.
    pub fn platforms_of(&self, id: &ImageId) -> Result<Platforms, PlanError> {
        let own = selection::platforms(self.model_image(id)?, id.variant.as_ref(), self.request, self.facts)?;
        if self.selects(id)? {
            return Ok(own);
        }
        let mut needed = Vec::new();
        for other in self.images_and_needed()? {
            if self.needs_image(&other, id)? {
                needed.extend(self.platforms_of(&other)?.iter());
            }
        }
        let needed: Platforms = needed.into_iter().collect();
        // Whether it has them all is checked where it is handed over; nobody may need it, and then code asked for it.
        Ok(if needed.is_empty() { own } else { own.iter().filter(|platform| needed.contains(*platform)).collect() })
    }

    fn needs_image(&self, id: &ImageId, other: &ImageId) -> Result<bool, PlanError> {
        Ok(self.model_image(id)?.needs.iter().any(|need| selection::meant(self.project, need).as_ref() == Some(other)))
    }
}
