//! The command line of Wayleave.

fn main() -> std::process::ExitCode {
    let args: Vec<String> = std::env::args().collect();
    let dir = args.get(2).expect("check DIR");
    let folder = read(dir.as_ref());
    let (written, problems) = wayleave::parse(folder.clone());
    let (country, problems) = wayleave::check(written, problems);
    print!("{}", wayleave::diagnostics::render(&folder, &problems, false));
    if let Some(country) = country {
        let failed = wayleave::check::test(&country);
        print!("{}", wayleave::diagnostics::render(&folder, &failed, false));
        println!("ok");
        return 0.into();
    }
    2.into()
}

fn read(dir: &std::path::Path) -> wayleave::folder::Folder {
    let mut files = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(at) = open.pop() {
        for entry in std::fs::read_dir(at).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(dir).expect("below").to_string_lossy().into_owned();
                files.push((name, std::fs::read(&path).expect("a file")));
            }
        }
    }
    files.into_iter().collect()
}
