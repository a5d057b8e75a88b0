use super::*;
use crate::media_type::{DOCKER_MANIFEST, OCI_MANIFEST};

fn digest(of: &str) -> Digest {
    crate::digest::sha256(of.as_bytes())
}

/// An index as buildx pushes it for one platform: the image, and its attestation.
fn wrapper(architecture: &str, variant: Option<&str>, image: &str, about: &str) -> Document {
    let variant = variant.map(|variant| format!(r#","variant":"{variant}""#)).unwrap_or_default();
    let json = format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_INDEX}","manifests":[
            {{"mediaType":"{OCI_MANIFEST}","digest":"{}","size":10,"platform":{{"architecture":"{architecture}","os":"linux"{variant}}},"x":1}},
            {{"mediaType":"{OCI_MANIFEST}","digest":"{}","size":20,"platform":{{"architecture":"unknown","os":"unknown"}},
              "annotations":{{"vnd.docker.reference.type":"attestation-manifest","vnd.docker.reference.digest":"{}"}}}}]}}"#,
        digest(image),
        digest(&format!("attestation of {image}")),
        digest(about),
    );
    Document::parse(json.into_bytes(), None).unwrap()
}

fn bare(media_type: &str, name: &str) -> Document {
    let json = format!(
        r#"{{"schemaVersion":2,"mediaType":"{media_type}","config":{{"mediaType":"c","digest":"{}","size":1}},"layers":[]}}"#,
        digest(name)
    );
    Document::parse(json.into_bytes(), None).unwrap()
}

#[track_caller]
fn check(children: &[Child], expected: &str) {
    let got = match join(children, &Annotations::new()) {
        Ok(document) => {
            assert_eq!(join(children, &Annotations::new()).unwrap().bytes(), document.bytes());
            let entries = &document.value().manifests;
            let names: Vec<_> = entries.iter().map(|entry| entry.platform.as_ref().unwrap().to_string()).collect();
            format!("{} {}", if document.media_type() == OCI_INDEX { "oci" } else { "docker" }, names.join(" "))
        }
        Err(error) => error.why().to_owned(),
    };
    assert_eq!(got, expected);
}

#[test]
fn images_come_first_in_the_order_asked_for_and_attestations_behind() {
    let arm = Child::index(wrapper("arm64", Some("v8"), "arm", "arm"));
    let amd = Child::index(wrapper("amd64", None, "amd", "amd"));
    check(&[arm.clone(), amd.clone()], "oci linux/arm64 linux/amd64 unknown/unknown unknown/unknown");
    check(&[amd, Child::of(bare(OCI_MANIFEST, "arm"), Platform::LINUX_ARM64)], "oci linux/amd64 linux/arm64 unknown/unknown");
    let docker =
        [Child::of(bare(DOCKER_MANIFEST, "amd"), Platform::LINUX_AMD64), Child::of(bare(DOCKER_MANIFEST, "arm"), Platform::LINUX_ARM64)];
    check(&docker, "docker linux/amd64 linux/arm64");
    let mixed = [docker[0].clone(), Child::of(bare(OCI_MANIFEST, "arm"), Platform::LINUX_ARM64)];
    check(&mixed, "oci linux/amd64 linux/arm64");
    check(std::slice::from_ref(&arm), "oci linux/arm64 unknown/unknown");
}

#[test]
fn descriptors_are_copied_with_what_we_do_not_know() {
    let index = join(&[Child::index(wrapper("arm64", Some("v8"), "arm", "arm"))], &Annotations::from([("a".into(), "b".into())])).unwrap();
    let image = &index.value().manifests[0];
    assert_eq!((image.size, image.extra["x"].as_u64()), (10, Some(1)));
    assert_eq!(index.value().annotations["a"], "b");
    assert_eq!(images_by_platform(index.value()), BTreeMap::from([("linux/arm64".to_owned(), digest("arm"))]));
    let again = Document::parse(index.bytes(), None).unwrap();
    assert_eq!(again.index(), Some(index.value()));
}

#[test]
fn what_cannot_be_joined_is_refused() {
    let amd = wrapper("amd64", None, "amd", "amd");
    check(&[], "there is nothing to join");
    check(&[Child::index(amd.clone()), Child::of(bare(OCI_MANIFEST, "x"), Platform::LINUX_AMD64)], "`linux/amd64` comes from two builds");
    check(&[Child::index(bare(OCI_MANIFEST, "x"))], "it is a bare manifest, and nobody said of which platform");
    check(&[Child::of(amd, Platform::LINUX_ARM64)], "it was built for `linux/arm64` and has `linux/amd64`");
    check(
        &[Child::index(wrapper("mips64le", None, "x", "x"))],
        &format!("entry {} is of `linux/mips64le`, which is no known platform", digest("x")),
    );
    let orphan = format!("attestation {} is of {}, which is no image here", digest("attestation of amd"), digest("other"));
    check(&[Child::index(wrapper("amd64", None, "amd", "other"))], &orphan);
    check(
        &[Child::index(wrapper("unknown", None, "x", "x"))],
        &format!("entry {} is of `linux/unknown`, which is no known platform", digest("x")),
    );
}
