/* Brings the evidence markup to life: charts are drawn, tables sort, and every number opens its passages.
 *
 * Works alike in report pages, JupyterLab outputs and plain nbconvert pages. Needs window.vegaEmbed for charts and
 * window.DataTable for tables; without them the rest still works. Loading it twice does no harm.
 * Text from documents reaches the page through text nodes only, never as markup.
 */
(() => {
  "use strict";
  if (window.discourse) return;

  const CHUNK = 200; // passages put into the panel at once; longer lists follow without blocking the page
  const SEARCH_FROM = 9; // rows from which a table gets a search box
  const PAGE_FROM = 51; // rows from which it gets pages
  const NARROW = 480; // pixels below which a chart is drawn for a phone
  const CELL = 190; // narrowest facet of small multiples, in pixels, before there is one column fewer

  const make = (tag, name, ...children) => {
    const node = document.createElement(tag);
    if (name) node.className = name;
    node.append(...children.filter((child) => child !== "" && child != null));
    return node;
  };
  const count = (n) => `${n.toLocaleString("en")} ${n === 1 ? "passage" : "passages"}`;

  // ---- evidence -----------------------------------------------------------------------------------------------

  // JupyterLab shows several notebooks in one page, and each may be about another corpus.
  const heard = new WeakMap();
  function store(node) {
    const scope = node.closest(".jp-NotebookPanel") ?? document;
    if (!heard.has(scope))
      heard.set(scope, { sets: new Map(), passages: new Map(), contexts: new Map(), documents: new Map() });
    return heard.get(scope);
  }
  const behind = (node, key) => store(node).sets.get(key) ?? [];

  // Much evidence is packed: a page of a large corpus weighs a fraction of it.
  async function unpacked(script) {
    const bytes = Uint8Array.from(atob(script.textContent), (letter) => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
  }

  async function learn(script) {
    const text = script.dataset.packed ? await unpacked(script) : script.textContent;
    for (const [kind, entries] of Object.entries(JSON.parse(text)))
      for (const [key, value] of Object.entries(entries)) store(script)[kind]?.set(key, value);
  }

  function passage(id, { passages, contexts, documents }) {
    const item = make("li", "dn-passage");
    item.dataset.passage = id;
    const [contextId, ...edges] = passages.get(id) ?? [];
    const roles = typeof edges.at(-1) === "string" ? edges.pop() : ""; // which part of a find each mark is
    const context = contexts.get(contextId);
    if (!context) {
      item.append(make("p", "dn-missing", `Passage ${id} is missing from this page.`));
      return item;
    }
    const points = Array.from(context.t); // offsets count code points, JavaScript counts UTF-16 units
    const pieces = [0, ...edges].map((edge, at) => {
      const piece = points.slice(edge, edges[at]).join("");
      const role = roles[(at - 1) / 2];
      return at % 2 && piece ? make("mark", role ? `dn-role-${role}` : "", piece) : piece;
    });
    const source = documents.get(context.d) ?? {};
    const label = make(source.href ? "a" : "cite", "", source.label || context.d);
    if (source.href) label.href = `${source.href}#${encodeURIComponent(context.a ?? "")}`;
    const rest = [source.by, source.date, context.p].filter(Boolean).join(" · ");
    item.append(make("blockquote", "", ...pieces), make("footer", "", label, rest && ` · ${rest}`));
    return item;
  }

  // ---- the panel ----------------------------------------------------------------------------------------------

  const heading = make("h2", "dn-panel-count");
  const about = make("p", "dn-panel-about");
  const closer = make("button", "dn-panel-close", "×");
  const list = make("ol", "dn-passages");
  const body = make("div", "dn-panel-body", list);
  const panel = make("aside", "dn dn-panel", make("header", "dn-panel-head", heading, about, closer), body);
  panel.id = "dn-evidence";
  panel.hidden = true;
  panel.setAttribute("aria-labelledby", (heading.id = "dn-evidence-count"));
  heading.tabIndex = -1;
  body.tabIndex = 0; // a region that scrolls must be reachable by keyboard
  body.setAttribute("role", "group");
  body.setAttribute("aria-label", "Passages");
  closer.type = "button";
  closer.setAttribute("aria-label", "Close the passages");
  closer.addEventListener("click", () => close());
  let opener = null;
  let filling = 0;

  function fill(ids, from) {
    const mine = ++filling;
    let next = 0;
    const more = () => {
      if (mine !== filling) return;
      list.append(...ids.slice(next, (next += CHUNK)).map((id) => passage(id, from)));
      if (next < ids.length) setTimeout(more);
    };
    list.replaceChildren();
    more();
  }

  function open(node) {
    if (node === opener) return close();
    opener?.setAttribute("aria-expanded", "false");
    opener = node;
    const ids = behind(node, node.dataset.evidence);
    heading.textContent = count(ids.length);
    about.textContent = ids.length ? describe(node) : "The passages behind this number are not in this page.";
    fill(ids, store(node));
    panel.hidden = false;
    node.setAttribute("aria-expanded", "true");
    body.scrollTop = 0;
    heading.focus({ preventScroll: true });
    uncover(node);
  }

  function close() {
    panel.hidden = true;
    filling++;
    const node = opener;
    opener = null;
    if (!node) return;
    node.setAttribute("aria-expanded", "false");
    node.focus({ preventScroll: true });
  }

  // The sheet on a phone must not hide the number that was touched.
  function uncover(node) {
    const sheet = panel.getBoundingClientRect();
    const own = node.getBoundingClientRect();
    const beside = own.right <= sheet.left || sheet.right <= own.left;
    if (!beside && own.bottom > sheet.top - 24) window.scrollBy({ top: own.bottom - sheet.top + 48 });
  }

  function describe(node) {
    if (node.dataset.about) return node.dataset.about;
    const cell = node.closest("td, th");
    if (!cell) return "";
    const table = cell.closest("table");
    const column = table.tHead?.rows[table.tHead.rows.length - 1]?.cells[cell.cellIndex];
    const row = cell.parentNode.cells[0];
    return [row === cell ? null : row, column].map((part) => part?.textContent.trim()).filter(Boolean).join(" · ");
  }

  // The label on a mark leads to the mark itself, which can take the focus back.
  function target(event) {
    const node = event.target.closest?.("[data-evidence]");
    const owner = `[role=button][data-evidence="${node?.dataset.evidence}"]`;
    return (node?.ownerSVGElement && node.ownerSVGElement.querySelector(owner)) || node;
  }
  document.addEventListener("click", (event) => target(event) && open(target(event)));
  // On the window and early, since JupyterLab takes Enter and Escape for itself.
  window.addEventListener(
    "keydown",
    (event) => {
      const escape = event.key === "Escape" && !panel.hidden;
      const enter = (event.key === "Enter" || event.key === " ") && !event.repeat && target(event);
      if (!escape && !enter) return;
      event.preventDefault();
      event.stopPropagation();
      if (escape) close();
      else open(enter);
    },
    true,
  );

  // ---- charts -------------------------------------------------------------------------------------------------

  const EMBED = {
    mode: "vega-lite",
    ast: true, // expressions are interpreted: the policy of the pages forbids to evaluate them
    renderer: "svg",
    actions: false,
    defaultStyle: false,
    tooltip: { theme: "dn", id: "dn-tooltip", disableDefaultStyle: true },
  };

  // Told to Vega-Lite, it would warn of every chart whose height is counted in steps.
  const fit = (spec) => ({ ...spec, autosize: { type: "fit-x", contains: "padding" } });

  // The title leaves the drawing for the page, where it wraps, scales and can be selected.
  function lift(spec, figure, canvas) {
    const title = typeof spec.title === "object" && !Array.isArray(spec.title) ? spec.title : { text: spec.title };
    delete spec.title;
    if (figure.querySelector(".dn-title")) return;
    const line = (text) => [text ?? ""].flat().join(" ");
    if (title?.text) canvas.before(make("p", "dn-title", line(title.text)));
    if (title?.subtitle) canvas.before(make("p", "dn-subtitle", line(title.subtitle)));
  }

  // Vega-Lite cannot make facets as wide as their container: returns the unit whose width has to be found by drawing.
  function facet(spec, width) {
    const split = spec.facet ?? spec.encoding ?? {};
    if (width < NARROW && split.column && !split.row) {
      if (spec.facet) spec.facet = split.column; // one below the other instead
      else (split.facet = split.column), delete split.column;
    }
    const unit = spec.facet ? spec.spec : split.facet || split.row || split.column ? spec : null;
    if (unit?.width !== "container") return null;
    const wrapped = spec.facet ? spec.facet.field && spec : split.facet;
    if (wrapped) wrapped.columns = Math.max(1, Math.min(wrapped.columns ?? 4, Math.floor(width / CELL)));
    unit.width = 100;
    return unit;
  }

  // On a phone labels of rows break in two (what is still cut, the tooltip has whole), labels of columns stand
  // upright, and legends below.
  const BREAKS = { test: "test(regexp('^.{12,}? .'), datum.label)", value: -6 };
  const TWO_LINES = "split(replace(datum.label, regexp('^(.{12,}?) (.*)$'), '$1\\n$2'), '\\n')";

  function narrow(spec, width) {
    const { axisY, legend, ...config } = spec.config ?? {};
    spec.config = {
      ...config,
      axisY: { ...axisY, labelLimit: width * 0.4 },
      legend: { ...legend, orient: "bottom", columns: 4 },
    };
    for (const { encoding: { x, y } = {} } of [spec, ...(spec.layer ?? [])]) {
      if (y?.type === "nominal" && y.axis !== null)
        y.axis = { labelExpr: TWO_LINES, labelLineHeight: 12, labelOffset: { condition: BREAKS, value: 0 }, ...y.axis };
      if (x?.axis?.labelAngle) x.axis.labelAngle = -90;
    }
  }

  // The width of one facet at which all of them fill the container, from a drawing made at another width.
  function cellWidth(canvas, unit, width) {
    const cells = [...canvas.querySelectorAll(".mark-group.role-scope.cell > g")];
    const columns = new Set(cells.map((cell) => Math.round(cell.getBoundingClientRect().left))).size || 1;
    const over = canvas.querySelector("svg").getBoundingClientRect().width - width;
    return Math.max(60, Math.floor(unit.width - over / columns));
  }

  // What a mark may be: those left out hold many rows in one shape, those at the end repeat another mark's row.
  const MARKS = ["rect", "symbol", "arc", "path", "shape", "rule", "text"];
  const rank = (item) => MARKS.indexOf(item?.mark?.marktype);

  function enliven(canvas) {
    const marks = [...canvas.querySelectorAll(".role-mark > *")].filter(
      ({ __data__: item }) => rank(item) >= 0 && item.datum?.evidence,
    );
    marks.sort((a, b) => rank(a.__data__) - rank(b.__data__));
    const owners = new Map();
    for (const node of marks) {
      const { mark, datum, description, tooltip } = node.__data__;
      const key = datum.evidence;
      node.dataset.evidence = key;
      if (!owners.has(key)) owners.set(key, mark.name);
      if (owners.get(key) !== mark.name || node.getAttribute("role") === "button") continue;
      const told =
        tooltip && typeof tooltip === "object"
          ? Object.entries(tooltip).map(([name, value]) => (name.trim() ? `${name}: ${value}` : value)).join("; ")
          : tooltip;
      node.dataset.about = told || description || node.getAttribute("aria-label") || "";
      node.setAttribute("aria-label", `${node.dataset.about} (${count(behind(node, key).length)})`);
      node.setAttribute("role", "button");
      node.setAttribute("tabindex", "0");
      node.setAttribute("aria-expanded", "false");
      node.setAttribute("aria-controls", panel.id);
      node.removeAttribute("aria-roledescription");
    }
  }

  async function draw(figure) {
    const canvas = figure.querySelector(".dn-canvas");
    const source = figure.querySelector(".dn-spec").textContent;
    let width = 0;
    let view = null;
    const again = async () => {
      width = canvas.clientWidth || 640; // drawn even while hidden; the observer corrects it when it is shown
      const spec = JSON.parse(source);
      lift(spec, figure, canvas);
      const unit = facet(spec, width);
      const options = { ...EMBED };
      if (!unit && spec.width === "container") {
        spec.width = width;
        options.patch = fit;
      }
      // Vega measures text on a canvas, which knows no variables: it gets the font that the page resolved.
      spec.config = { ...spec.config, font: getComputedStyle(canvas).fontFamily };
      if (width < NARROW) narrow(spec, width);
      view?.finalize();
      ({ view } = await window.vegaEmbed(canvas, structuredClone(spec), options));
      for (let tries = 5; unit && tries; tries--) {
        const cell = cellWidth(canvas, unit, width);
        if (Math.abs(cell - unit.width) < 2) break;
        unit.width = cell;
        view.finalize();
        ({ view } = await window.vegaEmbed(canvas, structuredClone(spec), options));
      }
      canvas.classList.toggle("dn-over", canvas.querySelector("svg").getBoundingClientRect().width > width + 1);
      enliven(canvas);
      return unit;
    };
    const unit = await again();
    new MutationObserver(() => enliven(canvas)).observe(canvas, { childList: true, subtree: true });
    new ResizeObserver(() => {
      if (!canvas.clientWidth || canvas.clientWidth === width) return;
      const crossed = canvas.clientWidth < NARROW !== width < NARROW;
      width = canvas.clientWidth;
      if (unit || crossed) again();
      else view.width(width).runAsync();
    }).observe(canvas);
  }

  // ---- tables -------------------------------------------------------------------------------------------------

  let captions = 0;
  const NUMBER = /[-−]?\d[\d,]*(\.\d+)?/;

  function arrange(box) {
    const table = box.matches("table") ? box : box.querySelector("table");
    if (!table) return;
    const rows = [...(table.tBodies[0]?.rows ?? [])];
    const irregular = table.querySelector("tbody [colspan], tbody [rowspan]") || table.tHead?.rows.length !== 1;
    const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
    heads.forEach((head, i) => {
      const column = rows.map((row) => row.cells[i]).filter(Boolean);
      const longest = Math.max(0, ...column.map((cell) => cell.textContent.length));
      const name = head.dataset.type === "num" ? "dn-num" : longest > 60 ? "dn-long" : longest > 24 ? "dn-mid" : longest < 15 ? "dn-short" : "";
      if (name) for (const cell of [head, ...column]) cell.classList.add(name);
      if (name !== "dn-num") return;
      for (const cell of column)
        cell.dataset.order ??= NUMBER.exec(cell.textContent)?.[0].replace("−", "-").replaceAll(",", "") ?? "-Infinity";
    });
    // The caption leaves the table, which may scroll sideways or have a search box between them.
    const caption = table.caption && make("p", "dn-caption", ...table.caption.childNodes);
    const name = caption?.textContent.trim() || "Table";
    if (caption) {
      caption.id = `dn-caption-${++captions}`;
      table.caption.remove();
      table.before(caption);
      table.setAttribute("aria-labelledby", caption.id);
    }
    const scroller = make("div", "dn-scroll");
    if (irregular || rows.length < 2 || !window.DataTable || box.matches(".dn-plain, .dn-plain *")) {
      table.replaceWith(scroller);
      scroller.append(table);
    } else {
      window.DataTable.ext.errMode = "throw"; // its default is an alert box
      const long = rows.length >= SEARCH_FROM;
      // Left to itself the filter looks into the markup of the numbers, too.
      for (const cell of table.querySelectorAll("tbody td")) cell.dataset.search = cell.textContent;
      const api = new window.DataTable(table, {
        order: [],
        autoWidth: false,
        paging: rows.length >= PAGE_FROM,
        pageLength: PAGE_FROM - 1,
        layout: {
          topStart: long ? "search" : null,
          topEnd: null,
          bottomStart: long ? "info" : null,
          bottomEnd: rows.length >= PAGE_FROM ? "paging" : null,
        },
        language: { search: "", searchPlaceholder: "Filter rows", info: "_START_–_END_ of _TOTAL_ rows", infoFiltered: "(of _MAX_)", infoEmpty: "No rows" },
        columns: heads.map((head) => ({ type: head.dataset.type === "num" ? "num" : "html" })),
      });
      const cell = table.parentNode;
      cell.classList.add("dn-scroll");
      box.querySelector(".dt-search input")?.setAttribute("aria-label", `Filter rows: ${name}`);
      window.addEventListener("beforeprint", () => api.page.len(-1).draw());
      window.addEventListener("afterprint", () => api.page.len(PAGE_FROM - 1).draw());
    }
    const outer = table.closest(".dn-scroll");
    const wide = () => {
      const over = outer.scrollWidth > outer.clientWidth + 1;
      outer.classList.toggle("dn-wide", over);
      over ? outer.setAttribute("tabindex", "0") : outer.removeAttribute("tabindex");
      over ? outer.setAttribute("role", "region") : outer.removeAttribute("role");
      over ? outer.setAttribute("aria-label", name) : outer.removeAttribute("aria-label");
    };
    new ResizeObserver(wide).observe(outer);
  }

  // ---- finding what is there and what comes later -------------------------------------------------------------

  const root = document.documentElement;
  let drawing = 0;

  async function show(figure) {
    drawing++;
    delete root.dataset.dnReady;
    try {
      await draw(figure);
    } catch (error) {
      console.error(error);
      figure.append(make("p", "dn-missing", `This chart could not be drawn: ${error.message}`));
    }
    drawing--;
    ready();
  }

  function ready() {
    if (!drawing) root.dataset.dnReady = "true";
  }

  const fresh = (selector) => {
    const nodes = [...document.querySelectorAll(`:is(${selector}):not([data-dn-seen])`)];
    for (const node of nodes) node.dataset.dnSeen = "";
    return nodes;
  };

  // One after the other: what opens passages waits for them.
  let scanning = Promise.resolve();
  const scan = () => (scanning = scanning.then(look, look));

  async function look() {
    await Promise.all(fresh("script.dn-evidence").map(learn));
    for (const node of fresh(".dn-number[data-evidence]")) {
      node.setAttribute("aria-expanded", "false");
      node.setAttribute("aria-controls", panel.id);
      node.title = `Show ${count(behind(node, node.dataset.evidence).length)}`;
    }
    fresh(".dn-table, .dn-page table.dataframe").forEach(arrange);
    if (window.vegaEmbed) fresh(".dn-chart").forEach(show);
    ready();
  }

  // ---- the page around: contents beside the text on wide screens, with the section being read marked ----------

  function follow() {
    const contents = document.querySelector(".dn-contents");
    if (!contents) return;
    const wide = window.matchMedia("(min-width: 1360px)");
    const set = () => (contents.open = wide.matches);
    wide.addEventListener("change", set);
    set();
    const links = new Map([...contents.querySelectorAll("a")].map((a) => [decodeURIComponent(a.hash.slice(1)), a]));
    contents.addEventListener("click", (event) => event.target.closest("a") && set());
    // The section being read is the last whose heading passed into the upper third, on the way down or up.
    const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
    const spy = new IntersectionObserver(
      () => {
        const read = headings.findLast((heading) => heading.getBoundingClientRect().top < innerHeight * 0.3);
        for (const link of links.values()) link.removeAttribute("aria-current");
        if (read) links.get(read.id).setAttribute("aria-current", "true");
      },
      { rootMargin: "0px 0px -70% 0px" },
    );
    for (const heading of headings) spy.observe(heading);
  }

  let waiting = false;
  function soon() {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      scan();
    }, 30);
  }

  function start() {
    (document.querySelector(".dn-margin") ?? document.body).append(panel);
    // JupyterLab takes the outputs of cells out of sight from the page, and the style with them.
    const style = document.querySelector(".dn-setup style");
    if (style) document.head.append(style.cloneNode(true));
    scan();
    follow();
    new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  }

  window.discourse = { scan, open, close };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
