//! Typed handles: what a step makes, as a type. They carry the order of steps and say what may go where.

use crate::{ImageId, StepId};
use archwright_model::project::Need;
use std::marker::PhantomData;

/// What a step of a plan makes. Only adding the step gives one.
#[derive(Debug, Clone)]
pub struct Handle<T> {
    ends: Vec<StepId>,
    name: Named,
    makes: PhantomData<fn() -> T>,
}

#[derive(Debug, Clone)]
pub(crate) enum Named {
    Nothing,
    Need(Need),
    Image(ImageId),
    Images(Vec<ImageId>),
}

impl<T> Handle<T> {
    pub(crate) fn new(ends: Vec<StepId>, name: Named) -> Self {
        Self { ends, name, makes: PhantomData }
    }

    /// The steps that have ended once it is made.
    pub fn ends(&self) -> &[StepId] {
        &self.ends
    }

    pub(crate) fn name(&self) -> &Named {
        &self.name
    }
}

/// A builder that is ready.
#[derive(Debug)]
pub struct Builder;

/// Something that is the same for every platform.
#[derive(Debug)]
pub struct Neutral<T>(PhantomData<T>);

/// One of something for each platform.
#[derive(Debug)]
pub struct PerPlatform<T>(PhantomData<T>);

/// A UI's files.
#[derive(Debug)]
pub struct Bundle;

/// A command line's executable.
#[derive(Debug)]
pub struct Binary;

/// An image that is built, and not yet proven.
#[derive(Debug)]
pub struct Built;

/// A whole selection that was read back and judged.
#[derive(Debug)]
pub struct Proven;

/// What an image may take: a neutral bundle, a binary per platform, the same platform of another image.
pub trait Artifact: sealed::Sealed {
    /// Its need, as the configuration spells it.
    #[doc(hidden)]
    fn need(&self) -> Option<Need>;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Handle<super::Neutral<super::Bundle>> {}
    impl Sealed for super::Handle<super::PerPlatform<super::Binary>> {}
    impl Sealed for super::Handle<super::Built> {}
}

fn need_of<T>(handle: &Handle<T>) -> Option<Need> {
    match handle.name() {
        Named::Need(need) => Some(need.clone()),
        Named::Image(id) => Some(Need::Image(id.image.clone())),
        Named::Nothing | Named::Images(_) => None,
    }
}

impl Artifact for Handle<Neutral<Bundle>> {
    fn need(&self) -> Option<Need> {
        need_of(self)
    }
}

impl Artifact for Handle<PerPlatform<Binary>> {
    fn need(&self) -> Option<Need> {
        need_of(self)
    }
}

impl Artifact for Handle<Built> {
    fn need(&self) -> Option<Need> {
        need_of(self)
    }
}
