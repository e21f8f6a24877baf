/**
 * A page is visible before its scripts run, for seconds on a busy machine. What is pressed then would be lost: a script in the
 * head keeps it, and the page does it once it can. Keys are done by `ShortcutProvider`, clicks by `EarlyClicks`.
 */
interface EarlyInput {
  readonly takeKeys: () => KeyboardEvent[];
  readonly takeClicks: () => MouseEvent[];
}

declare global {
  interface Window {
    plumblineEarly?: EarlyInput;
  }
}

/** Something early waits this long for the part of the page that it was meant for; then it is forgotten. */
export const earlyInputMs = 5_000;

/** Where a key is text, or belongs to what is open. Never kept: it may be part of a password. */
export const typingPlaces =
  "input, textarea, select, [contenteditable=true], [role=menu], [role=listbox], [role=dialog]";

/** What the browser does by itself, whether scripts run or not. The label of a box leads to a click on the box. */
const nativePlaces = "a[href], input, textarea, select, summary, label, [contenteditable=true], button[type=submit]";
const tickPlaces = "input[type=checkbox], input[type=radio]";

/**
 * Runs in the head, as text because it must not wait for a file. A kept click is kept from everybody else: a part of the page
 * that runs already would do it now, and again when it is done late. So that nobody fills memory, 20 of each are enough.
 */
export const earlyInputScript = `(()=>{const begin=(type,isOurs)=>{const kept=[];
const listen=e=>{if(kept.length<20&&!e.altKey&&e.target instanceof Element&&isOurs(e,e.metaKey||e.ctrlKey))kept.push(e)};
addEventListener(type,listen,true);return()=>{removeEventListener(type,listen,true);return kept.splice(0)}};
const takeKeys=begin("keydown",(e,isCommand)=>{
if(isCommand){if(e.shiftKey||e.key.toLowerCase()!=="k")return false;e.preventDefault();return true}
if((e.key.length>1&&e.key!=="Enter"&&e.key!=="Escape")||e.target.closest(${JSON.stringify(typingPlaces)}))return false;
if((e.key==="Enter"||e.key===" ")&&e.target.closest("a, button, summary"))return false;
if(e.key==="/")e.preventDefault();return true});
const takeClicks=begin("click",(e,isCommand)=>{const place=e.target;
if(isCommand||e.button!==0||(!place.matches(${JSON.stringify(tickPlaces)})&&place.closest(${JSON.stringify(nativePlaces)})))return false;
e.preventDefault();e.stopImmediatePropagation();return true});
window.plumblineEarly={takeKeys,takeClicks}})()`;

/** The single keys that were pressed so far, in order. From now on none is kept. */
export function takeEarlyKeys(): readonly KeyboardEvent[] {
  return window.plumblineEarly?.takeKeys() ?? [];
}

/** The clicks so far, in order. From now on the page gets them itself. */
export function takeEarlyClicks(): readonly MouseEvent[] {
  return window.plumblineEarly?.takeClicks() ?? [];
}

/** When what was changed before is drawn. */
export function nextFrame(): Promise<void> {
  // The first callback comes before that drawing, the second one after it.
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
}
