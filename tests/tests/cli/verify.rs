//! `verify`, `audit` and `explain`, as far as no registry and no Docker server is needed.

use super::support::Sandbox;
use serde_json::Value;
use std::{
    fs::{self, File},
    io::Write as _,
};

const LAYOUT: &str = "target/archwright/layout/app";

fn built() -> Sandbox {
    let sandbox = Sandbox::image();
    sandbox.run(&["docker-build"]).exits(0);
    sandbox
}

/// A layout as one tar file, as `skopeo` and BuildKit write it.
fn packed(sandbox: &Sandbox) {
    let mut tar = tar::Builder::new(File::create(sandbox.path("app.tar")).unwrap());
    tar.append_dir_all(".", sandbox.path(LAYOUT)).unwrap();
    tar.into_inner().unwrap().flush().unwrap();
}

#[test]
fn every_file_of_a_layout_and_of_an_archive_is_looked_at() {
    let sandbox = built();
    packed(&sandbox);
    for reference in [format!("oci:{LAYOUT}"), "oci-archive:app.tar".into()] {
        sandbox.run(&["verify", &reference]).exits(0).shows("2 files").shows("have their digests").shows("proven");
        let documents = sandbox.run(&["verify", &reference, "--require", "documents"]).exits(0);
        assert!(!documents.stdout.contains(" file"), "{}", documents.stdout);
        sandbox.run(&["verify", &reference, "--require", "provenance,sbom"]).exits(0);
        sandbox.run(&["audit", &reference]).exits(0).shows("proven");
    }
}

/// `index.json` of several images: a name or a digest behind the path chooses one.
#[test]
fn one_image_of_several_in_a_layout_is_chosen() {
    let sandbox = built();
    let file = format!("{LAYOUT}/index.json");
    let mut root: Value = serde_json::from_str(&sandbox.read(&file)).unwrap();
    let index = root["manifests"][0]["digest"].as_str().unwrap().to_owned();
    let blob = format!("{LAYOUT}/blobs/sha256/{}", index.trim_start_matches("sha256:"));
    let children: Value = serde_json::from_str(&sandbox.read(&blob)).unwrap();
    let mut child = children["manifests"][0].clone();
    child["annotations"] = serde_json::json!({ "org.opencontainers.image.ref.name": "one" });
    root["manifests"].as_array_mut().unwrap().push(child.clone());
    sandbox.write(&file, &root.to_string());
    packed(&sandbox);
    for place in [format!("oci:{LAYOUT}"), "oci-archive:app.tar".into()] {
        sandbox.run(&["verify", &place]).exits(9).says("put one of these behind its path").says("`:one`");
        sandbox.run(&["verify", &format!("{place}:one")]).exits(0).shows(child["digest"].as_str().unwrap());
        sandbox.run(&["verify", &format!("{place}@{index}")]).exits(0).shows(&index);
        sandbox.run(&["verify", &format!("{place}:two")]).exits(9).says("it has no such image");
        sandbox.run(&["verify", &format!("{place}@sha256:1")]).exits(2).says("is no digest");
    }
}

#[test]
fn what_is_no_archive_is_told_with_what_is_meant() {
    let sandbox = built();
    packed(&sandbox);
    sandbox.write("text.tar", "no tar at all\n");
    let as_folder = format!("oci-archive:{LAYOUT}");
    sandbox.run(&["verify", &as_folder]).exits(2).says(&format!("did you mean `oci:{LAYOUT}`?"));
    sandbox.run(&["verify", "oci:app.tar"]).exits(2).says("did you mean `oci-archive:app.tar`?");
    sandbox.run(&["verify", "app.tar"]).exits(2).says("did you mean `oci-archive:app.tar`?");
    sandbox.run(&["verify", "oci-archive:nowhere.tar"]).exits(2).says("names no file");
    sandbox.run(&["verify", "oci-archive:text.tar"]).exits(9).says("text.tar");
    sandbox.run(&["verify", "docker:"]).exits(2).says("names no image");
}

#[test]
fn findings_as_sarif() {
    let sandbox = built();
    let reference = format!("oci:{LAYOUT}");
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let log = read(&sandbox.run(&["verify", &reference, "--platforms", "linux/arm64", "--sarif"]).exits(9).stdout);
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(log.get("schema-version"), None, "it is others' form");
    let results = log["runs"][0]["results"].as_array().unwrap();
    let ids: Vec<_> = results.iter().map(|result| result["ruleId"].as_str().unwrap()).collect();
    assert_eq!(ids, ["AW101", "AW102"]);
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect::<Vec<_>>(), ["AW101", "AW102"]);
    assert!(rules[0]["help"]["markdown"].as_str().unwrap().contains("## How to see it by hand"));
    let sound = read(&sandbox.run(&["verify", &reference, "--sarif"]).exits(0).stdout);
    assert_eq!(sound["runs"][0]["results"], serde_json::json!([]));
    sandbox.run(&["verify", &reference, "--sarif", "--json"]).exits(2);
}

#[test]
fn explain_tells_one_story_or_lists_all() {
    let sandbox = Sandbox::image();
    let page = sandbox.run(&["explain", "aw103"]).exits(0);
    page.shows("# AW103: config is not of the entry's platform").shows("exec format error").shows("## What is no case of it");
    let list = sandbox.run(&["explain"]).exits(0).stdout;
    assert!(list.lines().count() > 16 && list.starts_with("AW101  error"), "{list}");
    sandbox.run(&["explain", "AW1O3"]).exits(2).says("there is no finding `AW1O3`").says("did you mean `AW103`?");
}

/// A copy that broke off says so, with how far it came, whether it is the archive that is cut or a file of the layout.
#[test]
fn what_is_cut_off_is_told_with_how_far_it_goes() {
    let sandbox = built();
    packed(&sandbox);
    let whole = fs::read(sandbox.path("app.tar")).unwrap();
    for length in [1024, whole.len() / 4, whole.len() / 2, whole.len() / 2 + 300] {
        fs::write(sandbox.path("cut.tar"), &whole[..length]).unwrap();
        let ended = sandbox.run(&["verify", "oci-archive:cut.tar"]).exits(9);
        ended.says("it ends too early").says(&format!("after {length} bytes")).says("fix: copy it again");
    }
    let layer = layer(&sandbox);
    let bytes = fs::read(sandbox.path(&layer)).unwrap();
    fs::write(sandbox.path(&layer), &bytes[..bytes.len() - 7]).unwrap();
    let told = format!("it ends too early, after {} of {} bytes", bytes.len() - 7, bytes.len());
    sandbox.run(&["verify", &format!("oci:{LAYOUT}")]).exits(9).shows("AW108").shows(&told);
}

/// The first layer of the image.
fn layer(sandbox: &Sandbox) -> String {
    let document = |digest: &Value| {
        let blob = format!("{LAYOUT}/blobs/{}", digest["digest"].as_str().unwrap().replace(':', "/"));
        (serde_json::from_str::<Value>(&sandbox.read(&blob)).unwrap_or_default(), blob)
    };
    let root: Value = serde_json::from_str(&sandbox.read(&format!("{LAYOUT}/index.json"))).unwrap();
    let (index, _) = document(&root["manifests"][0]);
    let (image, _) = document(&index["manifests"][0]);
    format!("{LAYOUT}/blobs/{}", image["layers"][0]["digest"].as_str().unwrap().replace(':', "/"))
}

/// What is remembered of a layer says nothing of one that is gone; and a platform with an error does not read as proved.
#[test]
fn a_platform_that_lacks_a_layer_is_not_proven_whatever_is_remembered() {
    let sandbox = built();
    let reference = format!("oci:{LAYOUT}");
    sandbox.run(&["verify", &reference]).exits(0).shows("2 files");
    fs::remove_file(sandbox.path(&layer(&sandbox))).unwrap();
    let ended = sandbox.run(&["verify", &reference]).exits(9).shows("not proven: AW105").shows("looked at: ");
    assert!(!ended.stdout.contains("2 files") && !ended.stdout.contains("proved: "), "{}", ended.stdout);
    let json: Value = serde_json::from_str(&sandbox.run(&["verify", &reference, "--json"]).exits(9).stdout).unwrap();
    assert_eq!(json["verdicts"][0]["verdict"]["platforms"][0]["errors"], serde_json::json!(["AW105"]));
}

/// An empty log would tell a code host that all findings are mended.
#[test]
fn no_sarif_where_something_could_not_be_judged() {
    let sandbox = built();
    let reference = format!("oci:{LAYOUT}");
    for verb in ["verify", "audit"] {
        for subjects in [vec!["oci:nowhere"], vec![&reference, "oci:nowhere"]] {
            let ended = sandbox.run(&[&[verb, "--sarif"], subjects.as_slice()].concat()).exits(2).says("`nowhere` is no folder");
            assert_eq!(ended.stdout, "");
        }
    }
}

#[test]
fn what_is_no_place_of_ours_is_told_and_no_registry_asked() {
    let sandbox = built();
    packed(&sandbox);
    for (given, meant) in [
        ("oci-archve:app.tar", "oci-archive:app.tar"),
        ("docker-archive:app.tar", "oci-archive:app.tar"),
        ("docker-daemon:app:1", "docker:app:1"),
        ("ocl:./target", "oci:./target"),
        ("https://ghcr.io/acme/app:1", "ghcr.io/acme/app:1"),
    ] {
        sandbox.run(&["verify", given]).exits(2).says(&format!("did you mean `{meant}`?"));
    }
    for nowhere in ["./nowhere", "/nowhere/app", "nowhere.tar"] {
        sandbox.run(&["verify", nowhere]).exits(2).says(&format!("there is no folder and no file `{nowhere}`"));
    }
    sandbox.run(&["audit", LAYOUT]).exits(2).says(&format!("did you mean `oci:{LAYOUT}`?"));
}
