//! What looks like the name of a place and is none that is read: other tools' prefixes, URLs, paths where nothing is.

use crate::cli::{Fault, session::Session};
use archwright_model::nearest;

/// What a reference may be.
pub(super) const FORMS: &str = "give an image in a registry (HOST/NAME:TAG), docker:NAME, oci:DIR or oci-archive:FILE";

/// The prefixes of places that are read.
const OURS: [&str; 3] = ["oci-archive", "docker", "oci"];

/// Those of other tools (containers-transports(5), `docker buildx build --build-context`), and what is meant here.
const OTHERS: [(&str, &str); 6] = [
    ("docker-daemon", "docker"),
    ("docker-archive", "oci-archive"),
    ("docker-image", "docker"),
    ("containers-storage", "docker"),
    ("oci-layout", "oci"),
    ("dir", "oci"),
];

/// The fault of a reference that would be asked of a registry, and means something else.
pub(super) fn unknown(session: &Session<'_>, reference: &str) -> Option<Fault> {
    if let Some((scheme, rest)) = reference.split_once("://") {
        let fault = Fault::usage(format!("`{reference}` is a URL, and no reference"));
        return Some(match scheme {
            "http" | "https" => fault.hint(format!("did you mean `{}`?", rest.trim_end_matches('/'))),
            _ => known(fault, scheme, rest),
        });
    }
    if let Some((prefix, rest)) = reference.split_once(':').filter(|(prefix, _)| !prefix.contains('/')) {
        let is_path = rest.starts_with(['/', '.']) || session.here.join(rest).exists();
        let is_other = OTHERS.iter().any(|(other, _)| *other == prefix && *other != "dir");
        // An image may be called `oic` or `dir`, with a tag behind it.
        if is_other || nearest(prefix, ["oci-archive"]).is_some() || (is_path && known_as(prefix).is_some()) {
            return Some(known(Fault::usage(format!("`{prefix}:` is no place that is read")), prefix, rest));
        }
    }
    let is_archive = !reference.contains(':') && [".tar", ".tar.gz", ".tgz"].iter().any(|end| reference.ends_with(end));
    let is_path = is_archive || reference.starts_with(['/', '.']);
    is_path.then(|| Fault::usage(format!("there is no folder and no file `{reference}`")).hint(FORMS))
}

/// The fault with what is meant.
fn known(fault: Fault, prefix: &str, rest: &str) -> Fault {
    match known_as(prefix) {
        Some(ours) => fault.hint(format!("did you mean `{ours}:{rest}`?")),
        None => fault.hint(FORMS),
    }
}

fn known_as(prefix: &str) -> Option<&'static str> {
    let others = OTHERS.iter().find(|(other, _)| *other == prefix).map(|(_, ours)| *ours);
    others.or_else(|| nearest(prefix, OURS))
}
