use super::*;

/// Answers as recorded from real helpers.
struct Helpers;

impl CredentialHelper for Helpers {
    fn get(&self, helper: &str, server: &str) -> Result<String, String> {
        match (helper, server) {
            ("desktop", "ghcr.io") => Ok(r#"{"ServerURL":"ghcr.io","Username":"me","Secret":"s3"}"#.into()),
            ("desktop", "acr.example") => Ok(r#"{"ServerURL":"acr.example","Username":"<token>","Secret":"refresh"}"#.into()),
            ("desktop", HUB_KEY) => Ok(r#"{"ServerURL":"x","Username":"hub","Secret":"h"}"#.into()),
            ("desktop", _) => Err("credentials not found in native keychain\n".into()),
            ("broken", _) => Ok("no json".into()),
            (other, _) => Err(format!("docker-credential-{other}: not found")),
        }
    }
}

/// Who we are at `team/app` of a registry.
#[track_caller]
fn check(config: &str, registry: &str, expected: &str) {
    let repository = format!("{registry}/team/app").parse().unwrap();
    told(&DockerConfig::parse(config).unwrap(), &repository, expected);
}

#[track_caller]
fn told(config: &DockerConfig, repository: &Repository, expected: &str) {
    let got = match config.credentials(repository, &Helpers).map(|found| found.credentials) {
        Ok(Credentials::Anonymous) => "anonymous".to_owned(),
        Ok(Credentials::Basic { user, password }) => format!("{user}:{password}"),
        Ok(Credentials::Refresh(token)) => format!("refresh {token}"),
        Ok(Credentials::Bearer(token)) => format!("bearer {token}"),
        Err(error) => format!("error: {error}"),
    };
    assert_eq!(got, expected, "{repository}");
}

#[test]
fn every_form_of_the_docker_config_is_read() {
    for (config, registry, expected) in [
        ("", "ghcr.io", "anonymous"),
        ("{}", "ghcr.io", "anonymous"),
        (r#"{"auths":{"ghcr.io":{"auth":"bWU6cGE6c3M="}}}"#, "ghcr.io", "me:pa:ss"),
        (r#"{"auths":{"https://ghcr.io/v2/":{"auth":"bWU6cGFzcw=="}}}"#, "ghcr.io", "me:pass"),
        (r#"{"auths":{"ghcr.io":{"username":"me","password":"pass"}}}"#, "ghcr.io", "me:pass"),
        (r#"{"auths":{"ghcr.io":{}}}"#, "ghcr.io", "anonymous"),
        (r#"{"auths":{"ghcr.io":{"auth":"bWU6cGFzcw=="}}}"#, "quay.io", "anonymous"),
        (r#"{"auths":{"127.0.0.1:5005":{"auth":"bWU6cGFzcw=="}}}"#, "127.0.0.1:5005", "me:pass"),
        (r#"{"auths":{"127.0.0.1:5005":{"auth":"bWU6cGFzcw=="}}}"#, "127.0.0.1:5006", "anonymous"),
        (r#"{"auths":{"https://index.docker.io/v1/":{"auth":"bWU6cGFzcw=="}}}"#, "docker.io", "me:pass"),
        (r#"{"auths":{"docker.io":{"auth":"bWU6cGFzcw=="}}}"#, "index.docker.io", "me:pass"),
        (r#"{"auths":{"acr.example":{"auth":"bWU6","identitytoken":"it"}}}"#, "acr.example", "refresh it"),
        (r#"{"auths":{"ghcr.io":{"registrytoken":"rt"}}}"#, "ghcr.io", "bearer rt"),
        (r#"{"auths":{"ghcr.io":{"auth":"%%%"}}}"#, "ghcr.io", "error: its `auth` in the docker config is not `user:password` in base64"),
        (r#"{"credsStore":"desktop"}"#, "ghcr.io", "me:s3"),
        (r#"{"credsStore":"desktop"}"#, "docker.io", "hub:h"),
        (r#"{"credsStore":"desktop"}"#, "acr.example", "refresh refresh"),
        (r#"{"credsStore":"desktop","auths":{"quay.io":{}}}"#, "quay.io", "anonymous"),
        (r#"{"credsStore":"desktop","auths":{"quay.io":{"auth":"bWU6cGFzcw=="}}}"#, "quay.io", "me:pass"),
        (r#"{"credsStore":"missing","credHelpers":{"ghcr.io":"desktop"}}"#, "ghcr.io", "me:s3"),
        (
            r#"{"credHelpers":{"ghcr.io":"ecr-login"},"auths":{"ghcr.io":{"auth":"bWU6cGFzcw=="}}}"#,
            "ghcr.io",
            "error: the credential helper `docker-credential-ecr-login` failed: docker-credential-ecr-login: not found",
        ),
        (r#"{"credsStore":"broken"}"#, "ghcr.io", "error: the credential helper `docker-credential-broken` gave no credentials"),
    ] {
        check(config, registry, expected);
    }
}

#[test]
fn what_is_said_of_a_part_of_a_registry_is_nearer_than_what_is_said_of_it_as_a_whole() {
    let entry = |user: &str| format!(r#"{{"auth":"{}"}}"#, STANDARD.encode(format!("{user}:pass")));
    let auths = [("ghcr.io", "all"), ("ghcr.io/team", "team"), ("ghcr.io/team/app", "app"), ("docker.io/team", "hub")];
    let auths: Vec<_> = auths.map(|(key, user)| format!("\"{key}\":{}", entry(user))).to_vec();
    let config = format!(r#"{{"credsStore":"desktop","credHelpers":{{"quay.io/team":"desktop"}},"auths":{{{}}}}}"#, auths.join(","));
    let config = DockerConfig::parse(&config).unwrap();
    let accounts: Vec<String> = [
        ("ghcr.io/team/app", "app:pass"),
        ("ghcr.io/team/app/tools", "app:pass"),
        ("ghcr.io/team/apple", "team:pass"),
        ("ghcr.io/teams/app", "me:s3"),
        ("docker.io/team/app", "hub:pass"),
        ("docker.io/other/app", "hub:h"),
        ("quay.io/team/app", "anonymous"),
    ]
    .map(|(repository, expected)| {
        let repository = repository.parse().unwrap();
        told(&config, &repository, expected);
        config.account(&repository)
    })
    .to_vec();
    assert_eq!(accounts[0], accounts[1]);
    let distinct: std::collections::BTreeSet<_> = accounts.iter().collect();
    assert_eq!(distinct.len(), 6);
}

#[test]
fn what_the_environment_says_comes_first_and_only_where_it_says_something() {
    let over = DockerConfig::parse(r#"{"auths":{"ghcr.io":{"auth":"Y2k6dG9rZW4="},"quay.io":{}}}"#).unwrap().named("DOCKER_AUTH_CONFIG");
    let file = r#"{"credsStore":"desktop","auths":{"ghcr.io/team":{"auth":"bWU6cGFzcw=="},"quay.io":{"auth":"bWU6cGFzcw=="}}}"#;
    let config = DockerConfig::parse(file).unwrap().named("config.json").under(over);
    told(&config, &"ghcr.io/team/app".parse().unwrap(), "ci:token");
    told(&config, &"quay.io/team/app".parse().unwrap(), "me:pass");
    told(&config, &"acr.example/team/app".parse().unwrap(), "refresh refresh");
    let found = config.credentials(&"ghcr.io/team/app".parse().unwrap(), &Helpers).unwrap();
    assert_eq!(config.refused(&found), "the credentials in DOCKER_AUTH_CONFIG were refused");
    assert!(config.secrets().contains(&"token".to_owned()));
}

/// A wrong password and none at all are two faults.
#[test]
fn a_refusal_names_whose_credentials_they_were() {
    let auths = r#""auths":{"ghcr.io":{"auth":"bWU6cGFzcw=="}}"#;
    for (config, expected) in [
        ("{}".to_owned(), "there are no credentials for it in /home/me/.docker/config.json"),
        (format!("{{{auths}}}"), "the credentials in /home/me/.docker/config.json were refused"),
        (r#"{"credsStore":"desktop"}"#.into(), "the credentials that `docker-credential-desktop` gave were refused"),
        (format!(r#"{{"credHelpers":{{"quay.io":"desktop"}},{auths}}}"#), "the credentials in /home/me/.docker/config.json were refused"),
    ] {
        let config = DockerConfig::parse(&config).unwrap().named("/home/me/.docker/config.json");
        let found = config.credentials(&"ghcr.io/team/app".parse().unwrap(), &Helpers).unwrap();
        assert_eq!(config.refused(&found), expected);
    }
}

#[test]
fn secrets_are_in_no_message() {
    let error = DockerConfig::parse(r#"{"auths":{"ghcr.io":{"auth":["hunter2"]}}}"#).unwrap_err();
    assert!(!error.to_string().contains("hunter2") && error.to_string().contains("line 1"), "{error}");
    let config = DockerConfig::parse(r#"{"auths":{"ghcr.io":{"password":"hunter2"}}}"#).unwrap();
    assert_eq!(format!("{config:?}"), r#"DockerConfig { registries: ["ghcr.io"], creds_store: None, .. }"#);
}
