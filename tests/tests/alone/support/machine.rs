//! What can be seen of the machine outside an engine's own folder.

use camino::Utf8Path;
use std::{collections::BTreeSet, fs};

/// Where engines leave things in spite of all that they are told.
const FOLDERS: [&str; 7] = ["/run", "/etc", "/etc/docker", "/var/lib", "/opt", "/sys/fs/cgroup", "/sys/class/net"];

/// Every dockerd makes these, and the last one that goes takes them with it.
const SHARED: [&str; 3] = ["/run: docker", "/run: containerd", "/run: runc"];

/// Switches of the kernel that Docker Engine turns when it is left to itself.
const SWITCHES: [&str; 3] = ["net/ipv4/ip_forward", "net/ipv6/conf/all/forwarding", "net/bridge/bridge-nf-call-iptables"];

/// A picture of it, line by line.
pub fn picture() -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    let mut add = |what: &str, text: String| lines.extend(text.lines().map(|line| format!("{what}: {line}")));
    for file in ["/proc/self/mounts", "/proc/net/ip_tables_names", "/proc/net/ip6_tables_names"] {
        add(file, fs::read_to_string(file).unwrap_or_default());
    }
    for switch in SWITCHES {
        add(switch, fs::read_to_string(Utf8Path::new("/proc/sys").join(switch)).unwrap_or_default());
    }
    for (program, args) in [("ip", &["route"][..]), ("ip", &["rule"]), ("iptables-save", &[]), ("nft", &["list", "ruleset"])] {
        if archwright_tests::engine::which(program).is_some() {
            let shown = archwright_tests::engine::command::Command::new(program).args(args).run().exits(0).stdout;
            // iptables-save dates and counts; a bridge is down while no container is on it.
            let rules =
                shown.lines().filter(|line| !line.starts_with(['#', ':'])).map(|line| line.trim_end().trim_end_matches(" linkdown"));
            add(program, rules.collect::<Vec<_>>().join("\n"));
        }
    }
    for folder in FOLDERS {
        add(folder, entries(folder).join("\n"));
    }
    lines.extend(emulators());
    lines.retain(|line| !SHARED.contains(&line.as_str()));
    lines
}

/// The emulators that the kernel knows, each with all that it was told.
pub fn emulators() -> BTreeSet<String> {
    let folder = "/proc/sys/fs/binfmt_misc";
    let names = entries(folder).into_iter().filter(|name| name != "register");
    names.map(|name| format!("{name}: {}", fs::read_to_string(format!("{folder}/{name}")).unwrap_or_default())).collect()
}

fn entries(folder: &str) -> Vec<String> {
    Utf8Path::new(folder).read_dir_utf8().into_iter().flatten().flatten().map(|entry| entry.file_name().to_owned()).collect()
}
