//! Other tools than cargo: what they are asked. `cross` cannot pull its images where these tests run; its argv is all we know.

use crate::support::Sandbox;

fn with_toolchain(toolchain: &str) -> Sandbox {
    let sandbox = Sandbox::noetl();
    let config = sandbox.read("archwright.toml").replace("manifest =", &format!("toolchain = \"{toolchain}\"\nmanifest ="));
    sandbox.write("archwright.toml", &config);
    sandbox
}

fn builds(sandbox: &Sandbox) -> Vec<String> {
    sandbox.log().into_iter().filter(|call| call.contains("build --manifest-path")).collect()
}

const ARGS: &str = "build --manifest-path tool/Cargo.toml --bin tool --profile release --message-format json-render-diagnostics --target";

#[test]
fn cross_takes_one_target_at_a_time() {
    let sandbox = with_toolchain("cross");
    sandbox.run(&["cli-build"]).exits(0);
    assert_eq!(builds(&sandbox), [format!("cross {ARGS} x86_64-unknown-linux-gnu"), format!("cross {ARGS} aarch64-unknown-linux-gnu")]);
    assert!(sandbox.path("target/archwright/artifacts/cli.tool/linux-arm64/linux/arm64/tool").exists());
}

#[test]
fn zigbuild_takes_all_at_once() {
    let sandbox = with_toolchain("zigbuild");
    sandbox.run(&["cli-build"]).exits(0);
    let zigbuild = ARGS.replacen("build", "zigbuild", 1);
    assert_eq!(builds(&sandbox), [format!("cargo {zigbuild} x86_64-unknown-linux-gnu --target aarch64-unknown-linux-gnu")]);
}

#[test]
fn cargo_takes_all_at_once_with_the_linker() {
    let sandbox = with_toolchain("cargo");
    sandbox.run(&["cli-build"]).exits(0);
    assert_eq!(builds(&sandbox), [format!("cargo {ARGS} x86_64-unknown-linux-gnu --target aarch64-unknown-linux-gnu")]);
    let build = sandbox.calls().into_iter().find(|call| call.args[0] == "build").unwrap();
    let linker = "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc";
    assert!(build.env.iter().any(|variable| variable == linker), "{:?}", build.env);
}

/// Where cargo cannot link, the next tool that can is taken, and why is said.
#[test]
fn without_a_linker_the_next_tool_is_taken() {
    let sandbox = Sandbox::noetl().without("aarch64-linux-gnu-gcc");
    sandbox
        .run(&["plan"])
        .exits(0)
        .shows("linux/arm64: cargo-zigbuild for aarch64-unknown-linux-gnu (zig links for every target (cargo: no linker");
    let sandbox = sandbox.without("cargo-zigbuild");
    sandbox
        .run(&["plan"])
        .exits(0)
        .shows("linux/arm64: cross for aarch64-unknown-linux-gnu (cross builds in a container of its own (cargo: no linker");
    sandbox.run(&["cli-build"]).exits(0);
    assert_eq!(builds(&sandbox), [format!("cargo {ARGS} x86_64-unknown-linux-gnu"), format!("cross {ARGS} aarch64-unknown-linux-gnu")]);
}

#[test]
fn a_tool_that_is_named_and_not_there() {
    for (toolchain, program) in [("cross", "cross"), ("zigbuild", "cargo-zigbuild")] {
        let sandbox = with_toolchain(toolchain).without(program);
        sandbox.run(&["cli-build"]).exits(4).says(&format!("{program} is not on the PATH")).says(&format!("`cargo install {program}`"));
        assert!(builds(&sandbox).is_empty());
    }
}
