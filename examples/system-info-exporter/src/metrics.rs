//! The Prometheus text format, version 0.0.4.

use std::fmt::Display;
use std::fmt::Write;

use crate::procfs::Sample;
use crate::{ARCH, VERSION};

/// The media type a scraper expects.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// All metrics of a sample, with this build's architecture and version.
pub fn render(sample: &Sample) -> String {
    render_for(sample, ARCH, VERSION)
}

fn render_for(sample: &Sample, arch: &str, version: &str) -> String {
    let info = [("arch", arch), ("kernel", &sample.kernel), ("version", version)]
        .map(|(name, value)| label(name, value))
        .join(",");
    let [load1, load5, load15] = sample.load;
    let mut text = String::new();
    gauge(
        &mut text,
        &format!("system_info{{{info}}}"),
        "Architecture and version of the exporter, kernel of the node.",
        1,
    );
    gauge(&mut text, "system_uptime_seconds", "Time since the node started.", sample.uptime_seconds);
    gauge(&mut text, "system_load1", "Load average over 1 minute.", load1);
    gauge(&mut text, "system_load5", "Load average over 5 minutes.", load5);
    gauge(&mut text, "system_load15", "Load average over 15 minutes.", load15);
    gauge(&mut text, "system_memory_total_bytes", "Memory of the node.", sample.memory_total_bytes);
    gauge(
        &mut text,
        "system_memory_available_bytes",
        "Memory that programs can still take.",
        sample.memory_available_bytes,
    );
    text
}

/// Appends one metric; `series` is its name, with labels if it has some.
fn gauge(text: &mut String, series: &str, help: &str, value: impl Display) {
    let name = series.split_once('{').map_or(series, |(name, _)| name);
    // Writing to a `String` cannot fail.
    let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n{series} {value}\n");
}

fn label(name: &str, value: &str) -> String {
    let value = value.replace('\\', r"\\").replace('"', r#"\""#).replace('\n', r"\n");
    format!(r#"{name}="{value}""#)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_reads_as_prometheus_wants_it() {
        let sample = Sample {
            uptime_seconds: 350735.47,
            load: [0.2, 0.18, 0.0],
            memory_total_bytes: 16_710_123_520,
            memory_available_bytes: 12_641_974_272,
            kernel: "6.1.0-18-arm64".into(),
        };
        let expected = r#"# HELP system_info Architecture and version of the exporter, kernel of the node.
# TYPE system_info gauge
system_info{arch="aarch64",kernel="6.1.0-18-arm64",version="0.1.0"} 1
# HELP system_uptime_seconds Time since the node started.
# TYPE system_uptime_seconds gauge
system_uptime_seconds 350735.47
# HELP system_load1 Load average over 1 minute.
# TYPE system_load1 gauge
system_load1 0.2
# HELP system_load5 Load average over 5 minutes.
# TYPE system_load5 gauge
system_load5 0.18
# HELP system_load15 Load average over 15 minutes.
# TYPE system_load15 gauge
system_load15 0
# HELP system_memory_total_bytes Memory of the node.
# TYPE system_memory_total_bytes gauge
system_memory_total_bytes 16710123520
# HELP system_memory_available_bytes Memory that programs can still take.
# TYPE system_memory_available_bytes gauge
system_memory_available_bytes 12641974272
"#;
        assert_eq!(render_for(&sample, "aarch64", "0.1.0"), expected);
    }

    #[test]
    fn labels_are_escaped() {
        assert_eq!(label("kernel", "a\"b\\c\nd"), r#"kernel="a\"b\\c\nd""#);
    }
}
