//! What a project can be asked to do: one table for the command line, Make and Task.

use archwright_model::{
    Platform, Project,
    project::{Image, Key, OutputKind, Target, Variant},
};

/// One verb of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verb {
    /// Its name, the same in every face.
    pub name: String,
    /// What it does, in one line.
    pub help: String,
    /// What it selects.
    pub kind: VerbKind,
    /// What it cannot do without: `REF`. Each face says where that goes.
    pub operand: Option<&'static str>,
}

/// What a verb selects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerbKind {
    /// Every image, for its own platforms.
    Build,
    /// Every image, for that platform only.
    BuildFor(Platform),
    /// Every image, for the Docker server's platform, loaded into it.
    BuildLocal,
    /// One image.
    Image(Key),
    /// What a `[target.*]` table says.
    Target(Key),
    /// The web UIs alone.
    Ui,
    /// The command lines alone.
    Cli,
    /// No build: a question about the project, its images or the machine.
    Tool,
}

impl VerbKind {
    /// Whether it makes something, and so belongs into a file that other people's verbs share.
    pub fn builds(&self) -> bool {
        match self {
            Self::Build | Self::BuildFor(_) | Self::BuildLocal | Self::Image(_) | Self::Target(_) | Self::Ui | Self::Cli => true,
            Self::Tool => false,
        }
    }
}

const TOOLS: [(&str, &str, Option<&str>); 3] = [
    ("plan", "Print what docker-build would do, and why", None),
    ("verify", "Prove a published image or an OCI layout", Some("REF")),
    ("generate", "Write what is generated from archwright.toml anew", None),
];

/// The verbs of a project, in the order in which help shows them.
///
/// A project that passes [`check`](archwright_model::config::check) has no name twice.
pub fn verbs(project: &Project) -> Vec<Verb> {
    let mut verbs = vec![
        verb("docker-build", "Build all images, each for its platforms", VerbKind::Build),
        build_for(Platform::LINUX_AMD64),
        build_for(Platform::LINUX_ARM64),
        verb("docker-build-local", "Build all images for this machine's Docker, and load them", VerbKind::BuildLocal),
    ];
    verbs.extend(project.images.iter().map(of_image));
    verbs.extend(project.targets.iter().map(of_target));
    if !project.uis.is_empty() {
        let keys = project.uis.iter().map(|ui| &ui.key);
        verbs.push(verb("ui-build", format!("Build on the host, once for all platforms: {}", list(keys)), VerbKind::Ui));
    }
    if !project.clis.is_empty() {
        let keys = project.clis.iter().map(|cli| &cli.key);
        verbs.push(verb("cli-build", format!("Build on the host, once per platform: {}", list(keys)), VerbKind::Cli));
    }
    verbs.extend(TOOLS.map(|(name, help, operand)| Verb { operand, ..verb(name, help, VerbKind::Tool) }));
    verbs
}

fn verb(name: impl Into<String>, help: impl Into<String>, kind: VerbKind) -> Verb {
    Verb { name: name.into(), help: one_line(&help.into()), kind, operand: None }
}

fn build_for(platform: Platform) -> Verb {
    let name = format!("docker-build-{}", platform.arch());
    verb(name, format!("Build all images for {platform} only"), VerbKind::BuildFor(platform))
}

fn of_image(image: &Image) -> Verb {
    let mut help = format!("Build the image {}", image.name);
    if !image.variants.is_empty() {
        let (usual, others): (Vec<_>, Vec<_>) = image.variants.iter().partition(|variant| variant.suffix.is_empty());
        let keys = |variants: &[&Variant]| list(variants.iter().map(|variant| &variant.key));
        let variants = match (usual.as_slice(), others.as_slice()) {
            ([], others) => format!(", variants {}", keys(others)),
            (usual, []) => format!(", variant {}", keys(usual)),
            (usual, others) => format!(", variant {}; with --all {} too", keys(usual), keys(others)),
        };
        help.push_str(&variants);
    }
    verb(format!("docker-build-{}", image.key), help, VerbKind::Image(image.key.clone()))
}

fn of_target(target: &Target) -> Verb {
    let help = target.description.clone().filter(|text| !text.trim().is_empty()).unwrap_or_else(|| described(target));
    verb(target.key.to_string(), help, VerbKind::Target(target.key.clone()))
}

/// The help of a target that its author did not describe.
fn described(target: &Target) -> String {
    let mut help = match target.images.as_slice() {
        [] => "Build all images".to_owned(),
        images => format!("Build {}", list(images)),
    };
    if let Some(platforms) = &target.platforms {
        help += " for ";
        help += &platforms.value.to_string();
    }
    help += match target.output.as_ref().map(|output| output.value) {
        Some(OutputKind::Push) => ", and push",
        Some(OutputKind::Load) => ", and load into Docker",
        Some(OutputKind::Layout) => ", into an OCI layout",
        None => "",
    };
    help
}

fn list<'a>(keys: impl IntoIterator<Item = &'a Key>) -> String {
    keys.into_iter().map(Key::as_str).collect::<Vec<_>>().join(", ")
}

/// A text without line ends and control characters, which would end a comment or a scalar early.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
