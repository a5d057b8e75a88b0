//! The Make and Task faces of a project: text made from the model, the same verbs in both.
//!
//! Everything here is text in, text out. [`verbs`] is the one table of what a project can be asked to do; the command
//! line reads it too, so that no face offers what another does not know.
//!
//! ```
//! use archwright_model::Project;
//! use archwright_task_plugin::{Existing, Face, Invocation};
//!
//! let project = Project::new("/src/server");
//! let write = Face::Make.plan_write(&project, &Invocation::default(), &Existing::default())?;
//! assert_eq!(write.path, "Makefile");
//! assert!(write.contents.contains("docker-build-amd64: ##"));
//!
//! let existing: Existing = [(write.path.into(), write.contents)].into_iter().collect();
//! assert!(Face::Make.check(&project, &Invocation::default(), &existing).is_ok());
//! # Ok::<(), archwright_task_plugin::SectionError>(())
//! ```

pub mod verb;

pub mod invocation;

pub mod make;
pub mod taskfile;

mod outcome;
mod yaml;

pub mod section;

pub mod drift;
pub mod face;

pub use drift::Drift;
pub use face::{Existing, Face, FaceWrite, Place};
pub use invocation::Invocation;
pub use make::make;
pub use section::{SectionError, merge};
pub use taskfile::taskfile;
pub use verb::{Verb, VerbKind, verbs};
