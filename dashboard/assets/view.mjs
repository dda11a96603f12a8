// Leads from one view to the next without loading the page. The address is the only state, so
// Back, a bookmark and a link all work; the server decides what an address may show.

function go(search) {
    const trouble = document.getElementById('trouble');
    if (trouble) trouble.hidden = true;
    document.getElementById('main').setAttribute('aria-busy', 'true');
    keepFocus(document.activeElement.id);
    window.dash_clientside.set_props('url', {search});
}

/** The filters are drawn again for each view: give the keyboard back the control it was on. */
function keepFocus(id) {
    const column = document.querySelector('.filter-column');
    const watch = new MutationObserver(() => {
        if (document.activeElement !== document.body) return;
        (document.getElementById(id) ?? document.getElementById('main')).focus({preventScroll: true});
    });
    watch.observe(column, {childList: true, subtree: true});
    setTimeout(() => watch.disconnect(), 5000);
}

function follow(event) {
    const link = event.target.closest('a[data-view="link"]');
    const wantsOwnTab = event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0;
    if (!link || wantsOwnTab) return;
    event.preventDefault();
    go(new URL(link.href).search);
}

function choose(event) {
    const select = event.target.closest('select[data-view]');
    if (!select) return;
    const said = new URLSearchParams(window.location.search);
    if (select.value) said.set(select.dataset.view, select.value);
    else said.delete(select.dataset.view);
    go(said.size ? `?${said}` : '');
}

function open(event) {
    const button = event.target.closest('button[data-opens]');
    if (!button) return;
    const isOpen = button.getAttribute('aria-expanded') !== 'true';
    button.setAttribute('aria-expanded', String(isOpen));
    document.getElementById(button.dataset.opens).classList.toggle('open', isOpen);
}

// The map is what the page is for: its library is made ready while the page is being built.
const library = document.querySelector('link[rel="modulepreload"]').href;
import(library);
import('./map.mjs');

document.addEventListener('click', follow);
document.addEventListener('click', open);
document.addEventListener('change', choose);

// A session that ended answers 401: load the page again, which leads to the sign-in and back.
// Once: several questions are out together, and a second reload would break off the first.
const ask = window.fetch;
let isLeaving = false;
window.fetch = async (...request) => {
    const answer = await ask(...request);
    if (answer.status === 401 && !isLeaving) {
        isLeaving = true;
        window.location.reload();
    }
    return answer;
};
