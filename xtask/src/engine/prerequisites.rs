//! What a private engine needs of this machine. It is asked before anything is changed, and all that is missing
//! is told at once.

use anyhow::Result;
use camino::Utf8Path;
use xshell::{Shell, cmd};

use super::buildkit;
use super::context::Context;
use super::distribution::Distribution;
use super::libc;
use super::machine::on_path;
use super::refusal::Refusal;

/// Programs that the phases call, and the packages of them. They cannot be unpacked: what unpacks needs them.
const PROGRAMS: [(&str, &str); 8] = [
    ("apt-get", "apt"),
    ("dpkg-deb", "dpkg"),
    ("tar", "tar"),
    ("gzip", "gzip"),
    ("bash", "bash"),
    ("ip", "iproute2"),
    ("setsid", "util-linux"),
    ("mount", "mount"),
];

/// Go's module proxy and Python's package index are asked over TLS.
const CERTIFICATES: &str = "/etc/ssl/certs/ca-certificates.crt";

const INSTEAD: &str = "install Docker Engine 24 or newer, or Docker Desktop, with the buildx plugin 0.13 or newer, \
                       and start it: https://docs.docker.com/engine/install/";

/// Refuses a machine on which no private engine can be brought up, and says what to install instead.
pub fn check(context: &Context) -> Result<()> {
    let refuse = |why: String| Err(Refusal::machine(format!("a private engine needs {why}")).hint(INSTEAD).into());
    let sh = Shell::new()?;
    if Distribution::read().is_none() {
        return refuse("Debian or Ubuntu".to_owned());
    }
    if cmd!(sh, "id -u").quiet().read()? != "0" {
        return refuse("root".to_owned());
    }
    let bound = libc::ENGINE;
    match libc::version(&sh) {
        Some(version) if version >= bound => {}
        Some((major, minor)) => return refuse(format!("glibc {}.{} or newer, and this machine has {major}.{minor}", bound.0, bound.1)),
        None => return refuse(format!("glibc {}.{} or newer", bound.0, bound.1)),
    }
    let missing = missing(context, &sh)?;
    if missing.is_empty() {
        return Ok(());
    }
    Err(Refusal::machine(format!("a private engine needs {} here", missing.join(", ")))
        .hint(format!("apt-get install {}", missing.join(" ")))
        .into())
}

/// The packages that are missing.
fn missing(context: &Context, sh: &Shell) -> Result<Vec<&'static str>> {
    let programs = PROGRAMS.iter().filter(|(program, _)| !on_path(sh, program));
    let mut missing: Vec<&str> = programs.map(|(_, package)| *package).collect();
    // A minimal system has a Perl without most of its modules; these are mmdebstrap's.
    let modules = ["-MPod::Usage", "-MFile::Find", "-MHash::Util", "-MDigest::SHA", "-MTime::HiRes"];
    if !on_path(sh, "perl") || cmd!(sh, "perl {modules...} -e 1").quiet().ignore_stderr().run().is_err() {
        missing.push("perl");
    }
    if !buildkit::compiled(context) {
        let own = sh.var_os("SSL_CERT_FILE").is_some() || sh.var_os("SSL_CERT_DIR").is_some();
        if !own && !Utf8Path::new(CERTIFICATES).exists() {
            missing.push("ca-certificates");
        }
        if !buildkit::go_is_enough(sh)? && cmd!(sh, "python3 -m pip --version").quiet().ignore_stdout().ignore_stderr().run().is_err() {
            missing.push("python3-pip");
        }
    }
    Ok(missing)
}
