//! The other faces of a project, for make, go-task, just and bash: text made from the model, the same verbs in each.
//!
//! Everything here is text in, text out. [`verbs`] is the one table of what a project can be asked to do; the command
//! line reads it too, so that no face offers what another does not know.
//!
//! ```
//! use archwright_model::Project;
//! use archwright_task_plugin::{Existing, Face, Invocation};
//!
//! let project = Project::new("/src/server");
//! let writes = Face::Make.plan_write(&project, &Invocation::default(), &Existing::default())?;
//! let write = &writes.files[0];
//! assert_eq!(write.path, "Makefile");
//! assert!(write.contents.contains("docker-build-amd64: ##"));
//!
//! let existing: Existing = [(write.path.clone(), write.contents.clone())].into_iter().collect();
//! assert!(Face::Make.check(&project, &Invocation::default(), &existing).is_ok());
//! # Ok::<(), archwright_task_plugin::FaceError>(())
//! ```

pub mod verb;

pub mod invocation;

pub mod just;
pub mod make;
pub mod script;
pub mod taskfile;

mod outcome;
mod parameter;
mod yaml;

pub mod section;

mod include;
mod own;

pub mod drift;
pub mod existing;
pub mod face;

pub use drift::Drift;
pub use existing::{Existing, FaceError, FaceWrite, FaceWrites, Mode};
pub use face::{Face, Place};
pub use invocation::Invocation;
pub use just::justfile;
pub use make::make;
pub use script::script;
pub use section::{SectionError, merge};
pub use taskfile::taskfile;
pub use verb::{Verb, VerbKind, verbs};
