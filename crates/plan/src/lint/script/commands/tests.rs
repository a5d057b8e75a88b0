use super::{Condition, commands};
use crate::dockerfile::Env;

/// Each command as its words, with `?` in front where an architecture decides.
#[track_caller]
fn check(text: &str, env: &[(&str, &str)], expected: &[&str]) {
    let env: Env = env.iter().copied().collect();
    let shown = |command: &super::Command| {
        let words: Vec<_> = command.parts.iter().map(|part| part.text.as_str()).collect();
        format!("{}{}", if command.condition == Condition::Architecture { "?" } else { "" }, words.join(" "))
    };
    assert_eq!(commands(text, &env).iter().map(shown).collect::<Vec<_>>(), expected, "{text}");
}

#[test]
fn words_and_separators() {
    check(
        "set -eux; a 'b c' \"d;e\" && f | g || h # i && j\nk $(l; m) \"$(n \"o\")\"&&p",
        &[],
        &["set -eux", "a b c d;e", "f", "g", "h", "k $(l; m) $(n o)", "p"],
    );
    check("( a; b ) & c\\ d 2>&1", &[], &["a", "b", "c\\ d 2>&1"]);
}

#[test]
fn variables_that_are_known_are_filled_in() {
    check("curl $U/${A}-${B:-x} ${C:-y}", &[("U", "https://u"), ("A", "amd64")], &["curl https://u/amd64-x y"]);
    check("A=amd64; B=\"v$A\" && curl /$A/$B", &[], &["A=amd64", "B=vamd64", "curl /amd64/vamd64"]);
    check("A=$(uname -m); curl /${A:-x}/$A", &[("A", "no")], &["A=$(uname -m)", "curl /${A:-x}/$A"]);
    check("for a in amd64 arm64; do curl /$a; done", &[("a", "no")], &["for a in amd64 arm64", "curl /$a"]);
}

#[test]
fn what_an_architecture_decides_is_marked() {
    check(
        "case \"$TARGETARCH\" in amd64) curl x ;; *) exit 1 ;; esac; curl y",
        &[("TARGETARCH", "arm64")],
        &["?amd64", "?curl x", "?*", "?exit 1", "curl y"],
    );
    check(
        "if [ \"$(uname -m)\" = x86_64 ]; then curl x; else curl y; fi; curl z",
        &[],
        &["?[ $(uname -m) = x86_64 ]", "?curl x", "?curl y", "curl z"],
    );
    check("if [ -f x ]; then curl x; fi", &[], &["[ -f x ]", "curl x"]);
    check("[ \"$TARGETARCH\" != amd64 ] || curl x; z", &[], &["[ $TARGETARCH != amd64 ]", "?curl x", "z"]);
    check("[ \"$TARGETARCH\" = amd64 ] && curl x && y; z", &[], &["[ $TARGETARCH = amd64 ]", "?curl x", "?y", "z"]);
    check("m=$(dpkg --print-architecture); case $m in a) x;; esac", &[], &["m=$(dpkg --print-architecture)", "?a", "?x"]);
    check("case $1 in a) x;; esac", &[], &["a", "x"]);
}
