//! Medians and growth.

/// The middle one; of an even number the mean of both in the middle. 0 of none.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => 0.0,
        n if n % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

/// The exponent of growth: slope of the least-squares line through the points in logarithms.
/// `None` for fewer than two sizes.
pub fn exponent(points: &[(f64, f64)]) -> Option<f64> {
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let count = logs.len() as f64;
    let (mean_x, mean_y) =
        (logs.iter().map(|p| p.0).sum::<f64>() / count, logs.iter().map(|p| p.1).sum::<f64>() / count);
    let over: f64 = logs.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    let up: f64 = logs.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    (logs.len() > 1 && over > 0.0).then(|| up / over)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_whatever_the_order() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median(&[]), 0.0);
    }

    #[test]
    fn growth_in_proportion_has_the_exponent_one() {
        let points: Vec<_> = [1e3, 1e4, 1e5, 1e6].iter().map(|n| (*n, n * 7.0)).collect();
        assert!((exponent(&points).unwrap() - 1.0).abs() < 1e-9);
        let squares: Vec<_> = [1e3, 1e4, 1e5].iter().map(|n| (*n, n * n)).collect();
        assert!((exponent(&squares).unwrap() - 2.0).abs() < 1e-9);
        assert_eq!(exponent(&points[..1]), None);
    }
}
