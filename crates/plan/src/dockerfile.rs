//! A Dockerfile as BuildKit reads it (`frontend/dockerfile`, BuildKit 0.25): instructions with the place of every word, variables with
//! their scopes, stages with what they stand on, and `.dockerignore`.
//!
//! A reader that judges must not give up where a build would: what is not understood is left as it is, and the rest is read.

mod evaluate;
mod expand;
mod heredoc;
mod ignore;
mod instruction;
mod name;
mod pattern;
mod platform_args;
mod read;
mod scope;
mod source;
mod stage;
mod word;

pub use evaluate::{Build, Evaluated, Step, evaluate};
pub use expand::{ExpandError, Expanded, Mention, expand, expand_text, names};
pub use heredoc::Heredoc;
pub use ignore::{BadPattern, Ignore, clean};
pub use instruction::{Flag, Instruction, Verb};
pub use name::is_dockerfile;
pub use pattern::{PathPattern, matches_path};
pub use platform_args::{PlatformArg, is_predefined};
pub use read::Dockerfile;
pub use scope::Env;
pub use source::{Joined, Source};
pub use stage::{Base, On, Reach, Stage};
pub use word::{Pair, Word};
