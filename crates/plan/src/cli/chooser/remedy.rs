//! What makes a tool able to compile a platform.

use crate::facts::Rust;
use archwright_model::{
    Libc, Os, Platform, RustTriple,
    project::{Cli, CrossTool},
};

pub(super) fn remedy(cli: &Cli, rust: &Rust, platform: Platform, triple: &RustTriple, links: bool) -> String {
    if platform.os() != Os::Linux {
        return format!(
            "leave {platform} out of the platforms: no tool here links for it; a binary that is built elsewhere is handed to its image by `Run::prebuilt`"
        );
    }
    let installed = rust.targets.iter().any(|target| target == triple.as_str());
    // Debian's names have no underscore, and it has no musl cross compiler: the GNU one links musl too.
    let package = format!("gcc-{}", triple.gnu_prefix().replace('_', "-").replace("-musl", "-gnu"));
    let linker = format!("install a linker (Debian: `apt-get install {package}`)");
    let means = match cli.toolchain {
        CrossTool::Cross => return "`cargo install cross`, and Docker for its containers".into(),
        CrossTool::Zigbuild => "`cargo install cargo-zigbuild`, and zig".to_owned(),
        CrossTool::Cargo => linker,
        CrossTool::Auto if cli.libc == Libc::GnuStatic => linker,
        CrossTool::Auto => format!("{linker} or `cargo install cargo-zigbuild`"),
    };
    match (installed, links && matches!(cli.toolchain, CrossTool::Auto | CrossTool::Cargo)) {
        (true, _) => means,
        (false, true) => add(rust, triple),
        (false, false) => format!("{}, and {means}", add(rust, triple)),
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
