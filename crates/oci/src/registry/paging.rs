//! Answers that come in pages (distribution spec, "listing tags"; RFC 8288 for the `Link` header).

use super::call::Call;
use super::client::Client;
use super::error::RegistryError;
use super::response::Response;

/// As many pages are read, and as many bytes in all; a registry that has more to say, or goes round in circles, is given up.
const PAGES: usize = 1000;
const BYTES: usize = 64 * 1024 * 1024;

impl Client {
    /// Everything from a first answer on, page by page.
    pub(super) fn pages(
        &self,
        call: &Call<'_>,
        first: Response,
        mut read: impl FnMut(&Response) -> Result<(), RegistryError>,
    ) -> Result<(), RegistryError> {
        let mut here = self.url(call)?;
        let (mut response, mut bytes) = (first, 0);
        for _ in 0..PAGES {
            if !response.is_success() {
                return Err(RegistryError::status(call, &response));
            }
            bytes += response.body.len();
            if bytes > BYTES {
                return Err(RegistryError::bad_content(call, format!("the list has more than {BYTES} bytes")));
            }
            read(&response)?;
            let mut links = response.headers.get_all("link").iter().filter_map(|value| value.to_str().ok());
            let Some(next) = links.find_map(next) else { return Ok(()) };
            let bad = || RegistryError::bad_content(call, "the address of the next page is no web address");
            here = here.join(next).ok_or_else(bad)?;
            response = self.send(&Call { at: Some(&here), query: &[], ..*call })?;
        }
        Err(RegistryError::bad_content(call, format!("the list has more than {PAGES} pages")))
    }
}

/// The address of the next page, in a `Link` header that may hold several.
fn next(header: &str) -> Option<&str> {
    let mut rest = header;
    loop {
        let (target, after) = rest.split_once('<')?.1.split_once('>')?;
        let parameters = after.split_once(",<").or_else(|| after.split_once(", <")).map_or(after, |(own, _)| own);
        let is_next = |parameter: &str| {
            let (name, value) = parameter.trim().split_once('=').unwrap_or_default();
            let value = value.trim().trim_matches('"');
            name.trim().eq_ignore_ascii_case("rel") && value.split(' ').any(|relation| relation.eq_ignore_ascii_case("next"))
        };
        if parameters.split(';').any(is_next) {
            return Some(target);
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn the_next_page_is_found_among_links() {
        for (header, expected) in [
            (r#"</v2/a/tags/list?last=b&n=2>; rel="next""#, Some("/v2/a/tags/list?last=b&n=2")),
            ("</x>;rel=next", Some("/x")),
            (r#"</p>; rel="prev", <https://r.example/n?a=1,2>; title="a"; REL="Next last""#, Some("https://r.example/n?a=1,2")),
            (r#"</p>; rel="prev""#, None),
            ("</p>", None),
            ("<", None),
            ("", None),
        ] {
            assert_eq!(next(header), expected, "{header}");
        }
    }
}
