//! Findings in the form that code hosts read: SARIF 2.1.0 (OASIS), one run of one tool.

use archwright_model::{Digest, Finding, FindingKind, Severity};
use archwright_oci::digest::sha256;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A whole SARIF log. Of `kinds`, all that there are, those that were found are its rules.
pub(crate) fn log(findings: &[Finding], kinds: &[&FindingKind]) -> Value {
    let is_found = |kind: &&&FindingKind| findings.iter().any(|finding| finding.id == kind.id);
    let kinds: Vec<&FindingKind> = kinds.iter().filter(is_found).copied().collect();
    let mut alike: BTreeMap<String, usize> = BTreeMap::new();
    let results: Vec<_> = findings.iter().map(|finding| result(finding, &kinds, &mut alike)).collect();
    let rules: Vec<_> = kinds.iter().map(|kind| rule(kind)).collect();
    let driver = json!({ "name": "archwright", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules });
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{ "tool": { "driver": driver }, "columnKind": "unicodeCodePoints", "results": results }],
    })
}

/// Without `helpUri`: `help` holds the whole page.
fn rule(kind: &FindingKind) -> Value {
    json!({
        "id": kind.id,
        "shortDescription": { "text": kind.title },
        "fullDescription": { "text": format!("{}: {}", kind.title, kind.why) },
        "help": { "text": kind.remedy, "markdown": if kind.story.is_empty() { kind.remedy } else { kind.story } },
        "defaultConfiguration": { "level": level(kind.severity) },
    })
}

fn result(finding: &Finding, kinds: &[&FindingKind], alike: &mut BTreeMap<String, usize>) -> Value {
    let mut result = json!({
        "ruleId": finding.id,
        "level": level(finding.severity),
        "message": { "text": format!("{}\nfix: {}", finding.message, finding.remedy) },
        "locations": [location(finding)],
        "partialFingerprints": { "primaryLocationLineHash": fingerprint(finding, alike) },
    });
    if let Some(index) = kinds.iter().position(|kind| kind.id == finding.id) {
        result["ruleIndex"] = json!(index);
    }
    result
}

/// What stays the same of a finding while lines move and images are built anew: code hosts know by it what they were told before, and
/// GitHub reads this one alone. Of several that are alike, each has its number.
fn fingerprint(finding: &Finding, alike: &mut BTreeMap<String, usize>) -> String {
    let platform = finding.platform.map(|platform| platform.to_string()).unwrap_or_default();
    let what = finding.path.as_deref().unwrap_or(&finding.message);
    let text = [&finding.id, place(&finding.subject), &platform, what].join("\n");
    let hash = sha256(text.as_bytes()).short().to_owned();
    let number = alike.entry(hash.clone()).and_modify(|number| *number += 1).or_insert(1);
    format!("{hash}:{number}")
}

/// An image without the digest that it has today; a file as it is.
fn place(subject: &str) -> &str {
    match subject.rsplit_once('@') {
        Some((place, digest)) if digest.parse::<Digest>().is_ok() => place,
        Some(_) | None => subject,
    }
}

/// In a repository, the file and the place in it. In an image, the file of the image, else the image's own name; image, platform and
/// layer stand beside it, because code hosts refuse a result that is in no file, and know no other place.
fn location(finding: &Finding) -> Value {
    let file = finding.path.as_deref().unwrap_or_else(|| place(&finding.subject));
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

    /// SARIF 2.1.0 asks for a part of it; docs.github.com, "SARIF support for code scanning", for all, descriptions in 1024 characters.
    #[test]
    fn every_kind_has_what_code_hosts_ask_for() {
        let kinds: Vec<_> = findings::ALL.iter().chain(archwright_plan::lint::kinds::ALL).collect();
        let found: Vec<_> = kinds.iter().map(|kind| kind.at(None, "Dockerfile", format!("{} is there", kind.id))).collect();
        let log = log(&found, &kinds);
        assert!(log["$schema"].as_str().unwrap().ends_with("sarif-schema-2.1.0.json") && log["version"] == "2.1.0");
        let (driver, results) = (&log["runs"][0]["tool"]["driver"], log["runs"][0]["results"].as_array().unwrap());
        assert!(driver["name"].is_string() && results.len() == kinds.len());
        for (number, (kind, result)) in kinds.iter().zip(results).enumerate() {
            let rule = &driver["rules"][number];
            let text = |pointer: &str| rule.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
            assert_eq!((text("/id"), &result["ruleId"], &result["ruleIndex"]), (kind.id, &json!(kind.id), &json!(number)));
            for pointer in ["/shortDescription/text", "/fullDescription/text", "/help/text", "/help/markdown"] {
                assert!(!text(pointer).is_empty(), "{}{pointer}", kind.id);
            }
            assert!(text("/shortDescription/text").len() <= 1024 && text("/fullDescription/text").len() <= 1024, "{}", kind.id);
            assert!(result["message"]["text"].as_str().unwrap().contains("fix: "), "{result}");
            let place = &result["locations"][0]["physicalLocation"];
            assert_eq!((&place["artifactLocation"]["uri"], &place["region"]["startLine"]), (&json!("Dockerfile"), &json!(1)));
        }
    }

    #[test]
    fn a_fingerprint_outlives_lines_and_builds_and_tells_apart_what_is_alike() {
        let of_image = |digest: char, path: &str| {
            let subject = format!("reg.example:5000/app@sha256:{}", String::from(digest).repeat(64));
            let mut finding = CONFIG_PLATFORM.at(Some(Platform::LINUX_ARM64), &subject, format!("{digest} lies"));
            finding.path = Some(path.into());
            finding
        };
        let at = |line: usize| {
            let mut finding = CONFIG_PLATFORM.at(None, "mail@home/Dockerfile", "x".into());
            finding.position = Some(Position { line, column: 1 });
            finding
        };
        let told = |found: &[Finding]| {
            let log = log(found, &[&CONFIG_PLATFORM]);
            let results = log["runs"][0]["results"].as_array().unwrap().clone();
            let print = |result: &Value| result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap().to_owned();
            results.iter().map(print).collect::<Vec<_>>()
        };
        assert_eq!(told(&[of_image('1', "/a")]), told(&[of_image('2', "/a")]));
        assert_ne!(told(&[of_image('1', "/a")]), told(&[of_image('1', "/b")]));
        assert_eq!(told(&[at(3)]), told(&[at(4)]));
        let twice = told(&[at(3), at(9)]);
        assert!(twice[0].ends_with(":1") && twice[1].ends_with(":2") && twice[0] != twice[1], "{twice:?}");
    }

    #[test]
    fn what_nobody_found_is_an_empty_list() {
        assert_eq!(log(&[], &[])["runs"][0]["results"], json!([]));
    }
}
