"use strict";
(() => {
const data = JSON.parse(document.getElementById("data").textContent) || [];
const byId = (id) => document.getElementById(id);
const rows = data.map((f) => byId("f" + f.id));
const texts = data.map((f) => [f.place, f.what, f.remedy, f.check, f.category, f.package, f.function].join("\n").toLowerCase());
const chosen = {check: "", folder: "", package: ""};
let shown = data.map((_, i) => i), current = -1, now = -1;

// el makes an element with text in it, or other elements.
function el(name, props, ...children) {
	const e = document.createElement(name);
	for (const [k, v] of Object.entries(props || {})) {
		if (k === "class") e.className = v;
		else if (k === "onclick") e.addEventListener("click", v);
		else e.setAttribute(k, v);
	}
	e.append(...children);
	return e;
}
function svg(name, props) {
	const e = document.createElementNS("http://www.w3.org/2000/svg", name);
	for (const [k, v] of Object.entries(props)) e.setAttribute(k, v);
	return e;
}

function filter() {
	const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean), level = byId("level").value;
	shown = [];
	data.forEach((f, i) => {
		const on = (!level || f.level === level) && Object.entries(chosen).every(([k, v]) => !v || f[k] === v) && words.every((w) => texts[i].includes(w));
		if (rows[i].hidden === on) rows[i].hidden = !on;
		if (on) shown.push(i);
	});
	byId("none").hidden = shown.length > 0;
	byId("count").textContent = shown.length === data.length ? data.length + " findings" : shown.length + " of " + data.length + " findings";
	for (const b of document.querySelectorAll("button[data-key]")) b.setAttribute("aria-pressed", String(chosen[b.dataset.key] === b.dataset.value));
}

function sourceOf(f) {
	return f.source ? f.source.map((e) => {
		const pre = el("pre", {tabindex: "0", "aria-label": "Source of " + e.file});
		let last = 0;
		for (const l of e.lines) {
			if (last && l.n > last + 1) pre.append(el("span", {class: "gap"}, "⋮"));
			last = l.n;
			pre.append(el("span", {class: l.mark ? "mark" : "", "data-at": e.file + ":" + l.n}, el("span", {class: "no"}, String(l.n)), l.text || " "));
		}
		return el("div", {}, el("div", {class: "where"}, e.file), pre);
	}) : [];
}

const laneWidth = 74, rowHeight = 46, top = 30;
function diagram(f) {
	const n = f.steps.length, x = (lane) => lane * laneWidth + laneWidth / 2, y = (i) => top + i * rowHeight + rowHeight / 2;
	const s = svg("svg", {width: f.lanes.length * laneWidth, height: top + n * rowHeight + 6, role: "img", "aria-label": "Sequence diagram; its steps are listed beside it"});
	s.append(svg("rect", {class: "here", id: "here", x: 0, y: 0, width: f.lanes.length * laneWidth, height: 0}));
	f.lanes.forEach((l, i) => {
		let from = l.started ? f.steps.findIndex((t) => t.kind === "start" && t.to === i) : 0;
		let to = f.steps.findLastIndex((t) => t.lane === i && (t.kind === "end" || t.kind === "stuck"));
		s.append(svg("line", {class: "life", x1: x(i), x2: x(i), y1: l.started && from >= 0 ? y(from) : top - 8, y2: to < 0 ? top + n * rowHeight : y(to)}));
		const t = svg("text", {x: x(i), y: 14, "text-anchor": "middle"});
		t.textContent = l.label || "";
		s.append(t);
	});
	f.steps.forEach((t, i) => {
		const a = x(t.lane), h = y(i);
		if (t.to >= 0) {
			const b = x(t.to), d = b > a ? 1 : -1;
			s.append(svg("line", {class: "arrow", x1: a, x2: b - 8 * d, y1: h, y2: h}), svg("path", {class: "head", d: `M${b} ${h} l${-9 * d} -5 v10 z`}));
		}
		if (t.kind === "stuck") s.append(svg("path", {class: "cross", d: `M${a - 7} ${h - 7} l14 14 m-14 0 l14 -14`}));
		else if (t.kind === "branch") s.append(svg("path", {class: "guard", d: `M${a} ${h - 8} l8 8 l-8 8 l-8 -8 z`}));
		else if (t.kind === "end") s.append(svg("line", {class: "end", x1: a - 9, x2: a + 9, y1: h, y2: h}));
		else s.append(svg("circle", {class: "dot", cx: a, cy: h, r: 4}));
	});
	const list = el("ol", {class: "steps"}, ...f.steps.map((t, i) => el("li", {class: t.kind}, el("button", {type: "button", onclick: () => step(i)}, el("b", {}, t.line + "  " + t.code), el("span", {}, (f.lanes[t.lane].label ? f.lanes[t.lane].label + ": " : "") + t.text)))));
	const legend = f.lanes.filter((l) => l.name).map((l) => l.label + " " + l.name).join("; ");
	return el("div", {}, el("p", {class: "legend"}, legend), el("div", {class: "diagram"}, s, list),
		el("p", {}, el("button", {type: "button", id: "previous", onclick: () => step(now - 1)}, "← Previous step"), " ", el("button", {type: "button", id: "next", onclick: () => step(now + 1)}, "Next step →")));
}

// step shows where a step of the counter-example is.
function step(i) {
	const f = data[current];
	if (!f || !f.steps || i < 0 || i >= f.steps.length) return;
	now = i;
	const buttons = document.querySelectorAll(".steps button");
	buttons.forEach((b, k) => k === i ? b.setAttribute("aria-current", "step") : b.removeAttribute("aria-current"));
	const here = byId("here");
	here.setAttribute("y", top + i * rowHeight);
	here.setAttribute("height", rowHeight);
	for (const l of document.querySelectorAll("[data-at]")) {
		const on = l.dataset.at === f.steps[i].file + ":" + f.steps[i].line;
		l.classList.toggle("now", on);
		if (on) l.scrollIntoView({block: "nearest"});
	}
	buttons[i].scrollIntoView({block: "nearest"});
}

function open(i) {
	const f = data[i];
	if (!f || i === current) return;
	if (current >= 0) rows[current].firstElementChild.removeAttribute("aria-current");
	current = i;
	now = -1;
	rows[i].firstElementChild.setAttribute("aria-current", "true");
	rows[i].scrollIntoView({block: "nearest"});
	const parts = [el("h2", {}, f.what), el("p", {}, el("span", {class: "where"}, f.place), f.function ? " in " + f.function : "", " ", el("span", {class: "level " + f.level}, f.level), " ", el("span", {class: "check"}, f.check + (f.category ? "#" + f.category : "")))];
	if (f.remedy) parts.push(el("p", {class: "remedy"}, f.remedy));
	parts.push(...sourceOf(f));
	if (f.related) parts.push(el("h2", {}, "Related places"), el("ul", {}, ...f.related.map((r) => el("li", {}, el("span", {class: "where"}, r.place), " " + r.text))));
	if (f.diff) {
		parts.push(el("h2", {}, "Remedy"), el("pre", {tabindex: "0", "aria-label": "Remedy as a diff"}, ...f.diff.map((l) => el("span", {class: l[0] === "+" ? "add" : l[0] === "-" ? "del" : ""}, l || " "))));
	}
	if (f.steps) parts.push(el("h2", {}, "How it comes about"), diagram(f));
	const topic = byId("topic-" + f.check + "#" + f.category) || byId("topic-" + f.check + "#");
	if (topic) parts.push(el("h2", {}, "Explanation"), topic.content.cloneNode(true));
	if (/^https:/.test(f.url)) parts.push(el("p", {}, el("a", {href: f.url, rel: "noreferrer"}, "The page of " + f.check)));
	byId("detail").replaceChildren(...parts);
	byId("detail").scrollTop = 0;
}

function move(by) {
	const at = shown.indexOf(current), to = shown[at < 0 ? 0 : Math.min(Math.max(at + by, 0), shown.length - 1)];
	if (to !== undefined) {
		rows[to].firstElementChild.focus();
		history.replaceState(null, "", "#f" + data[to].id);
		open(to);
	}
}

byId("search").addEventListener("input", filter);
byId("level").addEventListener("change", filter);
byId("reset").addEventListener("click", () => {
	byId("search").value = byId("level").value = "";
	for (const k in chosen) chosen[k] = "";
	filter();
});
for (const b of document.querySelectorAll("button[data-key]")) {
	b.addEventListener("click", () => {
		chosen[b.dataset.key] = chosen[b.dataset.key] === b.dataset.value ? "" : b.dataset.value;
		filter();
	});
}
const fromHash = () => {
	const m = /^#f(\d+)$/.exec(location.hash);
	if (m) open(Number(m[1]) - 1);
};
addEventListener("hashchange", fromHash);
addEventListener("keydown", (e) => {
	if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|SELECT)$/.test(e.target.tagName)) return;
	const act = {j: () => move(1), k: () => move(-1), "/": () => byId("search").focus(), ArrowRight: () => step(now + 1), ArrowLeft: () => step(now - 1)}[e.key];
	if (act) {
		e.preventDefault();
		act();
	}
});
const dark = matchMedia("(prefers-color-scheme: dark)").matches;
const theme = byId("theme");
theme.setAttribute("aria-pressed", String(dark));
theme.addEventListener("click", () => {
	const on = theme.getAttribute("aria-pressed") !== "true";
	document.documentElement.dataset.theme = on ? "dark" : "light";
	theme.setAttribute("aria-pressed", String(on));
});
fromHash();
})();
