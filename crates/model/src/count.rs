//! A number with its noun.

/// `1 platform`, `2 platforms`.
///
/// ```
/// use archwright_model::count;
/// assert_eq!(count(1, "tag"), "1 tag");
/// assert_eq!(count(0, "tag"), "0 tags");
/// ```
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
