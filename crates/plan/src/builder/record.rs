//! A builder on record, compared with what it must be.

use super::{Difference, EnsureBuilder, Stamp};
use crate::facts::{BuilderInstance, Driver, Fact};

/// What is on record under a builder's name. It can change while somebody waits for the builder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnRecord {
    /// Ours, made for just this.
    AsItShouldBe,
    /// There is none of that name.
    Missing,
    /// Ours, made for something else.
    Drifted(Vec<Difference>),
    /// Somebody else's.
    Foreign(Driver),
    /// The record cannot be read.
    Unknown(String),
}

impl OnRecord {
    pub(super) fn of(record: &Fact<Option<BuilderInstance>>, stamp: &Stamp) -> Self {
        let instance = match record {
            Fact::Unknown(why) => return Self::Unknown(why.clone()),
            Fact::Known(None) => return Self::Missing,
            Fact::Known(Some(instance)) => instance,
        };
        let ours: Vec<_> = instance.nodes.iter().filter_map(|node| node.stamp.as_deref()).collect();
        // A builder to which somebody added a node of their own is theirs.
        if ours.len() < instance.nodes.len() || ours.is_empty() {
            return Self::Foreign(instance.driver.clone());
        }
        let drifted = ours.iter().map(|found| stamp.differences(found)).find(|differences| !differences.is_empty());
        drifted.map_or(Self::AsItShouldBe, Self::Drifted)
    }
}

impl EnsureBuilder {
    /// How a record that was just read stands to what the run needs.
    pub fn on_record(&self, record: &Fact<Option<BuilderInstance>>) -> OnRecord {
        OnRecord::of(record, &self.stamp)
    }
}
