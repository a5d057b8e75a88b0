//! Layers over each other, as an overlay mount shows them. What is expected was seen with containerd 2.1 (overlayfs snapshotter).

use super::tape::{Tape, scan};
use archwright_oci::content::{FileSystem, NodeKind, ResolveError};

fn system(layers: &[Tape]) -> FileSystem {
    FileSystem::new(layers.iter().map(|layer| scan(&layer.clone().end()).unwrap()))
}

fn show(system: &FileSystem) -> Vec<String> {
    let line = |node: archwright_oci::content::Node<'_>| {
        let layer = node.layer().map_or(0, |layer| layer.number);
        match node.kind() {
            NodeKind::Directory => format!("{layer} {}/", node.display()),
            NodeKind::File(file) => format!("{layer} {} {}", node.display(), file.size),
            NodeKind::Symlink(target) => format!("{layer} {} -> {}", node.display(), target.escape_ascii()),
            NodeKind::Device(kind) => format!("{layer} {} {kind:?}", node.display()),
        }
    };
    system.iter().map(line).collect()
}

fn faults(system: &FileSystem) -> Vec<String> {
    system.faults().iter().map(|(layer, fault)| format!("{} {}: {fault}", layer.number, fault.path().unwrap_or_default())).collect()
}

#[track_caller]
fn check(layers: &[Tape], expected: &[&str]) {
    let system = system(layers);
    assert_eq!(show(&system), expected);
    assert_eq!(faults(&system), Vec::<String>::new());
}

fn base() -> Tape {
    Tape::default()
        .directory("usr")
        .directory("usr/bin")
        .file("usr/bin/sh", b"12")
        .symlink("bin", "usr/bin")
        .directory("a")
        .file("a/low", b"1")
}

#[test]
fn the_higher_layer_wins_and_directories_are_joined() {
    check(
        &[base(), Tape::default().file("a/new", b"123").file("usr/bin/sh", b"1234")],
        &["1 /a/", "1 /a/low 1", "2 /a/new 3", "1 /bin -> usr/bin", "1 /usr/", "1 /usr/bin/", "2 /usr/bin/sh 4"],
    );
    // A directory with an entry of its own is that layer's.
    check(&[Tape::default().directory("d").file("d/x", b""), Tape::default().directory("d")], &["2 /d/", "1 /d/x 0"]);
}

#[test]
fn of_several_entries_of_one_layer_the_last_wins() {
    check(&[Tape::default().file("a", b"1").file("a", b"22").symlink("b", "a").file("b", b"333")], &["1 /a 2", "1 /b 3"]);
    check(&[Tape::default().file("d/x", b"").file("d", b"1").directory("d").file("d/y", b"")], &["1 /d/", "1 /d/y 0"]);
}

#[test]
fn files_and_directories_take_each_others_place() {
    check(&[Tape::default().file("a/x", b""), Tape::default().file("a", b"1")], &["2 /a 1"]);
    check(&[Tape::default().file("a", b"1"), Tape::default().file("a/x", b"")], &["2 /a/", "2 /a/x 0"]);
    check(&[Tape::default().symlink("a", "b"), Tape::default().directory("a")], &["2 /a/"]);
    check(&[Tape::default().file("a/x", b""), Tape::default().symlink("a", "b")], &["2 /a -> b"]);
}

#[test]
fn whiteouts_take_away_what_is_below_and_nothing_else() {
    check(
        &[base(), Tape::default().file(".wh.a", b"").file(".wh.nothing", b"").file("usr/bin/.wh.sh", b"")],
        &["1 /bin -> usr/bin", "1 /usr/", "1 /usr/bin/"],
    );
    check(
        &[base(), Tape::default().file("usr/.wh.bin", b""), Tape::default().file("usr/bin/new", b"")],
        &["1 /a/", "1 /a/low 1", "1 /bin -> usr/bin", "1 /usr/", "3 /usr/bin/", "3 /usr/bin/new 0"],
    );
    // Opaque, before and after what the same layer brings.
    for layer in
        [Tape::default().file("a/.wh..wh..opq", b"").file("a/new", b""), Tape::default().file("a/new", b"").file("a/.wh..wh..opq", b"")]
    {
        check(&[Tape::default().file("a/low", b"").file("a/d/low", b""), layer], &["1 /a/", "2 /a/new 0"]);
    }
    check(&[base(), Tape::default().file(".wh..wh..opq", b"").file("only", b"")], &["2 /only 0"]);
    // A directory in the place of its own whiteout shows what is below.
    check(&[Tape::default().file("a/low", b""), Tape::default().file(".wh.a", b"").directory("a")], &["2 /a/", "1 /a/low 0"]);
    // Below a directory that begins in the same layer, a whiteout has nothing to take away.
    check(&[Tape::default(), Tape::default().directory("n").file("n/.wh.x", b"")], &["2 /n/"]);
}

#[test]
fn whiteouts_that_no_runtime_takes() {
    let there = "no runtime unpacks the whiteout: the same layer has a file of that name";
    let below = "no runtime unpacks it: part of its path is no directory in the same layer";
    for (layer, said) in [
        (Tape::default().file("a/low", b"").file("a/.wh.low", b""), format!("2 /a/low: {there}")),
        (Tape::default().directory("a").file(".wh.a", b""), format!("2 /a: {there}")),
        (Tape::default().file(".wh.a", b"").file("a/x", b""), format!("2 /a/x: {below}")),
        (Tape::default().file("f", b"").file("f/x", b""), format!("2 /f/x: {below}")),
    ] {
        assert_eq!(faults(&system(&[base(), layer])), [said]);
    }
}

#[test]
fn links_lead_entries_of_their_own_layer_only() {
    check(
        &[Tape::default().directory("usr/bin").symlink("bin", "usr/bin").file("bin/x", b"1")],
        &["1 /bin -> usr/bin", "1 /usr/", "1 /usr/bin/", "1 /usr/bin/x 1"],
    );
    // The trap of usr-merge: the link and all that it led to is hidden.
    let hidden = system(&[base(), Tape::default().file("bin/x", b"1")]);
    assert_eq!(show(&hidden)[2..4], ["2 /bin/", "2 /bin/x 1"]);
    assert_eq!(hidden.resolve("/bin/sh").unwrap_err(), ResolveError::NotFound("/bin/sh".into()));
    // Absolute links stay in the image, and what is not there is made.
    check(
        &[Tape::default().symlink("l", "/new/../other").file("l/x", b"")],
        &["1 /l -> /new/../other", "1 /new/", "1 /other/", "1 /other/x 0"],
    );
}

#[test]
fn hard_links_are_names_of_one_file() {
    let system = system(&[Tape::default()
        .file("a", b"12")
        .hard_link("b", "a")
        .file("a", b"3")
        .symlink("l", "d")
        .file("d/f", b"4444")
        .hard_link("h", "l/f")]);
    assert_eq!(show(&system), ["1 /a 1", "1 /b 2", "1 /d/", "1 /d/f 4", "1 /h 4", "1 /l -> d"]);
    assert!(system.node("d/f").unwrap().is_same_file(&system.node("h").unwrap()));
    assert!(!system.node("a").unwrap().is_same_file(&system.node("b").unwrap()));
}

#[test]
fn hard_links_that_no_runtime_takes() {
    for (link, said) in [
        (
            Tape::default().hard_link("h", "usr/bin/sh"),
            "2 /h: no runtime unpacks the hard link to /usr/bin/sh: that is a file of another layer",
        ),
        (Tape::default().hard_link("h", "nothing"), "2 /h: no runtime unpacks the hard link to /nothing: there is no /nothing"),
        (Tape::default().directory("d").hard_link("h", "d"), "2 /h: no runtime unpacks the hard link to /d: that is a directory"),
        (
            Tape::default().hard_link("h", "later").file("later", b""),
            "2 /h: no runtime unpacks the hard link to /later: there is no /later",
        ),
    ] {
        let system = system(&[base(), link]);
        assert_eq!(faults(&system), [said]);
        assert!(system.node("h").is_none());
    }
}

#[test]
fn paths_are_resolved_as_the_kernel_does() {
    let system =
        system(&[base().symlink("abs", "/usr").symlink("usr/up", "../a").symlink("chain", "abs/up/low").symlink("dangling", "nowhere")]);
    for (path, found) in [
        ("/bin/sh", "/usr/bin/sh"),
        ("bin/../../a/low", "/a/low"),
        ("//abs/./bin//sh", "/usr/bin/sh"),
        ("chain", "/a/low"),
        ("/", "/"),
        ("../../..", "/"),
        ("abs/up/..", "/"),
    ] {
        assert_eq!(system.resolve(path).map(|node| node.display()), Ok(found.to_owned()), "{path}");
    }
    assert_eq!(system.locate("bin").unwrap().kind(), NodeKind::Symlink(b"usr/bin"));
    assert_eq!(system.locate("bin/sh").unwrap().display(), "/usr/bin/sh");
    assert_eq!(system.node("bin/sh").map(|node| node.display()), None);
    assert_eq!(system.resolve("dangling").unwrap_err(), ResolveError::NotFound("/nowhere".into()));
    assert_eq!(system.resolve("a/low/x").unwrap_err(), ResolveError::NotDirectory("/a/low".into()));
    assert_eq!(
        system.root().children().map(|node| node.display()).collect::<Vec<_>>(),
        ["/a", "/abs", "/bin", "/chain", "/dangling", "/usr"]
    );
}
