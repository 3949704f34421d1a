//! What is wrong with a screen that can be measured: words that are cut, targets that are small, parts that overlap.

use crate::window::Window;

/// Finds faults in what the page shows now.
const FAULTS: &str = r"
    const faults = [];
    const shown = (one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true })
        && one.closest('.unseen, [inert]') === null;
    const named = (one) => one.closest('[data-testid]')?.dataset.testid ?? one.tagName.toLowerCase();
    const words = (one) => (one.innerText || one.getAttribute('aria-label') || '').trim().slice(0, 40);
    if (document.documentElement.scrollWidth > innerWidth) faults.push('the page is wider than the window');
    for (const one of document.querySelectorAll('body *')) {
        const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
        if (!own || one.scrollWidth <= one.clientWidth + 1 || one.clientWidth === 0 || !shown(one)) continue;
        if (getComputedStyle(one).overflowX === 'visible' || one.closest('[title], pre, textarea')) continue;
        if (getComputedStyle(one).clipPath !== 'none') continue;
        faults.push(`cut and nowhere to be read: ${named(one)}: ${words(one)}`);
    }
    const targets = [...document.querySelectorAll('button, a[href], select, summary, [role=tab], [role=menuitem]')]
        .filter((one) => shown(one) && getComputedStyle(one).display !== 'inline');
    // The steps of a number field are its arrow keys, too (WCAG 2.2, 2.5.8: equivalent).
    for (const one of targets.filter((one) => one.closest('.fui-SpinButton') === null)) {
        const { width, height } = one.getBoundingClientRect();
        if (width > 0 && height > 0 && (width < 23.5 || height < 23.5) && one.closest('[data-act]') === null)
            faults.push(`small: ${named(one)}: ${words(one)}: ${Math.round(width)}x${Math.round(height)}`);
    }
    for (const bar of document.querySelectorAll('header, footer')) {
        const inside = targets.filter((one) => bar.contains(one)).map((one) => [one, one.getBoundingClientRect()]);
        for (const [at, [one, a]] of inside.entries()) {
            if (a.right > innerWidth + 1) faults.push(`outside: ${named(one)}: ${words(one)}`);
            for (const [other, b] of inside.slice(at + 1))
                if (a.right > b.left + 2 && b.right > a.left + 2 && a.bottom > b.top + 2 && b.bottom > a.top + 2
                    && !one.contains(other)) faults.push(`over each other: ${words(one)}, ${words(other)}`);
        }
    }
    return [...new Set(faults)];";

/// Makes every word of the page 40 % longer, as another language might, and remembers what was there.
const LONGER: &str = r"
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    window.before = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const text = node.data;
        if (!/\p{L}{2}/u.test(text) || node.parentElement.closest('kbd, code, .mono, [role=grid], style, script')) continue;
        window.before.push([node, text]);
        node.data = text + ' ' + text.slice(0, Math.ceil(text.trim().length * 0.4));
    }
    return window.before.length;";

const AS_BEFORE: &str = "
    for (const [node, text] of window.before ?? []) node.data = text;
    delete window.before;
    return null;";

/// What is wrong with what the window shows, one line each.
#[must_use]
pub fn faults(window: &Window) -> Vec<String> {
    let found = window.script(FAULTS);
    found.as_array().into_iter().flatten().filter_map(|line| Some(line.as_str()?.to_owned())).collect()
}

/// The same with words that are 40 % longer.
#[must_use]
pub fn faults_with_longer_words(window: &Window) -> Vec<String> {
    let _count = window.script(LONGER);
    let found = faults(window);
    let _back = window.script(AS_BEFORE);
    found
}
