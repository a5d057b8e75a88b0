//! The report for people: what was built, proved and published; and apart from it what went wrong and what to do.

use super::{ImageReport, Outcome, PlatformReport, Report, StepReport, TagOutcome, verdict};
use crate::progress::seconds;
use std::time::Duration;

/// What came of the run, for stdout.
pub fn summary(report: &Report) -> String {
    let mut text = String::new();
    for image in &report.images {
        image_block(&mut text, image);
    }
    let named = |outcome: Outcome| {
        let steps = report.steps.iter().filter(|step| step.outcome == outcome).map(|step| step.id.to_string());
        steps.collect::<Vec<_>>().join(", ")
    };
    for (label, outcome) in [("already so", Outcome::AlreadySo), ("not done", Outcome::Skipped)] {
        let steps = named(outcome);
        if !steps.is_empty() {
            line(&mut text, &format!("{label}: {steps}"));
        }
    }
    for note in &report.notes {
        line(&mut text, &format!("note: {note}"));
    }
    for next in &report.next {
        line(&mut text, next);
    }
    if verdict::has_several(report) {
        text.push_str(&verdict::outcomes(report));
    }
    if report.is_success() {
        line(&mut text, &format!("done in {}", elapsed(report)));
    }
    text
}

/// What went wrong and what fixes it, for stderr, after everything else.
pub fn faults(report: &Report) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        line(&mut text, &finding.to_string());
    }
    for step in &report.steps {
        failure_block(&mut text, step);
    }
    if !report.is_success() {
        line(&mut text, &format!("failed, exit {} in {}", report.exit, elapsed(report)));
    }
    text
}

fn elapsed(report: &Report) -> String {
    seconds(Duration::from_secs_f64(report.seconds))
}

fn image_block(text: &mut String, image: &ImageReport) {
    // A loaded image is headed by its name, which is a reference of its own.
    let is_loaded = image.tags.iter().any(|tag| tag.reference.to_string() == image.place);
    line(text, &format!("{}  {}{}{}", image.image, image.place, if is_loaded { "  " } else { "@" }, image.digest));
    let rows: Vec<_> = image.platforms.iter().map(row).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let [a, b, c, d] = [width(0), width(1), width(2), width(3)];
    for ([platform, digest, size, time], proof) in rows.iter().zip(&image.platforms) {
        line(text, &format!("  {platform:a$}  {digest:b$}  {size:>c$}  {time:>d$}{}", not_proven(&proof.errors)));
        line(text, &format!("    {}: {}", looked_at(&proof.errors), proof.proved.join(", ")));
        if !proof.attestations.is_empty() {
            let attested: Vec<_> = proof.attestations.iter().map(|predicate| predicate_name(predicate)).collect();
            line(text, &format!("    attested: {}", attested.join(", ")));
        }
    }
    for repository in &image.copies {
        line(text, &format!("  the same in {repository}"));
    }
    for tag in &image.tags {
        line(text, &format!("  {}  {}", tag.reference, tag.outcome.words()));
    }
    // A run that moved no tag is done with in a line; the report has these all the same.
    let moved = image.tags.is_empty() || image.tags.iter().any(|tag| tag.outcome != TagOutcome::AlreadySo);
    if moved && !image.untagged.is_empty() {
        let digests: Vec<_> = image.untagged.iter().map(|digest| format!("sha256:{}", digest.short())).collect();
        line(text, &format!("  left without a tag, for the registry to collect: {}", digests.join(", ")));
    }
    text.push('\n');
}

fn row(platform: &PlatformReport) -> [String; 4] {
    let time = platform.seconds.map_or_else(|| "-".into(), |time| seconds(Duration::from_secs_f64(time)));
    [platform.platform.to_string(), format!("sha256:{}", platform.digest.short()), size(platform.bytes), time]
}

/// What stands behind a platform that has errors.
pub(crate) fn not_proven(errors: &[String]) -> String {
    if errors.is_empty() { String::new() } else { format!("  not proven: {}", errors.join(", ")) }
}

/// What is said of a platform was proved if it has no error.
pub(crate) fn looked_at(errors: &[String]) -> &'static str {
    if errors.is_empty() { "proved" } else { "looked at" }
}

/// An in-toto predicate type in the words that people use.
pub fn predicate_name(predicate: &str) -> String {
    match predicate.strip_prefix("https://slsa.dev/provenance/") {
        Some(version) => format!("SLSA provenance {version}"),
        None if predicate == "https://spdx.dev/Document" => "SPDX bill of materials".into(),
        None => predicate.to_owned(),
    }
}

fn failure_block(text: &mut String, step: &StepReport) {
    let Some(failure) = &step.failure else { return };
    line(text, &format!("error: {}: {}", step.id, failure.message));
    for detail in &failure.details {
        line(text, &format!("  | {detail}"));
    }
    if let Some(hint) = &failure.hint {
        line(text, &format!("  fix: {hint}"));
    }
}

/// Bytes in the units that registries use: `812 B`, `42.1 MB`.
#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
pub(crate) fn size(bytes: u64) -> String {
    let mut value = bytes as f64;
    for unit in ["B", "kB", "MB", "GB"] {
        if value < 1000.0 {
            return if unit == "B" { format!("{bytes} B") } else { format!("{value:.1} {unit}") };
        }
        value /= 1000.0;
    }
    format!("{value:.1} TB")
}

fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::summary;
    use crate::report::{ImageReport, Report, TagOutcome, TagReport};
    use archwright_plan::ImageId;

    #[test]
    fn what_is_left_without_a_tag_is_told_by_runs_that_moved_one() {
        let digest = || format!("sha256:{}", "1".repeat(64)).parse().unwrap();
        let told = |outcomes: &[TagOutcome]| {
            let tag = |outcome: &TagOutcome| TagReport {
                reference: "registry.invalid/app:1".parse().unwrap(),
                platform: None,
                outcome: *outcome,
            };
            let image = ImageReport {
                image: ImageId { image: "app".parse().unwrap(), variant: None },
                place: "registry.invalid/app".into(),
                digest: digest(),
                platforms: Vec::new(),
                tags: outcomes.iter().map(tag).collect(),
                copies: Vec::new(),
                untagged: vec![digest()],
            };
            summary(&Report { images: vec![image], ..Report::default() }).contains("left without a tag")
        };
        assert!(told(&[TagOutcome::AlreadySo, TagOutcome::Moved]));
        assert!(told(&[]), "a run that failed before its tags");
        assert!(!told(&[TagOutcome::AlreadySo]));
    }
}
