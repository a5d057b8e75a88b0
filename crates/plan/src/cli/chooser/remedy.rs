//! What makes a tool able to compile a platform.

use crate::{
    cli::{Leg, MadeFor},
    facts::Rust,
};
use archwright_model::{
    Libc, Os, RustTriple,
    project::{Cli, CrossTool},
};

pub(super) fn remedy(cli: &Cli, rust: &Rust, leg: &Leg, links: bool) -> String {
    let (platform, triple) = (leg.platform, &leg.triple);
    match (platform.os(), leg.made_for) {
        (Os::Linux, _) => {}
        (Os::Darwin | Os::Windows, MadeFor::People) => return abroad(rust, leg),
        (Os::Darwin | Os::Windows, MadeFor::Images) => {
            return format!(
                "leave {platform} out of the platforms: no tool here links for it; a binary that is built elsewhere is handed to its image by `Run::prebuilt`"
            );
        }
    }
    let installed = rust.targets.iter().any(|target| target == triple.as_str());
    // Debian's names have no underscore, and it has no musl cross compiler: the GNU one links musl too.
    let package = format!("gcc-{}", triple.gnu_prefix().replace('_', "-").replace("-musl", "-gnu"));
    let linker = format!("install a linker (Debian: `apt-get install {package}`)");
    let means = match cli.toolchain {
        CrossTool::Cross => return "`cargo install cross`, and Docker for its containers".into(),
        CrossTool::Zigbuild => "`cargo install cargo-zigbuild`, and zig".to_owned(),
        CrossTool::Cargo => linker,
        CrossTool::Auto if leg.libc == Libc::GnuStatic => linker,
        CrossTool::Auto => format!("{linker} or `cargo install cargo-zigbuild`"),
    };
    match (installed, links && matches!(cli.toolchain, CrossTool::Auto | CrossTool::Cargo)) {
        (true, _) => means,
        (false, true) => add(rust, triple),
        (false, false) => format!("{}, and {means}", add(rust, triple)),
    }
}

/// For macOS and Windows: what this machine takes, or the machine that can.
fn abroad(rust: &Rust, leg: &Leg) -> String {
    let triple = &leg.triple;
    let installed = rust.targets.iter().any(|target| target == triple.as_str());
    let add = if installed { String::new() } else { format!("{} and ", add(rust, triple)) };
    let cpu = triple.as_str().split('-').next().unwrap_or_default();
    match leg.platform.os() {
        Os::Windows if triple.is_msvc() => format!("run `cli-build` on Windows' own machines, or name {cpu}-pc-windows-gnu in its place"),
        Os::Windows if triple.as_str().ends_with("-gnu") => {
            format!(
                "{add}install a linker (Debian: `apt-get install gcc-mingw-w64-{}`) or `cargo install cargo-zigbuild`",
                cpu.replace('_', "-")
            )
        }
        Os::Windows => format!("{add}put {}-clang of llvm-mingw on the PATH, or `cargo install cargo-zigbuild`", triple.gnu_prefix()),
        Os::Darwin | Os::Linux => format!("run `cli-build` on a Mac, or {add}`cargo install cargo-zigbuild`, with zig, here"),
    }
}

/// What installs the standard library. rustup adds to toolchains that it knows by name, and to none that is given as a folder.
fn add(rust: &Rust, triple: &RustTriple) -> String {
    match rust.toolchain.as_deref() {
        None => format!("run `rustup target add {triple}`"),
        Some(folder) if folder.contains('/') => format!(
            "install `rust-std` for {triple} into `{folder}`, to which rustup cannot add (https://forge.rust-lang.org/infra/other-installation-methods.html), or unset ARCHWRIGHT_RUST_TOOLCHAIN and run `rustup target add {triple}`"
        ),
        Some(name) => format!("run `rustup target add --toolchain {name} {triple}`"),
    }
}
