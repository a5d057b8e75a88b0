//! An image brought to another repository with all that is attached to it.

use archwright_model::{Digest, Repository};
use archwright_oci::{
    Document, SourceError,
    registry::{Client, RepositorySource},
    transfer::Transfer,
};
use std::collections::BTreeSet;

/// How deep something may refer to what refers to the image: a signature of an SBOM, say.
const DEPTH: usize = 3;

/// The image, what is in its index, and what refers to either: by its `subject`, or by a tag as cosign has it.
pub(super) fn bring(
    root: &Document,
    children: &[Document],
    from: &Repository,
    to: &Repository,
    client: &Client,
) -> Result<(), SourceError> {
    let source = RepositorySource::new(client, from);
    let transfer = Transfer::new(client, to, Some(from)).knowing(children);
    transfer.image(&source, root)?;
    let images = root.index().into_iter().flat_map(|index| index.images().map(|image| image.digest.clone()));
    let mut subjects: Vec<Digest> = std::iter::once(root.digest().clone()).chain(images).collect();
    for subject in &subjects {
        for (kind, companion) in client.companions(from, subject)? {
            transfer.companion(&source, subject, kind, &companion)?;
        }
    }
    let mut seen: BTreeSet<Digest> = subjects.iter().cloned().collect();
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for subject in &subjects {
            for referrer in client.referrers(from, subject)? {
                if seen.insert(referrer.digest.clone()) {
                    transfer.referrer(&source, &referrer)?;
                    next.push(referrer.digest);
                }
            }
        }
        subjects = next;
    }
    Ok(())
}
