//! A run in one line, and its images and platforms in one table.

use super::{
    Report, TagOutcome,
    fate::{Fate, Row, rows},
    table::{Align, Table},
};
use archwright_model::{Platform, count};
use archwright_plan::ImageId;

/// How the run came out: `7 of 8 images proven; no tag moved`.
pub(crate) fn verdict(report: &Report) -> String {
    let rows = rows(report);
    let images = images(&rows);
    let well =
        |fate: Fate| images.iter().filter(|image| rows.iter().filter(|row| row.image == **image).all(|row| row.fate == fate)).count();
    let mut parts = Vec::new();
    match (images.len(), well(Fate::Proven), well(Fate::Built)) {
        (0, _, _) => {}
        (all, 0, built) if built > 0 => parts.push(share(built, all, "built")),
        (all, proven, _) => parts.push(share(proven, all, "proven")),
    }
    parts.extend(tags(report));
    parts.join("; ")
}

fn share(some: usize, all: usize, what: &str) -> String {
    if some == all { format!("{} {what}", count(all, "image")) } else { format!("{some} of {} {what}", count(all, "image")) }
}

/// What became of the tags: `4 tags new, 12 already so`.
fn tags(report: &Report) -> Option<String> {
    let of = |outcome: TagOutcome| report.images.iter().flat_map(|image| &image.tags).filter(|tag| tag.outcome == outcome).count();
    let kinds = [TagOutcome::Created, TagOutcome::Moved, TagOutcome::Loaded, TagOutcome::AlreadySo, TagOutcome::Taken];
    let mut parts: Vec<_> = kinds
        .into_iter()
        .map(|kind| (of(kind), kind))
        .filter(|(number, _)| *number > 0)
        .map(|(number, kind)| (number, kind.words()))
        .collect();
    if parts.is_empty() {
        return (!report.is_success() && !report.builds.is_empty()).then(|| "no tag moved".to_owned());
    }
    let first = parts.remove(0);
    let rest = parts.iter().map(|(number, words)| format!("{number} {words}"));
    Some(std::iter::once(format!("{} {}", count(first.0, "tag"), first.1)).chain(rest).collect::<Vec<_>>().join(", "))
}

/// The images of some rows, each once.
pub(crate) fn images<'a>(rows: &[Row<'a>]) -> Vec<&'a ImageId> {
    rows.iter().fold(Vec::new(), |mut images, row| {
        if !images.contains(&row.image) {
            images.push(row.image);
        }
        images
    })
}

/// The platforms of some rows, each once.
pub(crate) fn platforms(rows: &[Row<'_>]) -> Vec<Platform> {
    rows.iter().fold(Vec::new(), |mut platforms, row| {
        if !platforms.contains(&row.platform) {
            platforms.push(row.platform);
        }
        platforms
    })
}

/// Whether there was more to build than one image, so that a table tells more than its parts.
pub(super) fn has_several(report: &Report) -> bool {
    images(&rows(report)).len() > 1
}

/// Images by platforms, what became of each, and below it why some came no further.
pub(super) fn outcomes(report: &Report) -> String {
    let rows = rows(report);
    let told = rows.iter().filter_map(|row| Some(format!("{} {}: {}\n", row.image, row.platform, one_line(row.why.as_deref()?))));
    let told: Vec<_> = told.collect();
    format!("{}{}{}\n", pivot(&rows, Align::Left, |row| row.fate.words().to_owned()), told.concat(), verdict(report))
}

/// Images by platforms, with one word each.
pub(super) fn pivot(rows: &[Row<'_>], align: Align, cell: impl Fn(&Row<'_>) -> String) -> String {
    let platforms = platforms(rows);
    let names: Vec<_> = platforms.iter().map(ToString::to_string).collect();
    let mut table = Table::new([("image", Align::Left)].into_iter().chain(names.iter().map(|name| (name.as_str(), align))));
    for image in images(rows) {
        let of = |platform: &Platform| rows.iter().find(|row| row.image == image && row.platform == *platform);
        let cells = platforms.iter().map(|platform| of(platform).map_or_else(|| "-".into(), &cell));
        table.row(std::iter::once(image.to_string()).chain(cells));
    }
    table.render("")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{outcomes, verdict};
    use crate::report::{Report, TagOutcome, sample::sample};

    #[test]
    fn a_run_that_kept_going_ends_with_what_became_of_each() {
        let expected = "\
image   linux/amd64  linux/arm64
good    proven       proven
wrong   built        not proven
tested  proven       test failed
bad     failed       stopped
late    not tried    not tried
wrong linux/amd64: `wrong` is not what it says: AW131
wrong linux/arm64: AW131
tested linux/arm64: `tested` on linux/arm64: `app --version` failed: exit code: 1
bad linux/amd64: Dockerfile:3: RUN <false>: exit code: 1
bad linux/arm64: because bad linux/amd64 failed
late linux/amd64: because builder failed
late linux/arm64: because builder failed
1 of 5 images proven; 1 tag new
";
        assert_eq!(outcomes(&sample()), expected);
    }

    #[test]
    fn a_run_in_one_line() {
        let mut report = sample();
        report.images[0].tags[0].outcome = TagOutcome::AlreadySo;
        assert_eq!(verdict(&report), "1 of 5 images proven; 1 tag already so");
        report.images[0].tags.clear();
        assert_eq!(verdict(&report), "1 of 5 images proven; no tag moved");
        report.images.clear();
        report.builds.truncate(2);
        assert_eq!(verdict(&report), "1 image built; no tag moved");
        assert_eq!(verdict(&Report::default()), "");
    }
}
