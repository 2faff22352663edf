"use strict";
// The page's words. Chinese first; the record's own words are never translated.
const WORDS = {
  "zh-CN": {
    other: "English", people: "人员与声音", log: "消息与事件", chat: "消息", events: "事件", everyone: "全部声音",
    alone: "只听此人", camera: "摄像头原始画面", screen: "屏幕共享原始画面", hide: "收起", cannotPlay: "此浏览器不能播放该原始文件，可用 VLC 等播放器打开：",
    check: "核验文件", checkHere: "核验", choose: "选择本文件夹…",
    checkAbout: "对照经签名的清单逐一核验每个文件的散列值，全部在本机进行。要作证明，请用独立的核验程序，并与机构公布的公钥比对。",
    paused: "录制暂停", resumed: "录制恢复", outage: "记录中断", began: "录制开始", closed: "录制结束",
    joined: "进入", left: "离开", floor: "发言", stage: "展示", alarm: "录制告警", recovered: "服务器重启后继续",
    checking: "正在核验", sound: "全部文件与签名清单一致", files: "个文件", missing: "缺少文件", extra: "清单中没有的文件", changed: "内容已被改动",
    badSignature: "清单与签名不符", noSignature: "此浏览器不支持 Ed25519，签名未核验；文件与清单一致", signer: "签名公钥", keyId: "公钥编号", sealed: "签发时间",
    needFolder: "浏览器不允许网页直接读取本机文件，请选择本文件夹。", unreadable: "无法读取", seek: "时间轴",
    copyFor: "领取人", copyPurpose: "用途", copyOf: "原件清单散列值", withheld: "未提供",
  },
  en: {
    other: "中文", people: "People and sound", log: "Chat and events", chat: "Chat", events: "Events", everyone: "Everybody",
    alone: "Only this person", camera: "Camera as sent", screen: "Screen as sent", hide: "Hide", cannotPlay: "This browser cannot play the original file; VLC and others can: ",
    check: "Check the files", checkHere: "Check", choose: "Choose this folder…",
    checkAbout: "Compares the hash of every file with the signed manifest, on this computer. As proof, use an independent verifier and compare the key with the one the institution publishes.",
    paused: "Recording paused", resumed: "Recording resumed", outage: "Record interrupted", began: "Recording began", closed: "Recording closed",
    joined: "joined", left: "left", floor: "has the floor", stage: "shows", alarm: "Recording alarm", recovered: "Continued after a restart of the server",
    checking: "Checking", sound: "All files are as the signed manifest says", files: "files", missing: "Missing file", extra: "File that the manifest does not list", changed: "Changed",
    badSignature: "The manifest does not match its signature", noSignature: "This browser has no Ed25519, so the signature was not checked; the files match the manifest", signer: "Signing key", keyId: "Key id", sealed: "Sealed",
    needFolder: "Browsers do not let a page read files beside it. Please choose this folder.", unreadable: "Cannot be read", seek: "Timeline",
    copyFor: "Copy for", copyPurpose: "Purpose", copyOf: "Hash of the original's manifest", withheld: "Withheld",
  },
};
const byId = (id) => document.getElementById(id);
const record = JSON.parse(byId("record").textContent);
let language = navigator.language.startsWith("zh") ? "zh-CN" : "en";
let words = WORDS[language];

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
const two = (n) => String(n).padStart(2, "0");
const clockOf = (seconds) => `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(Math.floor(seconds) % 60)}`;
const wallClock = (seconds) => {
  const local = new Date(record.began / 1000 + seconds * 1000 + record.recording.utc_offset_minutes * 60000);
  return local.toISOString().replace("T", " ").slice(0, 19);
};
const person = (id) => record.people.find((known) => known.person.id === id)?.person;
const named = (id) => { const who = person(id); return who ? `${who.role_label} ${who.name}` : id; };
