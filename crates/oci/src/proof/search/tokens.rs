//! `$ORIGIN`, `$LIB` and `$PLATFORM` in the paths that a file says (ld.so(8)).

use super::distribution::Distribution;
use archwright_model::Platform;

/// The directories that one entry stands for: `$LIB` is another on each distribution.
pub(super) fn expand(entry: &str, origin: &str, platform: Platform, distribution: Distribution) -> Vec<String> {
    let entry = replace(&replace(entry, "ORIGIN", origin), "PLATFORM", platform.arch().uname());
    let mut expanded: Vec<String> = distribution.lib(platform).iter().map(|library| replace(&entry, "LIB", library)).collect();
    expanded.dedup();
    expanded
}

fn replace(text: &str, name: &str, value: &str) -> String {
    let text = text.replace(&format!("${{{name}}}"), value);
    let token = format!("${name}");
    let mut result = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find(&token) {
        let (before, after) = (&rest[..at], &rest[at + token.len()..]);
        result.push_str(before);
        // `$LIBRARY` is not `$LIB`.
        let ends = !after.starts_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '_');
        result.push_str(if ends { value } else { &token });
        rest = after;
    }
    result + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_replaced_in_both_spellings() {
        let of = |distribution| move |entry| expand(entry, "/opt/app/bin", Platform::LINUX_ARM64, distribution);
        let expand = of(Distribution::Unknown);
        assert_eq!(expand("$ORIGIN/../lib"), ["/opt/app/bin/../lib"]);
        assert_eq!(expand("${ORIGIN}/$PLATFORM"), ["/opt/app/bin/aarch64"]);
        assert_eq!(expand("/usr/$LIB/x"), ["/usr/lib/aarch64-linux-gnu/x", "/usr/lib64/x", "/usr/lib/x"]);
        assert_eq!(expand("/opt/$LIBRARY"), ["/opt/$LIBRARY"]);
        assert_eq!(of(Distribution::Lib64)("/usr/$LIB/x"), ["/usr/lib64/x"]);
        assert_eq!(of(Distribution::Multiarch)("/usr/$LIB/x"), ["/usr/lib/aarch64-linux-gnu/x"]);
    }
}
