//! The lint: traps of multi-platform builds in Dockerfiles, judged by what the build will do for each platform that is asked for.

mod arch_word;
mod bases;
mod case;
mod context;
mod diagnostic;
mod ignoring;
pub mod kinds;
mod rules;
mod script;
mod sources;

pub use bases::{BaseRef, Stage, stages};
pub use case::Input;
pub use context::{Context, Lookup};
pub use diagnostic::{Diagnostic, Edit, Fix, mend};
pub use rules::{Given, given, untaken};
pub use sources::sources;

use case::Case;

/// Everything that is wrong with a Dockerfile, in the order of its lines. Of one in a language of its own, nothing is said.
pub fn lint(input: &Input<'_>) -> Vec<Diagnostic> {
    let case = Case::new(input);
    if case.dockerfile.is_foreign() {
        return Vec::new();
    }
    if let Some(refused) = rules::refused(&case) {
        return vec![refused];
    }
    let found = rules::ALL.iter().flat_map(|rule| rule(&case)).collect();
    let mut found = ignoring::apply(&case, found);
    found.sort_by_key(|diagnostic| (diagnostic.finding.position, diagnostic.finding.id.clone()));
    found
}
