//! A registry that asks who we are: a wrong password has its own exit code, a right one publishes.

use crate::support::{
    proxy::Proxy,
    registry::Registry,
    storage_host::StorageHost,
    token_server::{AUTHORITY, ISSUER, SERVICE, TokenServer},
};
use archwright_tests::{
    engine::{
        Engine,
        daemon::{Daemon, free_port},
        which,
    },
    project::Project,
};
use camino::{Utf8Path, Utf8PathBuf};
use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    sync::Arc,
    time::{Duration, Instant},
};

/// `ship:correct horse` as `htpasswd -B` writes it.
const HTPASSWD: &str = "ship:$2b$05$epmjiM3.IwHg7Srp5Tfvs.wWASS1TRhDPS96zW8y/jObibaR5s6wa\n";
const RIGHT: &str = "c2hpcDpjb3JyZWN0IGhvcnNl";
const WRONG: &str = "c2hpcDp3cm9uZw==";

/// The registry's program: on the PATH, or beside the engine's other programs.
fn program() -> Utf8PathBuf {
    let beside = || which("crane")?.canonicalize_utf8().ok()?.parent().map(|dir| dir.join("docker-registry"));
    which("docker-registry").or_else(beside).filter(|file| file.is_file()).expect("`docker-registry` is on the PATH, or beside `crane`")
}

/// A project that pushes to a registry of its own, through a docker configuration of its own.
struct Guarded {
    project: Project,
    registry: String,
    _daemon: Daemon,
}

impl Guarded {
    fn new() -> Self {
        Self::with("")
    }

    /// With more in the registry's configuration of its storage.
    fn with(storage: &str) -> Self {
        Self::configured(|dir| {
            format!(
                "storage: {{filesystem: {{rootdirectory: {dir}/data}}{storage}}}\nauth: {{htpasswd: {{realm: harbour, path: {dir}/htpasswd}}}}\n"
            )
        })
    }

    /// With tokens of that server.
    fn by_tokens(server: &TokenServer) -> Self {
        Self::configured(|dir| {
            format!(
                "storage: {{filesystem: {{rootdirectory: {dir}/data}}}}\n\
                 auth: {{token: {{realm: \"http://{}/token\", service: {SERVICE}, issuer: {ISSUER}, rootcertbundle: {dir}/authority.pem}}}}\n",
                server.address
            )
        })
    }

    /// With this in its configuration, made from the folder where it keeps everything.
    fn configured(settings: impl Fn(&Utf8Path) -> String) -> Self {
        let docker = Arc::new(Engine::get().docker.with_own_config(None));
        let project = Project::on(&docker, "app");
        let (port, dir) = (free_port(), project.path("guarded"));
        project.write("guarded/htpasswd", HTPASSWD);
        project.write("guarded/authority.pem", AUTHORITY);
        let settings = settings(&dir);
        project.write(
            "guarded/registry.yml",
            &format!("version: 0.1\nlog: {{level: warn}}\nhttp: {{addr: \"127.0.0.1:{port}\"}}\n{settings}"),
        );
        let daemon = Daemon::start(&[program().as_str(), "serve", dir.join("registry.yml").as_str()], port, &dir);
        Self { project, registry: format!("127.0.0.1:{port}"), _daemon: daemon }
    }

    /// A credential helper of that text; the PATH on which it is found.
    fn helper(&self, text: &str) -> String {
        self.docker_config(&format!("{{ \"credHelpers\": {{ \"{}\": \"harbour\" }} }}", self.registry));
        self.project.write("helpers/docker-credential-harbour", text);
        let helper = self.project.path("helpers/docker-credential-harbour");
        fs::set_permissions(&helper, fs::Permissions::from_mode(0o755)).expect("a program");
        format!("{}:{}", self.project.path("helpers"), archwright_tests::engine::variables()["PATH"])
    }

    fn docker_config(&self, text: &str) {
        fs::write(self.project.docker.config().join("config.json"), text).expect("docker's configuration");
    }

    fn auths(&self, auth: &str) {
        self.docker_config(&format!("{{ \"auths\": {{ \"{}\": {{ \"auth\": \"{auth}\" }} }} }}", self.registry));
    }

    fn push(&self, tag: &str) -> archwright_tests::engine::command::Command {
        let place = format!("{}/{}", self.registry, self.project.namespace);
        self.project.archwright(&["docker-build", "--push", "--registry", &place, "--tag", tag])
    }

    fn published(&self, tag: &str) -> Option<crate::support::registry::Published> {
        Registry::at(&self.registry).with_credentials(RIGHT).find(&self.project.repository("app"), tag)
    }
}

#[test]
fn a_wrong_password_or_none_is_told_before_anything_is_built() {
    let guarded = Guarded::new();
    guarded.auths(WRONG);
    let ended = guarded.push("first").run().exits(8).tells(&guarded.registry).never_tells(WRONG).never_tells("ship:wrong");
    let (file, fix) =
        (guarded.project.docker.config().join("config.json"), format!("fix: log in with `docker login {}`", guarded.registry));
    let ended = ended.tells(&format!("the credentials in {file} were refused")).tells(&fix);
    assert_eq!(guarded.project.outcome("build"), "skipped", "{}", ended.stderr);
    guarded.docker_config("{}");
    guarded.push("first").run().exits(8).tells(&format!("there are no credentials for it in {file}")).tells(&fix);
    let unread = format!("{}/{}/app:first", guarded.registry, guarded.project.namespace);
    guarded.project.archwright(&["verify", &unread]).run().exits(8).tells(&fix);
    assert_eq!(guarded.published("first"), None);
}

#[test]
fn the_right_password_publishes_whether_it_is_in_the_file_or_a_helper_gives_it() {
    let guarded = Guarded::new();
    guarded.auths(RIGHT);
    guarded.push("by-file").run().exits(0).never_tells("correct horse").never_tells(RIGHT);
    assert_eq!(guarded.published("by-file").map(|index| index.platforms()), Some(vec!["linux/amd64".into(), "linux/arm64".into()]));

    let helper = "#!/bin/sh\nread -r server\necho \"{\\\"ServerURL\\\":\\\"$server\\\",\\\"Username\\\":\\\"ship\\\",\\\"Secret\\\":\\\"correct horse\\\"}\"\n";
    let path = guarded.helper(helper);
    guarded.push("by-helper").env("PATH", &path).run().exits(0).never_tells("correct horse");
    assert!(guarded.published("by-helper").is_some());
}

#[test]
fn who_may_read_and_not_write_is_told_before_anything_is_built() {
    let project = Project::new("app");
    let proxy = Proxy::before(&project.docker.registry, None);
    proxy.allow_reading_only();
    let place = format!("{}/{}", proxy.address, project.namespace);
    let ended = project.archwright(&["docker-build", "--push", "--registry", &place]).run().exits(8);
    ended.tells(&format!("push to {place}/app: not authorised")).tells("DENIED").tells(&format!("may push to {place}/app"));
    assert_eq!((project.outcome("preflight"), project.outcome("build")), ("failed".into(), "skipped".into()));
}

#[test]
fn a_registry_that_takes_no_pushes_is_told_before_anything_is_built() {
    let guarded = Guarded::with(", maintenance: {readonly: {enabled: true}}");
    guarded.auths(RIGHT);
    guarded.push("first").run().exits(7).tells("push to").tells("405").tells("--registry");
    assert_eq!((guarded.project.outcome("preflight"), guarded.project.outcome("build")), ("failed".into(), "skipped".into()));
}

/// The question whether a push is allowed leaves nothing in the registry.
#[test]
fn asking_for_write_access_leaves_no_upload_behind() {
    let guarded = Guarded::new();
    guarded.auths(RIGHT);
    guarded.push("first").run().exits(0);
    let repository = guarded.project.path(&format!("guarded/data/docker/registry/v2/repositories/{}", guarded.project.repository("app")));
    assert!(repository.join("_manifests").exists(), "the registry keeps its repositories elsewhere");
    // Of an upload that was cancelled distribution 2.8 leaves an empty folder; of one that is open, when it began.
    let uploads = repository.join("_uploads").read_dir_utf8().into_iter().flatten().flatten();
    let open: Vec<_> =
        uploads.filter(|upload| upload.path().join("startedat").exists()).map(|upload| upload.file_name().to_owned()).collect();
    assert_eq!(open, Vec::<String>::new());
}

#[test]
fn a_helper_that_hangs_is_given_up_and_nobody_asks_without_credentials() {
    let guarded = Guarded::new();
    let path = guarded.helper("#!/bin/sh\nsleep 300\n");
    let begun = Instant::now();
    let ended = guarded.push("first").env("PATH", &path).run().exits(8).tells("docker-credential-harbour").tells(&guarded.registry);
    let ended = ended.tells(&format!("fix: log in with `docker login {}`", guarded.registry));
    assert!(begun.elapsed() < Duration::from_secs(40), "{:?}", begun.elapsed());
    assert_eq!(
        (guarded.project.outcome("preflight"), guarded.project.outcome("build")),
        ("failed".into(), "skipped".into()),
        "{}",
        ended.stderr
    );
    guarded.helper("#!/bin/sh\necho no\n");
    guarded.push("first").env("PATH", &path).run().exits(8).tells("`docker-credential-harbour` gave no credentials");
}

#[test]
fn the_environment_says_who_we_are_before_the_file_does() {
    let guarded = Guarded::new();
    guarded.auths(WRONG);
    let auths = |auth: &str| format!("{{ \"auths\": {{ \"{}\": {{ \"auth\": \"{auth}\" }} }} }}", guarded.registry);
    guarded.push("first").run().exits(8);
    let unread = format!("{}/{}/app:none", guarded.registry, guarded.project.namespace);
    let verify = |auth: &str| guarded.project.archwright(&["verify", &unread]).env("DOCKER_AUTH_CONFIG", auth).run();
    verify(&auths(RIGHT)).never_tells("not authorised").never_tells(RIGHT);
    verify(&auths(WRONG)).exits(8).tells("the credentials in DOCKER_AUTH_CONFIG were refused");
    verify("{").exits(4).tells("cannot understand DOCKER_AUTH_CONFIG");
}

#[test]
fn a_token_server_is_asked_with_a_password_or_an_identity_token_for_what_is_needed() {
    let tokens = TokenServer::start(RIGHT, "a sailor's identity");
    let guarded = Guarded::by_tokens(&tokens);
    let repository = guarded.project.repository("app");
    guarded.auths(WRONG);
    guarded.push("first").run().exits(8).tells("the token server answered 401").tells("were refused");
    guarded.auths(RIGHT);
    guarded.push("first").run().exits(0).never_tells("correct horse");
    let pushing = format!("basic repository:{repository}:pull,push");
    assert!(tokens.asked().contains(&pushing), "{:?}", tokens.asked());

    let entry = format!("{{ \"auths\": {{ \"{}\": {{ \"identitytoken\": \"a sailor's identity\" }} }} }}", guarded.registry);
    guarded.docker_config(&entry);
    let published = format!("{}/{}/app:first", guarded.registry, guarded.project.namespace);
    guarded.project.archwright(&["verify", &published]).run().exits(0).never_tells("sailor");
    assert_eq!(tokens.asked().last(), Some(&format!("identity repository:{repository}:pull")));
    guarded.push("second").run().exits(0).never_tells("sailor");
}

/// Each registry gets its own credentials: neither takes the other's.
#[test]
fn two_registries_each_with_its_own_credentials() {
    const OTHER: &str = "Y3JldzphbmNob3I=";
    let tokens = TokenServer::start(OTHER, "nobody");
    let (first, second) = (Guarded::new(), Guarded::by_tokens(&tokens));
    let config = |one: &str, other: &str| {
        let entry = |registry: &str, auth: &str| format!("\"{registry}\": {{ \"auth\": \"{auth}\" }}");
        first.docker_config(&format!("{{ \"auths\": {{ {}, {} }} }}", entry(&first.registry, one), entry(&second.registry, other)));
    };
    let places = format!("{0}/{2},{1}/{2}", first.registry, second.registry, first.project.namespace);
    let push = first.project.archwright(&["docker-build", "--push", "--registry", &places, "--tag", "first"]);
    config(RIGHT, RIGHT);
    push.run()
        .exits(8)
        .tells(&format!("not authorised at {}", second.registry))
        .never_tells(&format!("not authorised at {}", first.registry));
    assert_eq!((first.project.outcome("build"), first.published("first")), ("skipped".into(), None));
    config(RIGHT, OTHER);
    push.run().exits(0).never_tells("anchor").tells(&format!("{}/{}/app:first  new", second.registry, first.project.namespace));
    let copy = format!("{}/{}/app:first", second.registry, first.project.namespace);
    first.project.archwright(&["verify", &copy]).run().exits(0);
}

#[test]
fn no_credential_follows_a_redirect_of_the_registry_to_another_host() {
    let (keeper, folder) = (std::cell::OnceCell::new(), std::cell::OnceCell::new());
    let guarded = Guarded::configured(|dir| {
        let storage = keeper.get_or_init(|| StorageHost::of(folder.get_or_init(|| dir.join("data")).clone()));
        format!(
            "storage: {{filesystem: {{rootdirectory: {dir}/data}}}}\nauth: {{htpasswd: {{realm: harbour, path: {dir}/htpasswd}}}}\n\
             middleware: {{storage: [{{name: redirect, options: {{baseurl: \"{}\"}}}}]}}\n",
            storage.url
        )
    });
    guarded.auths(RIGHT);
    guarded.push("first").run().exits(0);
    let heads = keeper.get().map(StorageHost::heads).unwrap_or_default();
    assert!(heads.iter().any(|head| head.starts_with("get /docker/registry/v2/blobs/") && head.contains("archwright")), "{heads:?}");
    assert_eq!(heads.iter().filter(|head| head.contains("authorization")).count(), 0, "{heads:?}");
}
