// Paints cells on a map and writes the tables beside it, both from one small array of counts.
//
// The shapes come once from an address that never changes and stay in the browser; each answer
// then brings a sparse array, which is painted by feature-state without touching geometry. The
// page may watch `data-painted` on #map: it holds the figure id of what is fully drawn.

import {hatch, style} from './style.mjs';
import {markRow, number, writeTable} from './table.mjs';

const ASIDE = '#6b7280'; // cells that are not in the view
const ATTRIBUTION = 'Streets and boundaries: the landlord’s own files · MapLibre';
const FALLBACK = 'This browser cannot draw the live map. Choose one ward to see its map as a '
    + 'picture; the tables hold every number.';

const page = {
    map: null, // promise of the map, once asked for
    shapes: '', // address of the shapes now in the map
    cells: new Map(), // position -> feature
    states: new Map(), // position -> colour and opacity painted
    paint: null, // the answer shown; below, what it says of cells by position
    verdicts: new Map(),
    outside: new Set(),
    missing: new Set(),
    values: new Map(),
    view: '', // what the map was last moved to
    hovered: null,
    pinned: null,
};

/** Show an answer; `paint` is null where there is none. Resolves when it is on the screen. */
export async function show(paint) {
    const root = document.getElementById('map');
    root.dataset.painted = '';
    keep(paint);
    pick(null);
    if (paint) await fetchShapes(paint.shapes);
    if (page.paint !== paint) return ''; // a newer answer came meanwhile
    writeTables(paint);
    document.getElementById('main').removeAttribute('aria-busy');
    page.map ??= startMap(root);
    const map = await page.map;
    if (page.paint !== paint) return '';
    if (!map) return showPicture(root, paint);
    useShapes(map, paint);
    paintCells(map, paint);
    await moveTo(map, root, paint);
    await new Promise((done) => map.once('idle', done));
    if (page.paint === paint) root.dataset.painted = paint ? paint.figure : 'nothing';
    return paint ? paint.figure : '';
}

// ---------------------------------------------------------------- shapes and states

async function fetchShapes(address) {
    if (page.fetched === address) return;
    const answer = await fetch(address);
    const shapes = await answer.json();
    page.collection = shapes;
    page.cells = new Map(shapes.features.map((cell) => [cell.id, cell]));
    page.fetched = address;
}

function useShapes(map, paint) {
    if (!paint || page.shapes === paint.shapes) return;
    map.removeFeatureState({source: 'cells'});
    page.states.clear();
    map.getSource('cells').setData(page.collection);
    page.shapes = paint.shapes;
}

/** Paint the cells that differ from what is there, and no other; then the outlines of hot ones. */
function paintCells(map, paint) {
    const wanted = paint ? statesOf(paint) : new Map();
    for (const position of page.states.keys()) {
        if (!wanted.has(position)) map.removeFeatureState({source: 'cells', id: position});
    }
    for (const [position, state] of wanted) {
        const before = page.states.get(position);
        if (before?.colour === state.colour && before.opacity === state.opacity) continue;
        map.setFeatureState({source: 'cells', id: position}, state);
    }
    page.states = wanted;
    fill(map, 'missing', page.missing);
    fill(map, 'hot', page.verdicts.keys());
}

function statesOf(paint) {
    if (paint.kind === 'classes') {
        return new Map(paint.values.map((step, position) => [position, painted(paint.colours[step])]));
    }
    const states = new Map([...page.outside].map((position) => [position, {colour: ASIDE, opacity: 0.13}]));
    paint.positions.forEach((position, i) => states.set(position, painted(colourOf(paint, paint.values[i]))));
    return states;
}

const painted = (colour) => ({colour, opacity: 0.7});

/** Put the shapes of some cells into a source of their own, each with its verdict. */
function fill(map, source, positions) {
    const features = [...positions].filter((position) => page.cells.has(position)).map((position) => (
        {...page.cells.get(position), properties: {verdict: page.verdicts.get(position) ?? ''}}));
    map.getSource(source).setData({type: 'FeatureCollection', features});
}

/** Keep what is said of cells by position, for the map, the tables and the note. */
function keep(paint) {
    page.paint = paint;
    page.verdicts = new Map([
        ...(paint?.likely ?? []).map((position) => [position, 'likely']),
        ...(paint?.strong ?? []).map((position) => [position, 'strong']),
    ]);
    page.outside = new Set(inRuns(paint?.outside ?? []));
    page.missing = new Set(inRuns(paint?.missing ?? []));
    page.values = new Map([...(paint?.positions ?? paint?.values.keys() ?? [])]
        .map((position, i) => [position, paint.values[i]]));
}

function colourOf(paint, count) {
    return paint.colours[paint.lows.findLastIndex((low) => count >= low)];
}

function* inRuns(runs) {
    for (let i = 0; i < runs.length; i += 2) {
        for (let position = runs[i]; position < runs[i + 1]; position += 1) yield position;
    }
}

// ---------------------------------------------------------------- the tables

function writeTables(paint) {
    const on = {hover, pick: (position) => pick(position, {go: true})};
    const hot = document.getElementById('places-table');
    const all = document.getElementById('cells-table');
    hot.replaceChildren();
    all.replaceChildren();
    document.getElementById('all-cells').hidden = !paint;
    if (!paint) return;
    const rows = cellRows();
    const columns = cellColumns(paint);
    const higher = rows.filter((row) => paint.kind === 'classes' && row.value > 0);
    if (paint.places.length) {
        const caption = 'Hot places, most above expectation first';
        writeTable(hot, {caption, columns: hotColumns(paint), rows: hotRows(paint), on});
    } else if (higher.length) {
        writeTable(hot, {caption: `${number(higher.length)} cells above the lowest class`, columns, rows: higher, on});
    }
    const caption = paint.kind === 'classes' ? `All ${number(rows.length)} cells, by class`
        : `${number(rows.length)} cells with ${paint.noun}s`;
    writeTable(all, {caption, columns, rows, on});
}

function hotRows(paint) {
    return paint.places.map(([position, name, cases, homes, expected, verdict]) => (
        {position, name, cases, homes, expected, verdict}));
}

function hotColumns(paint) {
    return [
        {head: 'Place', of: (row) => row.name},
        {head: capital(`${paint.noun}s`), of: (row) => row.cases, say: number, isNumber: true},
        {head: 'Expected', of: (row) => row.expected, say: (value) => value.toFixed(1), isNumber: true},
        {head: 'How sure', of: (row) => row.verdict},
    ];
}

function cellRows() {
    return [...page.values]
        .map(([position, value]) => ({
            position,
            name: nameOf(position),
            homes: page.cells.get(position)?.properties.h ?? null,
            value,
            verdict: page.verdicts.get(position) ?? '',
        }))
        .sort((a, b) => b.value - a.value || a.position - b.position);
}

function cellColumns(paint) {
    const what = `${capital(paint.noun)}s`;
    const value = paint.kind === 'classes'
        ? {head: what, of: (row) => row.value, say: (step) => paint.labels[step], isNumber: true}
        : {head: what, of: (row) => row.value, say: number, isNumber: true};
    const columns = [{head: 'Cell', of: (row) => row.name}, value,
        {head: 'Homes', of: (row) => row.homes ?? 0, say: number, isNumber: true}];
    return paint.kind === 'classes' ? columns
        : [...columns, {head: 'How sure', of: (row) => row.verdict, say: (verdict) => verdict || 'not shown'}];
}

const nameOf = (position) => page.cells.get(position)?.properties.n || `Cell ${position + 1}`;
const capital = (text) => text[0].toUpperCase() + text.slice(1);

// ---------------------------------------------------------------- one cell in words

function hover(position) {
    mark('hovered', position);
    if (page.pinned === null) describe(position);
    markRow(page.pinned ?? position);
}

function pick(position, {go = false} = {}) {
    mark('pinned', position);
    describe(position);
    markRow(position);
    if (go && position !== null && page.map) page.map.then((map) => map && bringIntoView(map, position));
}

/** Set the one cell that is hovered or pinned, and outline both. */
function mark(what, position) {
    if (page[what] === position) return;
    page[what] = position;
    page.map?.then((map) => {
        if (map) fill(map, 'picked', new Set([page.hovered, page.pinned]));
    });
}

function describe(position) {
    const note = document.getElementById('cell-note');
    const paint = page.paint;
    note.hidden = position === null || !paint;
    if (note.hidden) return;
    const strong = document.createElement('strong');
    strong.textContent = valueWords(paint, position);
    const homes = page.cells.get(position)?.properties.h;
    const place = homes == null ? nameOf(position) : `${nameOf(position)} · ${number(homes)} homes`;
    const where = document.createElement('span');
    where.textContent = place;
    note.replaceChildren(strong, where);
    if (page.pinned === position) note.append(hint('Escape lets go'));
}

function valueWords(paint, position) {
    if (page.outside.has(position)) return 'Not in this view';
    if (page.missing.has(position)) return 'Too few homes, or not supplied';
    const value = page.values.get(position) ?? 0;
    if (paint.kind === 'classes') return `${paint.labels[value]} ${paint.noun}s`;
    const said = value === 0 ? `No mappable ${paint.noun}s` : `${number(value)} ${paint.noun}${value === 1 ? '' : 's'}`;
    const verdict = {strong: ' · strong hot cell', likely: ' · likely hot, may be chance'};
    return said + (verdict[page.verdicts.get(position)] ?? '');
}

function hint(text) {
    return Object.assign(document.createElement('small'), {textContent: text});
}

document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && page.pinned !== null) pick(null);
});

// ---------------------------------------------------------------- the map itself

/** Start the map; null where the browser has no WebGL, which the library says by throwing. */
async function startMap(root) {
    const library = await import(`${root.dataset.library}/maplibre-gl.mjs`);
    const bounds = boundsOf() ?? await wardBox(root.dataset.outlines, '');
    let map;
    try {
        map = new library.Map(options(root, bounds));
    } catch {
        return null;
    }
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.addControl(new library.NavigationControl({showCompass: false}), 'top-right');
    map.addControl(new library.ScaleControl({maxWidth: 120, unit: 'metric'}), 'bottom-left');
    const credit = {compact: root.clientWidth < 500, customAttribution: ATTRIBUTION};
    map.addControl(new library.AttributionControl(credit), 'bottom-right');
    await new Promise((done) => map.once('style.load', done));
    map.addImage('hatch', hatch());
    listen(map);
    return map;
}

function options(root, bounds) {
    return {
        container: root,
        style: style(root.dataset.outlines),
        bounds,
        fitBoundsOptions: {padding: 24},
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        renderWorldCopies: false,
        fadeDuration: 0,
        minZoom: 8,
        maxZoom: 18,
        // On a phone one finger scrolls the page, two move the map.
        cooperativeGestures: window.matchMedia('(pointer: coarse)').matches,
        // Kept after drawing, so that the map is on the printed page.
        canvasContextAttributes: {preserveDrawingBuffer: true},
        locale: {'Map.Title': 'Map of cells. Arrow keys move it; the tables hold every number.'},
    };
}

function listen(map) {
    const under = (event) => map.queryRenderedFeatures(event.point, {layers: ['cells']})[0]?.id ?? null;
    map.on('mousemove', (event) => hover(under(event)));
    map.on('mouseout', () => hover(null));
    map.on('click', (event) => {
        const position = under(event);
        pick(position === page.pinned ? null : position);
    });
}

/** Go where another answer lies; a reader who moved the map keeps the place while it does not. */
async function moveTo(map, root, paint) {
    const view = paint ? `${paint.shapes} ${paint.area}` : page.view;
    if (view === page.view) return;
    const isOpening = page.view === '' && !paint.area;
    page.view = view;
    if (isOpening) return;
    const box = paint.area ? await wardBox(root.dataset.outlines, paint.area) : boundsOf();
    map.fitBounds(box, {padding: 48, animate: false});
}

/** The box of one ward, or of all of them for no code. */
async function wardBox(address, code) {
    page.outlines ??= fetch(address).then((answer) => answer.json());
    const {features} = await page.outlines;
    const wards = features.map((feature) => feature.properties).filter((area) => area.kind === 'ward');
    const boxes = wards.filter((area) => !code || area.code === code).map((area) => area.box);
    const ends = [0, 1, 2, 3].map((side) => boxes.map((box) => box[side]));
    return [Math.min(...ends[0]), Math.min(...ends[1]), Math.max(...ends[2]), Math.max(...ends[3])];
}

function bringIntoView(map, position) {
    const [lon, lat] = page.cells.get(position).geometry.coordinates.flat(Infinity);
    if (!map.getBounds().contains([lon, lat])) map.panTo([lon, lat], {animate: false});
}

/** The box of the cells that may be looked at; of all cells where there are none; or null. */
function boundsOf() {
    const seen = [...page.cells.values()].filter((cell) => !page.outside.has(cell.id));
    const cells = seen.length ? seen : [...page.cells.values()];
    const box = [180, 90, -180, -90];
    for (const cell of cells) {
        const [lon, lat] = cell.geometry.coordinates.flat(Infinity);
        box[0] = Math.min(box[0], lon);
        box[1] = Math.min(box[1], lat);
        box[2] = Math.max(box[2], lon);
        box[3] = Math.max(box[3], lat);
    }
    return cells.length ? box : null;
}

// ---------------------------------------------------------------- without WebGL

function showPicture(root, paint) {
    const words = Object.assign(document.createElement('p'), {className: 'empty', textContent: FALLBACK});
    const picture = new Image();
    picture.alt = 'Map of the cells of this view; the tables hold every number.';
    picture.onload = () => root.replaceChildren(picture);
    root.replaceChildren(words);
    if (paint?.area) picture.src = `/map.png${window.location.search}`;
    root.dataset.painted = paint ? paint.figure : 'nothing';
    return root.dataset.painted;
}
