//! The kinds of findings: what one id means, wherever it is found.

use super::{Finding, Severity};
use crate::Platform;

/// A kind of finding: its stable id, and the story behind it. The proof and the lint each have one table of them, from which
/// `explain` and the reference pages are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FindingKind {
    /// `AW1xx`; never reused for another meaning.
    pub id: &'static str,
    /// A few words.
    pub title: &'static str,
    /// How bad it is, unless the place says otherwise.
    pub severity: Severity,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// What to do where the image lies in a layout, if that is something else: no registry has a part in it.
    pub in_layout: Option<&'static str>,
    /// The whole story, in Markdown: how it comes about, how it looks, how to see it by hand, what is no case of it.
    pub story: &'static str,
}

impl FindingKind {
    /// All that is known of it, in Markdown: `explain` prints it, and the reference has it as a page.
    pub fn page(&self) -> String {
        let Self { id, title, severity, why, remedy, in_layout, story } = self;
        let layout = in_layout.map(|remedy| format!("- In a layout: {remedy}.\n")).unwrap_or_default();
        let story = story.trim();
        let story = if story.is_empty() { String::new() } else { format!("\n{story}\n") };
        format!("# {id}: {title}\n\n- Severity: {severity}.\n- Why it matters: {why}.\n- What to do: {remedy}.\n{layout}{story}")
    }

    /// A finding of this kind.
    pub fn at(&self, platform: Option<Platform>, subject: &str, message: String) -> Finding {
        // As sources that are no registry are called.
        let layout = self.in_layout.filter(|_| ["oci:", "oci-archive:", "docker:"].iter().any(|place| subject.starts_with(place)));
        Finding {
            id: self.id.into(),
            severity: self.severity,
            platform,
            subject: subject.into(),
            layer: None,
            path: None,
            position: None,
            message,
            remedy: layout.unwrap_or(self.remedy).into(),
        }
    }
}

/// A table of kinds, each a constant, and `ALL` of them by id. The story of each is the file `ID.md` in a folder beside the table.
#[macro_export]
macro_rules! finding_kinds {
    ($folder:literal $($name:ident $id:literal $severity:ident $title:literal $why:literal $remedy:literal $(/ $layout:literal)?)*) => {
        $(
            #[doc = concat!($id, ": ", $title, ".")]
            pub const $name: $crate::FindingKind = $crate::FindingKind {
                id: $id,
                title: $title,
                severity: $crate::Severity::$severity,
                why: $why,
                remedy: $remedy,
                in_layout: [$(Some($layout),)? None][0],
                story: include_str!(concat!($folder, "/", $id, ".md")),
            };
        )*
        /// All of them, by id.
        pub const ALL: &[$crate::FindingKind] = &[$($name),*];
    };
}
