//! The loader that a program names, and whose it is.

use super::search::Directories;
use super::view::{FileAt, Found, View, name};
use crate::code::Elf;

/// How a loader looks for libraries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavour {
    /// As ld.so(8) says.
    Glibc,
    /// As musl's `ldso/dynlink.c` does.
    Musl,
    /// Nobody knows: Android's, a program's own.
    Other,
}

/// A loader that is there.
pub(super) struct Loader<'a> {
    pub flavour: Flavour,
    pub file: FileAt<'a>,
    pub elf: &'a Elf,
}

/// Who an ELF loader is. A name alone says little: Alpine's `libc6-compat` has musl under the name of glibc's.
pub(super) fn flavour(view: &dyn View, interpreter: &str, file: &FileAt<'_>, elf: &Elf) -> Flavour {
    let (asked, real) = (name(interpreter), file.name());
    let is_musl = |name: &str| name.starts_with("ld-musl-") || name.starts_with("libc.musl-");
    if is_musl(asked) || is_musl(real) || (real == "libc.so" && elf.soname().is_none_or(|soname| !soname.starts_with("ld"))) {
        return Flavour::Musl;
    }
    let is_glibc =
        |name: &str| name.starts_with("ld-linux") || name.starts_with("ld64.so") || name.starts_with("ld.so.") || name.starts_with("ld-2.");
    match elf.soname() {
        Some(soname) if is_glibc(soname) => Flavour::Glibc,
        None if is_glibc(asked) && !musl_loaders(view).is_empty() => Flavour::Musl,
        None if is_glibc(real) => Flavour::Glibc,
        Some(_) | None => Flavour::Other,
    }
}

/// The names under which musl's loaders lie in `/lib`.
pub(super) fn musl_loaders(view: &dyn View) -> Vec<String> {
    view.names("/lib").into_iter().filter(|name| name.starts_with("ld-musl-")).map(std::borrow::Cow::into_owned).collect()
}

/// Where glibc's loaders lie, as the processor supplements and glibc's ABI list have them.
pub(super) const GLIBC_LOADERS: [&str; 10] = [
    "/lib64/ld-linux-x86-64.so.2",
    "/lib/ld-linux-aarch64.so.1",
    "/lib/ld-linux-armhf.so.3",
    "/lib/ld-linux.so.3",
    "/lib/ld-linux.so.2",
    "/lib64/ld64.so.2",
    "/lib/ld64.so.1",
    "/lib/ld-linux-riscv64-lp64d.so.1",
    "/lib64/ld-linux-loongarch-lp64d.so.1",
    "/libx32/ld-linux-x32.so.2",
];

/// What the image has in place of a loader that is not there, in words that end a sentence.
pub(super) fn instead(view: &dyn View, interpreter: &str) -> String {
    let asked_musl = name(interpreter).starts_with("ld-musl-");
    let glibc = GLIBC_LOADERS.iter().find(|path| matches!(view.find(path), Found::File(_)));
    match (asked_musl, glibc, musl_loaders(view).first()) {
        (true, Some(path), _) => format!("; it is built for musl, and the image has glibc's loader `{path}`"),
        (false, None, Some(name)) => format!("; it is built for glibc, and the image has musl's loader `/lib/{name}`"),
        (_, Some(path), _) => format!("; the image has `{path}`"),
        (_, None, Some(name)) => format!("; the image has `/lib/{name}`"),
        (_, None, None) => "; the image has no loader at all".into(),
    }
}

/// The names that musl's loader answers itself, whatever lies on the disk (musl, `ldso/dynlink.c`, `load_library`).
pub(super) fn is_built_into_musl(library: &str) -> bool {
    const NAMES: [&str; 7] = ["c.", "pthread.", "rt.", "m.", "dl.", "util.", "xnet."];
    library.starts_with("ld-musl-") || library.strip_prefix("lib").is_some_and(|rest| NAMES.iter().any(|name| rest.starts_with(name)))
}

/// Libraries that are no part of any image: the driver's, which the container runtime puts there.
pub(super) fn comes_at_run_time(library: &str) -> bool {
    const NAMES: [&str; 9] = [
        "libcuda.so",
        "libcudadebugger.so",
        "libnvidia-",
        "libnvcuvid.so",
        "libnvoptix.so",
        "libnvrm_",
        "libnvscic",
        "libEGL_nvidia.so",
        "libGLX_nvidia.so",
    ];
    NAMES.iter().any(|name| library.starts_with(name))
}

/// Where the loader looks by itself.
pub(super) fn default_places(directories: &Directories, flavour: Flavour, library: &str, defaults: bool) -> Vec<String> {
    match flavour {
        Flavour::Glibc => directories.glibc(library, defaults),
        Flavour::Musl => directories.musl(library),
        Flavour::Other => Vec::new(),
    }
}
