//! Build arguments arrive as they are written, also those that buildx gets in its environment because they are secret.

use archwright_tests::project::Project;

#[test]
fn a_secret_one_arrives_and_is_not_told() {
    let project = Project::new("app");
    let value = "npm_hunter2 ${HOME} %{if} \\ \"x\" $$";
    let more = format!("build-args = {{ NPM_TOKEN = '{value}', MODE = \"${{HOME}}\" }}\n");
    project.write("archwright.toml", &format!("{}{more}", project.read("archwright.toml")));
    let check = format!("ARG NPM_TOKEN\nARG MODE\nRUN test \"$NPM_TOKEN\" = '{value}' && test \"$MODE\" = '${{HOME}}'\nCOPY greeting");
    project.edit("Dockerfile", "COPY greeting", &check);
    project.archwright(&["docker-build", "--push"]).run().exits(0).never_tells("npm_hunter2");
}
