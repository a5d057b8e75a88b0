//! `init`: a first configuration and an xtask for the repository that is found here.

use super::{Fault, args::InitArgs, session::Session};
use crate::init::{InitError, Options, Source, apply, draft, scan};

pub(super) fn run(session: &Session<'_>, args: &InitArgs) -> Result<u8, Fault> {
    let root = &session.here;
    let source = match &args.archwright {
        Some(dir) => Source::Path(checkout(session, dir)?),
        // The crates are not published: the name on crates.io is nobody's, and must not be depended on.
        None => {
            return Err(Fault::usage("the archwright crates are not published yet, so the xtask needs a checkout to depend on")
                .hint("give --archwright DIR, a checkout of archwright, absolute or relative to this folder"));
        }
    };
    let draft = draft(&scan(root)?, &Options { archwright: source });
    if args.dry_run {
        for file in &draft.files {
            session.out.print(&format!("# {}\n{}", file.path, file.contents));
        }
    } else {
        for written in apply(root, &draft)? {
            session.out.print(&format!("{}  {}", written.path, if written.created { "written" } else { "lines added" }));
        }
    }
    draft.notes.iter().for_each(|note| session.out.print(note));
    if !args.dry_run {
        session.out.print(&format!("next: {}", draft.next));
    }
    Ok(0)
}

/// A checkout of archwright, as the project's xtask will name it.
fn checkout(session: &Session<'_>, dir: &camino::Utf8Path) -> Result<camino::Utf8PathBuf, Fault> {
    let there = session.here.join(dir);
    if there.join("crates/archwright/Cargo.toml").is_file() {
        return Ok(dir.to_owned());
    }
    Err(Fault::usage(format!("--archwright `{dir}` is no checkout of archwright: it has no crates/archwright/Cargo.toml"))
        .hint("name the folder of one, absolute or relative to this folder"))
}

impl From<InitError> for Fault {
    fn from(error: InitError) -> Self {
        Self::new(error.exit(), error.to_string()).hint(error.fix())
    }
}
