//! Typed handles: what a step makes, as a type. They carry the order of steps and say what may go where.

use crate::{ImageId, StepId};
use archwright_model::{
    Platforms,
    project::{Key, Need},
};
use std::{
    marker::PhantomData,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// What a step of a plan makes. Only adding the step gives one, and only that plan takes it.
#[derive(Debug, Clone)]
pub struct Handle<T> {
    made: Made,
    makes: PhantomData<fn() -> T>,
}

/// A handle without its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Made {
    pub(crate) plan: PlanMark,
    pub(crate) ends: Vec<StepId>,
    pub(crate) what: What,
}

/// What was made, and for which platforms where they matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    Builder,
    Custom,
    Ui(Key),
    Cli(Key, Platforms),
    Prebuilt(Key, Platforms),
    Image(ImageId, Platforms),
    Proven(Vec<ImageId>),
}

impl What {
    /// The name of the context under which an image gets it that names no variant; none if no image takes it.
    pub(crate) fn context(&self) -> Option<String> {
        match self {
            Self::Ui(key) => Some(Need::Ui(key.clone()).to_string()),
            Self::Cli(key, _) => Some(Need::Cli(key.clone()).to_string()),
            Self::Image(id, _) => Some(Need::Image(id.image.clone()).to_string()),
            Self::Prebuilt(key, _) => Some(format!("prebuilt.{key}")),
            Self::Builder | Self::Custom | Self::Proven(_) => None,
        }
    }

    /// The platforms that it is there for; none if it is the same for all.
    pub(crate) fn platforms(&self) -> Option<&Platforms> {
        match self {
            Self::Cli(_, platforms) | Self::Prebuilt(_, platforms) | Self::Image(_, platforms) => Some(platforms),
            Self::Ui(_) | Self::Builder | Self::Custom | Self::Proven(_) => None,
        }
    }
}

/// Which run a step was made from. It is no part of a plan's value either.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RunMark(u64);

impl RunMark {
    /// One that no other run of this process has.
    pub(crate) fn unused() -> Self {
        static USED: AtomicU64 = AtomicU64::new(0);
        Self(USED.fetch_add(1, Ordering::Relaxed))
    }

    pub(crate) fn is(self, other: Self) -> bool {
        self.0 == other.0
    }
}

impl PartialEq for RunMark {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for RunMark {}

/// Which plan made a handle. It is no part of the plan's value: equal plans are equal whoever made them.
#[derive(Debug, Clone, Default)]
pub(crate) struct PlanMark(Arc<()>);

impl PlanMark {
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl PartialEq for PlanMark {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for PlanMark {}

impl<T> Handle<T> {
    pub(crate) fn new(plan: &PlanMark, ends: Vec<StepId>, what: What) -> Self {
        Self { made: Made { plan: plan.clone(), ends, what }, makes: PhantomData }
    }

    /// The steps that have ended once it is made.
    pub fn ends(&self) -> &[StepId] {
        &self.made.ends
    }

    pub(crate) fn made(&self) -> &Made {
        &self.made
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

/// An executable.
#[derive(Debug)]
pub struct Binary;

/// An image that is built, and not yet proven.
#[derive(Debug)]
pub struct Built;

/// A whole selection that was read back and judged.
#[derive(Debug)]
pub struct Proven;

/// What an image may take: a neutral bundle, a binary per platform, the same platform of another image.
pub trait Artifact: sealed::Sealed {}

impl Artifact for Handle<Neutral<Bundle>> {}
impl Artifact for Handle<PerPlatform<Binary>> {}
impl Artifact for Handle<Built> {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Handle<super::Neutral<super::Bundle>> {}
    impl Sealed for super::Handle<super::PerPlatform<super::Binary>> {}
    impl Sealed for super::Handle<super::Built> {}
}
