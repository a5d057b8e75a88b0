//! Archives in every form that tools write.

use super::tape::{Tape, fault, header, lines, scan, sum};
use archwright_oci::content::EntryContent;

#[test]
fn every_kind_of_entry() {
    let archive = Tape::default()
        .directory("./")
        .directory("./usr/")
        .file("/usr/file", b"12345")
        .entry(0, b"old", b"", b"123")
        .entry(0, b"old-dir/", b"", b"")
        .symlink("link", "/usr/file")
        .hard_link("./hard", "./usr/file")
        .entry(b'3', b"null", b"", b"")
        .entry(b'4', b"disk", b"", b"")
        .entry(b'6', b"pipe", b"", b"")
        .entry(b'g', b"pax_global_header", b"", b"20 comment=a commit\n")
        .file("usr/.wh.gone", b"")
        .file(".wh.top", b"")
        .file("usr/.wh..wh..opq", b"")
        .file(".wh..wh..opq", b"")
        .file(".wh..wh.plnk", b"")
        .end();
    assert_eq!(
        lines(&scan(&archive).unwrap()),
        [
            "/usr/",
            "/usr/file 5",
            "/old 3",
            "/old-dir/",
            "/link -> /usr/file",
            "/hard = /usr/file",
            "/null Character",
            "/disk Block",
            "/pipe Fifo",
            "/usr/gone gone",
            "/top gone",
            "/usr opaque",
            "/ opaque",
        ]
    );
}

#[test]
fn names_of_every_form() {
    let long = format!("{}/name", "directory/".repeat(20));
    let mut prefixed = header(b'0', b"name", b"", 0);
    prefixed[345..355].copy_from_slice(b"the/prefix");
    sum(&mut prefixed);
    let archive = Tape::default()
        .raw(&prefixed)
        .entry(b'L', b"././@LongLink", b"", format!("gnu/{long}\0").as_bytes())
        .entry(b'K', b"././@LongLink", b"", format!("target/{long}\0").as_bytes())
        .symlink("cut", "cut")
        .pax(&[("path", b"pax/name"), ("linkpath", b"pax/target"), ("mtime", b"1700000000.123"), ("SCHILY.xattr.user.a", b"\0\xff")])
        .symlink("cut", "cut")
        .pax(&[("path", b""), ("size", b"")])
        .file("kept", b"x")
        .pax(&[("path", b"caf\xe9\n")])
        .file("cut", b"")
        .end();
    let long = long.replace("//", "/");
    assert_eq!(
        lines(&scan(&archive).unwrap()),
        [
            "/the/prefix/name 0".to_owned(),
            format!("/gnu/{long} -> target/{}/name", "directory/".repeat(20)),
            "/pax/name -> pax/target".to_owned(),
            "/kept 1".to_owned(),
            "/caf\\xe9\\n 0".to_owned(),
        ]
    );
}

#[test]
fn sizes_in_base_256_and_in_extended_headers() {
    let mut large = header(b'0', b"binary", b"", 0);
    large[124..136].copy_from_slice(&[0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0]);
    sum(&mut large);
    let archive = Tape::default().raw(&large).raw(&[1; 512]).pax(&[("size", b"600")]).raw(&header(b'0', b"pax", b"", 1)).raw(&[2; 1024]);
    assert_eq!(lines(&scan(&archive.end()).unwrap()), ["/binary 512", "/pax 600"]);
}

/// A script, so that what a scan knows of the content shows that holes are where they should be.
const SCRIPT: &[u8] = b"#!/bin/sh\n";

#[test]
fn sparse_files_of_every_form_have_their_content() {
    let piece = SCRIPT.len().to_string();
    let piece = piece.as_bytes();
    let numbers =
        [("GNU.sparse.offset", &b"0"[..]), ("GNU.sparse.numbytes", piece), ("GNU.sparse.offset", b"4096"), ("GNU.sparse.numbytes", b"2")];
    let stored = [SCRIPT, b"zz"].concat();
    let form_00 = [&[("GNU.sparse.size", &b"5000"[..]), ("GNU.sparse.numblocks", b"2")], &numbers[..]].concat();
    let map = format!("0,{},4096,2", SCRIPT.len());
    let form_01 = [
        ("GNU.sparse.major", &b"0"[..]),
        ("GNU.sparse.minor", b"1"),
        ("GNU.sparse.name", b"sparse"),
        ("GNU.sparse.size", b"5000"),
        ("GNU.sparse.numblocks", b"2"),
        ("GNU.sparse.map", map.as_bytes()),
    ];
    let form_10 =
        [("GNU.sparse.major", &b"1"[..]), ("GNU.sparse.minor", b"0"), ("GNU.sparse.name", b"sparse"), ("GNU.sparse.realsize", b"5000")];
    let mut in_data = format!("2\n0\n{}\n4096\n2\n", SCRIPT.len()).into_bytes();
    in_data.resize(512, 0);
    in_data.extend(&stored);
    for (records, name, data) in [
        (&form_00[..], "sparse", &stored),
        (&form_01[..], "GNUSparseFile.1/sparse", &stored),
        (&form_10[..], "GNUSparseFile.1/sparse", &in_data),
    ] {
        let scan = scan(&Tape::default().pax(records).file(name, data).file("after", b"").end()).unwrap();
        assert_eq!(lines(&scan), ["/sparse 5000", "/after 0"]);
        let EntryContent::File(file) = &scan.entries[0].content else { panic!() };
        assert!(format!("{:?}", file.code).contains("/bin/sh"), "{:?}", file.code);
    }
}

#[test]
fn maps_of_sparse_files_that_lie() {
    let map = |size: &'static str, map: &'static str, blocks: &'static str| {
        let records = [
            ("GNU.sparse.major", &b"0"[..]),
            ("GNU.sparse.minor", b"1"),
            ("GNU.sparse.size", size.as_bytes()),
            ("GNU.sparse.numblocks", blocks.as_bytes()),
            ("GNU.sparse.map", map.as_bytes()),
        ];
        fault(&Tape::default().pax(&records).file("sparse", b"1234").end())
    };
    let not_its_data = "the map of a sparse file is not that of its data";
    assert!(map("100", "0,5", "1").contains(not_its_data));
    assert!(map("100", "0,2,1,2", "2").contains(not_its_data));
    assert!(map("3", "0,4", "1").contains(not_its_data));
    assert!(map("100", "9223372036854775807,4", "1").contains(not_its_data));
    assert!(map("100", "0,4", "2").contains("another number of pieces"));
    assert!(map("100", "0", "0").contains("half a piece"));
    assert!(map("9223372036854775807", "0,4", "1").contains("sparse files of 9223372036854775807 bytes"));
}

#[test]
fn headers_that_go_does_not_read() {
    let mut bad_sum = header(b'0', b"a", b"", 0);
    bad_sum[0] = b'b';
    let mut not_octal = header(b'0', b"a", b"", 0);
    not_octal[124..136].copy_from_slice(b"0000000008x\0");
    sum(&mut not_octal);
    let mut negative = header(b'0', b"a", b"", 0);
    negative[124..136].fill(0xff);
    sum(&mut negative);
    for (block, said) in
        [(bad_sum, "its checksum is wrong"), (not_octal, "a number is not octal"), (negative, "a file has a negative size")]
    {
        assert!(fault(&Tape::default().raw(&block).end()).contains(said));
    }
    for (record, said) in [
        (&b"30 path=a\n"[..], "an extended header is broken"),
        (b"10 path=ab\n", "an extended header is broken"),
        (b"12 path=a\0b\n", "a NUL where none may be"),
        (b"11 size=-1\n", "is negative"),
        (b"11 mtime=x\n", "is none"),
        (b"no length\n", "is none"),
    ] {
        let error = fault(&Tape::default().entry(b'x', b"pax", b"", record).file("a", b"").end());
        assert!(error.contains(said), "{}: {error}", record.escape_ascii());
    }
    for flag in [b'7', b'S', b'V', b'M', b'D', b'?'] {
        let error = scan(&Tape::default().entry(flag, b"strange", b"", b"").end()).unwrap_err();
        assert_eq!(
            (error.to_string(), error.path()),
            (format!("no runtime unpacks an entry of type `{}`", char::from(flag)), Some("/strange"))
        );
    }
}

#[test]
fn an_archive_may_end_without_its_end() {
    let open = Tape::default().file("a", b"x");
    for archive in [open.clone().0, open.clone().raw(&[0; 512]).0, open.clone().0[..513].to_vec()] {
        assert_eq!(lines(&scan(&archive).unwrap()), ["/a 1"]);
    }
    assert!(fault(&open.clone().0[..512]).contains("ends 1 bytes before its last file does"));
    assert!(fault(&open.raw(&header(b'0', b"b", b"", 0)[..100]).0).contains("ends 100 bytes into a header"));
}

#[test]
fn texts_that_judging_needs_are_kept() {
    let scan = scan(&Tape::default().file("etc/ld.so.conf", b"include x").file("etc/passwd", b"root").end()).unwrap();
    let text = |position: usize| match &scan.entries[position].content {
        EntryContent::File(file) => file.text.as_deref(),
        _ => panic!(),
    };
    assert_eq!((text(0), text(1)), (Some(&b"include x"[..]), None));
}
