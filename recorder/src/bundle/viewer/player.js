"use strict";
// Plays everything in step with the composite: its clock is the clock.
{
  const DRIFT = 0.08; // seconds a follower may be off before it is set right
  const composite = byId("composite");
  const length = record.length_us / 1e6;
  const followers = new Set();
  let solo = null;

  const follow = (media) => {
    followers.add(media);
    media.currentTime = composite.currentTime;
    media.playbackRate = composite.playbackRate;
    if (!composite.paused) media.play().catch(() => {});
  };
  const unfollow = (media) => { followers.delete(media); media.pause(); };
  const keepInStep = () => {
    for (const media of followers) {
      if (media.seeking || media.readyState === 0) continue;
      if (Math.abs(media.currentTime - composite.currentTime) > DRIFT) media.currentTime = composite.currentTime;
    }
  };
  composite.addEventListener("play", () => { for (const media of followers) media.play().catch(() => {}); });
  composite.addEventListener("pause", () => { for (const media of followers) media.pause(); keepInStep(); });
  composite.addEventListener("ratechange", () => { for (const media of followers) media.playbackRate = composite.playbackRate; });
  composite.addEventListener("seeking", keepInStep);
  setInterval(keepInStep, 500);
  const jump = (seconds) => { composite.currentTime = Math.max(0, Math.min(seconds, length)); };

  // One voice instead of the mix.
  const listenTo = (index) => {
    if (solo) unfollow(solo.audio);
    solo = index === null ? null : { index, audio: voiceOf(index) };
    composite.muted = solo !== null;
    if (solo) follow(solo.audio);
    for (const button of document.querySelectorAll("[data-solo]")) {
      button.setAttribute("aria-pressed", String(button.dataset.solo === String(index)));
    }
  };
  const voices = new Map();
  const voiceOf = (index) => {
    if (!voices.has(index)) {
      const audio = element("audio", { src: encodeURI(record.people[index].sound), preload: "auto" });
      document.body.append(audio);
      voices.set(index, audio);
    }
    return voices.get(index);
  };

  // An original picture beside the composite. A track has a file for every picture size.
  const showOriginal = (track, place, button) => {
    if (place.shown) { unfollow(place.shown); place.shown.remove(); place.shown = null; button.textContent = words[track.source] ?? track.source; return; }
    const video = element("video", { src: encodeURI(track.files[0]), muted: true, playsInline: true });
    video.addEventListener("error", () => video.replaceWith(element("p", {}, words.cannotPlay, ...track.files.map((file) => element("a", { href: encodeURI(file), textContent: file })))));
    place.append(video);
    place.shown = video;
    button.textContent = words.hide;
    follow(video);
  };

  const waveform = (canvas, levels) => {
    canvas.width = 600; canvas.height = 28;
    const pen = canvas.getContext("2d");
    pen.fillStyle = getComputedStyle(document.body).getPropertyValue("color");
    const perColumn = levels.length / canvas.width;
    for (let x = 0; x < canvas.width; x++) {
      const loudest = Math.max(0, ...levels.slice(Math.floor(x * perColumn), Math.max(Math.floor((x + 1) * perColumn), Math.floor(x * perColumn) + 1)));
      const height = Math.max(1, (loudest - 36) / 60 * canvas.height); // from -60 dBFS
      pen.fillRect(x, (canvas.height - height) / 2, 1, height);
    }
  };

  const drawPeople = () => {
    const everyone = element("button", { type: "button", textContent: words.everyone });
    everyone.dataset.solo = "null";
    everyone.onclick = () => listenTo(null);
    byId("people").replaceChildren(element("li", {}, everyone));
    record.people.forEach((entry, index) => {
      const row = element("li", {}, element("span", { textContent: named(entry.person.id) }));
      const wave = element("canvas");
      wave.onclick = (event) => jump(event.offsetX / wave.clientWidth * length);
      const buttons = element("span");
      if (entry.sound) {
        const alone = element("button", { type: "button", textContent: words.alone });
        alone.dataset.solo = String(index);
        alone.onclick = () => listenTo(index);
        buttons.append(alone);
      }
      for (const track of entry.pictures) {
        const show = element("button", { type: "button", textContent: words[track.source] ?? track.source });
        show.onclick = () => showOriginal(track, row, show);
        buttons.append(show);
      }
      row.append(wave, buttons);
      byId("people").append(row);
      waveform(wave, entry.levels);
    });
    listenTo(solo === null ? null : solo.index);
  };

  // Chat and events in one list, in the order of time.
  const sayEvent = (event) => {
    switch (event.type) {
      case "joined": return `${event.person.role_label} ${event.person.name} ${words.joined}`;
      case "left": return `${named(event.person)} ${words.left}`;
      case "floor": return event.person ? `${named(event.person)} ${words.floor}` : null;
      case "stage": return event.person ? `${named(event.person)} ${words.stage} ${event.caption ?? ""}` : null;
      case "note": return event.text;
      case "recorder.began": return event.part > 1 ? words.recovered : words.began;
      case "recorder.paused": return `${words.paused}: ${event.reason}`;
      case "recorder.resumed": return words.resumed;
      case "recorder.closed": return `${words.closed}: ${event.reason}`;
      case "recorder.alarm": return `${words.alarm}: ${event.alarm?.alarm ?? ""} ${event.raised ? "●" : "○"}`;
      case "chat": case "recorder.clock": case "recorder.track": case "recorder.heard": return null;
      default: return event.text ?? event.type;
    }
  };
  let entries = [];
  const drawLog = () => {
    const chat = byId("with-chat").checked ? record.chat.map((message) => ({ at: message.time_us / 1e6, text: `${named(message.from)}: ${message.text}`, kind: "chat" })) : [];
    const events = byId("with-events").checked ? record.events.map((line) => ({ at: line.time_us / 1e6, text: sayEvent(line.event), kind: "event" })).filter((entry) => entry.text) : [];
    entries = [...chat, ...events].sort((a, b) => a.at - b.at);
    for (const entry of entries) {
      entry.button = element("button", { type: "button", className: entry.kind }, element("time", { textContent: clockOf(entry.at) }), element("span", { textContent: entry.text }));
      entry.button.onclick = () => jump(entry.at);
    }
    byId("log").replaceChildren(...entries.map((entry) => element("li", {}, entry.button)));
  };

  const drawMarks = () => {
    const canvas = byId("marks");
    canvas.width = canvas.clientWidth || 800;
    const pen = canvas.getContext("2d");
    const style = getComputedStyle(document.documentElement);
    const at = (us) => us / record.length_us * canvas.width;
    pen.clearRect(0, 0, canvas.width, canvas.height);
    const shade = (spans, colour) => { pen.fillStyle = colour; for (const span of spans) pen.fillRect(at(span.from_us), 0, Math.max(1, at(span.to_us - span.from_us)), canvas.height); };
    shade(record.pauses, "#8888");
    shade(record.outages, "#c448");
    pen.fillStyle = style.getPropertyValue("--accent");
    for (const entry of entries) pen.fillRect(at(entry.at * 1e6), entry.kind === "chat" ? 14 : 0, 1, 14);
    pen.fillStyle = style.getPropertyValue("color");
    pen.fillRect(at(composite.currentTime * 1e6) - 1, 0, 3, canvas.height);
  };
  const timeline = byId("timeline");
  const under = (event) => (event.clientX - timeline.getBoundingClientRect().left) / timeline.clientWidth * length;
  timeline.addEventListener("click", (event) => jump(under(event)));
  timeline.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -5, ArrowRight: 5, PageUp: -60, PageDown: 60 }[event.key];
    if (step) { event.preventDefault(); jump(composite.currentTime + step); }
  });
  timeline.addEventListener("mousemove", (event) => {
    const { every_seconds: every, per_sheet: perSheet, columns, width, height, sheets } = record.thumbnails;
    const n = Math.floor(Math.max(0, under(event)) / every);
    const sheet = sheets[Math.floor(n / perSheet)];
    const place = n % perSheet;
    Object.assign(byId("thumbnail"), { hidden: !sheet });
    Object.assign(byId("thumbnail").style, {
      width: `${width}px`, height: `${height}px`, left: `${event.clientX - timeline.getBoundingClientRect().left - width / 2}px`,
      background: `url("${sheet}") -${place % columns * width}px -${Math.floor(place / columns) * height}px`,
    });
  });
  timeline.addEventListener("mouseleave", () => { byId("thumbnail").hidden = true; });

  const SHOWN = 5; // seconds a message stays under the picture
  const onTime = () => {
    const now = composite.currentTime;
    byId("clock").textContent = `${clockOf(now)} / ${clockOf(length)} · ${wallClock(now)}`;
    timeline.setAttribute("aria-valuenow", String(Math.floor(now)));
    timeline.setAttribute("aria-valuetext", clockOf(now));
    const past = entries.filter((entry) => entry.at <= now + 0.05);
    const newest = past.at(-1);
    for (const entry of entries) entry.button.classList.toggle("now", entry === newest);
    newest?.button.scrollIntoView({ block: "nearest" });
    const message = past.filter((entry) => entry.kind === "chat").at(-1);
    byId("caption").textContent = message && now - message.at < SHOWN ? message.text : "";
    drawMarks();
  };
  composite.addEventListener("timeupdate", onTime);
  addEventListener("resize", drawMarks);
  byId("with-chat").onchange = byId("with-events").onchange = () => { drawLog(); onTime(); };

  // Of a copy: for whom, of what, and what was withheld.
  const drawCopy = () => {
    const { of, recipient, withheld, changed = [] } = record.copy;
    byId("mark").textContent = recipient ? `${recipient.name} ${recipient.purpose}` : "";
    const facts = recipient ? [[words.copyFor, recipient.name], [words.copyPurpose, recipient.purpose]] : [];
    facts.push([words.copyOf, of], ...[...withheld, ...changed].map((stub) => [words.withheld, `${stub.path}: ${stub.reason} (SHA-256 ${stub.sha256})`]));
    byId("copy").replaceChildren(...facts.flatMap(([term, text]) => [element("dt", { textContent: term }), element("dd", { textContent: text })]));
  };

  const draw = () => {
    document.documentElement.lang = language;
    for (const place of document.querySelectorAll("[data-text]")) place.textContent = words[place.dataset.text];
    const { title, case: reference } = record.recording;
    byId("title").textContent = `${reference} ${title}`;
    document.title = `${reference} ${title}`;
    byId("about").textContent = `${wallClock(0)} – ${wallClock(length)}`;
    byId("language").textContent = words.other;
    timeline.setAttribute("aria-label", words.seek);
    timeline.setAttribute("aria-valuemax", String(Math.floor(length)));
    if (record.copy) drawCopy();
    drawPeople();
    drawLog();
    onTime();
  };
  byId("language").onclick = () => { language = language === "en" ? "zh-CN" : "en"; words = WORDS[language]; draw(); };
  draw();
}
