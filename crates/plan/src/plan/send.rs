//! Where proven images go, and what must have ended before: their proofs, and the user's own steps.

use super::Plan;
use crate::{
    Handle, Output, PlanError, Proven, StepId, Work,
    handle::What,
    image,
    publish::{Copy, LastTag, Load, LoadImage, Publish, Release, WriteLayout},
    step::Step,
};
use camino::Utf8Path;
use std::collections::BTreeMap;

impl Plan {
    /// Sends what is proven where the request says: tags in the registry, the server's image store, a folder, or nowhere.
    ///
    /// Takes the proof itself, so that a selection is published once and nothing unproven can be.
    ///
    /// It stands between the steps of your own: those added before it must have ended well first, whatever they wait for (a smoke test
    /// of the image, a licence check); those added behind it run once everything is sent (a rollout).
    #[expect(clippy::needless_pass_by_value, reason = "taking the proof is the point: it is used up")]
    pub fn publish(&mut self, proven: Handle<Proven>) -> Result<(), PlanError> {
        let proofs = self.accept(proven.made())?.to_vec();
        let What::Proven(images) = &proven.made().what else {
            return Err(PlanError::configuration("the proof names no image"));
        };
        let releases: Vec<_> = self.releases.iter().filter(|release| images.contains(&release.image)).cloned().collect();
        refuse_shared_tags(&releases)?;
        let mut after = proofs;
        after.extend(self.own_steps_beside(&after, |_| true));
        match self.output.clone() {
            Output::Push => {
                let copies = self.copies(&releases, &after)?;
                after.extend(copies);
                self.send(Step { id: StepId::new("publish"), after, work: Work::Publish(Publish::new(&releases)) })
            }
            Output::Load => self.send(Step { id: StepId::new("load"), after, work: Work::Load(self.load(&releases)) }),
            Output::Layout(dir) => self.write_layouts(dir.as_deref(), &releases, &after),
            Output::Nothing => Ok(()),
        }
    }

    /// Nothing reaches another registry before all is proven in the first.
    fn copies(&mut self, releases: &[Release], after: &[StepId]) -> Result<Vec<StepId>, PlanError> {
        let mut steps = Vec::new();
        for release in releases.iter().filter(|release| !release.copies.is_empty()) {
            let Release { image, repository: from, copies: to, platforms, attest, .. } = release.clone();
            let id = StepId::of("copy", &image);
            steps.push(id.clone());
            self.push(Step { id, after: after.to_vec(), work: Work::Copy(Copy { image, from, to, platforms, attest }) })?;
        }
        Ok(steps)
    }

    /// No layout is replaced before all are proven, unless the others are wanted whatever one does.
    fn write_layouts(&mut self, dir: Option<&Utf8Path>, releases: &[Release], all: &[StepId]) -> Result<(), PlanError> {
        let layouts: Vec<_> = releases.iter().map(|release| self.write_layout(dir, release, releases, all)).collect();
        layouts.into_iter().try_for_each(|layout| self.send(layout))
    }

    fn write_layout(&self, dir: Option<&Utf8Path>, release: &Release, releases: &[Release], all: &[StepId]) -> Step {
        let image = &release.image;
        let mut after = all.to_vec();
        if self.keep_going {
            let own = ["test", "prove"].map(|verb| StepId::of(verb, image));
            after = own.into_iter().find(|id| self.step(id).is_some()).into_iter().collect();
            // A step about other images only does not hold this one.
            let concerns =
                |step: &StepId| self.hangs_on_image(step, image) || !releases.iter().any(|other| self.hangs_on_image(step, &other.image));
            after.extend(self.own_steps_beside(&after, concerns));
        }
        let dir = image::layout_dir(dir, image, releases.len());
        let work = Work::WriteLayout(WriteLayout { image: image.clone(), staged: image::staged_layout(image), dir });
        Step { id: StepId::of("layout", image), after, work }
    }

    fn load(&self, releases: &[Release]) -> Load {
        let image = |release: &Release| LoadImage {
            image: release.image.clone(),
            layout: image::staged_layout(&release.image),
            names: release.references().collect(),
            foreign: self.server_platform.filter(|server| !release.platforms.contains(*server)).and(release.platforms.iter().next()),
        };
        Load { images: releases.iter().map(image).collect(), last_tags: LastTag::of_all(releases), store: self.image_store }
    }

    fn send(&mut self, step: Step) -> Result<(), PlanError> {
        let id = step.id.clone();
        self.push(step)?;
        self.sent.push(id);
        Ok(())
    }
}

/// A tag can point to one image only.
fn refuse_shared_tags(releases: &[Release]) -> Result<(), PlanError> {
    let mut owners = BTreeMap::new();
    for release in releases {
        for reference in release.references().chain(release.platform_references().map(|(reference, _)| reference)) {
            if let Some(other) = owners.insert(reference.clone(), &release.image) {
                return Err(PlanError::usage(format!("`{other}` and `{}` would both be {reference}", release.image))
                    .hint("give them different names or tags, or select one of them"));
            }
        }
    }
    Ok(())
}
