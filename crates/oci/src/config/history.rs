//! What a line of an image's history sets (`BuildKit`, `frontend/dockerfile/dockerfile2llb/convert.go`): `ARG NAME=value`,
//! `ENV NAME=value`, and before every command the build arguments that it saw, `RUN |1 NAME=value /bin/sh -c …`.

/// Something that a line sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Assigned<'a> {
    /// A build argument.
    Argument { name: &'a str, value: &'a str },
    /// A variable of the container.
    Variable { name: &'a str, value: &'a str },
}

/// What a line of the history, or an instruction for images on top of this one, sets. Values are not quoted there: one with spaces
/// ends where the next name begins, and the last before a command at its first space.
pub(super) fn assignments(line: &str) -> Vec<Assigned<'_>> {
    // The builder before BuildKit.
    let line = line.strip_prefix("/bin/sh -c #(nop)").unwrap_or(line).trim_start();
    let line = line.strip_suffix(" # buildkit").unwrap_or(line);
    let Some((word, rest)) = line.split_once(' ') else { return Vec::new() };
    let argument = |(name, value)| Assigned::Argument { name, value };
    match word.to_ascii_uppercase().as_str() {
        "ARG" => pairs(rest).map(argument).collect(),
        "ENV" => pairs(rest).map(|(name, value)| Assigned::Variable { name, value }).collect(),
        "RUN" => of_command(rest.trim_start()).map(argument).collect(),
        _ => of_command(line).map(argument).collect(),
    }
}

/// The arguments before a command: `|2 A=1 B=2 /bin/sh -c …`.
fn of_command(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let counted = line.strip_prefix('|').and_then(|rest| rest.split_once(' '));
    let (count, rest) = counted.and_then(|(count, rest)| Some((count.parse::<usize>().ok()?, rest))).unwrap_or((0, ""));
    let pairs: Vec<_> = pairs(rest).take(count).collect();
    pairs.into_iter().enumerate().map(move |(position, (name, value))| {
        let end = if position + 1 == count { value.find(' ') } else { None };
        (name, end.map_or(value, |end| &value[..end]))
    })
}

/// Each `NAME=value`, the value as far as the next one.
fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let starts = text.match_indices('=').filter_map(|(at, _)| {
        let start = text[..at].rfind(' ').map_or(0, |space| space + 1);
        is_name(&text[start..at]).then_some((start, at))
    });
    let starts: Vec<_> = starts.collect();
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([text.len()]).collect::<Vec<_>>();
    starts.into_iter().zip(ends).map(|((start, at), end)| (&text[start..at], text[at + 1..end].trim_end()))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &[(&str, &str)]) {
        let pair = |assigned| match assigned {
            Assigned::Argument { name, value } | Assigned::Variable { name, value } => (name, value),
        };
        assert_eq!(assignments(line).into_iter().map(pair).collect::<Vec<_>>(), expected, "{line}");
    }

    #[test]
    fn lines_of_a_history() {
        check("RUN |2 A=1 B=two words /bin/sh -c X=3 make # buildkit", &[("A", "1"), ("B", "two")]);
        check("RUN |2 A=two words B=2 /bin/sh -c true", &[("A", "two words"), ("B", "2")]);
        check("|1 A= /bin/sh -c true", &[("A", "")]);
        check("RUN /bin/sh -c TOKEN=x make # buildkit", &[]);
        check("ARG A=1 B", &[("A", "1 B")]);
        check("ENV A=1 B=2=3", &[("A", "1"), ("B", "2=3")]);
        check("/bin/sh -c #(nop)  ENV A=1", &[("A", "1")]);
        check("/bin/sh -c #(nop) ADD file:0 in /", &[]);
        check("RUN |x A=1", &[]);
        check("RUN |3 A=1", &[("A", "1")]);
        check("", &[]);
        assert_eq!(assignments("ENV A=1"), [Assigned::Variable { name: "A", value: "1" }]);
        assert_eq!(assignments("ARG A=1"), [Assigned::Argument { name: "A", value: "1" }]);
    }
}
