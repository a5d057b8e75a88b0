//! Who is let in, and the token server.

use super::super::http::{Answer, Request};
use super::{Guard, State};
use std::net::SocketAddr;

impl State {
    pub(super) fn admit(&self, address: SocketAddr, authorization: &str) -> Option<Answer> {
        let refuse = |challenge: String| Some(Answer::error(401, "UNAUTHORIZED").with("www-authenticate", challenge));
        match &self.guard {
            Guard::Open => None,
            Guard::Basic(expected) if authorization == format!("Basic {expected}") => None,
            Guard::Basic(_) => refuse(r#"Basic realm="fake, registry""#.into()),
            Guard::Token { .. } if self.valid_tokens.iter().any(|token| authorization == format!("Bearer {token}")) => None,
            Guard::Token { .. } => refuse(format!(r#"Bearer realm="http://{address}/token",service="fake",scope="x""#)),
        }
    }

    pub(super) fn token(&mut self, request: &Request, authorization: &str) -> Answer {
        let Guard::Token { basic, refresh } = &self.guard else { return Answer::new(404) };
        // Some servers give no token at all where one of several scopes is not allowed.
        if request.target.contains("forbidden") {
            return Answer::error(403, "DENIED");
        }
        let refreshed = refresh.is_some_and(|token| {
            request.method == "POST" && String::from_utf8_lossy(&request.body).contains(&format!("refresh_token={token}"))
        });
        let known = basic.is_none_or(|basic| authorization == format!("Basic {basic}")) && refresh.is_none();
        if !known && !refreshed {
            return Answer::error(401, "UNAUTHORIZED");
        }
        self.tokens_given += 1;
        let token = format!("secret-{}", self.tokens_given);
        let field = if refreshed { "access_token" } else { "token" };
        let body = format!(r#"{{"{field}":"{token}","expires_in":300}}"#);
        self.valid_tokens.push(token);
        Answer::new(200).body(body)
    }
}
