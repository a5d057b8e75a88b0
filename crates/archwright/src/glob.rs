//! Whether a member glob of a workspace takes in a folder: Cargo, npm, pnpm and Yarn read these alike.

/// Whether `pattern` matches the folder, read as Cargo's glob crate does: `*`, `?`, `[a-z]`, `[!a-z]`, `**`.
pub(crate) fn takes_in(pattern: &str, folder: &str) -> bool {
    let parts = |path: &str| path.split('/').filter(|part| !part.is_empty() && *part != ".").map(|part| part.chars().collect()).collect();
    let (pattern, folder): (Vec<Vec<char>>, Vec<Vec<char>>) = (parts(pattern), parts(folder));
    below(&pattern, &folder)
}

fn below(pattern: &[Vec<char>], folder: &[Vec<char>]) -> bool {
    match (pattern, folder) {
        ([], []) => true,
        ([part, rest @ ..], _) if part == &['*', '*'] => below(rest, folder) || (!folder.is_empty() && below(pattern, &folder[1..])),
        ([part, rest @ ..], [name, behind @ ..]) => matches(part, name) && below(rest, behind),
        ([], _) | (_, []) => false,
    }
}

fn matches(pattern: &[char], name: &[char]) -> bool {
    match (pattern, name) {
        ([], []) => true,
        (['*', rest @ ..], _) => matches(rest, name) || (!name.is_empty() && matches(pattern, &name[1..])),
        (['?', rest @ ..], [_, behind @ ..]) => matches(rest, behind),
        (['[', set @ ..], [first, behind @ ..]) => match set.iter().skip(1).position(|c| *c == ']') {
            Some(end) => in_set(&set[..=end], *first) && matches(&set[end + 2..], behind),
            None => false,
        },
        ([literal, rest @ ..], [first, behind @ ..]) => literal == first && matches(rest, behind),
        (_, []) | ([], _) => false,
    }
}

fn in_set(set: &[char], c: char) -> bool {
    let (negated, mut set) = match set {
        ['!', rest @ ..] => (true, rest),
        _ => (false, set),
    };
    let mut found = false;
    loop {
        set = match set {
            [low, '-', high, rest @ ..] => {
                found |= (*low..=*high).contains(&c);
                rest
            }
            [one, rest @ ..] => {
                found |= *one == c;
                rest
            }
            [] => return found != negated,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::takes_in;

    #[test]
    fn as_cargo_reads_them() {
        for pattern in ["*", "xtask", "./xtask/", "x*", "?task", "**", "**/*", "[a-z]task", "[!abc]task", "*k", "x[t]ask"] {
            assert!(takes_in(pattern, "xtask"), "{pattern}");
        }
        assert!(takes_in("*", ".cargo") && takes_in("x*/*", "xtask/src") && takes_in("**", "xtask/src") && !takes_in("*", "xtask/src"));
        for pattern in ["crates/*", "x", "xtask/*", "*/xtask", "[!x]task", "X*", "xtask2", "[a-w]task", "x[task", ".", ""] {
            assert!(!takes_in(pattern, "xtask"), "{pattern}");
        }
    }
}
