//! The command line of Wayleave: flags and files in, words and files out.
//!
//! Data goes to standard output, remarks and progress to standard error.
//! Exit codes: 0 done, 1 failed, 2 the input is wrong, 3 cannot tell.

mod args;
mod check;
mod load;
mod out;
mod packages;
mod run;
mod show;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

/// How a command ended.
pub enum Ended {
    /// Done.
    Done,
    /// The input is wrong; what is wrong was said.
    WrongInput,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let ended = match args.command {
        Command::Run(run) => run::run(&run),
        Command::Check(check) => check::check(&check),
        Command::Fmt(fmt) => check::fmt(&fmt),
        Command::Diff(diff) => packages::diff(&diff),
        Command::Gates(gates) => packages::gates(&gates),
        Command::Source(source) => packages::source(&source),
    };
    match ended {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::WrongInput) => ExitCode::from(2),
        Err(error) => {
            // A reader that closes the pipe early has seen all that it wanted.
            if is_closed_pipe(&error) {
                return ExitCode::SUCCESS;
            }
            eprintln!("wayleave: {error:#}");
            ExitCode::from(1)
        }
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let plain = error
        .downcast_ref::<std::io::Error>()
        .map(std::io::Error::kind);
    let json = || {
        error
            .downcast_ref::<serde_json::Error>()
            .and_then(serde_json::Error::io_error_kind)
    };
    plain.or_else(json) == Some(std::io::ErrorKind::BrokenPipe)
}
