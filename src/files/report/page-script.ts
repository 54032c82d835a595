/** The script of the page. */
import type { ChangeRow } from "./change-list.ts";

/**
 * Runs in the page: shows the embedded changes, page by page, and searches them.
 *
 * Its source goes into the page, so it uses nothing from outside the function but the browser. Values reach the page as
 * text nodes only.
 */
export function pageScript(): void {
  const PAGE_ROWS = 50;
  /** A change of more attributes is collapsed. */
  const FEW_ATTRIBUTES = 5;
  const table = document.querySelector("#changes tbody");
  const search = document.querySelector<HTMLInputElement>("#search");
  const outcome = document.querySelector<HTMLSelectElement>("#outcome");
  const action = document.querySelector<HTMLSelectElement>("#action");
  const status = document.querySelector("#found");
  const previous = document.querySelector<HTMLButtonElement>("#previous");
  const next = document.querySelector<HTMLButtonElement>("#next");
  const controls = document.querySelector("#controls");
  if (!table || !search || !outcome || !action || !status || !previous || !next || !controls) return;

  const rows: { readonly row: ChangeRow; readonly searched: string }[] = [];
  for (const block of document.querySelectorAll("script.changes")) {
    const parsed: readonly ChangeRow[] = JSON.parse(block.textContent ?? "[]");
    for (const row of parsed) rows.push({ row, searched: row.flat(3).join("\n").toLowerCase() });
    block.remove();
  }
  let found = rows;
  let page = 0;

  function element(name: string, content: string, className = ""): HTMLElement {
    const made = document.createElement(name);
    if (content !== "") made.textContent = content;
    if (className !== "") made.className = className;
    return made;
  }

  /** Isolated, so that a value written from right to left does not reorder its neighbors. */
  function value(name: string, shown: string | null): HTMLElement {
    if (shown === null) return element("span", "no value", "none");
    const made = element(name, shown === "" ? "empty" : shown, shown === "" ? "none" : "");
    made.dir = "auto";
    return made;
  }

  function propertyItem([attribute, before, after]: ChangeRow[7][number]): HTMLElement {
    const item = document.createElement("li");
    item.append(element("b", attribute), element("span", ": from ", "unseen"), " ", value("del", before));
    item.append(element("span", " \u2192 ", "arrow"), element("span", "to ", "unseen"), value("ins", after));
    return item;
  }

  function collapsed(title: string, content: HTMLElement): HTMLElement {
    const details = document.createElement("details");
    details.append(element("summary", title), content);
    return details;
  }

  /** The role is set, because a row that is laid out as a card loses its own. */
  function tableCell(name: "td" | "th"): HTMLElement {
    const cell = document.createElement(name);
    cell.setAttribute("role", name === "td" ? "cell" : "rowheader");
    return cell;
  }

  function detailCell([, , , , , code, reason, properties]: ChangeRow): HTMLElement {
    const cell = tableCell("td");
    if (code !== "") cell.append(element("p", code, "code"));
    if (reason !== "") cell.append(value("p", reason));
    if (properties.length > 0) {
      const list = document.createElement("ul");
      list.append(...properties.map(propertyItem));
      cell.append(properties.length > FEW_ATTRIBUTES ? collapsed(`${properties.length} attributes`, list) : list);
    }
    return cell;
  }

  function tableRow(row: ChangeRow): HTMLElement {
    const [time, user, account, actionName, outcomeName] = row;
    const made = document.createElement("tr");
    made.setAttribute("role", "row");
    const name = tableCell("th");
    name.setAttribute("scope", "row");
    name.append(value("bdi", user));
    if (account !== "") name.append(element("br", ""), element("span", account, "account"));
    const stamp = element("time", time.slice(0, 19).replace("T", " "));
    stamp.setAttribute("datetime", time);
    const when = tableCell("td");
    when.append(stamp);
    const done = tableCell("td");
    done.append(actionName);
    const result = tableCell("td");
    result.append(element("span", outcomeName, `badge ${outcomeName.toLowerCase()}`));
    made.append(name, when, done, result, detailCell(row));
    return made;
  }

  function show(): void {
    const pages = Math.max(1, Math.ceil(found.length / PAGE_ROWS));
    page = Math.min(Math.max(page, 0), pages - 1);
    const first = page * PAGE_ROWS;
    const shown = found.slice(first, first + PAGE_ROWS);
    table?.replaceChildren(...shown.map(({ row }) => tableRow(row)));
    const range = `${(first + 1).toLocaleString("en")} to ${(first + shown.length).toLocaleString("en")}`;
    const summary = shown.length === 0 ? "Nothing found." : `${range} of ${found.length.toLocaleString("en")}`;
    status?.replaceChildren(summary);
    previous?.setAttribute("aria-disabled", String(page === 0));
    next?.setAttribute("aria-disabled", String(page === pages - 1));
  }

  function filter(): void {
    const words = (search?.value ?? "").toLowerCase().split(/\s+/);
    const wanted = outcome?.value ?? "";
    const done = action?.value ?? "";
    found = rows.filter(
      ({ row, searched }) =>
        (wanted === "" || row[4] === wanted) &&
        (done === "" || row[3] === done) &&
        words.every((word) => searched.includes(word)),
    );
    page = 0;
    show();
  }

  function turn(step: number): void {
    page += step;
    show();
  }

  search.addEventListener("input", filter);
  outcome.addEventListener("change", filter);
  action.addEventListener("change", filter);
  previous.addEventListener("click", () => turn(-1));
  next.addEventListener("click", () => turn(1));
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-search]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      search.value = button.dataset["search"] ?? "";
      outcome.value = "";
      action.value = "";
      filter();
      search.focus();
    });
  }
  controls.removeAttribute("hidden");
  document.querySelector("#without-script")?.remove();
  show();
}
