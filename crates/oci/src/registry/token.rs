//! Bearer tokens from a token server (distribution, `docs/spec/auth/token.md` and `oauth.md`).

use super::call::{Method, Payload, Reading};
use super::credentials::Credentials;
use super::response::Response;
use super::transport::{Fault, Outgoing};
use super::url::{Url, form};
use archwright_model::Registry;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use std::time::{Duration, Instant};

/// Tokens are a few kilobytes.
const TOKEN_LIMIT: u64 = 1024 * 1024;
/// The spec's default life, and the least that we believe; all lives in seconds.
const LEAST_LIFE: u64 = 60;
/// The most that we believe.
const LONGEST_LIFE: u64 = 24 * 3600;
/// A token is renewed a little before its end, so that it does not end on the way.
const MARGIN: u64 = 10;

/// A token and when to renew it.
#[derive(Clone)]
pub(super) struct Token {
    pub text: String,
    renew: Instant,
}

impl Token {
    pub(super) fn is_fresh(&self) -> bool {
        Instant::now() < self.renew
    }
}

/// Where tokens come from, as a challenge says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TokenServer {
    pub realm: Url,
    pub service: Option<String>,
}

/// Why there is no token.
pub(super) enum TokenFault {
    Fault(Fault),
    /// The token server answered no.
    Refused(Box<Response>),
    Bad(String),
}

#[derive(Deserialize)]
struct Answer {
    token: Option<String>,
    access_token: Option<String>,
    expires_in: Option<u64>,
}

impl TokenServer {
    /// Asks for a token. `send` sends one request, with retries.
    pub(super) fn token(
        &self,
        registry: &Registry,
        scopes: &[String],
        credentials: &Credentials,
        send: impl Fn(&Url, Outgoing<'_>) -> Result<Response, Fault>,
    ) -> Result<Token, TokenFault> {
        let outgoing =
            |method| Outgoing { method, registry, accept: None, authorization: None, payload: None, reading: Reading::Whole(TOKEN_LIMIT) };
        let response = match credentials {
            Credentials::Refresh(refresh) => {
                let scope = scopes.join(" ");
                let mut fields = vec![("grant_type", "refresh_token"), ("client_id", "archwright"), ("scope", &scope)];
                fields.extend(self.service.as_deref().map(|service| ("service", service)));
                fields.push(("refresh_token", refresh));
                let body = form(&fields);
                let payload = Payload::bytes("application/x-www-form-urlencoded", body.as_bytes());
                send(&self.realm, Outgoing { payload: Some(payload), ..outgoing(Method::Post) })
            }
            Credentials::Anonymous | Credentials::Basic { .. } | Credentials::Bearer(_) => {
                let mut query: Vec<(&str, &str)> = self.service.iter().map(|service| ("service", service.as_str())).collect();
                query.extend(scopes.iter().map(|scope| ("scope", scope.as_str())));
                let url = self.realm.with_query(&query).ok_or_else(|| TokenFault::Bad("the token server's address is bad".into()))?;
                let basic = basic(credentials);
                send(&url, Outgoing { authorization: basic.as_deref(), ..outgoing(Method::Get) })
            }
        };
        let response = response.map_err(TokenFault::Fault)?;
        if !response.is_success() {
            return Err(TokenFault::Refused(Box::new(response)));
        }
        read(&response).ok_or_else(|| TokenFault::Bad("the token server gave no token".into()))
    }
}

fn read(response: &Response) -> Option<Token> {
    let answer: Answer = serde_json::from_slice(&response.body).ok()?;
    let text = answer.token.or(answer.access_token).filter(|text| !text.is_empty())?;
    let life = answer.expires_in.unwrap_or(LEAST_LIFE).clamp(LEAST_LIFE, LONGEST_LIFE) - MARGIN;
    Some(Token { text, renew: Instant::now() + Duration::from_secs(life) })
}

/// The header of basic authentication (RFC 7617), if there are user and password.
pub(super) fn basic(credentials: &Credentials) -> Option<String> {
    match credentials {
        Credentials::Basic { user, password } => Some(format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))),
        Credentials::Anonymous | Credentials::Refresh(_) | Credentials::Bearer(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ureq::http::HeaderMap;

    #[test]
    fn a_token_is_renewed_a_little_before_its_end() {
        for (body, life) in [
            (r#"{"token":"t"}"#, Some(50)),
            (r#"{"access_token":"t","expires_in":300}"#, Some(290)),
            (r#"{"token":"t","expires_in":5}"#, Some(50)),
            (r#"{"token":"t","expires_in":99999999999}"#, Some(24 * 3600 - 10)),
            (r#"{"token":"","access_token":""}"#, None),
            (r#"{"token":"t","expires_in":-1}"#, None),
            ("<html>", None),
        ] {
            let response = Response { status: 200, storage: None, headers: HeaderMap::new(), body: body.into(), stream: None };
            let before = Instant::now();
            let found = read(&response).map(|token| token.renew.duration_since(before).as_secs());
            assert_eq!(found, life, "{body}");
        }
        assert!(!Token { text: String::new(), renew: Instant::now() }.is_fresh());
    }
}
