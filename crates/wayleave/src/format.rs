//! The one layout of a `.way` file.

/// Lays a file out: two blanks a level, one between words, columns where lines are alike.
///
/// Three blanks stand before where a number comes from, before a title after a type, and before a
/// comment at the end of a line. Neighbouring dated values, attributes and ways on are put in
/// columns. Words, texts, comments and the order of lines stay. Laying out twice changes nothing
/// more.
pub fn format(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines: Vec<Line> = Vec::new();
    for raw in text.lines() {
        let line = Line::read(raw);
        let is_second_blank = line.is_blank() && lines.last().is_none_or(Line::is_blank);
        if !is_second_blank {
            lines.push(line);
        }
    }
    while lines.last().is_some_and(Line::is_blank) {
        lines.pop();
    }
    levels(&mut lines);
    align(&mut lines);
    let mut out = String::new();
    for line in &lines {
        out.push_str(&line.laid_out());
        out.push('\n');
    }
    out
}

/// A line in pieces.
struct Line {
    /// How far in it stood. Unit: blanks and tabs.
    indent: usize,
    /// How far in it will stand.
    level: usize,
    /// Runs without a blank, texts whole.
    pieces: Vec<String>,
    /// The blanks before each piece.
    blanks: Vec<usize>,
    /// The comment that ends it.
    comment: String,
    /// Whether blanks stand before the comment.
    is_parted: bool,
}

impl Line {
    fn read(raw: &str) -> Line {
        let body = raw.trim_start_matches([' ', '\t']);
        let indent = raw.len() - body.len();
        let body = body.trim();
        let (words, comment) = body.split_at(comment_at(body));
        let mut line = Line {
            indent,
            level: 0,
            pieces: pieces(words),
            blanks: Vec::new(),
            comment: comment.to_owned(),
            is_parted: words.ends_with(char::is_whitespace),
        };
        line.blanks = (0..line.pieces.len())
            .map(|i| line.blanks_before(i))
            .collect();
        line
    }

    fn is_blank(&self) -> bool {
        self.pieces.is_empty() && self.comment.is_empty()
    }

    fn is_code(&self) -> bool {
        !self.pieces.is_empty()
    }

    /// The place of the first word that says where a number comes from.
    fn backing(&self) -> usize {
        (1..self.pieces.len())
            .find(|i| self.is_backing(*i))
            .unwrap_or(self.pieces.len())
    }

    fn is_backing(&self, i: usize) -> bool {
        let is = |i: usize, words: &[&str]| {
            self.pieces
                .get(i)
                .is_none_or(|p| words.contains(&p.as_str()))
        };
        match self.pieces[i].as_str() {
            "cite" | "because" => !is(i - 1, &["out"]),
            "unverified" => is(i + 1, &["cite", "because"]) && !is(i - 1, &["basis"]),
            _ => false,
        }
    }

    fn blanks_before(&self, i: usize) -> usize {
        let is_title = |i: usize| {
            let is_typed = self.pieces.get(2).is_some_and(|p| p == ":");
            self.indent == 0 && is_typed && self.pieces[i].starts_with('"')
        };
        match i {
            0 => 0,
            _ if self.is_backing(i) => 3,
            _ if is_title(i) && !self.pieces[..i].iter().any(|p| p.starts_with('"')) => 3,
            _ => 1,
        }
    }

    /// The width of the first pieces as they are laid out. Unit: characters.
    fn width(&self, n: usize) -> usize {
        let wide = |i: usize| self.blanks[i] + self.pieces[i].chars().count();
        (0..n).map(wide).sum()
    }

    fn laid_out(&self) -> String {
        let mut out = String::new();
        if !self.is_blank() {
            out.push_str(&"  ".repeat(self.level));
        }
        for (piece, blanks) in self.pieces.iter().zip(&self.blanks) {
            out.push_str(&" ".repeat(*blanks));
            out.push_str(piece);
        }
        if self.is_code() && self.is_parted && !self.comment.is_empty() {
            out.push_str("   ");
        }
        out.push_str(&self.comment);
        out
    }
}

/// Where the comment of a line begins; its end where it has none.
fn comment_at(body: &str) -> usize {
    let mut is_text = false;
    for (i, c) in body.char_indices() {
        if c == '"' {
            is_text = !is_text;
        } else if !is_text && body[i..].starts_with("--") {
            return i;
        }
    }
    body.len()
}

/// The runs of a line without a blank; blanks within quotation marks part nothing.
fn pieces(words: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut is_text = false;
    for c in words.chars() {
        is_text ^= c == '"';
        if is_text || !c.is_whitespace() {
            piece.push(c);
        } else if !piece.is_empty() {
            pieces.push(std::mem::take(&mut piece));
        }
    }
    pieces.extend((!piece.is_empty()).then_some(piece));
    pieces
}

/// Gives each line its level: one further than the nearest line above that stands further left.
fn levels(lines: &mut [Line]) {
    let mut open: Vec<usize> = vec![0];
    let mut next = vec![0; lines.len()];
    for line in lines.iter_mut().filter(|l| l.is_code()) {
        while open.last().is_some_and(|l| *l > line.indent) {
            open.pop();
        }
        if open.last().is_some_and(|l| *l < line.indent) {
            open.push(line.indent);
        }
        line.level = open.len() - 1;
    }
    // A comment goes with the line below it, or else ends what stands above it.
    for i in (0..lines.len()).rev() {
        let below = next.get(i + 1).copied().unwrap_or(0);
        next[i] = if lines[i].is_code() {
            lines[i].level
        } else {
            below
        };
    }
    let mut above: Vec<(usize, usize)> = vec![(0, 0)];
    for (line, below) in lines.iter_mut().zip(next) {
        if line.is_code() {
            above.retain(|(level, _)| *level < line.level);
            above.push((line.level, line.indent));
        } else if line.indent > 0 && !line.is_blank() {
            let holds = above
                .iter()
                .rev()
                .find(|(_, indent)| *indent <= line.indent);
            line.level = if below > 0 {
                below
            } else {
                holds.map_or(1, |(level, _)| (*level).max(1))
            };
        }
    }
}

/// What a line shares with its neighbours.
#[derive(Clone, Copy, PartialEq)]
enum Alike {
    /// A value from a day on: its `:` stands at this piece.
    Dated,
    /// An attribute of people.
    Attribute,
    /// A way on, below `leads to`.
    Exit,
}

/// Puts neighbouring lines that are alike in columns.
fn align(lines: &mut [Line]) {
    let mut leads_at = None;
    let mut is_person = false;
    let alike: Vec<Option<Alike>> = lines
        .iter()
        .map(|line| {
            if !line.is_code() {
                return None;
            }
            if line.level == 0 {
                is_person = line.pieces[0] == "person";
            }
            if leads_at.is_some_and(|level| line.level <= level) {
                leads_at = None;
            }
            let has_colon = line.pieces.iter().any(|p| p == ":");
            let kind = if leads_at.is_some_and(|level| line.level == level + 1) {
                Some(Alike::Exit)
            } else if line.level == 1 && is_person && line.pieces.get(1).is_some_and(|p| p == ":") {
                Some(Alike::Attribute)
            } else if line.level == 1 && line.pieces[0] == "from" && has_colon {
                Some(Alike::Dated)
            } else {
                None
            };
            if line.pieces.len() == 2 && line.pieces[0] == "leads" && line.pieces[1] == "to" {
                leads_at = Some(line.level);
            }
            kind
        })
        .collect();
    let mut i = 0;
    while i < lines.len() {
        let n = alike[i..]
            .iter()
            .take_while(|a| a.is_some() && **a == alike[i])
            .count();
        let (here, together) = (alike[i], &mut lines[i..i + n.max(1)]);
        match here {
            Some(Alike::Dated | Alike::Attribute) => {
                let colon = |l: &Line| l.pieces.iter().position(|p| p == ":").unwrap_or(0);
                column(together, &colon, 1);
                column(together, &Line::backing, 3);
            }
            Some(Alike::Exit) => column(together, &|_| 1, 2),
            None => {}
        }
        i += n.max(1);
    }
}

/// Puts one piece of each line into a column, so many blanks after the widest that stands before.
fn column(lines: &mut [Line], at: &dyn Fn(&Line) -> usize, blanks: usize) {
    let has = |l: &Line| at(l) < l.pieces.len();
    let most = lines
        .iter()
        .filter(|l| has(l))
        .map(|l| l.width(at(l)))
        .max()
        .unwrap_or(0);
    for line in lines.iter_mut().filter(|l| has(l)) {
        let i = at(line);
        line.blanks[i] = most + blanks - line.width(i);
    }
}

#[cfg(test)]
mod tests {
    use super::format;

    /// Expects a layout, which laying out again does not change.
    fn expect(text: &str, laid_out: &str) {
        assert_eq!(format(text), laid_out);
        assert_eq!(format(laid_out), laid_out);
    }

    #[test]
    fn a_file_is_laid_out_once_and_for_all() {
        expect(
            "\n\nstage   a  \"Two  words\"\n\n\n\n    waits   3 days   -- why  so\n    leads to\n       bee   share 5%\n       b otherwise\n\n",
            "stage a \"Two  words\"\n\n  waits 3 days   -- why  so\n  leads to\n    bee  share 5%\n    b    otherwise\n",
        );
    }

    #[test]
    fn dated_values_stand_in_columns() {
        expect(
            "parameter p : share \"P\"\n  from 2020-01-01 : 1 cite A\n  from 2021-01-01 until 2022-01-01 : 0.25 cite B because \"c\"\n  from 2022-01-02 : 0.5 unverified\n",
            "parameter p : share   \"P\"\n  from 2020-01-01                  : 1      cite A\n  from 2021-01-01 until 2022-01-01 : 0.25   cite B   because \"c\"\n  from 2022-01-02                  : 0.5    unverified\n",
        );
        expect(
            "person has\n  kind : red,  green\n  housed : yes/no\n",
            "person has\n  kind   : red, green\n  housed : yes/no\n",
        );
    }

    #[test]
    fn comments_move_no_line() {
        expect(
            "stage a\n  leads to\n    b share 5%\n   -- of the rest\n    c otherwise\n      -- the end\n-- at the edge\nstage b\n     -- first\n  ends\n",
            "stage a\n  leads to\n    b  share 5%\n    -- of the rest\n    c  otherwise\n    -- the end\n-- at the edge\nstage b\n  -- first\n  ends\n",
        );
    }

    #[test]
    fn words_and_texts_stay() {
        expect(
            "table t : share\n  basis unverified\n  note \"a -- b \t c\"\nassumption a : share\n  unverified   0.5 because \"d\"\nagreement g\n  ruled out because \"e\"   cite S01\n",
            "table t : share\n  basis unverified\n  note \"a -- b \t c\"\nassumption a : share\n  unverified 0.5   because \"d\"\nagreement g\n  ruled out because \"e\"   cite S01\n",
        );
        // A month would become of the number, were the comment put further away.
        expect(
            "rule r : number\n  = 2020-01--x\n",
            "rule r : number\n  = 2020-01--x\n",
        );
        expect("", "");
    }
}
