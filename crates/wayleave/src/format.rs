//! The one layout of a `.way` file.

/// Lays a file out: two spaces a level, columns of dated values in line, no trailing blanks.
///
/// Comments and the order of lines stay. Laying out twice changes nothing more.
pub fn format(text: &str) -> String {
    let mut lines: Vec<Line> = Vec::new();
    let mut levels: Vec<usize> = vec![0];
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for raw in text.lines() {
        let expanded = raw.replace('\t', "  ");
        let body = expanded.trim();
        if body.is_empty() {
            if lines.last().is_some_and(|l| !l.body.is_empty()) {
                lines.push(Line { level: 0, body: String::new() });
            }
            continue;
        }
        let indent = expanded.len() - expanded.trim_start().len();
        if body.starts_with("--") && indent == 0 {
            lines.push(Line { level: 0, body: body.to_owned() });
            continue;
        }
        while levels.last().is_some_and(|l| *l > indent) {
            levels.pop();
        }
        if levels.last().is_none_or(|l| *l < indent) {
            levels.push(indent);
        }
        let level = levels.len() - 1;
        lines.push(Line { level, body: spaced(body) });
    }
    while lines.last().is_some_and(|l| l.body.is_empty()) {
        lines.pop();
    }
    align(&mut lines);
    let mut out = String::new();
    for line in &lines {
        out.push_str(&"  ".repeat(if line.body.is_empty() { 0 } else { line.level }));
        out.push_str(&line.body);
        out.push('\n');
    }
    out
}

struct Line {
    level: usize,
    body: String,
}

/// Runs of blanks outside texts and comments become one; a comment keeps its own.
fn spaced(body: &str) -> String {
    let mut out = String::new();
    let mut is_text = false;
    let mut chars = body.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        if !is_text && body[i..].starts_with("--") {
            out.push_str(&body[i..]);
            return out;
        }
        if c == '"' {
            is_text = !is_text;
        }
        if !is_text && c.is_whitespace() && chars.peek().is_some_and(|(_, next)| next.is_whitespace()) {
            continue;
        }
        out.push(if !is_text && c.is_whitespace() { ' ' } else { c });
    }
    out
}

/// Puts the `:` and the `cite` of neighbouring dated values below one another.
fn align(lines: &mut [Line]) {
    let is_dated = |l: &Line| l.body.starts_with("from ") && l.body.contains(" : ");
    let mut i = 0;
    while i < lines.len() {
        let n = lines[i..].iter().take_while(|l| is_dated(l)).count();
        if n > 1 {
            for mark in [" : ", " cite "] {
                let at = |l: &Line| l.body.find(mark).map(|i| l.body[..i].chars().count());
                let most = lines[i..i + n].iter().filter_map(at).max().unwrap_or(0);
                for line in &mut lines[i..i + n] {
                    if let (Some(have), Some(byte)) = (at(line), line.body.find(mark)) {
                        line.body.insert_str(byte, &" ".repeat(most - have));
                    }
                }
            }
        }
        i += n.max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::format;

    #[test]
    fn a_file_is_laid_out_once_and_for_all() {
        let text = "stage   a  \"Two  words\"\n\n\n\n    waits   3 days   -- why  so\n    leads to\n       b   otherwise\n\nparameter p : share\n  from 2020-01-01 : 1   cite A\n  from 2021-01-01 until 2022-01-01 : 0.25 cite B\n\n";
        let once = format(text);
        assert_eq!(
            once,
            "stage a \"Two  words\"\n\n  waits 3 days -- why  so\n  leads to\n    b otherwise\n\nparameter p : share\n  from 2020-01-01                  : 1    cite A\n  from 2021-01-01 until 2022-01-01 : 0.25 cite B\n"
        );
        assert_eq!(format(&once), once);
    }
}
