//! A CSV file as a frame; text columns are categories.

use learn::frame::{Column, Frame};

/// The columns and the target.
pub(crate) fn read(path: &str, target: &str) -> (Frame, Vec<f64>) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut cells: Vec<Vec<String>> = vec![Vec::new(); names.len()];
    for record in reader.records() {
        for (column, cell) in record.unwrap().iter().enumerate() {
            cells[column].push(cell.to_owned());
        }
    }
    let mut y = Vec::new();
    let mut columns = Vec::new();
    for (name, cells) in names.iter().zip(cells) {
        let numbers: Option<Vec<f64>> =
            cells.iter().map(|cell| if cell.is_empty() { Some(f64::NAN) } else { cell.parse().ok() }).collect();
        match numbers {
            Some(values) if name == target => y = values,
            Some(values) => columns.push(Column::numeric(name.as_str(), values)),
            None => {
                let labels = cells.iter().map(|cell| (!cell.is_empty()).then_some(cell.as_str()));
                columns.push(Column::from_labels(name.as_str(), labels));
            }
        }
    }
    (Frame::new(y.len(), columns).unwrap(), y)
}
