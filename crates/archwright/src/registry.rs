//! Registries as this machine reaches them: the plan's table, Docker's credentials and its helpers.

use crate::{StepError, observe::Environment, runner::Runner};
use archwright_model::{Command, ExitKind, ImageRef, Registry, Repository, project};
use archwright_oci::registry::{
    Client, CredentialHelper, DockerConfig, Protocol, Proxies, RegistryAccess, RegistryError, RegistryErrorKind, Settings, Upload,
};
use archwright_plan::registries::{Reach, Registries, Transport};
use std::{fs, io, sync::Arc, time::Duration};

/// A part of a layer, where layers are sent in parts.
const PART: u64 = 16 << 20;

/// The client for registries that are reached like this.
pub(crate) fn client(registries: &Registries, runner: &Runner) -> Result<Client, StepError> {
    let mut settings = Settings {
        docker_config: docker_config(runner)?,
        helper: Arc::new(Helpers(runner.clone())),
        cancelled: runner.interrupt().flag(),
        proxies: proxies(runner.environment()),
        authorities: authorities(runner.environment())?,
        ..Settings::default()
    };
    for (registry, reach) in registries.iter() {
        settings.registries.insert(registry.clone(), access(registry, reach)?);
    }
    Client::new(settings).map_err(|error| registry_failure(&error))
}

fn access(registry: &Registry, reach: &Reach) -> Result<RegistryAccess, StepError> {
    let protocol = match reach.transport {
        Transport::Tls => Protocol::Https,
        Transport::Http => Protocol::Http,
        Transport::Insecure => Protocol::Insecure,
    };
    let authorities = reach.authorities.iter().map(|file| {
        fs::read(file).map_err(|error| {
            StepError::new(ExitKind::Configuration, format!("registry `{registry}`: cannot read {file}: {error}"))
                .hint("name a PEM file that can be read as `ca-file` of the registry")
        })
    });
    let upload = match reach.upload {
        project::Upload::Whole => Upload::Whole,
        project::Upload::Parts => Upload::Parts { size: PART },
    };
    Ok(RegistryAccess { protocol, authorities: authorities.collect::<Result<_, _>>()?, upload })
}

/// The proxies of the environment. curl's `ALL_PROXY` counts where the one for HTTPS is not given.
fn proxies(environment: &Environment) -> Proxies {
    let get = |name: &str| environment.get(name).or_else(|| environment.get(&name.to_ascii_lowercase()));
    Proxies {
        http: get("HTTP_PROXY").map(address),
        https: get("HTTPS_PROXY").or_else(|| get("ALL_PROXY")).map(address),
        none_for: get("NO_PROXY").unwrap_or_default().to_owned(),
    }
}

/// Without a scheme it is plain HTTP's (golang.org/x/net, `http/httpproxy`).
fn address(proxy: &str) -> String {
    if proxy.contains("://") { proxy.to_owned() } else { format!("http://{proxy}") }
}

fn authorities(environment: &Environment) -> Result<Option<Vec<u8>>, StepError> {
    let Some(file) = environment.get("SSL_CERT_FILE") else { return Ok(None) };
    fs::read(file).map(Some).map_err(|error| {
        StepError::new(ExitKind::Machine, format!("cannot read {file}, which SSL_CERT_FILE names: {error}"))
            .hint("name a PEM file that can be read in SSL_CERT_FILE, or unset it")
    })
}

/// Docker's own configuration under what `DOCKER_AUTH_CONFIG` says, its secrets learned; none is no fault.
pub(crate) fn docker_config(runner: &Runner) -> Result<DockerConfig, StepError> {
    let config = docker_config_file(runner)?;
    let Some(text) = runner.environment().get("DOCKER_AUTH_CONFIG") else { return Ok(config) };
    let over = DockerConfig::parse(text).map_err(|error| {
        StepError::new(ExitKind::Machine, format!("cannot understand DOCKER_AUTH_CONFIG: {error}"))
            .hint("set it to the text of a `config.json`, or unset it")
    })?;
    over.secrets().iter().for_each(|secret| runner.secrets().learn(secret));
    Ok(config.under(over.named("DOCKER_AUTH_CONFIG")))
}

fn docker_config_file(runner: &Runner) -> Result<DockerConfig, StepError> {
    let Some(dir) = runner.environment().docker_config_dir() else { return Ok(DockerConfig::default()) };
    let file = dir.join("config.json");
    match fs::read_to_string(&file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(DockerConfig::default()),
        Err(error) => Err(StepError::new(ExitKind::Machine, format!("cannot read {file}: {error}"))
            .hint("make it readable, or name another folder in DOCKER_CONFIG")),
        Ok(text) => {
            let config = DockerConfig::parse(&text).map_err(|error| {
                StepError::new(ExitKind::Machine, format!("cannot understand {file}: {error}"))
                    .hint("mend it, or move it away: `docker login` writes a new one")
            })?;
            config.secrets().iter().for_each(|secret| runner.secrets().learn(secret));
            config.proxies().for_each(|proxy| runner.secrets().learn_from_urls(proxy));
            Ok(config.named(file.as_str()))
        }
    }
}

/// An image as a mirror has it: `HOST/PATH` in front of the repository's own path.
pub(crate) fn at_mirror(image: &ImageRef, mirror: &str) -> Option<ImageRef> {
    let (host, below) = mirror.split_once('/').unwrap_or((mirror, ""));
    let repository = image.repository();
    let parts = [below.trim_matches('/'), repository.path()];
    let path = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
    let mirror = Repository::new(host.parse().ok()?, path).ok()?;
    format!("{}{}", mirror.canonical(), image.to_string().strip_prefix(&repository.to_string())?).parse().ok()
}

/// A registry's refusal as a step's failure.
pub(crate) fn registry_failure(error: &RegistryError) -> StepError {
    let kind = match error.kind() {
        RegistryErrorKind::NotAuthorised => ExitKind::NotAuthorised,
        RegistryErrorKind::Interrupted => ExitKind::Interrupted,
        RegistryErrorKind::BadContent => ExitKind::Verification,
        RegistryErrorKind::Unreachable | RegistryErrorKind::RateLimited | RegistryErrorKind::Refused { .. } => ExitKind::Registry,
    };
    let failure = StepError::new(kind, error.to_string());
    let failure = error.fix().map_or(failure.clone(), |fix| failure.hint(fix));
    match error.kind() {
        RegistryErrorKind::Unreachable if error.fix().is_none() => {
            failure.hint("check the registry's name and port, and that it runs; a proxy is taken from HTTPS_PROXY")
        }
        RegistryErrorKind::BadContent if error.fix().is_none() => {
            failure.hint("run again; if it stays so, the registry or a proxy before it changes what passes through")
        }
        RegistryErrorKind::RateLimited
        | RegistryErrorKind::NotAuthorised
        | RegistryErrorKind::Interrupted
        | RegistryErrorKind::Unreachable
        | RegistryErrorKind::BadContent
        | RegistryErrorKind::Refused { .. } => failure,
    }
}

/// Docker's credential helpers, started by the runner and given ten seconds.
struct Helpers(Runner);

impl CredentialHelper for Helpers {
    fn get(&self, helper: &str, server: &str) -> Result<String, String> {
        let command = Command::new(format!("docker-credential-{helper}")).arg("get").stdin(server);
        let answer = self.0.within(Duration::from_secs(10)).capture(&command).map_err(|error| error.to_string())?;
        if answer.exit.is_success() {
            let credentials: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap_or_default();
            if let Some(secret) = credentials.get("Secret").and_then(serde_json::Value::as_str) {
                self.0.secrets().learn(secret);
            }
            return Ok(answer.stdout);
        }
        // Helpers print their refusal on stdout (docker-credential-helpers, client/command.go).
        let said = if answer.stdout.trim().is_empty() { answer.stderr } else { answer.stdout };
        Err(said.trim().to_owned())
    }
}
