//! The figures as a workbook that spreadsheets open (Office Open XML).

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::{HEADINGS, MediatorFigures, headings};
use crate::http::language::Language;

/// Width of the columns that hold words, in characters.
const WORDS_WIDE: f64 = 18.0;

/// One sheet: a row of headings that stays in view, then a row for each mediator. Figures are
/// numbers, and names are text whatever they look like.
///
/// # Errors
/// If the workbook cannot be put together.
pub(super) fn workbook(figures: &[MediatorFigures], language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let bold = Format::new().set_bold();
    for (column, heading) in (0..).zip(headings(language)) {
        sheet.write_string_with_format(0, column, heading, &bold)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    for column in [0, 6] {
        sheet.set_column_width(column, WORDS_WIDE)?;
    }
    for (row, one) in (1..).zip(figures) {
        write(sheet, row, one)?;
    }
    sheet.autofilter(0, 0, u32::try_from(figures.len()).unwrap_or(u32::MAX), HEADINGS - 1)?;
    workbook.save_to_buffer()
}

fn write(sheet: &mut Worksheet, row: u32, one: &MediatorFigures) -> Result<(), XlsxError> {
    sheet.write_string(row, 0, &one.name)?;
    sheet.write_string(row, 6, one.best_cause.as_deref().unwrap_or_default())?;
    let numbers = [
        (1, Some(f64::from(one.open))),
        (2, Some(f64::from(one.ended))),
        (3, Some(f64::from(one.settled))),
        (4, one.success_percent.map(f64::from)),
        (5, one.mean_days.map(|days| days as f64)),
        (7, Some(f64::from(one.result_points))),
        (8, Some(f64::from(one.time_points))),
        (9, Some(f64::from(one.points))),
    ];
    for (column, number) in numbers {
        if let Some(number) = number {
            sheet.write_number(row, column, number)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::*;
    use crate::access::AccountId;
    use crate::cases::score::Score;

    /// proves: ST-01
    #[test]
    fn another_program_reads_the_names_as_text_and_the_figures_as_numbers() {
        let names = ["王晓梅", "=1+1"];
        let figures =
            names.map(|name| super::super::of_score(AccountId::random(), name.to_owned(), &Score::default()));
        let bytes = workbook(&figures, Language::Chinese).unwrap();
        let mut read: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let sheet = read.worksheet_range_at(0).unwrap().unwrap();
        assert_eq!(sheet.get_size(), (3, usize::from(HEADINGS)));
        assert_eq!(sheet.get_value((0, 0)), Some(&Data::String("姓名".into())));
        assert_eq!(sheet.get_value((0, 9)), Some(&Data::String("总积分".into())));
        assert_eq!(sheet.get_value((2, 0)), Some(&Data::String("=1+1".into())), "a name is never a formula");
        assert_eq!(sheet.get_value((1, 1)), Some(&Data::Float(0.0)));
        assert_eq!(sheet.get_value((1, 4)), Some(&Data::Empty), "nobody is judged without cases");
    }
}
