use super::{ExpandError, expand, expand_text};
use crate::dockerfile::Env;

fn env() -> Env {
    [("A", "one"), ("EMPTY", ""), ("P", "linux/arm64/v8"), ("F", "a.b.tar.gz"), ("STAR", "a*b")].into_iter().collect()
}

#[track_caller]
fn check(word: &str, expected: &str) {
    assert_eq!(expand(word, '\\', &env()).map(|expanded| expanded.text), Ok(expected.to_owned()), "{word}");
}

#[track_caller]
fn refused(word: &str, expected: &ExpandError) {
    assert_eq!(expand(word, '\\', &env()).as_ref(), Err(expected), "{word}");
}

#[test]
fn names_end_where_they_must() {
    check("$A ${A}x $Ax $A-x ${A}${A}", "one onex  one-x oneone");
    check("$ a$ $$ $1x ${NONE}", "$ a$  x ");
}

#[test]
fn quotes_and_escapes_are_taken() {
    check(r#"'$A' "$A" \$A "\$A" '\' "\a" \a"#, r"$A one $A $A \ \a a");
    check(r#""a 'b' c""#, "a 'b' c");
    assert_eq!(expand("`$A $A", '`', &env()).map(|expanded| expanded.text), Ok("$A one".into()));
}

#[test]
fn defaults_alternatives_and_demands() {
    check("${A:-x} ${NONE:-x} ${EMPTY:-x} ${EMPTY-x} ${NONE-x}", "one x x  x");
    check("${A:+x} ${NONE:+x} ${EMPTY:+x} ${EMPTY+x} ${A+x}", "x   x x");
    check("${NONE:-${A}} ${NONE:-${NONE:-$A}y} ${NONE:-'a b'} ${A:?no} ${EMPTY?no}", "one oney a b one ");
    refused("${NONE:?}", &ExpandError::Required("NONE: is not allowed to be unset".into()));
    refused("${EMPTY:?give one}", &ExpandError::Required("EMPTY: give one".into()));
}

#[test]
fn patterns_cut_and_replace() {
    check(
        "${P#linux/} ${P#*/} ${P##*/} ${P%/*} ${P%%/*} ${P#x} ${P%x}",
        "arm64/v8 arm64/v8 v8 linux/arm64 linux linux/arm64/v8 linux/arm64/v8",
    );
    check("${F#?.} ${F%.*} ${F%%.*} ${F/./_} ${F//./_} ${F/tar*/z} ${F//b/}", "b.tar.gz a.b.tar a a_b.tar.gz a_b_tar_gz a.b.z a..tar.gz");
    check(r"${P//\//-} ${STAR#a\*} ${P/$A/x}", "linux-arm64-v8 b linux/arm64/v8");
    refused(r"${A#\x}", &ExpandError::Pattern(r"\x".into()));
}

#[test]
fn what_is_no_word_is_told() {
    refused("${A", &ExpandError::Open);
    refused("${", &ExpandError::Open);
    refused("${}", &ExpandError::BadSubstitution);
    refused("${:-a}", &ExpandError::BadSubstitution);
    refused("${A^^}", &ExpandError::Modifier("^".into()));
    refused("${A:1}", &ExpandError::Modifier(":1".into()));
    refused("\"$A", &ExpandError::Quote('"'));
    refused("'$A", &ExpandError::Quote('\''));
    refused(&"${A:-".repeat(10), &ExpandError::Open);
    refused(&"${NONE:-".repeat(100_000), &ExpandError::TooMuch);
}

#[test]
fn used_and_unset_are_told_apart() {
    let expanded = expand("$A $A ${NONE:-$EMPTY}", '\\', &env()).unwrap();
    assert_eq!((expanded.used, expanded.unset), (vec!["A".to_owned(), "EMPTY".to_owned()], vec!["NONE".to_owned()]));
}

#[test]
fn a_here_document_keeps_its_quotes() {
    let text = expand_text(r#"it's "$A" \$A"#, '\\', &env()).map(|expanded| expanded.text);
    assert_eq!(text, Ok(r#"it's "one" \$A"#.to_owned()));
}

#[test]
fn values_that_double_stay_bounded() {
    let mut env = Env::default();
    env.set("A", "x".into());
    for _ in 0..5000 {
        let value = expand("$A$A", '\\', &env).unwrap().text;
        env.set("A", value);
    }
    assert!(env.get("A").is_some_and(|value| value.len() <= 1 << 16));
}

/// Trying a pattern at every place of a value takes the square of it: fifty of these lines took a minute.
#[test]
fn patterns_are_tried_on_short_values_only() {
    let env: Env = [("A", "a".repeat(513)), ("B", "a".repeat(512))].into_iter().collect();
    assert_eq!(expand("${A//a*b/c}", '\\', &env), Err(ExpandError::TooMuch));
    assert_eq!(expand("${A%%*a}", '\\', &env).unwrap().text.len(), 513);
    assert_eq!(expand("${B%%*a}", '\\', &env).unwrap().text, "");
}
