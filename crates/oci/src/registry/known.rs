//! What "no" and "too often" mean at registries that many use, each as its own documentation says.

use archwright_model::Registry;

/// A registry whose ways are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownRegistry {
    /// `docker.io`.
    DockerHub,
    /// `ghcr.io`.
    Ghcr,
    /// `ACCOUNT.dkr.ecr.REGION.amazonaws.com`, also those in China.
    Ecr,
    /// `public.ecr.aws`.
    EcrPublic,
    /// `REGION-docker.pkg.dev` and `gcr.io`.
    ArtifactRegistry,
    /// `NAME.azurecr.io`.
    Acr,
    /// `quay.io`.
    Quay,
}

/// What is known of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownWays {
    /// The registry.
    pub registry: KnownRegistry,
    /// What people call it.
    pub name: &'static str,
    /// Its hosts, as a reader writes them.
    pub hosts: &'static str,
    /// How to log in there, where it is not `docker login HOST`.
    pub log_in: Option<&'static str>,
    /// What a refusal of somebody who is logged in usually means.
    pub denied: &'static str,
    /// What 429 means, and what helps.
    pub limited: &'static str,
}

/// Every registry whose ways are known.
pub const KNOWN_REGISTRIES: [KnownWays; 7] = [
    KnownWays {
        registry: KnownRegistry::DockerHub,
        name: "Docker Hub",
        hosts: "`docker.io`",
        log_in: None,
        denied: "the first part of the name is your user or an organisation where you may write, and an access token has the permission `Read & Write`",
        limited: "Docker Hub counts pulls: logged in you have more of them per hour, with a subscription no limit, and a mirror saves them",
    },
    KnownWays {
        registry: KnownRegistry::Ghcr,
        name: "GitHub Container Registry",
        hosts: "`ghcr.io`",
        log_in: None,
        denied: "a personal access token is a classic one with the scope `write:packages`, a workflow needs `permissions: packages: write`, and a package that exists must give this repository write access (its settings, \"Manage Actions access\")",
        limited: "GitHub documents no limit of its registry; its answer says how many requests per minute are allowed (`allowed: 2000/minute` has been seen): try again, with less at once",
    },
    KnownWays {
        registry: KnownRegistry::Ecr,
        name: "Amazon ECR",
        hosts: "`ACCOUNT.dkr.ecr.REGION.amazonaws.com`",
        log_in: Some("aws ecr get-login-password --region REGION | docker login --username AWS --password-stdin HOST"),
        denied: "a login lasts 12 hours; the role needs `ecr:InitiateLayerUpload`, `ecr:UploadLayerPart`, `ecr:CompleteLayerUpload`, `ecr:PutImage` and `ecr:BatchCheckLayerAvailability`; the repository is made before the first push (`aws ecr create-repository`)",
        limited: "ECR limits each operation per account and region: try again later, or ask for a higher quota (Service Quotas)",
    },
    KnownWays {
        registry: KnownRegistry::EcrPublic,
        name: "Amazon ECR Public",
        hosts: "`public.ecr.aws`",
        log_in: Some("aws ecr-public get-login-password --region us-east-1 | docker login --username AWS --password-stdin public.ecr.aws"),
        denied: "a login lasts 12 hours and is made in us-east-1; the repository is made before the first push (`aws ecr-public create-repository`)",
        limited: "ECR Public limits pulls per second, and what those who are not logged in may pull at all: log in, or try again later",
    },
    KnownWays {
        registry: KnownRegistry::ArtifactRegistry,
        name: "Google Artifact Registry",
        hosts: "`REGION-docker.pkg.dev`, `gcr.io`",
        log_in: Some("gcloud auth configure-docker HOST"),
        denied: "the account needs the role `roles/artifactregistry.writer`, and the repository is made before the first push (`gcloud artifacts repositories create`); the name is PROJECT/REPOSITORY/IMAGE",
        limited: "Artifact Registry limits requests per minute by project and region, writes more than reads: try again later, or ask for a higher quota",
    },
    KnownWays {
        registry: KnownRegistry::Acr,
        name: "Azure Container Registry",
        hosts: "`NAME.azurecr.io`",
        log_in: Some("az acr login --name NAME"),
        denied: "a login by `az acr login` lasts 3 hours; who pushes needs the role `AcrPush`, or `Container Registry Repository Writer` where permissions are per repository (ABAC); a firewall rule of the registry refuses, too",
        limited: "how much a registry takes depends on its service tier, and no number is promised: try again later with less at once, or take a larger tier",
    },
    KnownWays {
        registry: KnownRegistry::Quay,
        name: "Quay",
        hosts: "`quay.io`",
        log_in: None,
        denied: "a robot account is named NAMESPACE+NAME and needs write permission for this very repository; to make one by pushing it needs `creator` in its team",
        limited: "Quay takes a few requests per second from one address, with bursts: try again later, with less at once",
    },
];

impl KnownWays {
    /// Those of a registry, if they are known.
    pub fn of(registry: &Registry) -> Option<&'static Self> {
        let known = KnownRegistry::of(registry)?;
        KNOWN_REGISTRIES.iter().find(|ways| ways.registry == known)
    }
}

impl KnownRegistry {
    fn of(registry: &Registry) -> Option<Self> {
        let name = registry.name();
        let is_ecr = name.contains(".dkr.ecr.") && (name.ends_with(".amazonaws.com") || name.ends_with(".amazonaws.com.cn"));
        match name {
            "docker.io" => Some(Self::DockerHub),
            "ghcr.io" => Some(Self::Ghcr),
            "public.ecr.aws" => Some(Self::EcrPublic),
            "quay.io" => Some(Self::Quay),
            "gcr.io" => Some(Self::ArtifactRegistry),
            _ if is_ecr => Some(Self::Ecr),
            _ if name.ends_with("-docker.pkg.dev") || name.ends_with(".gcr.io") => Some(Self::ArtifactRegistry),
            _ if name.ends_with(".azurecr.io") => Some(Self::Acr),
            _ => None,
        }
    }

    /// The command that lets somebody in, with what the host tells filled in.
    fn command(self, template: &str, registry: &Registry) -> String {
        let filled = template.replace("HOST", registry.host());
        let first = registry.name().split('.').next().unwrap_or_default();
        match self {
            Self::Ecr => filled.replace("REGION", registry.name().split('.').nth(3).unwrap_or("REGION")),
            Self::Acr => filled.replace("NAME", first),
            Self::DockerHub | Self::Ghcr | Self::EcrPublic | Self::ArtifactRegistry | Self::Quay => filled,
        }
    }
}

/// What lets somebody in at a registry, as a fix tells it.
pub fn log_in(registry: &Registry) -> String {
    let ways = KnownWays::of(registry);
    match ways.and_then(|ways| Some((ways.registry, ways.log_in?))) {
        Some((known, template)) => format!("log in with `{}`", known.command(template, registry)),
        None if registry.is_docker_hub() => "log in with `docker login`".into(),
        None => format!("log in with `docker login {registry}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_known_and_the_login_is_theirs() {
        for (host, known, fix) in [
            ("docker.io", Some(KnownRegistry::DockerHub), "log in with `docker login`"),
            ("ghcr.io", Some(KnownRegistry::Ghcr), "log in with `docker login ghcr.io`"),
            (
                "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
                Some(KnownRegistry::Ecr),
                "log in with `aws ecr get-login-password --region eu-west-1 | docker login --username AWS --password-stdin 123456789012.dkr.ecr.eu-west-1.amazonaws.com`",
            ),
            (
                "europe-west1-docker.pkg.dev",
                Some(KnownRegistry::ArtifactRegistry),
                "log in with `gcloud auth configure-docker europe-west1-docker.pkg.dev`",
            ),
            ("eu.gcr.io", Some(KnownRegistry::ArtifactRegistry), "log in with `gcloud auth configure-docker eu.gcr.io`"),
            ("acme.azurecr.io", Some(KnownRegistry::Acr), "log in with `az acr login --name acme`"),
            ("quay.io", Some(KnownRegistry::Quay), "log in with `docker login quay.io`"),
            ("quay.io.example.com", None, "log in with `docker login quay.io.example.com`"),
            ("127.0.0.1:5005", None, "log in with `docker login 127.0.0.1:5005`"),
        ] {
            let registry: Registry = host.parse().unwrap();
            assert_eq!(KnownRegistry::of(&registry), known, "{host}");
            assert_eq!(log_in(&registry), fix, "{host}");
        }
        assert!(KnownWays::of(&"public.ecr.aws".parse().unwrap()).is_some());
    }
}
