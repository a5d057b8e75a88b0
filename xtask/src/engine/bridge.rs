//! The engine's own network bridge. With the defaults two engines on one machine share `docker0` and the
//! `DOCKER*` chains, and taking one down cuts the other.

use anyhow::{Result, bail};
use xshell::{Shell, cmd};

use super::phase::Job;
use super::state::State;

/// Is the bridge there?
pub fn exists(state: &State) -> bool {
    std::path::Path::new("/sys/class/net").join(state.bridge()).exists()
}

/// Makes the bridge if it is not there, on a subnet that no link of this machine has.
pub fn ensure(state: &State, job: &Job) -> Result<()> {
    let name = state.bridge();
    if !exists(state) {
        job.run(cmd!(job.sh, "ip link add {name} type bridge"))?;
    }
    let own = job.read(cmd!(job.sh, "ip -o -4 address show dev {name}"))?;
    if own.trim().is_empty() {
        let used = job.read(cmd!(job.sh, "ip -o -4 address"))?;
        let Some(address) = subnets(state.port).find(|address| !used.contains(prefix(address))) else {
            bail!("no free subnet for the bridge `{name}`");
        };
        job.run(cmd!(job.sh, "ip address add {address} dev {name}"))?;
    }
    job.run(cmd!(job.sh, "ip link set {name} up"))
}

/// Deletes the bridge; returns whether it was there.
pub fn delete(state: &State) -> Result<bool> {
    if !exists(state) {
        return Ok(false);
    }
    let (sh, name) = (Shell::new()?, state.bridge());
    cmd!(sh, "ip link delete {name}").quiet().run()?;
    Ok(true)
}

/// Candidates, beginning with one that follows from the port, so that engines with ports in a row do not collide.
fn subnets(port: u16) -> impl Iterator<Item = String> {
    (0..200).map(move |offset| format!("10.{}.77.1/24", 30 + (u32::from(port) + offset) % 200))
}

fn prefix(address: &str) -> &str {
    address.trim_end_matches("1/24")
}

#[cfg(test)]
mod tests {
    #[test]
    fn neighbours_get_different_subnets() {
        let first = |port| super::subnets(port).next();
        assert_eq!(first(5005).as_deref(), Some("10.35.77.1/24"));
        assert_ne!(first(5005), first(5006));
        assert_eq!(super::prefix("10.35.77.1/24"), "10.35.77.");
    }
}
