//! What is known to be secret, and where it is taken out.

use super::*;

#[test]
fn what_an_environment_keeps_secret() {
    let secrets = Secrets::of(&Environment::of([
        ("NPM_TOKEN", "npm_0123456789"),
        ("HTTPS_PROXY", "http://me:p%40ss-word@proxy.example:3128"),
        ("GIT_REMOTE", "https://ghp_0123456789abcdef0123@github.com/noetl/noetl"),
        ("DB_PASSWORD", "postgres"),
        ("SECRETS_FILE", "/run/secrets/one"),
        ("APPLICATION_CREDENTIALS", env!("CARGO_MANIFEST_DIR")),
        ("EDITOR", "vim-and-nothing-else"),
    ]));
    for (text, shown) in [
        ("got npm_0123456789!", "got ***!"),
        ("407 from proxy: p%40ss-word, or p@ss-word", "407 from proxy: ***, or ***"),
        ("ghp_0123456789abcdef0123", "***"),
        (env!("CARGO_MANIFEST_DIR"), env!("CARGO_MANIFEST_DIR")),
        ("postgres is up; /run/secrets/one; vim-and-nothing-else", "postgres is up; /run/secrets/one; vim-and-nothing-else"),
    ] {
        assert_eq!(secrets.mask(text), shown);
    }
    assert_eq!(format!("{secrets:?}"), "Secrets(4)");
}

#[test]
fn passwords_in_urls_are_masked_whoever_knows_them() {
    let secrets = Secrets::default();
    for (text, shown) in [
        ("fetch https://me:hunter2@git.example/x.git failed", "fetch https://me:***@git.example/x.git failed"),
        ("a://b:c@d \"e://f:g@h\"", "a://b:***@d \"e://f:***@h\""),
        ("git+ssh://git@github.com/a/b", "git+ssh://git@github.com/a/b"),
        ("http://host:80/path@2x.png", "http://host:80/path@2x.png"),
        ("https://u:p@ss@host/", "https://u:***@host/"),
    ] {
        assert_eq!(secrets.mask(text), shown);
    }
}

#[test]
fn the_longer_one_first_and_each_line() {
    let secrets = Secrets::default();
    secrets.learn("hunter");
    secrets.learn("hunter-two");
    secrets.learn("-----BEGIN KEY-----\nabcdefgh\n");
    secrets.learn("it");
    assert_eq!(secrets.mask("hunter-two, hunter, it"), "***, ***, it");
    assert_eq!(secrets.mask("abcdefgh"), "***");
}

#[test]
fn a_password_that_is_a_plain_word_is_no_part_of_a_name() {
    let secrets = Secrets::default();
    secrets.learn("linux");
    secrets.learn("redis");
    assert_eq!(
        secrets.mask("denied: linux is wrong for server:redis on linux/amd64"),
        "denied: *** is wrong for server:*** on linux/amd64"
    );
    secrets.learn("A-real-1");
    assert_eq!(secrets.mask_own("server:redis linux A-real-1 http://u:redis@h"), "server:redis linux *** http://u:***@h");
}

#[test]
fn in_quotes_and_in_colours_too() {
    let secrets = Secrets::default();
    secrets.learn("hun\"ter\\2");
    assert_eq!(secrets.mask(r#"{"a":"hun\"ter\\2"} hun"ter\2"#), r#"{"a":"***"} ***"#);
    assert_eq!(secrets.mask("hun\u{1b}[1m\"ter\\2\r\n"), "***\n");
    assert_eq!(secrets.mask("\u{1b}[1mother\u{1b}[0m"), "\u{1b}[1mother\u{1b}[0m");
}
