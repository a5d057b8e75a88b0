//! What BuildKit is told besides: secrets and keys by reference, caches, contexts from elsewhere, how layers are written.

use crate::support::{registry::Registry, storage_host::StorageHost};
use archwright_tests::{engine::command::Command, project::Project};
use camino::Utf8Path;
use std::{fs, time::Duration};

const TOKEN: &str = "npm_Qw34ErTy78ui";
const KEY: &str = "Zx90CvBn12mk";

/// The fixture with more in the table of its image.
fn app(more: &str) -> Project {
    let project = Project::new("app");
    project.write("archwright.toml", &format!("{}{more}\n", project.read("archwright.toml")));
    project
}

#[test]
fn secrets_are_mounted_and_stand_nowhere() {
    let project = app("secrets = [{ id = \"npm\", env = \"BUILD_INPUT\" }, { id = \"pip\", file = \"~/pip\" }]");
    let home = project.path("home");
    fs::create_dir_all(&home).expect("a home");
    fs::write(home.join("pip"), KEY).expect("a file in it");
    // It prints both, as a careless script does.
    let check = "RUN --mount=type=secret,id=npm --mount=type=secret,id=pip cat /run/secrets/npm /run/secrets/pip && test \"$(cat /run/secrets/npm /run/secrets/pip | wc -c)\" = 28\n";
    project.write("Dockerfile", &format!("FROM debian:bookworm-slim\nCOPY greeting /greeting\n{check}"));
    let archwright = |args: &[&str]| project.archwright(args).env("BUILD_INPUT", TOKEN).env("HOME", home.as_str());
    for args in [&["docker-build-amd64", "--push"][..], &["plan"], &["plan", "--json"], &["plan", "--bake"], &["facts"]] {
        archwright(args).run().exits(0).never_tells(TOKEN).never_tells(KEY);
    }
    archwright(&["plan"]).run().exits(0).tells("secrets by reference: id=npm,env=BUILD_INPUT, id=pip,src=");
    for secret in [TOKEN, KEY] {
        assert_eq!(files_with(&project.path("target"), secret), Vec::<String>::new());
    }
    assert_eq!(Registry::at(&project.docker.registry).tags(&project.repository("app")), ["1.4.0", "latest"]);
}

#[test]
fn a_secret_that_is_not_there_ends_the_run_before_anything_is_done() {
    let project = app("secrets = [{ id = \"npm\", env = \"BUILD_INPUT\" }]");
    let ended = project.archwright(&["docker-build-amd64", "--push"]).run().exits(3);
    ended.tells("secret `npm` is taken from the variable `BUILD_INPUT`, which is not set").tells("archwright.toml:10");
    let project = app("secrets = [{ id = \"pip\", file = \"no/such\" }]");
    project.archwright(&["docker-build-amd64", "--push"]).run().exits(3).tells("secret `pip`").tells("is not there");
    assert!(!project.path("target/archwright/bake").exists(), "nothing was built");
}

/// A real agent, and a key's own file.
#[test]
fn agents_and_keys_are_mounted() {
    let project = app("ssh = [\"default\", { id = \"deploy\", path = \"key\" }]");
    let socket = project.path("agent");
    let agent = Command::new("ssh-agent").args(["-D", "-a", socket.as_str()]).start();
    let key = project.path("key");
    Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f", key.as_str()]).run().exits(0);
    let check = "RUN --mount=type=ssh --mount=type=ssh,id=deploy,target=/deploy.sock test -S \"$SSH_AUTH_SOCK\" && test -S /deploy.sock\n";
    project.write("Dockerfile", &format!("FROM debian:bookworm-slim\nCOPY greeting /greeting\n{check}"));
    let build = |project: &Project| project.archwright(&["docker-build-amd64", "--push"]).env("SSH_AUTH_SOCK", socket.as_str());
    build(&project).run().exits(0);
    drop(agent);
    project
        .archwright(&["docker-build-amd64", "--push"])
        .without("SSH_AUTH_SOCK")
        .run()
        .exits(3)
        .tells("`SSH_AUTH_SOCK`, which is not set");
}

/// P34, F18: each platform has a cache of its own, and what one builder wrote another one reads.
#[test]
fn f18_another_builder_hits_the_caches_of_both_platforms() {
    let more = "[image.app.cache]\ntype = \"registry\"\n";
    let first = app(more);
    // Something that no other test has built.
    first.write("greeting", &first.namespace);
    first.edit("Dockerfile", "COPY greeting /greeting", "COPY greeting /a\nFROM debian:bookworm-slim\nCOPY --from=0 /a /greeting");
    first.archwright(&["docker-build", "--push"]).run().exits(0);
    let tags = Registry::at(&first.docker.registry).tags(&first.repository("app"));
    assert_eq!(tags, ["1.4.0", "buildcache-app-linux-amd64", "buildcache-app-linux-arm64", "latest"]);

    let second = Project::with_own_builder("app");
    for file in ["greeting", "Dockerfile"] {
        second.write(file, &first.read(file));
    }
    second.write("archwright.toml", &first.read("archwright.toml").replace(&first.builder, &second.builder));
    let ended = second.archwright(&["docker-build", "--push", "--progress", "plain"]).run().exits(0);
    ended.tells("all from the cache");
}

/// P35: the build was good, and is published.
#[test]
fn a_cache_that_cannot_be_written_fails_no_build_and_is_told() {
    let project = app("[image.app.cache]\ntype = \"registry\"\nref = \"127.0.0.1:9/nobody/cache\"\n");
    project.archwright(&["docker-build-amd64", "--push"]).run().exits(0).tells("the cache was not written");
    assert_eq!(Registry::at(&project.docker.registry).tags(&project.repository("app")), ["1.4.0", "latest"]);
}

#[test]
fn named_contexts_are_folders_and_images() {
    let project = app("contexts = { shared = \"shared\", tool = \"docker-image://debian:bookworm-slim\" }");
    project.write("shared/file", "shared\n");
    project.write("Dockerfile", "FROM debian:bookworm-slim\nCOPY --from=shared file /shared\nCOPY --from=tool /etc/debian_version /version\nCOPY greeting /greeting\n");
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    project.edit("archwright.toml", "\"shared\"", "\"shard\"");
    project.archwright(&["plan"]).run().exits(3).tells("context `shared`").tells("is not there");
}

/// An archive by HTTP, with the Dockerfile in it; none lies in the project.
#[test]
fn a_context_is_fetched_with_its_dockerfile() {
    let project = app("");
    let served = project.path("served");
    fs::create_dir_all(&served).expect("a folder");
    let archive = served.join("context.tar.gz");
    Command::new("tar").args(["-C", project.path("").as_str(), "-czf", archive.as_str(), "Dockerfile", "greeting"]).run().exits(0);
    fs::remove_file(project.path("Dockerfile")).expect("the Dockerfile");
    let host = StorageHost::of(served);
    let url = host.url.replace("localhost", "127.0.0.1");
    project.edit("archwright.toml", "[image.app]", &format!("[image.app]\ncontext = \"{url}/context.tar.gz\""));
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    assert_eq!(Registry::at(&project.docker.registry).tags(&project.repository("app")), ["1.4.0", "latest"]);
}

#[test]
fn zstd_layers_are_written_and_proven() {
    let project = app("[image.app.output]\ncompression = \"zstd\"\nforce-compression = true\n");
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    let (registry, repository) = (Registry::at(&project.docker.registry), project.repository("app"));
    let image = registry.need(&repository, "latest").image("linux/arm64");
    let layers = registry.need(&repository, &image).document["layers"].clone();
    let kinds: Vec<_> = layers.as_array().into_iter().flatten().filter_map(|layer| layer["mediaType"].as_str()).collect();
    assert!(kinds.len() == 2 && kinds.iter().all(|kind| kind.ends_with("+zstd")), "{kinds:?}");
    project.archwright(&["verify", &project.reference("app", "latest")]).run().exits(0);
}

#[test]
fn what_holds_in_every_run() {
    let project = app(
        "network = \"none\"\nadd-hosts = { \"registry.local\" = \"10.1.2.3\" }\nulimits = { nofile = \"1024:2048\" }\nshm-size = \"32m\"\npull = true\nno-cache-filter = [\"last\"]\n",
    );
    let check = "RUN grep -q '10.1.2.3.*registry.local' /etc/hosts && test \"$(ulimit -Sn):$(ulimit -Hn)\" = 1024:2048 && df -k /dev/shm | grep -q 32768\n";
    project.write("Dockerfile", &format!("FROM debian:bookworm-slim AS last\nCOPY greeting /greeting\n{check}"));
    project.archwright(&["docker-build-amd64", "--push"]).within(Duration::from_secs(120)).run().exits(0);
    let ended = project.archwright(&["docker-build-amd64", "--push"]).run().exits(0);
    ended.never_tells("all from the cache");
}

/// Two calls of BuildKit at most, and a builder of that kind.
#[test]
fn limits_are_the_builders_too() {
    let project = Project::with_own_builder("app");
    project.write("archwright.toml", &format!("{}\n[limits]\njobs = 1\n", project.read("archwright.toml")));
    project.archwright(&["docker-build", "--push"]).run().exits(0).tells("created");
    let config = project.read(&format!("target/archwright/builder/{}.toml", project.builder));
    assert!(config.contains("[worker.oci]\nmax-parallelism = 1\n"), "{config}");
}

/// What bake's users have is read as it is, variables, functions and inherited targets too.
#[test]
fn an_existing_bake_file_describes_the_image() {
    let project = Project::new("app");
    let head = "[project]\nregistry = \"@R\"\nplatforms = [\"linux/amd64\", \"linux/arm64\"]\nbuilder = \"@B\"\n";
    let registry = format!("{}/{}", project.docker.registry, project.namespace);
    let head = head.replace("@R", &registry).replace("@B", &project.builder);
    project.write("archwright.toml", &format!("{head}[image.app.bake]\nfile = \"docker-bake.hcl\"\ntarget = \"release\"\n"));
    project.write("src/greeting", "hello from src\n");
    project.write("docker-bake.hcl", BAKE_FILE);
    project.archwright(&["docker-build", "--push"]).env("BUILD_INPUT", TOKEN).run().exits(0).never_tells(TOKEN);
    assert_eq!(Registry::at(&project.docker.registry).tags(&project.repository("app")), ["2.7"]);
    let registry = Registry::at(&project.docker.registry);
    let image = registry.need(&project.repository("app"), "2.7").image("linux/arm64");
    let config = registry.need(&project.repository("app"), &image).document["config"]["digest"].as_str().expect("a config").to_owned();
    assert_eq!(registry.blob(&project.repository("app"), &config)["config"]["Labels"]["greeting"], "HELLO");

    project.edit("archwright.toml", "\"release\"", "\"relese\"");
    project.archwright(&["plan"]).run().exits(3).tells("target `relese` of docker-bake.hcl").tells("archwright.toml:7:10");
}

const BAKE_FILE: &str = "variable \"VERSION\" { default = \"2.7\" }
target \"base\" { args = { GREETING = upper(\"hello\") } }
target \"release\" {
  inherits = [\"base\"]
  context = \"src\"
  dockerfile-inline = <<EOT
FROM debian:bookworm-slim AS first
ARG GREETING
COPY greeting /greeting
RUN --mount=type=secret,id=npm test -s /run/secrets/npm && test \"$GREETING\" = HELLO
FROM debian:bookworm-slim
COPY --from=first /greeting /greeting
EOT
  tags = [\"registry.invalid/acme/app:${VERSION}\"]
  labels = { greeting = upper(\"hello\") }
  secret = [\"id=npm,env=BUILD_INPUT\"]
  platforms = [\"linux/s390x\"]
}
";

/// The files below a folder that hold a text.
fn files_with(dir: &Utf8Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in dir.read_dir_utf8().expect("a folder").flatten() {
        if entry.path().is_dir() {
            found.extend(files_with(entry.path(), text));
        } else if fs::read(entry.path()).is_ok_and(|bytes| bytes.windows(text.len()).any(|part| part == text.as_bytes())) {
            found.push(entry.path().to_string());
        }
    }
    found
}
