"use strict";
// Checks answers as sealed.py does, in the browser alone, and keeps progress in localStorage.
(() => {
  const UNITS = ["millionyuan", "10000yuan", "wanyuan", "个百分点", "projects", "percent", "百分点",
    "people", "万元", "亿元", "yuan", "wan", "元", "万", "亿", "%", "人", "个", "项", "次", "分", "页", "份"];
  const EXPONENT = {元: 0, yuan: 0, 万元: 4, 万: 4, wanyuan: 4, wan: 4, "10000yuan": 4,
    millionyuan: 6, 亿元: 8, 亿: 8};
  const NUMERALS = {零: "0", 一: "1", 二: "2", 两: "2", 三: "3", 四: "4", 五: "5", 六: "6", 七: "7",
    八: "8", 九: "9", 十: "10"};

  // The one spelling of an answer; null for what is no answer of this kind.
  function normal(answer, kind, digits, unit) {
    let text = String(answer).normalize("NFKC").trim().toLowerCase().replace(/\s+/g, "");
    if (kind !== "number") return text || null;
    text = text.replace(/[,，]/g, "").replace(/^约/, "").replace(/^¥/, "").replace(/[−–]/g, "-");
    let said = "";
    for (const one of UNITS) {
      if (text.endsWith(one) && text !== one) { text = text.slice(0, -one.length); said = one; break; }
    }
    text = NUMERALS[text] ?? text;
    const found = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
    if (!found || !(found[2] || found[3])) return null;
    let [, sign, whole, part = ""] = found;
    const shift = said in EXPONENT && (unit === "元" || unit === "万元")
      ? EXPONENT[said] - EXPONENT[unit] : 0;
    const places = part.length - shift;  // decimal places of the scaled number
    let value = BigInt((whole + part) || "0");
    if (places > digits) {
      const drop = 10n ** BigInt(places - digits);
      value = (value + drop / 2n) / drop;
    } else {
      value *= 10n ** BigInt(digits - places);
    }
    let plain = value.toString().padStart(digits + 1, "0");
    if (digits) {
      plain = `${plain.slice(0, -digits)}.${plain.slice(-digits)}`.replace(/0+$/, "").replace(/\.$/, "");
    }
    return sign === "-" && plain !== "0" ? `-${plain}` : plain;
  }

  const bytes = (text) => new TextEncoder().encode(text);
  const unhex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  const hex = (data) => Array.from(data, (one) => one.toString(16).padStart(2, "0")).join("");

  // SHA-256 (FIPS 180-4): for HMAC, and for PBKDF2 where a page from http has no WebCrypto.
  const K = (() => {
    const root = (n, power) => { const x = Math.pow(n, power); return Math.floor((x - Math.floor(x)) * 2 ** 32); };
    const primes = [];
    for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
    return {rounds: primes.map((p) => root(p, 1 / 3)), start: primes.slice(0, 8).map((p) => root(p, 1 / 2))};
  })();
  function compress(state, block) {
    const w = new Int32Array(64);
    for (let i = 0; i < 16; i++) w[i] = (block[4 * i] << 24) | (block[4 * i + 1] << 16) | (block[4 * i + 2] << 8) | block[4 * i + 3];
    const turn = (x, n) => (x >>> n) | (x << (32 - n));
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15], b = w[i - 2];
      w[i] = (w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10))) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const t1 = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K.rounds[i] + w[i]) | 0;
      const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
    }
    return [a, b, c, d, e, f, g, h].map((one, i) => (one + state[i]) | 0);
  }
  function ended(state, tail, before) {  // the digest after `before` bytes already compressed
    const size = Math.ceil((tail.length + 9) / 64) * 64, data = new Uint8Array(size);
    data.set(tail); data[tail.length] = 0x80;
    new DataView(data.buffer).setUint32(size - 4, (before + tail.length) * 8);
    for (let i = 0; i < size; i += 64) state = compress(state, data.subarray(i, i + 64));
    const out = new Uint8Array(32), view = new DataView(out.buffer);
    state.forEach((one, i) => view.setInt32(4 * i, one));
    return out;
  }
  function hmacBy(secret) {
    const start = K.start.map((one) => one | 0);
    const long = secret.length > 64 ? ended(start, secret, 0) : secret;
    const pad = (mask) => { const block = new Uint8Array(64).fill(mask); long.forEach((one, i) => { block[i] ^= one; }); return compress(start, block); };
    const inner = pad(0x36), outer = pad(0x5c);
    return (data) => ended(outer, ended(inner, data, 64), 64);
  }
  function slowKey(answer, salt, rounds) {
    const hmac = hmacBy(bytes(answer));
    const first = new Uint8Array(salt.length + 4);
    first.set(salt); first[salt.length + 3] = 1;
    let block = hmac(first);
    const out = block.slice();
    for (let n = 1; n < rounds; n++) {
      block = hmac(block);
      for (let i = 0; i < 32; i++) out[i] ^= block[i];
    }
    return out;
  }
  async function key(answer, saltText, rounds) {
    const salt = unhex(saltText);
    if (!globalThis.crypto?.subtle) {
      await new Promise((then) => setTimeout(then, 30));  // let “checking” be seen first
      return slowKey(answer, salt, rounds);
    }
    const given = await crypto.subtle.importKey("raw", bytes(answer), "PBKDF2", false, ["deriveBits"]);
    const bits = await crypto.subtle.deriveBits({name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds}, given, 256);
    return new Uint8Array(bits);
  }

  function opened(hmac, says) {
    const data = Uint8Array.from(atob(says), (one) => one.charCodeAt(0));
    for (let n = 0; n * 32 < data.length; n++) {
      const label = new Uint8Array([...bytes("text"), 0, 0, 0, n]);
      hmac(label).forEach((one, i) => { if (n * 32 + i < data.length) data[n * 32 + i] ^= one; });
    }
    return JSON.parse(new TextDecoder().decode(data));
  }
  async function lookedUp(question, spelt, rounds) {
    const hmac = hmacBy(await key(spelt, question.salt, rounds));
    const mark = hex(hmac(bytes("fingerprint"))).slice(0, 32);
    for (const outcome of ["right", "known"]) {
      const one = question[outcome].find((entry) => entry.is === mark);
      if (one) return {outcome, said: opened(hmac, one.says)};
    }
    return {outcome: "wrong", said: null};
  }
  async function verdict(question, answer, rounds) {
    const spelt = normal(answer, question.kind, question.digits, question.unit);
    if (spelt === null) return {outcome: "none", said: null};
    const found = await lookedUp(question, spelt, rounds);
    if (found.outcome === "wrong" && question.kind === "found" && spelt.includes("|")) {
      return lookedUp(question, spelt.split("|")[0], rounds);
    }
    return found;
  }
  globalThis.classKit = {normal, verdict, slowKey: (a, s, r) => hex(slowKey(a, unhex(s), r))};

  const root = document.documentElement;
  const lesson = document.body.dataset.lesson;
  const words = JSON.parse(document.getElementById("words")?.textContent || "{}");
  const held = JSON.parse(document.getElementById("answers")?.textContent || '{"questions":{}}');
  const store = (() => {  // a browser may forbid it: then progress lasts as long as the page
    const kept = new Map();
    const name = (one) => `class-kit/${lesson}/${one}`;
    let there = null;
    try { there = globalThis.localStorage; there.getItem("class-kit"); } catch { there = null; }
    return {
      get: (one) => JSON.parse((there ? there.getItem(name(one)) : kept.get(name(one))) || "null"),
      set: (one, value) => { const text = JSON.stringify(value); if (there) there.setItem(name(one), text); else kept.set(name(one), text); },
      clear: (whole) => { kept.clear(); if (there) Object.keys(there).filter((one) => one.startsWith(whole ? "class-kit/" : name(""))).forEach((one) => there.removeItem(one)); },
      lang: (value) => { try { if (value) there.setItem("class-kit/language", value); return there.getItem("class-kit/language"); } catch { return null; } },
    };
  })();

  function both(node, said) {  // a text in both languages, of which one may be hidden
    node.replaceChildren(...["zh", "en"].map((lang) => {
      const part = document.createElement("span");
      part.lang = lang; part.textContent = `${said[lang]} `;
      return part;
    }));
  }
  function show(lang) {
    root.dataset.show = lang;
    root.lang = lang === "en" ? "en" : "zh";
    document.querySelectorAll("[data-language]").forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.language === lang)));
    if (document.title.includes(" | ") || root.dataset.title) {
      root.dataset.title ||= document.title;
      const [zh, en] = root.dataset.title.split(" | ");
      document.title = lang === "both" ? root.dataset.title : lang === "en" ? en : zh;
    }
    document.querySelectorAll("option[data-zh]").forEach((one) => {
      one.textContent = lang === "both" ? `${one.dataset.zh} ${one.dataset.en}` : one.dataset[lang];
    });
  }
  const chinese = (navigator.language || "zh").startsWith("zh");
  const wide = matchMedia("(min-width: 60rem)").matches;
  const asked = new URLSearchParams(location.search).get("lang");
  show(asked || store.lang() || (wide ? "both" : chinese ? "zh" : "en"));
  document.querySelectorAll("[data-language]").forEach((one) => one.addEventListener("click", () => { show(one.dataset.language); store.lang(one.dataset.language); }));
  document.querySelectorAll("[data-print]").forEach((one) => one.addEventListener("click", () => print()));

  // A wide table on a phone: its strips one below the other, in place of a picture to be panned.
  document.querySelectorAll("[data-strips]").forEach((page) => {
    const picture = page.querySelector("img"), wide = Number(picture.getAttribute("width"));
    const strips = document.createElement("div");
    strips.className = "strips";
    for (const strip of page.dataset.strips.split(";")) {
      const windows = strip.split(",").map((one) => one.split("-").map(Number));
      const whole = windows.reduce((sum, [from, to]) => sum + to - from, 0);
      const row = document.createElement("div");
      for (const [from, to] of windows) {
        const part = document.createElement("div"), copy = picture.cloneNode();
        copy.alt = "";
        part.style.width = `${100 * (to - from) / whole}%`;
        copy.style.width = `${100 * wide / (to - from)}%`;
        copy.style.marginLeft = `${-100 * from / (to - from)}%`;
        part.append(copy);
        row.append(part);
      }
      strips.append(row);
    }
    page.append(strips);
  });

  const questions = [...document.querySelectorAll("[data-question]")];
  function progress() {
    const search = questions.length === 1 && questions[0].dataset.kind === "found" ? questions[0] : null;
    const done = search ? (store.get(search.dataset.question) || []).length : questions.filter((one) => one.dataset.outcome === "right").length;
    const all = search ? Number(search.dataset.wanted) : questions.length;
    document.querySelectorAll(".progress").forEach((one) => {
      one.querySelector("progress").value = done;
      one.querySelector("progress").max = all;
      const said = {};
      for (const lang of ["zh", "en"]) {
        said[lang] = (search ? words.found : words.done)[lang].replace("{done}", done).replace("{found}", done).replace("{all}", all).replace("{wanted}", all);
      }
      both(one.querySelector(".said"), said);
    });
  }
  function tell(section, outcome, said) {
    section.dataset.outcome = outcome;
    const line = section.querySelector(".verdict");
    const head = {right: words.right, known: words.not_yet, wrong: words.look_again,
      none: section.dataset.kind === "choice" ? words.choose_first : words.unreadable}[outcome];
    const text = {};
    const tick = outcome === "right" ? "✓ " : "";
    for (const lang of ["zh", "en"]) text[lang] = said ? `${tick}${head[lang]}${lang === "zh" ? "：" : ": "}${said[lang]}` : head[lang];
    both(line, text);
    if (outcome === "right") section.querySelector(".help")?.remove();
    const figure = outcome === "wrong" && pictureBefore(section);
    if (figure) {  // where to look again: the picture that stands before the question
      const link = document.createElement("a");
      link.href = `#${figure.id}`;
      both(link, Object.fromEntries(["zh", "en"].map((lang) => [lang, figure.querySelector(`figcaption [lang="${lang}"]`).textContent])));
      const lead = document.createElement("span"), look = document.createElement("span");
      both(lead, words.look_there);
      look.className = "look";
      look.append(lead, link);
      line.append(look);
    }
  }
  /** The way to the answer, step by step, once so many different answers were wrong. */
  function helped(section, answer, outcome) {
    const name = section.dataset.question, help = held.questions[name].help;
    const kept = `${name}/wrong`, before = store.get(kept) || [];
    const tried = outcome === "right" ? [] : outcome === "none" || before.includes(answer) ? before : [...before, answer];
    store.set(kept, tried);
    if (!help || section.querySelector(".help") || tried.length < (section.dataset.kind === "choice" ? 2 : 3)) return;
    const line = document.createElement("p"), said = {};
    line.className = "help";
    for (const lang of ["zh", "en"]) said[lang] = words.step_by_step[lang] + help[lang].replace(/\s*(?=\d[）)])/g, "\n");
    both(line, said);
    section.querySelector(".verdict").after(line);
  }
  /** The pictures before a question within its part of the lesson; of several pages, the first. */
  function pictureBefore(section) {
    let found = null;
    for (let one = section.previousElementSibling; one && one.tagName !== "H2"; one = one.previousElementSibling) {
      if (one.tagName === "FIGURE") found = one;
      else if (found) break;
    }
    return found;
  }
  for (const section of questions.filter((one) => one.dataset.kind !== "found")) {
    const name = section.dataset.question, form = section.querySelector("form");
    const kept = store.get(name);
    if (kept) {
      for (const field of form.elements) {
        if (field.type === "radio") field.checked = field.value === kept.answer;
        else if (field.name === "answer") field.value = kept.answer;
      }
      tell(section, kept.outcome, kept.said);
      if (kept.outcome !== "right") helped(section, kept.answer, kept.outcome);
    }
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answer = new FormData(form).get("answer") || "";
      both(section.querySelector(".verdict"), words.working);
      const found = await verdict(held.questions[name], answer, held.rounds);
      tell(section, found.outcome, found.said);
      helped(section, answer, found.outcome);
      if (found.outcome !== "none") store.set(name, {answer, ...found});
      progress();
    });
  }
  document.querySelectorAll("textarea[data-open]").forEach((one) => {
    one.value = store.get(one.dataset.open) || "";
    one.addEventListener("input", () => store.set(one.dataset.open, one.value));
  });

  // Lesson 4: each group its own document and its own card.
  const picker = document.getElementById("group");
  function bingo(name) {
    const found = (store.get(name) || []).map((one) => one.square);
    document.querySelectorAll(".bingo li").forEach((one) => one.classList.toggle("found", found.includes(one.dataset.square)));
  }
  function listed(section) {
    const name = section.dataset.question, found = store.get(name) || [];
    const wanted = Number(section.dataset.wanted);
    section.querySelector(".finds").replaceChildren(...found.map((one) => { const item = document.createElement("li"); both(item, one.said); return item; }));
    const said = {};
    for (const lang of ["zh", "en"]) said[lang] = words.found[lang].replace("{found}", found.length).replace("{wanted}", wanted);
    both(section.querySelector(".count"), said);
    section.dataset.outcome = found.length >= wanted ? "right" : "";
    bingo(name);
    progress();
  }
  function choose(group) {
    questions.forEach((one) => { one.hidden = one.dataset.group !== group; });
    const section = questions.find((one) => one.dataset.group === group);
    questions.splice(0, questions.length, section);
    listed(section);
  }
  if (picker) {
    const all = [...questions];
    for (const section of all) {
      const name = section.dataset.question, form = section.querySelector("form");
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        const data = new FormData(form), square = data.get("square");
        both(section.querySelector(".verdict"), words.working);
        const page = normal(String(data.get("page")).trim().replace(/^第|^p(age|\.)?/i, ""), "number", 0, "页");
        const result = page === null ? {outcome: "none"} : await verdict(held.questions[name], `${page}|${square}`, held.rounds);
        if (result.outcome === "right") {
          const found = store.get(name) || [];
          if (!found.some((one) => one.said.zh === result.said.zh)) store.set(name, [...found, {square, said: result.said}]);
        }
        listed(section);
        const kept = section.dataset.outcome;
        tell(section, result.outcome, result.said);
        helped(section, `${page}|${square}`, result.outcome);
        section.dataset.outcome = kept;
        progress();
      });
    }
    const turn = (group) => { questions.splice(0, questions.length, ...all); choose(group); };
    picker.value = store.get("group") || "1";
    picker.addEventListener("change", () => { store.set("group", picker.value); turn(picker.value); });
    turn(picker.value);
  } else if (questions.length) {
    progress();
  }
  document.querySelectorAll("[data-forget]").forEach((one) => one.addEventListener("click", () => {
    const whole = one.dataset.forget === "all";
    if (confirm((whole ? words.forget_all_sure : words.forget_sure)[root.lang === "en" ? "en" : "zh"])) { store.clear(whole); location.reload(); }
  }));

  // From a term back to where it was read.
  let read = null;
  document.querySelectorAll("a.term").forEach((one) => one.addEventListener("click", () => { read = one; }));
  document.querySelectorAll("[data-back]").forEach((one) => one.addEventListener("click", (event) => {
    if (read) { event.preventDefault(); read.scrollIntoView({block: "center"}); read.focus({preventScroll: true}); }
  }));

  // Slides: keys turn them.
  const slides = [...document.querySelectorAll(".slide")];
  if (slides.length) {
    const now = () => slides.reduce((best, one) => Math.abs(one.getBoundingClientRect().top) < Math.abs(best.getBoundingClientRect().top) ? one : best);
    document.addEventListener("keydown", (event) => {
      const step = {ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1}[event.key];
      if (!step || event.target.closest("button, a")) return;
      event.preventDefault();
      slides[Math.min(slides.length - 1, Math.max(0, slides.indexOf(now()) + step))].scrollIntoView();
    });
  }
})();
