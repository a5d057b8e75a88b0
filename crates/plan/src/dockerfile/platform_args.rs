//! The variables that BuildKit sets by itself, for each platform that is asked for.

use archwright_model::Platform;

/// A variable that is there before the first `FROM`, and in every stage that declares it without a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is BuildKit's own word")]
pub enum PlatformArg {
    TargetPlatform,
    TargetOs,
    TargetArch,
    TargetVariant,
    BuildPlatform,
    BuildOs,
    BuildArch,
    BuildVariant,
}

impl PlatformArg {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::TargetPlatform,
        Self::TargetOs,
        Self::TargetArch,
        Self::TargetVariant,
        Self::BuildPlatform,
        Self::BuildOs,
        Self::BuildArch,
        Self::BuildVariant,
    ];

    /// As Dockerfiles name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::TargetPlatform => "TARGETPLATFORM",
            Self::TargetOs => "TARGETOS",
            Self::TargetArch => "TARGETARCH",
            Self::TargetVariant => "TARGETVARIANT",
            Self::BuildPlatform => "BUILDPLATFORM",
            Self::BuildOs => "BUILDOS",
            Self::BuildArch => "BUILDARCH",
            Self::BuildVariant => "BUILDVARIANT",
        }
    }

    /// The variable of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|arg| arg.name() == name)
    }

    /// Whether it speaks of the platform that is asked for, and not of the builder's.
    pub fn is_target(self) -> bool {
        self.name().starts_with("TARGET")
    }

    /// What BuildKit sets it to.
    pub fn value(self, target: Platform, builder: Platform) -> String {
        let platform = if self.is_target() { target } else { builder };
        match self {
            Self::TargetPlatform | Self::BuildPlatform => platform.to_string(),
            Self::TargetOs | Self::BuildOs => platform.os().to_string(),
            Self::TargetArch | Self::BuildArch => platform.arch().to_string(),
            Self::TargetVariant | Self::BuildVariant => platform.variant().map(|variant| variant.to_string()).unwrap_or_default(),
        }
    }
}

/// Whether a build argument does something without any `ARG`: proxies, BuildKit's own settings, and what it sets by itself.
pub fn is_predefined(name: &str) -> bool {
    const PROXIES: [&str; 5] = ["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"];
    PROXIES.iter().any(|proxy| proxy.eq_ignore_ascii_case(name))
        || name.starts_with("BUILDKIT_")
        || matches!(name, "SOURCE_DATE_EPOCH" | "TARGETSTAGE")
        || PlatformArg::named(name).is_some()
}
