// Writes a table a person can sort: first column is the heading of its row, ten rows and then
// more. Sorting, hovering and picking rows say so to the caller; nothing is computed here.

const FIRST_ROWS = 10;
const MORE_ROWS = 200;

/**
 * Write a table into `root`, in place of what stood there.
 *
 * columns: [{head, of: row => value, say: value => text, isNumber}], the first heads its row.
 * rows: plain values, already in the order to open with; each has `position`, its cell.
 * on: {hover(position | null), pick(position)}.
 */
export function writeTable(root, {caption, columns, rows, on}) {
    const table = make('table', {className: 'sortable'});
    table.append(make('caption', {textContent: caption}));
    const head = table.createTHead().insertRow();
    const body = table.createTBody();
    const more = make('button', {type: 'button', className: 'quiet more'});
    const view = {rows, shown: FIRST_ROWS, sorted: null};

    const draw = () => {
        body.replaceChildren(...view.rows.slice(0, view.shown).map((row) => line(row, columns, on)));
        const left = view.rows.length - view.shown;
        more.hidden = left <= 0;
        more.textContent = left <= MORE_ROWS ? `Show all ${number(view.rows.length)}`
            : `Show ${MORE_ROWS} more of ${number(view.rows.length)}`;
    };
    more.addEventListener('click', () => {
        view.shown += MORE_ROWS;
        draw();
    });
    head.append(...columns.map((column) => heading(column, (order) => {
        view.rows = sorted(rows, column.of, order);
        for (const cell of head.cells) cell.removeAttribute('aria-sort');
        draw();
    })));
    body.addEventListener('mouseleave', () => on.hover(null));
    root.replaceChildren(make('div', {className: 'table-frame'}), more);
    root.firstChild.append(table);
    draw();
}

/** Mark the row of a cell, and only that one, in every table of the page. */
export function markRow(position) {
    for (const row of document.querySelectorAll('tr.picked')) row.classList.remove('picked');
    if (position === null) return;
    for (const row of document.querySelectorAll(`tr[data-position="${position}"]`)) {
        row.classList.add('picked');
    }
}

export const number = (value) => value.toLocaleString('en-GB');

function heading(column, sortBy) {
    const cell = make('th', {scope: 'col', className: column.isNumber ? 'number' : ''});
    const button = make('button', {type: 'button', textContent: column.head});
    button.addEventListener('click', () => {
        const opening = column.isNumber ? 'descending' : 'ascending';
        const turned = opening === 'descending' ? 'ascending' : 'descending';
        const order = cell.getAttribute('aria-sort') === opening ? turned : opening;
        sortBy(order);
        cell.setAttribute('aria-sort', order);
    });
    cell.append(button);
    return cell;
}

function line(row, columns, on) {
    const element = make('tr', {});
    element.dataset.position = row.position;
    columns.forEach((column, i) => {
        const cell = make(i ? 'td' : 'th', {className: column.isNumber ? 'number' : ''});
        const text = column.say ? column.say(column.of(row)) : String(column.of(row));
        if (i === 0) {
            cell.scope = 'row';
            const button = make('button', {type: 'button', textContent: text});
            button.addEventListener('click', () => on.pick(row.position));
            button.addEventListener('focus', () => on.hover(row.position));
            cell.append(button);
        } else {
            cell.textContent = text;
            cell.dataset.head = column.head;
        }
        element.append(cell);
    });
    element.addEventListener('mouseenter', () => on.hover(row.position));
    return element;
}

function sorted(rows, of, order) {
    const sign = order === 'ascending' ? 1 : -1;
    const compare = (a, b) => (typeof a === 'number' ? a - b : String(a).localeCompare(b, 'en-GB'));
    return rows.toSorted((a, b) => sign * compare(of(a), of(b)));
}

function make(tag, values) {
    return Object.assign(document.createElement(tag), values);
}
