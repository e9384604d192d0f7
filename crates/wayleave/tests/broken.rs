//! Broken folders: each mistake is told with its code, its place and its remedy, and quickly.

mod support;

use support::{check, examples, files, folder, shown, text, top};
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
    let mut files = [
        ("country.way", COUNTRY),
        ("colours.csv", COLOURS),
        ("sources.csv", SOURCES),
    ]
    .map(|(path, text)| (path, text.to_owned()));
    let (_, text) = files
        .iter_mut()
        .find(|(path, _)| *path == file)
        .expect("a file of the toy");
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
    let helps = |p: &Told| {
        p.message.contains(remedy) || p.help.as_ref().is_some_and(|h| h.contains(remedy))
    };
    let found = problems
        .iter()
        .any(|p| p.code == code && is_here(p) && helps(p));
    assert!(
        found,
        "expected {code} at `{at}` with `{remedy}`, found\n{}",
        shown(&problems)
    );
}

/// The same for a change to the toy's `country.way`.
fn expect(from: &str, to: &str, code: &str, at: &str, remedy: &str) {
    expect_in(
        &broken("country.way", from, to),
        "country.way",
        code,
        at,
        remedy,
    );
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
    let [one] = &problems[..] else {
        panic!("{}", shown(&problems))
    };
    let place = format!("{}:{}:{}", one.place.file, one.place.line, one.place.column);
    assert_eq!(
        (one.code.as_str(), place.as_str()),
        ("W002", "country.way:24:12")
    );
    assert_eq!(one.words, "dome");
    let (_, problems) = check(&broken("colours.csv", "green,2020", "grene,2020"));
    assert_eq!(
        (problems[0].place.file.as_str(), problems[0].place.line),
        ("colours.csv", 3)
    );
}

#[test]
fn a_misspelt_name_of_each_kind_is_told_with_the_near_one() {
    for (from, to, code, at, near) in [
        ("leads to done", "leads to dnoe", "W002", "dnoe", "done"),
        (
            "served by servers",
            "served by severs",
            "W017",
            "severs",
            "servers",
        ),
        (
            "operates with gate opening",
            "operates with gate openin",
            "G012",
            "openin",
            "opening",
        ),
        (
            "open agreement lift",
            "open agreement lit",
            "P002",
            "lit",
            "lift",
        ),
        ("total came", "total cane", "W043", "cane", "came"),
        ("set desks", "set desk_s", "P005", "desk_s", "desks"),
        (
            "suppose slowness",
            "suppose slownes",
            "P006",
            "slownes",
            "slowness",
        ),
        (
            "1 day * slowness",
            "1 day * slownes",
            "L025",
            "slownes",
            "slowness",
        ),
        (
            "colours[kind, year]",
            "colors[kind, year]",
            "L025",
            "colors",
            "colours",
        ),
        (
            "desks : servers",
            "desks : server_s",
            "L010",
            "server_s",
            "servers",
        ),
        (
            "capacity servers",
            "capcity servers",
            "C001",
            "capcity",
            "capacity",
        ),
        (
            "people per day  2",
            "poeple per day  2",
            "W006",
            "poeple",
            "people",
        ),
        ("enters desk", "entres desk", "W006", "entres", "enters"),
        ("cite S01", "cite S10", "C010", "S10", "S01"),
        (
            "column portion",
            "column portoin",
            "D007",
            "portoin",
            "portion",
        ),
        (
            "file \"colours.csv\"",
            "file \"colors.csv\"",
            "D013",
            "\"colors.csv\"",
            "colours.csv",
        ),
        (
            "like as_it_is",
            "like as_it_si",
            "P001",
            "as_it_si",
            "as_it_is",
        ),
        (
            "gate opening opens",
            "gate opeing opens",
            "P007",
            "opeing",
            "opening",
        ),
        (
            "arriving from customers",
            "arriving from custmers",
            "W041",
            "custmers",
            "customers",
        ),
        (
            "keyed by kind, year",
            "keyed by kid, year",
            "D002",
            "kid",
            "kind",
        ),
        ("each has kind", "each has knid", "W009", "knid", "kind"),
        (
            "by share colours[kind, year]",
            "grene",
            "W010",
            "grene",
            "green",
        ),
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
    expect(
        "1 day * slowness",
        "1 letter * slowness",
        "L017",
        "1 letter",
        "expected days, found letters",
    );
    expect(
        "1 day * slowness",
        "1 day + 3 letters",
        "L018",
        "1 day",
        "one kind and unit",
    );
    expect(
        "people per day  2 people/day",
        "people per day  2 people",
        "L017",
        "2 people",
        "people/days",
    );
    expect(
        "set desks = 5",
        "set desks = 5 days",
        "L017",
        "5 days",
        "expected servers",
    );
    expect("waits 3 days", "waits 3", "L017", "3", "expected days");
    expect(
        "1 day * slowness",
        "if slowness then 1 day else 2 days",
        "L017",
        "slowness",
        "yes/no",
    );
    expect(
        "1 day * slowness",
        "1 day * yes",
        "L015",
        "yes",
        "expected an amount",
    );
}

#[test]
fn a_parameter_has_neither_gap_nor_overlap() {
    let gap = "from 2020-01-01 until 2020-03-31 : 3   cite S01\n  from 2020-05-01 : 4   cite S01";
    expect(
        "from 2020-01-01 : 3   cite S01",
        gap,
        "L046",
        "from 2020-05-01",
        "from 2020-04-01 to 2020-04-30",
    );
    let overlap =
        "from 2020-01-01 until 2020-06-30 : 3   cite S01\n  from 2020-05-01 : 4   cite S01";
    expect(
        "from 2020-01-01 : 3   cite S01",
        overlap,
        "L045",
        "from 2020-05-01",
        "2020-06-30",
    );
    let backwards = "from 2020-05-01 : 3   cite S01\n  from 2020-01-01 : 4   cite S01";
    expect(
        "from 2020-01-01 : 3   cite S01",
        backwards,
        "L045",
        "from 2020-01-01",
        "order of date",
    );
    expect(
        "from 2020-01-01 : 3",
        "from 2020-02-01 : 3",
        "L051",
        "desks",
        "2020-01-01",
    );
    expect("3   cite S01", "3", "L043", "from 2020-01-01", "because");
}

#[test]
fn a_table_that_lacks_a_key_is_told_with_the_date() {
    let short = broken(
        "country.way",
        "to 2020-12-31\n  units",
        "to 2021-06-30\n  units",
    );
    expect_in(
        &short,
        "country.way",
        "L050",
        "colours[kind, year]",
        "red, 2021, asked for on 2021-01-01",
    );
    let short = broken("colours.csv", "green,2020,0.5", "green,2020,");
    expect_in(
        &short,
        "country.way",
        "L050",
        "colours[kind, year]",
        "green, 2020",
    );
}

#[test]
fn nothing_waits_for_itself() {
    let gates = "gate a\n  after b\n  because \"x\"\ngate b\n  after c\n  because \"x\"\ngate c\n  after a\n  because \"x\"\n\ngate opening";
    expect("gate opening", gates, "G001", "gate ", "a → ");
    expect(
        "1 day * slowness",
        "1 day * twice\nrule twice : number = half * 4\nrule half : number = twice / 4",
        "L024",
        "twice",
        "itself",
    );
    expect(
        "like as_it_is",
        "like third\npackage third\n  like other",
        "P008",
        "package",
        "like itself",
    );
}

#[test]
fn everybody_goes_somewhere() {
    expect(
        "  waits 3 days\n  leads to done",
        "  waits 3 days",
        "W015",
        "stage home",
        "leads to STAGE",
    );
    expect(
        "  waits 3 days\n  leads to done",
        "  leads to here\nstage here\n  leads to home",
        "W020",
        "stage home",
        "one that waits or serves",
    );
    expect(
        "    home  otherwise",
        "    home  share 60%",
        "W019",
        "leads to",
        "otherwise",
    );
    expect(
        "    home  otherwise",
        "    home  share 60%\n    done  otherwise",
        "W051",
        "50%",
        "1.1000",
    );
    expect(
        "done  share 50%",
        "done  share 150%",
        "W050",
        "150%",
        "from 0 to 1",
    );
    expect(
        "capacity servers = desks",
        "capacity servers = desks - 4 servers",
        "W050",
        "desks",
        "negative: -1.0000 on 2020-01-01",
    );
}

#[test]
fn files_that_are_no_text_are_refused() {
    let mut bytes = COUNTRY.as_bytes().to_vec();
    bytes[40] = 0xff;
    let mut files = broken("country.way", "", "");
    files.insert(wayleave::folder::File {
        path: "country.way".into(),
        bytes,
    });
    expect_in(&files, "country.way", "L007", "wayleave", "UTF-8");
    let mut files = broken("country.way", "", "");
    let bytes = b"kind,year,portion\nred,2020,0.5\ngr\xfcn,2020,0.5\n".to_vec();
    files.insert(wayleave::folder::File {
        path: "colours.csv".into(),
        bytes,
    });
    expect_in(&files, "colours.csv", "D015", "gr", "UTF-8");
    // Windows often writes UTF-16, which begins with two bytes that are no UTF-8.
    let wide: Vec<u8> = COUNTRY.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut files = Folder::default();
    files.insert(wayleave::folder::File {
        path: "country.way".into(),
        bytes: [vec![0xff, 0xfe], wide].concat(),
    });
    expect_in(&files, "country.way", "L007", "", "UTF-8");
}

#[test]
fn a_row_with_too_few_cells_is_refused() {
    let files = broken("colours.csv", "green,2020,0.5", "green,2020");
    expect_in(
        &files,
        "colours.csv",
        "D015",
        "green",
        "has 2 cells, and the header has 3",
    );
    let files = broken("colours.csv", "green,2020,0.5", "green,2020,1/2");
    expect_in(&files, "colours.csv", "D011", "green", "decimal point");
    let files = broken("colours.csv", "green,2020", "green,20");
    expect_in(
        &files,
        "colours.csv",
        "D010",
        "green",
        "a year such as 2023",
    );
}

#[test]
fn a_file_that_is_far_too_large_is_refused_at_once() {
    for (path, code, help) in [
        ("country.way", "L006", ".csv"),
        ("colours.csv", "D014", "64 megabytes"),
    ] {
        let mut files = broken("country.way", "", "");
        let bytes = vec![b'a'; 100 << 20];
        files.insert(wayleave::folder::File {
            path: path.into(),
            bytes,
        });
        let (is_fine, problems) = check(&files);
        let found = problems
            .iter()
            .find(|p| p.code == code)
            .unwrap_or_else(|| panic!("{}", shown(&problems)));
        assert!(
            !is_fine && found.message.contains("100 megabytes"),
            "{}",
            found.message
        );
        assert!(found.help.as_ref().is_some_and(|h| h.contains(help)));
        assert_eq!((found.place.file.as_str(), found.place.line), (path, 1));
    }
}

#[test]
fn deep_nesting_is_refused() {
    let n = 10_000;
    let brackets = format!("{}1 day{}", "(".repeat(n), ")".repeat(n));
    expect("1 day * slowness", &brackets, "L004", "(", "rule");
    expect(
        "1 day * slowness",
        &format!("{}1 day", "-".repeat(n).replace('-', "- ")),
        "L004",
        "-",
        "rule",
    );
    let ifs = format!("{}1 day", "if yes then 1 day else ".repeat(n));
    expect("1 day * slowness", &ifs, "L004", "yes", "rule");
    let conditions = format!("{}yes", "if ".repeat(n));
    expect("1 day * slowness", &conditions, "L004", "if", "rule");
    expect(
        "1 day * slowness",
        &"larger of ".repeat(n),
        "L004",
        "larger",
        "rule",
    );
    expect(
        "1 day * slowness",
        &"colours[".repeat(n),
        "L004",
        "colours",
        "rule",
    );
    expect(
        "1 day * slowness",
        &"year of ".repeat(n),
        "L004",
        "year",
        "rule",
    );
    expect("1 day * slowness", &"exp(".repeat(n), "L004", "exp", "rule");
    // So many are no nesting: an even number of them says what none would.
    let nots = format!(
        "if {} slowness > 1 then 1 day else 2 days",
        "not ".repeat(n)
    );
    expect_fine(&broken("country.way", "1 day * slowness", &nots));
    expect(
        "1 day * slowness",
        &format!("1 day{}", " + 1 day".repeat(n)),
        "L019",
        "1 day",
        "at most 500",
    );
    expect(
        "1 day * slowness",
        &format!("1 day{}", " - 1 day - slowness".repeat(n)),
        "L019",
        "",
        "at most 500",
    );
}

#[test]
fn the_longest_expressions_allowed_do_not_exhaust_the_stack() {
    let long = format!("1 day{}", " + 0 days".repeat(499));
    expect_fine(&broken("country.way", "1 day * slowness", &long));
    let deep = format!("{}1 day{}", "(".repeat(63), ")".repeat(63));
    expect_fine(&broken("country.way", "1 day * slowness", &deep));
    let mut chain = String::from("r0\nrule r60 : days = 1 day");
    for i in 0..60 {
        chain.push_str(&format!(
            "\nrule r{i} : days = r{}{}",
            i + 1,
            " + 0 days".repeat(12)
        ));
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
            packages.push_str(&format!(
                "package p{i}{side}\n  like p{}a\n  like p{}b\n",
                i - 1,
                i - 1
            ));
        }
    }
    expect_fine(&broken(
        "country.way",
        "package other\n  like as_it_is\n",
        &packages,
    ));
}

#[test]
fn a_table_of_a_billion_cells_is_refused() {
    let by_day = broken("country.way", "keyed by kind, year", "keyed by kind, date");
    let mut files = by_day.clone();
    let text = "kind,date,portion\nred,0001-01-01,0.5\ngreen,9999-12-31,0.5\n";
    files.insert(wayleave::folder::File {
        path: "colours.csv".into(),
        bytes: text.into(),
    });
    let (is_fine, _) = check(&files);
    assert!(!is_fine);
    let members: Vec<String> = (0..400).map(|i| format!("m{i}")).collect();
    let kinds = broken(
        "country.way",
        "kind : red, green",
        &format!("kind : {}", members.join(", ")),
    );
    let text = kinds
        .text(kinds.number("country.way").unwrap())
        .replace("keyed by kind, year", "keyed by kind, date");
    files.insert(wayleave::folder::File {
        path: "country.way".into(),
        bytes: text.into(),
    });
    let text = "kind,date,portion\nm0,0001-01-01,0.5\nm1,9999-12-31,0.5\n";
    files.insert(wayleave::folder::File {
        path: "colours.csv".into(),
        bytes: text.into(),
    });
    expect_in(
        &files,
        "country.way",
        "D012",
        "\"colours.csv\"",
        "mistyped date",
    );
}

#[test]
fn a_key_has_one_row() {
    let files = broken(
        "colours.csv",
        "green,2020,0.5",
        "green,2020,0.5\nred,2020,0.4",
    );
    expect_in(
        &files,
        "colours.csv",
        "D008",
        "red,2020,0.4",
        "one row for each",
    );
    expect(
        "kind : red, green",
        "kind : red, green, red",
        "C013",
        "red",
        "twice",
    );
    expect("stage home", "stage desk", "L020", "desk", "another name");
}

#[test]
fn slips_of_the_pen_are_told() {
    expect(
        "country toy \"Toy\"",
        "country toy \"Toy",
        "L001",
        "\"Toy",
        "quotation mark",
    );
    expect(
        "\n  waits 3 days",
        "\n\twaits 3 days",
        "L005",
        "\t",
        "spaces",
    );
    expect(
        "waits 3 days",
        "waits 3 days; quickly",
        "L001",
        ";",
        "begins nothing",
    );
    expect(
        "waits 3 days",
        "waits 3 days quickly",
        "L003",
        "quickly",
        "not expected",
    );
    expect("waits 3 days", "waits 3days", "L001", "3days", "space");
    expect("stage home", "stage Home", "L031", "Home", "lower-case");
    expect("2020-02-01", "2020-02-30", "L001", "2020-02-30", "no day");
    expect(
        "wayleave 1",
        "  stray line\nwayleave 1",
        "L008",
        "stray",
        "left edge",
    );
    expect("stage home", "3 stages\nstage home", "L009", "3", "stage");
    expect(
        "served by servers, first come",
        "served by servers",
        "L002",
        "taking",
        "first come",
    );
}

#[test]
fn a_clause_that_stands_once_does_not_stand_twice() {
    for (from, to, at) in [
        (
            "  units servers, letters",
            "  units servers\n  units letters",
            "units",
        ),
        (
            "  sources \"sources.csv\"",
            "  sources \"sources.csv\"\n  sources \"sources.csv\"",
            "sources",
        ),
        (
            "  default package as_it_is against as_it_is",
            "  default package as_it_is against as_it_is\n  default package other against as_it_is",
            "default package other",
        ),
        (
            "  clock days from 2020-01-01 to 2020-12-31",
            "  clock days from 2020-01-01 to 2020-12-31\n  clock days from 2020-01-01 to 2020-12-30",
            "clock",
        ),
        (
            "  keyed by kind, year",
            "  keyed by kind, year\n  keyed by year",
            "keyed by year",
        ),
        (
            "  file \"colours.csv\" column portion",
            "  file \"colours.csv\" column portion\n  file \"colours.csv\" column portion",
            "file",
        ),
        (
            "  basis judged",
            "  basis judged\n  basis fitted",
            "basis fitted",
        ),
        (
            "  people per day  2 people/day",
            "  people per day  2 people/day\n  people per day  3 people/day",
            "people per day  3",
        ),
        ("  enters desk", "  enters desk\n  in home", "in home"),
        (
            "  enters desk",
            "  except 10%\n  except 20%\n  enters desk",
            "except 20%",
        ),
        (
            "  waits 3 days\n  leads to done",
            "  waits 3 days\n  leads to done\n  leads to desk",
            "leads to desk",
        ),
        (
            "stage home\n",
            "stage home\n  leaves to done at 1 / 1 day\n  leaves to done at 2 / 1 day\n",
            "leaves to done at 2",
        ),
        (
            "capacity servers = desks",
            "capacity servers = desks\n  = 3",
            "= 3",
        ),
        (
            "  opens on 2020-02-01",
            "  opens on 2020-02-01\n  opens on 2020-03-01",
            "opens on 2020-03-01",
        ),
        (
            "  opens on 2020-02-01",
            "  replay never\n  replay 2020-03-01",
            "replay 2020-03-01",
        ),
        (
            "  operates with gate opening",
            "  operates with gate opening\n  operates with gate opening",
            "operates",
        ),
        (
            "  takes from desk to home",
            "  takes from desk to home\n  takes from desk to done",
            "takes from desk to done",
        ),
        (
            "  batch every 5 days",
            "  batch every 5 days\n  batch every 6 days",
            "batch every 6",
        ),
        (
            "  up to seats 4 people",
            "  up to seats 4 people\n  up to seats 5 people",
            "up to seats 5",
        ),
        (
            "  counts arriving from customers",
            "  counts arriving from customers\n  where kind is red\n  where kind is green",
            "where kind is green",
        ),
        (
            "package as_it_is\n",
            "package as_it_is\n  known until 2020-02-01\n  known until 2020-03-01\n",
            "known until 2020-03-01",
        ),
        (
            "  suppose slowness = 1.5",
            "  suppose slowness = 1.5\n  suppose slowness = 2",
            "suppose slowness = 2",
        ),
        (
            "  gate opening opens on 2020-03-01",
            "  gate opening opens on 2020-03-01\n  gate opening never opens",
            "gate opening never",
        ),
        (
            "  set desks = 5 from 2020-06-01",
            "  set desks = 5 from 2020-06-01\n  set desks = 6 from 2020-06-01",
            "set desks = 6",
        ),
        (
            "gate opening\n",
            "signal noticed_wait : people = waiting\n  noticed after 2 days\n  noticed after 3 days\ngate opening\n",
            "noticed after 3",
        ),
        (
            "stock waiting",
            "duration wait\n  waiting for desk\n  from arrival to end\nstock waiting",
            "from arrival",
        ),
    ] {
        expect(from, to, "L034", at, "the first is on line");
    }
    expect(
        "  keyed by kind, year",
        "  keyed by kind, year, kind",
        "L034",
        "kind",
        "twice",
    );
    let given = "test \"t\" as of 2020-02-01\n  given kind red\n  given kind green\n  expect slowness = 1.5\ngate opening";
    expect("gate opening", given, "L034", "kind green", "given twice");
    // What is said of several things, or from several days, may be said again.
    expect_fine(&broken(
        "country.way",
        "  set desks = 5 from 2020-06-01",
        "  set desks = 5\n  set desks = 6 from 2020-06-01\n  set desks = 7 from 2020-07-01",
    ));
    expect_fine(&broken(
        "country.way",
        "  up to seats 4 people",
        "  up to seats 4 people\n  up to places 5 people",
    ));
    expect_fine(&broken(
        "country.way",
        "  because \"a plan\"",
        "  because \"a plan\"\n  because \"and another\"",
    ));
}

#[test]
fn nothing_that_is_written_is_passed_over() {
    expect(
        "capacity servers = desks",
        "capacity servers = desks\n  at most 3",
        "L035",
        "at most",
        "left edge",
    );
    expect(
        "  up to seats 4 people",
        "  up to seats 4 people\n  £10 for each came",
        "G013",
        "£10 for each",
        "of agreement lift",
    );
    expect(
        "stage home",
        "stage home leads to done",
        "L003",
        "leads",
        "not expected",
    );
    expect(
        "gate opening",
        "gate opening \"Title\" \"Title\"",
        "L003",
        "\"Title\"",
        "not expected",
    );
    expect(
        "stock waiting : people",
        "stock waiting : people = 3",
        "L003",
        "=",
        "not expected",
    );
    expect(
        "wayleave 1",
        "wayleave 1 2",
        "C003",
        "wayleave",
        "wayleave 1",
    );
    let test = "test \"t\" as of 2020-02-01\n  expect slowness = slowness\ngate opening";
    expect("gate opening", test, "L048", "slowness", "plain value");
    let test = "test \"t\" as of 2020-02-01\n  given kind red\n  expect service = 1.5 days within 1\ngate opening";
    expect("gate opening", test, "L017", "1", "expected days");
    expect(
        "suppose slowness = 1.5",
        "suppose slowness = 1.5 in 1..2",
        "L003",
        "in",
        "not expected",
    );
    expect(
        "  from 2020-01-01 : 3   cite S01\n\nrule",
        "  from 2020-01-01 : 3   cite S01\n\ncost c\n  answers to colours\n\nrule",
        "L025",
        "answers",
        "nothing is called",
    );
}

#[test]
fn a_signal_is_noticed_after_whole_days() {
    let signal = |days: &str| {
        format!("signal seen : people = waiting\n  noticed after {days}\ngate opening")
    };
    expect(
        "gate opening",
        &signal("2.5 days"),
        "W046",
        "2.5 days",
        "whole number",
    );
    expect(
        "gate opening",
        &signal("-1 days"),
        "W046",
        "-1 days",
        "0 or more",
    );
    expect_fine(&broken("country.way", "gate opening", &signal("1 week")));
    expect_fine(&broken("country.way", "gate opening", &signal("0 days")));
}

#[test]
fn a_value_lies_in_the_range_in_which_it_may_be_fitted() {
    expect(
        "judged uniform 1..2",
        "fitted 1.6 in 2..3",
        "A004",
        "2..3",
        "outside its range",
    );
    expect(
        "judged uniform 1..2",
        "fitted 1.6 in 3..1",
        "A004",
        "3..1",
        "outside its range",
    );
    let fitted = broken("country.way", "judged uniform 1..2", "fitted 1.6 in 0.8..3");
    let (written, found) = wayleave::parse(fitted);
    let country = wayleave::check(written, found)
        .0
        .expect("it has no mistake");
    assert_eq!(country.assumptions[0].range, Some((0.8, 3.0)));
    let found = wayleave::provenance::of(&country, "slowness").expect("an assumption");
    let said = found[0]
        .lines
        .iter()
        .find(|(word, _)| word == "may be fitted");
    assert_eq!(
        said.map(|(_, text)| text.as_str()),
        Some("from 0.8 to 3 (number)")
    );
}

#[test]
fn a_table_may_be_keyed_by_yes_and_no() {
    let housed = |text: String| {
        text.replace("  kind : red, green", "  kind : red, green\n  housed : yes/no")
            .replace("  enters desk", "  each has housed share 50%\n  enters desk")
            .replace("keyed by kind, year", "keyed by kind, housed")
            .replace("colours[kind, year]", "colours[kind, yes]")
            .replace("rule service", "rule rate : share = colours[kind, housed]\ntest \"it is found\" as of 2020-02-01\n  given kind red, housed no\n  expect rate = 0.2\n  expect colours[green, yes] = 0.3\nrule service")
    };
    let text = housed(COUNTRY.into());
    let rows = "kind,housed,portion\nred,yes,0.1\nred,no,0.2\ngreen,yes,0.3\ngreen,no,0.4\n";
    let files = |rows: &str| {
        folder(&[
            ("country.way", &text),
            ("colours.csv", rows),
            ("sources.csv", SOURCES),
        ])
    };
    expect_fine(&files(rows));
    let (written, found) = wayleave::parse(files(rows));
    let country = wayleave::check(written, found)
        .0
        .expect("it has no mistake");
    assert_eq!(wayleave::check::test(&country), []);
    expect_in(
        &files(&rows.replace("red,no", "red,0")),
        "colours.csv",
        "D010",
        "red,0",
        "yes or no",
    );
    expect_in(
        &files(&rows.replace("red,yes,0.1", "red,yes,")),
        "country.way",
        "L050",
        "colours[kind, yes]",
        "red, yes",
    );
    expect_in(
        &files(&rows.replace("housed", "home")),
        "country.way",
        "D007",
        "\"colours.csv\"",
        "`housed`",
    );
}

#[test]
fn names_of_another_kind_are_told_with_what_they_are() {
    expect(
        "leads to done",
        "leads to lift",
        "W002",
        "lift",
        "is an agreement, and a stage is wanted here",
    );
    expect(
        "leads to done",
        "leads to kind",
        "W002",
        "kind",
        "write the name of a stage",
    );
    expect(
        "open agreement lift",
        "open agreement slowness",
        "P002",
        "slowness",
        "is an assumption, and an agreement is wanted here",
    );
    expect(
        "total came",
        "total desk",
        "W043",
        "desk",
        "a measure is of a flow",
    );
    expect(
        "gate opening\n",
        "assumption a\n  uniform 1..2\ngate opening\n",
        "A001",
        "uniform",
        "an assumption knows",
    );
}

#[test]
fn a_member_that_means_something_else_is_told() {
    for (member, is) in [
        ("desk", "a stage"),
        ("lift", "an agreement"),
        ("month", "a word of the language"),
    ] {
        let files = broken(
            "country.way",
            "kind : red, green",
            &format!("kind : red, green, {member}"),
        );
        let (_, problems) = check(&files);
        let found = problems
            .iter()
            .find(|p| p.code == "C016")
            .unwrap_or_else(|| panic!("{}", shown(&problems)));
        assert_eq!(
            (found.words.as_str(), found.severity.as_str()),
            (member, "warning")
        );
        assert!(found.message.contains(is), "{}", found.message);
        assert!(
            found
                .help
                .as_ref()
                .is_some_and(|h| h.contains(&format!("kind.{member}")))
        );
    }
}

#[test]
fn a_gate_that_opens_beyond_the_known_history_is_told() {
    let warned = |gate: &str, package: &str| {
        let text = COUNTRY
            .replace("  opens on 2020-02-01\n", gate)
            .replace("package other\n", package)
            .replace("  gate opening opens on 2020-03-01\n", "");
        let (is_fine, problems) = check(&folder(&[
            ("country.way", &text),
            ("colours.csv", COLOURS),
            ("sources.csv", SOURCES),
        ]));
        assert!(is_fine, "{}", shown(&problems));
        let codes: Vec<String> = problems
            .iter()
            .map(|p| format!("{} {}", p.code, p.words))
            .collect();
        codes.join(", ")
    };
    let early = "package other\n  known until 2020-02-01\n";
    assert_eq!(
        warned("  replay 2020-06-01\n", early),
        "G014 replay 2020-06-01"
    );
    assert_eq!(warned("  replay 2020-02-01\n", early), "");
    assert_eq!(warned("  replay 2020-06-01\n  chance 50%\n", early), "");
    assert_eq!(warned("  replay 2020-06-01\n", "package other\n"), "");
    assert_eq!(
        warned(
            "  replay 2020-06-01\n",
            &format!("{early}  gate opening never opens\n")
        ),
        ""
    );
    // Where the agreement is not opened, what needs it stays shut.
    let unopened = "package third\n  known until 2020-02-01\npackage other\n";
    assert_eq!(
        warned("  replay 2020-06-01\n  needs agreement lift\n", unopened),
        ""
    );
}

#[test]
fn years_rates_and_lengths_of_periods_are_values() {
    for service in [
        "if year is 2020 then 1 day else 2 days",
        "if financial_year >= 2019 then 1 day else 2 days",
        "length of month",
        "length of quarter / month_of_year",
        "1 day + (date - start of quarter)",
        "1 / leaving",
        "1 day * colours[red, 2020]",
    ] {
        let rule = format!("{service}\nrule leaving : 1/day = 2 / 30 days");
        expect_fine(&broken("country.way", "1 day * slowness", &rule));
    }
    let tests = "test \"days of the calendar\" as of 2020-05-20\n  expect quarter_days = 91 days\n  expect since = 49 days\n  expect fifth = 5\n  expect is_2020 = yes\n  expect later = no\n  expect rate = 0.5 / 1 day\ngate opening";
    let rules = "rule quarter_days : days = length of quarter\nrule since : days = date - start of quarter\nrule fifth : number = month_of_year\nrule is_2020 : yes/no = year is 2020 and financial_year = 2020 and 2020 <= year\nrule later : yes/no = year > 2020\nrule rate : 1/day = 1 / 2 days\n";
    let files = broken("country.way", "gate opening", &format!("{rules}{tests}"));
    let (written, found) = wayleave::parse(files);
    let (country, problems) = wayleave::check(written, found);
    assert_eq!(problems, []);
    assert_eq!(wayleave::check::test(&country.expect("no mistake")), []);
    expect(
        "1 day * slowness",
        "length of letters",
        "L002",
        "letters",
        "length of month",
    );
    expect(
        "1 day * slowness",
        "if month is 2020 then 1 day else 2 days",
        "L018",
        "month is 2020",
        "do not go together",
    );
}

#[test]
fn names_in_capitals_are_refused_where_they_are_made() {
    expect(
        "gate opening\n",
        "gate Opening\n",
        "L031",
        "Opening",
        "lower-case",
    );
    expect(
        "kind : red, green",
        "Kind : red, green",
        "W009",
        "kind",
        "attribute",
    );
}

#[test]
fn huge_numbers_are_refused() {
    expect(
        "waits 3 days",
        "waits 1e400 days",
        "L001",
        "1e400",
        "neither a number nor a name",
    );
    let long = "9".repeat(400);
    expect(
        "waits 3 days",
        &format!("waits {long} days"),
        "L001",
        "9",
        "too large",
    );
    let cost = "£9999999999999999999999bn on 2020-02-01   because \"x\"";
    expect(
        "stage home",
        &format!("cost c\n  {cost}\nstage home"),
        "L001",
        "£9999999999999999999999bn",
        "too large",
    );
    // A day beyond the calendar is its last day, or its first.
    let far = "1 day * (year of (date + 999999999999 days) - year)";
    expect_fine(&broken("country.way", "1 day * slowness", far));
    expect(
        "1 day * slowness",
        &far.replace('+', "-"),
        "W050",
        "service",
        "negative",
    );
}

#[test]
fn a_folder_has_one_country_and_a_clock_that_goes_on() {
    let code = |files: &[(&str, &str)]| {
        let (is_fine, problems) = check(&folder(files));
        assert!(!is_fine);
        problems
            .iter()
            .map(|p| p.code.clone())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(code(&[]), "C002 C005");
    assert_eq!(code(&[("notes.txt", "hello")]), "C002 C005");
    assert_eq!(code(&[("country.way", "")]), "C002 C005");
    assert_eq!(
        code(&[("country.way", "-- nothing but a comment\n")]),
        "C002 C005"
    );
    expect(
        "person has",
        "country second\nperson has",
        "C006",
        "country second",
        "one country",
    );
    expect(
        "  clock days from 2020-01-01 to 2020-12-31\n",
        "",
        "C009",
        "country toy",
        "write `clock days from",
    );
    expect(
        "to 2020-12-31\n  units",
        "to 2019-12-31\n  units",
        "C009",
        "days from",
        "at least 1",
    );
    expect(
        "to 2020-12-31\n  units",
        "to 9999-12-31\n  units",
        "C009",
        "days from",
        "2000000",
    );
    expect(
        "from 2020-01-01 to 2020-12-31\n  units",
        "from 9998-01-01 to 9999-12-31\n  units",
        "C009",
        "days from",
        "9000",
    );
    expect("wayleave 1", "wayleave 2", "C003", "wayleave", "wayleave 1");
    expect("wayleave 1\n", "", "C002", "", "wayleave 1");
}

#[test]
fn too_many_declarations_are_refused() {
    let gates: String = (0..5_000)
        .map(|i| format!("gate g{i}\n  after g{}\n  because \"x\"\n", i + 1))
        .collect();
    expect(
        "gate opening",
        &format!("{gates}gate opening"),
        "C015",
        "gate g1000",
        "1000 gates",
    );
    let rubbish = "; ".repeat(1 << 20);
    expect(
        "stage home",
        &format!("{rubbish}\nstage home"),
        "L001",
        ";",
        "begins nothing",
    );
    let rubbish = ";\n".repeat(1 << 20);
    expect(
        "stage home",
        &format!("{rubbish}\nstage home"),
        "L032",
        ";",
        "mend those first",
    );
}

#[test]
fn what_would_take_too_long_to_check_is_refused() {
    let flags: Vec<String> = (0..15).map(|i| format!("f{i}")).collect();
    let declared: String = flags.iter().map(|f| format!("  {f} : yes/no\n")).collect();
    let drawn: String = flags
        .iter()
        .map(|f| format!("  each has {f} yes\n"))
        .collect();
    let all = broken(
        "country.way",
        "  kind : red, green\n",
        &format!("  kind : red, green\n{declared}"),
    );
    let text = all
        .text(all.number("country.way").unwrap())
        .replace("  enters desk", &format!("{drawn}  enters desk"))
        .replace(
            "done  share 50%",
            &format!("done  share if {} then 50% else 40%", flags.join(" and ")),
        )
        .replace(
            "from 2020-01-01 to 2020-12-31\n  units",
            "from 2020-01-01 for 1,000,000 days\n  units",
        )
        .replace("share colours[kind, year]", "share 1");
    let files = [
        ("country.way", &text[..]),
        ("colours.csv", COLOURS),
        ("sources.csv", SOURCES),
    ];
    expect_in(
        &folder(&files),
        "country.way",
        "L053",
        "if f0",
        "fewer attributes",
    );
    // Shares of one stage are checked together: each reads few attributes, and all of them many.
    let half = |flags: &[String]| format!("share if {} then 10% else 20%", flags.join(" and "));
    let text = all
        .text(all.number("country.way").unwrap())
        .replace("  enters desk", &format!("{drawn}  enters desk"))
        .replace(
            "done  share 50%",
            &format!(
                "done  {}\n    home  {}",
                half(&flags[..8]),
                half(&flags[8..])
            ),
        )
        .replace(
            "from 2020-01-01 to 2020-12-31\n  units",
            "from 2020-01-01 for 20,000 days\n  units",
        )
        .replace("share colours[kind, year]", "share 1");
    let files = [
        ("country.way", &text[..]),
        ("colours.csv", COLOURS),
        ("sources.csv", SOURCES),
    ];
    expect_in(
        &folder(&files),
        "country.way",
        "L053",
        "if f0",
        "shares of one stage",
    );
}

#[test]
fn marks_of_other_systems_are_fine() {
    for text in [
        format!("\u{feff}{COUNTRY}"),
        COUNTRY.replace('\n', "\r\n"),
        COUNTRY.trim_end().to_owned(),
    ] {
        for rows in [
            format!("\u{feff}{COLOURS}"),
            COLOURS.replace('\n', "\r\n"),
            COLOURS.trim_end().to_owned(),
        ] {
            let files = [
                ("country.way", &text[..]),
                ("colours.csv", &rows),
                ("sources.csv", SOURCES),
            ];
            expect_fine(&folder(&files));
        }
    }
    let (_, problems) = check(&folder(&[(
        "country.way",
        "\u{feff}wayleave 1\r\ncountry \"toy\"\r\n",
    )]));
    assert_eq!(
        (problems[0].place.line, problems[0].place.column),
        (2, 9),
        "{}",
        shown(&problems)
    );
}

#[test]
fn every_mistake_is_told_at_once_in_order_of_place() {
    let mut files = broken("country.way", "leads to done", "leads to dnoe");
    for (path, text) in [
        (
            "colours.csv",
            "kind,year,portion\nred,2020,half\ngrene,2020,0.5\n",
        ),
        (
            "later.way",
            "stock inside : people\n  counts in desc\n\nflow gone : people\n  counts leaving desk to dome\n\nstge extra\n",
        ),
        (
            "a/first.way",
            "parameter fee : money\n  from 2020-02-30 : £4   cite S02\n",
        ),
    ] {
        files.insert(wayleave::folder::File {
            path: path.into(),
            bytes: text.into(),
        });
    }
    let (_, problems) = check(&files);
    let told: Vec<String> = problems
        .iter()
        .map(|p| {
            format!(
                "{}:{}:{} {}",
                p.place.file, p.place.line, p.place.column, p.code
            )
        })
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
        assert!(
            told.iter().any(|t| t == one),
            "{one} is missing:\n{}",
            shown(&problems)
        );
    }
    let places: Vec<_> = problems
        .iter()
        .map(|p| (p.place.file.clone(), p.place.line, p.place.column))
        .collect();
    assert!(places.is_sorted(), "{told:?}");
}

/// Numbers that are the same on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
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
            [before.concat(), lines[at].to_owned(), after.concat()]
                .concat()
                .into()
        }
        2 => {
            let (a, b) = (word(numbers), word(numbers));
            let (a, b) = if a.start < b.start { (a, b) } else { (b, a) };
            if a == b {
                return text.into();
            }
            let parts = [
                &text[..a.start],
                &text[b.clone()],
                &text[a.end..b.start],
                &text[a],
                &text[b.end..],
            ];
            parts.concat().into()
        }
        3 => text.as_bytes()[..numbers.below(text.len())].to_vec(),
        4 => {
            let mut bytes = text.as_bytes().to_vec();
            let at = numbers.below(bytes.len());
            let new: Vec<u8> = (0..1 + numbers.below(8))
                .map(|_| numbers.below(256) as u8)
                .collect();
            bytes.splice(at..at, new);
            bytes
        }
        5 => {
            // A mark of the language, where it has no business.
            let marks = [
                "(",
                ")",
                "[",
                "]",
                "..",
                "-",
                "--",
                "\"",
                "£",
                "%",
                ",",
                ":",
                "=",
                "\t",
                "1e9",
                "9999-12-31",
            ];
            let at = word(numbers).start;
            format!(
                "{} {} {}",
                &text[..at],
                marks[numbers.below(marks.len())],
                &text[at..]
            )
            .into()
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
        let at = files
            .number("country.way")
            .expect("an example has a country.way");
        let original = files.text(at).into_owned();
        for key in 0..300 {
            let mut numbers = Numbers(key * 7_919 + original.len() as u64);
            let mut bytes = mutated(&original, &mut numbers);
            for _ in 0..numbers.below(3) {
                bytes = mutated(&String::from_utf8_lossy(&bytes), &mut numbers);
            }
            let mut files = files.clone();
            files.insert(wayleave::folder::File {
                path: "country.way".into(),
                bytes: bytes.clone(),
            });
            let result = std::panic::catch_unwind(|| check(&files));
            let text = String::from_utf8_lossy(&bytes);
            assert!(result.is_ok(), "{name}, mutation {key}:\n{text}");
        }
    }
}

/// What a file says, without the places: its declarations, its comments, and the codes of its
/// mistakes but that of tabs, which a layout mends.
fn said(text: &str) -> String {
    fn backed(backing: &wayleave::written::Backing) -> String {
        let cites: Vec<&str> = backing.cites.iter().map(|(id, _)| id.as_str()).collect();
        format!("{cites:?} {:?} {}", backing.because, backing.is_unverified)
    }
    fn say(clause: &wayleave::written::Clause, out: &mut String) {
        let words: Vec<_> = clause.tokens.iter().map(|t| &t.kind).collect();
        out.push_str(&format!("  {words:?} {} {{\n", backed(&clause.backing)));
        clause.clauses.iter().for_each(|inner| say(inner, out));
        out.push_str("  }\n");
    }
    let (written, problems) = wayleave::parse(folder(&[("a.way", text)]));
    let mut out = String::new();
    for declaration in &written.declarations {
        let words: Vec<_> = declaration.head.iter().map(|t| &t.kind).collect();
        out.push_str(&format!(
            "{} {words:?} {}\n",
            declaration.keyword,
            backed(&declaration.backing)
        ));
        declaration
            .clauses
            .iter()
            .for_each(|clause| say(clause, &mut out));
    }
    for line in text.trim_start_matches('\u{feff}').lines() {
        let comment = wayleave_rules::token::tokens(line.trim_end(), 0, 0, &mut Vec::new()).1;
        out.extend(comment.map(|c| format!("{c}\n")));
    }
    out.extend(
        problems
            .iter()
            .filter(|p| p.code != "L005")
            .map(|p| format!("{} ", p.code)),
    );
    out
}

/// Expects a layout to say the same, and to stay when it is laid out again.
fn expect_layout(text: &str, name: &str) {
    let once = wayleave::format::format(text);
    assert_eq!(
        wayleave::format::format(&once),
        once,
        "{name}, laid out twice:\n{text}"
    );
    assert_eq!(said(&once), said(text), "{name}, laid out:\n{text}\n{once}");
}

#[test]
fn a_layout_says_the_same_and_stays() {
    let mut texts: Vec<(String, String)> = Vec::new();
    for room in ["uk", "examples"] {
        let paths = files(&top().join(room), ".way");
        texts.extend(
            paths
                .iter()
                .map(|path| (path.display().to_string(), text(path))),
        );
    }
    texts.push(("toy".into(), COUNTRY.into()));
    texts.push(("toy with tabs".into(), COUNTRY.replace("  ", "\t")));
    texts.push((
        "toy with other ends of lines".into(),
        format!("\u{feff}{}", COUNTRY.replace('\n', "\r\n")),
    ));
    assert!(texts.len() > 4);
    for (name, text) in &texts {
        expect_layout(text, name);
        for key in 0..40 {
            let mut numbers = Numbers(key * 104_729 + text.len() as u64);
            let mut other =
                String::from_utf8_lossy(&mutated(text, &mut numbers)).replace('\u{feff}', "");
            // Lines pushed in and out, and comments among them.
            let pushed = |line: &str, n: usize| match n {
                0 => format!("  {line}"),
                1 => line.strip_prefix(' ').unwrap_or(line).to_owned(),
                2 => format!("{line}   -- a remark  of two  words"),
                3 => format!("{}-- between\n{line}", " ".repeat(line.len() % 7)),
                4 => format!("\n\n{line}"),
                _ => line.to_owned(),
            };
            other = other
                .lines()
                .map(|line| pushed(line, numbers.below(12)) + "\n")
                .collect();
            expect_layout(&other, name);
        }
    }
}
