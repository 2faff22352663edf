//! Text as pictures. Each text is drawn once and copied from then on.

use std::path::Path;

use ffmpeg_next::format::Pixel;
use ffmpeg_next::{filter, frame};

use super::{Doing, MuxError};

/// A drawn text: how white each pixel is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glyphs {
    /// Pixels per row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Row by row, 0 to 255.
    pub coverage: Vec<u8>,
}

/// Fonts with Chinese glyphs, in order of preference.
const FONTS: [&str; 3] = [
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
];

/// Elsewhere Fontconfig is asked for the first by its name, and gives what it has.
const BY_NAME: &str = "font=Noto Sans CJK SC";

/// Names are cut here; nobody's label may fill the picture.
const CHARACTERS_MAX: usize = 80;

/// Draws one line of text with letters `size` pixels high.
pub fn draw(text: &str, size: u32) -> Result<Glyphs, MuxError> {
    draw_in(&font(), text, size)
}

/// Whether the font that is used has Chinese letters. Of one that has not, all look the same.
pub fn has_chinese() -> Result<bool, MuxError> {
    font_has_chinese(&font())
}

fn font_has_chinese(font: &str) -> Result<bool, MuxError> {
    Ok(draw_in(font, "审", 24)? != draw_in(font, "判", 24)?)
}

/// As the filter's option.
fn font() -> String {
    let found = FONTS.iter().find(|font| Path::new(font).exists());
    found.map_or(BY_NAME.to_owned(), |font| format!("fontfile={font}"))
}

fn draw_in(font: &str, text: &str, size: u32) -> Result<Glyphs, MuxError> {
    let text: String = text.chars().filter(|c| !c.is_control()).take(CHARACTERS_MAX).collect();
    if text.trim().is_empty() {
        return Ok(Glyphs { width: 0, height: 0, coverage: Vec::new() });
    }
    // Chinese letters are as wide as high; the rest is narrower.
    let (width, height) = ((text.chars().count() as u32 + 1) * size, size * 3 / 2);
    let mut graph = graph(font, &text, size, width, height)?;
    let mut blank = frame::Video::new(Pixel::GRAY8, width, height);
    blank.data_mut(0).fill(0);
    blank.set_pts(Some(0));
    let missing = MuxError::Missing("the filter graph it was just given");
    graph.get("in").ok_or(missing)?.source().add(&blank).doing("draw text")?;
    let mut drawn = frame::Video::empty();
    let missing = MuxError::Missing("the filter graph it was just given");
    graph.get("out").ok_or(missing)?.sink().frame(&mut drawn).doing("draw text")?;
    Ok(crop(&drawn))
}

fn graph(font: &str, text: &str, size: u32, width: u32, height: u32) -> Result<filter::Graph, MuxError> {
    let find = |name, missing| filter::find(name).ok_or(MuxError::Missing(missing));
    let mut graph = filter::Graph::new();
    let format = format!("video_size={width}x{height}:pix_fmt=gray:time_base=1/1:pixel_aspect=1/1");
    graph.add(&find("buffer", "the buffer filter")?, "in", &format).doing("set up text")?;
    graph.add(&find("buffersink", "the buffersink filter")?, "out", "").doing("set up text")?;
    find("drawtext", "the drawtext filter")?;
    let spec = format!(
        "drawtext={font}:text={}:expansion=none:fontsize={size}:fontcolor=white:x=0:y=(h-ascent+descent)/2-descent/2",
        escape(text)
    );
    graph
        .output("in", 0)
        .and_then(|parser| parser.input("out", 0))
        .and_then(|parser| parser.parse(&spec))
        .doing("set up text")?;
    graph.validate().doing("set up text")?;
    Ok(graph)
}

/// Two levels of escaping, for the filter's options and for the graph's description: any
/// character that means something to either gets its backslashes.
fn escape(text: &str) -> String {
    let option: String = text.chars().flat_map(|c| escaped(c, "\\':")).collect();
    option.chars().flat_map(|c| escaped(c, "\\'[],;")).collect()
}

fn escaped(c: char, special: &str) -> impl Iterator<Item = char> {
    special.contains(c).then_some('\\').into_iter().chain(std::iter::once(c))
}

/// Without the empty columns on the right.
fn crop(drawn: &frame::Video) -> Glyphs {
    let (stride, height) = (drawn.stride(0), drawn.height() as usize);
    let rows = || drawn.data(0).chunks(stride).take(height).map(|row| &row[..drawn.width() as usize]);
    let last = rows().filter_map(|row| row.iter().rposition(|pixel| *pixel > 0)).max();
    let width = last.map_or(0, |last| last + 1);
    let coverage = rows().flat_map(|row| &row[..width]).copied().collect();
    Glyphs { width, height, coverage }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ink(glyphs: &Glyphs) -> usize {
        glyphs.coverage.iter().filter(|pixel| **pixel > 128).count()
    }

    #[test]
    fn chinese_is_drawn_and_is_not_a_row_of_boxes() {
        super::super::init().unwrap();
        let (one, other) = (draw("审判员", 24).unwrap(), draw("申请人", 24).unwrap());
        assert!(ink(&one) > 100 && ink(&other) > 100);
        assert_ne!(one, other, "different letters look different");
        assert!(one.width.abs_diff(72) < 8, "{}", one.width);
    }

    #[test]
    fn a_font_without_chinese_letters_is_found_out() {
        super::super::init().unwrap();
        assert!(font_has_chinese(&font()).unwrap(), "fonts-noto-cjk is installed");
        assert!(font_has_chinese(BY_NAME).unwrap(), "Fontconfig finds it too");
        let latin = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
        assert!(Path::new(latin).exists(), "fonts-dejavu-core is installed");
        assert!(!font_has_chinese(&format!("fontfile={latin}")).unwrap());
    }

    #[test]
    fn what_means_something_to_the_filter_is_only_text() {
        super::super::init().unwrap();
        for text in ["a:b'c\\d,e;f[g]h=%{pts}", "'", "\\", "%", "{", ":::", "a,scale=1:1"] {
            assert!(ink(&draw(text, 24).unwrap()) > 0, "{text}");
        }
        assert!(draw("%{pts}", 24).unwrap().width > draw("%", 24).unwrap().width * 3);
    }

    #[test]
    fn nothing_is_drawn_for_nothing() {
        super::super::init().unwrap();
        assert_eq!(draw(" \n\t", 24).unwrap().width, 0);
    }
}
