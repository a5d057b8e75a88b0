//! `audit DIR` on repositories shaped like those that people have: what each would publish, and its traps.

use crate::support::Sandbox;
use serde_json::Value;

/// Writes a repository beside the sandbox's project.
fn repository(files: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::new("[project]\nregistry = 'registry.invalid/x'\n[image.app]\n");
    for (file, text) in files {
        sandbox.write(&format!("../repo/{file}"), text);
    }
    sandbox
}

/// Its findings as `ID FILE:LINE`, and its builds as `FILE:LINE PUSHED TAGS`.
#[track_caller]
fn check(files: &[(&str, &str)], findings: &[&str], builds: &[&str]) {
    let sandbox = repository(files);
    let ended = sandbox.run(&["audit", "--json", "../repo"]);
    let document: Value = serde_json::from_str(&ended.stdout).unwrap();
    let repository = &document["audits"][0]["repository"];
    let of_files = repository["dockerfiles"].as_array().unwrap().iter().flat_map(|file| file["findings"].as_array().unwrap());
    let all = of_files.chain(repository["findings"].as_array().unwrap());
    let shown = |finding: &Value| {
        let line = finding["position"]["line"].as_u64().unwrap_or_default();
        format!("{} {}:{line}", finding["id"].as_str().unwrap(), finding["subject"].as_str().unwrap())
    };
    assert_eq!(all.map(shown).collect::<Vec<_>>(), findings, "{}", ended.stdout);
    let shown = |build: &Value| {
        let tags: Vec<_> = build["tags"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let (file, line) = (build["file"].as_str().unwrap(), &build["line"]);
        format!("{file}:{line} {} {}", build["publishes"].as_str().unwrap(), tags.join(" ")).trim_end().to_owned()
    };
    assert_eq!(repository["builds"].as_array().unwrap().iter().map(shown).collect::<Vec<_>>(), builds);
}

/// NoETL: a script with a registry that ends in a slash, a UI built per platform, a binary of the host (F7, F10, F11).
#[test]
fn a_python_server_with_a_ui_and_a_rust_binary() {
    check(
        &[
            (
                "docker/build-images.sh",
                "#!/bin/bash\nset -e\nREGISTRY=\"ghcr.io/acme/\"\nPLATFORMS=\"linux/amd64,linux/arm64\"\ndocker buildx build \\\n  --platform \"${PLATFORMS}\" \\\n  -t \"${REGISTRY}/server-dev:${TAG}\" \\\n  -f docker/server/Dockerfile --push .\n",
            ),
            (
                "docker/server/Dockerfile",
                "FROM node:20 AS ui\nRUN npm ci && npm run build\nFROM rust:1.83-slim AS cli\nRUN cargo build --release --target aarch64-unknown-linux-gnu\nFROM python:3.12-slim\nCOPY --from=ui /app/dist /srv/ui\nCOPY --from=cli /src/target/aarch64-unknown-linux-gnu/release/cli /usr/bin/\nCOPY target/release/tool /usr/bin/\n",
            ),
            (".dockerignore", "target\n"),
            ("target/release/tool", ""),
            (
                "Taskfile.yml",
                "version: '3'\ntasks:\n  docker-build-server:\n    cmds:\n      - ./docker/build-images.sh {{.CLI_ARGS}}\n  image:\n    cmds:\n      - docker build -t server-dev:local -f docker/server/Dockerfile .\n",
            ),
        ],
        &[
            "AW205 docker/server/Dockerfile:1",
            "AW206 docker/server/Dockerfile:4",
            "AW203 docker/server/Dockerfile:4",
            "AW209 docker/server/Dockerfile:8",
            "AW210 docker/server/Dockerfile:8",
            "AW234 docker/build-images.sh:5",
        ],
        &["Taskfile.yml:8 no server-dev:local", "docker/build-images.sh:5 yes ${REGISTRY}/server-dev:${TAG}"],
    );
}

/// Brokkr: a default on TARGETARCH, a retry that swallows, a builder by a part of its name, a folder that is gone (F1, F2, F3, F5).
#[test]
fn a_broker_an_agent_and_a_ui() {
    check(
        &[
            (
                "docker/Dockerfile.agent",
                "FROM debian:bookworm-slim\nARG TARGETOS=linux\nARG TARGETARCH=amd64\nRUN curl -LO https://dl.k8s.io/bin/${TARGETOS}/${TARGETARCH}/kubectl\n",
            ),
            ("docker/Dockerfile.broker", "FROM debian:bookworm-slim\nCOPY crates /src\n"),
            ("docker/Dockerfile.ui", "FROM node:20\nCOPY examples/ui-slim /app\n"),
            ("crates/x", ""),
            (
                "scripts/build-multi-arch.sh",
                "#!/bin/bash\nif ! docker buildx ls | grep -q broker-builder; then\n  docker buildx create --name broker-builder --use\nfi\ndocker buildx build --platform linux/amd64,linux/arm64 \\\n  -f docker/Dockerfile.broker -t ghcr.io/acme/broker:test --load .\ndocker buildx build --platform linux/amd64,linux/arm64 -f docker/Dockerfile.agent -t ghcr.io/acme/agent:test --push .\n",
            ),
            (
                ".github/workflows/images.yml",
                "jobs:\n  ui:\n    steps:\n      - uses: docker/setup-buildx-action@v3\n      - uses: docker/build-push-action@v6\n        with:\n          context: .\n          file: docker/Dockerfile.ui\n          push: true\n          platforms: linux/amd64\n          tags: ghcr.io/acme/ui:dev\n  merge:\n    steps:\n      - run: |\n          for i in 1 2 3; do\n            docker buildx imagetools create -t ghcr.io/acme/agent:dev a b && break\n            sleep 15\n          done\n",
            ),
        ],
        &[
            "AW201 docker/Dockerfile.agent:2",
            "AW201 docker/Dockerfile.agent:3",
            "AW210 docker/Dockerfile.ui:2",
            "AW231 .github/workflows/images.yml:16",
            "AW232 scripts/build-multi-arch.sh:2",
            "AW232 scripts/build-multi-arch.sh:3",
            "AW230 scripts/build-multi-arch.sh:5",
        ],
        &[
            ".github/workflows/images.yml:5 yes ghcr.io/acme/ui:dev",
            "scripts/build-multi-arch.sh:5 no ghcr.io/acme/broker:test",
            "scripts/build-multi-arch.sh:7 yes ghcr.io/acme/agent:test",
        ],
    );
}

/// OpenHQM: a cache that is never written, several platforms loaded, a base per architecture that there is not (F9, F14, F18, F21).
#[test]
fn a_queue_manager_with_variants() {
    check(
        &[
            ("Dockerfile", "ARG TARGETARCH\nFROM python:3.11-slim-${TARGETARCH}\nARG QUEUE_BACKEND=all\n"),
            (
                "scripts/build-multiarch.sh",
                "#!/bin/bash\nPLATFORMS=${PLATFORMS:-linux/amd64,linux/arm64}\nIMAGE_NAME=acme/queue\nfor backend in redis kafka; do\n  docker buildx build --platform ${PLATFORMS} --build-arg QUEUE_BACKEND=$backend \\\n    --cache-from type=registry,ref=${IMAGE_NAME}:buildcache-$backend --cache-to type=inline \\\n    -t ${IMAGE_NAME}:latest-$backend --load . || true\ndone\n",
            ),
            (
                "docker-bake.hcl",
                "target \"queue\" {\n  dockerfile = \"Dockerfile\"\n  platforms = [\"linux/amd64\", \"linux/arm64\"]\n  tags = [\"acme/queue:latest\"]\n}\n",
            ),
            (
                ".gitlab-ci.yml",
                "build:\n  script:\n    - docker buildx create --use\n    - docker buildx build --platform linux/amd64,linux/arm64 --tag $CI_REGISTRY_IMAGE:$CI_COMMIT_TAG --push .\n",
            ),
        ],
        &[
            "AW204 Dockerfile:2",
            "AW230 scripts/build-multiarch.sh:5",
            "AW231 scripts/build-multiarch.sh:5",
            "AW233 scripts/build-multiarch.sh:5",
        ],
        &[
            ".gitlab-ci.yml:4 yes $CI_REGISTRY_IMAGE:$CI_COMMIT_TAG",
            "docker-bake.hcl:1 perhaps acme/queue:latest",
            "scripts/build-multiarch.sh:5 no ${IMAGE_NAME}:latest-$backend",
        ],
    );
}

/// F18: what is read is not what is written, so the cache never hits.
#[test]
fn f18_a_cache_that_is_read_and_never_written() {
    let build = |written: &str| {
        format!(
            "docker buildx build --cache-from type=registry,ref=acme/q:buildcache-redis --cache-to {written} -t acme/q:redis --push .\n"
        )
    };
    let builds = ["build.sh:1 yes acme/q:redis"];
    check(&[("build.sh", &build("type=inline"))], &["AW233 build.sh:1"], &builds);
    check(&[("build.sh", &build("type=registry,ref=acme/q:buildcache-redis,mode=max"))], &[], &builds);
}

/// system-info-exporter: one tag of two platform sets, a musl build for one architecture, a Dockerfile that is gone (F22).
#[test]
fn an_exporter_with_a_makefile() {
    check(
        &[
            ("Dockerfile", "FROM scratch\nCOPY target/x86_64-unknown-linux-musl/release/exporter /exporter\n"),
            ("target/x86_64-unknown-linux-musl/release/exporter", ""),
            (
                "Makefile",
                "DOCKER_REGISTRY ?= ghcr.io\nIMAGE = $(DOCKER_REGISTRY)/acme/exporter\n.PHONY: docker-build\ndocker-build: ## both\n\tdocker buildx build --platform linux/amd64,linux/arm64 -t $(IMAGE):latest --push .\ndocker-build-amd64:\n\tdocker buildx build --platform linux/amd64 -t $(IMAGE):latest --push .\ndocker-build-old:\n\t-docker build -f Dockerfile.old -t $(IMAGE):old .\n",
            ),
        ],
        &["AW209 Dockerfile:2", "AW236 Makefile:7", "AW231 Makefile:9", "AW235 Makefile:9"],
        &["Makefile:5 yes $(IMAGE):latest", "Makefile:7 yes $(IMAGE):latest", "Makefile:9 no $(IMAGE):old"],
    );
}

/// The same, made right: nothing is found.
#[test]
fn what_is_right_is_silent() {
    check(
        &[
            (
                "Dockerfile",
                "FROM --platform=$BUILDPLATFORM node:20 AS ui\nRUN npm ci && npm run build\nFROM debian:12\nARG TARGETARCH\nRUN curl -LO https://dl.k8s.io/bin/linux/${TARGETARCH}/kubectl\nCOPY --from=ui /app/dist /srv\n",
            ),
            (
                "build.sh",
                "#!/bin/bash\nset -euo pipefail\ndocker buildx inspect b >/dev/null || docker buildx create --name b\ndocker rm -f old || true\nfor i in 1 2 3; do\n  docker buildx build --builder b --platform linux/amd64,linux/arm64 --cache-from type=registry,ref=x/c --cache-to type=registry,ref=x/c,mode=max -t ghcr.io/a/b:1 --push . && break\n  sleep 15\ndone\ndocker buildx imagetools inspect ghcr.io/a/b:1\ndocker build -t ghcr.io/a/b:local --load .\n",
            ),
        ],
        &[],
        &["build.sh:6 yes ghcr.io/a/b:1", "build.sh:10 no ghcr.io/a/b:local"],
    );
}

/// Build arguments that take BuildKit's place, that nobody declares, and platforms that there are not, wherever a build is written.
#[test]
fn arguments_and_platforms_of_builds() {
    check(
        &[
            ("Dockerfile", "FROM debian:12\nARG TARGETARCH\nARG VERSION\nRUN echo ${TARGETARCH} ${VERSION}\n"),
            (
                "Makefile",
                "ARCH = amd64\nimage:\n\tdocker buildx build --platform linux/amd64,linux/arm64 --build-arg TARGETARCH=$(ARCH) --build-arg VERSOIN=1 .\none:\n\tdocker build --platform linux/$(NONE) --build-arg TARGETARCH=$(NONE) --build-arg VERSION .\ntypo:\n\tdocker build --platform linux/amd46,linux/mips64le,linux,local .\n",
            ),
            (
                ".github/workflows/ci.yml",
                "jobs:\n  b:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          platforms: linux/amd64\n          build-args: |\n            TARGETOS=linux\n            VERSION=${{ github.sha }}\n",
            ),
            (
                "docker-bake.hcl",
                "target \"a\" {\n  args = {\n    TARGETARCH = \"amd64\"\n    VERSION = \"${TAG}\"\n  }\n}\ntarget \"b\" {\n  args = { OTHER = TAG, BUILDARCH = \"arm64\" }\n}\n",
            ),
            ("docker-bake.json", "{\"target\": {\"c\": {\"args\": {\"TARGETPLATFORM\": \"linux/amd64\"}}}}"),
            ("sub.sh", "cd sub && docker build --build-arg OTHER=1 .\n"),
        ],
        &[
            "AW215 .github/workflows/ci.yml:4",
            "AW211 Makefile:3",
            "AW215 Makefile:3",
            "AW237 Makefile:7",
            "AW215 docker-bake.hcl:1",
            "AW215 docker-bake.hcl:7",
            "AW215 docker-bake.json:1",
        ],
        &[
            ".github/workflows/ci.yml:4 no",
            "Makefile:3 no",
            "Makefile:5 no",
            "Makefile:7 no",
            "docker-bake.hcl:1 perhaps",
            "docker-bake.hcl:7 perhaps",
            "docker-bake.json:1 perhaps",
            "sub.sh:1 no",
        ],
    );
}

/// `docker build` and `docker push` are one push; a later build of the tag is what is pushed.
#[test]
fn what_is_built_and_then_pushed() {
    check(
        &[
            ("a.sh", "docker build --platform linux/amd64 -t acme/app .\ndocker push acme/app:latest\n"),
            ("b.sh", "docker build --platform linux/arm64 -t acme/app . && docker push acme/app\n"),
            (
                "c.sh",
                "docker build --platform linux/arm64 -t acme/app:1 .\ndocker build --platform linux/amd64 -t acme/app:1 .\ndocker push acme/app:1\n",
            ),
            ("d.sh", "docker buildx build --platform linux/amd64 -t acme/app:1 --push .\n"),
        ],
        &["AW236 b.sh:1"],
        &[
            "a.sh:1 no acme/app",
            "a.sh:2 yes acme/app:latest",
            "b.sh:1 no acme/app",
            "b.sh:1 yes acme/app",
            "c.sh:1 no acme/app:1",
            "c.sh:2 no acme/app:1",
            "c.sh:3 yes acme/app:1",
            "d.sh:1 yes acme/app:1",
        ],
    );
}

/// Command lines within quotes are read, compose files are said not to be; the last line counts all that is found.
#[test]
fn what_is_looked_at_and_what_is_not() {
    let files = [
        (
            "Jenkinsfile",
            "stage('x') { steps {\n  sh 'docker build -t a:1 .'\n  sh(script: \"docker push a:1 || true\")\n  sh(\"docker push a:2\")\n  echo 'docker build -t no .'\n} }\n",
        ),
        (
            "package.json",
            "{\n  \"description\": \"docker build -t no .\",\n  \"scripts\": { \"image\": \"npm ci && docker build -t b:1 .\" }\n}\n",
        ),
        ("x.sh", "bash -ec \"docker build -t c:1 --platform linux/amd46 .\"\n"),
        ("compose.yaml", "services: {}\n"),
        ("ci/docker-compose.ci.yml", "services: {}\n"),
        ("Dockerfile", "FROM debian:12\n"),
    ];
    check(
        &files,
        &["AW231 Jenkinsfile:3", "AW237 x.sh:1"],
        &["Jenkinsfile:2 no a:1", "Jenkinsfile:3 yes a:1", "Jenkinsfile:4 yes a:2", "package.json:3 no b:1", "x.sh:1 no c:1"],
    );
    let ended = repository(&files).run(&["audit", "../repo"]).exits(10);
    ended
        .shows("not looked at, since compose files are not read: ci/docker-compose.ci.yml, compose.yaml\n")
        .shows("1 Dockerfile, 3 other files: 2 errors\n")
        .shows("error AW237 x.sh:1:1: unknown architecture `amd46`; did you mean `linux/amd64`?");
}

/// F16: the first variant that fails ends the script that would build all and count.
#[test]
fn f16_a_count_of_failures_that_ends_the_script() {
    let script = "#!/usr/bin/env bash\nset -euo pipefail\nbuild() {\n  docker buildx build --push -t acme/q:$1 .\n}\nfailed=0\nfor backend in redis kafka; do\n  if ! build $backend; then\n    ((failed++))\n  fi\ndone\nexit $failed\n";
    let builds = ["build.sh:4 yes acme/q:$1"];
    check(&[("build.sh", script)], &["AW238 build.sh:9"], &builds);
    check(&[("build.sh", &script.replace("((failed++))", "failed=$((failed + 1))"))], &[], &builds);
}

/// F20: a pre-release moves `latest`, and nothing in the workflow asks whether it is one.
#[test]
fn f20_a_release_workflow_that_moves_latest_for_everything() {
    let workflow = "on:\n  push:\n    tags: ['v*']\njobs:\n  image:\n    steps:\n      - uses: docker/metadata-action@v5\n        with:\n          images: acme/q\n          tags: |\n            type=semver,pattern={{version}}\n            type=raw,value=latest\n      - uses: docker/build-push-action@v6\n        with:\n          push: true\n          tags: acme/q:latest\n";
    let builds = [".github/workflows/release.yml:13 yes acme/q:latest"];
    let file = ".github/workflows/release.yml";
    check(&[(file, workflow)], &["AW239 .github/workflows/release.yml:12", "AW239 .github/workflows/release.yml:13"], &builds);
    let guarded = workflow.replace("value=latest", "value=latest,enable=${{ !contains(github.ref, '-') }}");
    check(&[(file, &guarded)], &[], &builds);
}

/// F23: three places, three versions.
#[test]
fn f23_three_versions_of_one_project() {
    let manifest = |version: &str| format!("kind: DaemonSet\nspec:\n  containers:\n    - image: reg.example/x/exporter:{version}\n");
    let cargo = |version: &str| format!("[package]\nname = \"exporter\"\nversion = \"{version}\"\n");
    let files = |a: &str, b: &str| [("VERSION", "0.1.0\n".to_owned()), ("Cargo.toml", cargo(a)), ("k8s/daemonset.yaml", manifest(b))];
    let apart = files("0.2.0", "0.1.3");
    let apart: Vec<_> = apart.iter().map(|(file, text)| (*file, text.as_str())).collect();
    check(&apart, &["AW240 Cargo.toml:3", "AW240 k8s/daemonset.yaml:4"], &[]);
    let together = files("0.1.0", "0.1.0@sha256:0");
    let together: Vec<_> = together.iter().map(|(file, text)| (*file, text.as_str())).collect();
    check(&together, &[], &[]);
}

/// F25: the variants stand in three places, and one of them is a variant short.
#[test]
fn f25_lists_of_variants_that_disagree() {
    let script = "BACKENDS=(all redis kafka sqs)\nfor b in \"${BACKENDS[@]}\"; do\n  docker buildx build --push -t acme/q:$b .\ndone\n";
    let makefile = "all:\n\tfor b in all redis kafka sqs; do docker buildx build --push -t acme/q:$$b . || exit 1; done\n";
    let workflow = "on: push\njobs:\n  image:\n    strategy:\n      matrix:\n        backend:\n          - name: all\n          - name: redis\n          - name: kafka\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          push: true\n          tags: acme/q:${{ matrix.backend.name }}\n";
    let builds = [
        ".github/workflows/ci.yml:11 yes acme/q:${{ matrix.backend.name }}",
        "Makefile:2 yes acme/q:$$b",
        "scripts/build.sh:3 yes acme/q:$b",
    ];
    let short = [("scripts/build.sh", script), ("Makefile", makefile), (".github/workflows/ci.yml", workflow)];
    check(&short, &["AW241 .github/workflows/ci.yml:7"], &builds);
    let whole = workflow.replace("          - name: kafka\n", "          - name: kafka\n          - name: sqs\n");
    let builds = [".github/workflows/ci.yml:12 yes acme/q:${{ matrix.backend.name }}", builds[1], builds[2]];
    check(&[short[0], short[1], (".github/workflows/ci.yml", &whole)], &[], &builds);
}
