//! One command a file.

pub(crate) mod board;
pub(crate) mod check;
pub(crate) mod check_contender;
pub(crate) mod demo;
pub(crate) mod finale;
pub(crate) mod init;
pub(crate) mod page;
pub(crate) mod replay;
pub(crate) mod run;
pub(crate) mod runs;
pub(crate) mod show;
pub(crate) mod verify;
