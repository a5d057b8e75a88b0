//! Findings as GitHub Actions shows them beside the lines: workflow commands (docs.github.com, "Workflow commands").

use archwright_model::{Finding, Severity, finding::Position};

/// One line per finding.
pub(super) fn annotations(findings: &[Finding]) -> String {
    findings.iter().map(annotation).collect::<Vec<_>>().join("\n")
}

fn annotation(finding: &Finding) -> String {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let place = finding.position.map(|Position { line, column }| format!(",line={line},col={column}")).unwrap_or_default();
    let platform = finding.platform.map(|platform| format!("{platform}: ")).unwrap_or_default();
    let message = escaped(&format!("{platform}{}\nfix: {}", finding.message, finding.remedy));
    format!("::{command} file={}{place},title={}::{message}", property(&finding.subject), finding.id)
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::annotations;
    use archwright_model::finding::Position;
    use archwright_plan::lint::kinds;

    #[test]
    fn one_line_each_with_nothing_that_ends_it() {
        let mut finding = kinds::TAG_SUFFIX.at(None, "a,b:c/Dockerfile", "100 %\nof it".into());
        finding.position = Some(Position { line: 3, column: 7 });
        finding.remedy = "less".into();
        assert_eq!(annotations(&[finding]), "::error file=a%2Cb%3Ac/Dockerfile,line=3,col=7,title=AW204::100 %25%0Aof it%0Afix: less");
    }
}
