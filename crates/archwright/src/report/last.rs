//! The last run as tables, for whoever asks later.

use super::{
    Outcome, Report,
    fate::rows,
    summary::{looked_at, predicate_name, size},
    table::{Align, Table},
    verdict::{images, pivot, platforms, verdict},
};
use crate::progress::seconds;
use std::time::Duration;

/// Everything that the report of a run has, in tables as wide as a terminal of 80 columns where names are short.
pub fn tables(report: &Report) -> String {
    let sections = [heading(report), platforms_table(report), sizes(report), tags(report), proofs(report), steps(report), rest(report)];
    sections.into_iter().filter(|section| !section.is_empty()).collect::<Vec<_>>().join("\n")
}

fn heading(report: &Report) -> String {
    let begun = report.begun.as_deref().map_or_else(|| "the last run".into(), |begun| format!("the run of {begun}"));
    let verdict = verdict(report);
    let verdict = if verdict.is_empty() { verdict } else { format!("\n{verdict}") };
    format!("{begun}: {}{verdict}\n", ending(report))
}

/// How the run ended, and after how long.
pub(crate) fn ending(report: &Report) -> String {
    let after = time(report.seconds);
    match report.exit {
        _ if report.is_success() => format!("done in {after}"),
        130 => format!("interrupted after {after}, killed, or still going on"),
        exit => format!("failed, exit {exit} in {after}"),
    }
}

/// Seconds in a person's precision.
pub(crate) fn time(of: f64) -> String {
    Duration::try_from_secs_f64(of).map(seconds).unwrap_or_default()
}

/// One line per image, variant and platform.
fn platforms_table(report: &Report) -> String {
    let rows = rows(report);
    if rows.is_empty() {
        return String::new();
    }
    let [left, right] = [Align::Left, Align::Right];
    let mut table =
        Table::new([("image", left), ("platform", left), ("outcome", left), ("time", right), ("size", right), ("digest", left)]);
    for row in &rows {
        let took = if row.is_cached() { "cached".into() } else { row.seconds().map_or_else(|| "-".into(), time) };
        let size = row.proof.map_or_else(|| "-".into(), |proof| size(proof.bytes));
        let digest = row.proof.map_or_else(|| "-".into(), |proof| format!("sha256:{}", proof.digest.short()));
        table.row([row.image.to_string(), row.platform.to_string(), row.fate.words().into(), took, size, digest]);
    }
    let told = rows.iter().filter_map(|row| Some(format!("{} {}: {}\n", row.image, row.platform, row.why.as_deref()?)));
    table.render("") + &told.collect::<String>()
}

/// Sizes by architecture, as a table of images and platforms.
fn sizes(report: &Report) -> String {
    let rows: Vec<_> = rows(report).into_iter().filter(|row| row.proof.is_some()).collect();
    if images(&rows).len() < 2 || platforms(&rows).len() < 2 {
        return String::new();
    }
    "sizes\n".to_owned() + &pivot(&rows, Align::Right, |row| row.proof.map_or_else(|| "-".into(), |proof| size(proof.bytes)))
}

fn tags(report: &Report) -> String {
    let mut table = Table::new([("image", Align::Left), ("goes to", Align::Left), ("", Align::Left)]);
    for image in &report.images {
        let name = image.image.to_string();
        if image.tags.is_empty() {
            table.row([name.clone(), image.place.clone(), format!("sha256:{}", image.digest.short())]);
        }
        for tag in &image.tags {
            table.row([name.clone(), tag.reference.to_string(), tag.outcome.words().to_owned()]);
        }
    }
    if report.images.is_empty() { String::new() } else { table.render("") }
}

fn proofs(report: &Report) -> String {
    let all = report.images.iter().flat_map(|image| image.platforms.iter().map(move |proof| (image, proof)));
    let lines = all.map(|(image, proof)| {
        let attested: Vec<_> = proof.attestations.iter().map(|predicate| predicate_name(predicate)).collect();
        let attested = if attested.is_empty() { String::new() } else { format!("; attested: {}", attested.join(", ")) };
        let (words, proved) = (looked_at(&proof.errors), proof.proved.join(", "));
        format!("{} {}: {words}: {proved}{attested}\n", image.image, proof.platform)
    });
    lines.collect::<Vec<_>>().concat()
}

fn steps(report: &Report) -> String {
    let [left, right] = [Align::Left, Align::Right];
    let mut table = Table::new([("step", left), ("at", right), ("took", right), ("outcome", left), ("", left)]);
    for step in &report.steps {
        let took = if step.outcome == Outcome::Skipped { "-".into() } else { time(step.seconds) };
        let at = step.at.map_or_else(|| "-".into(), time);
        table.row([step.id.to_string(), at, took, step.outcome.words().to_owned(), step.note.clone()]);
    }
    if report.steps.is_empty() { String::new() } else { table.render("") }
}

/// Findings, notes, what to do next, and what failed.
fn rest(report: &Report) -> String {
    let findings = report.findings.iter().map(|finding| format!("{finding}\n"));
    let notes = report.notes.iter().map(|note| format!("note: {note}\n"));
    let next = report.next.iter().map(|next| format!("{next}\n"));
    let failures = report.steps.iter().filter_map(|step| Some((step, step.failure.as_ref()?)));
    let failures = failures.map(|(step, failure)| {
        let fix = failure.hint.as_deref().map(|hint| format!("  fix: {hint}\n")).unwrap_or_default();
        format!("error: {}: {}\n{fix}", step.id, failure.message)
    });
    findings.chain(notes).chain(next).chain(failures).collect()
}
