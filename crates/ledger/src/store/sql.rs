//! The texts of the statements, made from the tables' columns.

use std::path::Path;

use crate::store::{Is, Select, Table};

pub(super) fn insert_sql(table: Table) -> String {
    let columns = table.columns();
    let places: Vec<String> = (1..=columns.len() + 1).map(|place| format!("?{place}")).collect();
    let conflict =
        table.identity().map_or_else(String::new, |columns| format!(" ON CONFLICT ({}) DO NOTHING", columns.join(", ")));
    format!("INSERT INTO {} (seq, {}) VALUES ({}){conflict}", table.name(), columns.join(", "), places.join(", "))
}

pub(super) fn select_sql(select: &Select<'_>) -> String {
    let columns = select.table.columns().join(", ");
    let conditions = select.conditions.iter().enumerate().map(|(place, (column, is, _))| {
        let sign = match is {
            Is::Equal => "=",
            Is::AtLeast => ">=",
            Is::Above => ">",
            Is::Below => "<",
        };
        format!("{column} {sign} ?{}", place + 1)
    });
    let conditions: Vec<String> = std::iter::once("TRUE".to_owned()).chain(conditions).collect();
    let direction = if select.descending { " DESC" } else { "" };
    let order: Vec<String> = select.order.iter().map(|column| format!("{column}{direction}")).collect();
    let limit = select.limit.map_or_else(String::new, |limit| format!(" LIMIT {limit}"));
    format!(
        "SELECT seq, {columns} FROM {} WHERE {} ORDER BY {}{limit}",
        select.table.name(),
        conditions.join(" AND "),
        order.join(", ")
    )
}

/// A `file:` address that tells `SQLite` that nobody writes, so that it needs no lock and no log.
pub(super) fn immutable_uri(path: &Path) -> String {
    let escape = |byte: &u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-' => char::from(*byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    let escaped: String = path.as_os_str().as_encoded_bytes().iter().map(escape).collect();
    format!("file:{escaped}?immutable=1")
}
