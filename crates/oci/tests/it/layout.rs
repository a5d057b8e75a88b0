use crate::support::{built, merged, scratch};
use archwright_oci::annotation::Annotations;
use archwright_oci::layout::{Choice, LayoutError, merge, write_tar};
use archwright_oci::media_type::OCI_INDEX;
use archwright_oci::{EntryKind, Expectation, Layout, NoSecrets, ReadPolicy, images_by_platform, judge, read_image};
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn per_platform_layouts_merge_into_one_index() {
    let scratch = scratch();
    let (layout, index) = merged(&scratch);
    assert_eq!(index.media_type(), OCI_INDEX);
    let entries = &index.index().unwrap().manifests;
    let kinds: Vec<_> = entries.iter().map(|entry| matches!(EntryKind::of(entry), EntryKind::Attestation { of: Some(_) })).collect();
    assert_eq!(kinds, [false, false, true, true]);
    let platforms: Vec<_> = images_by_platform(index.index().unwrap()).into_keys().collect();
    assert_eq!(platforms, ["linux/amd64", "linux/arm64"]);
    // The variant is spelled as containerd normalises it.
    assert_eq!(entries[1].platform.as_ref().unwrap().variant, None);

    let names: Vec<_> =
        layout.index().unwrap().manifests.iter().map(|entry| entry.annotations["io.containerd.image.name"].clone()).collect();
    assert_eq!(names, ["127.0.0.1:5005/noetl/server:1.2", "docker.io/library/debian:x"]);
    // Everything that the index refers to is there and whole; the indexes of the parts are not.
    let reachable = layout.reachable(&index.descriptor()).unwrap();
    assert_eq!(reachable.len(), 1 + 4 + 4 + 3 + 4);
    for blob in &reachable {
        assert_eq!(layout.verify_blob(&blob.digest).unwrap(), blob.size);
    }
    assert_eq!(std::fs::read_dir(layout.path().join("blobs/sha256")).unwrap().count(), reachable.len());
    assert_eq!(layout.root().unwrap().digest(), index.digest());
}

#[test]
fn merging_twice_gives_the_same_bytes() {
    let (one, two) = (scratch(), scratch());
    assert_eq!(merged(&one).1.bytes(), merged(&two).1.bytes());
    assert_eq!(merged(&one).1.bytes(), merged(&two).1.bytes());
}

#[test]
fn damage_is_found() {
    let scratch = scratch();
    let (layout, index) = merged(&scratch);
    let image = &index.index().unwrap().manifests[0];
    let file = layout.blob_path(&image.digest);
    let bytes = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    assert!(layout.document(image).unwrap_err().to_string().ends_with("bad manifest: it is not in the layout"));
    std::fs::write(&file, &bytes[1..]).unwrap();
    assert!(layout.document(image).unwrap_err().to_string().contains("bytes, its descriptor says"));
    let mut flipped = bytes;
    let last = flipped.len() - 3;
    flipped[last] ^= b' ';
    std::fs::write(&file, &flipped).unwrap();
    assert!(layout.verify_blob(&image.digest).unwrap_err().to_string().contains("its digest is sha256:"));
    assert!(layout.document(image).is_err());

    std::fs::write(layout.path().join("oci-layout"), r#"{"imageLayoutVersion":"2.0.0"}"#).unwrap();
    assert!(Layout::open(layout.path()).unwrap_err().to_string().contains("version `2.0.0` is not 1.0.0"));
    assert!(Layout::open(scratch.path.join("nothing")).unwrap_err().to_string().contains("there is no such file"));
    std::fs::create_dir(scratch.path.join("full")).unwrap();
    std::fs::write(scratch.path.join("full/x"), "").unwrap();
    assert!(Layout::create(scratch.path.join("full")).unwrap_err().to_string().contains("not empty"));
}

/// A layer that somebody changed and left as long as it was.
#[test]
fn every_blob_of_a_layout_is_hashed_and_not_only_measured() {
    let scratch = scratch();
    let (layout, index) = merged(&scratch);
    let expected = Expectation::platforms("linux/amd64,linux/arm64".parse().unwrap());
    assert!(judge(&read_image(&layout, &index, &ReadPolicy::PUBLISHED, &NoSecrets).unwrap(), &expected).proven().is_some());

    let image = layout.document(&index.index().unwrap().manifests[1]).unwrap();
    let file = layout.blob_path(&image.manifest().unwrap().layers[1].digest);
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[20] ^= 1;
    // Not through the file itself: it may be a link to the part's.
    std::fs::remove_file(&file).unwrap();
    std::fs::write(&file, &bytes).unwrap();
    let verdict = judge(&read_image(&layout, &index, &ReadPolicy::PUBLISHED, &NoSecrets).unwrap(), &expected);
    let findings: Vec<_> = verdict.findings().iter().map(|finding| (finding.id.as_str(), finding.message.as_str())).collect();
    assert!(matches!(findings.as_slice(), [("AW108", message)] if message.contains("its digest is sha256:")), "{findings:?}");
    assert_eq!(verdict.proven(), None);
    // What was proven before is not packed either.
    let error = write_tar(&layout, &index, &[], std::io::sink()).unwrap_err();
    assert!(error.as_content().is_some() && error.path() == file, "{error}");
}

#[test]
fn the_tar_is_deterministic_and_has_both_forms() {
    let part = built("amd64");
    let names = ["noetl/server:1.2".parse().unwrap()];
    let mut bytes = Vec::new();
    write_tar(&part, &part.root().unwrap(), &names, &mut bytes).unwrap();
    let mut again = Vec::new();
    write_tar(&part, &part.root().unwrap(), &names, &mut again).unwrap();
    assert_eq!(bytes, again);

    let files = unpack(&bytes);
    let sorted: Vec<_> = files.iter().map(|(name, _)| name.clone()).collect();
    assert!(sorted.is_sorted(), "{sorted:?}");
    let files: BTreeMap<_, _> = files.into_iter().collect();
    let saved: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    assert_eq!(saved[0]["RepoTags"][0], "noetl/server:1.2");
    for path in saved[0]["Layers"].as_array().unwrap().iter().chain([&saved[0]["Config"]]) {
        assert!(files.contains_key(path.as_str().unwrap()), "{path}");
    }
    let index: serde_json::Value = serde_json::from_slice(&files["index.json"]).unwrap();
    assert_eq!(index["manifests"][0]["annotations"]["io.containerd.image.name"], "docker.io/noetl/server:1.2");
}

#[test]
fn several_platforms_have_no_docker_save_manifest() {
    let scratch = scratch();
    let (layout, index) = merged(&scratch);
    let mut bytes = Vec::new();
    write_tar(&layout, &index, &[], &mut bytes).unwrap();
    let names: Vec<_> = unpack(&bytes).into_iter().map(|(name, _)| name).collect();
    assert!(!names.contains(&"manifest.json".to_owned()));
    // Two directories, sixteen parts, `index.json`, `oci-layout`; no wrapper index.
    assert_eq!(names.len(), 2 + 16 + 2);
}

fn unpack(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = tar::Archive::new(bytes);
    let read = |entry: std::io::Result<tar::Entry<'_, &[u8]>>| {
        let mut entry = entry.unwrap();
        assert_eq!((entry.header().mtime().unwrap(), entry.header().uid().unwrap()), (0, 0));
        let name = entry.path().unwrap().to_str().unwrap().to_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        (name, content)
    };
    archive.entries().unwrap().map(read).collect()
}

/// Whatever reads, copies or packs ends where it is once nobody waits for it.
#[test]
fn a_flag_that_is_raised_ends_everything_that_reads() {
    let scratch = scratch();
    let (layout, index) = merged(&scratch);
    let flag = Arc::new(AtomicBool::new(false));
    let layout = layout.until(Arc::clone(&flag));
    assert!(read_image(&layout, &index, &ReadPolicy::PUBLISHED, &NoSecrets).is_ok());

    flag.store(true, Ordering::Relaxed);
    let error = read_image(&layout, &index, &ReadPolicy::PUBLISHED, &NoSecrets).unwrap_err();
    assert!(error.content().is_none() && error.place::<LayoutError>().is_some_and(LayoutError::is_cancelled), "{error}");
    let (elsewhere, mut bytes) = (Layout::create(scratch.path.join("elsewhere")).unwrap(), Vec::new());
    for error in [
        layout.root().unwrap_err(),
        layout.verify_blob(index.digest()).unwrap_err(),
        write_tar(&layout, &index, &[], &mut bytes).unwrap_err(),
        merge(std::slice::from_ref(&layout), &elsewhere, &[], &Annotations::new()).unwrap_err(),
    ] {
        assert!(error.is_cancelled() && error.as_content().is_none(), "{error}");
        assert_eq!(error.to_string(), "interrupted");
    }
}

/// As tools write them that put each platform under a name of its own, or under none.
#[test]
fn several_images_are_one_if_they_are_its_platforms_and_else_one_is_chosen() {
    let scratch = scratch();
    let (layout, index) = merged(&scratch);
    let images: Vec<_> = index.index().unwrap().images().cloned().collect();
    let write = |names: [Option<&str>; 2], change: fn(&mut archwright_oci::Descriptor)| {
        let mut entries = images.clone();
        for (entry, name) in entries.iter_mut().zip(names) {
            entry.annotations = name.map(|name| ("org.opencontainers.image.ref.name".to_owned(), name.to_owned())).into_iter().collect();
            change(entry);
        }
        let root = archwright_oci::Index::new(OCI_INDEX, entries);
        std::fs::write(layout.path().join("index.json"), serde_json::to_vec(&root).unwrap()).unwrap();
    };
    let chosen = |choice: &Choice| layout.chosen(choice).map(|document| document.digest().clone()).map_err(|error| error.to_string());
    let platforms = || {
        let root = layout.chosen(&Choice::Only).map_err(|error| error.to_string())?;
        let record = read_image(&layout, &root, &ReadPolicy::PUBLISHED, &NoSecrets).map_err(|error| error.to_string())?;
        let verdict = judge(&record, &Expectation::default());
        assert_eq!(verdict.findings().iter().filter(|finding| finding.id != "AW111").count(), 0, "{:?}", verdict.findings());
        Ok::<_, String>(verdict.platforms().len())
    };

    // An image of a platform inside of what `index.json` names.
    assert_eq!(chosen(&Choice::Digest(images[1].digest.clone())).unwrap(), images[1].digest);
    write([None, None], |_| ());
    assert_eq!(platforms(), Ok(2));
    write([Some("1.2"), Some("1.2")], |_| ());
    assert_eq!(platforms(), Ok(2));
    // What an entry does not say, its config does.
    write([None, None], |entry| entry.platform = None);
    assert_eq!(platforms(), Ok(2));

    write([Some("1.2"), Some("ghcr.io/noetl/server:1.3")], |_| ());
    let error = chosen(&Choice::Only).unwrap_err();
    assert!(
        error.ends_with(
            "index.json names 2 images, where one is needed; put one of these behind its path: `:1.2`, `:ghcr.io/noetl/server:1.3`"
        ),
        "{error}"
    );
    for (name, digest) in [("1.2", &images[0].digest), ("1.3", &images[1].digest), ("ghcr.io/noetl/server:1.3", &images[1].digest)] {
        assert_eq!(chosen(&Choice::Name(name.into())).as_ref(), Ok(digest));
    }
    assert_eq!(chosen(&Choice::Digest(images[0].digest.clone())).as_ref(), Ok(&images[0].digest));
    let error = chosen(&Choice::Name("3".into())).unwrap_err();
    assert!(error.contains("it has no such image; put one of these behind its path: `:1.2`"), "{error}");

    // Two of one platform are two images.
    write([None, None], |entry| entry.platform.as_mut().unwrap().architecture = "amd64".into());
    let error = chosen(&Choice::Only).unwrap_err();
    assert!(error.contains(&format!("`@{}`", images[1].digest)), "{error}");
}
