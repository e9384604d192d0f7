//! Broken folders: each mistake is told with its code, its place and its remedy, and quickly.

mod support;

use support::{check, examples, folder, shown};
use wayleave::diagnostics::Told;
use wayleave::folder::Folder;

const COUNTRY: &str = r#"wayleave 1
country toy "Toy"
  clock days from 2020-01-01 to 2020-12-31
  units servers, letters
  sources "sources.csv"
  default package as_it_is against as_it_is

person has
  kind : red, green

arrivals customers
  people per day  2 people/day
  each has kind by share colours[kind, year]
  enters desk

stage desk
  served by servers, first come, taking service
  leads to
    done  share 50%
    home  otherwise

stage home
  waits 3 days
  leads to done

stage done
  ends

capacity servers = desks

parameter desks : servers
  from 2020-01-01 : 3   cite S01

rule service : days = 1 day * slowness

assumption slowness : number
  judged uniform 1..2   because "a guess"

table colours : share
  keyed by kind, year
  file "colours.csv" column portion
  basis judged
  because "a guess"

gate opening
  opens on 2020-02-01
  because "a plan"

agreement lift
  operates with gate opening
  takes from desk to home
  batch every 5 days
  up to seats 4 people

flow came : people
  counts arriving from customers

stock waiting : people
  counts waiting for desk

measure came_in_all = total came from 2020-01-01 to 2020-12-31

package as_it_is
package other
  like as_it_is
  set desks = 5 from 2020-06-01
  suppose slowness = 1.5
  gate opening opens on 2020-03-01
  open agreement lift
"#;
const COLOURS: &str = "kind,year,portion\nred,2020,0.5\ngreen,2020,0.5\n";
const SOURCES: &str = "id,title,publisher,date,url,kind,seen\nS01,A,B,2020,u,official,whole\n";

/// The toy country with one thing written otherwise in one of its files.
fn broken(file: &str, from: &str, to: &str) -> Folder {
    let mut files = [("country.way", COUNTRY), ("colours.csv", COLOURS), ("sources.csv", SOURCES)]
        .map(|(path, text)| (path, text.to_owned()));
    let (_, text) = files.iter_mut().find(|(path, _)| *path == file).expect("a file of the toy");
    assert!(text.contains(from), "the toy says `{from}`");
    *text = text.replacen(from, to, 1);
    files.into_iter().collect()
}

/// Expects one problem among those of a folder, whose words at fault begin with `at` where it
/// stands in what was written, and whose message or help holds the remedy.
fn expect_in(folder: &Folder, file: &str, code: &str, at: &str, remedy: &str) {
    let (is_fine, problems) = check(folder);
    assert!(!is_fine, "this folder is broken");
    let number = folder.number(file).expect("a file of the folder");
    let text = folder.text(number);
    let is_here = |p: &Told| {
        let line = text.split('\n').nth(p.place.line - 1).unwrap_or_default();
        let rest: String = line.chars().skip(p.place.column - 1).collect();
        p.place.file == file && rest.starts_with(at)
    };
    let helps = |p: &Told| p.message.contains(remedy) || p.help.as_ref().is_some_and(|h| h.contains(remedy));
    let found = problems.iter().any(|p| p.code == code && is_here(p) && helps(p));
    assert!(found, "expected {code} at `{at}` with `{remedy}`, found\n{}", shown(&problems));
}

/// The same for a change to the toy's `country.way`.
fn expect(from: &str, to: &str, code: &str, at: &str, remedy: &str) {
    expect_in(&broken("country.way", from, to), "country.way", code, at, remedy);
}

/// Expects a folder to have no mistake.
fn expect_fine(folder: &Folder) {
    let (is_fine, problems) = check(folder);
    assert!(is_fine, "{}", shown(&problems));
}

#[test]
fn the_toy_itself_is_fine() {
    let (is_fine, problems) = check(&broken("country.way", "", ""));
    assert!(is_fine && problems.is_empty(), "{}", shown(&problems));
}

#[test]
fn places_are_file_line_and_column() {
    let (_, problems) = check(&broken("country.way", "leads to done", "leads to dome"));
    let [one] = &problems[..] else { panic!("{}", shown(&problems)) };
    let place = format!("{}:{}:{}", one.place.file, one.place.line, one.place.column);
    assert_eq!((one.code.as_str(), place.as_str()), ("W002", "country.way:24:12"));
    assert_eq!(one.words, "dome");
    let (_, problems) = check(&broken("colours.csv", "green,2020", "grene,2020"));
    assert_eq!((problems[0].place.file.as_str(), problems[0].place.line), ("colours.csv", 3));
}

#[test]
fn a_misspelt_name_of_each_kind_is_told_with_the_near_one() {
    for (from, to, code, at, near) in [
        ("leads to done", "leads to dnoe", "W002", "dnoe", "done"),
        ("served by servers", "served by severs", "W017", "severs", "servers"),
        ("operates with gate opening", "operates with gate openin", "G012", "openin", "opening"),
        ("open agreement lift", "open agreement lit", "P002", "lit", "lift"),
        ("total came", "total cane", "W043", "cane", "came"),
        ("set desks", "set desk_s", "P005", "desk_s", "desks"),
        ("suppose slowness", "suppose slownes", "P006", "slownes", "slowness"),
        ("1 day * slowness", "1 day * slownes", "L025", "slownes", "slowness"),
        ("colours[kind, year]", "colors[kind, year]", "L025", "colors", "colours"),
        ("desks : servers", "desks : server_s", "L010", "server_s", "servers"),
        ("capacity servers", "capcity servers", "C001", "capcity", "capacity"),
        ("people per day  2", "poeple per day  2", "W006", "poeple", "people"),
        ("enters desk", "entres desk", "W006", "entres", "enters"),
        ("cite S01", "cite S10", "C010", "S10", "S01"),
        ("column portion", "column portoin", "D007", "portoin", "portion"),
        ("file \"colours.csv\"", "file \"colors.csv\"", "D013", "\"colors.csv\"", "colours.csv"),
        ("like as_it_is", "like as_it_si", "P001", "as_it_si", "as_it_is"),
        ("gate opening opens", "gate opeing opens", "P007", "opeing", "opening"),
        ("arriving from customers", "arriving from custmers", "W041", "custmers", "customers"),
        ("keyed by kind, year", "keyed by kid, year", "D002", "kid", "kind"),
        ("each has kind", "each has knid", "W009", "knid", "kind"),
        ("by share colours[kind, year]", "grene", "W010", "grene", "green"),
        ("set desks", "sett desks", "P004", "sett", "set"),
        ("waits 3 days", "wait 3 days", "W013", "wait", "waits"),
    ] {
        expect(from, to, code, at, near);
    }
    let misspelt = broken("colours.csv", "green,2020", "grene,2020");
    expect_in(&misspelt, "colours.csv", "D009", "grene", "green");
}

#[test]
fn units_do_not_mix() {
    expect("1 day * slowness", "1 letter * slowness", "L017", "1 letter", "expected days, found letters");
    expect("1 day * slowness", "1 day + 3 letters", "L018", "1 day", "one kind and unit");
    expect("people per day  2 people/day", "people per day  2 people", "L017", "2 people", "people/days");
    expect("set desks = 5", "set desks = 5 days", "L017", "5 days", "expected servers");
    expect("waits 3 days", "waits 3", "L017", "3", "expected days");
    expect("1 day * slowness", "if slowness then 1 day else 2 days", "L017", "slowness", "yes/no");
    expect("1 day * slowness", "1 day * yes", "L015", "yes", "expected an amount");
}

#[test]
fn a_parameter_has_neither_gap_nor_overlap() {
    let gap = "from 2020-01-01 until 2020-03-31 : 3   cite S01\n  from 2020-05-01 : 4   cite S01";
    expect("from 2020-01-01 : 3   cite S01", gap, "L046", "from 2020-05-01", "from 2020-04-01 to 2020-04-30");
    let overlap = "from 2020-01-01 until 2020-06-30 : 3   cite S01\n  from 2020-05-01 : 4   cite S01";
    expect("from 2020-01-01 : 3   cite S01", overlap, "L045", "from 2020-05-01", "2020-06-30");
    let backwards = "from 2020-05-01 : 3   cite S01\n  from 2020-01-01 : 4   cite S01";
    expect("from 2020-01-01 : 3   cite S01", backwards, "L045", "from 2020-01-01", "order of date");
    expect("from 2020-01-01 : 3", "from 2020-02-01 : 3", "L051", "desks", "2020-01-01");
    expect("3   cite S01", "3", "L043", "from 2020-01-01", "because");
}

#[test]
fn a_table_that_lacks_a_key_is_told_with_the_date() {
    let short = broken("country.way", "to 2020-12-31\n  units", "to 2021-06-30\n  units");
    expect_in(&short, "country.way", "L050", "colours[kind, year]", "red, 2021, asked for on 2021-01-01");
    let short = broken("colours.csv", "green,2020,0.5", "green,2020,");
    expect_in(&short, "country.way", "L050", "colours[kind, year]", "green, 2020");
}

#[test]
fn nothing_waits_for_itself() {
    let gates = "gate a\n  after b\n  because \"x\"\ngate b\n  after c\n  because \"x\"\ngate c\n  after a\n  because \"x\"\n\ngate opening";
    expect("gate opening", gates, "G001", "gate ", "a → ");
    expect("1 day * slowness", "1 day * twice\nrule twice : number = half * 4\nrule half : number = twice / 4", "L024", "twice", "itself");
    expect("like as_it_is", "like third\npackage third\n  like other", "P008", "package", "like itself");
}

#[test]
fn everybody_goes_somewhere() {
    expect("  waits 3 days\n  leads to done", "  waits 3 days", "W015", "stage home", "leads to STAGE");
    expect("  waits 3 days\n  leads to done", "  leads to here\nstage here\n  leads to home", "W020", "stage home", "one that waits or serves");
    expect("    home  otherwise", "    home  share 60%", "W019", "leads to", "otherwise");
    expect("    home  otherwise", "    home  share 60%\n    done  otherwise", "W051", "50%", "1.1000");
    expect("done  share 50%", "done  share 150%", "W050", "150%", "from 0 to 1");
    expect("capacity servers = desks", "capacity servers = desks - 4 servers", "W050", "desks", "negative: -1.0000 on 2020-01-01");
}

#[test]
fn files_that_are_no_text_are_refused() {
    let mut bytes = COUNTRY.as_bytes().to_vec();
    bytes[40] = 0xff;
    let mut files = broken("country.way", "", "");
    files.insert(wayleave::folder::File { path: "country.way".into(), bytes });
    expect_in(&files, "country.way", "L007", "wayleave", "UTF-8");
    let mut files = broken("country.way", "", "");
    let bytes = b"kind,year,portion\nred,2020,0.5\ngr\xfcn,2020,0.5\n".to_vec();
    files.insert(wayleave::folder::File { path: "colours.csv".into(), bytes });
    expect_in(&files, "colours.csv", "D015", "gr", "UTF-8");
    // Windows often writes UTF-16, which begins with two bytes that are no UTF-8.
    let wide: Vec<u8> = COUNTRY.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut files = Folder::default();
    files.insert(wayleave::folder::File { path: "country.way".into(), bytes: [vec![0xff, 0xfe], wide].concat() });
    expect_in(&files, "country.way", "L007", "", "UTF-8");
}

#[test]
fn a_row_with_too_few_cells_is_refused() {
    let files = broken("colours.csv", "green,2020,0.5", "green,2020");
    expect_in(&files, "colours.csv", "D015", "green", "has 2 cells, and the header has 3");
    let files = broken("colours.csv", "green,2020,0.5", "green,2020,1/2");
    expect_in(&files, "colours.csv", "D011", "green", "decimal point");
    let files = broken("colours.csv", "green,2020", "green,20");
    expect_in(&files, "colours.csv", "D010", "green", "a year such as 2023");
}

#[test]
fn a_file_that_is_far_too_large_is_refused_at_once() {
    for (path, code, help) in [("country.way", "L006", ".csv"), ("colours.csv", "D014", "64 megabytes")] {
        let mut files = broken("country.way", "", "");
        let bytes = vec![b'a'; 100 << 20];
        files.insert(wayleave::folder::File { path: path.into(), bytes });
        let (is_fine, problems) = check(&files);
        let found = problems.iter().find(|p| p.code == code).unwrap_or_else(|| panic!("{}", shown(&problems)));
        assert!(!is_fine && found.message.contains("100 megabytes"), "{}", found.message);
        assert!(found.help.as_ref().is_some_and(|h| h.contains(help)));
        assert_eq!((found.place.file.as_str(), found.place.line), (path, 1));
    }
}

#[test]
fn deep_nesting_is_refused() {
    let n = 10_000;
    let brackets = format!("{}1 day{}", "(".repeat(n), ")".repeat(n));
    expect("1 day * slowness", &brackets, "L004", "(", "rule");
    expect("1 day * slowness", &format!("{}1 day", "-".repeat(n).replace('-', "- ")), "L004", "-", "rule");
    let ifs = format!("{}1 day", "if yes then 1 day else ".repeat(n));
    expect("1 day * slowness", &ifs, "L004", "yes", "rule");
    let conditions = format!("{}yes", "if ".repeat(n));
    expect("1 day * slowness", &conditions, "L004", "if", "rule");
    expect("1 day * slowness", &"larger of ".repeat(n), "L004", "larger", "rule");
    expect("1 day * slowness", &"colours[".repeat(n), "L004", "colours", "rule");
    expect("1 day * slowness", &"year of ".repeat(n), "L004", "year", "rule");
    expect("1 day * slowness", &"exp(".repeat(n), "L004", "exp", "rule");
    // So many are no nesting: an even number of them says what none would.
    let nots = format!("if {} slowness > 1 then 1 day else 2 days", "not ".repeat(n));
    expect_fine(&broken("country.way", "1 day * slowness", &nots));
    expect("1 day * slowness", &format!("1 day{}", " + 1 day".repeat(n)), "L019", "1 day", "at most 500");
    expect("1 day * slowness", &format!("1 day{}", " - 1 day - slowness".repeat(n)), "L019", "", "at most 500");
}

#[test]
fn the_longest_expressions_allowed_do_not_exhaust_the_stack() {
    let long = format!("1 day{}", " + 0 days".repeat(499));
    expect_fine(&broken("country.way", "1 day * slowness", &long));
    let deep = format!("{}1 day{}", "(".repeat(63), ")".repeat(63));
    expect_fine(&broken("country.way", "1 day * slowness", &deep));
    let mut chain = String::from("r0\nrule r60 : days = 1 day");
    for i in 0..60 {
        chain.push_str(&format!("\nrule r{i} : days = r{}{}", i + 1, " + 0 days".repeat(12)));
    }
    expect_fine(&broken("country.way", "1 day * slowness", &chain));
    let chain = chain.replace(&" + 0 days".repeat(12), &" + 0 days".repeat(499));
    expect("1 day * slowness", &chain, "L021", "r", "fewer rules");
}

#[test]
fn rules_that_double_are_refused() {
    let mut rules = String::from("r59\nrule r0 : days = 1 day");
    for i in 1..60 {
        rules.push_str(&format!("\nrule r{i} : days = r{} + r{}", i - 1, i - 1));
    }
    expect("1 day * slowness", &rules, "L021", "r", "20000");
}

#[test]
fn packages_that_double_are_checked_at_once() {
    let mut packages = String::from("package other\n  like p59a\npackage p0a\npackage p0b\n");
    for i in 1..60 {
        for side in ["a", "b"] {
            packages.push_str(&format!("package p{i}{side}\n  like p{}a\n  like p{}b\n", i - 1, i - 1));
        }
    }
    expect_fine(&broken("country.way", "package other\n  like as_it_is\n", &packages));
}

#[test]
fn a_table_of_a_billion_cells_is_refused() {
    let by_day = broken("country.way", "keyed by kind, year", "keyed by kind, date");
    let mut files = by_day.clone();
    let text = "kind,date,portion\nred,0001-01-01,0.5\ngreen,9999-12-31,0.5\n";
    files.insert(wayleave::folder::File { path: "colours.csv".into(), bytes: text.into() });
    let (is_fine, _) = check(&files);
    assert!(!is_fine);
    let members: Vec<String> = (0..400).map(|i| format!("m{i}")).collect();
    let kinds = broken("country.way", "kind : red, green", &format!("kind : {}", members.join(", ")));
    let text = kinds.text(kinds.number("country.way").unwrap()).replace("keyed by kind, year", "keyed by kind, date");
    files.insert(wayleave::folder::File { path: "country.way".into(), bytes: text.into() });
    let text = "kind,date,portion\nm0,0001-01-01,0.5\nm1,9999-12-31,0.5\n";
    files.insert(wayleave::folder::File { path: "colours.csv".into(), bytes: text.into() });
    expect_in(&files, "country.way", "D012", "\"colours.csv\"", "mistyped date");
}

#[test]
fn a_key_has_one_row() {
    let files = broken("colours.csv", "green,2020,0.5", "green,2020,0.5\nred,2020,0.4");
    expect_in(&files, "colours.csv", "D008", "red,2020,0.4", "one row for each");
    expect("kind : red, green", "kind : red, green, red", "C013", "red", "twice");
    expect("stage home", "stage desk", "L020", "desk", "another name");
}

#[test]
fn slips_of_the_pen_are_told() {
    expect("country toy \"Toy\"", "country toy \"Toy", "L001", "\"Toy", "quotation mark");
    expect("\n  waits 3 days", "\n\twaits 3 days", "L005", "\t", "spaces");
    expect("waits 3 days", "waits 3 days; quickly", "L001", ";", "begins nothing");
    expect("waits 3 days", "waits 3 days quickly", "L003", "quickly", "not expected");
    expect("waits 3 days", "waits 3days", "L001", "3days", "space");
    expect("stage home", "stage Home", "L031", "Home", "lower-case");
    expect("2020-02-01", "2020-02-30", "L001", "2020-02-30", "no day");
    expect("wayleave 1", "  stray line\nwayleave 1", "L008", "stray", "left edge");
    expect("stage home", "3 stages\nstage home", "L009", "3", "stage");
    expect("served by servers, first come", "served by servers", "L002", "taking", "first come");
}

#[test]
fn names_in_capitals_are_refused_where_they_are_made() {
    expect("gate opening\n", "gate Opening\n", "L031", "Opening", "lower-case");
    expect("kind : red, green", "Kind : red, green", "W009", "kind", "attribute");
}

#[test]
fn huge_numbers_are_refused() {
    expect("waits 3 days", "waits 1e400 days", "L001", "1e400", "neither a number nor a name");
    let long = "9".repeat(400);
    expect("waits 3 days", &format!("waits {long} days"), "L001", "9", "too large");
    let cost = "£9999999999999999999999bn on 2020-02-01   because \"x\"";
    expect("stage home", &format!("cost c\n  {cost}\nstage home"), "L001", "£9999999999999999999999bn", "too large");
    // A day beyond the calendar is its last day, or its first.
    let far = "1 day * (year of (date + 999999999999 days) - year)";
    expect_fine(&broken("country.way", "1 day * slowness", far));
    expect("1 day * slowness", &far.replace('+', "-"), "W050", "service", "negative");
}

#[test]
fn a_folder_has_one_country_and_a_clock_that_goes_on() {
    let code = |files: &[(&str, &str)]| {
        let (is_fine, problems) = check(&folder(files));
        assert!(!is_fine);
        problems.iter().map(|p| p.code.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(code(&[]), "C002 C005");
    assert_eq!(code(&[("notes.txt", "hello")]), "C002 C005");
    assert_eq!(code(&[("country.way", "")]), "C002 C005");
    assert_eq!(code(&[("country.way", "-- nothing but a comment\n")]), "C002 C005");
    expect("person has", "country second\nperson has", "C006", "country second", "one country");
    expect("  clock days from 2020-01-01 to 2020-12-31\n", "", "C009", "country toy", "write `clock days from");
    expect("to 2020-12-31\n  units", "to 2019-12-31\n  units", "C009", "days from", "at least 1");
    expect("to 2020-12-31\n  units", "to 9999-12-31\n  units", "C009", "days from", "2000000");
    expect("from 2020-01-01 to 2020-12-31\n  units", "from 9998-01-01 to 9999-12-31\n  units", "C009", "days from", "9000");
    expect("wayleave 1", "wayleave 2", "C003", "wayleave", "wayleave 1");
    expect("wayleave 1\n", "", "C002", "", "wayleave 1");
}

#[test]
fn too_many_declarations_are_refused() {
    let gates: String = (0..5_000).map(|i| format!("gate g{i}\n  after g{}\n  because \"x\"\n", i + 1)).collect();
    expect("gate opening", &format!("{gates}gate opening"), "C015", "gate g1000", "1000 gates");
    let rubbish = "; ".repeat(1 << 20);
    expect("stage home", &format!("{rubbish}\nstage home"), "L001", ";", "begins nothing");
    let rubbish = ";\n".repeat(1 << 20);
    expect("stage home", &format!("{rubbish}\nstage home"), "L032", ";", "mend those first");
}

#[test]
fn what_would_take_too_long_to_check_is_refused() {
    let flags: Vec<String> = (0..15).map(|i| format!("f{i}")).collect();
    let declared: String = flags.iter().map(|f| format!("  {f} : yes/no\n")).collect();
    let drawn: String = flags.iter().map(|f| format!("  each has {f} yes\n")).collect();
    let all = broken("country.way", "  kind : red, green\n", &format!("  kind : red, green\n{declared}"));
    let text = all.text(all.number("country.way").unwrap())
        .replace("  enters desk", &format!("{drawn}  enters desk"))
        .replace("done  share 50%", &format!("done  share if {} then 50% else 40%", flags.join(" and ")))
        .replace("from 2020-01-01 to 2020-12-31\n  units", "from 2020-01-01 for 1,000,000 days\n  units")
        .replace("share colours[kind, year]", "share 1");
    let files = [("country.way", &text[..]), ("colours.csv", COLOURS), ("sources.csv", SOURCES)];
    expect_in(&folder(&files), "country.way", "L053", "if f0", "fewer attributes");
}

#[test]
fn marks_of_other_systems_are_fine() {
    for text in [format!("\u{feff}{COUNTRY}"), COUNTRY.replace('\n', "\r\n"), COUNTRY.trim_end().to_owned()] {
        for rows in [format!("\u{feff}{COLOURS}"), COLOURS.replace('\n', "\r\n"), COLOURS.trim_end().to_owned()] {
            let files = [("country.way", &text[..]), ("colours.csv", &rows), ("sources.csv", SOURCES)];
            expect_fine(&folder(&files));
        }
    }
    let (_, problems) = check(&folder(&[("country.way", "\u{feff}wayleave 1\r\ncountry \"toy\"\r\n")]));
    assert_eq!((problems[0].place.line, problems[0].place.column), (2, 9), "{}", shown(&problems));
}

#[test]
fn every_mistake_is_told_at_once_in_order_of_place() {
    let mut files = broken("country.way", "leads to done", "leads to dnoe");
    for (path, text) in [
        ("colours.csv", "kind,year,portion\nred,2020,half\ngrene,2020,0.5\n"),
        ("later.way", "stock inside : people\n  counts in desc\n\nflow gone : people\n  counts leaving desk to dome\n\nstge extra\n"),
        ("a/first.way", "parameter fee : money\n  from 2020-02-30 : £4   cite S02\n"),
    ] {
        files.insert(wayleave::folder::File { path: path.into(), bytes: text.into() });
    }
    let (_, problems) = check(&files);
    let told: Vec<String> = problems
        .iter()
        .map(|p| format!("{}:{}:{} {}", p.place.file, p.place.line, p.place.column, p.code))
        .collect();
    let expected = [
        "a/first.way:2:8 L001",
        "a/first.way:2:19 L002",
        "colours.csv:2:1 D011",
        "colours.csv:3:1 D009",
        "country.way:24:12 W002",
        "later.way:2:13 W002",
        "later.way:5:26 W002",
        "later.way:7:1 C001",
    ];
    for one in expected {
        assert!(told.iter().any(|t| t == one), "{one} is missing:\n{}", shown(&problems));
    }
    let places: Vec<_> = problems.iter().map(|p| (p.place.file.clone(), p.place.line, p.place.column)).collect();
    assert!(places.is_sorted(), "{told:?}");
}

/// Numbers that are the same on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n.max(1)
    }
}

/// The words of a text as byte ranges.
fn words(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (i, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_whitespace(), start) {
            (true, Some(from)) => {
                words.push(from..i);
                start = None;
            }
            (false, None) => start = Some(i),
            _ => {}
        }
    }
    words
}

fn mutated(text: &str, numbers: &mut Numbers) -> Vec<u8> {
    let words = words(text);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let word = |numbers: &mut Numbers| words[numbers.below(words.len())].clone();
    match numbers.below(7) {
        0 => {
            let gone = word(numbers);
            format!("{}{}", &text[..gone.start], &text[gone.end..]).into()
        }
        1 => {
            let at = numbers.below(lines.len());
            let (before, after) = lines.split_at(at);
            [before.concat(), lines[at].to_owned(), after.concat()].concat().into()
        }
        2 => {
            let (a, b) = (word(numbers), word(numbers));
            let (a, b) = if a.start < b.start { (a, b) } else { (b, a) };
            if a == b {
                return text.into();
            }
            let parts = [&text[..a.start], &text[b.clone()], &text[a.end..b.start], &text[a], &text[b.end..]];
            parts.concat().into()
        }
        3 => text.as_bytes()[..numbers.below(text.len())].to_vec(),
        4 => {
            let mut bytes = text.as_bytes().to_vec();
            let at = numbers.below(bytes.len());
            let new: Vec<u8> = (0..1 + numbers.below(8)).map(|_| numbers.below(256) as u8).collect();
            bytes.splice(at..at, new);
            bytes
        }
        5 => {
            // A mark of the language, where it has no business.
            let marks = ["(", ")", "[", "]", "..", "-", "--", "\"", "£", "%", ",", ":", "=", "\t", "1e9", "9999-12-31"];
            let at = word(numbers).start;
            format!("{} {} {}", &text[..at], marks[numbers.below(marks.len())], &text[at..]).into()
        }
        _ => {
            // One word in the place of another: names and numbers where they do not belong.
            let (from, to) = (word(numbers), word(numbers));
            format!("{}{}{}", &text[..from.start], &text[to], &text[from.end..]).into()
        }
    }
}

#[test]
fn no_mutation_of_an_example_makes_the_checker_panic_or_hang() {
    let mut sources: Vec<(String, Folder)> = examples();
    sources.push(("toy".into(), broken("country.way", "", "")));
    for (name, files) in sources {
        let at = files.number("country.way").expect("an example has a country.way");
        let original = files.text(at).into_owned();
        for key in 0..300 {
            let mut numbers = Numbers(key * 7_919 + original.len() as u64);
            let mut bytes = mutated(&original, &mut numbers);
            for _ in 0..numbers.below(3) {
                bytes = mutated(&String::from_utf8_lossy(&bytes), &mut numbers);
            }
            let mut files = files.clone();
            files.insert(wayleave::folder::File { path: "country.way".into(), bytes: bytes.clone() });
            let result = std::panic::catch_unwind(|| check(&files));
            let text = String::from_utf8_lossy(&bytes);
            assert!(result.is_ok(), "{name}, mutation {key}:\n{text}");
        }
    }
}
