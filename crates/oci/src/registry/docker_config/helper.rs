//! What a credential helper answers.

use crate::registry::credentials::{CredentialHelper, Credentials};
use serde::Deserialize;

/// What every helper answers for a registry it does not know (docker/docker-credential-helpers, `credentials/error.go`).
const NOT_FOUND: &str = "credentials not found in native keychain";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HelperAnswer {
    username: String,
    secret: String,
}

/// Asks a helper; one that does not know the registry is no failure.
pub(super) fn ask(helper: &str, server: &str, helpers: &dyn CredentialHelper) -> Result<Credentials, String> {
    let text = match helpers.get(helper, server) {
        Ok(text) => text,
        Err(error) if error.contains(NOT_FOUND) => return Ok(Credentials::Anonymous),
        Err(error) => return Err(format!("the credential helper `docker-credential-{helper}` failed: {}", error.trim())),
    };
    if text.contains(NOT_FOUND) {
        return Ok(Credentials::Anonymous);
    }
    let answer: HelperAnswer =
        serde_json::from_str(&text).map_err(|_| format!("the credential helper `docker-credential-{helper}` gave no credentials"))?;
    Ok(match answer.username.as_str() {
        "<token>" => Credentials::Refresh(answer.secret),
        _ if answer.username.is_empty() && answer.secret.is_empty() => Credentials::Anonymous,
        _ => Credentials::Basic { user: answer.username, password: answer.secret },
    })
}
