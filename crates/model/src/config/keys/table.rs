//! The rows.

use super::{
    KeyDefault::{self, Means, Required, Unset, Value},
    KeyDoc,
    Kind::{self, Flag, List, ListOrText, Named, Path, Strings, Table, Tables, Text, TextOrEmpty, TextOrTable, Word},
};

const fn key(path: &'static str, kind: Kind, default: KeyDefault, doc: &'static str) -> KeyDoc {
    KeyDoc { path, kind, default, doc }
}

#[rustfmt::skip] // a table: one row, one key
pub(super) const KEYS: &[KeyDoc] = &[
    key("project", Table, Unset, "What holds for the whole project."),
    key("project.registry", ListOrText, Value(r#""""#), "Where images are pushed: a host with an optional port and path, such as `ghcr.io/noetl`. Of several, images are built to the first and proven there, and the others get the same bytes. Empty: nowhere."),
    key("project.platforms", ListOrText, Value(r#"["linux/amd64", "linux/arm64"]"#), "The platforms that images are built for; one string may list several with commas."),
    key("project.builder", Text, Value(r#""archwright""#), "The name of the buildx builder; it is created when there is none. Unset, a project with `[registry]` tables, a registry on loopback or another Docker server than the usual one gets `archwright-…`, which it shares with projects that need the same; `builder` says its name."),
    key("project.version", TextOrTable, Unset, "Where `{version}` in tags comes from: a string is the version itself, a table names one source."),
    key("project.version.file", Path, Unset, "A file whose first line is the version."),
    key("project.version.cargo", Path, Unset, "A `Cargo.toml` whose package (or workspace) version it is."),
    key("project.version.package-json", Path, Unset, "A `package.json` whose version it is."),
    key("project.version.literal", Text, Unset, "The version itself."),
    key("project.version.git-describe", Flag, Unset, "`true`: what `git describe --tags --always --dirty` prints."),

    key("registry", Named("HOST"), Unset, "How single registries are reached. Of a registry without a table, what Docker knows is inherited: the server's insecure registries and mirrors, and `certs.d/HOST/*.crt`."),
    key("registry.HOST.http", Flag, Value("false"), "Whether it speaks plain HTTP."),
    key("registry.HOST.mirrors", List, Value("[]"), "Registries that are asked first, each a host with an optional path."),
    key("registry.HOST.ca-file", Path, Unset, "A PEM file with the authority that signed its certificate; it may lie outside the project."),
    key("registry.HOST.upload", Word(&["whole", "parts"]), Value(r#""whole""#), "How layers are sent to it: each in one request, or in parts of 16 MiB, for a registry behind something that refuses larger requests. BuildKit knows no parts: with them it exports what it built, and archwright pushes it. Amazon ECR and Google Artifact Registry take none."),

    key("ui", Named("KEY"), Unset, "Web UIs, each built once on the host for all platforms."),
    key("ui.KEY.dir", Path, Required, "The folder with `package.json`. If it is a member of an npm, pnpm or Yarn workspace, packages are installed at the workspace's root."),
    key("ui.KEY.output", Path, Value(r#""dist""#), "What the build writes, relative to `dir`."),
    key("ui.KEY.script", Text, Value(r#""build""#), "The `package.json` script that builds."),
    key("ui.KEY.package-manager", Word(&["auto", "npm", "pnpm", "yarn"]), Value(r#""auto""#), "Who installs and runs; `auto` goes by the lockfile."),
    key("ui.KEY.mode", Word(&["build", "disabled", "placeholder"]), Value(r#""build""#), "What images get: the bundle, nothing, or one page that says that the UI was left out."),
    key("ui.KEY.copy-to", ListOrText, Value("[]"), "Folders that get a copy of the output, for Dockerfiles that expect it in their context; only files recorded as ours are removed from them, and none that was changed since."),
    key("ui.KEY.env", Strings, Value("{}"), "Variables for the build, part of its inputs, as are inherited `NODE_ENV`, `VITE_*`, `REACT_APP_*`, `NEXT_PUBLIC_*`, `NUXT_*`, `PUBLIC_*`, `VUE_APP_*` and `GATSBY_*`."),

    key("cli", Named("KEY"), Unset, "Rust command lines, each built on the host once per platform."),
    key("cli.KEY.manifest", Path, Required, "Its `Cargo.toml`."),
    key("cli.KEY.package", Text, Unset, "The package, where the manifest is a workspace's."),
    key("cli.KEY.bin", Text, Unset, "The binary, where the package has several."),
    key("cli.KEY.libc", Word(&["gnu", "musl", "gnu-static"]), Value(r#""gnu""#), "The C library, and whether it is linked statically."),
    key("cli.KEY.toolchain", Word(&["auto", "cargo", "zigbuild", "cross"]), Value(r#""auto""#), "What compiles for a foreign platform; `auto` is the first that can."),
    key("cli.KEY.profile", Text, Value(r#""release""#), "The Cargo profile."),
    key("cli.KEY.features", List, Value("[]"), "Cargo features."),
    key("cli.KEY.default-features", Flag, Value("true"), "Whether default features are on."),

    key("image", Named("KEY"), Unset, "Images; the key names the verb `docker-build-KEY`."),
    key("image.KEY.dockerfile", Path, Value(r#""Dockerfile""#), "The Dockerfile."),
    key("image.KEY.context", Path, Value(r#"".""#), "The build context."),
    key("image.KEY.name", Text, Means("the key"), "The last part of its repository; the project's registry stands in front."),
    key("image.KEY.stage", Text, Means("the last stage"), "The stage that is built."),
    key("image.KEY.needs", List, Value("[]"), "What it takes into its build as named contexts: `ui.KEY`, `cli.KEY`, or `image.KEY` for the same platform of another image, `image.KEY:VARIANT` where that has several."),
    key("image.KEY.tags", ListOrText, Value(r#"["latest"]"#), "Its tags; `{version}`, `{major}` and `{minor}` of it (`1` and `1.4`), `{git-sha}` and `{git-describe}` are filled in. The latter two end in `-dirty` where files that Git knows differ from the commit. `latest` and tags of one or two numbers never go back to an older version, or from a release to a pre-release, unless `--allow-downgrade` says so."),
    key("image.KEY.write-once", ListOrText, Value("[]"), "Those of its `tags` that are never moved: once one is there, it keeps the images that it has, and a run that would give it others fails."),
    key("image.KEY.build-args", Strings, Value("{}"), "Build arguments; the image's history shows those of the stages that it is made of, so they are no place for secrets."),
    key("image.KEY.labels", Strings, Value("{}"), "Labels. Those that begin with `org.opencontainers.image.` are annotations of the index too, where registries look for them."),
    key("image.KEY.annotations", Strings, Value("{}"), "Annotations of what the tags point to: of the index, or of the manifest where one platform is published without attestations."),
    key("image.KEY.platforms", ListOrText, Means("the project's"), "Its platforms."),
    key("image.KEY.provenance", Word(&["off", "min", "max"]), Value(r#""min""#), "How much provenance is attested; `max` shows build arguments."),
    key("image.KEY.sbom", Flag, Value("false"), "Whether a bill of materials is attested."),

    key("image.KEY.allow-foreign", Tables, Value("[]"), "Files in it that belong to another platform, or to none, on purpose: `[{ path = \"/opt/agents/*/agent\", why = \"copied to remote hosts\" }]`. One that matches nothing is told. `verify` and `promote` know them where the image is in the project's own `registry`; `audit` does not ask."),
    key("image.KEY.allow-foreign.path", Text, Required, "An absolute path in the image; `*` and `?` stay within one name, `**` crosses folders. What lies below a path that matches is allowed too."),
    key("image.KEY.allow-foreign.why", Text, Required, "Why it is there; the proof repeats it."),

    key("image.KEY.test", Table, Unset, "What is run in each platform of the image, by digest, once it is proven and before any tag moves, loading or layout; if it fails, nothing of the run is published and the exit code is 9. It runs in the builder: natively where a node is of the platform, else emulated."),
    key("image.KEY.test.command", List, Required, "The program and its arguments, without a shell, in place of the image's own entrypoint and command."),
    key("image.KEY.test.timeout", Text, Value(r#""5m""#), "How long it may take on one platform: `90s`, `5m`, `1h`."),

    key("image.KEY.variant", Named("NAME"), Unset, "Named flavours; an image that has some is built as these only: as the one whose suffix is empty, or as all where none is. `--all` builds every one."),
    key("image.KEY.variant.NAME.suffix", TextOrEmpty, Means("`-NAME`"), "What stands behind each tag; empty for the default flavour."),
    key("image.KEY.variant.NAME.build-args", Strings, Value("{}"), "Build arguments on top of the image's."),
    key("image.KEY.variant.NAME.labels", Strings, Value("{}"), "Labels on top of the image's."),

    key("target", Named("KEY"), Unset, "Named selections; the key becomes a verb."),
    key("target.KEY.images", List, Means("all images"), "The images."),
    key("target.KEY.platforms", ListOrText, Means("each image's own"), "The platforms."),
    key("target.KEY.output", Word(&["push", "load", "layout"]), Means("what the flags say"), "Where the images go: to the registry, into the Docker server, or into an OCI layout."),
    key("target.KEY.description", TextOrEmpty, Unset, "A line for the help."),
];
