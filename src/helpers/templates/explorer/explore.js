"use strict";
// The page's own program: it reads the data that lies in the page and asks nobody anything.
(async () => {
  const DATA = JSON.parse(await unpacked(document.getElementById("data")));
  const WORDS = DATA.words;
  const BUDGETS = ["initial_budget", "adjusted_budget", "budget", "approved_budget"]
    .filter((name) => DATA.amounts.includes(name));
  const BY_FUNCTION = ["class", "section", "item"];
  const FUNDS = [...new Set(["general_budget", "appropriation", ...Object.keys(WORDS.funds)])];  // the first is shown first
  const SHOWN_ROWS = 100;
  const PLACES = 6;  // of which a citation names table or section; of more it names the pages
  const BULLETS = 20;
  const SLOPES = 30;
  const LEVELS = 5;  // lines of names over a strip
  const LISTED = 8;  // circles that bear a number on a phone
  const NAMED = 30;  // circles of a strip that may bear a name, as far as there is room

  /** The data's text; that of many documents lies in the page as gzip in base64. */
  async function unpacked(holder) {
    if (holder.type === "application/json") return holder.textContent;
    const bytes = Uint8Array.from(atob(holder.textContent), (one) => one.codePointAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  }

  // --- data: rows as objects, with what is worked out once ---------------------------------------

  const documents = DATA.documents;
  const ROWS = DATA.rows.map((row, number) => {
    const [doc, level, fund, key, code, name, amounts, ids, places, rate, base, reason, page, why] = row;
    const [zh, en] = DATA.names[name];
    const total = level === "total" ? WORDS.totals[key] : level === "three_public" && key === "total" ? WORDS.totals.three_public : null;
    const one = {
      number, doc, level, fund, key, code, rate, base, reason, page, apart: why === null ? null : DATA.whys[why],
      zh: total ? total.zh : zh || "", en: total ? total.en : en || "", value: {}, text: {}, ids: {}, places: {},
    };
    DATA.amounts.forEach((column, n) => {
      one.text[column] = amounts[n];
      one.value[column] = amounts[n] === null ? null : Number(amounts[n]);
      one.ids[column] = ids[n] ? ids[n].split(" ") : [];
      one.places[column] = places[n];
    });
    one.same = `${level}|${fund}|${key}`;
    one.search = [one.zh, one.en, code, key, `p${page}`, ...nameOf(doc)].join(" ").toLowerCase();
    return one;
  });
  /** What has a reason somewhere: classes and sections by an item of theirs, the three public expenses together. */
  const REASONED = new Set(ROWS.filter((row) => row.reason).flatMap((row) => (row.level === "three_public"
    ? [`${row.doc} three_public`] : row.level === "item" && row.code
      ? [3, 5].map((digits) => `${row.doc} ${row.code.slice(0, digits)}`) : [])));
  const aboutOf = (row) => `${row.doc} ${row.level === "three_public" ? row.level : row.code}`;
  const FOUND = DATA.found.map((row, number) => {
    const [doc, kind, id, rule, outcome, scope, money, zh, en, innocentZh, innocentEn, pages, ids] = row;
    return {
      number, doc, kind, id, rule, outcome, scope, zh, en, innocentZh, innocentEn, pages, ids,
      text: money, money: money === null ? null : Number(money),
      search: [zh, en, id, rule, WORDS.rules[rule].zh, WORDS.rules[rule].en, ...pages.map((page) => `p${page}`), ...nameOf(doc)]
        .join(" ").toLowerCase(),
    };
  });
  const collator = new Intl.Collator("zh-Hans", { numeric: true });
  const LEADS = FOUND.some((one) => one.kind === "lead");

  function nameOf(doc) {
    const one = documents[doc];
    return [one.unit, String(one.year), one.publisher_zh || "", one.publisher_en || ""];
  }

  // --- state: everything that is chosen; the address holds what is not as it begins ----------------

  const AUTO = "auto";  // fund and budget follow the documents until one is chosen
  const BEGIN = {
    lang: "zh", view: "amounts", a: "", b: "", measure: "outturn", level: "class", fund: AUTO,
    base: AUTO, off: "0", noreason: "", q: "", outcome: "", rule: "", scope: "",
    money: "0", sort: "", thing: "",
  };
  let state = begun();
  let limit = SHOWN_ROWS;

  function begun() {
    const found = { ...BEGIN };
    if (documents.length === 1) found.a = "0";
    found.outcome = LEADS ? "leads" : "fail";
    return found;
  }

  function fromAddress() {
    const found = begun();
    const view = location.hash.slice(1) || document.querySelector("meta[name=view]").content;
    for (const [name, value] of new URLSearchParams(view)) {
      if (name in found) found[name] = value;
    }
    for (const name of ["a", "b"]) {
      const at = documents.findIndex((one) => `${one.unit}/${one.year}` === found[name]);
      if (found[name] !== "" && !/^\d+$/.test(found[name])) found[name] = at < 0 ? "" : String(at);
      if (Number(found[name]) >= documents.length) found[name] = "";
    }
    const known = { view: ["amounts", "found"], lang: ["zh", "en"], base: [AUTO, ...BUDGETS], measure: measures() };
    for (const [name, values] of Object.entries(known)) {
      if (!values.includes(found[name])) found[name] = begun()[name];
    }
    return found;
  }

  function toAddress() {
    const first = begun();
    const said = new URLSearchParams();
    for (const [name, value] of Object.entries(state)) {
      const one = documents[Number(value)];
      const told = (name === "a" || name === "b") && value !== "" ? `${one.unit}/${one.year}` : value;
      if (value !== first[name]) said.set(name, told);
    }
    const hash = said.toString();
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  }

  // The fund and the budget that the page shows: as chosen, else those that most rows have.
  let now = { fund: "", base: "", of: null };
  function setFundAndBudget() {
    const of = [state.a, state.b, state.level, state.fund, state.base].join(" ");
    if (of === now.of) return;
    now.of = of;
    const docs = [state.a, comparing() ? state.b : ""].filter((one) => one !== "").map(Number);
    const rows = ROWS.filter((row) => (state.level === "" || row.level === state.level) && (!docs.length || docs.includes(row.doc)));
    const count = (which) => rows.filter(which).length;
    const first = (names, which) => names.reduce((best, one) => (count((row) => which(row, one)) > count((row) => which(row, best)) ? one : best));
    const shared = FUNDS.filter((fund) => docs.every((doc) => rows.some((row) => row.doc === doc && isOf(row, fund))));
    const some = FUNDS.filter((fund) => rows.some((row) => isOf(row, fund)));
    now.fund = state.fund !== AUTO ? state.fund : shared[0] || some[0] || "";
    const rated = (row, base) => planOf(row, base) !== null && isOf(row, now.fund);
    const printed = (row, base) => row.value[base] !== null && isOf(row, now.fund);
    const counted = BUDGETS.some((base) => rows.some((row) => rated(row, base))) ? rated : printed;
    now.base = state.base !== AUTO ? state.base : BUDGETS.length ? first(BUDGETS, counted) : "";
    for (const name of ["fund", "base"]) if (at(`choose-${name}`)) at(`choose-${name}`).value = now[name];
  }

  function measures() {
    const there = DATA.amounts.filter((column) => ROWS.some((row) => row.value[column] !== null));
    return [...there, "rate", "change"];
  }

  // --- words and numbers ---------------------------------------------------------------------------

  function say(name, values = {}) {
    const text = WORDS.words[name][state.lang];
    return text.replace(/\{(\w+)\}/g, (_, key) => (key in values ? values[key] : ""));
  }
  const label = (kind, name) => (WORDS[kind][name] || { zh: name, en: name })[state.lang];
  const named = (row) => (state.lang === "en" && row.en ? row.en : row.zh);

  function told(doc) {
    const one = documents[doc];
    const name = (state.lang === "en" && one.publisher_en) || one.publisher_zh || one.unit;
    return `${name} ${one.year}`;
  }

  /** The same for a chart, where a name is cut at its end: the place first, which tells offices apart. */
  const brief = (doc) => told(doc).replace(/^≈ (.+) \(of (.+)\) (\d+)$/, "$2 $3 ≈ $1");

  function money(text) {
    if (text === null || text === undefined || text === "") return "";
    const [whole, part = ""] = String(text).replace("-", "").split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
    return `${String(text).startsWith("-") ? "−" : ""}${grouped}.${part.padEnd(2, "0")}`;
  }
  const percent = (value) => (value === null ? "" : `${value < 0 ? "−" : ""}${Math.abs(value).toFixed(2)}`);

  /** Why the outturn is not held against that budget, in both languages; null where it may be. */
  const apartOf = (row, base = now.base) => (base === "approved_budget" ? row.apart : null);
  /** The budget that the outturn is held against; null where there is none, or none of the same money. */
  const planOf = (row, base = now.base) => (apartOf(row, base) ? null : row.value[base]);
  /** Outturn ÷ that budget in per cent; null without a budget above zero. */
  function rateOf(row, base = now.base) {
    const [spent, plan] = [row.value.outturn, planOf(row, base)];
    return spent === null || plan === null || plan <= 0 ? null : (spent / plan) * 100;
  }
  function offOf(row) {
    const rate = rateOf(row);
    return rate === null ? null : rate - 100;
  }
  /** Where a reason stands; null where there is no difference to explain. */
  function reasonOf(row) {
    if (rateOf(row) === null) return null;
    if (row.reason) return "reason_yes";
    if (Math.abs(offOf(row)) < 0.005) return null;
    return REASONED.has(aboutOf(row)) ? "reason_related" : "reason_no";
  }
  function changeOf(row) {
    const [now, before] = [row.value.outturn, row.value.prior_outturn];
    return now === null || before === null ? null : now - before;
  }
  function valueOf(row, measure = state.measure) {
    if (!row) return null;
    if (measure === "rate") return rateOf(row);
    if (measure === "change") return changeOf(row);
    return row.value[measure];
  }
  function shownOf(row, measure = state.measure) {
    const value = valueOf(row, measure);
    if (value === null) return "";
    if (measure === "rate") return percent(value);
    return measure === "change" ? money(value.toFixed(2)) : money(row.text[measure]);
  }
  function idsOf(row, measure = state.measure) {
    const columns = { rate: ["outturn", now.base], change: ["outturn", "prior_outturn"] }[measure] || [measure];
    return columns.flatMap((column) => placesOf(row, column));
  }
  /** Where a number is shown in the report: a published budget in the section that joins the two. */
  function placesOf(row, column) {
    return column === "approved_budget" && row.value[column] !== null ? ["approved"] : row.ids[column];
  }

  // --- which rows ----------------------------------------------------------------------------------

  function matching() {
    const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    return (one) => words.every((word) => one.search.includes(word));
  }
  /** The rows of amounts that are chosen: of A, or of all documents where no A is chosen. */
  function chosenRows(fund = now.fund) {
    const least = Number(state.off) || 0;
    const compared = comparing();
    const matches = matching();
    return ROWS.filter((row) =>
      (state.thing ? row.same === state.thing : (state.level === "" || row.level === state.level) && isOf(row, fund))
      && (state.thing || state.a === "" || row.doc === Number(state.a) || (compared && row.doc === Number(state.b)))
      && (compared || least === 0 || (offOf(row) !== null && Math.abs(offOf(row)) >= least))
      && (compared || !state.noreason || reasonOf(row) === "reason_no")
      && matches(row));
  }
  /** Whether a row is of the fund: by function the same thing stands in tables of several funds. */
  function isOf(row, fund) {
    return fund === "" || row.fund === fund || !BY_FUNCTION.includes(row.level);
  }
  const comparing = () => state.a !== "" && state.b !== "" && state.a !== state.b && !(state.thing && state.view === "amounts");

  /** Pairs of the same thing in A and B, joined by level, fund and key. */
  function pairs() {
    const found = new Map();
    for (const row of chosenRows()) {
      const pair = found.get(row.same) || { a: null, b: null };
      pair[row.doc === Number(state.a) ? "a" : "b"] = row;
      found.set(row.same, pair);
    }
    return [...found.values()].map((pair) => {
      const row = pair.a || pair.b;
      const [a, b] = [valueOf(pair.a), valueOf(pair.b)];
      const why = reasonAgainst(pair, a, b);
      const off = why ? null : b - a;
      return { ...pair, row, why, difference: off, relative: off === null || a === 0 ? null : (off / Math.abs(a)) * 100 };
    });
  }
  function reasonAgainst(pair, a, b) {
    if (!pair.b) return "only_a";
    if (!pair.a) return "only_b";
    const apart = state.measure === "rate" && ((a === null && apartOf(pair.a)) || (b === null && apartOf(pair.b)));
    if (apart) return apart;
    if (state.measure === "rate" && pair.a.base && pair.b.base && pair.a.base !== pair.b.base
      && (a === null || b === null)) return "other_base";
    if (a === null) return "not_in_a";
    return b === null ? "not_in_b" : null;
  }
  const isOfDocuments = (one) => state.a === "" || one.doc === Number(state.a) || (comparing() && one.doc === Number(state.b));
  const isOfOutcome = (one) => state.outcome === "" || one.outcome === state.outcome || `${one.kind}s` === state.outcome;
  function chosenFound() {
    const least = Number(state.money) || 0;
    const matches = matching();
    return FOUND.filter((one) => isOfDocuments(one) && isOfOutcome(one)
      && (state.rule === "" || one.rule === state.rule)
      && (state.scope === "" || one.scope === state.scope)
      && (least === 0 || (one.money !== null && one.money >= least))
      && matches(one));
  }

  // --- columns of each view, and sorting -------------------------------------------------------------

  function column(name, title, text, value, extra = {}) {
    return { name, title, text, value: value || text, ...extra };
  }
  function columns() {
    if (state.view === "found") return foundColumns();
    const name = column("name", say("name"), (one) => named(one.row || one), null, { head: true });
    const code = column("code", say("code"), (one) => (/^\d/.test((one.row || one).code || "") ? (one.row || one).code : ""));
    const fund = column("fund", say("fund"), (one) => label("funds", (one.row || one).fund));
    if (comparing()) return [name, code, fund, ...comparedColumns()];
    const unit = [
      column("unit", say("unit"), (row) => told(row.doc).replace(/ \d+$/, ""), null, { wide: true }),
      column("year", say("year"), (row) => documents[row.doc].year),
    ];
    const base = now.base;
    const needed = [...new Set([base, "outturn", state.measure])].filter((one) => DATA.amounts.includes(one));
    return [
      name, ...(state.a === "" || state.thing ? unit : []), code, ...(now.fund === "" ? [fund] : []),
      ...needed.map((one) => amountColumn(one)),
      column("rate", say("rate"), (row) => shownOf(row, "rate"), rateOf, { number: true, ids: (row) => idsOf(row, "rate") }),
      column("off", say("deviation"), (row) => percent(offOf(row)), offOf, { number: true }),
      ...(state.measure === "change" ? [column("change", label("measures", "change"), (row) => shownOf(row), changeOf, { number: true, ids: (row) => idsOf(row) })] : []),
      ...(ROWS.some((row) => apartOf(row, base)) ? [column("why", say("why_not"), (row) => (apartOf(row) ? why(apartOf(row)) : ""), null, { prose: true })] : []),
      column("reason", say("reason"), (row) => (reasonOf(row) === null ? "" : say(reasonOf(row)))),
      column("page", say("page"), (row) => row.page ?? "", null, { number: true, plain: true }),
    ];
  }
  function amountColumn(measure) {
    return column(measure, label("measures", measure), (row) => shownOf(row, measure),
      (row) => row.value[measure], { number: true, ids: (row) => placesOf(row, measure) });
  }
  /** A reason as a name of words, or told in both languages. */
  const why = (one) => (Array.isArray(one) ? one[state.lang === "zh" ? 0 : 1] : say(one));
  function comparedColumns() {
    const side = (which) => column(which, `${told(Number(state[which]))} · ${label("measures", state.measure)}`,
      (pair) => (pair[which] ? shownOf(pair[which]) : ""), (pair) => valueOf(pair[which]),
      { number: true, ids: (pair) => (pair[which] ? idsOf(pair[which]) : []), doc: (pair) => pair[which] && pair[which].doc });
    return [
      side("a"), side("b"),
      column("difference", say("difference"), (pair) => differenceOf(pair), (pair) => pair.difference, { number: true }),
      column("relative", say("relative"), (pair) => percent(pair.relative), (pair) => pair.relative, { number: true }),
      column("why", say("why_not"), (pair) => (pair.why ? why(pair.why) : valueOf(pair.a) === 0 ? say("zero") : "")),
    ];
  }
  function differenceOf(pair) {
    if (pair.difference === null) return "";
    if (state.measure === "rate") return percent(pair.difference);
    const places = Math.max(2, ...[pair.a, pair.b].map((row) => (String(row.text[state.measure] || "").split(".")[1] || "").length));
    return money(pair.difference.toFixed(places));
  }
  function foundColumns() {
    return [
      ...(state.a === "" || comparing() ? [column("unit", say("unit"), (one) => told(one.doc), null, { wide: true })] : []),
      column("outcome", say("outcome"), (one) => label("outcomes", one.outcome)),
      column("question", say("question"), (one) => one[state.lang], null, { head: true, prose: true }),
      column("money", say("money"), (one) => money(one.text), (one) => one.money, { number: true, ids: (one) => [one.id], found: true }),
      ...(LEADS ? [column("innocent", say("innocent"), (one) => (state.lang === "en" ? one.innocentEn : one.innocentZh) || "", null, { prose: true })] : []),
      column("pages", say("page"), (one) => one.pages.join(", "), (one) => one.pages[0] ?? null),
      column("rule", say("rule"), (one) => label("rules", one.rule), null, { wide: true, ids: (one) => [one.id], found: true }),
    ];
  }
  function sorted(rows, all) {
    const [name, way] = state.sort.split(".");
    const by = all.find((one) => one.name === name);
    if (!by) return rows;
    const up = way === "down" ? -1 : 1;
    // Blanks last, whichever way: what is not printed is neither the least nor the most.
    const blank = (value) => value === null || value === undefined || value === "";
    return rows.map((row) => [by.value(row), row]).sort(([one], [other]) => {
      if (blank(one) || blank(other)) return blank(one) - blank(other);
      return up * (typeof one === "number" && typeof other === "number" ? one - other : collator.compare(one, other));
    }).map(([, row]) => row);
  }

  // --- elements ------------------------------------------------------------------------------------

  const at = (id) => document.getElementById(id);
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
      else if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null));
    return made;
  }
  const bdi = (text) => element("bdi", {}, String(text));

  function linkTo(doc, id) {
    const one = documents[doc];
    const language = one.reports.includes(state.lang) ? state.lang : one.reports[0];
    if (!language) return null;
    return `${one.folder}/report${language === "zh" ? "" : `.${language}`}.html${id ? `#${encodeURIComponent(id)}` : ""}`;
  }
  /** A number that opens where it is printed; plain where there is no report to open. */
  function cited(text, doc, ids) {
    const address = ids.length ? linkTo(doc, ids[0]) : null;
    if (text === "" || !address) return document.createTextNode(text);
    return element("a", {
      href: address, class: "n", target: "_blank", rel: "noopener", "aria-label": say("evidence", { shown: text }),
    }, text);
  }

  function change(name, value) {
    state[name] = value;
    limit = SHOWN_ROWS;
    if (["level", "fund", "a", "b"].includes(name)) state.thing = "";
    if (name === "a" && state.b === value) state.b = "";
    if (["a", "b", "outcome"].includes(name)) drawChoices();
    draw();
  }

  // --- choices -------------------------------------------------------------------------------------

  function field(name, control, shown) {
    return element("label", { class: `field ${name}` }, element("span", {}, shown), control);
  }
  function select(name, options) {
    const made = element("select", { id: `choose-${name}`, on: { change: (event) => change(name, event.target.value) } });
    for (const [value, text] of options) {
      made.append(Array.isArray(text) ? element("optgroup", { label: value }, ...text.map(option(name))) : option(name)([value, text]));
    }
    return made;
  }
  const option = (name) => ([value, text]) => element("option", { value, selected: value === (now[name] ?? state[name]) }, text);
  /** The documents to compare with: other years of A's department before all others. */
  function ofSameFirst(docs) {
    if (state.a === "") return docs;
    const rest = docs.filter(([value]) => value !== state.a);
    const own = rest.filter(([value]) => documents[Number(value)].unit === documents[Number(state.a)].unit);
    const others = rest.filter((one) => !own.includes(one));
    return own.length ? [[say("same_unit"), own], ...(others.length ? [[say("others"), others]] : [])] : others;
  }
  function drawChoices() {
    setFundAndBudget();
    const form = at("form");
    const had = document.activeElement && form.contains(document.activeElement) ? document.activeElement.id : null;
    const docs = documents.map((_, n) => [String(n), told(n)]);
    const levels = DATA.levels.filter((level) => ROWS.some((row) => row.level === level));
    const funds = Object.keys(WORDS.funds).filter((fund) => ROWS.some((row) => row.fund === fund));
    const a = field("a", select("a", [["", say("all")], ...docs]), say("a"));
    const b = field("b", select("b", [["", say("nobody")], ...ofSameFirst(docs)]), say("b"));
    const search = element("input", { id: "choose-q", type: "search", value: state.q, placeholder: say("search"),
      on: { input: (event) => change("q", event.target.value) } });
    const any = ["", say("any")];
    const fields = [a, b];
    if (state.view === "amounts") {
      fields.push(
        field("measure", select("measure", measures().map((one) => [one, label("measures", one)])), say("measure")),
        field("level", select("level", [any, ...levels.map((one) => [one, label("levels", one)])]), say("level")),
        field("fund", select("fund", [any, ...funds.map((one) => [one, label("funds", one)])]), say("fund")),
        field("base", select("base", BUDGETS.map((one) => [one, label("measures", one)])), say("base")),
        offField(), reasonField(),
      );
    } else {
      const kinds = Object.keys(WORDS.outcomes).filter((one) => FOUND.some((row) => row.outcome === one));
      const whole = LEADS ? ["leads", "checks"].map((one) => [one, label("outcomes", one)]) : [];
      const there = FOUND.filter((one) => isOfDocuments(one) && isOfOutcome(one));
      const listed = (name) => facet(there, name);
      fields.push(
        field("outcome", select("outcome", [any, ...whole, ...kinds.map((one) => [one, label("outcomes", one)])]), say("outcome")),
        field("rule", select("rule", [any, ...listed("rules")]), say("rule")),
        field("scope", select("scope", [any, ...listed("scopes")]), say("scope")),
        field("money", element("input", { id: "choose-money", type: "number", min: "0", step: "any", value: state.money,
          on: { input: (event) => change("money", event.target.value) } }), say("money_from")),
      );
    }
    fields.push(field("q", search, say("search_label")));
    form.replaceChildren(...fields);
    if (had && at(had)) at(had).focus();
  }
  /** The values of a facet in words, each with how often it is met; the commonest first. */
  function facet(rows, kind) {
    const name = kind.slice(0, -1);
    const met = new Map(state[name] ? [[state[name], 0]] : []);
    for (const row of rows) met.set(row[name], (met.get(row[name]) || 0) + 1);
    return [...met].sort(([, one], [, other]) => other - one).map(([value, count]) => [value, `${label(kind, value)} (${count})`]);
  }
  function offField() {
    const slider = element("input", { id: "choose-off", type: "range", min: "0", max: "200", step: "1", value: state.off,
      on: { input: (event) => { at("off-shown").value = `${event.target.value} %`; change("off", event.target.value); } } });
    const made = field("off", slider, say("off_by"));
    made.append(element("output", { id: "off-shown", for: "choose-off" }, `${state.off} %`));
    return made;
  }
  function reasonField() {
    const box = element("input", { id: "choose-noreason", type: "checkbox", checked: Boolean(state.noreason),
      on: { change: (event) => change("noreason", event.target.checked ? "1" : "") } });
    return element("label", { class: "field noreason" }, box, element("span", {}, say("no_reason")));
  }
  function drawFrame() {
    document.documentElement.lang = state.lang === "zh" ? "zh-Hans" : "en";
    for (const one of document.querySelectorAll("[data-say]")) one.textContent = say(one.dataset.say);
    for (const one of document.querySelectorAll("[data-text]")) one.textContent = WORDS[one.dataset.text][state.lang];
    at("made").textContent = WORDS.made[state.lang].replace("{documents}", documents.length).replace("{rows}", ROWS.length.toLocaleString("en")) + DATA.left_out[state.lang];
    document.title = WORDS.title[state.lang];
    for (const lang of ["zh", "en"]) at(lang).setAttribute("aria-pressed", String(state.lang === lang));
    at("views").replaceChildren(...["amounts", "found"].map((view) => element("button", {
      type: "button", id: `view-${view}`, "aria-pressed": String(state.view === view),
      on: { click: () => { state.sort = ""; change("view", view); drawChoices(); drawFrame(); } },
    }, say(`view_${view}`))));
    const act = (name, run) => element("button", { type: "button", id: name, on: { click: run } }, say(name));
    at("actions").replaceChildren(
      act("copy_link", () => { toAddress(); copy(location.href, location.protocol === "file:" ? "local_link" : "copied"); }),
      act("save_view", saveView),
      act("copy_citation", () => copy(citation())),
      act("csv", () => save("explore.csv", "text/csv", csv())),
      act("reset", () => { const { lang } = state; state = { ...begun(), lang }; drawAll(); }),
    );
    at("table-region").setAttribute("aria-label", say(state.view === "found" ? "view_found" : "view_amounts"));
  }

  // --- table ---------------------------------------------------------------------------------------

  let shown = { rows: [], all: [] };

  function chosen() {
    setFundAndBudget();
    const all = columns();
    shown = { all, rows: sorted(state.view === "found" ? chosenFound() : comparing() ? pairs() : chosenRows(), all) };
  }
  function drawTable() {
    const { rows, all } = shown;
    const head = element("tr", { role: "row" }, ...all.map((one) => {
      const [name, way] = state.sort.split(".");
      const sortedBy = name === one.name ? (way === "down" ? "descending" : "ascending") : "none";
      const mark = { descending: " ▼", ascending: " ▲", none: "" }[sortedBy];
      return element("th", { scope: "col", role: "columnheader", class: one.number ? "number" : null, "aria-sort": sortedBy },
        element("button", { type: "button", id: `sort-${one.name}`, on: { click: () => sortBy(one) } }, `${one.title}${mark}`));
    }));
    const body = rows.slice(0, limit).map((row) => element("tr", { role: "row" }, ...all.map((one) => cell(one, row))));
    at("table").className = state.view;
    const had = document.activeElement && at("table").contains(document.activeElement) ? document.activeElement.id : null;
    at("table").replaceChildren(element("thead", { role: "rowgroup" }, head), element("tbody", { role: "rowgroup" }, ...body));
    if (had && at(had)) at(had).focus();
    const everything = state.view === "found" ? FOUND.length : ROWS.length;
    at("status").textContent = rows.length
      ? say("rows", { shown: rows.length.toLocaleString("en"), all: everything.toLocaleString("en") }) : nothing();
    drawOthers();
    const left = rows.length - limit;
    at("rest").replaceChildren(...(left > 0 ? [element("button", { type: "button",
      on: { click: () => { limit += 5 * SHOWN_ROWS; drawTable(); } } }, say("more", { count: Math.min(left, 5 * SHOWN_ROWS).toLocaleString("en") }))] : []));
  }
  /** Why no row is shown: that other funds have some is said, since the fund is chosen from the start. */
  function nothing() {
    if (state.view === "found" || comparing() || now.fund === "") return say("none");
    const count = chosenRows("").length;
    return count ? say("none_of_fund", { count: count.toLocaleString("en") }) : say("none");
  }
  /** What the fund and the budget shown leave out, each a button that shows it. */
  function drawOthers() {
    const said = [];
    const thing = state.view === "amounts" && ROWS.find((row) => row.same === state.thing);
    if (thing) said.push(["only_this", named(thing), "thing", [["", say("show_all")]]]);
    const years = state.a === "" || state.b !== "" || thing ? [] : documents.map((one, doc) => [String(doc), one])
      .filter(([doc, one]) => doc !== state.a && one.unit === documents[Number(state.a)].unit).map(([doc, one]) => [doc, one.year]);
    if (years.length) said.push(["other_years", years.length, "b", years]);
    if (state.view === "amounts" && !comparing()) {
      const blank = chosenRows().filter((row) => row.value[now.base] === null);
      const others = BUDGETS.map((base) => [base, blank.filter((row) => row.value[base] !== null).length]).filter(([, count]) => count);
      const rows = blank.filter((row) => BUDGETS.some((base) => row.value[base] !== null)).length;
      if (rows) said.push(["other_budget", rows, "base", others.map(([base, count]) => [base, `${label("measures", base)} (${count})`])]);
      const without = thing || now.fund === "" || !BY_FUNCTION.includes(state.level) ? [] : documents.map((_, doc) => doc)
        .filter((doc) => (state.a === "" || doc === Number(state.a)) && !ROWS.some((row) => row.doc === doc && row.level === state.level && row.fund === now.fund)
          && ROWS.some((row) => row.doc === doc && row.level === state.level));
      if (without.length) said.push(["other_fund", without.length, "fund", [["", say("any")]]]);
    }
    at("others").replaceChildren(...said.map(([words, count, name, choices]) => element("p", {}, say(words, { count: typeof count === "number" ? count.toLocaleString("en") : count }), " ",
      ...choices.map(([value, text]) => element("button", { type: "button", class: "small", on: { click: () => { change(name, value); drawChoices(); } } }, text)))));
  }
  function sortBy(one) {
    const [name, way] = state.sort.split(".");
    const first = one.number && !["rate", "off"].includes(one.name) ? "down" : "up";
    const next = name === one.name ? (way === "down" ? "up" : "down") : first;
    change("sort", `${one.name}.${next}`);
  }
  function cell(one, row) {
    const text = one.text(row);
    const kind = one.head ? "th" : "td";
    const made = element(kind, {
      scope: one.head ? "row" : null, role: one.head ? "rowheader" : "cell", "data-title": one.title, class: [one.number && "number", one.prose && "prose", one.wide && "wide"].filter(Boolean).join(" ") || null,
    });
    const ids = one.ids ? one.ids(row) : [];
    const doc = one.doc ? one.doc(row) : (row.row || row).doc;
    if (ids.length) made.append(cited(text, doc, ids));
    else if (one.name === "name") {
      made.append(documents.length > 1 ? thing(row.row || row, text) : bdi(text));
      if (text.startsWith("≈")) made.append(element("small", { lang: "zh-Hans" }, bdi((row.row || row).zh)));
    }
    else made.append(bdi(text));
    return made;
  }
  /** A name that shows the same thing in all documents. */
  function thing(row, text) {
    const pressed = state.thing === row.same;
    return element("button", { type: "button", class: "thing", "aria-pressed": String(pressed), title: say("pick"),
      on: { click: () => change("thing", pressed ? "" : row.same) } }, bdi(text));
  }

  // --- charts: SVG, drawn from the rows that the table shows -----------------------------------------

  const SVG = "http://www.w3.org/2000/svg";
  function svg(name, attributes = {}, ...children) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }
  function write(x, y, text, more = {}) {
    return svg("text", { x, y, fill: "#1f2a33", "font-size": 13, "font-family": "Explorer Sans, sans-serif", ...more }, text);
  }
  const wide = (text) => [...text].reduce((sum, one) => sum + (one.codePointAt(0) > 0x2e7f ? 13 : 7.2), 0);
  function fitting(text, room) {
    if (wide(text) <= room) return text;
    let [kept, width] = ["", wide("…")];
    for (const one of text) {
      width += wide(one);
      if (width > room) break;
      kept += one;
    }
    return `${kept}…`;
  }
  function nice(most) {
    if (most <= 1e-9) return 1;
    const step = 10 ** Math.floor(Math.log10(most));
    return [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((one) => one * step).find((one) => one >= most) || most;
  }
  function chart(name, title, note, drawing, description) {
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", description);
    drawing.setAttribute("id", `chart-${name}`);
    const button = element("button", { type: "button", class: "small", on: { click: () =>
      save(`${name}.svg`, "image/svg+xml", new XMLSerializer().serializeToString(drawing)) } }, say("svg"));
    return element("figure", {}, element("figcaption", {}, element("strong", {}, title), element("span", {}, note), button),
      element("div", { class: "drawing" }, drawing));
  }
  const WIDTH = () => Math.max(320, Math.min(1100, at("charts").clientWidth - 36));

  function bullets(rows) {
    const base = now.base;
    const drawn = rows.filter((row) => row.value.outturn !== null && row.value.outturn >= 0)
      .sort((one, other) => Math.max(other.value.outturn, planOf(other) || 0) - Math.max(one.value.outturn, planOf(one) || 0))
      .slice(0, BULLETS);
    if (!drawn.length) return null;
    const width = WIDTH();
    const narrow = width < 560;
    const left = narrow ? 8 : Math.min(300, width * 0.36);
    const [step, top] = [narrow ? 44 : 30, 8];
    const right = 120;
    const most = nice(Math.max(...drawn.map((row) => Math.max(row.value.outturn, planOf(row) || 0))));
    const scale = (value) => left + (value / most) * (width - left - right);
    const height = top + drawn.length * step + 30;
    const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height });
    for (const tick of [0, most / 2, most]) {
      picture.append(svg("line", { x1: scale(tick), x2: scale(tick), y1: top, y2: height - 24, stroke: "#d5dbe1" }),
        write(scale(tick), height - 8, tick.toLocaleString("en"), { "text-anchor": "middle", fill: "#55626e", "font-size": 12 }));
    }
    picture.append(write(width - 4, height - 8, "万元", { "text-anchor": "end", fill: "#55626e", "font-size": 12 }));
    drawn.forEach((row, n) => {
      const y = top + n * step + (narrow ? 18 : 0);
      const name = named(row);
      picture.append(narrow ? write(left, y - 4, fitting(name, width - 16)) : write(left - 8, y + 19, fitting(name, left - 12), { "text-anchor": "end" }));
      picture.append(svg("rect", { x: scale(0), y: y + 7, width: Math.max(1, scale(row.value.outturn) - scale(0)), height: 14, fill: "#1f5f8b" }));
      const plan = planOf(row);
      if (plan !== null && plan >= 0) {
        picture.append(svg("rect", { x: scale(plan) - 3, y: y + 1, width: 6, height: 26, fill: "#ffffff" }),
          svg("rect", { x: scale(plan) - 1.5, y: y + 2, width: 3, height: 24, fill: "#b3640f" }));
      }
      const end = Math.max(scale(row.value.outturn), plan === null ? 0 : scale(plan)) + 8;
      picture.append(write(end, y + 19, money(row.text.outturn), { "font-size": 12 }));
    });
    const described = drawn.map((row) => `${named(row)} ${money(row.text.outturn)}`).join("; ");
    return chart("bullets", say("bullets"), say("bullets_note", { base: label("measures", base), count: BULLETS }), picture, described);
  }

  function slope(found) {
    const drawn = found.filter((pair) => !pair.why)
      .sort((one, other) => Math.abs(other.difference) - Math.abs(one.difference)).slice(0, SLOPES);
    if (!drawn.length) return null;
    const width = WIDTH();
    const side = Math.min(340, width * 0.36);
    const height = Math.max(220, Math.min(640, 60 + drawn.length * 26));
    const values = drawn.flatMap((pair) => [valueOf(pair.a), valueOf(pair.b)]);
    const [least, most] = [Math.min(0, ...values), Math.max(...values, 1e-9)];
    const scale = (value) => height - 24 - ((value - least) / (most - least || 1)) * (height - 64);
    const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height });
    const [x1, x2] = [side, width - side];
    picture.append(write(x1, 16, fitting(brief(Number(state.a)), side), { "text-anchor": "end" }), write(x2, 16, fitting(brief(Number(state.b)), side)));
    for (const x of [x1, x2]) picture.append(svg("line", { x1: x, x2: x, y1: 28, y2: height - 20, stroke: "#d5dbe1" }));
    picture.append(write(width / 2, height - 4, `${label("measures", state.measure)} · ${least < 0 ? "" : say("from_zero")}`, { "text-anchor": "middle", fill: "#55626e", "font-size": 12 }));
    const places = { a: spread(drawn, "a", scale, height), b: spread(drawn, "b", scale, height) };
    drawn.forEach((pair, n) => {
      const colour = pair.difference < 0 ? "#b3640f" : pair.difference > 0 ? "#1f5f8b" : "#55626e";
      const [ya, yb] = [scale(valueOf(pair.a)), scale(valueOf(pair.b))];
      picture.append(svg("line", { x1, x2, y1: ya, y2: yb, stroke: colour, "stroke-width": 2 }),
        svg("circle", { cx: x1, cy: ya, r: 3.5, fill: colour }), svg("circle", { cx: x2, cy: yb, r: 3.5, fill: colour }));
      if (places.a[n] !== null) picture.append(write(x1 - 8, places.a[n] + 4, fitting(`${named(pair.row)} ${shownOf(pair.a)}`, side - 12), { "text-anchor": "end", "font-size": 12 }));
      if (places.b[n] !== null) picture.append(write(x2 + 8, places.b[n] + 4, fitting(`${shownOf(pair.b)} ${named(pair.row)}`, side - 12), { "font-size": 12 }));
    });
    const described = drawn.map((pair) => `${named(pair.row)} ${shownOf(pair.a)} → ${shownOf(pair.b)}`).join("; ");
    return chart("slope", say("slope"), say("slope_note", { count: SLOPES }), picture, described);
  }
  /** Where labels stand so that none covers another: from the top down, each below the last. */
  function spread(drawn, which, scale, height) {
    const order = drawn.map((pair, n) => [scale(valueOf(pair[which])), n]).sort((one, other) => one[0] - other[0]);
    const places = new Array(drawn.length).fill(null);
    let last = 20;
    for (const [y, n] of order) {
      const place = Math.max(y, last + 18);
      if (place < height - 22) { places[n] = place; last = place; }
    }
    return places;
  }

  function strip(rows) {
    if (documents.length < 2) return null;
    const first = state.thing || commonest(rows);
    const same = ROWS.filter((row) => row.same === first);
    const drawn = same.filter((row) => valueOf(row) !== null);
    if (!drawn.length) return null;
    const width = WIDTH();
    const values = drawn.map((row) => valueOf(row));
    const [least, most] = [Math.min(0, ...values), nice(Math.max(...values, 1e-9))];
    const scale = (value) => 24 + ((value - least) / (most - least || 1)) * (width - 48);
    const marked = (row) => (row.doc === Number(state.a) && state.a !== "") || (row.doc === Number(state.b) && state.b !== "");
    const names = namesAbove(drawn, marked, scale, width);
    const axis = 56 + 24 * Math.max(0, ...names.map((one) => one.level));
    const listed = names.map((one) => one.listed).filter(Boolean);
    const height = axis + 46 + 20 * listed.length;
    const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height });
    picture.append(svg("line", { x1: 24, x2: width - 24, y1: axis, y2: axis, stroke: "#1f2a33" }));
    for (const tick of [0, most / 2, most]) {
      picture.append(svg("line", { x1: scale(tick), x2: scale(tick), y1: axis, y2: axis + 6, stroke: "#1f2a33" }),
        write(scale(tick), axis + 22, tick.toLocaleString("en"), { "text-anchor": tick === 0 && least === 0 ? "start" : tick === most ? "end" : "middle", "font-size": 12, fill: "#55626e" }));
    }
    picture.append(write(width / 2, axis + 40, `${label("measures", state.measure)}${state.measure === "rate" ? " %" : " 万元"}`, { "text-anchor": "middle", "font-size": 12, fill: "#55626e" }));
    listed.forEach((text, n) => picture.append(write(8, axis + 64 + 20 * n, text, { "font-size": 12 })));
    for (const one of names) {
      const y = axis - 24 - 24 * one.level;
      picture.append(svg("line", { class: "leader", x1: one.listed ? one.from : one.x, x2: one.x, y1: y + 5, y2: axis - 8, stroke: "#8a97a3", "stroke-width": 1 }),
        write((one.from + one.to) / 2, y, one.text, { "text-anchor": "middle", "font-size": 12 }));
    }
    for (const row of [...drawn].sort((one, other) => marked(one) - marked(other))) {
      const dot = svg("circle", { cx: scale(valueOf(row)), cy: axis, r: marked(row) ? 8 : 6,
        fill: marked(row) ? (row.doc === Number(state.a) ? "#1f5f8b" : "#b3640f") : "#ffffff", "fill-opacity": marked(row) ? 1 : 0.75,
        stroke: "#1f2a33", "stroke-width": 1.5 });
      dot.append(svg("title", {}, `${told(row.doc)}: ${shownOf(row)}`));
      picture.append(dot);
    }
    const without = documents.length - new Set(drawn.map((row) => row.doc)).size;
    return chart("strip", say("strip", { name: named(drawn[0]) }),
      say("strip_note", { without: without ? say("strip_without", { count: without }) : "" }), picture,
      drawn.map((row) => `${told(row.doc)} ${shownOf(row)}`).join("; "));
  }
  /** What most documents have among the rows; of several the whole, else the one printed first. */
  function commonest(rows) {
    const met = new Map();
    for (const row of rows.map((one) => one.row || one).sort((one, other) => one.number - other.number)) met.set(row.same, (met.get(row.same) || 0) + 1);
    const weight = ([same, count]) => count + (same.endsWith("|total") ? 0.5 : 0);
    return [...met].reduce((best, one) => (weight(one) > weight(best) ? one : best), ["", 0])[0];
  }
  /** What stands over the circles: names of the chosen ones, then of the most, the least and others,
   * as far as there is room; on a phone, where a name takes the whole width, numbers of some. */
  function namesAbove(drawn, marked, scale, width) {
    const order = [...drawn].sort((one, other) => valueOf(one) - valueOf(other));
    const narrow = width < 560;
    const every = Math.ceil(order.length / (narrow ? LISTED : NAMED));
    const wanted = [...new Set([...drawn.filter(marked), order[order.length - 1], order[0], ...order.filter((_, n) => n % every === 0)])];
    const told = (row, room) => `${shownOf(row)} ${fitting(brief(row.doc), room - wide(shownOf(row)) - 8)}`;
    if (narrow) {
      const some = wanted.slice(0, LISTED).sort((one, other) => valueOf(one) - valueOf(other));
      return numbered(some.map((row) => scale(valueOf(row))), width).map((one, n) => ({ ...one, listed: `${n + 1} · ${told(some[n], width - 40)}` }));
    }
    return stacked(wanted.map((row) => [scale(valueOf(row)), told(row, 320)]), width);
  }
  /** Numbers over places, in their order, moved apart where these are close. */
  function numbered(places, width) {
    const step = 18;
    const put = [];
    for (const x of places) put.push(Math.max(x, (put.at(-1) ?? 12 - step) + step));
    for (let n = put.length - 1, most = width - 12; n >= 0; n--, most = put[n + 1] - step) put[n] = Math.min(put[n], most);
    return put.map((at, n) => ({ x: places[n], from: at, to: at, level: 0, text: String(n + 1) }));
  }
  /** Names over places: none covers another, and no line from a name down to its place crosses one. */
  function stacked(wanted, width) {
    const placed = [];
    for (const [x, text] of wanted) {
      const size = wide(text);
      const starts = [x - size / 2, x - 6, x - size + 6].map((from) => Math.min(Math.max(from, 8), width - 8 - size));
      // From above: a name higher up stands in the way of fewer lines.
      const tries = Array.from({ length: LEVELS }, (_, n) => starts.map((from) => ({ text, x, level: LEVELS - 1 - n, from, to: from + size }))).flat();
      const free = tries.find((one) => placed.every((other) => apart(one, other)));
      if (free) placed.push(free);
    }
    const used = [...new Set(placed.map((one) => one.level))].sort((one, other) => one - other);
    return placed.map((one) => ({ ...one, level: used.indexOf(one.level) }));
  }
  /** Whether neither of two names covers the other, nor the line that goes down from the other. */
  function apart(one, other) {
    const covers = (name, at) => name.from - 5 < at && at < name.to + 5;
    if (one.level === other.level) return one.to + 10 < other.from || other.to + 10 < one.from;
    const [low, high] = one.level < other.level ? [one, other] : [other, one];
    return !covers(low, high.x);
  }
  function drawCharts() {
    const { rows } = shown;
    const drawn = state.view === "found" ? [] : comparing() ? [slope(rows), strip(rows)] : [strip(rows), state.a === "" ? null : bullets(rows)];
    at("charts").replaceChildren(...drawn.filter(Boolean));
  }

  // --- taking away ---------------------------------------------------------------------------------

  async function copy(text, done = "copied") {
    try {
      await navigator.clipboard.writeText(text);
    } catch {  // a page that may not use the clipboard: by way of a field that is selected
      const field = element("textarea", { class: "unseen", "aria-hidden": "true" });
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    at("status").textContent = say(done);
  }
  /** This page as a file that opens with what is chosen now: an address on this machine is nobody else's. */
  function saveView() {
    toAddress();
    const page = document.documentElement.cloneNode(true);
    for (const one of page.querySelectorAll("#views, #form, #actions, #charts, #table, #rest, #others, #status")) one.replaceChildren();
    page.querySelector("#app").hidden = true;
    page.querySelector("meta[name=view]").content = location.hash.slice(1);
    save("explore.html", "text/html", `<!DOCTYPE html>\n${page.outerHTML}`);
    at("status").textContent = say("saved");
  }
  function save(name, type, text) {
    const address = URL.createObjectURL(new Blob([text], { type }));
    const link = element("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }
  /** A citation of each document in view: that of its accounts, and of the published budget where a number is its. */
  function citation() {
    const cited = new Map();  // document and kind: the places of the numbers shown
    const cite = (doc, kind, place) => {
      const key = `${doc} ${kind}`;
      cited.set(key, (cited.get(key) || new Set()).add(place));
    };
    for (const one of shown.rows) {
      if (state.view === "found") for (const page of one.pages) cite(one.doc, "final_accounts", `${page} `);
      else for (const row of one.row ? [one.a, one.b].filter(Boolean) : [one]) {
        for (const n of columnsShown().flatMap((column) => row.places[column])) {
          const [page, kind, section] = DATA.places[n];
          cite(row.doc, kind || "final_accounts", `${page} ${section ?? ""}`);
        }
      }
    }
    return [...cited].sort(([one], [other]) => collator.compare(one, other)).map(([key, places]) => {
      const [doc, kind] = key.split(" ");
      const one = documents[Number(doc)];
      return citedAs((one.budgets[kind] || one.told)[state.lang], [...places]);
    }).join("\n");
  }
  const columnsShown = () => ({ rate: ["outturn", now.base], change: ["outturn", "prior_outturn"] }[state.measure]
    || (comparing() ? [state.measure] : [...new Set([now.base, "outturn", state.measure])]));
  function citedAs(told, places) {
    const words = (name, values) => WORDS.citing[name][state.lang].replace(/\{(\w+)\}/g, (_, key) => values[key]);
    const all = places.map((place) => place.split(" ")).sort((one, other) => collator.compare(one.join(" "), other.join(" ")));
    const pages = [...new Set(all.map(([page]) => page))].join(words("joined", {}));
    const where = all.length > PLACES ? words("page", { page: pages }) : all.map(([page, n]) => {
      if (n === "") return words("page", { page });
      const [section, english] = DATA.sections[Number(n)];
      return words(english && state.lang === "en" ? "in_section_glossed" : "in_section", { page, section, english });
    }).join(words("clause", {}));
    const derived = state.view === "amounts" && ["rate", "change"].includes(state.measure) ? words("cite_derived", {}) : "";
    return words(told.url ? "cite_url" : "cite", { ...told, where }) + derived;
  }
  const quoted = (value) => {
    const text = value === null || value === undefined ? "" : String(value);
    // A spreadsheet takes what begins with = + - @ for a formula; amounts alone may begin with −.
    const safe = /^[=+@\t\r]|^-(?![\d.]+$)/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  function csv() {
    const lines = state.view === "found" ? csvFound() : csvAmounts();
    return `\ufeff${lines.map((line) => line.map(quoted).join(",")).join("\r\n")}\r\n`;
  }
  function csvAmounts() {
    const flat = shown.rows.flatMap((row) => (row.row ? [row.a, row.b].filter(Boolean) : [row]));
    const head = ["unit", "year", "level", "fund", "key", "code", "name_zh", "name_en", ...DATA.amounts, "approved_why_zh", "approved_why_en", "page",
      ...DATA.amounts.map((one) => `${one}_ids`)];
    return [head, ...flat.map((row) => [documents[row.doc].unit, documents[row.doc].year, row.level, row.fund, row.key, row.code,
      row.zh, row.en, ...DATA.amounts.map((one) => row.text[one]), ...(row.apart || ["", ""]), row.page, ...DATA.amounts.map((one) => row.ids[one].join(" "))])];
  }
  function csvFound() {
    const head = ["unit", "year", "kind", "id", "rule", "outcome", "scope", "money", "told_zh", "told_en", "pages", "number_ids"];
    return [head, ...shown.rows.map((one) => [documents[one.doc].unit, documents[one.doc].year, one.kind, one.id, one.rule, one.outcome,
      one.scope, one.text, one.zh, one.en, one.pages.join(" "), one.ids.join(" ")])];
  }

  // --- begin ---------------------------------------------------------------------------------------

  let [telling, filling] = [0, 0];
  /** The chart at once, the table with the next picture, the address when the hand rests. */
  function draw() {
    chosen();
    drawCharts();
    cancelAnimationFrame(filling);
    filling = requestAnimationFrame(drawTable);
    clearTimeout(telling);
    telling = setTimeout(toAddress, 150);
  }
  function drawAll() {
    drawFrame();
    drawChoices();
    draw();
  }
  for (const lang of ["zh", "en"]) at(lang).addEventListener("click", () => { state.lang = lang; drawAll(); });
  at("form").addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", () => { state = fromAddress(); drawAll(); });
  let resizing = 0;
  addEventListener("resize", () => { clearTimeout(resizing); resizing = setTimeout(drawCharts, 120); });
  at("app").hidden = false;
  if (innerWidth < 700) at("choices").open = false;
  state = fromAddress();
  drawAll();
})();
