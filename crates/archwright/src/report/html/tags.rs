//! Where tags and layouts went.

use super::page::Page;
use crate::report::{ImageReport, Report, TagOutcome};

pub(super) fn tags(page: &mut Page, report: &Report) {
    if report.images.is_empty() {
        return;
    }
    page.section("tags", "Where it went", |page| {
        page.within("ul", &[("class", "places")], |page| report.images.iter().for_each(|image| places(page, image)));
    });
}

fn places(page: &mut Page, image: &ImageReport) {
    page.within("li", &[], |page| {
        page.element("strong", &[], &image.image.to_string());
        page.within("ul", &[], |page| {
            if image.tags.is_empty() {
                page.within("li", &[], |page| page.element("code", &[], &format!("{}@{}", image.place, image.digest)));
            }
            for tag in &image.tags {
                page.within("li", &[], |page| {
                    page.element("code", &[], &tag.reference.to_string());
                    let class = match tag.outcome {
                        TagOutcome::Created | TagOutcome::Moved | TagOutcome::Loaded => "tag moved",
                        TagOutcome::AlreadySo => "tag",
                        TagOutcome::Taken => "tag taken",
                    };
                    page.text(" ");
                    page.element("span", &[("class", class)], tag.outcome.words());
                });
            }
        });
    });
}
