//! The crate as its users see it: layouts on disk, verdicts over them, and the client against a registry with faults.

#[cfg(test)]
mod content;
#[cfg(test)]
mod layout;
#[cfg(feature = "registry")]
#[cfg(test)]
mod registry;
#[cfg(test)]
mod support;
#[cfg(test)]
mod verify;
