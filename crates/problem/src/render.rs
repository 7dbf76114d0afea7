//! Complaints as a compiler shows them.

use crate::complaint::Complaints;

pub(crate) fn render(complaints: &Complaints, _color: bool) -> String {
    complaints.to_string()
}
