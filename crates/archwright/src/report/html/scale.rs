//! The seconds of a run on a line.

/// How long the line is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    seconds: f64,
}

/// Distances between marks that people count in, in seconds.
const STEPS: [f64; 18] =
    [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 14400.0];

/// As many marks as fit on a phone with their labels.
const MARKS: f64 = 6.0;

impl Scale {
    /// A line that holds all of these ends.
    pub(super) fn over(ends: impl Iterator<Item = f64>) -> Self {
        Self { seconds: ends.filter(|end| end.is_finite()).fold(0.001, f64::max) }
    }

    /// A place or a length on the line, in percent with two digits.
    pub(super) fn percent(self, seconds: f64) -> String {
        format!("{:.2}%", (seconds / self.seconds * 100.0).clamp(0.0, 100.0))
    }

    /// How far the marks are from each other, in seconds.
    pub(super) fn step(self) -> f64 {
        STEPS.into_iter().find(|step| self.seconds / step <= MARKS).unwrap_or(self.seconds / MARKS)
    }

    /// The marks from zero on: each with its label. The last stands clear of the end.
    pub(super) fn marks(self) -> Vec<(f64, String)> {
        let step = self.step();
        let at = (0..32).map(|number| f64::from(number) * step).take_while(|at| *at < self.seconds * 0.94);
        at.map(|at| (at, label(at, step))).collect()
    }
}

/// `0.4 s`, `20 s`, `1 m 30 s`.
fn label(at: f64, step: f64) -> String {
    if at < 60.0 {
        return if step < 1.0 { format!("{at:.1} s") } else { format!("{at:.0} s") };
    }
    let (minutes, seconds) = ((at / 60.0).floor(), at % 60.0);
    if seconds < 0.5 { format!("{minutes:.0} m") } else { format!("{minutes:.0} m {seconds:02.0} s") }
}

#[cfg(test)]
mod tests {
    use super::Scale;

    #[track_caller]
    fn check(seconds: f64, expected: &[&str]) {
        let labels: Vec<_> = Scale::over([seconds].into_iter()).marks().into_iter().map(|(_, label)| label).collect();
        assert_eq!(labels, expected);
    }

    #[test]
    fn marks_are_what_people_count_in() {
        check(0.55, &["0.0 s", "0.1 s", "0.2 s", "0.3 s", "0.4 s", "0.5 s"]);
        check(11.0, &["0 s", "2 s", "4 s", "6 s", "8 s", "10 s"]);
        check(108.0, &["0 s", "30 s", "1 m", "1 m 30 s"]);
        check(3000.0, &["0 s", "10 m", "20 m", "30 m", "40 m"]);
        check(0.0, &["0.0 s"]);
        assert_eq!(Scale::over([10.0].into_iter()).percent(2.5), "25.00%");
        assert_eq!(Scale::over([10.0].into_iter()).percent(11.0), "100.00%");
    }
}
