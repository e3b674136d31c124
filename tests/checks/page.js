// Copyright (c) 2026, the steward.awx developers
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Evaluated in a page: what is hard to read in it, where it leads, and where one can arrive in it.
() => {
  const SMALLEST_PIXELS = 10;
  // https://www.w3.org/TR/WCAG21/#contrast-minimum: text, and text that is large
  const CONTRAST = 4.5, CONTRAST_OF_LARGE = 3, LARGE_PIXELS = 24, LARGE_BOLD_PIXELS = 18.66;
  const MARKUP = /(?<![\w.])(?:O|V|RV|E|P|C|I|B|L|U|M|R)\([^()\s]|:[a-z][a-z-]*:`|\.\. [a-z-]+::|``|<no title>/;

  const faults = [];
  const shorten = text => text.trim().replace(/\s+/g, " ").slice(0, 60);

  const colour = css => {
    const [red, green, blue, alpha = 1] = css.match(/[\d.]+/g).map(Number);
    return {red, green, blue, alpha};
  };
  const over = (above, below) => ({
    red: above.red * above.alpha + below.red * (1 - above.alpha),
    green: above.green * above.alpha + below.green * (1 - above.alpha),
    blue: above.blue * above.alpha + below.blue * (1 - above.alpha),
    alpha: 1,
  });
  const background = element => {
    if (!element) return {red: 255, green: 255, blue: 255, alpha: 1};
    const own = colour(getComputedStyle(element).backgroundColor);
    return own.alpha === 1 ? own : over(own, background(element.parentElement));
  };
  const luminance = ({red, green, blue}) => {
    const [r, g, b] = [red, green, blue].map(value => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = element => {
    const behind = background(element);
    const text = over(colour(getComputedStyle(element).color), behind);
    const [dark, light] = [luminance(text), luminance(behind)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };

  const checkText = (element, text) => {
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    if (size < SMALLEST_PIXELS) faults.push(`text of ${size} px: ${text}`);
    const bold = Number(style.fontWeight) >= 700;
    const large = size >= LARGE_PIXELS || (bold && size >= LARGE_BOLD_PIXELS);
    const found = contrast(element);
    if (found < (large ? CONTRAST_OF_LARGE : CONTRAST)) {
      const colours = `${style.color} on ${Object.values(background(element)).slice(0, 3).map(Math.round)}`;
      faults.push(`contrast of ${found.toFixed(1)}, ${colours}: ${text}`);
    }
  };
  const scrollsSideways = element => {
    for (let at = element; at; at = at.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(at).overflowX) && at !== document.body) return true;
    }
    return false;
  };
  const checkWidth = (range, element, text) => {
    const right = Math.max(...[...range.getClientRects()].map(part => part.right));
    if (right > window.innerWidth + 1 && !scrollsSideways(element)) {
      faults.push(`wider than the window: ${text}`);
    }
  };

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement, text = shorten(node.data);
    if (!text || !element.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    // Text for screen readers alone is in a box of one pixel.
    if (!range.getClientRects().length || element.getBoundingClientRect().width <= 1) continue;
    checkText(element, text);
    checkWidth(range, element, text);
    if (!element.closest("pre, code") && MARKUP.test(node.data)) faults.push(`markup that is shown: ${text}`);
  }

  if (document.documentElement.scrollWidth > window.innerWidth) {
    faults.push(`the page is ${document.documentElement.scrollWidth} px wide`);
  }
  for (const image of document.images) {
    if (!image.complete || !image.naturalWidth) faults.push(`image not loaded: ${image.getAttribute("src")}`);
    if (!image.alt) faults.push(`image without a text in its place: ${image.getAttribute("src")}`);
  }
  if (!document.title.trim()) faults.push("no title");
  const headings = document.querySelectorAll("h1").length;
  // The theme's page of search results has none.
  if (headings !== 1 && !document.getElementById("search-results")) faults.push(`${headings} headings of the first level`);

  return {
    faults: [...new Set(faults)],
    links: [...document.querySelectorAll("a[href]")].map(link => link.href),
    anchors: [...document.querySelectorAll("[id]")].map(element => element.id),
  };
}
