//! Names that say that their value is secret.

/// Words of which one says it, also at the end of a longer one: `PGPASSWORD`.
const SAYS: [&str; 14] = [
    "TOKEN",
    "TOKENS",
    "PASSWORD",
    "PASSWORDS",
    "PASSWD",
    "PASSPHRASE",
    "SECRET",
    "SECRETS",
    "CREDENTIAL",
    "CREDENTIALS",
    "APIKEY",
    "SECRETKEY",
    "PRIVATEKEY",
    "ACCESSKEY",
];

/// Words that say it as the last one: `DB_PASS`, `NPM_AUTH`, `GITHUB_PAT`.
const SAYS_LAST: [&str; 5] = ["PASS", "PWD", "PW", "PAT", "AUTH"];

/// Words in front of `KEY` that say it. `GPG_KEY`, a fingerprint in many images, and `PUBLIC_KEY` are none.
const KEYS: [&str; 11] =
    ["API", "PRIVATE", "SIGNING", "ENCRYPTION", "DECRYPTION", "ACCESS", "SECRET", "MASTER", "DEPLOY", "SSH", "LICENSE"];

/// Last words of names whose value is about a secret, and none itself: where it is, what it is called, how long it is or lives.
const ABOUT: [&str; 14] =
    ["FILE", "FILES", "PATH", "DIR", "URL", "URI", "HOST", "ENDPOINT", "NAME", "ID", "TTL", "LENGTH", "EXPIRY", "PARALLELISM"];

/// Words of names whose value is a number of them: `MAX_TOKENS`.
const LIMITS: [&str; 3] = ["MAX", "MIN", "NUM"];

/// Whether a variable's or a build argument's name says that its value is secret, as `NPM_TOKEN` and `AWS_SECRET_ACCESS_KEY` do.
pub fn names_a_secret(name: &str) -> bool {
    let words = words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let Some(last) = words.last() else { return false };
    if ABOUT.contains(last) || words.iter().any(|word| LIMITS.contains(word)) || words == ["PWD"] {
        return false;
    }
    let says = |word: &&str| SAYS.iter().any(|end| word.ends_with(end));
    let key = |pair: &[&str]| KEYS.contains(&pair[0]) && pair[1] == "KEY" || pair == ["AUTH", "CONFIG"];
    words.iter().any(says) || SAYS_LAST.contains(last) || words.windows(2).any(key)
}

/// The words of a name in upper case, without numbers at their ends: it is split where a small letter meets a capital too.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut small = false;
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() || small && c.is_ascii_uppercase() {
            words.push(String::new());
        }
        small = c.is_ascii_lowercase();
        if let Some(word) = words.last_mut().filter(|_| c.is_ascii_alphanumeric()) {
            word.push(c.to_ascii_uppercase());
        }
    }
    words.iter().map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned()).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::names_a_secret;

    #[test]
    fn names_that_say_so() {
        let say =
            "NPM_TOKEN aws_secret_access_key DB_PASSWORD PGPASSWORD DB_PASSWORD2 SIGNING_PASSPHRASE DB_PASS MYSQL_PWD DB_PW GPG_SIGNING_KEY
            ENCRYPTION_KEY GITHUB_PAT NPM_AUTH _auth authToken _authToken apiKey APIKEY OPENAI_API_KEY PRIVATE_KEY SSH_PRIVATE_KEY_PEM
            DOCKER_AUTH_CONFIG GOOGLE_CREDENTIALS REGISTRY_PASSWD OAUTH_CLIENT_SECRET VITE_SENTRY_AUTH_TOKEN client-secret";
        for name in say.split_whitespace() {
            assert!(names_a_secret(name), "{name}");
        }
    }

    #[test]
    fn names_that_do_not() {
        let silent =
            "AUTHOR GIT_AUTHOR_EMAIL PATH PASSTHROUGH BYPASS COMPASS OAUTH_CLIENT_ID KEYBOARD PWD OLDPWD SECRETS_FILE TOKEN_URL GPG_KEY
            PUBLIC_KEY VERSION TOKENIZERS_PARALLELISM MAX_TOKENS PASSWORD_MIN_LENGTH PATTERN SECRETARY SSH_AUTH_SOCK XAUTHORITY
            AWS_ACCESS_KEY_ID AUTHENTICATION MONKEY KEY";
        for name in silent.split_whitespace().chain([""]) {
            assert!(!names_a_secret(name), "{name}");
        }
    }
}
