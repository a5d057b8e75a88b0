// What is wrong with the page in each frame, as a list of lists that are empty where nothing is.
// The result is written as bytes, so that no mark-up in it is read as one.
addEventListener("load", () => {
  const all = [...document.querySelectorAll("iframe")].map(measure);
  document.getElementById("measured").textContent = [...new TextEncoder().encode(JSON.stringify(all))].join(" ");
});

function measure(frame) {
  const page = frame.contentDocument, view = frame.contentWindow, root = page.documentElement;
  const every = [...page.body.querySelectorAll("*")];
  const style = (element) => view.getComputedStyle(element);
  const name = (element) => element.tagName.toLowerCase() + (element.className ? "." + element.className : "") + " " + element.textContent.trim().slice(0, 40);
  const hidden = (element) => element.closest(".hidden, .skip") || style(element).clipPath !== "none" || !element.getClientRects().length;
  const scrolls = (element) => { for (let at = element; at; at = at.parentElement) if (["auto", "scroll"].includes(style(at).overflowX)) return true; return false; };
  const own = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const seen = every.filter((element) => !hidden(element));
  const texts = seen.filter(own);

  const beyond = seen.filter((element) => !scrolls(element) && (element.getBoundingClientRect().right > view.innerWidth + 0.5 || element.getBoundingClientRect().left < -0.5));
  const clipped = texts.filter((element) => style(element).overflowX === "hidden" && element.scrollWidth > element.clientWidth + 1);
  const faint = texts.filter((element) => contrast(view, element) < 4.5);
  const small = texts.filter((element) => parseFloat(style(element).fontSize) < 12);
  const loaded = [...page.querySelectorAll("[src], [href], object, embed, iframe")].filter((element) => !(element.getAttribute("href") || "").startsWith("#"))
    .concat([...page.querySelectorAll("style, [style]")].filter((element) => /url\(|@import/.test(element.textContent + (element.getAttribute("style") || ""))));

  const stops = [...page.querySelectorAll("a[href], button, input, select, summary, [tabindex]")];
  const nameless = stops.filter((element) => !element.textContent.trim() && !element.getAttribute("aria-label"));
  const unfocused = stops.filter((element) => {
    element.focus();
    const ring = style(element);
    return page.activeElement !== element || (page.hasFocus() && ring.outlineStyle === "none");
  });
  page.activeElement.blur();

  const levels = [...page.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((heading) => Number(heading.tagName[1]));
  const skippedHeadings = levels.filter((level, at) => at > 0 && level > levels[at - 1] + 1);
  const loneHeaders = [...page.querySelectorAll("th")].filter((header) => !header.scope).map(name)
    .concat([...page.querySelectorAll("td")].filter((cell) => !cell.parentElement.querySelector("th[scope=row]")).map(name))
    .concat([...page.querySelectorAll("table")].filter((table) => table.getAttribute("role") !== "table" || !table.getAttribute("aria-labelledby")).map(name));
  const strayBars = [...page.querySelectorAll(".bar")].filter((bar) => {
    const track = bar.closest(".track").getBoundingClientRect(), box = bar.getBoundingClientRect();
    return box.left < track.left - 1 || box.right > track.right + 1 || box.width < 2 || box.height < 4;
  });
  return {
    width: Number(frame.dataset.width), wanted: frame.dataset.scheme,
    scheme: view.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
    scrollWidth: root.scrollWidth, background: luminance(colour(style(page.body).backgroundColor)),
    beyond: beyond.map(name), clipped: clipped.map(name), small: small.map(name), loaded: loaded.map(name),
    faint: faint.map((element) => contrast(view, element).toFixed(2) + " " + name(element)),
    nameless: nameless.map(name), unfocused: unfocused.map(name), skippedHeadings, loneHeaders, strayBars: strayBars.map(name),
    h1: page.querySelectorAll("h1").length, lang: root.lang, scripts: page.scripts.length,
    rows: page.querySelectorAll(".images tbody tr").length, lanes: page.querySelectorAll(".bar.lane").length,
  };
}

// Red, green, blue from 0 to 1, and how opaque.
function colour(text) {
  const [red, green, blue, alpha] = text.match(/[\d.]+/g).map(Number);
  return { rgb: [red, green, blue].map((part) => part / 255), alpha: alpha === undefined ? 1 : alpha };
}

// Relative luminance and contrast as WCAG 2.2 defines them.
function luminance({ rgb }) {
  const [red, green, blue] = rgb.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(view, element) {
  let behind = element;
  while (behind && colour(view.getComputedStyle(behind).backgroundColor).alpha === 0) behind = behind.parentElement;
  const ground = behind ? luminance(colour(view.getComputedStyle(behind).backgroundColor)) : 1;
  const ink = luminance(colour(view.getComputedStyle(element).color));
  return (Math.max(ground, ink) + 0.05) / (Math.min(ground, ink) + 0.05);
}
