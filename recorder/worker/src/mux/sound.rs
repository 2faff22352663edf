//! Opus to samples, samples to AAC or Opus. Everything is mono at 48 kHz.

use ffmpeg_next::codec::context::Context;
use ffmpeg_next::codec::{Flags, Parameters, decoder, encoder};
use ffmpeg_next::format::sample::{Sample, Type};
use ffmpeg_next::{ChannelLayout, Dictionary, Packet, Rational, frame};

use super::{Coded, Doing, MuxError};

/// Samples per second, of everything.
pub const RATE: u32 = 48_000;

/// Decodes Opus packets, mixed down to one channel.
pub struct SoundDecoder {
    decoder: decoder::Audio,
    frame: frame::Audio,
}

impl SoundDecoder {
    /// For one track.
    pub fn opus() -> Result<Self, MuxError> {
        let codec = decoder::find_by_name("libopus").ok_or(MuxError::Missing("the libopus decoder"))?;
        let context = Context::new_with_codec(codec);
        let decoder = context.decoder().open_as(codec).and_then(|opened| opened.audio());
        Ok(Self { decoder: decoder.doing("decode Opus")?, frame: frame::Audio::empty() })
    }

    /// Appends the samples of one packet to `samples`. A packet that is not Opus is an error
    /// and gives none; the next one may be fine.
    pub fn decode(&mut self, packet: &[u8], samples: &mut Vec<f32>) -> Result<(), MuxError> {
        self.decoder.send_packet(&Packet::copy(packet)).doing("decode an Opus packet")?;
        while self.decoder.receive_frame(&mut self.frame).is_ok() {
            mix_down(&self.frame, samples);
        }
        Ok(())
    }
}

fn mix_down(frame: &frame::Audio, samples: &mut Vec<f32>) {
    let channels = usize::from(frame.channels().max(1));
    match frame.format() {
        Sample::I16(Type::Packed) => {
            let values: Vec<f32> = frame
                .data(0)
                .chunks_exact(2)
                .map(|b| f32::from(i16::from_ne_bytes([b[0], b[1]])) / 32_768.0)
                .collect();
            let wanted = values.chunks_exact(channels).take(frame.samples());
            samples.extend(wanted.map(|all| all.iter().sum::<f32>() / channels as f32));
        }
        Sample::F32(Type::Packed) => {
            let values: Vec<f32> =
                frame.data(0).chunks_exact(4).map(|b| f32::from_ne_bytes([b[0], b[1], b[2], b[3]])).collect();
            let wanted = values.chunks_exact(channels).take(frame.samples());
            samples.extend(wanted.map(|all| all.iter().sum::<f32>() / channels as f32));
        }
        // The libopus decoder gives one of the two above.
        _ => samples.resize(samples.len() + frame.samples(), 0.0),
    }
}

/// What sound is coded to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoundForm {
    /// For `.m4a` and the composite: plays everywhere.
    Aac,
    /// For one person's file: half the bytes, made for speech.
    Opus,
}

/// Codes samples, the first of which is heard at time 0.
pub struct SoundEncoder {
    encoder: encoder::Audio,
    form: SoundForm,
    frame: frame::Audio,
    waiting: Vec<f32>,
    sent: i64,
}

impl SoundEncoder {
    /// An encoder at a bit rate that is transparent for speech.
    pub fn new(form: SoundForm) -> Result<Self, MuxError> {
        let (name, bit_rate, format) = match form {
            SoundForm::Aac => ("aac", 96_000, Sample::F32(Type::Planar)),
            SoundForm::Opus => ("libopus", 32_000, Sample::F32(Type::Packed)),
        };
        let codec = encoder::find_by_name(name).ok_or(MuxError::Missing("an AAC and an Opus encoder"))?;
        let context = Context::new_with_codec(codec);
        let mut encoder = context.encoder().audio().doing("encode sound")?;
        encoder.set_rate(RATE as i32);
        encoder.set_channel_layout(ChannelLayout::MONO);
        encoder.set_format(format);
        encoder.set_bit_rate(bit_rate);
        encoder.set_time_base(Rational(1, RATE as i32));
        encoder.set_flags(Flags::GLOBAL_HEADER);
        let mut options = Dictionary::new();
        if form == SoundForm::Opus {
            options.set("application", "voip");
            options.set("compression_level", "5");
        }
        let encoder = encoder.open_as_with(codec, options).doing("encode sound")?;
        let samples = encoder.frame_size().max(1) as usize;
        let mut frame = frame::Audio::new(format, samples, ChannelLayout::MONO);
        frame.set_rate(RATE);
        Ok(Self { encoder, form, frame, waiting: Vec::new(), sent: 0 })
    }

    /// Takes more samples and gives the packets that are ready.
    pub fn encode(&mut self, samples: &[f32]) -> Result<Vec<Coded>, MuxError> {
        self.waiting.extend_from_slice(samples);
        let size = self.frame.samples();
        let mut coded = Vec::new();
        let whole = self.waiting.len() / size * size;
        let waiting = std::mem::take(&mut self.waiting);
        for chunk in waiting[..whole].chunks_exact(size) {
            self.send(chunk)?;
            self.receive(&mut coded)?;
        }
        self.waiting = waiting[whole..].to_vec();
        Ok(coded)
    }

    /// Takes the end, filled up with silence.
    pub fn finish(&mut self) -> Result<Vec<Coded>, MuxError> {
        let rest = self.waiting.len() % self.frame.samples();
        let fill = if rest == 0 { 0 } else { self.frame.samples() - rest };
        let mut coded = self.encode(&vec![0.0; fill])?;
        self.encoder.send_eof().doing("encode the end of sound")?;
        self.receive(&mut coded)?;
        Ok(coded)
    }

    pub(super) fn parameters(&self) -> Parameters {
        Parameters::from(&*self.encoder)
    }

    fn send(&mut self, samples: &[f32]) -> Result<(), MuxError> {
        match self.form {
            SoundForm::Aac => self.frame.plane_mut::<f32>(0).copy_from_slice(samples),
            SoundForm::Opus => {
                let bytes = self.frame.data_mut(0).chunks_exact_mut(4);
                bytes.zip(samples).for_each(|(bytes, sample)| bytes.copy_from_slice(&sample.to_ne_bytes()));
            }
        }
        self.frame.set_pts(Some(self.sent));
        self.sent += samples.len() as i64;
        self.encoder.send_frame(&self.frame).doing("encode sound")
    }

    fn receive(&mut self, coded: &mut Vec<Coded>) -> Result<(), MuxError> {
        loop {
            let mut packet = Packet::empty();
            match self.encoder.receive_packet(&mut packet) {
                Ok(()) => coded.push(Coded { packet, time_base: Rational(1, RATE as i32) }),
                Err(ffmpeg_next::Error::Eof | ffmpeg_next::Error::Other { .. }) => return Ok(()),
                Err(e) => return Err(e).doing("encode sound"),
            }
        }
    }
}
