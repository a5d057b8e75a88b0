//! The `WWW-Authenticate` header: what a registry wants to see (RFC 9110, section 11.6.1).

/// What a registry asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Challenge {
    /// User and password with every request.
    Basic,
    /// A token from a token server (distribution spec, "token authentication").
    Bearer { realm: String, service: Option<String>, scope: Option<String> },
}

/// Realm, service and scope of each bearer challenge, for the fuzz target.
#[cfg(fuzzing)]
pub fn bearer_challenges(header: &str) -> Vec<(String, Option<String>, Option<String>)> {
    let parts = |challenge| match challenge {
        Challenge::Bearer { realm, service, scope } => Some((realm, service, scope)),
        Challenge::Basic => None,
    };
    parse(header).into_iter().filter_map(parts).collect()
}

/// The challenges of a header that we can answer; several may stand in one header, separated by commas.
pub(super) fn parse(header: &str) -> Vec<Challenge> {
    let mut challenges: Vec<(String, Vec<(String, String)>)> = Vec::new();
    let mut rest = header;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let (word, after) = token(rest);
        if word.is_empty() {
            break;
        }
        let after_space = after.trim_start_matches([' ', '\t']);
        // `name = value` belongs to the challenge before it; a word without `=` starts one.
        match (after_space.strip_prefix('='), challenges.last_mut()) {
            (Some(value), Some((_, parameters))) if !is_token68(value) => {
                let (value, after) = parameter_value(value.trim_start_matches([' ', '\t']));
                parameters.push((word.to_ascii_lowercase(), value));
                rest = after;
            }
            (None, _) => {
                challenges.push((word.to_ascii_lowercase(), Vec::new()));
                rest = after;
            }
            // A bare credential (`Negotiate YII=`): nothing for us.
            (Some(_), _) => rest = after_space.find(',').map_or("", |comma| &after_space[comma..]),
        }
    }
    challenges.into_iter().filter_map(|(scheme, parameters)| answerable(&scheme, parameters)).collect()
}

fn answerable(scheme: &str, parameters: Vec<(String, String)>) -> Option<Challenge> {
    let mut get = {
        let mut parameters = parameters;
        move |name: &str| parameters.iter_mut().find(|(key, _)| key == name).map(|(_, value)| std::mem::take(value))
    };
    match scheme {
        "basic" => Some(Challenge::Basic),
        "bearer" => {
            let realm = get("realm").filter(|realm| !realm.is_empty())?;
            Some(Challenge::Bearer { realm, service: get("service"), scope: get("scope") })
        }
        _ => None,
    }
}

/// A token and what follows it (RFC 9110, section 5.6.2).
fn token(text: &str) -> (&str, &str) {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~/".contains(c);
    text.split_at(text.find(|c| !is_token(c)).unwrap_or(text.len()))
}

/// Whether what follows the first `=` is the padding of a bare credential.
fn is_token68(after: &str) -> bool {
    let after = after.trim_start_matches('=').trim_start_matches([' ', '\t']);
    after.is_empty() || after.starts_with(',')
}

/// A token or a quoted string, and what follows it.
fn parameter_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        // Lenient: some registries leave the quotes out around URLs.
        let end = text.find([',', ' ', '\t']).unwrap_or(text.len());
        return (text[..end].into(), &text[end..]);
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(chars.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bearer(realm: &str, service: Option<&str>, scope: Option<&str>) -> Challenge {
        Challenge::Bearer { realm: realm.into(), service: service.map(Into::into), scope: scope.map(Into::into) }
    }

    #[test]
    fn the_grammar_with_quotes_commas_and_several_challenges() {
        for (header, expected) in [
            (
                r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push""#,
                vec![bearer("https://auth.docker.io/token", Some("registry.docker.io"), Some("repository:a/b:pull,push"))],
            ),
            (r#"Basic realm="Registry Realm""#, vec![Challenge::Basic]),
            ("basic", vec![Challenge::Basic]),
            (r#"Bearer realm = "https://x/t" , error="a \"quoted\" word""#, vec![bearer("https://x/t", None, None)]),
            (r"Bearer realm=https://x/t,service=y", vec![bearer("https://x/t", Some("y"), None)]),
            (r#"Basic realm="a, b", Bearer realm="https://x/t""#, vec![Challenge::Basic, bearer("https://x/t", None, None)]),
            (r#"Negotiate YII==, Basic realm="x""#, vec![Challenge::Basic]),
            (r#"Negotiate, BEARER REALM="https://x/t""#, vec![bearer("https://x/t", None, None)]),
            (r#"Bearer service="without a realm""#, vec![]),
            (r#"Bearer realm="never closed"#, vec![bearer("never closed", None, None)]),
            ("", vec![]),
            (",,,=,", vec![]),
            ("Digest nonce=\"x\"", vec![]),
        ] {
            assert_eq!(parse(header), expected, "{header}");
        }
    }
}
