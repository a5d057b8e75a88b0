//! Files as an image holds them, and what kind of program each is.

use archwright_tests::{engine::command::Command, project::Project};
use std::fs;

/// What `uname -m` says where a program runs, by the machine in its ELF header.
pub fn machine(bytes: &[u8]) -> &'static str {
    assert!(bytes.starts_with(b"\x7fELF"), "no ELF file: {:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(40)]));
    match u16::from_le_bytes([bytes[18], bytes[19]]) {
        62 => "x86_64",
        183 => "aarch64",
        other => panic!("ELF machine {other}"),
    }
}

/// Whether the kernel starts a 64-bit program through a loader: one of its program headers is `PT_INTERP`.
pub fn needs_a_loader(bytes: &[u8]) -> bool {
    let half = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
    let headers = u64::from_le_bytes(bytes[32..40].try_into().expect("eight bytes"));
    let headers = usize::try_from(headers).expect("an offset in the file");
    (0..half(56)).any(|number| bytes[headers + number * half(54)..].starts_with(&3_u32.to_le_bytes()))
}

/// A file of a published image, read by crane and tar.
#[track_caller]
pub fn file_in_image(project: &Project, image: &str, digest: &str, path: &str) -> Vec<u8> {
    let reference = format!("{}/{}@{digest}", project.docker.registry, project.repository(image));
    let tar = project.path("exported.tar");
    project.docker.on(Command::new("crane").args(["export", "--insecure", &reference, tar.as_str()])).run().exits(0);
    let dir = project.path("exported");
    fs::create_dir_all(&dir).expect("a folder");
    Command::new("tar").args(["-xf", tar.as_str(), "-C", dir.as_str(), path]).run().exits(0);
    fs::read(dir.join(path)).expect("the file that tar wrote")
}
