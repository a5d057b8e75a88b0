//! Allowances that allow nothing.

use super::AllowForeign;
use crate::findings::ALLOWANCE_UNUSED;
use archwright_model::Finding;
use std::collections::BTreeSet;

/// What is said of allowances that are idle ([`FileProof::idle`](super::FileProof::idle)) on every platform of an image: one that is of
/// use on a single platform is of use.
pub fn judge_allowances<'a>(subject: &str, allowed: &[AllowForeign], idle: impl Iterator<Item = &'a [usize]>) -> Vec<Finding> {
    let everywhere = idle.map(|idle| idle.iter().copied().collect::<BTreeSet<_>>()).reduce(|one, other| &one & &other);
    let unused = everywhere.into_iter().flatten().filter_map(|at| allowed.get(at));
    let tell = |AllowForeign { path, why }: &AllowForeign| {
        let message = format!("`allow-foreign` has `{path}` ({why}), and no file with code is there on any platform");
        ALLOWANCE_UNUSED.at(None, subject, message)
    };
    unused.map(tell).collect()
}
