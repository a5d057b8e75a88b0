//! `.dockerignore` by the cases that moby tests its own matcher with, as data in `dockerignore.txt`.

use archwright_plan::dockerfile::Ignore;

#[test]
fn each_case_of_mobys_own_table() {
    let mut cases = 0;
    for line in include_str!("dockerignore.txt").lines().filter(|line| !line.starts_with("##") && !line.is_empty()) {
        let fields: Vec<_> = line.split('\t').collect();
        let [patterns, path, expected] = fields.as_slice() else { panic!("three fields: {line}") };
        let found = match Ignore::read(&patterns.replace(" || ", "\n")) {
            Ok(ignore) if ignore.excludes(path).is_some() => "out",
            Ok(_) => "in",
            Err(_) => "bad",
        };
        assert_eq!(found, *expected, "{line}");
        cases += 1;
    }
    assert!(cases > 130, "{cases}");
}

#[test]
fn comments_blanks_and_slashes_are_as_docker_reads_them() {
    let ignore = Ignore::read("\u{feff}# out\n\n  /bin/ \n!  bin/keep\n#*\n./a//b\n../c\n").unwrap();
    assert_eq!(ignore.excludes("bin/x"), Some(3));
    assert_eq!(ignore.excludes("bin/keep/y"), None);
    assert_eq!(ignore.excludes("a/b/c"), Some(6));
    assert_eq!(ignore.excludes("#x"), None);
    assert_eq!((ignore.excludes("."), ignore.excludes("./bin")), (None, Some(3)));
    assert!(ignore.may_include_below("bin") && !ignore.may_include_below("a/b"));
    assert_eq!(Ignore::read("a\n!\n").unwrap_err().line, 2);
}

/// Found by the fuzz target `dockerignore`, which compares with moby's own way.
#[test]
fn the_matcher_reads_what_the_file_was_read_as() {
    let excludes = |patterns: &str, path: &str| Ignore::read(patterns).map(|ignore| ignore.excludes(path)).map_err(|bad| bad.line);
    assert_eq!(excludes("a\n./!a", "a"), Ok(None));
    assert_eq!(excludes("*\n/!a", "a"), Ok(None));
    assert_eq!(excludes("/ a", "a"), Ok(Some(1)));
    assert_eq!(excludes("a\n!/", "a"), Err(2));
    assert_eq!(excludes("**a]", "xa]"), Ok(None));
}
