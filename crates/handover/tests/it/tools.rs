//! Programs of other people that read PDFs.

use std::path::Path;
use std::process::Command;

use tenantry_handover::Document;

/// A document as a file that goes with the test.
pub fn written(document: &Document) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), document.pdf().unwrap()).unwrap();
    file
}

/// What a program says on standard output; it has to end well.
pub fn said(program: &str, arguments: &[&str], file: &Path, after: &[&str]) -> String {
    let output = Command::new(program).args(arguments).arg(file).args(after).output();
    let output = output.unwrap_or_else(|error| panic!("{program} (cargo xtask test installs it): {error}"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The text in reading order.
pub fn text(document: &Document) -> String {
    said("pdftotext", &["-enc", "UTF-8"], written(document).path(), &["-"])
}

/// The same without spaces and line ends, because lines are broken anywhere.
pub fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
