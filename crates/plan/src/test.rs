//! *Test*: a command in each platform of an image, by digest, before anything of the run is published.
//!
//! It is a build of one step on top of the image, thrown away: so it runs where the image was built, on the node of that platform or
//! emulated, reads the image as the builder does, and leaves nothing in the Docker server's store.

use crate::{ImageId, bake::scrubbed, publish::Place};
use archwright_model::{
    Command, Digest, Platform, Platforms,
    project::{BuilderName, Timeout},
};
use serde::Serialize;

/// Runs a command in each platform of one image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Test {
    /// The image or variant.
    pub image: ImageId,
    /// The builder that it runs in.
    pub builder: BuilderName,
    /// Where the image is.
    pub place: Place,
    /// The platforms that it runs on.
    pub platforms: Platforms,
    /// The program and its arguments, in place of the image's own.
    pub command: Vec<String>,
    /// How many seconds it may take on one platform.
    pub timeout: Timeout,
}

/// The name of the image in the build.
const CONTEXT: &str = "tested";

impl Test {
    /// The program and its arguments as a person would write them.
    pub fn words(&self) -> String {
        let mut words = self.command.iter();
        Command::new(words.next().map(String::as_str).unwrap_or_default()).args(words.map(String::as_str)).to_string()
    }

    /// Runs it on one platform, whose manifest has that digest.
    pub fn command(&self, platform: Platform, digest: &Digest) -> Command {
        self.call(platform, digest.as_str())
    }

    /// The same for the plan, which does not know the digest yet.
    pub fn planned(&self, platform: Platform) -> Command {
        self.call(platform, "DIGEST")
    }

    fn call(&self, platform: Platform, digest: &str) -> Command {
        let image = match &self.place {
            Place::Registry(repository) => format!("docker-image://{}@{digest}", repository.canonical()),
            Place::Layout(dir) => format!("oci-layout://{dir}@{digest}"),
        };
        let command = Command::new("docker").args(["buildx", "build", "--builder", self.builder.as_str()]);
        let command = command.args(["--platform", &platform.to_string(), "--build-context", &format!("{CONTEXT}={image}")]);
        let command = command.args(["--no-cache", "--provenance=false", "--sbom=false", "--output", "type=cacheonly"]);
        scrubbed(command.args(["--progress", "plain", "-"]).stdin(self.dockerfile()))
    }

    fn dockerfile(&self) -> String {
        // An array of strings is always JSON.
        let command = serde_json::to_string(&self.command).unwrap_or_default();
        format!("FROM {CONTEXT}\nRUN {command}\n")
    }

    /// The same with `docker run`, for whoever looks into a failure.
    pub fn by_hand(&self, platform: Platform, digest: &Digest) -> Option<Command> {
        let Place::Registry(repository) = &self.place else { return None };
        let (program, arguments) = self.command.split_first()?;
        let command = Command::new("docker").args(["run", "--rm", "--platform", &platform.to_string(), "--entrypoint", program]);
        Some(command.arg(repository.pinned(digest).to_string()).args(arguments.iter().map(String::as_str)))
    }
}
