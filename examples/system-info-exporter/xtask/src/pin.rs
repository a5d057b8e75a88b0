//! `cargo xtask pin`: `k8s/daemonset.yaml` names the image by the digest that the last `docker-build --push` proved and tagged.

use serde_json::Value;
use std::{error::Error, ffi::OsString, fs, path::Path, process::ExitCode};

const MANIFEST: &str = "k8s/daemonset.yaml";
const NAME: &str = "system-info-exporter";

/// The chore.
pub fn run(args: &[OsString]) -> ExitCode {
    if !args.is_empty() {
        eprintln!("error: `pin` takes no arguments");
        return ExitCode::from(2);
    }
    match pin(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))) {
        Ok(image) => {
            println!("{MANIFEST} has {image}\n");
            println!("kubectl apply -f {MANIFEST}");
            println!("kubectl rollout restart daemonset/{NAME} -n {NAME}");
            println!("kubectl logs -n {NAME} -l app.kubernetes.io/name={NAME} --tail 20");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(3)
        }
    }
}

fn pin(root: &Path) -> Result<String, Box<dyn Error>> {
    let report = root.join("target/archwright/report.json");
    let report =
        fs::read_to_string(&report).map_err(|_| "nothing was built yet: run `cargo xtask docker-build --push`")?;
    let image = published(&serde_json::from_str(&report)?)
        .ok_or("the last run pushed no image: run `cargo xtask docker-build --push`")?;
    let manifest = root.join(MANIFEST);
    fs::write(
        &manifest,
        pinned(&fs::read_to_string(&manifest)?, &image).ok_or(format!("{MANIFEST} has no `image:` of {NAME}"))?,
    )?;
    Ok(image)
}

/// `NAME:TAG@DIGEST`, of the first tag of the image that the report says was published.
fn published(report: &Value) -> Option<String> {
    let image = report["images"].as_array()?.iter().find(|image| image["image"] == "exporter")?;
    let tag = image["tags"].as_array()?.first()?["reference"].as_str()?;
    (report["exit"] == 0).then(|| Some(format!("{tag}@{}", image["digest"].as_str()?))).flatten()
}

/// The manifest with that image in each of its lines that had another tag or digest of it.
fn pinned(manifest: &str, image: &str) -> Option<String> {
    let mut count = 0;
    let line = |line: &str| match line.split_once("image: ") {
        Some((before, old))
            if old.rsplit('/').next().is_some_and(|last| last.split([':', '@']).next() == Some(NAME)) =>
        {
            count += 1;
            format!("{before}image: {image}\n")
        }
        _ => format!("{line}\n"),
    };
    let text = manifest.lines().map(line).collect();
    (count > 0).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::{pinned, published};

    #[test]
    fn an_image_by_tag_or_digest_becomes_the_one_that_was_pushed() {
        let new = "reg.example/a/system-info-exporter:0.2.0@sha256:1234";
        for old in [
            "reg.example/a/system-info-exporter:0.1.0",
            "system-info-exporter",
            "x:5000/system-info-exporter:1@sha256:00",
        ] {
            let text = format!("  - name: exporter\n    image: {old}\n    # image: of others\n    image: busybox:1\n");
            let expected = text.replacen(old, new, 1);
            assert_eq!(pinned(&text, new), Some(expected), "{old}");
        }
        assert_eq!(pinned("image: busybox\n", new), None);
    }

    #[test]
    fn what_failed_or_was_not_pushed_is_not_pinned() {
        let report = |exit: u8, tags: &str| {
            serde_json::from_str(&format!(
                r#"{{"exit":{exit},"images":[{{"image":"exporter","digest":"sha256:1","tags":{tags}}}]}}"#
            ))
            .unwrap()
        };
        assert_eq!(
            published(&report(0, r#"[{"reference":"r/x:1"},{"reference":"r/x:latest"}]"#)),
            Some("r/x:1@sha256:1".into())
        );
        assert_eq!(published(&report(7, r#"[{"reference":"r/x:1"}]"#)), None);
        assert_eq!(published(&report(0, "[]")), None);
    }
}
