//! The nearest valid spelling of a mistyped word.

/// The candidate nearest to `word`, if one is near enough to be meant.
///
/// ```
/// use archwright_model::nearest;
/// assert_eq!(nearest("amd65", ["amd64", "arm64"]), Some("amd64"));
/// assert_eq!(nearest("kubernetes", ["amd64", "arm64"]), None);
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    // Of a word of three letters one may be wrong: two, and any short word would do.
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Edits (insert, delete, replace, swap of neighbours) between two words.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn typos_find_their_word_and_strangers_do_not() {
        let known = ["linux/amd64", "linux/arm64", "linux/arm/v7", "platforms", "registry"];
        for (typo, expected) in [
            ("linux/amd65", Some("linux/amd64")),
            ("linux/arm46", Some("linux/arm64")),
            ("platfroms", Some("platforms")),
            ("registery", Some("registry")),
            ("zzz", None),
            ("", None),
        ] {
            assert_eq!(nearest(typo, known), expected, "{typo}");
        }
    }
}
