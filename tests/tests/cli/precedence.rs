//! A flag goes before the environment, that before a target, that before the project's file, that before the default: for every
//! value, with the origin that is true.

use crate::support::Sandbox;
use serde_json::Value;

/// One value with all that can say it, the first first; what a source cannot say is `None`.
struct Case {
    key: &'static str,
    flag: (&'static [&'static str], &'static str),
    variable: (&'static str, &'static str, &'static str),
    target: Option<(&'static str, &'static str)>,
    file: Option<(&'static str, &'static str)>,
    default: &'static str,
}

const CASES: [Case; 5] = [
    Case {
        key: "platforms",
        flag: (&["--platforms", "linux/386"], "linux/386"),
        variable: ("ARCHWRIGHT_PLATFORMS", "linux/ppc64le", "linux/ppc64le"),
        target: Some(("platforms = [\"linux/s390x\"]", "linux/s390x")),
        file: Some(("platforms = [\"linux/riscv64\"]", "linux/riscv64")),
        default: "linux/amd64,linux/arm64",
    },
    Case {
        key: "output",
        flag: (&["--test-only"], "nothing: the build alone is tried"),
        variable: ("ARCHWRIGHT_PUSH", "true", "push"),
        target: Some(("output = \"load\"", "load")),
        file: None,
        default: "OCI layout in target/archwright/layout",
    },
    Case {
        key: "registry",
        flag: (&["--registry", "flag.invalid"], "flag.invalid"),
        variable: ("ARCHWRIGHT_REGISTRY", "variable.invalid", "variable.invalid"),
        target: Some(("registry = \"target.invalid\"", "target.invalid")),
        file: Some(("registry = \"file.invalid\"", "file.invalid")),
        default: "none",
    },
    Case {
        key: "builder",
        flag: (&["--builder", "flags"], "flags"),
        variable: ("ARCHWRIGHT_BUILDER", "variables", "variables"),
        target: None,
        file: Some(("builder = \"files\"", "files")),
        default: "archwright",
    },
    Case {
        key: "tags",
        flag: (&["--tag", "flag", "--tag", "more"], "flag,more"),
        variable: ("ARCHWRIGHT_TAG", "variable", "variable"),
        target: Some(("tags = [\"target\"]", "target")),
        file: None,
        default: "",
    },
];

/// What else a run needs to be planned whatever the case says.
const REGISTRY: [&str; 2] = ["--registry", "given.invalid"];

impl Case {
    /// The value and its origin with the sources from that one on: flag, variable, target, file, none of them.
    fn decided(&self, first: usize) -> (String, String) {
        let line = |source: Option<(&'static str, _)>, number| source.filter(|_| first <= number).map_or("", |(line, _)| line);
        let (file, target) = (line(self.file, 3), line(self.target, 2));
        let sandbox = Sandbox::new(&format!("[project]\n{file}\n[image.app]\n[target.try]\n{target}\n"));
        let (name, value, _) = self.variable;
        let sandbox = if first <= 1 { sandbox.env(name, value) } else { sandbox };
        let registry: &[&str] = if self.key == "registry" { &[] } else { &REGISTRY };
        let flags = if first == 0 { self.flag.0 } else { &[] };
        let args: Vec<_> = [&["try", "--dry-run", "--json"], registry, flags].concat();
        let plan: Value = serde_json::from_str(&sandbox.run(&args).exits(0).complains("").stdout).unwrap();
        let decision = plan["decisions"].as_array().unwrap().iter().find(|decision| decision["key"] == self.key);
        let text = |name: &str| decision.map_or(&Value::Null, |decision| &decision[name]).clone();
        (text("value").as_str().unwrap_or_default().to_owned(), text("origin").to_string())
    }
}

#[test]
fn of_every_value() {
    for case in &CASES {
        let key = case.key;
        let flag = format!("{{\"flag\":\"{}\"}}", case.flag.0[0]);
        assert_eq!(case.decided(0), (case.flag.1.into(), flag), "{key}: flag");
        let variable = format!("{{\"environment\":\"{}\"}}", case.variable.0);
        assert_eq!(case.decided(1), (case.variable.2.into(), variable), "{key}: variable");
        let at = |line: usize| format!("{{\"file\":{{\"path\":\"archwright.toml\",\"line\":{line}}}}}");
        if let Some((_, value)) = case.target {
            assert_eq!(case.decided(2), (value.into(), at(5)), "{key}: target");
        }
        if let Some((_, value)) = case.file {
            assert_eq!(case.decided(3), (value.into(), at(2)), "{key}: file");
        }
        let default = if case.default.is_empty() { "null" } else { "\"default\"" };
        assert_eq!(case.decided(4), (case.default.into(), default.into()), "{key}: default");
    }
}

/// A verb that fixes a value fixes it, and says so; its flags say what it leaves open.
#[test]
fn of_a_verb_that_fixes_a_value() {
    let sandbox = Sandbox::image().env("ARCHWRIGHT_PUSH", "true").env("ARCHWRIGHT_PLATFORMS", "linux/arm64");
    sandbox
        .run(&["docker-build-local", "--dry-run"])
        .exits(0)
        .shows("the Docker server's     (verb docker-build-local)")
        .shows("load                    (verb docker-build-local)");
    sandbox.run(&["docker-build-amd64", "--dry-run"]).exits(0).shows("(verb docker-build-amd64)").shows("(environment ARCHWRIGHT_PUSH)");
    sandbox.run(&["docker-build-local", "--output", "oci:out", "--dry-run"]).exits(0).shows("(flag --output)");
    sandbox.run(&["docker-build-local", "--push"]).exits(2).says("docker-build-local loads, and --push pushes");
}

/// A variable that says not to push is for the job that must not, whatever a target says; it asks for nothing else.
#[test]
fn of_a_variable_that_says_not_to_push() {
    let target = |output: &str| {
        let config = format!(
            "[project]\nregistry = \"registry.invalid\"\nplatforms = [\"linux/amd64\"]\n[image.app]\n[target.try]\noutput = \"{output}\"\n"
        );
        Sandbox::new(&config).env("ARCHWRIGHT_PUSH", "false").run(&["try", "--dry-run"]).exits(0)
    };
    target("push").shows("OCI layout in target/archwright/layout  (environment ARCHWRIGHT_PUSH)").hides("tags move");
    target("load").shows("(archwright.toml:6)").shows("docker load");
}

/// Words of the command line go before the images of a target.
#[test]
fn of_images() {
    let config =
        "[project]\nplatforms = [\"linux/amd64\"]\n[image.one]\n[image.two]\n[image.three]\n[target.try]\nimages = [\"two\", \"three\"]\n";
    let sandbox = Sandbox::new(config);
    sandbox.run(&["try", "--dry-run"]).exits(0).shows("build two, three on linux/amd64\n");
    sandbox.run(&["try", "one", "--dry-run"]).exits(0).shows("build one on linux/amd64\n");
}

/// How progress is shown is no value of the plan.
#[test]
fn of_progress() {
    let sandbox = Sandbox::image().env("ARCHWRIGHT_PROGRESS", "json");
    sandbox.run(&["docker-build"]).exits(0).says("{\"schema-version\":");
    let plain = sandbox.run(&["docker-build", "--progress", "plain"]).exits(0);
    assert!(!plain.stderr.contains("schema-version"), "{}", plain.stderr);
}

/// A host step is planned for the platforms that were asked for, and the plan says who asked.
#[test]
fn of_a_host_step() {
    let sandbox = Sandbox::noetl().env("ARCHWRIGHT_PLATFORMS", "linux/arm64");
    sandbox.run(&["cli-build", "--dry-run"]).exits(0).shows("linux/arm64                        (environment ARCHWRIGHT_PLATFORMS)");
    let flagged = sandbox.run(&["cli-build", "--platforms", "linux/amd64", "--dry-run"]).exits(0);
    flagged.shows("linux/amd64                        (flag --platforms)").shows("(verb cli-build)");
}
