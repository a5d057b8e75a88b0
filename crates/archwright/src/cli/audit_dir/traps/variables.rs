//! Variables of Makefiles, scripts and Taskfiles, as far as their own file says what they are.

/// A word with what is plain to see filled in: `$X`, `${X}`, `${X:-Y}`, `$(X)`, `{{.X}}`.
pub(super) fn fill(text: &str, word: &str) -> String {
    let mut filled = word.to_owned();
    // One may be made of others.
    for _ in 0..3 {
        let Some(next) = once(text, &filled) else { break };
        filled = next;
    }
    filled
}

fn once(text: &str, word: &str) -> Option<String> {
    for (at, _) in word.match_indices(['$', '{']) {
        let rest = &word[at..];
        let Some((name, fallback, length)) = mention(rest) else { continue };
        // One that is set from itself is what it falls back to.
        let own = value(text, name).filter(|value| !value.contains(rest.get(..length).unwrap_or_default()));
        if let Some(value) = own.or_else(|| fallback.map(str::to_owned)) {
            return Some(format!("{}{value}{}", &word[..at], rest.get(length..)?));
        }
    }
    None
}

/// The name that is asked for, what it is if nobody says so, and how long that stands there.
fn mention(rest: &str) -> Option<(&str, Option<&str>, usize)> {
    for (open, close) in [("${", '}'), ("$(", ')'), ("{{.", '}')] {
        if let Some(inner) = rest.strip_prefix(open) {
            let end = inner.find(close)?;
            let (name, fallback) = inner[..end].split_once(":-").map_or((&inner[..end], None), |(name, fallback)| (name, Some(fallback)));
            let closing = if open == "{{." { 2 } else { 1 };
            return Some((name.trim(), fallback, open.len() + end + closing));
        }
    }
    let name = rest.strip_prefix('$')?;
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
    (end > 0).then(|| (&name[..end], None, end + 1))
}

/// What a file sets a variable to, if that is plain and always the same.
fn value(text: &str, name: &str) -> Option<String> {
    let of_line = |line: &str| {
        let line = line.trim().trim_start_matches("export ").trim_start_matches("local ");
        let rest = line.strip_prefix(name)?.trim_start();
        let value = ["?=", ":=", "::=", "=", ": "].iter().find_map(|sign| rest.strip_prefix(sign))?.trim();
        let value = value.trim_matches(['"', '\'']);
        (!value.is_empty() && !value.contains(' ')).then(|| value.to_owned())
    };
    let mut values = text.lines().filter_map(of_line);
    let first = values.next()?;
    values.all(|other| other == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn what_a_file_says_of_its_variables() {
        let text = "REGISTRY ?= ghcr.io/a/\nexport TAG=\"1\"\nvars:\n  P: linux/amd64,linux/arm64\nTWICE=a\nTWICE=b\nSELF=$SELF:x\nIMAGE = $(REGISTRY)b\n";
        assert_eq!(fill(text, "${REGISTRY}/app:$TAG"), "ghcr.io/a//app:1");
        assert_eq!(fill(text, "$(REGISTRY)x {{.P}}"), "ghcr.io/a/x linux/amd64,linux/arm64");
        assert_eq!(fill(text, "${NONE:-x}:$TWICE"), "x:$TWICE");
        assert_eq!(fill(text, "$NONE/$(IMAGE):{{.NONE}}"), "$NONE/ghcr.io/a/b:{{.NONE}}");
        assert_eq!(fill(text, "$SELF"), "$SELF");
        assert_eq!(fill(text, "${{ github.sha }} $"), "${{ github.sha }} $");
    }
}
