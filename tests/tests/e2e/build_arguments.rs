//! Build arguments arrive as they are written, also those that buildx gets in its environment because they are secret.

use archwright_tests::project::Project;

#[test]
fn a_secret_one_arrives_and_is_not_told() {
    let project = Project::new("app");
    let value = "npm_hunter2 ${HOME} %{if} \\ \"x\" $$";
    let more = format!("build-args = {{ NPM_TOKEN = '{value}', MODE = \"${{HOME}}\" }}\n");
    project.write("archwright.toml", &format!("{}{more}", project.read("archwright.toml")));
    // In a stage of its own: the proof finds it in the history of the image, and would find it in the Dockerfile.
    project.write("expected", value);
    let base = "FROM debian:bookworm-slim";
    let check = "ARG NPM_TOKEN\nARG MODE\nCOPY expected /\nRUN test \"$NPM_TOKEN\" = \"$(cat /expected)\" && test \"$MODE\" = '${HOME}' && touch /checked\n";
    project.edit("Dockerfile", base, &format!("{base} AS check\n{check}{base}\nCOPY --from=check /checked /checked"));
    project.archwright(&["docker-build", "--push"]).run().exits(0).never_tells("npm_hunter2");
}
