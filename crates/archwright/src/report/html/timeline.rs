//! What ran when, beside what: a bar for each step, and for each platform of an image below its build.

use super::{page::Page, scale::Scale};
use crate::report::{BuildOutcome, BuildReport, Outcome, Report, StepReport, last::time};

/// One line.
struct Line<'a> {
    name: String,
    /// How the bar is drawn.
    class: &'static str,
    words: &'a str,
    at: f64,
    seconds: f64,
}

impl Line<'_> {
    fn end(&self) -> f64 {
        self.at + self.seconds
    }
}

pub(super) fn timeline(page: &mut Page, report: &Report) {
    let lines = lines(report);
    if lines.is_empty() {
        return;
    }
    let scale = Scale::over(lines.iter().map(Line::end).chain([report.seconds]));
    page.section("timeline", "Time line", |page| {
        legend(page, &lines);
        let grid = format!("--mark:{}", scale.percent(scale.step()));
        let attributes = [("class", "timeline"), ("role", "table"), ("aria-labelledby", "timeline-heading"), ("style", grid.as_str())];
        page.within("table", &attributes, |page| {
            page.within("thead", &[("role", "rowgroup")], |page| axis(page, scale));
            page.within("tbody", &[("role", "rowgroup")], |page| lines.iter().for_each(|line| bar(page, line, scale)));
        });
        let skipped: Vec<_> = report.steps.iter().filter(|step| step.outcome == Outcome::Skipped).map(|step| step.id.to_string()).collect();
        if !skipped.is_empty() {
            page.element("p", &[("class", "muted")], &format!("Not done: {}", skipped.join(", ")));
        }
    });
}

/// Steps as they began, and below each call of BuildKit what it built.
fn lines(report: &Report) -> Vec<Line<'_>> {
    let mut steps: Vec<(&StepReport, f64)> = report.steps.iter().filter_map(|step| Some((step, step.at?))).collect();
    steps.sort_by(|(_, one), (_, other)| one.total_cmp(other));
    let mut lines = Vec::new();
    for (step, at) in steps {
        lines.push(Line { name: step.id.to_string(), class: class(step.outcome), words: step.outcome.words(), at, seconds: step.seconds });
        lines.extend(report.builds.iter().filter(|build| build.step == step.id).filter_map(|build| lane(build, step, at)));
    }
    lines
}

fn class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "step",
        Outcome::AlreadySo => "step so",
        Outcome::Skipped | Outcome::Failed => "step failed",
    }
}

/// One platform of an image; where BuildKit told no times of it, it took as long as its step at most.
fn lane<'a>(build: &'a BuildReport, step: &StepReport, at: f64) -> Option<Line<'a>> {
    let class = match build.outcome {
        BuildOutcome::Built => "lane",
        BuildOutcome::Cached => "lane so",
        BuildOutcome::Failed => "lane failed",
        BuildOutcome::Stopped => "lane stopped",
        BuildOutcome::Skipped => return None,
    };
    let at = build.at.unwrap_or(at);
    let room = (step.at.unwrap_or(at) + step.seconds - at).max(0.0);
    let seconds = build.seconds.unwrap_or(0.0).min(room);
    Some(Line { name: format!("{} {}", build.image, build.platform), class, words: build.outcome.words(), at, seconds })
}

/// What the bars mean, of those that are there.
fn legend(page: &mut Page, lines: &[Line<'_>]) {
    let meanings = [
        ("step", "step"),
        ("lane", "built"),
        ("lane so", "from the cache"),
        ("step so", "already so"),
        ("lane stopped", "stopped"),
        ("failed", "failed"),
    ];
    page.within("ul", &[("class", "legend")], |page| {
        for (class, meaning) in meanings {
            if lines.iter().any(|line| line.class == class || (class == "failed" && line.class.ends_with("failed"))) {
                page.within("li", &[], |page| {
                    page.element("span", &[("class", &format!("swatch {class}")), ("aria-hidden", "true")], "");
                    page.text(meaning);
                });
            }
        }
    });
}

fn axis(page: &mut Page, scale: Scale) {
    page.within("tr", &[("role", "row")], |page| {
        let column = [("role", "columnheader"), ("scope", "col")];
        page.element("th", &column, "Step");
        page.within("th", &[("role", "columnheader"), ("scope", "col"), ("class", "track")], |page| {
            page.element("span", &[("class", "hidden")], "When");
            page.within("div", &[("class", "axis"), ("aria-hidden", "true")], |page| {
                for (at, label) in scale.marks() {
                    page.element("span", &[("style", &format!("--at:{}", scale.percent(at)))], &label);
                }
            });
        });
        page.element("th", &[("role", "columnheader"), ("scope", "col"), ("class", "took")], "Took");
    });
}

fn bar(page: &mut Page, line: &Line<'_>, scale: Scale) {
    let is_lane = line.class.starts_with("lane");
    page.within("tr", &[("role", "row"), ("class", if is_lane { "of-lane" } else { "of-step" })], |page| {
        page.element("th", &[("role", "rowheader"), ("scope", "row")], &line.name);
        let said = format!("{} at {}", line.words, time(line.at));
        page.within("td", &[("role", "cell"), ("class", "track"), ("title", &said)], |page| {
            page.element("span", &[("class", "hidden")], &said);
            let place = format!("--at:{};--for:{}", scale.percent(line.at), scale.percent(line.seconds));
            page.element("div", &[("class", &format!("bar {}", line.class)), ("style", &place), ("aria-hidden", "true")], "");
        });
        page.element("td", &[("role", "cell"), ("class", "took")], &time(line.seconds));
    });
}
