//! What a builder can give, by its driver and the server's image store, never by its name.

use crate::{
    Condition, Output, PlanError, Run,
    facts::{BuilderInstance, Docker, Driver, ImageStore},
};

/// Whether the builder can give what the run asks for.
enum Ability {
    Able,
    Unable(&'static str, Remedy),
    /// It depends on the image store of that builder's own server.
    Unknown(String),
}

/// What helps, beside another builder.
enum Remedy {
    ContainerdStore,
}

/// Whether what the builder makes can be pushed by itself, by digest.
pub(crate) fn pushes_by_digest(run: &Run<'_>) -> bool {
    let instance = run.facts().builder.known().and_then(Option::as_ref);
    // One that is not there yet will be a container.
    instance.is_none_or(|instance| instance.driver != Driver::Docker)
}

/// Refuses what the builder is known not to give.
pub(crate) fn check(run: &Run<'_>) -> Result<(), PlanError> {
    match of(run) {
        Ability::Able | Ability::Unknown(_) => Ok(()),
        Ability::Unable(why, remedy) => {
            let (project, docker, request) = (run.project(), &run.facts().docker, run.request());
            let name = super::name(project, docker, request).value;
            let ours = super::name::by_default(project, docker, request);
            let another = format!("`--builder {ours}` takes one of ours, which is created if there is none");
            let fix = match remedy {
                Remedy::ContainerdStore => format!("{another}; or turn on the server's containerd image store"),
            };
            Err(PlanError::machine(format!("builder `{name}` has the driver `docker`, which {why}")).hint(fix))
        }
    }
}

/// What is not known of the builder, and is needed to say whether it is able.
pub(crate) fn condition(run: &Run<'_>) -> Option<Condition> {
    match of(run) {
        Ability::Able | Ability::Unable(..) => None,
        Ability::Unknown(why) => Some(Condition {
            fact: "builder".into(),
            why,
            then: "whether it can export an OCI layout depends on the server's image store".into(),
            fix: Some("make that context the current one (DOCKER_CONTEXT), or name another builder with --builder".into()),
        }),
    }
}

fn of(run: &Run<'_>) -> Ability {
    let Some(instance) = run.facts().builder.known().and_then(Option::as_ref) else { return Ability::Able };
    match instance.driver {
        Driver::Docker => {}
        Driver::DockerContainer | Driver::Remote | Driver::Kubernetes | Driver::Cloud | Driver::Other(_) => return Ability::Able,
    }
    match run.output() {
        Output::Nothing => return Ability::Able,
        // It cannot push by digest, whichever the store (buildx 0.29): what it exports, our own client pushes.
        Output::Push | Output::Load | Output::Layout(_) => {}
    }
    let Some(docker) = run.facts().docker.known() else { return Ability::Able };
    if !is_on(instance, docker) {
        return Ability::Unknown(format!("it is another Docker server's than the current one, {}", docker.endpoint));
    }
    match docker.server.known().map(|server| server.image_store) {
        Some(ImageStore::Classic) if run.output() == Output::Push => Ability::Unable(
            "cannot push by digest, and cannot export an OCI layout from the server's classic image store",
            Remedy::ContainerdStore,
        ),
        Some(ImageStore::Classic) => {
            Ability::Unable("cannot export an OCI layout from the server's classic image store", Remedy::ContainerdStore)
        }
        // A server that is not known is a condition of its own.
        Some(ImageStore::Containerd) | None => Ability::Able,
    }
}

/// Whether the builder is the current Docker server's own.
fn is_on(instance: &BuilderInstance, docker: &Docker) -> bool {
    // With DOCKER_HOST set, the context `default` is that host.
    let current = docker.endpoint.strip_prefix("context ").unwrap_or("default");
    instance.nodes.iter().all(|node| node.endpoint == current)
}
