//! Lengths in an Arrow IPC file, checked before the decoder believes them.
//!
//! The decoder allocates what the file announces; a damaged length would end the process instead of giving an error. So would
//! a batch that does not fit into memory, since a batch is always read whole.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use arrow::ipc::reader::read_footer_length;
use arrow::ipc::{Message, root_as_footer, root_as_message};

/// No compressed buffer may announce more than this.
const BUFFER_BYTES_MAX: i64 = 1 << 31;

/// Checks the announced lengths of all blocks of a file in the file format; returns the bytes of the largest, unpacked.
pub(super) fn check_file(file: &mut File) -> Result<u64, String> {
    let size = file.metadata().map_err(|e| e.to_string())?.len();
    let mut tail = [0; 10];
    file.seek(SeekFrom::Start(size.saturating_sub(10))).and_then(|_| file.read_exact(&mut tail)).map_err(|e| e.to_string())?;
    let length = read_footer_length(tail).map_err(|e| e.to_string())? as u64;
    let start = size.checked_sub(10 + length).ok_or("its footer is longer than the file")?;
    let bytes = read(file, start, length)?;
    let footer = root_as_footer(&bytes).map_err(|e| format!("unreadable footer: {e}"))?;
    let blocks = footer.recordBatches().into_iter().flatten().chain(footer.dictionaries().into_iter().flatten());
    let mut largest = 0;
    for block in blocks {
        let fits = |n: i64| u64::try_from(n).ok().filter(|n| *n <= size);
        let (at, meta, body) = (block.offset(), i64::from(block.metaDataLength()), block.bodyLength());
        let end = fits(at).zip(fits(meta)).zip(fits(body)).map(|((a, m), b)| a + m + b);
        let at = end.filter(|end| *end <= size).and_then(|_| fits(at)).ok_or("a block reaches beyond its end")?;
        largest = largest.max(message(file, at, size)?.map_or(0, |(_, bytes)| bytes));
    }
    Ok(largest)
}

/// Checks the announced lengths of all messages of a file in the stream format; returns the bytes of the largest, unpacked.
pub(super) fn check_stream(file: &mut File) -> Result<u64, String> {
    let size = file.metadata().map_err(|e| e.to_string())?.len();
    let (mut at, mut largest) = (0, 0);
    while let Some((next, bytes)) = message(file, at, size)? {
        at = next;
        largest = largest.max(bytes);
    }
    Ok(largest)
}

/// Checks the message at a position; returns where the next one begins and the bytes of its body, or none at the end.
fn message(file: &mut File, at: u64, size: u64) -> Result<Option<(u64, u64)>, String> {
    if at + 8 > size {
        return Ok(None);
    }
    let head = read(file, at, 8)?;
    let word = |i: usize| u32::from_le_bytes([head[i], head[i + 1], head[i + 2], head[i + 3]]);
    // Before version 0.15 the length came without a marker.
    let (start, length) = if word(0) == u32::MAX { (at + 8, u64::from(word(4))) } else { (at + 4, u64::from(word(0))) };
    if length == 0 {
        return Ok(None);
    }
    let bytes = read(file, start, Some(length).filter(|n| start + n <= size).ok_or("a message reaches beyond its end")?)?;
    let message = root_as_message(&bytes).map_err(|e| format!("unreadable message: {e}"))?;
    let body = start + length;
    let end = u64::try_from(message.bodyLength()).ok().and_then(|n| body.checked_add(n)).filter(|end| *end <= size);
    let end = end.ok_or("a block reaches beyond its end")?;
    let unpacked = compressed(file, &message, body, end)?;
    Ok(Some((end, (end - body).max(unpacked))))
}

/// Checks what the compressed buffers of a message announce as their size; returns the sum.
fn compressed(file: &mut File, message: &Message<'_>, body: u64, end: u64) -> Result<u64, String> {
    let batch = message.header_as_record_batch().or_else(|| message.header_as_dictionary_batch().and_then(|d| d.data()));
    let Some(batch) = batch.filter(|b| b.compression().is_some()) else { return Ok(0) };
    let mut sum = 0;
    for buffer in batch.buffers().into_iter().flatten().filter(|b| b.length() >= 8) {
        let at = u64::try_from(buffer.offset()).ok().and_then(|o| body.checked_add(o)).filter(|at| at + 8 <= end);
        let prefix = read(file, at.ok_or("a buffer reaches beyond its block")?, 8)?;
        let announced = prefix.try_into().map_or(i64::MAX, i64::from_le_bytes);
        if !(-1..=BUFFER_BYTES_MAX).contains(&announced) {
            return Err("a compressed buffer announces an impossible size".to_owned());
        }
        sum += u64::try_from(announced).unwrap_or(0);
    }
    Ok(sum)
}

fn read(file: &mut File, at: u64, length: u64) -> Result<Vec<u8>, String> {
    let mut bytes = vec![0; length as usize];
    file.seek(SeekFrom::Start(at)).and_then(|_| file.read_exact(&mut bytes)).map_err(|e| e.to_string())?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Int64Array, RecordBatch};
    use arrow::ipc::CompressionType;
    use arrow::ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};

    use super::*;

    #[test]
    fn the_largest_batch_is_measured_unpacked() {
        let rows =
            |n: i64| RecordBatch::try_from_iter([("x", Arc::new(Int64Array::from_iter_values(0..n)) as ArrayRef)]).unwrap();
        let zstd = IpcWriteOptions::default().try_with_compression(Some(CompressionType::ZSTD)).unwrap();
        for options in [IpcWriteOptions::default(), zstd] {
            let (mut file, mut stream) = (tempfile::tempfile().unwrap(), tempfile::tempfile().unwrap());
            let schema = rows(0).schema();
            let mut to = FileWriter::try_new_with_options(&mut file, &schema, options.clone()).unwrap();
            let mut streamed = StreamWriter::try_new_with_options(&mut stream, &schema, options).unwrap();
            for n in [10, 100_000, 1000] {
                to.write(&rows(n)).unwrap();
                streamed.write(&rows(n)).unwrap();
            }
            to.finish().unwrap();
            streamed.finish().unwrap();
            drop((to, streamed));
            for largest in [check_file(&mut file).unwrap(), check_stream(&mut stream).unwrap()] {
                assert!((800_000..850_000).contains(&largest), "{largest}");
            }
        }
    }
}
