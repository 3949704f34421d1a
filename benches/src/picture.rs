//! The table as a picture: every figure as a bar against its target, and how the first fetch grows.

use std::fmt::Write as _;

use crate::figure::{Figure, Series, Table};

const WIDTH: f64 = 920.0;
const LEFT: f64 = 24.0;
/// Where bars begin and how long one at its target is.
const BAR: (f64, f64) = (540.0, 170.0);
const ROW: f64 = 26.0;
const PLOT: f64 = 250.0;

/// Colours follow the reader's system; text is the system's own.
const STYLE: &str = "\
text { font: 13px system-ui, sans-serif; fill: #242424 } .quiet { fill: #616161 } .small { font-size: 11px }
.title { font-size: 15px; font-weight: 600 } .paper { fill: #ffffff } .line { stroke: #d1d1d1 }
.target { stroke: #616161; stroke-width: 1.5 } .good { fill: #0f7b6c } .bad { fill: #b10e1c }
.s0 { stroke: #0f7b6c; fill: #0f7b6c } .s1 { stroke: #2b5fb3; fill: #2b5fb3 } .s2 { stroke: #a35200; fill: #a35200 }
.curve { fill: none; stroke-width: 2 }
@media (prefers-color-scheme: dark) { text { fill: #f0f0f0 } .quiet { fill: #adadad } .paper { fill: #1f1f1f }
.line { stroke: #3d3d3d } .target { stroke: #adadad } .good { fill: #3fc4ad } .bad { fill: #f1707b }
.s0 { stroke: #3fc4ad; fill: #3fc4ad } .s1 { stroke: #79aef5; fill: #79aef5 } .s2 { stroke: #f0a45d; fill: #f0a45d } }";

/// The whole picture, as SVG.
pub fn draw(table: &Table) -> String {
    let growth: Vec<&Series> = table.series.iter().filter(|series| series.id == "P1").collect();
    let bars = 64.0 + ROW * table.figures.len() as f64;
    let height = bars + if growth.is_empty() { 30.0 } else { PLOT + 90.0 };
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="Figures reached against their targets"><style>{STYLE}</style><rect class="paper" width="{WIDTH}" height="{height}" rx="8"/>"#
    );
    text(&mut svg, "title", (LEFT, 30.0), "Figures against their targets; shorter is better");
    for (n, figure) in table.figures.iter().enumerate() {
        bar(&mut svg, figure, 52.0 + ROW * n as f64);
    }
    if !growth.is_empty() {
        plot(&mut svg, &growth, bars + 30.0);
    }
    if let Some(figure) = table.figures.last() {
        let m = &figure.measured;
        let said = format!(
            "{}, {} cores, {} GiB, {} · {} · {} · load {:.1} before",
            m.processor, m.cores, m.memory_gib, m.system, m.date, m.commit, m.load
        );
        text(&mut svg, "quiet small", (LEFT, height - 12.0), &said);
    }
    svg + "</svg>\n"
}

fn bar(svg: &mut String, figure: &Figure, y: f64) {
    let share =
        if figure.target > 0.0 { figure.reached / figure.target } else { f64::from(u8::from(figure.reached > 0.0)) };
    let length = (share * BAR.1).clamp(2.0, BAR.1 * 1.2);
    let class = if figure.passes() { "good" } else { "bad" };
    text(svg, "", (LEFT, y + 12.0), &format!("{}  {}", figure.id, figure.work));
    put(svg, &format!(r#"<rect class="{class}" x="{}" y="{y}" width="{length:.1}" height="15" rx="3"/>"#, BAR.0));
    let at = BAR.0 + BAR.1;
    put(svg, &format!(r#"<line class="target" x1="{at}" x2="{at}" y1="{}" y2="{}"/>"#, y - 3.0, y + 18.0));
    let said = format!("{} of {}", figure.show(figure.reached), figure.show(figure.target));
    text(svg, "quiet", (at + 44.0, y + 12.0), &said);
}

/// Seconds over users, both in decades.
fn plot(svg: &mut String, series: &[&Series], top: f64) {
    let points = || series.iter().flat_map(|series| &series.points);
    let range = |pick: fn(&(f64, f64)) -> f64| {
        let logs: Vec<f64> = points().map(|point| pick(point).log10()).collect();
        let low = logs.iter().copied().fold(f64::MAX, f64::min).floor();
        (low, logs.iter().copied().fold(f64::MIN, f64::max).ceil().max(low + 1.0))
    };
    let (users, seconds) = (range(|p| p.0), range(|p| p.1));
    let (left, width) = (LEFT + 60.0, 420.0);
    let x = |value: f64| left + (value.log10() - users.0) / (users.1 - users.0) * width;
    let y = |value: f64| top + PLOT - (value.log10() - seconds.0) / (seconds.1 - seconds.0) * PLOT;
    text(svg, "title", (LEFT, top - 8.0), "First fetch: seconds over users");
    for decade in seconds.0 as i32..=seconds.1 as i32 {
        let value = 10_f64.powi(decade);
        put(
            svg,
            &format!(r#"<line class="line" x1="{left}" x2="{}" y1="{1:.1}" y2="{1:.1}"/>"#, left + width, y(value)),
        );
        text(svg, "quiet small", (LEFT, y(value) + 4.0), &format!("{value} s"));
    }
    for decade in users.0 as i32..=users.1 as i32 {
        let value = 10_f64.powi(decade);
        text(svg, "quiet small", (x(value) - 16.0, top + PLOT + 18.0), &format!("{value}"));
    }
    for (n, series) in series.iter().enumerate() {
        let class = format!("s{}", n % 3);
        let path: Vec<String> = series.points.iter().map(|(a, b)| format!("{:.1},{:.1}", x(*a), y(*b))).collect();
        put(svg, &format!(r#"<polyline class="curve {class}" style="fill:none" points="{}"/>"#, path.join(" ")));
        for (a, b) in &series.points {
            put(svg, &format!(r#"<circle class="{class}" cx="{:.1}" cy="{:.1}" r="3.5"/>"#, x(*a), y(*b)));
        }
        let key = top + 20.0 + ROW * n as f64;
        put(svg, &format!(r#"<circle class="{class}" cx="560" cy="{}" r="5"/>"#, key - 4.0));
        text(svg, "", (574.0, key), &series.name);
    }
}

fn put(svg: &mut String, element: &str) {
    svg.push_str(element);
}

fn text(svg: &mut String, class: &str, (x, y): (f64, f64), words: &str) {
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    // Writing to a string does not fail.
    let _ = write!(svg, r#"<text class="{class}" x="{x:.1}" y="{y:.1}">{words}</text>"#);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Unit;
    use crate::machine::Measured;

    #[test]
    fn every_figure_is_drawn_with_its_target_and_its_words_are_text() {
        let measured = Measured::here();
        let figure = |work: &str, reached| Figure {
            id: "P1".to_owned(),
            work: work.to_owned(),
            target: 0.8,
            reached,
            unit: Unit::Ratio,
            detail: String::new(),
            measured: measured.clone(),
        };
        let points = vec![(1e3, 0.01), (1e5, 1.0)];
        let series = Series { id: "P1".to_owned(), name: "ours".to_owned(), points, measured: measured.clone() };
        let table = Table {
            figures: vec![figure("a < b & c", 0.4), figure("late", 1.6)],
            series: vec![series],
            ..Table::default()
        };
        let svg = draw(&table);
        assert!(svg.contains("a &lt; b &amp; c") && svg.contains("0.40 × of 0.80 ×"));
        assert_eq!((svg.matches("class=\"good\"").count(), svg.matches("class=\"bad\"").count()), (1, 1));
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
    }
}
