//! Which variables a text asks for, and where.

/// As much is read of what stands behind a name.
const LONGEST: usize = 1024;

/// A variable in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Its name.
    pub name: String,
    /// Where its `$` stands in the text.
    pub at: usize,
    /// Where it ends: behind the name, or behind the `}`.
    pub end: usize,
    /// What is between the name and the `}`, if there is something: `:-amd64`.
    pub modifier: Option<String>,
}

/// Every variable that a text asks for, those inside of others too; not what is escaped or between single quotes.
pub fn names(text: &str, escape: char) -> Vec<Mention> {
    let mut found = Vec::new();
    let (mut single, mut double, mut escaped) = (false, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            // Nobody closes the apostrophe of a here-document.
            '\n' => (single, double) = (false, false),
            '\'' if !double => single = !single,
            _ if single => {}
            '"' => double = !double,
            c if c == escape => escaped = true,
            '$' => found.extend(mention(text, at)),
            _ => {}
        }
    }
    found
}

fn mention(text: &str, at: usize) -> Option<Mention> {
    let rest = &text[at + 1..];
    let (rest, braced) = rest.strip_prefix('{').map_or((rest, false), |rest| (rest, true));
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    let name = Some(&rest[..end]).filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'))?;
    // The modifier ends at the first `}`; what matters of it is how it begins, and many that never end are no reason to keep each whole.
    let most = (0..=LONGEST.min(rest.len() - end)).rev().find(|most| rest.is_char_boundary(end + most)).unwrap_or_default();
    let modifier = braced.then(|| rest[end..end + most].split('}').next().unwrap_or_default()).filter(|modifier| !modifier.is_empty());
    let length = if braced { 2 + end + modifier.map_or(0, str::len) + 1 } else { 1 + end };
    Some(Mention { name: name.to_owned(), at, end: (at + length).min(text.len()), modifier: modifier.map(str::to_owned) })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn what_a_shell_would_fill_in() {
        let text = r#"a $B ${C:-${D}} \$E '$F' "it's $G" $1 $(h) don't $I
$J"#;
        let found: Vec<_> = names(text, '\\').into_iter().map(|mention| (mention.name, mention.modifier)).collect();
        let plain = |name: &str| (name.to_owned(), None);
        let spans: Vec<_> = names("${A} $B ${C:-x}", '\\').into_iter().map(|mention| mention.at..mention.end).collect();
        assert_eq!(spans, [0..4, 5..7, 8..15]);
        let nested = names(&"${A:-".repeat(50_000), '\\');
        assert!(
            nested.len() == 50_000 && nested.iter().filter_map(|mention| mention.modifier.as_ref()).all(|modifier| modifier.len() <= 1024)
        );
        assert_eq!(found, [plain("B"), ("C".into(), Some(":-${D".into())), plain("D"), plain("G"), plain("J")]);
    }
}
