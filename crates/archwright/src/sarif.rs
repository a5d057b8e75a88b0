//! Findings in the form that code hosts read: SARIF 2.1.0 (OASIS), one run of one tool.

use archwright_model::{Finding, FindingKind, Severity};
use serde_json::{Value, json};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A whole SARIF log. Of `kinds`, all that there are, those that were found are its rules.
pub(crate) fn log(findings: &[Finding], kinds: &[&FindingKind]) -> Value {
    let is_found = |kind: &&&FindingKind| findings.iter().any(|finding| finding.id == kind.id);
    let kinds: Vec<&FindingKind> = kinds.iter().filter(is_found).copied().collect();
    let results: Vec<_> = findings.iter().map(|finding| result(finding, &kinds)).collect();
    let rules: Vec<_> = kinds.iter().map(|kind| rule(kind)).collect();
    let driver = json!({ "name": "archwright", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules });
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{ "tool": { "driver": driver }, "columnKind": "unicodeCodePoints", "results": results }],
    })
}

fn rule(kind: &FindingKind) -> Value {
    json!({
        "id": kind.id,
        "shortDescription": { "text": kind.title },
        "fullDescription": { "text": format!("{}: {}", kind.title, kind.why) },
        "help": { "text": kind.remedy, "markdown": if kind.story.is_empty() { kind.remedy } else { kind.story } },
        "defaultConfiguration": { "level": level(kind.severity) },
    })
}

fn result(finding: &Finding, kinds: &[&FindingKind]) -> Value {
    let mut result = json!({
        "ruleId": finding.id,
        "level": level(finding.severity),
        "message": { "text": format!("{}\nfix: {}", finding.message, finding.remedy) },
        "locations": [location(finding)],
    });
    if let Some(index) = kinds.iter().position(|kind| kind.id == finding.id) {
        result["ruleIndex"] = json!(index);
    }
    result
}

/// In a repository, the file and the place in it. In an image, the file of the image, else the image's own name; image, platform and
/// layer stand beside it, because code hosts refuse a result that is in no file, and know no other place.
fn location(finding: &Finding) -> Value {
    let file = finding.path.as_deref().unwrap_or(&finding.subject);
    let mut region = json!({ "startLine": 1 });
    if let Some(position) = finding.position {
        region = json!({ "startLine": position.line, "startColumn": position.column });
    }
    let mut location = json!({ "physicalLocation": { "artifactLocation": { "uri": uri(file) }, "region": region } });
    if finding.position.is_none() {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": logical(finding) }]);
    }
    location
}

fn logical(finding: &Finding) -> String {
    let platform = finding.platform.map(|platform| format!(" {platform}")).unwrap_or_default();
    let layer = finding.layer.as_ref().map(|layer| format!(" layer {} {}", layer.number, layer.digest)).unwrap_or_default();
    format!("{}{platform}{layer}", finding.subject)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// A path as a relative reference (RFC 3986): what a name holds is neither scheme, query nor fragment.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let bytes = path.trim_start_matches('/').bytes();
    bytes.map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use archwright_model::{
        Platform,
        finding::{LayerPlace, Position},
    };
    use archwright_oci::findings::{self, CONFIG_PLATFORM};

    #[test]
    fn a_finding_names_its_rule_and_its_place() {
        let mut finding = CONFIG_PLATFORM.at(Some(Platform::LINUX_ARM64), "reg.example:5000/app@sha256:0", "it lies".into());
        finding.path = Some("/usr/bin/a b".into());
        finding.layer = Some(LayerPlace { number: 2, digest: format!("sha256:{}", "1".repeat(64)).parse().unwrap() });
        let kinds: Vec<_> = findings::ALL.iter().collect();
        let log = log(&[finding], &kinds);
        let run = &log["runs"][0];
        let result = &run["results"][0];
        let rule = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], "AW103");
        assert_eq!(result["level"], "error");
        let location = &result["locations"][0];
        assert_eq!(location["physicalLocation"]["artifactLocation"]["uri"], "usr/bin/a%20b");
        let name = location["logicalLocations"][0]["fullyQualifiedName"].as_str().unwrap();
        assert!(name.starts_with("reg.example:5000/app@sha256:0 linux/arm64 layer 2 sha256:1"), "{name}");
    }

    #[test]
    fn a_place_in_a_text_is_a_region() {
        let mut finding = CONFIG_PLATFORM.at(None, "docker/Dockerfile", "x".into());
        finding.position = Some(Position { line: 3, column: 7 });
        let log = log(&[finding], &[&CONFIG_PLATFORM]);
        let location = &log["runs"][0]["results"][0]["locations"][0];
        assert_eq!(location["physicalLocation"]["region"], json!({ "startLine": 3, "startColumn": 7 }));
        assert_eq!(location["physicalLocation"]["artifactLocation"]["uri"], "docker/Dockerfile");
        assert_eq!(location.get("logicalLocations"), None);
    }

    #[test]
    fn what_nobody_found_is_an_empty_list() {
        assert_eq!(log(&[], &[])["runs"][0]["results"], json!([]));
    }
}
