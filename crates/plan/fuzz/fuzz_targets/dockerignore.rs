//! Lines of patterns, a line of dashes, lines of paths: what is kept out is what moby keeps out, which makes a regular expression of
//! each pattern (github.com/moby/patternmatcher 0.6) and lets Go's `filepath.Match` refuse one. Here it is compared by trying all ways.
#![no_main]

use archwright_plan::dockerfile::{Ignore, clean};
use archwright_plan::lint::{Context, Lookup};
use libfuzzer_sys::fuzz_target;
use std::time::Duration;

/// A pattern as moby has it.
struct Rule {
    line: usize,
    includes: bool,
    matches: Box<dyn Fn(&str) -> bool>,
}

enum Bad {
    /// moby refuses the file.
    Line(usize),
    /// What comes of it hangs on slips of moby's that nobody can want, signs of a regular expression that reach it as they are; or it
    /// would take too long here.
    Slip,
}

fn rules(text: &str) -> Result<Vec<Rule>, Bad> {
    let mut rules = Vec::new();
    for (line, written) in (1..).zip(text.strip_prefix('\u{feff}').unwrap_or(text).lines()) {
        if written.starts_with('#') || written.trim().is_empty() {
            continue;
        }
        // Read once as the file, and once more as a list of patterns.
        let (sign, pattern) = written.trim().strip_prefix('!').map_or(("", written.trim()), |rest| ("!", rest.trim()));
        let pattern = if pattern.is_empty() { String::new() } else { clean(pattern) };
        let pattern = pattern.strip_prefix('/').filter(|rest| !rest.is_empty()).unwrap_or(&pattern);
        let listed = format!("{sign}{pattern}");
        if listed.trim().is_empty() {
            continue;
        }
        let listed = clean(listed.trim());
        let (includes, pattern) = listed.strip_prefix('!').map_or((false, listed.as_str()), |rest| (true, rest));
        if includes && pattern.is_empty() {
            return Err(Bad::Line(line));
        }
        rules.push(Rule { line, includes, matches: matcher(pattern).map_err(|bad| bad.unwrap_or(Bad::Line(line)))? });
    }
    Ok(rules)
}

/// A part of a pattern, by what moby's expression has for it.
enum Part {
    /// `c`
    Char(char),
    /// `[^/]`
    One,
    /// `[^/]*`
    Many,
    /// `(.*/)?`
    Folders,
    /// `.*`
    Rest,
    /// `[a-z]`, `[^a-z]`
    Class(bool, Vec<(char, char)>),
}

fn fits(parts: &[Part], path: &[char]) -> bool {
    let Some((part, rest)) = parts.split_first() else { return path.is_empty() };
    let first = path.first().copied();
    let behind = |at: usize| fits(rest, &path[at..]);
    match part {
        Part::Char(c) => first == Some(*c) && behind(1),
        Part::One => first.is_some_and(|c| c != '/') && behind(1),
        Part::Class(negated, ranges) => {
            first.is_some_and(|c| ranges.iter().any(|(low, high)| *low <= c && c <= *high) != *negated) && behind(1)
        }
        Part::Many => (0..=path.len()).take_while(|at| !path[..*at].contains(&'/')).any(behind),
        Part::Folders => behind(0) || (1..=path.len()).filter(|at| path[at - 1] == '/').any(behind),
        Part::Rest => (0..=path.len()).any(behind),
    }
}

/// How a pattern is compared with a path; nothing for one that is refused.
fn matcher(pattern: &str) -> Result<Box<dyn Fn(&str) -> bool>, Option<Bad>> {
    let chars: Vec<char> = pattern.chars().collect();
    let mut parts = Vec::new();
    let (mut at, mut literal, mut leads) = (0, true, false);
    while let Some(c) = chars.get(at).copied() {
        at += 1;
        match c {
            '*' if chars.get(at) == Some(&'*') => {
                let first = at == 1;
                at += if chars.get(at + 1) == Some(&'/') { 2 } else { 1 };
                if at == chars.len() && literal && !leads && !first {
                    // `a/**`: what begins so. A slash behind the stars cannot be: patterns are clean.
                    let start = pattern[..pattern.len() - 2].to_owned();
                    return Ok(Box::new(move |path| path.starts_with(&start)));
                }
                parts.push(if at == chars.len() { Part::Rest } else { Part::Folders });
                (literal, leads) = (literal && first, leads || first);
            }
            '*' | '?' => {
                parts.push(if c == '*' { Part::Many } else { Part::One });
                literal = false;
            }
            '[' => {
                let (class, end) = class(&chars, at)?;
                parts.push(class);
                (at, literal) = (end, false);
            }
            '\\' => {
                let escaped = *chars.get(at).ok_or(None)?;
                if is_slip(escaped) {
                    return Err(Some(Bad::Slip));
                }
                parts.push(Part::Char(escaped));
                (at, literal) = (at + 1, false);
            }
            // It stays what it is in a regular expression.
            '^' => return Err(Some(Bad::Slip)),
            c => {
                literal &= c != ']';
                parts.push(Part::Char(c));
            }
        }
    }
    if leads && literal {
        let end = pattern[2..].to_owned();
        return Ok(Box::new(move |path| path.ends_with(&end) || end.strip_prefix('/') == Some(path)));
    }
    // Trying all ways takes long where there are many.
    let ways = parts.iter().filter(|part| matches!(part, Part::Many | Part::Folders | Part::Rest)).count();
    if ways > 5 {
        return Err(Some(Bad::Slip));
    }
    Ok(Box::new(move |path| fits(&parts, &path.chars().collect::<Vec<_>>())))
}

/// Whether an escape before it is one of an expression's own: `\d`.
fn is_slip(escaped: char) -> bool {
    escaped.is_alphanumeric() || matches!(escaped, '<' | '>')
}

/// `[a-z]`, as `filepath.Match` checks it, and where it ends.
fn class(chars: &[char], mut at: usize) -> Result<(Part, usize), Option<Bad>> {
    let negated = chars.get(at) == Some(&'^');
    at += usize::from(negated);
    let side = |at: &mut usize| {
        let c = *chars.get(*at).ok_or(None)?;
        *at += 1;
        match c {
            '-' | ']' => Err(None),
            '*' | '?' | '[' | '^' => Err(Some(Bad::Slip)),
            '\\' => {
                *at += 1;
                let escaped = *chars.get(*at - 1).ok_or(None)?;
                if is_slip(escaped) { Err(Some(Bad::Slip)) } else { Ok(escaped) }
            }
            c => Ok(c),
        }
    };
    let mut ranges = Vec::new();
    while ranges.is_empty() || chars.get(at) != Some(&']') {
        let low = side(&mut at)?;
        let mut high = low;
        if chars.get(at) == Some(&'-') {
            at += 1;
            high = side(&mut at)?;
        }
        // `filepath.Match` takes one that falls, and an expression of it is refused.
        if low > high {
            return Err(None);
        }
        ranges.push((low, high));
    }
    Ok((Part::Class(negated, ranges), at + 1))
}

/// The line that keeps a path out.
fn excludes(rules: &[Rule], path: &str) -> Option<usize> {
    let parents: Vec<&str> = path.match_indices('/').map(|(at, _)| &path[..at]).chain([path]).collect();
    let mut out = None;
    for rule in rules.iter().filter(|rule| parents.iter().any(|path| (rule.matches)(path))) {
        match (rule.includes, out) {
            (true, _) => out = None,
            (false, None) => out = Some(rule.line),
            (false, Some(_)) => {}
        }
    }
    out
}

/// The processor's time that this process took: what a machine that does much else adds is left out. Nothing where there is no procfs.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    // In user mode and in the kernel's, each in hundredths of a second.
    Duration::from_millis(10 * fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum::<u64>())
}

fuzz_target!(|text: &str| {
    let start = processor_time();
    let (patterns, paths) = text.split_once("\n---\n").unwrap_or((text, ""));
    let ours = Ignore::read(patterns);
    let theirs = rules(patterns);
    let paths: Vec<_> = paths
        .lines()
        .map(|path| clean(path.trim_start_matches('/')))
        .filter(|path| path != "." && !path.starts_with("..") && path.len() < 64)
        .collect();
    match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => {
            for path in &paths {
                assert_eq!(ours.excludes(path), excludes(theirs, path), "{path}");
            }
        }
        (Err(ours), Err(Bad::Line(theirs))) => assert_eq!(ours.line, *theirs),
        (_, Err(Bad::Slip)) => {}
        (Ok(_), Err(Bad::Line(line))) => panic!("line {line} is taken"),
        (Err(bad), Ok(_)) => panic!("{bad}"),
    }
    if let Ok(ignore) = ours {
        let context = Context::of(paths.iter().cloned()).ignoring(".dockerignore", ignore.clone());
        for path in &paths {
            match context.look(path) {
                Lookup::There => {}
                Lookup::Missing => panic!("{path} is missing"),
                Lookup::Ignored(_, line) => assert!(line >= 1 && line <= patterns.lines().count(), "{path}"),
            }
            let is_pattern = path.contains(['*', '?', '[', '\\']);
            let is_folder = paths.iter().any(|other| other.starts_with(&format!("{path}/")));
            let kept_out = matches!(context.look(path), Lookup::Ignored(..));
            if !is_pattern && !is_folder {
                assert_eq!(kept_out, ignore.excludes(path).is_some(), "{path}");
            }
        }
        // A source with signs of a pattern is compared, whatever it is.
        patterns.lines().for_each(|pattern| drop(context.look(pattern)));
    }
    let taken = processor_time().saturating_sub(start);
    assert!(taken < Duration::from_secs(2), "{taken:?}");
});
