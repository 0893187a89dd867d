// \0rolldown/runtime.js
var e = Object.defineProperty, t = (t, n) => {
	let r = {};
	for (var i in t) e(r, i, {
		get: t[i],
		enumerable: !0
	});
	return n || e(r, Symbol.toStringTag, { value: "Module" }), r;
}, n = (e) => (t, ...n) => ({
	_$litType$: e,
	strings: t,
	values: n
}), r = n(1), i = n(2), a = Symbol.for("lit-nothing");
// src/strings/index.ts
function o(e, t) {
	return e.replace(/\{(\w+)\}/g, (e, n) => String(t[n] ?? e));
}
function s(e, t, n = !1) {
	let r = new Date(e);
	return Number.isNaN(r.getTime()) ? e : new Intl.DateTimeFormat(t, n ? {
		dateStyle: "medium",
		timeStyle: "short"
	} : { dateStyle: "long" }).format(r);
}
function c(e, t, n) {
	return new Intl.NumberFormat(n, {
		style: "currency",
		currency: t
	}).format(e / 100);
}
function l(e, t, n = 0) {
	return new Intl.NumberFormat(t, { maximumFractionDigits: n }).format(e);
}
// src/cards/fields.ts
var u = 300, d = 200, f = /[\u202a-\u202e\u2066-\u2069]/g;
function p(e) {
	return typeof e == "object" && e ? e : {};
}
function m(e, t) {
	let n = e[t];
	return Array.isArray(n) ? n.slice(0, d).map(p) : [];
}
function h(e, t) {
	let n = e[t];
	return typeof n == "string" ? _(n.replace(f, "").trim(), u) : "";
}
function g(e, t) {
	let n = e[t];
	return typeof n == "number" && Number.isFinite(n) ? n : void 0;
}
function _(e, t) {
	return e.length > t ? `${e.slice(0, t - 1).trimEnd()}…` : e;
}
function v(e, t, n) {
	return Math.min(Math.max(e, t), n);
}
function ee(e, t) {
	let n = [];
	for (let r of e.split(/\s+/).filter(Boolean)) {
		let e = n.at(-1);
		e !== void 0 && `${e} ${r}`.length <= t ? n[n.length - 1] = `${e} ${r}` : n.push(r);
	}
	let r = n.slice(0, 2).map((e) => _(e, t));
	return n.length > 2 && (r[1] = _(`${r[1]}……`, Math.min(t, (r[1]?.length ?? 0) + 1))), r;
}
"replaceSync" in CSSStyleSheet.prototype && new CSSStyleSheet();
function te(e, t) {
	return r`<details class="words"> <summary>${t.t.showText}</summary> <p class="text">${e.text}</p> </details>`;
}
function y(e, t, n = e.actions) {
	return n.length ? r`<div class="actions"> ${n.map((n) => r`<button type="button" class="action" ?disabled=${t.chat.busy} @click=${() => t.act(n, e)}>
          ${n.label}
        </button>`)}
  </div>` : a;
}
// src/cards/words.ts
var ne = {
	fr: {
		levels: {
			low: "faible",
			medium: "moyenne",
			high: "forte"
		},
		matches: "Vos pistes, et pourquoi",
		near: "Plus proche de votre point de départ que {percent}\xA0% des autres métiers.",
		counts: "Compétences\xA0: {have} déjà là, {missing} à acquérir.",
		why: "Pourquoi, et par où commencer",
		entry: "Pour y entrer",
		firstStep: "Premier pas",
		sure: "Fiabilité de cette piste",
		order: "L’ordre de la liste tient compte de toutes vos réponses ; il ne dit pas vos chances.",
		interests: "Vos six intérêts",
		radar: "Radar des six intérêts. Chaque valeur est écrite dans la liste qui suit.",
		chosen: "choisi {chosen} fois sur {offered}",
		notOffered: "pas encore proposé",
		estimate: "estimation {mean} sur 1, à {spread} près",
		estimateAlone: "estimation {mean} sur 1",
		interestsNote: "Chaque estimation part d’une fois sur quatre, puis suit vos réponses. Le trait épais montre jusqu’où elle peut bouger.",
		exposure: "Exposition à l’IA et à l’automatisation",
		plot: "Graphique à deux axes, en bas l’IA générative, à gauche l’automatisation. Les métiers numérotés sont décrits dans la liste qui suit.",
		ai: "IA générative",
		aiAxis: "Exposition à l’IA générative →",
		automation: "Automatisation",
		automationAxis: "Automatisation des tâches →",
		lowOrMedium: "faible ou moyenne",
		today: "aujourd’hui",
		range: "de {low} à {high}",
		index: "indice {value}",
		none: "sans donnée",
		notPlaced: "Pas placé sur le graphique.",
		nonePlaced: "Aucun de ces métiers n’a de données sur les deux axes.",
		few: "Chiffres d’un groupe de {shared} métiers\xA0: ils disent peu de chacun.",
		meaning: "Une exposition dit comment le travail se transforme ; elle ne dit pas si un métier dure.",
		bridge: "Les compétences pour ce métier\xA0: {title}",
		have: "Déjà là",
		close: "Tout près",
		missing: "À acquérir",
		part: "{name}\xA0: {count}",
		nothing: "Rien de connu.",
		closeTo: "proche de « {owned} »",
		more: "Voir les {count} autres",
		coverage: "Déjà là\xA0: {percent}\xA0% de ce que ce métier demande, une compétence rare comptant plus qu’une autre.",
		evidence: {
			usual: "habituelle dans votre métier, à confirmer",
			declared: "vous l’avez dite",
			described: "racontée avec un exemple",
			proven: "prouvée"
		},
		by: "{evidence}\xA0: « {by} »",
		trajectory: "Votre trajectoire",
		total: "En tout\xA0: {span}, si tout s’enchaîne.",
		progress: "{done} sur {all} étapes faites.",
		done: "Fait",
		todo: "À faire",
		weeks: "{a} à {b} semaines",
		weeksAlone: "{a} semaines",
		oneWeek: "1 semaine",
		noTime: "sans durée",
		months: "{a} à {b} mois",
		monthsAlone: "{a} mois",
		monthsUpTo: "jusqu’à {b} mois",
		lasts: "Durée\xA0: {span}",
		now: "Début\xA0: tout de suite",
		wait: "Avant de commencer\xA0: {span}",
		steps: {
			try: "essayer",
			confirm: "confirmer",
			fund: "financer",
			train: "se former",
			bridge: "étape",
			apply: "postuler",
			start: "commencer",
			own: "étape personnelle"
		},
		offer: "Votre offre",
		points: "{points} points d’énergie",
		until: "Offre valable jusqu’au {date}. Rien n’est acheté sans votre confirmation.",
		expired: "Cette offre n’est plus valable. Redemandez-la dans la conversation\xA0: c’est gratuit.",
		confirmed: "Votre commande est prête. Il reste à la payer.",
		paid: "C’est payé, merci. Votre énergie est à jour.",
		teaser: "Pour aller plus loin"
	},
	en: {
		levels: {
			low: "low",
			medium: "medium",
			high: "high"
		},
		matches: "Your ideas, and why",
		near: "Closer to where you start than {percent}% of the other occupations.",
		counts: "Skills: {have} already there, {missing} to be learnt.",
		why: "Why, and where to begin",
		entry: "The way in",
		firstStep: "First step",
		sure: "How sure this idea is",
		order: "The order of the list takes all of your answers into account; it does not tell your chances.",
		interests: "Your six interests",
		radar: "Radar of the six interests. Every value is written in the list that follows.",
		chosen: "chosen {chosen} out of {offered} times",
		notOffered: "not offered yet",
		estimate: "estimate {mean} out of 1, give or take {spread}",
		estimateAlone: "estimate {mean} out of 1",
		interestsNote: "Each estimate starts at one time in four, then follows your answers. The thick line shows how far it may move.",
		exposure: "Exposure to AI and to automation",
		plot: "Plot with two axes, generative AI along the bottom, automation on the left. The numbered occupations are described in the list that follows.",
		ai: "Generative AI",
		aiAxis: "Exposure to generative AI →",
		automation: "Automation",
		automationAxis: "Automation of tasks →",
		lowOrMedium: "low or medium",
		today: "today",
		range: "{low} to {high}",
		index: "index {value}",
		none: "no data",
		notPlaced: "Not placed on the plot.",
		nonePlaced: "None of these occupations has data on both axes.",
		few: "Figures of a group of {shared} occupations: they say little about each.",
		meaning: "Exposure tells how work is being transformed; it does not tell whether an occupation lasts.",
		bridge: "The skills for this job: {title}",
		have: "Already there",
		close: "Close",
		missing: "To be learnt",
		part: "{name}: {count}",
		nothing: "Nothing known.",
		closeTo: "close to “{owned}”",
		more: "Show the other {count}",
		coverage: "Already there: {percent}% of what this job asks, a rare skill counting more than another.",
		evidence: {
			usual: "usual in your job, to be confirmed",
			declared: "you said so",
			described: "told with an example",
			proven: "proven"
		},
		by: "{evidence}: “{by}”",
		trajectory: "Your way there",
		total: "In all: {span}, if everything follows on.",
		progress: "{done} of {all} steps done.",
		done: "Done",
		todo: "To do",
		weeks: "{a} to {b} weeks",
		weeksAlone: "{a} weeks",
		oneWeek: "1 week",
		noTime: "takes no time",
		months: "{a} to {b} months",
		monthsAlone: "{a} months",
		monthsUpTo: "up to {b} months",
		lasts: "Takes: {span}",
		now: "Begins right away",
		wait: "Before it begins: {span}",
		steps: {
			try: "try",
			confirm: "confirm",
			fund: "fund",
			train: "train",
			bridge: "stage",
			apply: "apply",
			start: "start",
			own: "own step"
		},
		offer: "Your offer",
		points: "{points} energy points",
		until: "Offer valid until {date}. Nothing is bought unless you confirm it.",
		expired: "This offer is no longer valid. Ask for it again in the conversation: that is free.",
		confirmed: "Your order is ready. It remains to be paid.",
		paid: "Paid, thank you. Your energy is up to date.",
		teaser: "To go further"
	},
	de: {
		levels: {
			low: "gering",
			medium: "mittel",
			high: "hoch"
		},
		matches: "Ihre Ideen, und warum",
		near: "Ihrem Ausgangspunkt näher als {percent}\xA0% der anderen Berufe.",
		counts: "Kompetenzen: {have} schon da, {missing} zu erwerben.",
		why: "Warum, und womit anfangen",
		entry: "Der Einstieg",
		firstStep: "Erster Schritt",
		sure: "Wie sicher diese Idee ist",
		order: "Die Reihenfolge berücksichtigt alle Ihre Antworten; über Ihre Chancen sagt sie nichts.",
		interests: "Ihre sechs Interessen",
		radar: "Netzdiagramm der sechs Interessen. Jeder Wert steht in der folgenden Liste.",
		chosen: "{chosen} von {offered} Mal gewählt",
		notOffered: "noch nicht vorgeschlagen",
		estimate: "Schätzung {mean} von 1, auf {spread} genau",
		estimateAlone: "Schätzung {mean} von 1",
		interestsNote: "Jede Schätzung beginnt bei einem von vier Malen und folgt dann Ihren Antworten. Der dicke Strich zeigt, wie weit sie sich noch bewegen kann.",
		exposure: "Berührung durch KI und Automatisierung",
		plot: "Diagramm mit zwei Achsen, unten generative KI, links Automatisierung. Die nummerierten Berufe stehen in der folgenden Liste.",
		ai: "Generative KI",
		aiAxis: "Berührung durch generative KI →",
		automation: "Automatisierung",
		automationAxis: "Automatisierung der Aufgaben →",
		lowOrMedium: "gering oder mittel",
		today: "heute",
		range: "{low} bis {high}",
		index: "Index {value}",
		none: "keine Daten",
		notPlaced: "Nicht im Diagramm.",
		nonePlaced: "Für keinen dieser Berufe gibt es Daten auf beiden Achsen.",
		few: "Zahlen einer Gruppe von {shared} Berufen: Sie sagen wenig über den einzelnen.",
		meaning: "Diese Werte sagen, wie sich die Arbeit verändert, und nicht, ob ein Beruf bleibt.",
		bridge: "Die Kompetenzen für diesen Beruf: {title}",
		have: "Schon da",
		close: "Ganz nah",
		missing: "Zu erwerben",
		part: "{name}: {count}",
		nothing: "Nichts bekannt.",
		closeTo: "nahe an „{owned}“",
		more: "Die anderen {count} zeigen",
		coverage: "Schon da: {percent}\xA0% dessen, was dieser Beruf verlangt; seltene Kompetenzen zählen mehr.",
		evidence: {
			usual: "in Ihrem Beruf üblich, zu bestätigen",
			declared: "von Ihnen gesagt",
			described: "mit einem Beispiel erzählt",
			proven: "nachgewiesen"
		},
		by: "{evidence}: „{by}“",
		trajectory: "Ihr Weg dorthin",
		total: "Insgesamt: {span}, wenn alles nahtlos folgt.",
		progress: "{done} von {all} Schritten erledigt.",
		done: "Erledigt",
		todo: "Noch zu tun",
		weeks: "{a} bis {b} Wochen",
		weeksAlone: "{a} Wochen",
		oneWeek: "1 Woche",
		noTime: "ohne Dauer",
		months: "{a} bis {b} Monate",
		monthsAlone: "{a} Monate",
		monthsUpTo: "bis zu {b} Monate",
		lasts: "Dauer: {span}",
		now: "Beginn: sofort",
		wait: "Bis zum Beginn: {span}",
		steps: {
			try: "ausprobieren",
			confirm: "bestätigen",
			fund: "finanzieren",
			train: "sich weiterbilden",
			bridge: "Etappe",
			apply: "sich bewerben",
			start: "anfangen",
			own: "eigener Schritt"
		},
		offer: "Ihr Angebot",
		points: "{points} Energiepunkte",
		until: "Das Angebot gilt bis {date}. Ohne Ihre Bestätigung wird nichts gekauft.",
		expired: "Dieses Angebot gilt nicht mehr. Fragen Sie im Gespräch noch einmal danach: Das ist kostenlos.",
		confirmed: "Ihre Bestellung ist bereit. Sie muss noch bezahlt werden.",
		paid: "Bezahlt, danke. Ihre Energie ist auf dem neuesten Stand.",
		teaser: "Noch weiter gehen"
	},
	es: {
		levels: {
			low: "baja",
			medium: "media",
			high: "alta"
		},
		matches: "Sus pistas, y por qué",
		near: "Más cerca de su punto de partida que el {percent}\xA0% de los demás oficios.",
		counts: "Competencias: {have} ya están, {missing} por adquirir.",
		why: "Por qué, y por dónde empezar",
		entry: "Para entrar",
		firstStep: "Primer paso",
		sure: "Fiabilidad de esta pista",
		order: "El orden de la lista tiene en cuenta todas sus respuestas; no dice sus posibilidades.",
		interests: "Sus seis intereses",
		radar: "Radar de los seis intereses. Cada valor está escrito en la lista que sigue.",
		chosen: "elegido {chosen} de {offered} veces",
		notOffered: "aún no propuesto",
		estimate: "estimación {mean} sobre 1, con un margen de {spread}",
		estimateAlone: "estimación {mean} sobre 1",
		interestsNote: "Cada estimación parte de una vez de cada cuatro y luego sigue sus respuestas. El trazo grueso muestra hasta dónde puede moverse.",
		exposure: "Exposición a la IA y a la automatización",
		plot: "Gráfico de dos ejes: abajo la IA generativa, a la izquierda la automatización. Los oficios numerados se describen en la lista que sigue.",
		ai: "IA generativa",
		aiAxis: "Exposición a la IA generativa →",
		automation: "Automatización",
		automationAxis: "Automatización de las tareas →",
		lowOrMedium: "baja o media",
		today: "hoy",
		range: "de {low} a {high}",
		index: "índice {value}",
		none: "sin datos",
		notPlaced: "No está en el gráfico.",
		nonePlaced: "Ninguno de estos oficios tiene datos en los dos ejes.",
		few: "Cifras de un grupo de {shared} oficios: dicen poco de cada uno.",
		meaning: "Una exposición dice cómo se transforma el trabajo; no dice si un oficio dura.",
		bridge: "Las competencias para este oficio: {title}",
		have: "Ya están",
		close: "Muy cerca",
		missing: "Por adquirir",
		part: "{name}: {count}",
		nothing: "Nada conocido.",
		closeTo: "cerca de «{owned}»",
		more: "Ver las otras {count}",
		coverage: "Ya está: el {percent}\xA0% de lo que pide este oficio; una competencia rara cuenta más que otra.",
		evidence: {
			usual: "habitual en su oficio, por confirmar",
			declared: "dicha por usted",
			described: "contada con un ejemplo",
			proven: "probada"
		},
		by: "{evidence}: «{by}»",
		trajectory: "Su trayectoria",
		total: "En total: {span}, si todo se encadena.",
		progress: "{done} de {all} pasos hechos.",
		done: "Hecho",
		todo: "Por hacer",
		weeks: "de {a} a {b} semanas",
		weeksAlone: "{a} semanas",
		oneWeek: "1 semana",
		noTime: "sin duración",
		months: "de {a} a {b} meses",
		monthsAlone: "{a} meses",
		monthsUpTo: "hasta {b} meses",
		lasts: "Duración: {span}",
		now: "Comienzo: enseguida",
		wait: "Antes de empezar: {span}",
		steps: {
			try: "probar",
			confirm: "confirmar",
			fund: "financiar",
			train: "formarse",
			bridge: "etapa",
			apply: "presentarse",
			start: "empezar",
			own: "paso personal"
		},
		offer: "Su oferta",
		points: "{points} puntos de energía",
		until: "Oferta válida hasta el {date}. No se compra nada sin su confirmación.",
		expired: "Esta oferta ya no es válida. Pídala de nuevo en la conversación: es gratis.",
		confirmed: "Su pedido está listo. Falta pagarlo.",
		paid: "Pagado, gracias. Su energía está al día.",
		teaser: "Para ir más lejos"
	}
};
function b(e) {
	return ne[e];
}
// src/cards/frame.ts
function x(e, t, n, i, a) {
	return r`<h3 class="heading">${n}</h3> ${i} ${y(e, t, a)} <div class="folds">${re(e.data, t)} ${te(e, t)}</div>`;
}
function S(e, t) {
	return `${String(e.id).replace(/[^\w-]/g, "")}-${t}`;
}
function C(e, t) {
	let n = e.reduce((e, t) => e + t.amount, 0) || 1, a = 0, o = e.filter((e) => e.amount > 0).map((e) => {
		let [t, r] = [a, 100 * e.amount / n];
		a += r;
		let o = i`<rect class=${e.look} x="${t}%" y="0" width="${r}%" height="100%" />`;
		return e.look === "striped" ? i`${o}<line class="stripes" x1="${t}%" x2="${a}%" y1="50%" y2="50%" />` : o;
	});
	return t === void 0 ? r`<svg class="bar" aria-hidden="true" focusable="false">${o}</svg>` : r`<svg class="bar" role="img" aria-label=${t} focusable="false">${o}</svg>`;
}
function re(e, t) {
	let n = m(e, "sources").filter((e) => h(e, "name"));
	return n.length ? r`<details class="sources"> <summary>${t.t.sources} (${n.length})</summary> <ul> ${n.map((e) => r`<li>${ie(e)}${ae(e, t)}</li>`)}
    </ul>
  </details>` : a;
}
function ie(e) {
	let [t, n, i] = [
		h(e, "name"),
		h(e, "release"),
		h(e, "address")
	], a = n && !t.includes(n) ? `${t} (${n})` : t;
	return /^https:\/\/[^\s]+$/.test(i) ? r`<a href=${i} target="_blank" rel="noopener noreferrer nofollow">${a}</a>` : a;
}
function ae(e, t) {
	let n = h(e, "checked_on");
	return n ? r`<span class="detail">${o(t.t.checked, { date: s(n, t.locale) })}</span>` : a;
}
function w(e, t, n) {
	let r = b(n.locale), i = h(e, t);
	return i === "low" || i === "medium" || i === "high" ? r.levels[i] : "";
}
// src/cards/bridge.card.ts
var oe = /* @__PURE__ */ t({ draw: () => ce }), se = 5, T = {
	have: "full",
	close: "striped",
	missing: "hollow"
}, ce = (e, t) => {
	let n = b(t.locale), i = h(e.data, "title"), s = Object.keys(T).map((t) => ({
		name: t,
		skills: m(e.data, t).filter((e) => h(e, "label"))
	}));
	if (!i || s.every(({ skills: e }) => !e.length)) return;
	let c = s.map(({ name: e, skills: t }) => o(n.part, {
		name: n[e],
		count: t.length
	})), u = s.map(({ name: e, skills: t }) => ({
		look: T[e],
		amount: t.length
	})), d = g(e.data, "coverage"), f = r`${C(u, c.join(", "))} ${d === void 0 ? a : r`<p class="detail">${o(n.coverage, { percent: l(100 * v(d, 0, 1), t.locale) })}</p>`}
    ${s.map(({ name: e, skills: n }, r) => le(e, c[r] ?? "", n, t))}`;
	return x(e, t, o(n.bridge, { title: i }), f);
};
function le(e, t, n, i) {
	let s = b(i.locale), c = n.length > 6 ? n.slice(0, se) : n, l = n.slice(c.length), u = (t) => r`<ul class="skills">${t.map((t) => r`<li>${ue(e, t, s)}</li>`)}</ul>`;
	return r`<h4>${C([{
		look: T[e],
		amount: 1
	}])}${t}</h4> ${n.length ? u(c) : r`<p class="detail">${s.nothing}</p>`}
    ${l.length ? r`<details><summary>${o(s.more, { count: l.length })}</summary>${u(l)}</details>` : a}`;
}
function ue(e, t, n) {
	let i = h(t, "owned"), s = e === "have" ? de(t, n) : e === "close" && i ? o(n.closeTo, { owned: i }) : "";
	return r`${h(t, "label")}${s ? r` <span class="detail">${s}</span>` : a}`;
}
function de(e, t) {
	let n = h(e, "evidence");
	if (!(n in t.evidence)) return "";
	let r = t.evidence[n], i = h(e, "by");
	return i ? o(t.by, {
		evidence: r,
		by: i
	}) : r;
}
// src/cards/plot.ts
var E = .5, D = 3.4117, O = 3.5317, k = 3.1, A = 4, fe = 300, j = {
	left: 32,
	right: 298,
	top: 26,
	bottom: 246
}, M = 10;
function pe(e, t, n) {
	return r`<svg class="plot" role="img" viewBox="0 0 ${fe} 304" aria-label=${b(t.locale).plot} aria-describedby=${n} focusable="false"> ${F(t)} ${e.map(R)} ${z(e)} </svg>`;
}
function N(e) {
	return j.left + (j.right - j.left) * v(e, 0, 1);
}
function P(e) {
	return j.bottom - (j.bottom - j.top) * (v(e, k, A) - k) / .8999999999999999;
}
function F(e) {
	let t = b(e.locale), n = [
		[
			t.levels.high,
			A,
			O
		],
		[
			t.levels.medium,
			O,
			D
		],
		[
			t.levels.low,
			D,
			k
		]
	];
	return i`
    <rect class="grid" x=${j.left} y=${j.top} width=${j.right - j.left} height=${j.bottom - j.top} />
    <path class="edge" d="M${N(E)},${j.top}V${j.bottom}M${j.left},${P(O)}H${j.right}M${j.left},${P(D)}H${j.right}" />
    <text x=${j.left} y="14" class="axis">${t.automationAxis.replace("→", "↑")}</text>
    ${n.map(([e, t, n]) => L(e, 24, (P(t) + P(n)) / 2))}
    <text class="soft" text-anchor="middle" x=${N(E / 2)} y=${j.bottom + 32}>${t.lowOrMedium}</text>
    <text class="soft" text-anchor="middle" x=${N(1.5 / 2)} y=${j.bottom + 32}>${t.levels.high}</text>
    ${[
		0,
		E,
		1
	].map((t) => i`<text class="soft" text-anchor=${I(t)} x=${N(t)} y=${j.bottom + 16}>${l(t, e.locale, 1)}</text>`)}
    <text class="axis" text-anchor="end" x=${j.right} y=${j.bottom + 52}>${t.aiAxis}</text>`;
}
function I(e) {
	return e === 0 ? "start" : e === 1 ? "end" : "middle";
}
function L(e, t, n) {
	return i`<text class="soft" text-anchor="middle" transform="translate(${t} ${n}) rotate(-90)">${e}</text>`;
}
function R(e) {
	let [t, n] = [N(e.ai.value), P(e.automation.value)];
	return i`<path class="spread" d="M${N(e.ai.low)},${n}H${N(e.ai.high)}M${t},${P(e.automation.low)}V${P(e.automation.high)}" /><circle class="dot-mark" cx=${t} cy=${n} r="3" />`;
}
function z(e) {
	let t = e.map((e) => ({
		x: N(e.ai.value),
		y: P(e.automation.value)
	})), n = [];
	return e.map((e, r) => {
		let a = t[r] ?? {
			x: 0,
			y: 0
		}, o = B(a, n, t);
		return n.push(o), i`<path class="lead" d="M${a.x},${a.y}L${o.x},${o.y}" /><circle class="ground" cx=${o.x} cy=${o.y} r=${M} /><text class="number" text-anchor="middle" x=${o.x} y=${o.y + 4.5}>${e.number}</text>`;
	});
}
function B(e, t, n) {
	for (let r of [
		15,
		25,
		36,
		48,
		60,
		75,
		90
	]) for (let i = 0; i < 16; i += 1) {
		let a = (2 * i + 4) * Math.PI / 16 - Math.PI / 2, o = {
			x: e.x + r * Math.cos(a),
			y: e.y + r * Math.sin(a)
		}, s = o.x > j.left + M && o.x < j.right - M && o.y > j.top + M && o.y < j.bottom - M, c = (e, t) => Math.hypot(o.x - e.x, o.y - e.y) >= t;
		if (s && t.every((e) => c(e, 22)) && n.every((e) => c(e, 14))) return o;
	}
	return {
		x: v(e.x, j.left + M, j.right - M),
		y: v(e.y - 15, j.top + M, j.bottom - M)
	};
}
// src/cards/exposure.card.ts
var me = /* @__PURE__ */ t({ draw: () => ge }), he = 12, ge = (e, t) => {
	let n = b(t.locale), i = m(e.data, "occupations").filter((e) => h(e, "title")).slice(0, he);
	if (!i.length) return;
	let a = i.flatMap((e, t) => _e(e, t + 1)), o = new Set(a.map((e) => e.number)), s = S(e, "legend"), c = r`${a.length ? pe(a, t, s) : r`<p class="note">${n.nonePlaced}</p>`}
    <ol class="legend" id=${s}>
      ${i.map((n, i) => r`<li>${ve(n, i + 1, h(e.data, "job"), o, t)}</li>`)}
    </ol>
    <p class="note">${n.meaning}</p>`;
	return x(e, t, n.exposure, c);
};
function _e(e, t) {
	let [n, r] = [p(e.ai), p(e.automation)], [i, a] = [g(n, "mean"), g(r, "risk")];
	if (i === void 0 || a === void 0) return [];
	let o = (e, t) => ({
		low: g(e, "low") ?? t,
		value: t,
		high: g(e, "high") ?? t
	});
	return [{
		number: t,
		ai: o(n, i),
		automation: o(r, a)
	}];
}
function ve(e, t, n, i, s) {
	let c = b(s.locale), [l, u] = [p(e.ai), p(e.automation)], d = g(e, "shared"), f = !h(l, "band") && !h(u, "band"), m = n && h(e, "code") === n ? ` (${c.today})` : "";
	return r`<span class="rank">${t}</span> <div> <strong>${h(e, "title")}${m}</strong> ${f ? V("", c.none) : [V(c.ai, H(l, void 0, s)), V(c.automation, H(u, g(u, "risk"), s))]} ${e.coarse === !0 && d !== void 0 ? V("", o(c.few, { shared: d })) : a} ${!f && i.size && !i.has(t) ? V("", c.notPlaced) : a} </div>`;
}
function V(e, t) {
	return r`<span class="detail">${e ? `${e} — ${t}` : t}</span>`;
}
function H(e, t, n) {
	let r = b(n.locale), i = w(e, "band", n);
	if (!i) return r.none;
	let a = (e) => l(e, n.locale, 2), [s, c] = [g(e, "low"), g(e, "high")], u = [t === void 0 ? "" : o(r.index, { value: a(t) })];
	s !== void 0 && c !== void 0 && s !== c && u.push(o(r.range, {
		low: a(s),
		high: a(c)
	}));
	let d = u.filter(Boolean).join(", ");
	return d ? `${i} (${d})` : i;
}
// src/cards/interests.card.ts
var ye = /* @__PURE__ */ t({ draw: () => xe }), U = 280, W = 250, G = {
	x: U / 2,
	y: W / 2
}, K = 78, q = .25, be = 14, xe = (e, t) => {
	let n = b(t.locale), i = m(e.data, "interests").filter(J).slice(0, 12);
	if (!i.length) return;
	let o = S(e, "list"), s = r`${i.length > 2 ? Ce(i, n.radar, o) : a} <ul class="values" id=${o}> ${i.map((e) => r`<li><strong>${J(e)}</strong> <span class="detail">${Se(e, t)}</span></li>`)}
    </ul>
    <p class="note">${n.interestsNote}</p>`;
	return x(e, t, n.interests, s);
};
function J(e) {
	return h(e, "label") || h(e, "letter");
}
function Se(e, t) {
	let n = b(t.locale), [r, i] = [g(e, "chosen"), g(e, "offered") ?? 0], [a, s] = [g(e, "mean"), g(e, "spread")], c = r !== void 0 && i > 0 ? o(n.chosen, {
		chosen: r,
		offered: i
	}) : n.notOffered;
	if (a === void 0) return `${c}, ${n.none}`;
	let u = {
		mean: l(a, t.locale, 2),
		spread: l(s ?? 0, t.locale, 2)
	};
	return `${c}, ${o(s === void 0 ? n.estimateAlone : n.estimate, u)}`;
}
function Ce(e, t, n) {
	let o = e.map((t, n) => {
		let r = g(t, "mean");
		return {
			angle: 2 * Math.PI * n / e.length,
			label: J(t),
			mean: r === void 0 ? void 0 : v(r, 0, 1),
			spread: v(g(t, "spread") ?? 0, 0, 1)
		};
	}), s = Math.max(...o.map((e) => (e.mean ?? 0) + e.spread)), c = v(Math.ceil(s / q), 2, 4), l = (e, t) => {
		let n = K * v(t / (c * q), 0, 1);
		return `${(G.x + n * Math.sin(e.angle)).toFixed(1)},${(G.y - n * Math.cos(e.angle)).toFixed(1)}`;
	}, u = (e) => o.map((t) => l(t, e)).join(" "), d = o.flatMap((e) => e.mean === void 0 ? [] : [{
		axis: e,
		mean: e.mean
	}]);
	return r`<svg class="radar" role="img" viewBox="0 0 ${U} ${W}" aria-label=${t} aria-describedby=${n} focusable="false"> ${Array.from({ length: c }, (e, t) => i`<polygon class="grid" points=${u((t + 1) * q)} />`)}
    ${o.map((e) => i`<path class="grid" d="M${l(e, 0)}L${l(e, 1)}" />`)}
    ${d.length === o.length ? i`<polygon class="area" points=${d.map(({ axis: e, mean: t }) => l(e, t)).join(" ")} />` : a}
    ${d.map(({ axis: e, mean: t }) => we(l(e, t - e.spread), l(e, t + e.spread), l(e, t)))}
    ${o.map(Te)}
  </svg>`;
}
function we(e, t, n) {
	let [r, a] = n.split(",");
	return i`<path class="spread" d="M${e}L${t}" /><circle class="dot-mark" cx=${r} cy=${a} r="4.5" />`;
}
function Te(e) {
	let [t, n] = [Math.sin(e.angle), -Math.cos(e.angle)], r = ee(e.label, be), a = Math.abs(t) < .1, o = a ? G.x : t > 0 ? 278 : 2, s = a ? "middle" : t > 0 ? "end" : "start", c = G.y + K * n, l = n < 0 ? c - (a ? 8 : 14) - 14 * (r.length - 1) : c + (a ? 18 : 24);
	return i`<text text-anchor=${s}>${r.map((e, t) => i`<tspan x=${o} y=${l + 14 * t}>${e}</tspan>`)}</text>`;
}
// src/cards/matches.card.ts
var Ee = /* @__PURE__ */ t({ draw: () => De }), De = (e, t) => {
	let n = b(t.locale), i = m(e.data, "matches").filter((e) => h(e, "title"));
	if (!i.length) return;
	let a = new Map(e.actions.map((e) => [e, Oe(e, i)])), o = (t) => e.actions.filter((e) => a.get(e) === t), s = r`<ol class="ideas"> ${i.map((n, i) => r`<li>${ke(n, i, t, y(e, t, o(n)))}</li>`)}
    </ol>
    <p class="note">${n.order}</p>`;
	return x(e, t, n.matches, s, o(void 0));
};
function Oe(e, t) {
	let n = "text" in e ? `${e.label}\n${e.text}` : e.label;
	return t.filter((e) => n.includes(h(e, "title"))).sort((e, t) => h(t, "title").length - h(e, "title").length)[0];
}
function ke(e, t, n, i) {
	let o = v(Math.floor(g(e, "percentile") ?? 0), 0, 100), s = [{
		look: "full",
		amount: o
	}, {
		look: "hollow",
		amount: 100 - o
	}];
	return r`<h4><span class="rank">${g(e, "rank") ?? t + 1}</span> ${h(e, "title")}</h4> ${o ? C(s) : a} <p class="detail">${Ae(o, n)} ${je(e, n)}</p> <details class="why"> <summary>${b(n.locale).why}</summary> ${Me(e, n)} ${i} </details>`;
}
function Ae(e, t) {
	return e ? o(b(t.locale).near, { percent: l(e, t.locale) }) : "";
}
function je(e, t) {
	let [n, r] = [g(e, "have"), g(e, "missing")];
	return n === void 0 || r === void 0 ? "" : o(b(t.locale).counts, {
		have: l(n, t.locale),
		missing: l(r, t.locale)
	});
}
function Me(e, t) {
	let n = b(t.locale), i = m(e, "reasons").map((e) => h(e, "text")).filter(Boolean), [o, s] = [h(e, "entry"), h(e, "training")], c = [
		[n.entry, o && s ? `${o} (${s})` : o || s],
		[n.firstStep, h(e, "first_step")],
		[n.sure, w(e, "confidence", t)]
	], l = h(e, "summary");
	return r`${l ? r`<p>${l}</p>` : a} ${i.length ? r`<ul class="reasons">${i.map((e) => r`<li>${e}</li>`)}</ul>` : a}
    <dl>
      ${c.filter(([, e]) => e).map(([e, t]) => r`<dt>${e}</dt><dd>${t}</dd>`)}
    </dl>`;
}
// src/view/icons.ts
var Ne = {
	close: "M6 6l12 12M18 6L6 18",
	down: "M17 2h3v11h-3M17 2H7.5L4 10.5V13h6l-1 6 1.5 3L17 13",
	up: "M7 22H4V11h3M7 22h9.5l3.5-8.5V11h-6l1-6-1.5-3L7 11",
	copy: "M9 9h11v11H9zM5 15H4V4h11v1",
	edit: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
	clip: "M8 12.5l6-6a3 3 0 0 1 4.2 4.2l-8.5 8.5a5 5 0 0 1-7-7L11 4",
	send: "M4 12l16-8-6 16-3-6.5z",
	stop: "M7 7h10v10H7z",
	menu: "M4 7h16M4 12h16M4 17h16",
	list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
	plus: "M12 5v14M5 12h14",
	back: "M15 5l-7 7 7 7",
	popout: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
	retry: "M20 12a8 8 0 1 1-2.3-5.7M20 4v5h-5",
	energy: "M13 2L4 14h7l-1 8 9-12h-7z",
	bin: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13",
	talk: "M4 5h16v11H9l-5 4z",
	bottom: "M12 5v14M6 13l6 6 6-6"
};
function Pe(e) {
	return r`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${Ne[e]} /></svg>`;
}
// src/view/offers.ts
function Fe(e, t, n) {
	return r`<div class="payment"> ${t.label ? r`<p>${t.label}</p>` : a} ${t.sandbox ? r`<p class="note">${e.t.sandbox}</p>` : a}
    <div class="actions">
      ${t.url ? r`<a class="action main" href=${t.url} target="_blank" rel="noopener">${Pe("popout")}${e.t.payHere}</a>` : a}
      <button type="button" class="action" ?disabled=${e.ordering} @click=${() => void e.checkPaid(t, n)}>${e.t.bought}</button>
      ${t.label ? r`<button type="button" class="action" ?disabled=${e.ordering} @click=${() => e.leaveOrder()}>${e.t.otherPack}</button>` : a}
    </div>
    ${e.unpaid ? r`<p class="note warn" role="alert">${e.t.unpaid}</p>` : a}
  </div>`;
}
// src/cards/proposal.card.ts
var Ie = /* @__PURE__ */ t({ draw: () => Z }), Y = /* @__PURE__ */ new WeakMap(), X = /* @__PURE__ */ new WeakMap(), Z = (e, t) => {
	let n = b(t.locale), [i, s] = [g(e.data, "amount"), h(e.data, "currency")];
	if (i === void 0 || !/^[a-z]{3}$/i.test(s)) return;
	let u = g(e.data, "points"), d = c(i, s, t.locale), f = r`<p class="price">${u ? d : `${d} ${t.t.perMonth}`}</p>
    ${u ? r`<p>${o(n.points, { points: l(u, t.locale) })}</p>` : a}
    ${e.data.sandbox === !0 && !Q(e, t) ? r`<p class="note">${t.t.sandbox}</p>` : a} ${Le(e, t)}`;
	return x(e, t, h(e.data, "title") || n.offer, f, []);
};
function Le(e, t) {
	let n = b(t.locale);
	if (X.get(t)?.has(e.id)) return r`<p role="status">${n.paid}</p>`;
	if (t.order && Q(e, t)) return r`<p role="status">${n.confirmed}</p>${Fe(t, t.order, () => ze(e, t))}`;
	let i = h(e.data, "expires_at");
	return new Date(i).getTime() <= Date.now() ? r`<p class="note">${n.expired}</p>` : r`${i ? r`<p class="note">${o(n.until, { date: s(i, t.locale, !0) })}</p>` : a}
    <div class="actions">
      ${e.actions.map((n) => r`<button type="button" class="action main" ?disabled=${t.chat.busy || t.ordering} @click=${() => Re(n, e, t)}> ${n.label} </button>`)}
    </div>`;
}
function Q(e, t) {
	return t.order !== void 0 && Y.get(t) === e.id;
}
function Re(e, t, n) {
	Y.set(n, t.id), n.act(e, t);
}
function ze(e, t) {
	X.set(t, new Set(X.get(t)).add(e.id)), t.announce(b(t.locale).paid), t.redraw();
}
// src/cards/teaser.card.ts
var Be = /* @__PURE__ */ t({ draw: () => Ve }), Ve = (e, t) => r`<h3 class="heading">${b(t.locale).teaser}</h3> <p class="text">${e.text}</p> ${e.data.sandbox === !0 ? r`<p class="note">${t.t.sandbox}</p>` : a}
    <div class="actions"><button type="button" class="action" @click=${() => t.go("energy")}>${t.t.energyTitle}</button></div>`, He = /* @__PURE__ */ t({ draw: () => We }), Ue = 12, We = (e, t) => {
	let n = b(t.locale), i = m(e.data, "steps").filter((e) => h(e, "title"));
	if (!i.length) return;
	let s = i.filter((e) => e.done === !0).length, c = $(e.data.total, t), l = o(n.progress, {
		done: s,
		all: i.length
	}), u = r`${C([{
		look: "full",
		amount: s
	}, {
		look: "hollow",
		amount: i.length - s
	}])} <p class="detail">${l} ${c ? o(n.total, { span: c }) : a}</p> <ol class="steps"> ${i.map((e) => r`<li class=${e.done === !0 ? "done" : "open"}>${Ge(e, t)}</li>`)}
    </ol>`;
	return x(e, t, h(e.data, "title") || n.trajectory, u);
};
function Ge(e, t) {
	let n = b(t.locale), s = e.done === !0, c = h(e, "kind"), l = c in n.steps ? n.steps[c] : "", u = $(e.duration, t), d = Ke(e, t), f = h(e, "source");
	return r`<svg class="mark-step" viewBox="0 0 20 20" aria-hidden="true" focusable="false"> <circle cx="10" cy="10" r="8.5" />${s ? i`<path d="M5.5 10.5l3 3 6-7" />` : a}
    </svg>
    <strong>${h(e, "title")}</strong>
    <span class="detail">${[s ? n.done : n.todo, l].filter(Boolean).join(" · ")}</span>
    ${!s && u ? r`<span class="lasts">${o(n.lasts, { span: u })}${f ? ` (${f})` : a}</span>` : a}
    ${!s && d ? r`<span class="lasts">${d}</span>` : a}`;
}
function Ke(e, t) {
	let n = b(t.locale);
	if (g(p(e.start_week), "max") === 0) return n.now;
	let r = $(e.start_week, t);
	return r && o(n.wait, { span: r });
}
function $(e, t) {
	let n = b(t.locale), [r, i] = [g(p(e), "min"), g(p(e), "max")];
	if (r === void 0 || i === void 0 || r < 0 || i < r) return "";
	let a = (e) => l(e, t.locale, 1);
	if (i === 0) return n.noTime;
	if (i > Ue) {
		let [e, t] = [Math.floor(r * 12 / 52), Math.ceil(i * 12 / 52)];
		return e === 0 ? o(n.monthsUpTo, { b: a(t) }) : e === t ? o(n.monthsAlone, { a: a(e) }) : o(n.months, {
			a: a(e),
			b: a(t)
		});
	}
	return r === i ? i === 1 ? n.oneWeek : o(n.weeksAlone, { a: a(i) }) : o(n.weeks, {
		a: a(r),
		b: a(i)
	});
}
var qe = (0, String.raw)` .card > .heading{margin:0 0 8px;line-height:1.3}.card h4{display:flex;align-items:baseline;gap:8px;margin:12px 0 4px;font-size:0.9375rem;line-height:1.35}.card p,.card ul,.card ol,.card dl{margin:4px 0}.card .detail{line-height:1.4}.card svg{display:block}.card svg text{font-size:12.5px;fill:var(--_ink)}.card svg .soft{fill:var(--_soft);font-size:12px}.rank{flex:none;min-width:24px;height:24px;padding:0 6px;border-radius:12px;font:700 13px/24px system-ui,sans-serif;text-align:center;background:var(--_accent);color:var(--_on-accent)}.card .bar{width:100%;height:12px;margin:6px 0;border:1px solid var(--_accent);border-radius:4px;overflow:hidden}.full{fill:var(--_accent)}.striped,.hollow{fill:var(--_paper)}.stripes{stroke:var(--_accent);stroke-width:100%;stroke-dasharray:2 3}.card .folds > details,.card details.why{margin-block-start:4px}.card summary{display:list-item;min-height:44px;padding-block:10px;line-height:24px}.card .actions{margin-block:8px}.card .action{min-height:44px}.card .sources ul{padding-inline-start:1.2em;font-size:0.875rem}.ideas,.legend,.steps,.values,.skills{padding:0;list-style:none}.ideas > li{padding-block:6px 0;border-block-start:1px solid var(--_line)}.ideas > li:first-child{border:0}.card .ideas h4{margin-block:2px}.card .ideas p{margin:2px 0}.reasons{padding-inline-start:1.2em;font-size:0.9375rem}.why dt{margin-block-start:8px;font-size:0.8125rem;font-weight:600;color:var(--_soft)}.why dd{margin:0;font-size:0.9375rem}.radar,.plot{width:100%;max-width:360px;height:auto;margin:0 auto 8px}.grid{fill:none;stroke:var(--_line)}.area{fill:var(--_accent);fill-opacity:0.18;stroke:var(--_accent);stroke-width:2}.spread{fill:none;stroke:var(--_accent);stroke-width:2.5;stroke-linecap:round}.plot .spread{stroke-width:1.5;stroke-opacity:0.7}.dot-mark,.ground{fill:var(--_accent)}.edge{fill:none;stroke:var(--_soft);stroke-dasharray:4 4}.lead{stroke:var(--_soft)}.card svg .number{font-size:13px;font-weight:700;fill:var(--_on-accent)}.values li{padding-block:4px}.values .detail,.legend .detail,.skills .detail,.steps .detail{display:block}.legend > li{display:flex;gap:8px;padding-block:6px}.legend > li > div{min-width:0}.card h4 .bar{flex:none;align-self:center;width:22px;margin:0}.skills li{padding-block:3px;line-height:1.35}.steps > li{position:relative;padding-block:0 14px;padding-inline-start:32px;line-height:1.35}.steps > li:not(:last-child)::before{content:"";position:absolute;inset-block:20px 0;inset-inline-start:9px;border-inline-start:2px solid var(--_line)}.mark-step{position:absolute;inset-block-start:0;inset-inline-start:0;width:20px;height:20px;fill:none;stroke:var(--_accent);stroke-width:2}.done .mark-step circle{fill:var(--_accent)}.done .mark-step path{stroke:var(--_on-accent);stroke-width:2.5}.lasts{display:block;font-size:0.9375rem}.price{font-size:1.25rem;font-weight:700}@media (forced-colors:active){.card .bar,.card svg{forced-color-adjust:none;color:CanvasText}.card svg text,.card svg .soft{fill:CanvasText}.rank{border:1px solid CanvasText}.card .bar{border-color:CanvasText}.done .mark-step circle,.full,.dot-mark,.ground,.area{fill:CanvasText}.striped,.hollow{fill:Canvas}.card svg .number{fill:Canvas}.done .mark-step path{stroke:Canvas}.grid,.edge,.lead,.spread,.stripes,.area,.mark-step{stroke:CanvasText}}`, Je = new Map(Object.entries(/* @__PURE__ */ Object.assign({
	"./bridge.card.ts": oe,
	"./exposure.card.ts": me,
	"./interests.card.ts": ye,
	"./matches.card.ts": Ee,
	"./proposal.card.ts": Ie,
	"./teaser.card.ts": Be,
	"./trajectory.card.ts": He
})).map(([e, t]) => [e.replace(/^.*\/|\.card\.ts$/g, ""), t.draw]));
export { Je as KINDS, qe as STYLES };
