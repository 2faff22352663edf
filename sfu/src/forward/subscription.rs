//! One viewer's claim on a track: the stream they see of it.

use std::time::Instant;

use crate::fault::{Fault, planted};
use crate::forward::hold_down::HoldDown;
use crate::forward::outgoing::{Content, Outgoing};
use crate::forward::publication::Publication;
use crate::forward::received::Received;
use crate::forward::reports::Reports;
use crate::forward::retransmit::SentLog;
use crate::forward::rewriter::{Alignment, Incoming, Numbers, Position, Rewriter, SourceRun};
use crate::forward::selector::{Selector, Target, Verdict};
use crate::forward::writer::RepairStream;
use crate::id::{ParticipantId, TrackId};
use crate::limits;
use crate::media::clock::NtpTime;
use crate::media::dependency::Structure;
use crate::media::rtcp::Letter;
use crate::media::rtcp::SenderStatement;
use crate::media::{Codec, MediaKind, Quality};
use crate::node::Wanted;
use crate::plane::participant::Participant;
use crate::plane::spec::{Format, SubscriptionSpec};
use crate::room::membership::{Contact, Membership, Seat};
use crate::table::Key;

/// Position of a subscription.
pub type SubscriptionKey = Key<Subscription>;

/// A stream towards one viewer.
pub struct Subscription {
    pub spec: SubscriptionSpec,
    pub publication: Key<Publication>,
    pub kind: MediaKind,
    pub viewer: Key<Participant>,
    /// Of the publisher and of the viewer.
    pub seats: [Seat; 2],
    /// The time both spend together, while it lasts and the viewer is connected.
    pub contact: Option<Contact>,
    pub wanted: Wanted,
    /// Paused for want of bandwidth.
    pub is_paused: bool,
    /// Counts ends of contact and closings of the gate: nothing that waited survives one.
    pub interruptions: u32,
    pub held: HoldDown,
    /// Stopped because it was more than the path bears; it begins again when the queue it left
    /// there is gone.
    pub is_resting: bool,
    pub selector: Selector,
    pub rewriter: Rewriter,
    pub sent: SentLog,
    /// Next extended sequence number of retransmissions and padding.
    pub repair_sequence: u64,
    pub totals: Totals,
    pub reports: Reports,
    /// The viewer's format for a payload type of the publisher's.
    chosen: Option<(u8, Option<Format>)>,
}

/// What sender reports state.
#[derive(Clone, Copy, Debug, Default)]
pub struct Totals {
    pub packets: u32,
    pub bytes: u32,
}

/// Where the numbers of a stream towards a viewer stand. Whoever begins the stream again with
/// other numbers would use one twice, and with it a nonce of SRTP.
#[derive(Debug)]
pub struct Numbering {
    rewriter: Rewriter,
    repair_sequence: u64,
    totals: Totals,
}

impl Numbering {
    /// Of a stream that begins; the numbers should be random.
    pub fn new(sequence: u16, timestamp: u32, repair_sequence: u16) -> Self {
        Self {
            rewriter: Rewriter::new(sequence, timestamp),
            repair_sequence: (1 << 16) + u64::from(repair_sequence),
            totals: Totals::default(),
        }
    }
}

impl Totals {
    /// Counts a packet sent for the first time.
    pub fn count(&mut self, payload: usize) {
        self.packets = self.packets.wrapping_add(1);
        self.bytes = self.bytes.wrapping_add(payload as u32);
    }
}

impl Subscription {
    pub fn new(
        spec: SubscriptionSpec,
        publication: (Key<Publication>, &Publication),
        viewer: (Key<Participant>, Seat),
        numbering: Numbering,
    ) -> Self {
        let kind = publication.1.kind();
        let history = match kind {
            MediaKind::Audio => limits::SENT_AUDIO,
            MediaKind::Video => limits::SENT_VIDEO,
        };
        Self {
            spec,
            publication: publication.0,
            kind,
            viewer: viewer.0,
            seats: [publication.1.seat, viewer.1],
            contact: None,
            wanted: Wanted::EVERYTHING,
            is_paused: false,
            interruptions: 0,
            held: HoldDown::default(),
            is_resting: false,
            selector: Selector::default(),
            rewriter: numbering.rewriter,
            sent: SentLog::new(history),
            repair_sequence: numbering.repair_sequence,
            totals: numbering.totals,
            reports: Reports::default(),
            chosen: None,
        }
    }

    /// Who receives what.
    pub fn id(&self) -> (ParticipantId, TrackId) {
        (self.spec.viewer, self.spec.track)
    }

    /// Ends it; another track may go on with its source and numbers, of which those from
    /// `unused` on never left.
    pub fn end(mut self, unused: Option<u64>) -> (u32, Numbering) {
        self.rewriter.hand_over(unused);
        let Self { rewriter, repair_sequence, totals, .. } = self;
        (self.spec.ssrc, Numbering { rewriter, repair_sequence, totals })
    }

    /// Takes over what was negotiated anew; the numbering goes on.
    pub fn renegotiate(&mut self, spec: SubscriptionSpec) {
        self.spec = spec;
        self.forget_formats();
    }

    /// The publisher's payload types changed.
    pub fn forget_formats(&mut self) {
        self.chosen = None;
    }

    /// Begins or ends contact. Nothing that was buffered survives either.
    pub fn set_contact(&mut self, contact: Option<Contact>) {
        if self.contact != contact {
            self.contact = contact;
            self.interrupt();
        }
    }

    /// Whether contact lasts, as the isolation check sees it.
    pub fn is_permitted(&self, membership: &Membership) -> bool {
        let permits = |contact: Contact| membership.permits(self.seats, contact.publisher.visit, contact);
        self.contact.is_some_and(permits)
    }

    /// What was sent so far can neither be continued nor asked for again.
    pub fn interrupt(&mut self) {
        self.interruptions += u32::from(!planted(Fault::KeepWaiting));
        if !planted(Fault::KeepNumbers) {
            self.rewriter.cut();
        }
        if !planted(Fault::KeepSent) {
            self.sent.clear();
        }
    }

    /// Sets what the viewer should get of the pictures. `at_once`: what they get now is more
    /// than the path bears, so it does not go on until a smaller encoding can begin.
    pub fn aim(&mut self, target: Option<Target>, at_once: bool) {
        self.selector.aim(target);
        let is_smaller = self.present() > target.map(|target| target.encoding);
        if target.is_none() {
            self.rewriter.cut();
        } else if is_smaller && at_once {
            self.rewriter.end_era();
            self.is_resting = true;
            // Repeating it would only keep the path full.
            self.sent.clear();
        }
    }

    /// The encoding being forwarded.
    pub fn present(&self) -> Option<u8> {
        self.rewriter.source().map(|source| source.encoding)
    }

    /// The encoding of which a keyframe is needed.
    pub fn waits_for(&self) -> Option<u8> {
        match self.kind {
            MediaKind::Audio => None,
            MediaKind::Video if self.is_resting => None,
            MediaKind::Video => self.selector.waits_for(self.present()),
        }
    }

    /// Whether only a keyframe of its encoding can help after a packet that was not taken: the
    /// encoding is awaited, or it began anew after an outage and what it refers to never came.
    pub fn is_stuck_at(&self, packet: &Received) -> bool {
        let source = packet.source;
        let began_anew =
            |present: SourceRun| present.encoding == source.encoding && present.run != source.run;
        let is_cut = self.kind == MediaKind::Video && !self.is_resting;
        self.waits_for() == Some(source.encoding) || is_cut && self.rewriter.source().is_some_and(began_anew)
    }

    /// What becomes of a packet of the publication for this viewer. It is up to the caller
    /// that both are in contact.
    pub fn offer(&mut self, packet: &Received, publication: &Publication) -> Option<Outgoing> {
        let format = self.format_for(&packet.format)?;
        let structure = publication.structure(packet.source.encoding);
        let (numbers, marker, is_wanted) = match self.rewriter.position(packet.source, packet.sequence) {
            Position::Next => self.next(packet, structure)?,
            Position::Late => self.late(packet)?,
            Position::Foreign | Position::Past => self.begin(packet, publication)?,
        };
        let content = if is_wanted { self.content(packet, &format) } else { Content::Nothing };
        let (visit, source, original) = (packet.visit, packet.source, packet.sequence);
        Some(Outgoing { visit, source, original, numbers, marker, format, content })
    }

    /// Reports the stream's clock while it flows; `false` if nothing was sent since the last time.
    /// `ours` is what our clock shows, for streams in which several publishers take turns.
    pub fn tell_clock(
        &mut self,
        now: Instant,
        ours: NtpTime,
        publication: &Publication,
        letter: &mut Letter<impl FnMut(&[u8])>,
    ) -> bool {
        let has_news = self.reports.has_news(self.totals.packets);
        let source = self.rewriter.source();
        let clock = source.and_then(|source| Some((source, publication.clock(source)?)));
        let Some((source, clock)) = clock.filter(|_| has_news) else { return has_news };
        let since = now.saturating_duration_since(clock.received);
        let wall = clock.wall.after(since);
        let media = clock.media_at(wall, publication.clock_rate());
        let Some(media) = self.rewriter.timestamp_of(source, media) else { return has_news };
        let Totals { packets, bytes } = self.totals;
        let ssrc = self.spec.ssrc;
        let wall = if self.spec.is_shared { ours } else { wall };
        let statement = SenderStatement { ssrc, wall, media, packets, bytes };
        self.reports.send(now, wall, packets);
        letter.write(|compound| {
            compound.sender_report(&statement) && compound.description(ssrc, &self.spec.cname)
        });
        true
    }

    /// The stream for retransmissions of a format, with its next number.
    pub fn next_repair(&mut self, format: &Format) -> Option<RepairStream> {
        let (ssrc, payload_type) = (self.spec.rtx_ssrc?, format.rtx?);
        self.repair_sequence += 1;
        Some(RepairStream { ssrc, payload_type, sequence: self.repair_sequence })
    }

    /// The stream for padding, with its next number.
    pub fn next_padding(&mut self) -> Option<RepairStream> {
        let format = self.chosen.and_then(|(_, format)| format).or(self.spec.formats.first().copied())?;
        self.next_repair(&format)
    }

    /// Leaves out a number of the publication's that carries nothing.
    pub fn skip(&mut self, packet: &Incoming) {
        if self.rewriter.position(packet.source, packet.sequence) == Position::Next {
            self.rewriter.remove(packet, false);
        }
    }

    fn next(&mut self, packet: &Received, structure: Option<&Structure>) -> Option<Fate> {
        match self.selector.next(packet, structure) {
            Verdict::Forward { marker } => {
                let numbers = self.rewriter.forward(packet.now, &packet.incoming())?;
                Some((numbers, marker, true))
            }
            Verdict::Remove => {
                // VP8 counts pictures without gaps, VP9 and AV1 refer to them by distance.
                self.rewriter.remove(&packet.incoming(), packet.format.codec == Codec::Vp8);
                None
            }
        }
    }

    /// A late packet that the viewer does not get is replaced by padding: its number was
    /// reserved, and a hole would be asked for again and again.
    fn late(&mut self, packet: &Received) -> Option<Fate> {
        let numbers = self.rewriter.late(&packet.incoming())?;
        let is_wanted = self.selector.wants_late(packet);
        Some((numbers, is_wanted && packet.packet.marker, is_wanted))
    }

    fn begin(&mut self, packet: &Received, publication: &Publication) -> Option<Fate> {
        let may_begin = match self.kind {
            MediaKind::Audio => packet.is_entry(),
            MediaKind::Video => !self.is_resting && self.selector.may_begin(packet, self.present()),
        };
        if !may_begin {
            return None;
        }
        let before = self.rewriter.clock_source().and_then(|source| publication.clock(source));
        let alignment = Alignment {
            now: packet.now,
            clock_rate: packet.format.codec.clock_rate(),
            readings: before.zip(publication.clock(packet.source)),
        };
        let structure = publication.structure(packet.source.encoding);
        let Verdict::Forward { marker } = self.selector.begin(packet, structure) else { return None };
        let numbers = self.rewriter.begin(&packet.incoming(), &alignment);
        Some((numbers, marker, true))
    }

    /// How much of a packet's payload the viewer gets. Redundant audio repeats what was said
    /// earlier; nobody gets it of a time before they came.
    fn content(&self, packet: &Received, format: &Format) -> Content {
        let first = self.rewriter.first(packet.source).unwrap_or(packet.sequence);
        let is_all_theirs = packet.reaches_back_to() >= first || planted(Fault::RepeatOldSpeech);
        match (packet.is_redundant(), format.red) {
            (false, _) => Content::Whole,
            (true, Some(_)) if is_all_theirs => Content::Redundant,
            (true, _) => Content::Primary,
        }
    }

    /// The viewer's format for what the publisher sends.
    fn format_for(&mut self, published: &Format) -> Option<Format> {
        if let Some((payload_type, format)) = self.chosen
            && payload_type == published.payload_type
        {
            return format;
        }
        let same_codec = || self.spec.formats.iter().filter(|format| format.codec == published.codec);
        let format = same_codec()
            .find(|format| format.profile == published.profile)
            .or_else(|| same_codec().find(|format| format.decodes(published)))
            .copied();
        self.chosen = Some((published.payload_type, format));
        format
    }
}

/// Numbers, marker bit, and whether the viewer gets the payload.
type Fate = (Numbers, bool, bool);

impl Wanted {
    /// What is assumed until the viewer says otherwise.
    pub const EVERYTHING: Self =
        Self { disabled: false, quality: Quality::High, width: 0, height: 0, fps: 0 };
}
