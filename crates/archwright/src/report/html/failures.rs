//! What went wrong, which stands first, and what to do next, which stands last.

use super::page::Page;
use crate::report::Report;

pub(super) fn failures(page: &mut Page, report: &Report) {
    let failed: Vec<_> = report.steps.iter().filter_map(|step| Some((step, step.failure.as_ref()?))).collect();
    if failed.is_empty() && report.findings.is_empty() {
        return;
    }
    page.section("failures", if failed.is_empty() { "Findings" } else { "What went wrong" }, |page| {
        for (step, failure) in &failed {
            page.within("article", &[("class", "failure")], |page| {
                page.element("h3", &[], &step.id.to_string());
                page.element("p", &[], &failure.message);
                if !failure.details.is_empty() {
                    let attributes = [("tabindex", "0"), ("role", "region"), ("aria-label", "what it said")];
                    page.element("pre", &attributes, &failure.details.join("\n"));
                }
                fix(page, failure.hint.as_deref());
            });
        }
        for finding in &report.findings {
            page.within("article", &[("class", &format!("finding {}", finding.severity))], |page| {
                page.element("h3", &[], &format!("{} {}", finding.severity, finding.id));
                page.element("p", &[], &finding.message);
                let platform = finding.platform.map(|platform| platform.to_string());
                let place: Vec<_> = [platform, Some(finding.subject.clone()), finding.path.clone()].into_iter().flatten().collect();
                page.element("code", &[("class", "whole")], &place.join(" "));
                fix(page, Some(finding.remedy.as_str()));
            });
        }
    });
}

fn fix(page: &mut Page, hint: Option<&str>) {
    if let Some(hint) = hint {
        page.within("p", &[("class", "fix")], |page| {
            page.element("strong", &[], "fix:");
            page.text(&format!(" {hint}"));
        });
    }
}

pub(super) fn advice(page: &mut Page, report: &Report) {
    if report.notes.is_empty() && report.next.is_empty() {
        return;
    }
    page.section("next", "Notes and next steps", |page| {
        page.within("ul", &[], |page| {
            for line in report.notes.iter().chain(&report.next) {
                page.element("li", &[], line);
            }
        });
    });
}
