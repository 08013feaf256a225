//! The bounds of the compiler (security requirement C4), as values that a caller may lift.
//!
//! Owns: the numbers and their reasons. Does not own: where each is checked.

/// How large course text may be. Over a bound is a diagnostic, never a crash.
///
/// The defaults are those of `security-reliability.md`, requirement C4; a benchmark may lift them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one text file (`.md`, `.toml`): 256 KiB.
    pub file_bytes: usize,
    /// Bytes of all files of a module together, pictures and recordings included: 20 MiB.
    pub module_bytes: usize,
    /// Files of the whole course folder: 20,000.
    pub files: usize,
    /// Folders in folders: 8.
    pub folder_depth: usize,
    /// Quotes in lists in quotes, and bold in links in bold: 16.
    pub nesting: usize,
    /// Columns of a table: 20.
    pub table_columns: usize,
    /// Rows of a table, its heading row included: 200.
    pub table_rows: usize,
    /// Bytes of markup made from one file: 2 MiB.
    pub output_bytes: usize,
    /// Times the size of the file that its markup may have: 20.
    pub output_factor: usize,
    /// Bytes of markup that any file may have, however short it is: 16 KiB (one drawn phone of 40 lines).
    pub output_floor: usize,
    /// Diagnostics told for one file; one more then says that there are others: 100.
    pub diagnostics_per_file: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 256 << 10,
            module_bytes: 20 << 20,
            files: 20_000,
            folder_depth: 8,
            nesting: 16,
            table_columns: 20,
            table_rows: 200,
            output_bytes: 2 << 20,
            output_factor: 20,
            output_floor: 16 << 10,
            diagnostics_per_file: 100,
        }
    }
}

impl Limits {
    /// The markup, in bytes, that a file of this size may become.
    pub(crate) fn output_for(&self, input_bytes: usize) -> usize {
        input_bytes.saturating_mul(self.output_factor).max(self.output_floor).min(self.output_bytes)
    }
}
