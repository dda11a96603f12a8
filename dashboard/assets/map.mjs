// Paints cells on a map and writes the tables beside it, both from one small array of counts.
//
// The shapes come once from an address that never changes and stay in the browser; each answer
// then brings a sparse array, which is painted by feature-state without touching geometry. The
// page may watch `data-painted` on #map: it holds the figure id of what is fully drawn.

import {markRow, number, writeTable} from './table.mjs';

const INK = '#16191d', PAPER = '#faf9f6', MUTED = '#5a6270', PLUM = '#7b2d5b', SLATE = '#475569';
const FOCUS = '#ffbf47', ASIDE = '#6b7280', NONE = 'rgba(0, 0, 0, 0)';
// No glyphs in the style: the browser draws labels from the fonts it has.
const FONT = ['Segoe UI', 'Roboto', 'Helvetica Neue', 'Arial', 'Liberation Sans', 'sans-serif'];
const ATTRIBUTION = 'Streets and boundaries: the landlord’s own files · MapLibre';
// Between these zooms cells give way to the street: fill fades, edges stay.
const FADES = [14.8, 15.6];
const FALLBACK = 'This browser cannot draw the live map. Choose one ward to see its map as a '
    + 'picture; the tables hold every number.';

const page = {
    map: null, // promise of the map, once asked for
    shapes: '', // address of the shapes now in the map
    cells: new Map(), // position -> feature
    states: new Map(), // position -> what is painted, as text
    paint: null,
    view: '', // what the map was last moved to
    hovered: null,
    pinned: null,
};

/** Show an answer; `paint` is null where there is none. Resolves when it is on the screen. */
export async function show(paint) {
    const root = document.getElementById('map');
    root.dataset.painted = '';
    page.paint = paint;
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

/** Set the state of the cells that differ from what is painted, and of no other. */
function paintCells(map, paint) {
    const wanted = paint ? statesOf(paint) : new Map();
    for (const position of page.states.keys()) {
        if (!wanted.has(position)) map.removeFeatureState({source: 'cells', id: position});
    }
    for (const [position, state] of wanted) {
        const text = JSON.stringify(state);
        if (page.states.get(position) === text) continue;
        map.setFeatureState({source: 'cells', id: position}, state);
    }
    page.states = new Map([...wanted].map(([position, state]) => [position, JSON.stringify(state)]));
}

function statesOf(paint) {
    const states = new Map();
    const add = (position, state) => states.set(position, {...blank(), ...states.get(position), ...state});
    if (paint.kind === 'classes') {
        paint.values.forEach((step, position) => add(position, {colour: paint.colours[step]}));
        return states;
    }
    paint.positions.forEach((position, i) => add(position, {colour: colourOf(paint, paint.values[i])}));
    for (const position of paint.likely) add(position, {verdict: 1});
    for (const position of paint.strong) add(position, {verdict: 2});
    for (const position of inRuns(paint.outside)) add(position, {outside: true});
    for (const position of inRuns(paint.missing)) add(position, {missing: true});
    return states;
}

const blank = () => ({colour: NONE, verdict: 0, outside: false, missing: false});

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
    const rows = cellRows(paint);
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

function cellRows(paint) {
    const verdicts = new Map();
    for (const position of paint.likely ?? []) verdicts.set(position, 'likely');
    for (const position of paint.strong ?? []) verdicts.set(position, 'strong');
    const positions = paint.positions ?? paint.values.keys().toArray();
    return positions
        .map((position, i) => ({
            position,
            name: nameOf(position),
            homes: page.cells.get(position)?.properties.h ?? null,
            value: paint.values[i],
            verdict: verdicts.get(position) ?? '',
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

/** Set the one cell that is hovered or pinned. */
function mark(what, position) {
    if (page[what] === position) return;
    const before = page[what];
    page[what] = position;
    page.map?.then((map) => {
        if (!map) return;
        if (before !== null) map.setFeatureState({source: 'cells', id: before}, {[what]: false});
        if (position !== null) map.setFeatureState({source: 'cells', id: position}, {[what]: true});
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
    const state = JSON.parse(page.states.get(position) ?? JSON.stringify(blank()));
    if (state.outside) return 'Not in this view';
    if (state.missing) return 'Too few homes, or not supplied';
    if (paint.kind === 'classes') return `${paint.labels[paint.values[position]]} ${paint.noun}s`;
    const count = paint.values[paint.positions.indexOf(position)] ?? 0;
    const said = count === 0 ? `No mappable ${paint.noun}s` : `${number(count)} ${paint.noun}${count === 1 ? '' : 's'}`;
    return said + ['', ' · likely hot, may be chance', ' · strong hot cell'][state.verdict];
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
    const bounds = boundsOf(page.paint) ?? await wardBox(root.dataset.outlines, '');
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
    const box = paint.area ? await wardBox(root.dataset.outlines, paint.area) : boundsOf(paint);
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
function boundsOf(paint) {
    const aside = new Set(inRuns([...(paint?.outside ?? [])]));
    const seen = [...page.cells.values()].filter((cell) => !aside.has(cell.id));
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

// ---------------------------------------------------------------- how it looks

function style(outlines) {
    const tiles = `${window.location.origin}/tiles/{z}/{x}/{y}.mvt`;
    return {
        version: 8,
        sources: {
            base: {type: 'vector', tiles: [tiles], minzoom: 9, maxzoom: 16},
            outlines: {type: 'geojson', data: new URL(outlines, window.location.href).href},
            cells: {type: 'geojson', data: {type: 'FeatureCollection', features: []}, tolerance: 0.2},
        },
        layers: [...ground(), ...areas(), ...cells(), ...labels()],
    };
}

const base = (id, from, type, more) => ({id, type, source: 'base', 'source-layer': from, ...more});
const byZoom = (...stops) => ['interpolate', ['exponential', 1.6], ['zoom'], ...stops];
const isClass = (...names) => ['in', ['get', 'class'], ['literal', names]];
const isKind = (name) => ['==', ['get', 'kind'], name];

function ground() {
    const street = (id, names, colour, width, minzoom) => base(id, 'streets', 'line', {
        minzoom, filter: isClass(...names), layout: {'line-cap': 'round', 'line-join': 'round'},
        paint: {'line-color': colour, 'line-width': width},
    });
    return [
        {id: 'paper', type: 'background', paint: {'background-color': PAPER}},
        base('greens', 'greens', 'fill', {paint: {'fill-color': ['match', ['get', 'kind'], 'water', '#dbe7ee', '#e9efe1']}}),
        base('buildings', 'buildings', 'fill', {minzoom: 14, paint: {'fill-color': '#e9e5dc'}}),
        base('paths', 'streets', 'line', {minzoom: 15, filter: isClass('path'),
            paint: {'line-color': '#cdc8be', 'line-width': 1.2, 'line-dasharray': [2, 2]}}),
        street('local-casing', ['local'], ['interpolate', ['linear'], ['zoom'], 12, '#e9e5dd', 15, '#d5d0c6'], byZoom(12, 0.6, 14, 2, 16, 8, 18, 20), 12),
        street('main-casing', ['main'], '#c4beb2', byZoom(9, 0.8, 12, 2.2, 14, 4.5, 16, 12, 18, 28), 9),
        street('local', ['local'], '#ffffff', byZoom(13, 0.6, 14, 1.2, 16, 6.5, 18, 18), 13),
        street('main', ['main'], '#ffffff', byZoom(11, 0.8, 14, 3, 16, 10, 18, 25), 11),
    ];
}

function areas() {
    const outline = (id, type, kind, more) => ({id, type, source: 'outlines', filter: isKind(kind), ...more});
    return [
        outline('estates', 'fill', 'estate', {paint: {'fill-color': SLATE, 'fill-opacity': 0.06}}),
        outline('estate-edges', 'line', 'estate', {minzoom: 11.5, paint: {'line-color': SLATE, 'line-opacity': 0.75, 'line-width': byZoom(11.5, 0.6, 14, 1.5)}}),
        outline('ward-edges', 'line', 'ward-edge', {paint: {'line-color': PLUM, 'line-width': 1.2, 'line-dasharray': [4, 3], 'line-opacity': 0.8}}),
    ];
}

function cells() {
    const state = (name, otherwise) => ['coalesce', ['feature-state', name], otherwise];
    const fading = (near, far) => ['interpolate', ['linear'], ['zoom'], FADES[0], near, FADES[1], far];
    const when = (name, yes, no) => ['case', state(name, false), yes, no];
    const edge = (id, paint) => ({id, type: 'line', source: 'cells', layout: {'line-join': 'round'}, paint});
    const colour = ['to-color', state('colour', NONE)];
    const hot = (verdict, width) => edge(`verdict-${verdict}`, {
        'line-color': INK, 'line-width': width,
        'line-opacity': ['case', ['==', state('verdict', 0), verdict], 1, 0],
    });
    return [
        {id: 'cells', type: 'fill', source: 'cells', paint: {
            'fill-color': ['case', state('outside', false), ASIDE, colour],
            'fill-opacity': fading(when('outside', 0.13, 0.7), when('outside', 0.13, 0.08)),
            'fill-antialias': false,
        }},
        {id: 'cells-missing', type: 'fill', source: 'cells', paint: {
            'fill-pattern': 'hatch', 'fill-opacity': when('missing', 0.6, 0),
        }},
        edge('cell-edges', {'line-color': colour, 'line-width': fading(0.6, 2.5), 'line-opacity': fading(0.9, 1)}),
        hot(1, 1.5),
        hot(2, 2.5),
        edge('picked-casing', {'line-color': INK, 'line-width': 7, 'line-opacity': when('pinned', 1, when('hovered', 1, 0))}),
        edge('picked', {'line-color': FOCUS, 'line-width': 3.5, 'line-opacity': when('pinned', 1, when('hovered', 1, 0))}),
    ];
}

function labels() {
    const text = (size, more = {}) => ({'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': size, ...more});
    const ink = {'text-color': MUTED, 'text-halo-color': PAPER, 'text-halo-width': 1.8};
    return [
        base('street-names', 'streets', 'symbol', {minzoom: 15, filter: isClass('main', 'local'),
            layout: text(12, {'symbol-placement': 'line', 'symbol-spacing': 300}), paint: ink}),
        {id: 'estate-names', type: 'symbol', source: 'outlines', minzoom: 12.5, filter: isKind('estate-name'),
            layout: text(12, {'text-max-width': 8, 'text-padding': 12}), paint: {...ink, 'text-color': SLATE}},
        {id: 'ward-names', type: 'symbol', source: 'outlines', filter: isKind('ward-name'),
            layout: text(byZoom(10, 11, 14, 15), {'text-max-width': 7, 'text-letter-spacing': 0.02}),
            paint: {...ink, 'text-color': PLUM}},
    ];
}

/** Diagonal lines on nothing: not supplied. */
function hatch() {
    const size = 8, data = new Uint8Array(size * size * 4);
    for (let i = 0; i < size; i += 1) data.set([0x5a, 0x62, 0x70, 0xff], (i * size + (size - 1 - i)) * 4);
    return {width: size, height: size, data};
}
