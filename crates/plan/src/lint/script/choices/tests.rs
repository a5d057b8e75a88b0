use super::choices;

/// Each choice as `WORD PATTERNS=>BODY, …`.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found = choices(text);
    let shown = found.iter().map(|choice| {
        let branches = choice.branches.iter().map(|branch| format!("{}=>{}", branch.patterns.join("|"), text[branch.body.clone()].trim()));
        format!("{} {}", &text[choice.word.clone()], branches.collect::<Vec<_>>().join(", "))
    });
    assert_eq!(shown.collect::<Vec<_>>(), expected, "{text}");
}

#[test]
fn patterns_and_bodies_of_a_case() {
    let text = "x && case \"$A\" in ( 'linux/a' | b*) one; case $B in q) two;; esac ;; *) exit 1;; esac; tail";
    check(text, &["$B q=>two", "\"$A\" linux/a|b*=>one; case $B in q) two;; esac, *=>exit 1"]);
    assert_eq!(&text[choices(text)[1].all.end..], "; tail");
    check("echo case x in y", &[]);
    check("case x in esac; case $A in a) b;; esac", &["x ", "$A a=>b"]);
}

#[test]
fn conditions_that_compare_one_word() {
    check(
        "if [ \"$A\" = \"amd64\" ]; then x; elif [ ${A} == arm64 ] || test armv8 = \"$A\"; then y\nelse z; fi; tail",
        &["\"$A\" amd64=>x;, arm64|armv8=>y, *=>z;"],
    );
    check("if [[ $(uname -m) == arm* || $(uname -m) == x ]]; then a; fi", &["$(uname -m) arm*|x=>a;"]);
    check(
        "if [ $A = a -o $A = b ]; then if [ $B != c ]; then d; else e; fi; fi",
        &["$B c=>e;, *=>d;", "$A a|b=>if [ $B != c ]; then d; else e; fi;"],
    );
    check("if [ $A != c ]; then d; fi", &["$A c=>, *=>d;"]);
}

#[test]
fn conditions_that_do_not() {
    for text in [
        "if [ -f x ]; then a; fi",
        "if [ $A = a ] && [ $B = b ]; then c; fi",
        "if [ $A = a ]; then b; elif [ $B = a ]; then c; fi",
        "if [ $A = a ]; then b; elif [ $A != c ]; then d; fi",
        "if [ $A != a ] || [ $A != b ]; then c; fi",
        "if ! [ $A = a ]; then b; fi",
        "if [ $A = $B ]; then b; fi",
        "if [[ $A =~ a ]]; then b; fi",
        "if grep -q x y; then b; fi",
        "if",
        "fi; then; else; elif",
        "echo if [ $A = a ]; then b; fi",
    ] {
        check(text, &[]);
    }
}
