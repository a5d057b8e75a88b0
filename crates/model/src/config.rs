//! `archwright.toml`: text in, [`Project`] or all problems out.
//!
//! Read twice: `shape` compares the TOML with the table of [`keys`] and leaves a raw mirror of what has the right
//! form, every value still optional; `resolve` gives the values their types and the gaps their defaults. [`check`]
//! then judges the project as a whole, the same way for one that Rust code built.
//!
//! Lines that are no TOML are told and taken out by `syntax` first, so that they hide nothing else.
//!
//! A problem names the key it is about. Where that key stands in the file is looked up once, at the end, so that no
//! stage carries line numbers.
//!
//! The file should stay within TOML 1.0: the parser also takes 1.1, older tools do not.

mod check;
mod inherit;
mod keys;
mod path;
mod places;
mod problem;
mod raw;
mod resolve;
mod shape;
mod syntax;
mod workspace;

pub use check::{VERBS, check};
pub use keys::{KeyDefault, KeyDoc, Kind, keys};
pub use problem::{ConfigError, Place, Problem};
pub use workspace::{Source, Sources};

use crate::Project;
use camino::Utf8Path;
use workspace::Shaped;

/// Reads a project from the text of its configuration; no file is touched.
///
/// `file` is the name shown in messages and in [`Origin::File`](crate::Origin::File), relative to `root`, the absolute
/// folder of the project. The error holds every problem, in the order of the file. Members of a workspace are left out: [`read_all`]
/// takes their files too.
///
/// ```
/// let text = "[project]\nregistry = 'ghcr.io/noetl'\n[image.server]\nplatfroms = 'linux/arm64'\n";
/// let error = archwright_model::config::read(text, "archwright.toml".as_ref(), "/work".as_ref()).unwrap_err();
/// assert_eq!(
///     error.problems()[0].to_string(),
///     "archwright.toml:4:1: unknown key `platfroms` in [image.server]; did you mean `platforms`?"
/// );
/// ```
pub fn read(text: &str, file: &Utf8Path, root: &Utf8Path) -> Result<Project, ConfigError> {
    read_all(&Sources::new(file, text), root, |_| Vec::new())
}

/// The same of all files of a workspace, for a caller that can look at what they name: once a problem is known, what `look` finds is
/// told beside it, so that whoever mends the one learns of the other. Without a problem it is not asked.
pub fn read_all(sources: &Sources, root: &Utf8Path, look: impl FnOnce(&Project) -> Vec<Problem>) -> Result<Project, ConfigError> {
    let Shaped { places, raw, mut problems, broken, whole } = workspace::join(sources);
    let (mut project, moved) = resolve::project(&raw, &places, root, &mut problems);
    problems = inherit::told(problems, &places);
    problems.extend(workspace::place::place(&mut project, &places));
    if whole {
        let judged = check(&project).into_iter().map(|problem| match moved.get(&problem.key) {
            Some(key) => Problem { key: key.clone(), ..problem },
            None => problem,
        });
        let judged = inherit::told(judged.collect(), &places).into_iter();
        let news: Vec<Problem> = judged.filter(|problem| !check::follows(problem, &problems)).collect();
        problems.extend(news);
    }
    if !(problems.is_empty() && broken.is_empty()) {
        let sound = |problem: &Problem| check::stands(problem, &problems, places.has(&problem.key), whole);
        let seen: Vec<_> = look(&project).into_iter().filter(sound).collect();
        problems.extend(seen);
    }
    for problem in problems.iter_mut().filter(|problem| problem.place.is_none()) {
        problem.place = places.of(&problem.key);
    }
    problems.extend(broken);
    problems.sort_by(|a, b| a.place.cmp(&b.place));
    if problems.is_empty() { Ok(project) } else { Err(ConfigError::new(problems)) }
}
