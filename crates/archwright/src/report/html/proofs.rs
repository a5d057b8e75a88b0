//! What was proved, image by image; folded, for it is much.

use super::page::Page;
use crate::report::{
    ImageReport, PlatformReport, Report,
    summary::{looked_at, predicate_name, size},
};
use archwright_model::count;

pub(super) fn proofs(page: &mut Page, report: &Report) {
    if report.images.is_empty() {
        return;
    }
    page.section("proofs", "What was proved", |page| report.images.iter().for_each(|image| of_image(page, image)));
}

fn of_image(page: &mut Page, image: &ImageReport) {
    page.within("details", &[], |page| {
        let platforms = count(image.platforms.len(), "platform");
        page.element("summary", &[], &format!("{}, {platforms}", image.image));
        page.element("code", &[("class", "whole")], &format!("{}@{}", image.place, image.digest));
        for repository in &image.copies {
            page.element("p", &[], &format!("the same in {repository}"));
        }
        image.platforms.iter().for_each(|proof| of_platform(page, proof));
    });
}

fn of_platform(page: &mut Page, proof: &PlatformReport) {
    let layers = count(proof.layers, "layer");
    page.element("h3", &[], &format!("{}: {}, {layers}", proof.platform, size(proof.bytes)));
    page.element("code", &[("class", "whole")], proof.digest.as_str());
    let attested = proof.attestations.iter().map(|predicate| predicate_name(predicate)).collect::<Vec<_>>().join(", ");
    let lists = [("not proven", proof.errors.join(", ")), (looked_at(&proof.errors), proof.proved.join(", ")), ("attested", attested)];
    page.within("dl", &[("class", "proof")], |page| {
        for (name, text) in lists.iter().filter(|(_, text)| !text.is_empty()) {
            page.element("dt", &[], name);
            page.element("dd", &[], text);
        }
    });
}
