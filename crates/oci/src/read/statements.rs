//! The statements of an attestation, each read whole and searched.

use super::{ReadPolicy, bad};
use crate::annotation::PREDICATE_TYPE;
use crate::exposure::KnownSecrets;
use crate::record::{BlobRecord, BlobState, Reading, StatementRecord};
use crate::source::{ImageSource, SourceError};
use crate::statement::{STATEMENT_LIMIT, Statement};
use crate::{Descriptor, Manifest, MediaKind};

pub(super) fn read(
    source: &dyn ImageSource,
    manifest: &Manifest,
    policy: &ReadPolicy,
    secrets: &dyn KnownSecrets,
) -> Result<Vec<StatementRecord>, SourceError> {
    let statements = manifest.layers.iter().filter(|layer| layer.kind() == MediaKind::InToto);
    statements.map(|layer| one(source, layer, policy, secrets)).collect()
}

fn one(
    source: &dyn ImageSource,
    layer: &Descriptor,
    policy: &ReadPolicy,
    secrets: &dyn KnownSecrets,
) -> Result<StatementRecord, SourceError> {
    let statement = match policy.ask(|| source.small_blob(&layer.digest, STATEMENT_LIMIT)) {
        Ok(None) => Reading::Missing,
        Ok(Some(bytes)) if bytes.len() as u64 != layer.size => {
            Reading::Bad(format!("it has {} bytes, the manifest says {}", bytes.len(), layer.size))
        }
        Ok(Some(bytes)) => Statement::parse(&bytes, secrets).map_or_else(|error| Reading::Bad(error.to_string()), Reading::Read),
        Err(error) => Reading::Bad(bad(error, layer.size)?),
    };
    Ok(StatementRecord { digest: layer.digest.clone(), predicate_type: layer.annotations.get(PREDICATE_TYPE).cloned(), statement })
}

/// What was read whole need not be asked for.
pub(super) fn note_in(blobs: &mut [BlobRecord], statements: &[StatementRecord]) {
    for blob in blobs {
        let read = statements.iter().any(|record| record.digest == blob.digest && record.statement.value().is_some());
        if read {
            blob.state = BlobState::Hashed(blob.size);
        }
    }
}
