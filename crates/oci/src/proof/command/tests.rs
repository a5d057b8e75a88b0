use super::*;

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

#[test]
fn the_first_word_of_a_shell_is_seen_where_it_is_plain() {
    for (text, expected) in [
        ("nginx -g 'daemon off;'", Some("nginx")),
        ("exec /app/server --port=1", Some("/app/server")),
        ("A=1 B=x exec java -jar app.jar", Some("java")),
        ("server; sleep 1", Some("server")),
        ("cd /app && ./run", None),
        ("$JAVA_HOME/bin/java", None),
        ("if true; then x; fi", None),
        ("[ -f /x ] || exit 1", None),
        ("# comment", None),
        ("", None),
    ] {
        assert_eq!(first_word(text), expected, "{text}");
    }
}

#[test]
fn wrappers_and_shells_are_looked_behind() {
    assert_eq!(behind_wrapper(&words("/usr/bin/tini -g -- /app/server -v")), Some(&words("/app/server -v")[..]));
    assert_eq!(behind_wrapper(&words("gosu app /app/server")), Some(&words("/app/server")[..]));
    assert_eq!(behind_wrapper(&words("env A=1 python3 x.py")), Some(&words("python3 x.py")[..]));
    assert_eq!(behind_wrapper(&words("tini --")), None);
    assert_eq!(behind_wrapper(&words("/app/server x")), None);
    assert_eq!(shell_text(&["/bin/bash".into(), "-euc".into(), "a b".into()]), Some("a b"));
    assert_eq!(shell_text(&words("sh script.sh")), None);
}

#[test]
fn the_config_says_what_runs() {
    let run = |text: &str| serde_json::from_str::<RunConfig>(text).unwrap();
    let told =
        |run: &RunConfig| invocations(run).into_iter().map(|invocation| (invocation.by, invocation.words.join(" "))).collect::<Vec<_>>();
    let both = run(r#"{"Entrypoint":["tini","--"],"Cmd":["server"],"Healthcheck":{"Test":["CMD","curl","localhost"]}}"#);
    assert_eq!(told(&both), [("entry point", "tini -- server".into()), ("health check", "curl localhost".into())]);
    let shell = run(r#"{"Cmd":["sh"],"Shell":["/bin/bash","-c"],"Healthcheck":{"Test":["CMD-SHELL","exit 0"]}}"#);
    assert_eq!(told(&shell), [("command", "sh".into()), ("health check", "/bin/bash -c exit 0".into())]);
    assert_eq!(told(&run(r#"{"Healthcheck":{"Test":["NONE"]}}"#)), []);
    // What nobody expects in these fields.
    assert_eq!(told(&run(r#"{"Healthcheck":{"Test":"x"},"Shell":{"a":1}}"#)), []);
}
